//! Prints the catalogue's entries that are older than a year: nobody looked at their sources since, or the newest of
//! the sources is older than that.
//!
//! `cargo run -p rebound-core --example stale -- --today 2026-11-28`, or with `--days 90` for another age.

use std::process::ExitCode;

use chrono::NaiveDate;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::stale::{A_YEAR, StaleEntry, stale};

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match report(&arguments) {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("{problem}\nusage: stale --today YYYY-MM-DD [--days N]");
            ExitCode::FAILURE
        }
    }
}

fn report(arguments: &[String]) -> Result<String, String> {
    let (mut today, mut age) = (None, A_YEAR);
    for pair in arguments.chunks(2) {
        let [flag, value] = pair else { return Err(format!("{pair:?} has no value")) };
        match flag.as_str() {
            "--today" => {
                let day: Result<NaiveDate, _> = value.parse();
                today = Some(day.map_err(|_| format!("{value} is not a date"))?);
            }
            "--days" => {
                age = value.parse().map_err(|_| format!("{value} is not a number of days"))?;
            }
            _ => return Err(format!("{flag} is not a flag")),
        }
    }
    let today = today.ok_or("the day is missing")?;
    let catalogue = Catalogue::embedded().map_err(|error| error.to_string())?;
    let stale = stale(&catalogue, today, age);
    let mut lines: Vec<String> = stale.iter().map(|entry| line(entry, age)).collect();
    lines.push(format!("{} entries older than {age} days on {today}", stale.len()));
    Ok(lines.join("\n"))
}

fn line(entry: &StaleEntry<'_>, age: i64) -> String {
    let why = match entry.newest_page {
        Some(page) if !entry.unseen_for(age) => format!("its newest page is of {page} or before"),
        Some(_) | None => format!("looked at {} ({} days ago)", entry.checked_on, entry.days),
    };
    format!("{:<18} {:<40} {why}; as of: {}", entry.kind, entry.key, entry.as_of)
}
