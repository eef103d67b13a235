//! The open form of the facts: what its document says holds, and what is wrong is named.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rebound_core::exam::blueprint::Exam;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json::{read, read_body, write};
use rebound_core::wording::statements::StatementsKey;

const SCHEMA: &str = include_str!("../../../docs/design/facts-json.md");

/// The examples of the document: one of a whole file, the others of a fact each.
fn examples() -> Vec<&'static str> {
    let mut blocks: Vec<&str> = SCHEMA.split("```json\n").skip(1).collect();
    blocks.iter_mut().for_each(|block| *block = block.split("```").next().unwrap());
    blocks
}

fn facts() -> Vec<Fact> {
    let each = examples().into_iter().skip(1);
    each.map(|text| serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))).collect()
}

fn file(facts: &str) -> String {
    format!("{{\"format\": \"rebound-facts\", \"version\": 1, \"facts\": [{facts}]}}")
}

/// A file whose only fact is the example of `kind`, with `from` changed into `to`.
fn changed(kind: &str, from: &str, to: &str) -> String {
    let start = format!("{{\"{kind}\": {{");
    let example = examples().into_iter().skip(1).find(|text| text.contains(&start)).unwrap();
    assert!(example.contains(from), "{example}");
    file(&example.replacen(from, to, 1))
}

#[track_caller]
fn refuses(text: &str, message: &str) {
    let error = read("mine.json", text).unwrap_err().to_string();
    assert!(error.starts_with("mine.json: "), "{error}");
    assert!(error.contains(message), "{error}");
}

const fn kind(body: &FactBody) -> &'static str {
    match body {
        FactBody::Attempt(_) => "attempt",
        FactBody::StudySession(_) => "study_session",
        FactBody::Answer(_) => "answer",
        FactBody::ReviewTime(_) => "review_time",
        FactBody::PracticeSet(_) => "practice_set",
        FactBody::MockExamResult(_) => "simulation",
        FactBody::Diagnosis(_) => "diagnosis",
        FactBody::Questionnaire(_) => "questionnaire",
        FactBody::DomainNote(_) => "domain_note",
        FactBody::Resource(_) => "resource",
        FactBody::PriorPreparation(_) => "prior_preparation",
        FactBody::Availability(_) => "availability",
        FactBody::DayException(_) => "day_exception",
        FactBody::ExamChoice(_) => "exam_choice",
        FactBody::ExamDate(_) => "exam_date",
        FactBody::RetakeOverride(_) => "retake_override",
        FactBody::PlanAnchor(_) => "plan_anchor",
        FactBody::Removal(_) => "removal",
        FactBody::Commitment(_) => "commitment",
    }
}

#[test]
fn every_example_of_the_document_is_read_and_every_kind_has_one() {
    assert_eq!(read("example", examples()[0]).unwrap().len(), 1);
    for fact in facts() {
        assert_eq!(fact.check(), Ok(()));
    }
    let kinds: BTreeSet<&str> = facts().iter().map(|fact| kind(&fact.body)).collect();
    let titles = SCHEMA.lines().filter_map(|line| line.strip_prefix("### `"));
    let titles: BTreeSet<&str> = titles.map(|line| line.trim_end_matches('`')).collect();
    assert_eq!(kinds, titles);
    assert_eq!(kinds.len(), 19);
}

#[test]
fn the_document_lists_the_statements_and_the_words_of_an_exam_of_one_s_own() {
    for (at, statement) in StatementsKey::ALL.iter().enumerate() {
        let line = format!("| {} | {} |", at + 1, statement.english());
        assert!(SCHEMA.contains(&line), "{line}");
    }
    // What a misspelt field is answered with are the fields that there are.
    let own = Exam::from_candidate_json("{\"x\": 1}", &Catalogue::embedded().unwrap());
    let said = own.unwrap_err().to_string();
    let (_, fields) = said.split_once("one of ").unwrap();
    let fields: Vec<&str> = fields.split('`').skip(1).step_by(2).collect();
    assert!(fields.len() > 20, "{said}");
    for field in fields {
        assert!(SCHEMA.contains(&format!("`{field}`")), "{field}");
    }
}

