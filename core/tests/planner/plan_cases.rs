//! Plans that came out wrong once: mock exams, load, stability, the days around a sitting. The inputs
//! lie in `tests/cases`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use rebound_core::base::units::Minutes;
use rebound_core::coach::planner::plan::{Block, BlockKind, Plan};
use rebound_core::coach::planner::{anchor, kind_label};
use rebound_core::facts::availability::SlotPlace;
use rebound_core::facts::planning::ExamDate;
use rebound_core::facts::study::{Activity, StudySession};
use rebound_core::facts::{Fact, FactBody};

use crate::clock::day;
use crate::look::{case, derive};

pub(crate) fn planned(facts: &[Fact], at: &str) -> Plan {
    derive(facts, at).coaching.unwrap().plan
}

fn blocks(plan: &Plan) -> impl Iterator<Item = (NaiveDate, &Block)> {
    plan.days.iter().flat_map(|day| day.blocks.iter().map(move |block| (day.date, block)))
}

pub(crate) fn of_kind(plan: &Plan, kind: BlockKind) -> Vec<NaiveDate> {
    blocks(plan).filter(|(_, block)| block.kind == kind).map(|(date, _)| date).collect()
}

pub(crate) fn mock_exams(plan: &Plan) -> Vec<String> {
    of_kind(plan, BlockKind::MockExam).iter().map(NaiveDate::to_string).collect()
}

/// What is said by keys that begin so.
pub(crate) fn said(plan: &Plan, key: &str) -> Vec<String> {
    let warnings = plan.warnings.iter().chain(&plan.changed);
    warnings.filter(|said| said.key().name().starts_with(key)).map(|said| said.text()).collect()
}

fn minutes(plan: &Plan) -> u32 {
    plan.days.iter().map(|day| day.minutes().get()).sum()
}

/// What is recorded after a case.
pub(crate) fn record(facts: &mut Vec<Fact>, at: &str, body: FactBody) {
    let (id, at) = (format!("later-{}", facts.len()).parse().unwrap(), at.parse().unwrap());
    facts.push(Fact { id, at, device: None, supersedes: None, body });
}

#[test]
fn coach_eight_hours_a_day_json_leaves_room_to_live() {
    let plan =
        planned(&case!("coach-eight-hours-a-day"), "2026-03-07T08:00:00-06:00[America/Chicago]");
    check_livable(&plan);
    assert!(minutes(&plan) < 12_000, "{}", minutes(&plan));
    assert!(minutes(&plan) <= plan.budget.load.get(), "{}", minutes(&plan));
    assert!(mock_exams(&plan).len() >= 3);
    assert_eq!(said(&plan, "plan.rest_is_free").len(), 1);
}

#[test]
fn coach_long_wait_every_minute_filled_json_has_light_sessions_until_ten_weeks_before() {
    let plan = planned(
        &case!("coach-long-wait-every-minute-filled"),
        "2026-02-21T10:00:00-06:00[America/Chicago]",
    );
    check_livable(&plan);
    let light = day("2027-01-29") - Days::new(7 * 13);
    let mut weeks: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for of_day in plan.days.iter().filter(|of_day| of_day.date < light) {
        let week = format!("{:?}", of_day.date.iso_week());
        weeks.entry(week).or_default().push(of_day.minutes().get());
    }
    assert!(weeks.len() > 30);
    let is_light = |days: &Vec<u32>| days.len() <= 2 && days.iter().all(|day| *day <= 45);
    assert!(weeks.values().all(is_light), "{weeks:?} {:?}", plan.budget);
    let later: u32 =
        plan.days.iter().filter(|it| it.date >= light).map(|it| it.minutes().get()).sum();
    let needed = plan.budget.needed.get();
    assert!(later >= needed && later * 10 <= needed * 13, "{later} of {needed}");
    assert!(minutes(&plan) < 26_400 / 2, "{}", minutes(&plan));
    let told = said(&plan, "plan.wait_is_longer");
    assert!(told[0].contains("longer than the work"), "{told:?}");
}

