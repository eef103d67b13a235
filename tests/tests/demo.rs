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

#[test]
fn what_is_not_a_scenario_is_refused_with_its_place() {
    let scenario = include_str!("../fixtures/security-plus.json");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("mine.json");
    std::fs::write(&file, scenario.replacen("\"fail\"", "\"failed\"", 1)).expect("a file");
    let output = demo(&[file.to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("mine.json: line 12, column "), "{said}");
    assert!(
        said.contains("`events[1].record.attempt.outcome`: unknown variant `failed`"),
        "{said}"
    );
}

#[test]
fn help_is_given_and_an_unknown_option_is_not_taken_for_a_file() {
    let help = demo(&["--help"]);
    assert!(help.status.success());
    assert!(String::from_utf8_lossy(&help.stdout).contains("usage: cargo demo [FILE]"));
    let unknown = demo(&["--fast"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).starts_with("\"--fast\" is not known here."));
}

#[test]
fn the_same_figure_has_the_same_value_wherever_it_is_told() {
    let output = demo(&[]);
    let said = String::from_utf8_lossy(&output.stdout);
    let after = |start: &str| {
        let (_, rest) = said.split_once(start).expect(start);
        rest.split_once([',', ')']).expect("a range").0.to_owned()
    };
    // `68 % (56–80` for the plan, and `68 % right (56–80 %` for what changed since.
    let planned = after("estimate ");
    let compared = after("when you first asked: ").replace(" right", "");
    assert_eq!(planned, compared.trim_end_matches(" %"), "{said}");
}
