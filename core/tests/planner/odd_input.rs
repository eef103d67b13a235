//! Odd situations: each has an answer, in kind words, and none stops the plan.

use chrono::{Days, NaiveDate, Weekday};
use rebound_core::base::time::{UtcMillis, Zone};
use rebound_core::base::units::Minutes;
use rebound_core::coach::planner::plan::{BlockKind, ExamDay, Plan, WayOut};
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict, Window};
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{Availability, DayException, SlotPlace, WeeklySlot};
use rebound_core::facts::planning::ExamDate;
use rebound_core::wording::Said;

use crate::clock::day;
use crate::situation::{CAUSES, Situation, finding, open_from, slot, usual, usual_week};

fn at(mut world: Situation, zone: &str, local: &str) -> Situation {
    let zone = Zone::new(zone).unwrap();
    world.now.zone = zone;
    world.now.utc_ms = zone.instant(local.parse().unwrap());
    world
}

fn booked(mut world: Situation, day: Option<NaiveDate>) -> Situation {
    let exam = world.exam.code.clone();
    world.record(FactBody::ExamDate(ExamDate { exam, date: day }));
    world
}

fn week(slots: Vec<WeeklySlot>, cap: Option<u32>) -> Situation {
    let mut world = usual(Some(40));
    let weekly_cap = cap.map(Minutes::new);
    world.record(FactBody::Availability(Availability { slots, weekly_cap }));
    world
}

fn on(weekday: Weekday, start: u16, minutes: u32, place: SlotPlace) -> WeeklySlot {
    WeeklySlot { weekday, slot: slot(start, minutes, place) }
}

#[track_caller]
fn said(plan: &Plan, words: &str) {
    assert!(
        plan.warnings.iter().any(|one| one.text().contains(words)),
        "{words:?}: {:#?}",
        plan.warnings
    );
}

fn minutes_of(plan: &Plan, day: NaiveDate) -> u32 {
    plan.days.iter().filter(|one| one.date == day).map(|one| one.minutes().get()).sum()
}

/// P15.
#[test]
fn an_exam_yesterday_today_tomorrow_or_never_has_an_answer() {
    let world = |days: i64| {
        let world = usual(None);
        let day = world.today() + chrono::TimeDelta::days(days);
        booked(world, Some(day)).plan()
    };
    let gone = world(-1);
    assert!(gone.days.is_empty());
    said(&gone, "is over: how did it go?");
    let today = world(0);
    assert!(today.days.is_empty());
    said(&today, "The exam is today.");
    let tomorrow = world(1);
    // It is eight in the evening: there is no slot left.
    assert!(tomorrow.days.is_empty());
    said(&tomorrow, "Tomorrow is the exam, and nothing is planned today.");
    assert!(tomorrow.eve.is_some());
    let after = world(2);
    assert_eq!(after.days.len(), 1);
    said(&after, "no real preparation fits");
    let absent = booked(usual(Some(40)), None).plan();
    assert!(matches!(absent.exam_day, ExamDay::Provisional { .. }));
    assert!(absent.options.is_empty(), "{:?}", absent.options);
}

#[test]
fn a_blackout_on_every_day_leaves_an_empty_plan_and_a_way_out() {
    for exam_in in [Some(20), None] {
        let mut world = usual(exam_in);
        for day in 0..400 {
            let date = world.today() + Days::new(day);
            world.record(FactBody::DayException(DayException { date, slots: Vec::new() }));
        }
        let plan = world.plan();
        assert!(plan.days.is_empty());
        assert!(plan.warnings.iter().any(|one| {
            let text = one.text();
            text.contains("Free a slot") || text.contains("Enter a slot")
        }));
    }
}

#[test]
fn a_weekly_limit_of_nothing_leaves_an_empty_plan_and_says_so() {
    let mut world = week(usual_week(), Some(0));
    let plan = world.plan();
    assert!(plan.days.is_empty());
    said(&plan, "The weekly limit is 0 minutes");
    said(&plan, "No day until the exam has time");
    world = booked(world, None);
    let plan = world.plan();
    assert!(matches!(plan.exam_day, ExamDay::None { .. }) && plan.days.is_empty());
    said(&plan, "raise the weekly limit");
}

