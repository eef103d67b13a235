//! The first command of the README does what it says.

use std::process::{Command, Output};

fn demo(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demo")).args(arguments).output().expect("the demo starts")
}

#[test]
fn the_built_in_scenario_ends_with_both_checks_answered_by_yes() {
    let output = demo(&[]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    let last: Vec<&str> = said.trim_end().lines().rev().take(2).collect();
    assert!(last.iter().all(|line| line.ends_with(": yes")), "{last:?}");
}

#[test]
fn the_five_questions_are_answered_in_their_order() {
    let output = demo(&[]);
    let said = String::from_utf8_lossy(&output.stdout);
    let asked = [
        "When may I sit again",
        "Why did it go",
        "on the train?",
        "Will it lose",
        "Is it working?",
    ];
    let places: Vec<usize> = asked.iter().filter_map(|question| said.find(question)).collect();
    assert!(places.len() == asked.len() && places.is_sorted(), "{places:?}\n{said}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let output = demo(&["no-such-scenario.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("no-such-scenario.json: "));
}
