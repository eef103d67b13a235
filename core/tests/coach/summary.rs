//! The summary: examples of what counts where, and what holds for every set of facts.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rebound_core::base::calendar::Week;
use rebound_core::base::ids::{DomainId, FactId};
use rebound_core::base::time::{Now, Stamp, UtcMillis, Zone};
use rebound_core::coach::history::History;
use rebound_core::coach::summary::{Summary, Tally};
use rebound_core::facts::{Fact, FactBody};
use serde_json::{Value, json};

use crate::cases::cases;
use crate::look;

fn fact(number: usize, at: &str, body: Value) -> Fact {
    look::fact(&format!("f{number:03}"), at, body)
}

fn summary(facts: &[Fact]) -> Summary {
    let now = Now { utc_ms: UtcMillis(i64::MAX / 2), zone: Zone::UTC, boot_ms: 0 };
    Summary::of(&History::of(facts, now), &"SY0-701".parse().unwrap())
}

fn session(domain: Option<&str>, minutes: u32, activity: &str) -> Value {
    json!({ "study_session":
        { "exam": "SY0-701", "domain": domain, "minutes": minutes, "activity": activity } })
}

fn answer(result: &str) -> Value {
    json!({ "answer": { "exam": "SY0-701", "domain": "4", "bank": "b", "question": "q",
        "result": result, "answer_ms": 45_000, "conditions": "timed" } })
}

const MONDAY: &str = "2026-03-02T18:00:00-05:00[America/New_York]";

#[track_caller]
fn check(facts: &[Value], domain: Option<&str>, minutes: u32, correct: u64, answered: u64) {
    let facts: Vec<Fact> =
        facts.iter().enumerate().map(|(at, body)| fact(at, MONDAY, body.clone())).collect();
    let week = &summary(&facts).weeks[0];
    let domain = domain.map(|domain| domain.parse::<DomainId>().unwrap());
    let line = week.domains.iter().find(|line| line.domain == domain).unwrap();
    let found = (line.tally.minutes().get(), line.tally.correct, line.tally.answered);
    assert_eq!(found, (minutes, correct, answered));
}

#[test]
fn every_activity_counts_for_its_domain_or_across_all() {
    let activities = ["reading", "video", "lab", "practice", "review", "peer"];
    let facts = activities.map(|activity| session(Some("4"), 10, activity));
    check(&facts, Some("4"), 60, 0, 0);
    check(&[session(None, 25, "peer")], None, 25, 0, 0);
}

#[test]
fn answers_count_with_their_time_and_open_ones_as_not_right() {
    let facts = ["correct", "correct", "wrong", "unanswered"].map(answer);
    check(&facts, Some("4"), 3, 2, 4);
}

#[test]
fn review_is_summed_before_it_is_rounded() {
    let review =
        json!({ "review_time": { "exam": "SY0-701", "domain": "4", "review_ms": 45_000 } });
    check(&[review.clone(), review.clone(), review.clone(), review], Some("4"), 3, 0, 0);
}

#[test]
fn a_practice_set_counts_with_its_review() {
    let set = json!({ "practice_set": { "exam": "SY0-701", "domain": "2", "bank": "b",
        "correct": 14, "of": 20, "minutes": 20, "review_minutes": 15, "conditions": "timed" } });
    check(&[set], Some("2"), 35, 14, 20);
}

#[test]
fn a_mock_exam_takes_time_across_domains_and_has_results_in_each() {
    let simulation = json!({ "simulation": { "exam": "SY0-701", "bank": "b", "unanswered": 1,
        "minutes": 85, "minutes_allowed": 90, "rules": "kept", "domains": [
            { "domain": "1", "correct": 9, "of": 11 }, { "domain": "4", "correct": 16, "of": 25 }] } });
    check(std::slice::from_ref(&simulation), None, 85, 0, 0);
    check(&[simulation], Some("4"), 0, 16, 25);
}

#[test]
fn more_right_answers_than_questions_are_all_of_them() {
    let set = json!({ "practice_set": { "exam": "SY0-701", "domain": "2", "bank": "b",
        "correct": 90, "of": 20, "minutes": 20, "conditions": "timed" } });
    check(&[set], Some("2"), 20, 20, 20);
}

#[test]
fn a_sunday_night_belongs_to_the_week_that_is_ending() {
    let late = fact(0, "2026-03-09T03:59:00+01:00[Europe/Berlin]", session(None, 10, "lab"));
    let early = fact(1, "2026-03-09T04:00:00+01:00[Europe/Berlin]", session(None, 20, "lab"));
    let found = summary(&[early, late]);
    let weeks: Vec<(String, u32)> = found
        .weeks
        .iter()
        .map(|week| (week.week.to_string(), week.total.minutes().get()))
        .collect();
    assert_eq!(weeks, [("2026-W10".to_owned(), 10), ("2026-W11".to_owned(), 20)]);
}