#[test]
fn slots_that_cannot_be_used_as_entered_are_named() {
    use Weekday::{Fri, Mon, Sat, Sun, Tue, Wed};
    let slots = vec![
        on(Mon, 600, 0, SlotPlace::Desk),
        on(Tue, 1_380, 120, SlotPlace::Desk),
        on(Wed, 600, 60, SlotPlace::Desk),
        on(Wed, 630, 60, SlotPlace::Commute),
        on(Fri, 1_500, 60, SlotPlace::Desk),
        on(Sat, 0, 1_440, SlotPlace::Desk),
        on(Sun, u16::MAX, u32::MAX, SlotPlace::Long),
    ];
    let plan = week(slots, None).plan();
    said(&plan, "The slot on Mon at 10:00 holds no block");
    said(&plan, "The slot on Tue at 23:00 counts until midnight");
    said(&plan, "The slot on Wed at 10:30 overlaps the one before it");
    said(&plan, "The slot on Sat at 00:00 counts with its first twelve hours");
    let first = |weekday: Weekday| {
        let mut days = plan.today.iter_days().skip(1);
        minutes_of(&plan, days.find(|day| chrono::Datelike::weekday(day) == weekday).unwrap())
    };
    assert_eq!(first(Mon), 0);
    assert!(first(Tue) <= 60);
    assert!(first(Wed) <= 90 && first(Wed) >= 80);
    assert_eq!(first(Fri), 0);
    assert!(first(Sat) <= 720);
    let quiet = usual(Some(40)).plan();
    let of_slots = |one: &&Said| one.key().name().starts_with("plan.slot_");
    assert_eq!(quiet.warnings.iter().find(of_slots), None);
}

#[test]
fn the_twenty_ninth_of_february_is_a_day_like_others() {
    let leap = || at(usual(None), "America/New_York", "2028-02-10T20:00:00");
    let across = booked(leap(), Some(day("2028-03-20"))).plan();
    let near =
        ["2028-02-28", "2028-02-29", "2028-03-01"].map(|date| minutes_of(&across, day(date)));
    assert!(near[1] > 0 && near.iter().filter(|minutes| **minutes > 0).count() >= 2, "{near:?}");
    let on_it = booked(leap(), Some(day("2028-02-29"))).plan();
    assert_eq!(on_it.exam_day, ExamDay::Fixed { date: day("2028-02-29") });
    assert_eq!(on_it.days.last().map(|day| day.date), Some(day("2028-02-28")));
    let mut eligible = leap();
    eligible.eligibility = open_from(day("2028-02-29"));
    assert_eq!(eligible.plan().book_from, Some(day("2028-02-29")));
}

#[test]
fn a_night_of_twenty_three_hours_holds_no_hour_that_does_not_exist() {
    let slots = vec![on(Weekday::Sun, 60, 180, SlotPlace::Desk)];
    let spring = week(slots.clone(), None).plan();
    // After an hour there is a pause of ten minutes.
    assert_eq!(minutes_of(&spring, day("2026-03-08")), 110);
    assert_eq!(minutes_of(&spring, day("2026-03-15")), 160);
    let autumn = at(week(slots, None), "America/New_York", "2026-10-20T20:00:00");
    let autumn = booked(autumn, Some(day("2026-12-01"))).plan();
    assert_eq!(minutes_of(&autumn, day("2026-11-01")), 160);
}

#[test]
fn after_a_flight_the_plan_goes_on_in_the_new_zone() {
    let mut world = usual(Some(40));
    let shown = world.show();
    world.now.zone = Zone::new("Asia/Tokyo").unwrap();
    world.practise("4", 7, 10);
    let plan = world.plan();
    // In Tokyo it is Monday morning already: the train of that Monday has left.
    assert_eq!(plan.today, shown.today + Days::new(1));
    assert_eq!(plan.exam_day, shown.exam_day);
    let evening = |plan: &Plan| {
        let day = plan.days.iter().find(|of_day| of_day.date == day("2026-03-02")).unwrap();
        day.blocks.iter().filter(|b| b.start_minute >= 1_140).map(|b| b.code.clone()).collect()
    };
    let (before, after): (Vec<String>, Vec<String>) = (evening(&shown), evening(&plan));
    assert_eq!(before, after);
}

#[test]
fn estimates_that_are_missing_or_no_numbers_count_as_unknown() {
    let good = usual(Some(40)).plan();
    for odd in [f64::NAN, f64::INFINITY, -3.0, 7.0] {
        let mut world = usual(Some(40));
        for estimate in &mut world.estimates {
            estimate.mean = odd;
            estimate.low = odd;
            estimate.high = odd;
            estimate.share = odd.min(0.0);
            estimate.sd = odd;
        }
        let plan = world.plan();
        let text = serde_json::to_string(&plan).unwrap();
        assert!(!text.contains("null,\"equal") && !text.contains("NaN") && !text.contains("inf"));
        assert_eq!(plan.budget.capacity, good.budget.capacity);
        assert!(plan.allocation.iter().all(|domain| domain.minutes > Minutes::ZERO));
        assert!(plan.budget.expected_gain.is_finite() && plan.budget.expected_gain >= 0.0);
    }
    let mut none = usual(Some(40));
    none.estimates.clear();
    let plan = none.plan();
    assert!(plan.days.iter().flat_map(|day| &day.blocks).any(|b| b.kind == BlockKind::Diagnostic));
}