#[test]
fn coach_lost_week_json_says_what_fell_out_what_is_left_and_that_the_mock_exams_stay() {
    let plan = planned(&case!("coach-lost-week"), "2026-09-09T07:30:00-05:00[America/Chicago]");
    assert_eq!(mock_exams(&plan), ["2026-09-26", "2026-10-03", "2026-10-10"]);
    let told = plan.changed.unwrap().text();
    let number = told.split("about ").nth(1).unwrap();
    assert!(number.starts_with("9 h"), "{told}");
    for words in [
        "fell out",
        "no day is fuller",
        "for “Operating Systems”",
        "for “Operational Procedures”",
        "3 October 2026 and 10 October",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    for word in ["missed", "overdue", "behind"] {
        assert!(!told.contains(word), "{told}");
    }
}

#[test]
fn coach_evening_of_the_fail_json_holds_nothing_until_the_day_after_tomorrow() {
    let mut facts = case!("coach-evening-of-the-fail");
    let plan = planned(&facts, "2026-03-04T19:10:00-06:00[America/Chicago]");
    let (first, block) = blocks(&plan).next().unwrap();
    assert_eq!(first, day("2026-03-06"));
    assert_eq!(block.domain.as_ref().unwrap().as_str(), "3", "the weakest: {}", block.code);
    assert_ne!(block.kind, BlockKind::Diagnostic);
    // Who begins the day after is not held back.
    let at = "2026-03-05T08:00:00-06:00[America/Chicago]";
    record(&mut facts, at, session("SC-900", "3", 20));
    let plan = planned(&facts, "2026-03-05T09:00:00-06:00[America/Chicago]");
    assert_eq!(blocks(&plan).next().unwrap().0, day("2026-03-05"));
}

fn session(exam: &str, domain: &str, minutes: u32) -> FactBody {
    let (exam, minutes) = (exam.parse().unwrap(), Minutes::new(minutes));
    FactBody::StudySession(StudySession {
        domain: Some(domain.parse().unwrap()),
        resource: Some("book".parse().unwrap()),
        ..StudySession::new(exam, minutes, Activity::Reading)
    })
}

#[test]
fn coach_eve_without_a_slot_json_has_a_checklist_and_a_light_review_if_wished() {
    let facts = case!("coach-eve-without-a-slot");
    let plan = planned(&facts, "2026-04-12T10:00:00-05:00[America/Chicago]");
    let eve = plan.eve.clone().unwrap();
    assert_eq!((eve.date, eve.light_review.get()), (day("2026-04-12"), 15));
    assert!(eve.checklist.len() >= 3);
    assert_eq!(said(&plan, "plan.eve_without_slot").len(), 1);
    assert!(said(&plan, "plan.no_day_has_time").is_empty());
    // Friday's train, on the last but two days, is as usual; there is none after it.
    let friday = planned(&facts, "2026-04-10T06:00:00-05:00[America/Chicago]");
    assert!(friday.eve.is_none() && !friday.days.is_empty());
}

#[test]
fn a_train_on_the_eve_holds_a_light_review_of_a_quarter_of_an_hour() {
    let mut facts = case!("coach-eve-without-a-slot");
    for fact in &mut facts {
        if let FactBody::ExamDate(ExamDate { date, .. }) = &mut fact.body {
            *date = Some(day("2026-04-15"));
        }
    }
    let plan = planned(&facts, "2026-04-14T06:00:00-05:00[America/Chicago]");
    let found: Vec<_> = blocks(&plan).map(|(_, block)| (block.kind, block.minutes.get())).collect();
    assert_eq!(found, [(BlockKind::LightReview, 15)]);
    assert!(plan.eve.is_some());
}

#[test]
fn coach_first_task_tests_the_best_domain_json_begins_where_most_is_to_gain() {
    let plan = planned(
        &case!("coach-first-task-tests-the-best-domain"),
        "2026-04-12T09:00:00-05:00[America/Chicago]",
    );
    let (_, first) = blocks(&plan).next().unwrap();
    assert!(["2", "3"].contains(&first.domain.as_ref().unwrap().as_str()), "{}", first.code);
    assert_ne!(first.kind, BlockKind::Diagnostic);
    assert!(mock_exams(&plan).len() >= 2);
    check_diagnostics(&plan);
}

/// At most two within seven days.
#[track_caller]
fn check_diagnostics(plan: &Plan) {
    let found = of_kind(plan, BlockKind::Diagnostic);
    for third in found.windows(3) {
        assert!((third[2] - third[0]).num_days() >= 7, "{found:?}");
    }
}

#[test]
fn coach_next_morning_week_five_is_new_json_stays_on_three_mornings() {
    let facts = case!("coach-next-morning-week-five-is-new");
    let last = day("2026-03-24");
    let first = planned(&facts, "2026-03-11T08:00:00-06:00[America/Denver]");
    for morning in ["2026-03-12T06:30", "2026-03-13T06:30", "2026-03-14T06:30"] {
        let now = planned(&facts, &format!("{morning}:00-06:00[America/Denver]"));
        check_stable(&first, &now, last);
        let same = after(&first, last) == after(&now, last);
        assert!(same || now.changed.is_some(), "what moves is told");
    }
}

#[test]
fn who_does_what_was_planned_finds_week_five_as_it_was() {
    let mut facts = case!("coach-next-morning-week-five-is-new");
    let first = planned(&facts, "2026-03-11T08:00:00-06:00[America/Denver]");
    let last = day("2026-03-24");
    let mut before = first.clone();
    for date in 11..=17 {
        for (on, block) in blocks(&first).filter(|(on, _)| *on == day(&format!("2026-03-{date}"))) {
            let minute = block.start_minute + u16::try_from(block.minutes.get()).unwrap();
            let local =
                format!("{on}T{:02}:{:02}:00-06:00[America/Denver]", minute / 60, minute % 60);
            let Some(domain) = &block.domain else { continue };
            let body = session("AZ-104", domain.as_str(), block.minutes.get());
            record(&mut facts, &local, body);
        }
        let now = planned(&facts, &format!("2026-03-{}T06:30:00-06:00[America/Denver]", date + 1));
        check_stable(&before, &now, last);
        before = now;
    }
}

#[test]
fn showing_the_plan_again_every_week_moves_nothing_behind_it() {
    let mut facts = case!("coach-next-morning-week-five-is-new");
    for morning in ["2026-03-18", "2026-03-25", "2026-04-01"] {
        let at = format!("{morning}T06:30:00-06:00[America/Denver]");
        let before = planned(&facts, &at);
        record(&mut facts, &at, FactBody::PlanAnchor(anchor(&before)));
        let shown = planned(&facts, &at);
        check_stable(&before, &shown, day(morning) + Days::new(13));
        assert_eq!(before.days, shown.days, "{morning}");
    }
}

#[test]
fn coach_test_on_the_train_without_network_json_asks_at_the_desk() {
    let plan = planned(
        &case!("coach-test-on-the-train-without-network"),
        "2026-06-03T06:00:00+02:00[Europe/Paris]",
    );
    let on_the_way: Vec<&Block> =
        blocks(&plan).map(|(_, block)| block).filter(|b| b.place == SlotPlace::Commute).collect();
    assert!(!on_the_way.is_empty());
    for block in on_the_way {
        assert_eq!(block.questions, None, "{}", block.code);
    }
}

#[test]
fn coach_tests_where_much_is_practised_json_has_none() {
    let plan = planned(
        &case!("coach-tests-where-much-is-practised"),
        "2026-03-25T09:00:00+01:00[Europe/Paris]",
    );
    let label = kind_label(BlockKind::Diagnostic).text();
    assert!(of_kind(&plan, BlockKind::Diagnostic).is_empty(), "{label}");
}

#[test]
fn coach_lab_hours_in_reporting_json_has_no_lab_there_and_asks_once() {
    let facts = case!("coach-lab-hours-in-reporting");
    let plan = planned(&facts, "2026-10-07T09:00:00+11:00[Australia/Sydney]");
    let labs: Vec<&str> = blocks(&plan)
        .filter(|(_, block)| block.kind == BlockKind::Lab)
        .filter_map(|(_, block)| Some(block.domain.as_ref()?.as_str()))
        .collect();
    assert!(!labs.contains(&"4"), "{labs:?}");
    assert!(said(&plan, "plan.lab_for_which").len() <= 1);
    assert_eq!(labs.is_empty(), said(&plan, "plan.lab_for_which").is_empty());
}

/// No day above four hours, no hour without a pause, no week without a free day.
#[track_caller]
fn check_livable(plan: &Plan) {
    let mut dates = BTreeSet::new();
    for day in &plan.days {
        assert!(day.minutes().get() <= 240, "{}: {}", day.date, day.minutes());
        dates.insert(day.date);
        let (mut run, mut end) = (0, 0);
        for block in &day.blocks {
            let start = u32::from(block.start_minute);
            run = if start >= end + 10 { 0 } else { run } + block.minutes.get();
            end = start + block.minutes.get();
            let is_mock_exam = block.kind == BlockKind::MockExam;
            assert!(run <= 60 || is_mock_exam, "{} {start}: {run} minutes at once", day.date);
        }
    }
    for first in &dates {
        let week = (0..7).filter(|days| dates.contains(&(*first + Days::new(*days)))).count();
        assert!(week < 7, "no free day in the week from {first}");
    }
}

type Placed = BTreeMap<(NaiveDate, u16), String>;

/// What lies behind a day: the code by day and start.
fn after(plan: &Plan, last: NaiveDate) -> Placed {
    let later = blocks(plan).filter(|(date, _)| *date > last);
    later.map(|(date, block)| ((date, block.start_minute), block.code.clone())).collect()
}

/// At most a fifth of what lay behind a day is other now.
#[track_caller]
fn check_stable(before: &Plan, now: &Plan, last: NaiveDate) {
    let (was, is) = (after(before, last), after(now, last));
    let moved = was.iter().filter(|(at, code)| is.get(at) != Some(code)).count();
    let new = is.keys().filter(|at| !was.contains_key(at)).count();
    assert!(moved.max(new) * 5 <= was.len(), "{moved} other, {new} new of {}", was.len());
}
