//! Kinds that played lives found, each as the smallest candidate who shows it. The inputs lie in
//! `tests/cases`.

use chrono::{Datelike, Days, NaiveDate};
use rebound_core::coach::causes::Remedy;
use rebound_core::coach::planner::anchor;
use rebound_core::coach::planner::plan::{BlockKind, Plan};
use rebound_core::facts::{Fact, FactBody};

use crate::clock::{day, now};
use crate::look::case;
use crate::plan_cases::{mock_exams, of_kind, planned, record, said};

/// What stands where from a minute of a day on, for so many days.
fn places(plan: &Plan, from: (NaiveDate, u16), days: u64) -> Vec<(NaiveDate, u16, String)> {
    let last = from.0 + Days::new(days);
    let each = plan.days.iter().flat_map(|day| day.blocks.iter().map(move |it| (day.date, it)));
    let each = each.map(|(date, it)| (date, it.start_minute, it.code.clone()));
    each.filter(|(date, at, _)| (*date, *at) >= from && *date < last).collect()
}

/// The plan at one moment, and at a later one by somebody who saw the first and recorded nothing since.
fn shown(facts: &[Fact], at: &str, later: &str) -> (Plan, Plan) {
    let moment = now(at).stamp().utc_ms;
    let mut facts: Vec<Fact> = facts.iter().filter(|it| it.at.utc_ms <= moment).cloned().collect();
    let plan = planned(&facts, at);
    record(&mut facts, at, FactBody::PlanAnchor(anchor(&plan)));
    let next = planned(&facts, later);
    (plan, next)
}

fn minutes_on(plan: &Plan, date: &str) -> u32 {
    plan.days.iter().filter(|of| of.date == day(date)).map(|of| of.minutes().get()).sum()
}

fn most(plan: &Plan) -> u32 {
    plan.days.iter().map(|day| day.minutes().get()).max().unwrap()
}

#[test]
fn life_review_that_is_over_json_takes_no_days_of_a_light_week() {
    let at = "2025-11-17T08:59:00-08:00[America/Los_Angeles]";
    let plan = planned(&case!("life-review-that-is-over"), at);
    let first = plan.days.iter().filter(|of| of.date.iso_week() == plan.today.iso_week());
    assert!(first.count() <= 2, "{:?}", plan.days.first());
    assert!(plan.days.len() > 20);
    let reviews = of_kind(&plan, BlockKind::MockExamReview);
    let soon = plan.today + Days::new(14);
    assert!(reviews.iter().all(|date| *date > soon), "its two study days are over: {reviews:?}");
}

#[test]
fn life_review_and_a_car_json_reviews_at_the_desk_and_adds_no_listening() {
    let at = "2026-10-18T14:52:00-04:00[America/New_York]";
    let plan = planned(&case!("life-review-and-a-car"), at);
    assert_eq!(minutes_on(&plan, "2026-10-19"), 0, "a Monday with a car and nothing else");
    assert_eq!(of_kind(&plan, BlockKind::MockExamReview).first(), Some(&day("2026-10-20")));
    assert_eq!(minutes_on(&plan, "2026-10-20"), 60);
}

#[test]
fn life_limit_after_midnight_json_keeps_its_saturday_in_the_morning() {
    let facts = case!("life-limit-after-midnight");
    let (night, morning) = shown(
        &facts,
        "2026-04-04T02:36:00+13:00[Pacific/Auckland]",
        "2026-04-04T06:30:00+13:00[Pacific/Auckland]",
    );
    let of_saturday = |plan: &Plan| places(plan, (day("2026-04-04"), 0), 1);
    assert!(of_saturday(&night).len() > 3, "{:?}", of_saturday(&night));
    assert_eq!(of_saturday(&night), of_saturday(&morning));
}

#[test]
fn a_plan_within_a_weekly_limit_that_was_shown_in_the_evening_stays_in_the_morning() {
    let facts = case!("life-limit-after-midnight");
    for (evening, morning) in [
        ("2026-04-02T17:00:00+13:00", "2026-04-03T06:30:00+13:00"),
        ("2026-04-02T21:00:00+13:00", "2026-04-03T06:30:00+13:00"),
        ("2026-04-03T22:00:00+13:00", "2026-04-04T06:30:00+13:00"),
        ("2026-04-05T22:00:00+12:00", "2026-04-06T06:30:00+12:00"),
    ] {
        let zoned = |at: &str| format!("{at}[Pacific/Auckland]");
        let (before, after) = shown(&facts, &zoned(evening), &zoned(morning));
        let ahead = |plan: &Plan| places(plan, (after.today, 390), 60);
        assert!(!ahead(&before).is_empty());
        assert_eq!(ahead(&before), ahead(&after), "{evening}");
    }
}

#[test]
fn life_missed_mock_exam_json_gives_its_place_to_the_next_slot() {
    let at = "2026-03-27T06:49:00+00:00[Europe/London]";
    let plan = planned(&case!("life-missed-mock-exam"), at);
    assert_eq!(mock_exams(&plan), ["2026-03-29", "2026-04-05"]);
}

