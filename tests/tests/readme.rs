//! What the README says of the project is so: its figures are counted and its example is what the demo prints.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use chrono::NaiveDate;
use rebound_core::exam::catalogue::Catalogue;

const README: &str = include_str!("../../README.md");

#[test]
fn exams_policies_and_their_date_are_those_of_the_catalogue() {
    let catalogue = Catalogue::embedded().expect("the catalogue of this build");
    let vendors: BTreeSet<&str> = catalogue.exams().map(|exam| exam.vendor.as_str()).collect();
    let rules: BTreeSet<&str> = catalogue.policies().map(|policy| policy.vendor.as_str()).collect();
    let days = catalogue.policies().map(|policy| policy.checked_on);
    let looked_at: BTreeSet<NaiveDate> =
        catalogue.records().filter_map(|record| record.checked_on).chain(days).collect();
    let oldest = looked_at.first().expect("an entry with the day of its look");
    for said in [
        format!("{} of {} vendors with", catalogue.exams().count(), vendors.len()),
        format!("retake policies of {} vendors", rules.len()),
        format!("on {} or later", oldest.format("%-d %B %Y")),
    ] {
        assert!(in_one_line(README).contains(&said), "the README does not say: {said}");
    }
}

#[test]
fn the_example_is_what_the_demo_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_demo")).output().expect("the demo starts");
    let printed = String::from_utf8_lossy(&output.stdout);
    let (_, example) = README.split_once("```text\n").expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    for line in example.lines() {
        assert!(printed.lines().any(|printed| printed == line), "not printed: {line}\n{printed}");
    }
}

#[test]
fn every_document_is_there_and_can_be_found_from_the_readme() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let links = README.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let linked: BTreeSet<&str> = links.map(|(link, _)| link).collect();
    for link in &linked {
        assert!(root.join(link).exists(), "the README links {link}, which is not there");
    }
    for folder in ["", "docs", "docs/design"] {
        for entry in fs::read_dir(root.join(folder)).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(root).expect("below the root").display().to_string();
            if name.ends_with(".md") && name != "README.md" {
                assert!(linked.contains(name.as_str()), "the README does not link {name}");
            }
        }
    }
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
