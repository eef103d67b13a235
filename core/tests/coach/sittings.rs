//! All sittings of an exam, and what other screens are filled in from.

use rebound_core::coach::history::History;
use rebound_core::engine::Coach;
use rebound_core::facts::Fact;
use rebound_core::facts::attempt::Outcome;
use rebound_core::formats::json::read;
use rebound_core::screens::sittings::{ListedSitting, SittingStanding};
use serde_json::{Value, json};

use crate::clock::now;
use crate::look::{catalogue, fact};

const NOW: &str = "2026-04-08T21:00:00-07:00[America/Phoenix]";

fn attempt(sat_on: &str, outcome: &str, overall: Option<u16>) -> Value {
    let report = overall.map(|overall| json!({"overall": overall, "domains": []}));
    let mut attempt = json!({"exam": "SY0-701", "sat_on": sat_on, "zone": "America/Phoenix",
        "outcome": outcome});
    if let Some(report) = report {
        attempt["report"] = report;
    }
    json!({ "attempt": attempt })
}

fn set(at: &str, exam: &str, correct: u16) -> (String, Value) {
    let set = json!({"exam": exam, "domain": "4", "bank": "bank-a", "correct": correct, "of": 20,
        "conditions": "timed", "minutes": 25});
    (at.to_owned(), json!({ "practice_set": set }))
}

fn ask<T>(each: &[(String, Value)], ask: impl FnOnce(&Coach<'_>) -> T) -> T {
    let each = each.iter().enumerate();
    let facts: Vec<Fact> = each
        .map(|(number, (at, body))| {
            fact(&format!("f{number}"), &format!("{at}-07:00[America/Phoenix]"), body.clone())
        })
        .collect();
    ask(&Coach::new(History::of(&facts, now(NOW)), catalogue(), now(NOW)))
}

fn all(coach: &Coach<'_>) -> Vec<ListedSitting> {
    coach.sittings(&"SY0-701".parse().unwrap()).unwrap()
}

fn listed(each: &[(String, Value)]) -> Vec<ListedSitting> {
    ask(each, all)
}

fn of_facts(facts: &[Fact]) -> Vec<ListedSitting> {
    all(&Coach::new(History::of(facts, now(NOW)), catalogue(), now(NOW)))
}

#[test]
fn sittings_are_listed_newest_first_with_what_was_printed() {
    let at = |day: &str| format!("2026-{day}T18:00:00");
    let sittings = listed(&[
        (at("01-10"), attempt("2026-01-10", "fail", Some(650))),
        (at("02-10"), attempt("2026-02-10", "no_show", None)),
        (at("03-10"), attempt("2026-03-10", "fail", Some(684))),
        (at("03-11"), attempt("2026-04-20", "pending", None)),
    ]);
    let told: Vec<(String, SittingStanding, bool)> = sittings
        .iter()
        .map(|of| (of.sat_on.to_string(), of.standing, of.score.is_some()))
        .collect();
    let expected = [
        ("2026-04-20", SittingStanding::ToCome, false),
        ("2026-03-10", SittingStanding::Taken, true),
        ("2026-02-10", SittingStanding::NotCounted, false),
        ("2026-01-10", SittingStanding::Taken, true),
    ];
    assert_eq!(told, expected.map(|(day, standing, score)| (day.to_owned(), standing, score)));
    assert!(sittings[1].score.as_ref().unwrap().to_string().contains("684"));
    assert!(listed(&[]).is_empty());
}

/// What is recorded for the next sitting says nothing about the one before.
#[test]
fn each_sitting_keeps_its_own_causes_and_a_pass_has_none() {
    let shipped = include_str!("../../../tests/fixtures/derive-security-plus.json");
    let mut facts = read("derive-security-plus.json", shipped).unwrap();
    let before = of_facts(&facts);
    assert!(!before[0].causes.is_empty());
    let passed = attempt("2026-04-01", "pass", Some(780));
    let (at, later) = set("2026-04-05T18:00:00", "SY0-701", 19);
    for (id, at, body) in
        [("passed", "2026-04-01T18:00:00".to_owned(), passed), ("later", at, later)]
    {
        facts.push(fact(id, &format!("{at}-07:00[America/Phoenix]"), body));
    }
    let after = of_facts(&facts);
    assert_eq!(after.len(), before.len() + 1);
    assert_eq!((after[0].outcome, after[0].causes.len()), (Outcome::Pass, 0));
    assert_eq!(after[1].causes, before[0].causes);
}

#[test]
fn the_last_set_is_that_of_the_exam_and_the_week_is_the_newest() {
    let week = |minutes: u32| json!({"availability": {"slots": [], "weekly_cap": minutes}});
    let facts = [
        set("2026-03-01T18:00:00", "SY0-701", 11),
        set("2026-03-02T18:00:00", "SY0-701", 12),
        set("2026-03-03T18:00:00", "AZ-104", 13),
        ("2026-03-01T19:00:00".to_owned(), week(100)),
        ("2026-03-04T19:00:00".to_owned(), week(200)),
    ];
    ask(&facts, |coach| {
        let last = |exam: &str| coach.last_set(&exam.parse().unwrap()).map(|set| set.correct);
        assert_eq!([last("SY0-701"), last("AZ-104"), last("XK0-005")], [Some(12), Some(13), None]);
        assert_eq!(coach.week().unwrap().weekly_cap.unwrap().get(), 200);
    });
    ask(&[], |coach| assert!(coach.week().is_none()));
}