#[test]
fn other_exams_and_facts_taken_back_do_not_count() {
    let other = json!({ "study_session":
        { "exam": "N10-009", "minutes": 50, "activity": "lab" } });
    let wrong = fact(1, MONDAY, session(Some("4"), 500, "lab"));
    let removal = fact(2, MONDAY, json!({ "removal": { "target": "f001" } }));
    let found = summary(&[fact(0, MONDAY, other), wrong, removal]);
    assert_eq!(found.total, Tally::default());
    assert!(found.weeks.is_empty());
}

#[test]
fn absurd_minutes_saturate() {
    let facts: Vec<Fact> =
        (0..3).map(|at| fact(at, MONDAY, session(None, u32::MAX, "lab"))).collect();
    assert_eq!(summary(&facts).total.minutes().get(), u32::MAX);
}

#[test]
fn a_summary_reads_in_minutes_and_shares() {
    let found = summary(&[fact(0, MONDAY, answer("correct")), fact(1, MONDAY, answer("wrong"))]);
    assert_eq!(
        serde_json::to_value(found.weeks).unwrap(),
        json!([{ "week": "2026-W10",
            "domains": [{ "domain": "4", "tally":
                { "minutes": 1, "correct": 1, "answered": 2, "accuracy": 0.5 } }],
            "total": { "minutes": 1, "correct": 1, "answered": 2, "accuracy": 0.5 } }])
    );
}

fn any_body() -> impl Strategy<Value = FactBody> {
    let domain = prop_oneof![Just(None), (1..6_u8).prop_map(Some)];
    (0..5_u8, domain, any::<u32>(), 0..30_u16, 0..30_u16).prop_map(
        |(kind, domain, number, correct, of)| {
            let domain = domain.map(|number| number.to_string());
            let known = domain.clone().unwrap_or_else(|| "1".to_owned());
            let body = match kind {
                0 => json!({ "study_session": { "exam": "SY0-701", "domain": domain,
                    "minutes": number, "activity": "lab" } }),
                1 => json!({ "review_time": { "exam": "SY0-701", "domain": domain,
                    "review_ms": number } }),
                2 => json!({ "answer": { "exam": "SY0-701", "domain": known, "bank": "b",
                    "question": "q", "result": "wrong", "answer_ms": number,
                    "conditions": "relaxed" } }),
                3 => json!({ "practice_set": { "exam": "SY0-701", "domain": known, "bank": "b",
                    "correct": correct, "of": of, "minutes": number, "conditions": "timed" } }),
                _ => json!({ "simulation": { "exam": "SY0-701", "bank": "b", "unanswered": 0,
                    "minutes": number, "minutes_allowed": 90, "rules": "kept",
                    "domains": [{ "domain": known, "correct": correct, "of": of }] } }),
            };
            serde_json::from_value(body).unwrap()
        },
    )
}

fn any_facts() -> impl Strategy<Value = Vec<Fact>> {
    let one = (any_body(), 0..60_i64, 0..3_usize);
    prop::collection::vec(one, 0..40).prop_map(|facts| {
        let numbered = facts.into_iter().enumerate();
        let fact = |(number, (body, day, zone)): (usize, (FactBody, i64, usize))| Fact {
            id: FactId::new(format!("f{number:03}")).unwrap(),
            at: Stamp {
                utc_ms: UtcMillis(1_772_406_300_000 + day * 86_400_000),
                zone: Zone::new(["UTC", "Asia/Kolkata", "America/New_York"][zone]).unwrap(),
            },
            device: None,
            supersedes: None,
            body,
        };
        numbered.map(fact).collect()
    })
}

/// Every sum of a summary by its place.
fn cells(summary: &Summary) -> BTreeMap<(Option<Week>, Option<DomainId>), Tally> {
    let weekly = summary.weeks.iter().flat_map(|week| {
        week.domains.iter().map(|line| ((Some(week.week), line.domain.clone()), line.tally))
    });
    let overall = summary.domains.iter().map(|line| ((None, line.domain.clone()), line.tally));
    weekly.chain(overall).collect()
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn the_order_of_facts_is_irrelevant(facts in any_facts(), turn in 0..40_usize) {
        let mut turned = facts.clone();
        turned.reverse();
        let len = turned.len().max(1);
        turned.rotate_left(turn % len);
        let texts = [&facts, &turned].map(|facts| serde_json::to_string(&summary(facts)).unwrap());
        prop_assert_eq!(&texts[0], &texts[1]);
    }

    #[test]
    fn what_two_devices_recorded_adds_up(facts in any_facts(), share in 0..40_usize) {
        let (phone, laptop) = facts.split_at(share.min(facts.len()));
        let mut sums = cells(&summary(phone));
        for (place, tally) in cells(&summary(laptop)) {
            let sum = sums.entry(place).or_default();
            *sum += tally;
        }
        let both = summary(&facts);
        prop_assert_eq!(cells(&both), sums);
        prop_assert_eq!(both.total, summary(phone).total + summary(laptop).total);
    }
}
