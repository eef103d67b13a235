//! Lives: ordinary candidates by the thousand, and one list of what holds in every one of them.
//!
//! `cargo test -p rebound-core --test lives` plays 2,000 lives (`REBOUND_LIVES` says how many others) and
//! prints the list: in how many lives each line is broken, and why in the first of them. A life is made
//! from its number alone; this shows one as `derive` reads it, and says at which moment to look:
//!
//! ```text
//! cargo test -q -p rebound-core --test lives -- --life 17 > life.json
//! cargo run -p rebound-core --example derive -- life.json --now MOMENT
//! ```
//!
//! Every broken life of a range, those of a nightly run too, with what is broken in it:
//!
//! ```text
//! cargo test -q -p rebound-core --test lives -- --broken 2000 52000
//! ```
//!
//! It is a program of its own, and not a set of `#[test]`s, so that the list is printed also when all is
//! well.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a broken fixture should stop the test where it is, and the list is printed"
)]

mod candidates;
#[path = "../support/clock.rs"]
mod clock;
mod dice;
mod invariants;
mod ordinary_week;
mod run;

use std::process::ExitCode;

use rebound_core::exam::catalogue::Catalogue;
use rebound_core::formats::json;

use crate::candidates::Life;

/// A test: whether it passes.
type Test = fn(&Catalogue) -> bool;

/// The tests of this program, by the names that `cargo test NAME` looks for.
const TESTS: &[(&str, Test)] = &[
    ("an_ordinary_week_holds_two_mock_exams_for_every_exam", ordinary_week::holds_two),
    ("no_invariant_is_broken_in_any_life", run::all_lives),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let catalogue = Catalogue::embedded().unwrap();
    if arguments.iter().any(|argument| argument == "--list") {
        TESTS.iter().for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    let mut rest = arguments.iter();
    if let Some(seed) = rest.find(|argument| *argument == "--life").and_then(|_| rest.next()) {
        let Ok(seed) = seed.parse() else {
            eprintln!("--life {seed}: allowed is the number of a life");
            return ExitCode::from(2);
        };
        show(seed, &catalogue);
        return ExitCode::SUCCESS;
    }
    if let Some(bounds) = arguments.iter().position(|argument| argument == "--broken") {
        let bound = |at: usize| arguments.get(bounds + at).and_then(|text| text.parse().ok());
        let (Some(from), Some(to)) = (bound(1), bound(2)) else {
            eprintln!(
                "--broken: allowed are the numbers of the first life and of the one after the last"
            );
            return ExitCode::from(2);
        };
        return if run::each_broken(from..to, &catalogue) {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        };
    }
    let filters: Vec<&String> =
        arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let asked =
        |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(*filter));
    let tests: Vec<_> = TESTS.iter().filter(|(name, _)| asked(name)).collect();
    println!("\nrunning {} tests", tests.len());
    let mut failed = 0;
    for (name, test) in &tests {
        let passed = test(&catalogue);
        println!("test {name} ... {}", if passed { "ok" } else { "FAILED" });
        failed += usize::from(!passed);
    }
    let (verdict, passed) = (if failed == 0 { "ok" } else { "FAILED" }, tests.len() - failed);
    println!("\ntest result: {verdict}. {passed} passed; {failed} failed\n");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints the facts of a life, and beside them the moment and what is broken in it.
fn show(seed: u64, catalogue: &Catalogue) {
    let life = Life::of(seed, catalogue);
    print!("{}", json::write(&life.facts));
    eprintln!("{} · {:?} · --now '{}'", life.exam, life.habit, life.now.stamp());
    for (name, reason) in run::broken(&life, catalogue) {
        eprintln!("broken: {name}: {reason}");
    }
}
