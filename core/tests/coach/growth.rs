//! Whether it works: what a domain's line and the hours say, week by week.

use rebound_core::base::units::Minutes;
use rebound_core::coach::history::History;
use rebound_core::engine::Coach;
use rebound_core::facts::Fact;
use rebound_core::screens::growth::{Direction, DomainGrowth, Growth};
use serde_json::{Value, json};

use crate::clock::{day, now};
use crate::look::{catalogue, fact};

/// The evening of a Wednesday, five weeks after the sitting.
const NOW: &str = "2026-04-08T21:00:00-07:00[America/Phoenix]";
const ZONE: &str = "-07:00[America/Phoenix]";

fn failed() -> Value {
    json!({"attempt": {"exam": "SY0-701", "sat_on": "2026-03-02", "zone": "America/Phoenix",
        "outcome": "fail", "report": {"overall": 684, "domains": [
            {"domain": "4", "evidence": {"missed_objectives": {"objectives": ["4.1", "4.2"], "of": 9}}}]}}})
}

fn set(domain: &str, correct: u16) -> Value {
    json!({"practice_set": {"exam": "SY0-701", "domain": domain, "bank": "bank-a", "correct": correct,
        "of": 40, "conditions": "timed", "minutes": 40}})
}

fn shown(days: &[&str]) -> Value {
    let blocks: Vec<Value> = days
        .iter()
        .map(|day| json!({"day": day, "start_minute": 1_200, "minutes": 60, "code": "study:4:-"}))
        .collect();
    json!({"plan_anchor": {"exam": "SY0-701", "from": "2026-03-09", "blocks": blocks}})
}

fn facts(each: &[(&str, Value)]) -> Vec<Fact> {
    let each = each.iter().enumerate();
    each.map(|(number, (at, body))| {
        fact(&format!("f{number:03}"), &format!("{at}{ZONE}"), body.clone())
    })
    .collect()
}

fn growth(each: &[(&str, Value)]) -> Growth {
    let facts = facts(each);
    let coach = Coach::new(History::of(&facts, now(NOW)), catalogue(), now(NOW));
    coach.growth(&"SY0-701".parse().unwrap()).unwrap()
}

fn of<'a>(growth: &'a Growth, domain: &str) -> &'a DomainGrowth {
    growth.domains.iter().find(|of| of.domain.as_str() == domain).unwrap()
}

#[test]
fn a_domain_that_was_practised_well_is_higher_than_on_the_day_of_the_sitting() {
    let mut each = vec![("2026-03-02T18:00:00", failed())];
    each.push(("2026-03-14T20:00:00", set("4", 30)));
    each.push(("2026-03-21T20:00:00", set("4", 36)));
    each.push(("2026-03-28T20:00:00", set("4", 38)));
    each.push(("2026-04-04T20:00:00", set("4", 39)));
    let growth = growth(&each);
    let operations = of(&growth, "4");
    assert_eq!(operations.direction, Direction::Higher, "{operations:?}");
    assert_eq!(operations.then.unwrap().day, day("2026-03-02"));
    // The Sundays since, and today.
    let days: Vec<String> = operations.points.iter().map(|point| point.day.to_string()).collect();
    let sundays = ["2026-03-08", "2026-03-15", "2026-03-22", "2026-03-29", "2026-04-05"];
    assert_eq!(days, [&sundays[..], &["2026-04-08"]].concat());
    let means: Vec<f64> = operations.points.iter().map(|point| point.mean).collect();
    assert!(means[1..5].is_sorted(), "{means:?}");
    for point in &operations.points {
        assert!(point.low < point.mean && point.mean < point.high, "{point:?}");
    }
    assert_eq!(growth.finding, operations.said);
    assert!(
        growth.finding.to_string().contains("higher than on 2 March 2026"),
        "{}",
        growth.finding
    );
}

#[test]
fn what_has_fallen_within_two_weeks_comes_first() {
    let mut each = vec![("2026-03-02T18:00:00", failed())];
    for at in ["2026-03-14T20:00:00", "2026-03-16T20:00:00", "2026-03-21T20:00:00"] {
        each.push((at, set("2", 38)));
        each.push((at, set("4", 20)));
    }
    for at in ["2026-04-03T20:00:00", "2026-04-05T20:00:00", "2026-04-07T20:00:00"] {
        each.push((at, set("2", 12)));
    }
    let growth = growth(&each);
    let threats = of(&growth, "2");
    assert_eq!(threats.direction, Direction::Lower, "{threats:?}");
    assert_eq!(growth.finding, threats.said);
    assert!(threats.said.to_string().contains("A few questions in it"), "{}", threats.said);
}

