//! Mock exams that came out wrong once, or not at all. The inputs lie in `tests/cases`.

use chrono::{Days, NaiveDate};
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::Remedy;
use rebound_core::coach::planner::plan::{Block, BlockKind, PhaseKind, Plan};
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{Availability, Slot, SlotPlace, WeeklySlot};
use rebound_core::facts::planning::ExamDate;

use crate::clock::day;
use crate::look::{case, catalogue};
use crate::plan_cases::{mock_exams, of_kind, planned, record, said};
use crate::remedies::{asking, blocks, failed, with};
use crate::situation::WEEKDAYS;

#[test]
fn no_mock_exam_for_saturday_150_json_has_two_and_says_what_a_third_needs() {
    let plan = planned(
        &case!("no-mock-exam-for-saturday-150"),
        "2026-03-02T19:00:00-05:00[America/New_York]",
    );
    assert_eq!(mock_exams(&plan), ["2026-03-28", "2026-04-04"]);
    // Begun in the same slot, ended on the next study day.
    let reviews = of_kind(&plan, BlockKind::MockExamReview);
    assert_eq!(reviews, ["2026-03-28", "2026-03-30", "2026-04-04", "2026-04-06"].map(day));
    let third = said(&plan, "mock_exams");
    assert_eq!(third.len(), 1, "{third:?}");
    assert!(
        third[0].contains("A third needs one more slot of 105 undisturbed minutes"),
        "{third:?}"
    );
    assert!(third[0].contains("between 23 March 2026 and 10 April 2026"), "{third:?}");
}

#[test]
fn coach_window_of_mock_exams_json_counts_21_days_from_the_exam() {
    let at = "2026-05-30T09:00:00-05:00[America/Chicago]";
    let mut facts = case!("coach-window-of-mock-exams");
    let plan = planned(&facts, at);
    assert_eq!(mock_exams(&plan), ["2026-07-11", "2026-07-18", "2026-07-25"]);
    let window = plan.phases.iter().find(|phase| phase.kind == PhaseKind::MockExams).unwrap();
    assert_eq!((window.from, window.to), (day("2026-07-10"), day("2026-07-28")));
    // Thursdays of the same length: none on 9 July.
    for fact in &mut facts {
        if let FactBody::Availability(Availability { slots, .. }) = &mut fact.body {
            for weekly in slots.iter_mut().filter(|weekly| weekly.weekday == chrono::Weekday::Thu) {
                weekly.slot =
                    Slot { minutes: Minutes::new(210), place: SlotPlace::Long, ..weekly.slot };
            }
        }
    }
    let found = of_kind(&planned(&facts, at), BlockKind::MockExam);
    assert!(found.len() >= 3, "{found:?}");
    assert!(found.iter().all(|date| (window.from..=window.to).contains(date)), "{found:?}");
}

#[test]
fn coach_desk_slot_long_enough_json_is_asked_about_once() {
    let plan = planned(
        &case!("coach-desk-slot-long-enough"),
        "2026-05-30T09:00:00-05:00[America/Chicago]",
    );
    assert!(mock_exams(&plan).is_empty());
    let asked = said(&plan, "mock_exams");
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert!(asked[0].contains("Wed 19:00, Sun 09:00") && asked[0].contains('?'), "{asked:?}");
}

#[test]
fn coach_nearly_passed_and_every_band_high_json_has_a_mock_exam_that_is_gone_through_at_once() {
    let plan = planned(
        &case!("coach-nearly-passed-and-every-band-high"),
        "2026-01-13T19:00:00-06:00[America/Chicago]",
    );
    let (found, reviews) =
        (of_kind(&plan, BlockKind::MockExam), of_kind(&plan, BlockKind::MockExamReview));
    assert!(!found.is_empty());
    assert!(found.iter().all(|date| reviews.contains(date)), "{found:?} {reviews:?}");
}

#[test]
fn coach_third_mock_exam_not_spoken_of_json_says_what_a_third_needs() {
    let plan = planned(
        &case!("coach-third-mock-exam-not-spoken-of"),
        "2026-08-12T09:00:00+02:00[Europe/Paris]",
    );
    assert_eq!(mock_exams(&plan), ["2026-09-26", "2026-10-10"]);
    let told = said(&plan, "mock_exams");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("145 undisturbed minutes between 25 September 2026 and 13 October"));
}

