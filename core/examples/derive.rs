//! Prints everything that follows from a file of facts: the project's microscope.
//!
//! `cargo run -p rebound-core --example derive -- facts.json --now 2026-03-02T20:00:00-05:00`

use std::io::{Read, Write};
use std::process::ExitCode;

use rebound_core::base::time::{Now, Stamp};
use rebound_core::coach::derivation::subject::in_question;
use rebound_core::coach::derivation::{Briefing, Derivation};
use rebound_core::coach::history::History;
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::formats::page::Page;
use rebound_core::formats::{json, markdown};
use rebound_core::reading::text::of_bytes;
use serde::Serialize;

const HELP: &str = "\
Prints what follows from facts at a moment: estimates, causes, eligibility, the plan with its reasons,
what is odd. The same facts in any order give the same bytes.

usage: derive FILE --now MOMENT [--catalogue FILE]... [--markdown | --page | --report]

  FILE              facts in the open form (docs/design/facts-json.md); - reads standard input
  --now MOMENT      2026-03-02T20:00:00-05:00, better with the zone's name:
                    2026-03-02T20:00:00-05:00[America/New_York]
  --catalogue FILE  brings the built-in catalogue up to date with one more file
  --markdown        prints the page a candidate needs instead of everything as JSON
  --page            prints that page as JSON, part by part, as apps get it
  --report          prints the last score report with what was noted and found beside it

exit codes: 0 printed, 1 a file cannot be used, 2 the arguments cannot";

/// Why nothing was printed.
enum Failure {
    /// The arguments make no sense.
    Arguments(String),
    /// A file makes no sense.
    File(String),
}

/// What is asked for.
struct Arguments {
    file: String,
    now: Stamp,
    catalogues: Vec<String>,
    form: Form,
}

#[derive(Clone, Copy)]
enum Form {
    Json,
    Markdown,
    Page,
    Report,
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h")) {
        println!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let printed = read(&arguments).and_then(|arguments| derive(&arguments));
    match printed {
        Ok(text) => match std::io::stdout().lock().write_all(text.as_bytes()) {
            Ok(()) => ExitCode::SUCCESS,
            // Whoever closed the pipe has read enough.
            Err(_) => ExitCode::FAILURE,
        },
        Err(Failure::File(problem)) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
        Err(Failure::Arguments(problem)) => {
            eprintln!("{problem}; derive --help tells what is allowed");
            ExitCode::from(2)
        }
    }
}

fn read(arguments: &[String]) -> Result<Arguments, Failure> {
    let (mut file, mut now, mut catalogues, mut form) = (None, None, Vec::new(), Form::Json);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let mut value = || {
            let missing = || Failure::Arguments(format!("{argument} has no value"));
            rest.next().ok_or_else(missing)
        };
        match argument.as_str() {
            "--now" => {
                let moment: Result<Stamp, _> = value()?.parse();
                now = Some(moment.map_err(|error| Failure::Arguments(format!("--now: {error}")))?);
            }
            "--catalogue" => catalogues.push(value()?.clone()),
            "--markdown" => form = Form::Markdown,
            "--page" => form = Form::Page,
            "--report" => form = Form::Report,
            flag if flag.starts_with("--") => {
                return Err(Failure::Arguments(format!("{flag} is not a flag")));
            }
            name if file.is_none() => file = Some(name.to_owned()),
            more => return Err(Failure::Arguments(format!("{more} is one file too many"))),
        }
    }
    let missing = |what: &str| Failure::Arguments(format!("{what} is missing"));
    let file = file.ok_or_else(|| missing("the file of facts"))?;
    let now = now.ok_or_else(|| missing("--now with the moment to look from"))?;
    Ok(Arguments { file, now, catalogues, form })
}

fn derive(arguments: &Arguments) -> Result<String, Failure> {
    let mut catalogue = Catalogue::embedded().map_err(|error| Failure::File(error.to_string()))?;
    for name in &arguments.catalogues {
        let updated = catalogue.updated_with(&text(name)?, name);
        catalogue = updated.map_err(|error| Failure::File(error.to_string()))?;
    }
    let called = if arguments.file == "-" { "standard input" } else { &arguments.file };
    let facts = json::read(called, &text(&arguments.file)?);
    let facts = facts.map_err(|error| Failure::File(error.to_string()))?;
    let now = Now::at(arguments.now);
    let history = History::of(&facts, now);
    match arguments.form {
        Form::Json => as_json(&Derivation::of_history(&history, &catalogue, now)),
        Form::Markdown => Ok(markdown::text_of(&Page::of_history(&history, &catalogue, now))),
        Form::Page => as_json(&Page::of_history(&history, &catalogue, now)),
        Form::Report => {
            let problem = |said| Failure::File(format!("{called}: {said}"));
            let exam = in_question(&history, &catalogue, now).map_err(problem)?;
            let record = ExamRecord::of(&history, &exam, now);
            let briefing = Briefing::of(&record, &catalogue);
            let report = markdown::annotated_report(&record, &briefing, &catalogue);
            report.ok_or_else(|| Failure::File(format!("{called}: holds no sitting of this exam")))
        }
    }
}

fn as_json(value: &impl Serialize) -> Result<String, Failure> {
    let json = serde_json::to_string_pretty(value);
    json.map(|json| json + "\n").map_err(|error| Failure::File(error.to_string()))
}

fn text(name: &str) -> Result<String, Failure> {
    let read = if name == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(name)
    };
    let failure = |problem: String| Failure::File(format!("{name}: {problem}"));
    let bytes = read.map_err(|error| failure(error.to_string()))?;
    let text = of_bytes(&bytes).map_err(|slip| failure(slip.said().text()))?;
    Ok(text.to_owned())
}
