//! Which sitting was the last: one rule for everybody who asks, and what it changes.

use rebound_core::coach::derivation::subject::Subject;
use rebound_core::coach::history::History;
use rebound_core::coach::record::sittings::Sittings;
use rebound_core::facts::Fact;
use serde_json::{Value, json};

use crate::clock::now;
use crate::look::{derive, fact, page};

const NOW: &str = "2026-03-08T21:00:00-05:00[America/Chicago]";

/// A sitting that was recorded at `hour` of 8 March, with more or other fields in `more`.
fn sitting(id: &str, hour: u32, more: Value) -> Fact {
    let mut attempt = json!({"exam": "SY0-701", "sat_on": "2026-03-08", "zone": "America/Chicago",
        "outcome": "fail"});
    attempt.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let at = format!("2026-03-08T{hour:02}:00:00-05:00[America/Chicago]");
    fact(id, &at, json!({"attempt": attempt}))
}

#[track_caller]
fn check(facts: &[Fact], taken: &[&str], last_decided: Option<&str>) {
    let history = History::of(facts, now(NOW));
    let sittings = Sittings::of(&history, &"SY0-701".parse().unwrap(), now(NOW));
    let ids: Vec<&str> = sittings.taken().iter().map(|fact| fact.id.as_str()).collect();
    assert_eq!(ids, taken);
    assert_eq!(sittings.last_decided().map(|fact| fact.id.as_str()), last_decided);
}

#[test]
fn a_pending_sitting_took_place_and_has_no_result_to_explain() {
    let before = sitting("b", 9, json!({"sat_on": "2026-02-01"}));
    let pending = sitting("a", 10, json!({"outcome": "pending"}));
    check(&[before, pending], &["b", "a"], Some("b"));
}

#[test]
fn a_missed_and_a_void_sitting_are_none() {
    let facts = [("a", "no_show"), ("b", "void"), ("c", "removed_by_proctor")];
    let facts = facts.map(|(id, outcome)| sitting(id, 9, json!({"outcome": outcome})));
    check(&facts, &["c"], Some("c"));
}

#[test]
fn a_sitting_of_tomorrow_does_not_count_yet_unless_it_is_tomorrow_where_it_was_sat() {
    let tomorrow = |zone| sitting("a", 9, json!({"sat_on": "2026-03-09", "zone": zone}));
    check(&[tomorrow("America/Chicago")], &[], None);
    check(&[tomorrow("Asia/Tokyo")], &["a"], Some("a"));
}

#[test]
fn two_sittings_of_a_day_stand_as_they_ended_then_as_they_were_recorded() {
    let ended = |id, hour, minute: u32| sitting(id, hour, json!({"ended_minute": minute}));
    check(&[ended("a", 9, 900), ended("b", 10, 600)], &["b", "a"], Some("a"));
    let recorded = [sitting("a", 11, json!({})), sitting("b", 10, json!({}))];
    check(&recorded, &["b", "a"], Some("a"));
}

#[test]
fn the_page_is_about_the_sitting_that_ended_last() {
    let facts = [
        sitting("a", 9, json!({"ended_minute": 900, "outcome": "pass"})),
        sitting("b", 10, json!({"ended_minute": 600})),
    ];
    let page = page(&facts, NOW);
    assert!(page.contains("\nPassed, on "), "{page}");
}

#[test]
fn everything_is_about_the_exam_that_was_sat_and_not_about_one_that_was_missed() {
    let missed = json!({"exam": "N10-009", "outcome": "no_show"});
    let subject = |facts: &[Fact]| -> String {
        let derivation = derive(facts, NOW);
        let Subject::Known(labels) = derivation.exam else { panic!("{:?}", derivation.exam) };
        labels.code.to_string()
    };
    let facts = [sitting("a", 9, json!({"sat_on": "2026-02-01"})), sitting("b", 10, missed)];
    assert_eq!(subject(&facts), "SY0-701");
    assert_eq!(subject(&facts[1..]), "N10-009");
}

#[test]
fn two_sittings_of_a_day_do_not_hide_the_preparation_for_them() {
    let study = |id, at, minutes| {
        let body = json!({"study_session":
            {"exam": "SY0-701", "domain": "4", "minutes": minutes, "activity": "reading"}});
        fact(id, at, body)
    };
    let facts = [
        sitting("a", 9, json!({})),
        sitting("b", 10, json!({})),
        study("s", "2026-03-01T20:00:00-06:00[America/Chicago]", 600),
        study("t", "2026-03-09T20:00:00-05:00[America/Chicago]", 60),
    ];
    let derivation = derive(&facts, NOW);
    let comparison = derivation.coaching.unwrap().comparison.unwrap();
    assert_eq!((comparison.then.get(), comparison.now.get() >= 60), (600, true));
}

#[test]
fn several_sittings_of_a_day_are_asked_about_once_with_the_days_of_their_records() {
    let facts = ["a", "b", "c"].map(|id| sitting(id, 9, json!({})));
    let derivation = derive(&facts, NOW);
    let told: Vec<(String, String)> = derivation
        .anomalies
        .iter()
        .map(|odd| (odd.subject.clone(), odd.said.to_string()))
        .collect();
    let said = "is one of 3 sittings recorded for 8 March 2026: a (8 March 2026), b (8 March 2026), c \
                (8 March 2026). Each counts in part; if it was one, remove the others";
    let expected = ("c".to_owned(), said.to_owned());
    assert_eq!(
        told.iter().filter(|odd| odd.1.contains("recorded for")).collect::<Vec<_>>(),
        [&expected]
    );
}