fn under(exam_in: Option<u64>, verdict: Verdict) -> Plan {
    let mut world = usual(exam_in);
    world.eligibility = Eligibility { verdict, ..open_from(world.today()) };
    world.plan()
}

#[test]
fn every_verdict_about_the_retake_leaves_a_plan_or_says_why_not() {
    let unknown = under(None, Verdict::Unknown);
    said(&unknown, "Ask before you book.");
    assert!(unknown.book_from.is_none() && !unknown.days.is_empty());
    let until = Said::quoted("until the vendor has agreed");
    let why = Said::quoted("The vendor allows no more.");
    let blocked = under(None, Verdict::Blocked { until, why });
    said(&blocked, "has to wait until the vendor has agreed. The vendor allows no more. The plan");
    assert!(blocked.book_from.is_none() && !blocked.days.is_empty());

    // P13: where no date is allowed, none is proposed.
    let empty = || Verdict::Empty { why: Said::quoted("The exam ended on 20 December 2025.") };
    let closed = under(None, empty());
    said(&closed, "The exam ended on 20 December 2025.");
    said(&closed, "Choose the exam that takes its place");
    assert!(closed.days.is_empty() && matches!(closed.exam_day, ExamDay::None { .. }));
    let booked = under(Some(40), empty());
    said(&booked, "The exam ended on 20 December 2025.");
    assert!(!booked.days.is_empty());
}

/// P13.
#[test]
fn a_deadline_on_the_day_on_which_the_wait_ends_brings_no_earlier_date() {
    let world = usual(None);
    let day = world.today() + Days::new(14);
    let noon = UtcMillis(world.now.zone.start_of(day).0 + 12 * 3_600_000);
    let window = Window { earliest: day, safe: day, safe_from: Some(noon), until: Some(day) };
    let plan = under(None, Verdict::Open(window));
    assert_eq!(plan.book_from, day.succ_opt());
    assert!(plan.exam_day.date() >= plan.book_from);
    said(&plan, "the last date that is allowed");
}

#[test]
fn a_deadline_caps_the_date_and_the_plan_offers_what_is_left() {
    let mut world = usual(None);
    world.estimates.iter_mut().for_each(|estimate| estimate.mean = 0.3);
    let day = world.today() + Days::new(25);
    let window = Window { earliest: day, safe: day, safe_from: None, until: Some(day) };
    world.eligibility.verdict = Verdict::Open(window);
    let plan = world.plan();
    assert_eq!(plan.exam_day.date(), Some(day));
    // More time; a later date is not allowed, and no domain is so well known that it can be left out.
    assert!(matches!(plan.options[..], [WayOut::MoreTime { .. }]), "{:?}", plan.options);
}

#[test]
fn far_dates_and_odd_exams_end_in_a_plan() {
    let mut world = booked(usual(None), Some(NaiveDate::MAX));
    world.causes = CAUSES.map(finding).to_vec();
    assert!(!world.plan().days.is_empty());
    world.exam.domains.clear();
    let _ = world.plan();
    world.exam.minutes = Some(Minutes::new(u32::MAX));
    let _ = world.plan();
    let past = booked(usual(None), Some(NaiveDate::MIN)).plan();
    assert!(past.days.is_empty() && !past.warnings.is_empty());
}

#[test]
fn a_domain_called_dash_keeps_its_blocks_as_they_were_shown() {
    let mut world = usual(Some(40));
    world.exam.domains[3].id = "-".parse().unwrap();
    world.estimates[3].domain = "-".parse().unwrap();
    let shown = world.show();
    let dashed: Vec<_> = shown
        .days
        .iter()
        .flat_map(|day| day.blocks.iter().map(|block| (day.date, block)))
        .filter(|(_, block)| block.domain.as_ref().is_some_and(|domain| domain.as_str() == "-"))
        .collect();
    assert!(dashed.len() > 5 && dashed.iter().all(|(_, block)| block.code.contains(r":\-:")));
    // Another domain needs the time more now; today and the next days stay as they were shown.
    world.estimates[3].mean = 0.9;
    world.estimates[0].mean = 0.3;
    let again = world.plan();
    let near = |plan: &Plan| -> Vec<(NaiveDate, u16, String)> {
        let days = plan.days.iter().filter(|day| day.date < shown.today + Days::new(3));
        let blocks = days.flat_map(|day| day.blocks.iter().map(|block| (day.date, block)));
        blocks.map(|(date, block)| (date, block.start_minute, block.code.clone())).collect()
    };
    assert!(near(&shown).iter().any(|(.., code)| code.contains(r":\-:")));
    assert_eq!(near(&shown), near(&again));
}
