//! Prints the catalogue's entries whose sources have not been looked at for 90 days.
//!
//! `cargo run -p rebound-core --example stale -- --today 2026-11-24`

use std::process::ExitCode;

use chrono::NaiveDate;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::stale::{STALE_AFTER_DAYS, stale};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match report(&arguments) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}\nusage: stale --today YYYY-MM-DD");
            ExitCode::FAILURE
        }
    }
}

fn report(arguments: &[String]) -> Result<String, String> {
    let [flag, day] = arguments else { return Err("the day is missing".to_owned()) };
    if flag != "--today" {
        return Err(format!("{flag} is not a flag"));
    }
    let today: NaiveDate = day.parse().map_err(|_| format!("{day} is not a date"))?;
    let catalogue = Catalogue::embedded().map_err(|error| error.to_string())?;
    let stale = stale(&catalogue, today);
    let mut lines: Vec<String> = stale
        .iter()
        .map(|entry| {
            format!(
                "{:<18} {:<40} looked at {} ({} days ago), as of: {}",
                entry.kind, entry.key, entry.checked_on, entry.days, entry.as_of
            )
        })
        .collect();
    lines.push(format!("{} entries older than {STALE_AFTER_DAYS} days on {today}", stale.len()));
    Ok(lines.join("\n"))
}
