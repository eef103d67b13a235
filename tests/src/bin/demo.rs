//! `cargo demo`: a candidate's devices and a study partner, from a scenario file, through a real server on
//! real sockets. Without a file it plays the built-in scenario.

use std::process::ExitCode;

use rebound_tests::demo::play;
use rebound_tests::scenario::Scenario;

const USAGE: &str = include_str!("../../tasks/help/demo.txt");

const DEFAULT: &str = include_str!("../../fixtures/security-plus.json");

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (name, text) = match &arguments[..] {
        [] => ("the built-in scenario", DEFAULT.to_owned()),
        [asked] if matches!(asked.as_str(), "--help" | "-h") => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        [path] if !path.starts_with('-') => match std::fs::read_to_string(path) {
            Ok(text) => (path.as_str(), text),
            Err(error) => return refuse(&format!("{path}: {error}")),
        },
        [unknown] => return refuse(&format!("{unknown:?} is not known here.\n\n{USAGE}")),
        [_, ..] => return refuse(&format!("one scenario at a time.\n\n{USAGE}")),
    };
    match Scenario::parse(&text) {
        Ok(scenario) => play(&scenario).await,
        Err(error) => {
            refuse(&format!("{name}: {error}\ndocs/design/scenario.md says what a scenario is"))
        }
    }
}

fn refuse(why: &str) -> ExitCode {
    eprintln!("{}", why.trim_end());
    ExitCode::from(2)
}
