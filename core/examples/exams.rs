//! Prints the exams and retake policies that this build knows, with the day on which their sources were last looked at.
//!
//! `cargo run -p rebound-core --example exams`, or with `-- --json` all that an app shows of exams and report forms.

use std::io::Write;
use std::process::ExitCode;

use rebound_core::exam::catalogue::Catalogue;

#[expect(clippy::print_stderr, reason = "a command speaks")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match print(&arguments) {
        Ok(text) => match std::io::stdout().lock().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever closed the pipe has read enough.
            Err(_) => ExitCode::FAILURE,
        },
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

fn print(arguments: &[String]) -> Result<String, String> {
    let catalogue = Catalogue::embedded().map_err(|error| error.to_string())?;
    match arguments {
        [] => Ok(list(&catalogue)),
        [form] if form == "--json" => json(&catalogue).map_err(|error| error.to_string()),
        _ => Err("allowed is --json, or nothing".to_owned()),
    }
}

fn json(catalogue: &Catalogue) -> serde_json::Result<String> {
    let exams: Vec<_> = catalogue.records().collect();
    let report_forms: Vec<_> = catalogue.report_forms().collect();
    let all = serde_json::json!({ "exams": exams, "report_forms": report_forms });
    Ok(serde_json::to_string_pretty(&all)? + "\n")
}

fn list(catalogue: &Catalogue) -> String {
    let exams = catalogue.records().map(|record| {
        let looked_at = record.checked_on.map_or_else(|| "never".to_owned(), |day| day.to_string());
        let (exam, domains) = (&record.exam, record.exam.domains.len());
        format!(
            "exam    {:<9} {:<24} {} ({domains} domains), looked at {looked_at}\n",
            exam.code, exam.vendor, exam.title
        )
    });
    let policies = catalogue.policies().map(|policy| {
        format!("policy  {:<34} {}, looked at {}\n", policy.id, policy.vendor, policy.checked_on)
    });
    let counted = format!(
        "{} exams, {} retake policies\n",
        catalogue.exams().count(),
        catalogue.policies().count()
    );
    exams.chain(policies).chain([counted]).collect()
}