#[test]
fn a_first_week_has_nothing_to_be_held_against() {
    let told = growth(&[("2026-04-07T20:00:00", set("4", 20))]);
    let operations = of(&told, "4");
    assert_eq!((operations.direction, operations.then), (Direction::First, None));
    assert_eq!(operations.points.len(), 1);
    assert_eq!(of(&told, "1").direction, Direction::Unknown);
    assert!(told.finding.to_string().starts_with("A line needs some weeks"));
    assert_eq!(told.weeks.len(), 1);
    assert_eq!((told.hours, told.comparison), (None, None));
    let empty = growth(&[]);
    assert_eq!(empty.weeks.len(), 1);
    assert!(empty.domains.iter().all(|of| of.points.is_empty()));
}

#[test]
fn weeks_have_no_gap_and_hours_are_held_against_what_was_shown_before_their_day() {
    let planned = ["2026-03-16", "2026-03-18", "2026-03-23", "2026-03-25", "2026-04-09"];
    let each = [
        ("2026-03-02T18:00:00", failed()),
        ("2026-03-15T18:00:00", shown(&planned)),
        // What is shown on the day itself leaves out what is over: what was shown before counts.
        ("2026-03-18T22:00:00", shown(&["2026-03-23", "2026-03-25", "2026-04-09"])),
        ("2026-03-18T20:30:00", set("4", 30)),
    ];
    let told = growth(&each);
    let mondays: Vec<String> = told.weeks.iter().map(|week| week.monday.to_string()).collect();
    let expected =
        ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"];
    assert_eq!(mondays, expected);
    let hours: Vec<(u32, Option<u32>)> =
        told.weeks.iter().map(|week| (week.done.get(), week.planned.map(Minutes::get))).collect();
    // 9 April has not come. Before the 15th nothing was shown.
    let expected =
        [(0, None), (0, Some(0)), (40, Some(120)), (0, Some(120)), (0, Some(0)), (0, Some(0))];
    assert_eq!(hours[0], expected[0]);
    assert_eq!(hours[2..], expected[2..]);
    assert_eq!((told.weeks[2].correct, told.weeks[2].answered), (30, 40));
    let said = told.hours.unwrap().to_string();
    assert!(said.contains("40 min done, 4 h planned") && said.contains("fewer hours"), "{said}");
}

/// A study day ends at four in the morning: by then it is Monday, and yet Monday's sitting is none of Sunday's.
#[test]
fn a_sitting_on_a_monday_is_no_part_of_the_week_before() {
    let practised = ("2026-03-14T20:00:00", set("4", 30));
    let mut sat = failed();
    sat["attempt"]["sat_on"] = json!("2026-03-23");
    let with = growth(&[practised.clone(), ("2026-03-23T18:00:00", sat)]);
    let without = growth(&[practised]);
    let sunday = |growth: &Growth, day: &str| {
        let points = &of(growth, "4").points;
        *points.iter().find(|point| point.day.to_string() == day).unwrap()
    };
    assert_eq!(sunday(&with, "2026-03-22"), sunday(&without, "2026-03-22"));
    assert_ne!(sunday(&with, "2026-03-29"), sunday(&without, "2026-03-29"));
}

/// The right answers of a mock exam stand in its domains.
#[test]
fn the_answers_of_a_mock_exam_are_answers_of_its_week() {
    let mock = json!({"simulation": {"exam": "SY0-701", "bank": "bank-b", "minutes": 90, "rules": "kept",
        "unanswered": 0, "minutes_allowed": 90,
        "domains": [{"domain": "1", "correct": 9, "of": 12}, {"domain": "4", "correct": 20, "of": 28}]}});
    let told = growth(&[("2026-04-07T18:00:00", mock)]);
    let week = told.weeks.last().unwrap();
    assert_eq!((week.done.get(), week.correct, week.answered), (90, 29, 40));
}

#[test]
fn what_is_recorded_twelve_weeks_before_is_on_no_line() {
    let growth =
        growth(&[("2025-06-01T18:00:00", set("4", 20)), ("2026-04-07T20:00:00", set("4", 20))]);
    assert_eq!(growth.weeks.len(), 12);
    assert_eq!(growth.weeks.last().unwrap().monday, day("2026-04-06"));
}