#[test]
fn life_reviews_without_room_json_fills_their_time_with_nothing_else() {
    let at = "2026-05-13T02:03:00+10:30[Australia/Lord_Howe]";
    let plan = planned(&case!("life-reviews-without-room"), at);
    let about_domains = plan.days.iter().flat_map(|of| &of.blocks).filter(|it| it.domain.is_some());
    let minutes: u32 = about_domains.map(|it| it.minutes.get()).sum();
    assert_eq!(plan.budget.needed.get(), 300);
    assert!((200..=420).contains(&minutes), "{minutes}");
    assert!(plan.budget.allotted.get() > 0 && plan.budget.reserved < plan.budget.load);
}

#[test]
fn life_lost_review_json_is_told_as_what_fell_out() {
    let at = "2026-03-02T12:09:00+01:00[Africa/Lagos]";
    let plan = planned(&case!("life-lost-review"), at);
    // The mock exam of that morning, before the plan was shown, makes up for nothing in it.
    let told = plan.changed.unwrap().text();
    assert!(told.contains("about 1 h 41 min of what was planned fell out"), "{told}");
}

#[test]
fn life_lost_week_and_fading_json_makes_no_later_day_fuller() {
    let facts = case!("life-lost-week-and-fading");
    let (before, after) = shown(
        &facts,
        "2026-05-05T08:54:00+05:30[Asia/Kolkata]",
        "2026-05-18T17:49:00+05:30[Asia/Kolkata]",
    );
    // What fades meanwhile asks for more hours, and the week holds no more for it.
    assert!(before.work.buffer.hours < after.work.buffer.hours);
    assert!(most(&after) <= most(&before), "{} then {}", most(&before), most(&after));
}

#[test]
fn life_topic_of_a_small_domain_json_comes_after_its_diagnostic() {
    let at = "2027-02-23T10:42:00+01:00[Europe/Berlin]";
    check_topic(&planned(&case!("life-topic-of-a-small-domain"), at));
}

#[test]
fn life_topic_on_trains_only_json_is_looked_at_by_heart() {
    let at = "2026-07-14T22:42:00-04:00[America/New_York]";
    check_topic(&planned(&case!("life-topic-on-trains-only"), at));
}

/// A topic that was noted is looked at somewhere.
#[track_caller]
fn check_topic(plan: &Plan) {
    let mut blocks = plan.days.iter().flat_map(|of| &of.blocks);
    assert!(blocks.any(|block| block.topic.is_some()), "{:?}", plan.days.len());
}

#[test]
fn life_allowed_for_long_json_has_the_same_later_weeks_in_the_morning() {
    let facts = case!("life-allowed-for-long");
    let (before, after) = shown(
        &facts,
        "2026-10-05T17:46:00-03:00[America/Sao_Paulo]",
        "2026-10-06T06:30:00-03:00[America/Sao_Paulo]",
    );
    let ahead = |plan: &Plan| places(plan, (day("2026-10-06"), 390), 60);
    assert!(ahead(&before).len() > 50);
    assert_eq!(ahead(&before), ahead(&after));
}

#[test]
fn life_ten_minutes_before_a_block_json_stay_free_in_the_morning_too() {
    let facts = case!("life-ten-minutes-before-a-block");
    let (before, after) = shown(
        &facts,
        "2026-04-10T15:40:00+05:30[Asia/Kolkata]",
        "2026-04-11T06:30:00+05:30[Asia/Kolkata]",
    );
    let of_saturday = |plan: &Plan| places(plan, (day("2026-04-11"), 0), 1);
    assert_eq!(of_saturday(&before).first().unwrap().1, 610);
    assert_eq!(of_saturday(&before), of_saturday(&after));
}

#[test]
fn life_hours_that_are_told_json_keeps_the_remedy_that_asks_for_them() {
    let at = "2025-12-27T23:11:00+11:00[Australia/Sydney]";
    let plan = planned(&case!("life-hours-that-are-told"), at);
    let asked = Remedy::Hours.rule();
    assert!(plan.remedies.iter().any(|reason| reason.rule == asked), "{:?}", plan.remedies);
}

#[test]
fn life_hours_to_the_line_json_keeps_it_where_only_those_differ() {
    let at = "2026-01-07T23:23:00+01:00[Europe/Berlin]";
    let plan = planned(&case!("life-hours-to-the-line"), at);
    // Until the margin it is the most that is asked for, with the remedy and without it.
    assert_eq!(plan.work.buffer.hours, 200);
    let asked = Remedy::Hours.rule();
    assert!(plan.remedies.iter().any(|reason| reason.rule == asked), "{:?}", plan.remedies);
}

#[test]
fn a_weekly_limit_below_one_mock_exam_is_named_before_any_slot() {
    let mut facts = case!("coach-desk-slot-long-enough");
    for fact in &mut facts {
        if let FactBody::Availability(weekly) = &mut fact.body {
            weekly.weekly_cap = Some(rebound_core::base::units::Minutes::new(90));
        }
    }
    let plan = planned(&facts, "2026-05-30T09:00:00-05:00[America/Chicago]");
    let told = said(&plan, "mock_exams");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("your limit of 1 h 30 min a week"), "{told:?}");
}
