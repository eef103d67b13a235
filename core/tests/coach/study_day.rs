//! One notion of today: report, plan, summary and reminders take the same day from a moment, in every
//! zone, at every hour, and also in the nights when clocks change.

use chrono::{NaiveDate, Timelike};
use rebound_core::base::calendar::Week;
use rebound_core::base::time::{Now, Stamp, Zone};
use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::planner::plan::Plan;
use rebound_core::facts::Fact;
use rebound_core::formats::json::read;
use serde_json::json;

use crate::clock::{now, stamp};
use crate::look::{catalogue, fact};

const NIGHT_AFTER: &str = include_str!("../cases/night-after-exam.json");
const OVER: &str = include_str!("../cases/block-that-is-over.json");
const EVE: &str = include_str!("../cases/coach-eve-without-a-slot.json");

/// Zones, and days of each on which clocks change or the week begins.
const DAYS: &[(&str, &[&str])] = &[
    ("America/Chicago", &["2026-03-08", "2026-11-01", "2026-06-15"]),
    ("America/St_Johns", &["2026-03-08", "2026-11-01"]),
    ("America/Santiago", &["2026-04-05", "2026-09-06"]),
    ("Atlantic/Azores", &["2026-03-29", "2026-10-25"]),
    ("Europe/Berlin", &["2026-03-29", "2026-10-25", "2026-06-15"]),
    ("Asia/Kathmandu", &["2026-06-15"]),
    ("Australia/Lord_Howe", &["2026-04-05", "2026-10-04"]),
    ("Pacific/Kiritimati", &["2026-06-15"]),
    ("+05:30", &["2026-06-15"]),
];

const HOURS: &[(i64, i64)] =
    &[(0, 0), (1, 0), (2, 30), (3, 59), (4, 0), (4, 30), (12, 0), (20, 0), (23, 59)];

fn facts(name: &str, text: &str) -> Vec<Fact> {
    read(name, text).unwrap()
}

fn plan(facts: &[Fact], now: Now) -> Plan {
    Derivation::of(facts, catalogue(), now).coaching.unwrap().plan
}

fn says(plan: &Plan, words: &str) -> bool {
    plan.warnings.iter().any(|one| one.text().contains(words))
}

/// A choice, a session at `at`, and an exam that is booked for `exam_on`.
fn booked(at: Stamp, exam_on: NaiveDate) -> Vec<Fact> {
    let before = "2026-01-01T09:00:00Z";
    let session = json!({"exam": "SY0-701", "minutes": 30, "activity": "reading"});
    vec![
        fact("choice", before, json!({"exam_choice": {"exam": "SY0-701"}})),
        fact("date", before, json!({"exam_date": {"exam": "SY0-701", "date": exam_on}})),
        fact("session", &at.to_string(), json!({"study_session": session})),
    ]
}

#[test]
fn report_plan_summary_and_exam_take_one_day_from_a_moment_in_every_zone_at_every_hour() {
    for (zone, days) in DAYS {
        let zone = Zone::new(zone).unwrap();
        let days = days.iter().map(|day| day.parse::<NaiveDate>().unwrap());
        for (day, (hour, minute)) in days.flat_map(|day| HOURS.iter().map(move |at| (day, *at))) {
            let at = stamp(zone, day, hour * 60 + minute);
            let now = Now::at(at);
            // A time that the night skips is an hour later on the wall.
            let is_night = zone.local(at.utc_ms).hour() < 4;
            let today = if is_night { day.pred_opt().unwrap() } else { day };
            let derivation = Derivation::of(&booked(at, day), catalogue(), now);
            let plan = derivation.coaching.unwrap().plan;
            assert_eq!(plan.today, today, "{at}");
            assert_eq!(at.study_day(), today, "{at}");
            let weeks = derivation.summary.unwrap().weeks;
            assert_eq!(weeks.iter().map(|week| week.week).collect::<Vec<_>>(), [Week::of(today)]);
            assert_eq!(says(&plan, "The exam is today."), !is_night, "{at}");
            assert!(!says(&plan, "how did it go?"), "{at}");
            let gone = self::plan(&booked(at, day.pred_opt().unwrap()), now);
            assert!(says(&gone, "how did it go?"), "{at}");
            assert!(!says(&gone, "The exam is today."), "{at}");
        }
    }
}