#[test]
fn coach_first_mock_exam_before_the_last_three_weeks_json_begins_in_the_window() {
    let plan = planned(
        &case!("coach-first-mock-exam-before-the-last-three-weeks"),
        "2026-04-22T09:00:00+02:00[Europe/Paris]",
    );
    let found = of_kind(&plan, BlockKind::MockExam);
    assert!((3..=5).contains(&found.len()), "{found:?}");
    assert!(found.iter().all(|date| *date >= day("2026-05-25")), "{found:?}");
    assert!(found.windows(2).all(|pair| (pair[1] - pair[0]).num_days() >= 2), "{found:?}");
    let window = plan.phases.iter().find(|phase| phase.kind == PhaseKind::MockExams).unwrap();
    assert_eq!(window.from, day("2026-05-25"));
}

#[test]
fn coach_narrower_scope_leaves_out_weak_domains_json_says_what_would_bring_a_mock_exam() {
    let plan = planned(
        &case!("coach-narrower-scope-leaves-out-weak-domains"),
        "2026-06-13T07:00:00-05:00[America/Chicago]",
    );
    assert!(mock_exams(&plan).is_empty());
    let told = said(&plan, "mock_exams");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("26 June 2026") && told[0].contains("undisturbed minutes"),
        "{told:?}"
    );
}

/// The goal of the issue: weekdays of an hour and Saturdays that just hold a mock exam.
#[test]
fn every_exam_of_the_catalogue_gets_two_mock_exams_in_an_ordinary_week() {
    let at = "2026-03-02T10:00:00Z";
    for exam in catalogue().exams() {
        let length = exam.minutes.map_or(120, Minutes::get);
        let slots = WEEKDAYS.iter().take(6).map(|weekday| {
            let slot = if *weekday == chrono::Weekday::Sat {
                Slot {
                    start_minute: 540,
                    minutes: Minutes::new(length + 15),
                    place: SlotPlace::Long,
                }
            } else {
                Slot { start_minute: 1_200, minutes: Minutes::new(60), place: SlotPlace::Desk }
            };
            WeeklySlot { weekday: *weekday, slot }
        });
        let mut facts = Vec::new();
        let code = exam.code.clone();
        let choice = serde_json::json!({"exam_choice": {"exam": code}});
        record(&mut facts, at, serde_json::from_value(choice).unwrap());
        let availability = Availability { slots: slots.collect(), weekly_cap: None };
        record(&mut facts, at, FactBody::Availability(availability));
        let date = Some(day("2026-03-02") + Days::new(70));
        record(&mut facts, at, FactBody::ExamDate(ExamDate { exam: code, date }));
        let plan = planned(&facts, at);
        assert!(mock_exams(&plan).len() >= 2, "{}: {:?}", exam.code, plan.warnings);
    }
}

#[test]
fn a_calm_quarter_of_an_hour_comes_before_each_mock_exam() {
    let mut world = failed();
    let (exam, date) = (world.exam.code.clone(), Some(world.today() + Days::new(61)));
    world.record(FactBody::ExamDate(ExamDate { exam, date }));
    let plan = asking(world, &[Remedy::Technique]).plan();
    let all: Vec<&Block> = blocks(&plan).map(|(.., block)| block).collect();
    let pairs: Vec<_> = all.windows(2).filter(|p| p[1].kind == BlockKind::MockExam).collect();
    assert!(pairs.len() >= 3);
    for pair in pairs {
        assert_eq!(pair[0].kind, BlockKind::Technique);
        assert_eq!(
            u32::from(pair[0].start_minute) + pair[0].minutes.get(),
            u32::from(pair[1].start_minute)
        );
    }
    let script = all.iter().find(|block| block.kind == BlockKind::Checklist).unwrap();
    assert!(script.reasons.iter().any(|reason| reason.rule == Remedy::Technique.rule()));
}

#[test]
fn one_more_mock_exam_comes_at_the_end_of_deep_work() {
    let days = |plan: &Plan| -> Vec<(NaiveDate, PhaseKind)> {
        let sims = blocks(plan).filter(|(.., block)| block.kind == BlockKind::MockExam);
        sims.map(|(date, phase, _)| (date, phase)).collect()
    };
    let (without, plan) = (with(&[]), with(&[Remedy::ExtraMockExam]));
    assert_eq!(days(&plan).len(), days(&without).len() + 1);
    let deep = plan.phases.iter().find(|phase| phase.kind == PhaseKind::DeepWork).unwrap();
    let (date, phase) = days(&plan)[0];
    assert_eq!(phase, PhaseKind::DeepWork);
    assert!((deep.to - date).num_days() < 7);
}