#[test]
fn the_example_of_an_exam_of_one_s_own_is_one() {
    let own = facts().into_iter().find_map(|fact| match fact.body {
        FactBody::ExamChoice(choice) => choice.blueprint,
        _ => None,
    });
    let catalogue = Catalogue::embedded().unwrap();
    let exam = Exam::from_candidate_json(&own.unwrap(), &catalogue).unwrap();
    assert_eq!(exam.code.as_str(), "LOCAL-1");
}

#[test]
fn what_was_written_and_read_is_written_alike() {
    let text = write(&facts());
    assert_eq!(write(&read("mine", &text).unwrap()), text);
    assert_eq!(read("mine", &write(&[])).unwrap(), []);
}

#[test]
fn a_fact_that_is_there_twice_is_written_once() {
    let twice = [facts(), facts()].concat();
    assert_eq!(write(&twice), write(&facts()));
}

#[track_caller]
fn refuses_value(kind: &str, (from, to): (&str, &str), path: &str, said: &str) {
    refuses(&changed(kind, from, to), &format!("`facts[0].body.{kind}.{path}` is {said}"));
}

#[test]
fn a_wrong_number_is_named_with_file_path_and_what_is_allowed() {
    for (kind, change, path, said) in [
        (
            "attempt",
            ("\"distress\": 6", "\"distress\": 11"),
            "conditions.distress",
            "11: allowed is 0 to 10",
        ),
        ("attempt", ("975", "1440"), "ended_minute", "1440: allowed is 0 to 1439"),
        (
            "practice_set",
            ("\"correct\": 14", "\"correct\": 21"),
            "correct",
            "21: allowed is 0 to 20",
        ),
        (
            "study_session",
            ("\"minutes\": 50", "\"minutes\": 0"),
            "minutes",
            "0: allowed is 1 to 1440",
        ),
        (
            "questionnaire",
            ("\"agreement\": 1", "\"agreement\": 5"),
            "replies[1].agreement",
            "5: allowed is 0 to 4",
        ),
        ("commitment", ("\"minutes\": 45", "\"minutes\": 0"), "minutes", "0: allowed is 1 to 720"),
        ("availability", ("180", "721"), "slots[1].slot.minutes", "721: allowed is 0 to 720"),
        (
            "simulation",
            ("\"unanswered\": 2", "\"unanswered\": 12"),
            "unanswered",
            "12: allowed is 0 to 11",
        ),
    ] {
        refuses_value(kind, change, path, said);
    }
}

#[test]
fn a_wrong_date_text_or_reference_is_named_with_file_path_and_what_is_allowed() {
    for (kind, change, path, said) in [
        (
            "attempt",
            ("2026-02-27\"", "0026-02-27\""),
            "sat_on",
            "0026-02-27: allowed is 1990-01-01 to 2199-12-31",
        ),
        (
            "questionnaire",
            ("\"statement\": 2", "\"statement\": 1"),
            "replies",
            "a list of 2: allowed is one reply to each statement",
        ),
        (
            "domain_note",
            ("SIEM tuning", " "),
            "topics[0]",
            "\" \": allowed is a text of 1 to 120 characters",
        ),
        ("removal", ("known-1", "undo-1"), "target", "undo-1: allowed is the id of another fact"),
    ] {
        refuses_value(kind, change, path, said);
    }
}

#[test]
fn no_fact_is_about_itself() {
    for (kind, field) in [
        ("diagnosis", "answer"),
        ("questionnaire", "attempt"),
        ("domain_note", "attempt"),
        ("prior_preparation", "attempt"),
        ("removal", "target"),
    ] {
        let start = format!("{{\"{kind}\": {{");
        let example = examples().into_iter().skip(1).find(|text| text.contains(&start)).unwrap();
        let mut fact: serde_json::Value = serde_json::from_str(example).unwrap();
        fact["body"][kind][field] = fact["id"].clone();
        let path = format!("`facts[0].body.{kind}.{field}` is");
        refuses(&file(&fact.to_string()), &path);
    }
}