#[test]
fn night_after_exam_json_asks_how_it_went_and_the_night_before_is_the_eve() {
    let facts = facts("night-after-exam.json", NIGHT_AFTER);
    let after = plan(&facts, now("2026-03-11T01:00:00-05:00[America/Chicago]"));
    assert_eq!(
        after.warnings,
        ["The booked date, 10 March 2026, is over: how did it go? Enter the result, or the new \
          date if it was moved."]
    );
    let before = plan(&facts, now("2026-03-10T01:00:00-05:00[America/Chicago]"));
    assert_eq!(before.today, "2026-03-09".parse().unwrap());
    assert!(!says(&before, "The exam is today.") && !says(&before, "how did it go?"));
    let eve = plan(&facts, now("2026-03-09T12:00:00-05:00[America/Chicago]"));
    assert_eq!((before.today, before.phases), (eve.today, eve.phases));
}

#[test]
fn a_booked_date_about_which_it_is_on_record_how_it_went_is_not_asked_about() {
    let mut facts = facts("night-after-exam.json", NIGHT_AFTER);
    let morning = now("2026-03-11T09:00:00-05:00[America/Chicago]");
    for outcome in ["fail", "pending", "no_show", "void"] {
        let attempt = json!({"attempt": {"exam": "SY0-701", "sat_on": "2026-03-10",
            "zone": "America/Chicago", "outcome": outcome}});
        facts.push(fact("a2", "2026-03-10T23:00:00Z", attempt));
        let plan = plan(&facts, morning);
        assert!(!says(&plan, "how did it go?"), "{outcome}: {:?}", plan.warnings);
        assert!(plan.exam_day.date().is_some_and(|date| date > plan.today), "{outcome}");
        facts.pop();
    }
}

#[test]
fn block_that_is_over_json_plans_no_block_that_has_ended() {
    let facts = facts("block-that-is-over.json", OVER);
    let night = plan(&facts, now("2026-03-06T03:00:00-06:00[America/Chicago]"));
    assert_eq!(night.today, "2026-03-05".parse().unwrap());
    assert_eq!(night.days[0].date, "2026-03-07".parse().unwrap());
    assert_eq!(night.budget.capacity.get(), 1_500);
    // Before it begins it is planned, and once half of it is over it is not.
    let before = plan(&facts, now("2026-03-06T01:00:00-06:00[America/Chicago]"));
    assert_eq!(before.days[0].date, "2026-03-06".parse().unwrap());
    // Of a slot that has begun the rest is used.
    let begun = plan(&facts, now("2026-03-06T01:43:00-06:00[America/Chicago]"));
    assert_eq!(begun.days[0].blocks[0].start_minute, 105);
    assert_eq!(begun.days[0].minutes().get(), 45);
    let half = plan(&facts, now("2026-03-06T02:01:00-06:00[America/Chicago]"));
    assert_eq!(half.days[0].date, "2026-03-07".parse().unwrap());
}

#[test]
fn coach_eve_without_a_slot_json_is_the_eve_until_four_in_the_morning() {
    let facts = facts("coach-eve-without-a-slot.json", EVE);
    for at in ["2026-04-12T10:00:00-05:00", "2026-04-13T01:00:00-05:00"] {
        let eve = plan(&facts, now(&format!("{at}[America/Chicago]")));
        assert_eq!(eve.today, "2026-04-12".parse().unwrap());
        assert!(!says(&eve, "The exam is today.") && !says(&eve, "how did it go?"));
    }
    let day = plan(&facts, now("2026-04-13T07:00:00-05:00[America/Chicago]"));
    assert!(says(&day, "The exam is today."));
}
