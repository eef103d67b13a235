//! Prints the exams and retake policies that this build knows, with the day on which their sources were last looked at.
//!
//! `cargo run -p rebound-core --example exams`

use std::io::Write;
use std::process::ExitCode;

use rebound_core::exam::catalogue::Catalogue;

#[expect(clippy::print_stderr, reason = "a command speaks")]
fn main() -> ExitCode {
    match list() {
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

fn list() -> Result<String, String> {
    let catalogue = Catalogue::embedded().map_err(|error| error.to_string())?;
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
    Ok(exams.chain(policies).chain([counted]).collect())
}