#[test]
fn every_printed_form_has_its_limits() {
    let all = |from: &str, to: &str, domain: usize, said: &str| {
        let text = file(&examples()[2].replacen(from, to, 1));
        let path = format!("`facts[0].body.attempt.report.domains[{domain}].evidence.{said}");
        refuses(&text, &path);
    };
    all("\"percent\": 85", "\"percent\": 101", 0, "percent` is 101: allowed is 0 to 100");
    all("\"low\": 40", "\"low\": 61", 1, "bar.low` is 61: allowed is 0 to 60");
    all("\"level\": 1", "\"level\": 0", 2, "band.level` is 0: allowed is 1 to 3");
    all("\"of\": 3", "\"of\": 5", 2, "band.of` is 5: allowed is 2 to 4");
    all("\"position\": 2", "\"position\": 7", 3, "rank.position` is 7: allowed is 1 to 6");
    all("\"correct\": 7", "\"correct\": 13", 4, "count.correct` is 13: allowed is 0 to 12");
    all("\"self_rating\": 2", "\"self_rating\": 6", 5, "self_rating` is 6: allowed is 1 to 5");
}

#[test]
fn a_wrong_shape_is_named_with_line_path_and_what_is_allowed() {
    let names = |kind, from, to, message| refuses(&changed(kind, from, to), message);
    names(
        "attempt",
        "\"fail\"",
        "\"failed\"",
        "in `facts[0].body.attempt.outcome`: \"failed\": allowed is one of `pass`, `fail`",
    );
    names(
        "attempt",
        "684",
        "-684",
        "in `facts[0].body.attempt.report.overall`: -684 is not a score: allowed are 0 to 100000",
    );
    names("attempt", "684", "NaN", "line 3, column ");
    names(
        "study_session",
        "\"minutes\": 50",
        "\"minutes\": -50",
        "in `facts[0].body.study_session.minutes`: -50: allowed is a whole number, 1 to 1440",
    );
    names(
        "study_session",
        "\"minutes\": 50",
        "\"minutes\": 5e400",
        "in `facts[0].body.study_session.minutes`: 5e400: allowed is a whole number, 1 to 1440",
    );
    names(
        "study_session",
        "\"activity\"",
        "\"activty\"",
        "`facts[0].body.study_session.activty`: a field that is not known here",
    );
    names(
        "day_exception",
        "2026-03-21",
        "2026-02-30",
        "in `facts[0].body.day_exception.date`: \"2026-02-30\" is not a date: February 2026 has 28 days",
    );
    names(
        "removal",
        "\"removal\"",
        "\"undo\"",
        "in `facts[0].body`: an object with `undo`: allowed is an object with exactly one of `attempt`",
    );
}

#[test]
fn the_body_of_a_fact_is_read_alone_and_its_paths_begin_with_it() {
    let body = read_body("typed", r#"{"removal": {"target": "a1"}}"#).unwrap();
    assert_eq!(kind(&body), "removal");
    for (text, message) in [
        (r#"{"removal": {"target": "A 1"}}"#, "in `body.removal.target`: "),
        (r#"{"removal": {"target": "a1"}} x"#, "in `body`: more text after the end"),
        ("[]", "in `body`: "),
    ] {
        let error = read_body("typed", text).unwrap_err().to_string();
        assert!(error.starts_with("typed: line 1, column ") && error.contains(message), "{error}");
    }
}

#[test]
fn a_text_that_is_no_such_file_is_told_so() {
    refuses("", "line 1, column 1, in `the text`: empty: allowed is JSON in UTF-8");
    refuses("[]", "in `the text`: ");
    refuses(
        "{\"format\": \"rebound-scenario\"}",
        "in `format`: \"rebound-scenario\" is not this format: allowed is `rebound-facts`",
    );
    let newer = file("{\"what\": \"is this\"}").replace("\"version\": 1", "\"version\": 2");
    refuses(
        &newer,
        "in `version`: version 2 of the format is not known here; a newer version of the app reads it: allowed is 1",
    );
    refuses(
        &format!("{} {{}}", file("")),
        "in `the text`: more text after the end of the document",
    );
}

proptest! {
    #[test]
    fn the_order_of_facts_does_not_matter(order in Just(facts()).prop_shuffle()) {
        prop_assert_eq!(write(&order), write(&facts()));
    }

    #[test]
    fn no_cut_and_no_changed_byte_makes_the_reader_panic(at in 0..20_000_usize, byte in 32..127_u8) {
        let mut text = write(&facts()).into_bytes();
        let at = at % text.len();
        drop(read("cut", &String::from_utf8_lossy(&text[..at])));
        text[at] = byte;
        drop(read("changed", &String::from_utf8_lossy(&text)));
    }
}
