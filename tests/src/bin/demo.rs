//! `cargo demo FILE`: a candidate's devices and a study partner, from a scenario file, through a real
//! server on real sockets. Without a file it plays the built-in scenario.

use std::process::ExitCode;

use rebound_tests::demo::play;
use rebound_tests::scenario::Scenario;

const DEFAULT: &str = include_str!("../../fixtures/security-plus.json");

#[tokio::main]
async fn main() -> ExitCode {
    let (name, text) = match std::env::args().nth(1) {
        None => ("the built-in scenario".to_owned(), DEFAULT.to_owned()),
        Some(path) => match std::fs::read_to_string(&path) {
            Ok(text) => (path, text),
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::from(2);
            }
        },
    };
    match Scenario::parse(&text) {
        Ok(scenario) => play(&scenario).await,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::from(2)
        }
    }
}
