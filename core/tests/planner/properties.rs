//! What must hold for every plan, whatever the situation: P1 to P20 of the planner.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use rebound_core::base::calendar::Week;
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::Remedy;
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::{BlockKind, ExamDay, PhaseKind, Plan, PlanDay, WayOut};
use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{Slot, SlotPlace};
use rebound_core::wording::Said;

use crate::any::any_situation;
use crate::cases::cases;
use crate::situation::{Situation, estimate};

fn slots_of(world: &Situation, date: NaiveDate) -> Vec<Slot> {
    let history = History::of(&world.facts, world.now);
    let exception = history.day_exceptions.iter().rev().find(|fact| fact.value.date == date);
    if let Some(exception) = exception {
        return exception.value.slots.clone();
    }
    let weekly = history.availabilities.last().unwrap().value;
    weekly.slots.iter().filter(|s| s.weekday == date.weekday()).map(|s| s.slot).collect()
}

fn starts(plan: &Plan, kind: BlockKind) -> Vec<i64> {
    let each = plan.days.iter().flat_map(|day| day.blocks.iter().map(move |block| (day, block)));
    each.filter(|(_, block)| block.kind == kind)
        .map(|(day, block)| {
            i64::from(day.date.num_days_from_ce()) * 1_440 + i64::from(block.start_minute)
        })
        .collect()
}

/// P1 and P2.
fn check_slots(world: &Situation, plan: &Plan) {
    for day in &plan.days {
        let slots = slots_of(world, day.date);
        let mut end = 0;
        for block in &day.blocks {
            let (start, minutes) = (u32::from(block.start_minute), block.minutes.get());
            assert!(start >= end && minutes > 0, "{}: blocks overlap", day.date);
            end = start + minutes;
            let home = slots.iter().find(|slot| {
                let from = u32::from(slot.start_minute);
                slot.place == block.place && from <= start && end <= from + slot.minutes.get()
            });
            assert!(home.is_some(), "{} {start}: no slot for {}", day.date, block.code);
            let offline = block
                .resource
                .as_ref()
                .is_none_or(|r| !["videos", "lab", "bank-b"].contains(&r.as_str()));
            match block.place {
                SlotPlace::Desk | SlotPlace::Long => {}
                SlotPlace::Commute => {
                    assert!(offline && !matches!(block.kind, BlockKind::Lab | BlockKind::MockExam));
                }
                SlotPlace::CommuteAudio => assert_eq!(block.kind, BlockKind::Recall),
            }
            if block.kind == BlockKind::Lab {
                assert!(minutes >= 45, "a lab of {minutes} minutes");
            }
        }
        assert!(!matches!(world.now.study_day().cmp(&day.date), std::cmp::Ordering::Greater));
    }
    let history = History::of(&world.facts, world.now);
    if let Some(cap) = history.availabilities.last().unwrap().value.weekly_cap {
        let mut weeks: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        for day in &plan.days {
            *weeks.entry(Week::monday_of(day.date)).or_default() += day.minutes().get();
        }
        assert!(weeks.values().all(|minutes| *minutes <= cap.get()), "{weeks:?} over {cap}");
    }
}

/// P3 and P4.
fn check_phases(plan: &Plan) {
    let Some(exam_on) = plan.exam_day.date() else { return assert!(plan.days.is_empty()) };
    for day in &plan.days {
        assert!(day.date < exam_on);
        for block in &day.blocks {
            let in_taper = matches!(
                block.kind,
                BlockKind::LightReview | BlockKind::Checklist | BlockKind::Technique
            );
            assert!(day.phase != PhaseKind::Taper || in_taper, "{} in the taper", block.code);
            if block.kind == BlockKind::MockExam {
                let rule = Remedy::ExtraMockExam.rule();
                let early = day.phase == PhaseKind::DeepWork
                    && block.reasons.iter().any(|reason| reason.rule == rule);
                // A provisional date that moves leaves a mock exam of the next days where it was.
                let settled = matches!(plan.exam_day, ExamDay::Provisional { .. })
                    && (day.date - plan.today).num_days() < 3;
                // With fewer than two slots in the window, one of the week before it.
                let left = (exam_on - day.date).num_days();
                let inside = early || settled || left <= 28;
                assert!(inside && left >= 3, "{}", day.date);
            }
        }
        if day.phase == PhaseKind::Taper {
            assert!(day.minutes().get() <= 45, "{}", day.minutes());
            assert!(day.blocks.iter().all(|block| block.topic.is_none()), "{}", day.date);
        }
    }
    let techniques = plan.days.iter().filter(|day| day.phase == PhaseKind::Taper);
    let techniques = techniques.flat_map(|day| &day.blocks);
    assert!(techniques.filter(|block| block.kind == BlockKind::Technique).count() <= 1);
    let mock_exam_results = starts(plan, BlockKind::MockExam);
    assert!(
        mock_exam_results.windows(2).all(|pair| pair[1] - pair[0] >= 23 * 60),
        "{mock_exam_results:?}"
    );
    assert!(mock_exam_results.len() <= 6, "{mock_exam_results:?}");
}

/// Due topics take at most 35 % of a day.
fn check_due_topics(world: &Situation, plan: &Plan) {
    for day in &plan.days {
        let slots = slots_of(world, day.date);
        let room: u32 = slots.iter().map(|slot| slot.minutes.get()).sum();
        let reviews = day.blocks.iter().filter(|block| block.kind == BlockKind::Review);
        let minutes: u32 = reviews.map(|block| block.minutes.get()).sum();
        assert!(minutes * 100 <= room * 35, "{}: {minutes} of {room}", day.date);
    }
}

/// P19.
fn check_interleaving(world: &Situation, day: &PlanDay) {
    let domains: Vec<_> = day.blocks.iter().filter_map(|block| block.domain.as_ref()).collect();
    if world.exam.domains.len() < 2 {
        return;
    }
    let different: BTreeSet<_> = domains.iter().collect();
    assert!(domains.len() < 2 || different.len() >= 2, "{}: one domain only", day.date);
    assert!(domains.windows(3).all(|run| run[0] != run[1] || run[1] != run[2]), "{domains:?}");
}

/// P4: the clocks may take an hour of the day between two.
fn check_two_mock_exams(world: &Situation, plan: &Plan) {
    let Some(exam_on) = plan.exam_day.date() else { return };
    let holds = |day: &NaiveDate| {
        slots_of(world, *day).iter().any(|slot| {
            slot.place == SlotPlace::Long
                && slot.minutes.get() >= 105 + 60
                && slot.start_minute < 1_000
        })
    };
    let days = (3..=28).filter_map(|left| exam_on.checked_sub_days(Days::new(left)));
    // Neither a limit for the week nor a promise shortens these.
    let free = |day: &NaiveDate| *day > plan.today + Days::new(3) && holds(day);
    // Two of neighbouring days may begin less than a day apart.
    let (mut slots, mut last) = (0, None);
    for day in days.filter(free) {
        if last.is_none_or(|last: NaiveDate| (last - day).num_days() >= 2) {
            (slots, last) = (slots + 1, Some(day));
        }
    }
    let sat = world.facts.iter().any(|fact| matches!(fact.body, FactBody::MockExamResult(_)));
    let capped = History::of(&world.facts, world.now)
        .availabilities
        .last()
        .is_some_and(|slots| slots.value.weekly_cap.is_some());
    if !sat && !capped && slots >= 2 {
        let found = starts(plan, BlockKind::MockExam).len();
        assert!(found >= 2, "{found} mock exams in {slots} slots");
    }
}

/// P20.
fn check_reviews(world: &Situation, plan: &Plan) {
    for block in plan.days.iter().flat_map(|day| &day.blocks) {
        if matches!(
            block.kind,
            BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
                | BlockKind::Diagnostic
        ) {
            assert!(block.review_minutes.get() * 2 >= block.minutes.get());
        }
    }
    let sims = starts(plan, BlockKind::MockExam);
    let mut short = 0;
    for (at, start) in sims.iter().enumerate() {
        let next = sims.get(at + 1).copied().unwrap_or(i64::MAX);
        let reviews = plan.days.iter().flat_map(|day| day.blocks.iter().map(move |b| (day, b)));
        let minutes: u32 = reviews
            .filter(|(_, block)| block.kind == BlockKind::MockExamReview)
            .filter(|(day, block)| {
                let at =
                    i64::from(day.date.num_days_from_ce()) * 1_440 + i64::from(block.start_minute);
                (start + 90..next).contains(&at)
            })
            .map(|(_, block)| block.minutes.get())
            .sum();
        // Less than ten minutes are no block.
        short += usize::from(minutes + 10 <= 90);
    }
    // What is short is told, and nothing else is.
    let told = |said: &&Said| said.key().name() == "mock_exams.review_short";
    assert_eq!(plan.warnings.iter().filter(told).count(), short, "{:?}", world.now);
}

/// P6 to P8 as far as the budget shows them.
fn check_budget(world: &Situation, plan: &Plan) {
    let given: u32 = plan.allocation.iter().map(|domain| domain.minutes.get()).sum();
    let budget = plan.budget;
    if world.exam.domains.len() >= 3 && budget.allotted.get() >= 30 * 60 {
        assert_eq!(given, budget.allotted.get());
        assert!(plan.allocation.iter().all(|domain| domain.minutes > Minutes::ZERO));
    }
    assert!(budget.load <= budget.capacity);
    let rest = budget.load.get() - budget.reserved.get();
    assert!(given <= budget.allotted.get() && rest - budget.allotted.get() < 30);
    let planned: u32 = plan.days.iter().map(|day| day.minutes().get()).sum();
    assert!(planned <= budget.load.get() + 15 * u32::try_from(plan.days.len()).unwrap());
    // P8: what was given is also laid out, but for rests that are too short for a block.
    let rests: u32 = plan.days.len().try_into().map(|days: u32| days * 10).unwrap();
    let placed: u32 = plan.allocation.iter().map(|domain| domain.placed.get()).sum();
    assert!(placed + rests + 60 >= given, "{placed} of {given} minutes");
}

/// P13.
fn check_dates(world: &Situation, plan: &Plan) {
    if let (ExamDay::Provisional { date, .. }, Some(from)) = (&plan.exam_day, plan.book_from) {
        assert!(*date >= from, "P13: {date} lies before {from}");
    }
    if let Verdict::Open(window) = &world.eligibility.verdict {
        assert!(plan.book_from.is_some_and(|from| from >= window.safe), "{:?}", plan.book_from);
        if let Some(from) = window.safe_from {
            let day = plan.book_from.unwrap();
            assert!(world.now.zone.start_of(day) >= from, "{day} begins before the wait is over");
        }
    }
    for way in &plan.options {
        if let WayOut::LaterDate { date, .. } = way {
            assert!(plan.book_from.is_none_or(|from| *date >= from), "P13: {date}");
        }
    }
}

fn check(world: &Situation) {
    let plan = world.plan();
    check_slots(world, &plan);
    check_phases(&plan);
    plan.days.iter().for_each(|day| check_interleaving(world, day));
    check_two_mock_exams(world, &plan);
    check_reviews(world, &plan);
    check_due_topics(world, &plan);
    check_budget(world, &plan);
    check_dates(world, &plan);
    assert!(plan.days.iter().flat_map(|day| &day.blocks).all(|block| !block.reasons.is_empty()));
    let text = serde_json::to_string(&plan).unwrap();
    for word in ["overdue", "missed days", "failed to", "behind schedule", "NaN"] {
        assert!(!text.contains(word), "{word:?}");
    }
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn every_plan_keeps_the_rules(world in any_situation()) {
        check(&world);
    }

    #[test]
    fn the_rules_hold_for_the_days_after_a_plan_was_shown(
        mut world in any_situation(), days in 1..12_i64,
    ) {
        world.show();
        world.later(days);
        check(&world);
    }

    /// P18.
    #[test]
    fn after_a_missed_week_no_day_is_fuller(mut world in any_situation()) {
        let before = world.show();
        world.later(7);
        let after = world.plan();
        // Settling in for a mock exam is no block, and neither is a breather of under ten minutes.
        let load = |day: &PlanDay| {
            let sims = day.blocks.iter().filter(|block| block.kind == BlockKind::MockExam);
            let count = u32::try_from(sims.count()).unwrap();
            day.minutes().get() + 15 * count
        };
        let fullest = |plan: &Plan| plan.days.iter().map(load).max();
        let breathers = |day: &PlanDay| 9 * u32::try_from(slots_of(&world, day.date).len()).unwrap();
        let taper_then = before.days.iter().all(|day| day.phase == PhaseKind::Taper);
        let text = serde_json::to_string(&after).unwrap();
        for word in [" late ", " late.", "overdue", "missed", " behind", "catch up", "should have"] {
            prop_assert!(!text.contains(word), "{word:?}: {text}");
        }
        let availability = |day: &PlanDay| -> u32 {
            slots_of(&world, day.date).iter().map(|slot| slot.minutes.get()).sum()
        };
        prop_assert!(after.days.iter().all(|day| day.minutes().get() <= availability(day)));
        if before.exam_day.date() == after.exam_day.date() && !taper_then {
            let most = fullest(&before);
            let same_days = before.days.iter().filter(|day| day.date >= after.today);
            for day in same_days {
                let now = after.days.iter().find(|now| now.date == day.date);
                let fuller = now.is_some_and(|now| Some(load(now)) > most.map(|m| m + breathers(now)));
                prop_assert!(!fuller, "{}", day.date);
            }
        }
    }

    /// P5.
    #[test]
    fn a_lower_estimate_or_more_weight_never_costs_a_domain_time(
        mut world in any_situation(), at in any::<prop::sample::Index>(),
        lower in 0.3..1.0_f64, heavier in 1.0..2.0_f64,
    ) {
        // By the curve alone: the floor of a heavy domain ends where another one becomes heavier.
        world.causes.clear();
        let at = at.index(world.estimates.len());
        let before = world.plan();
        world.estimates[at].mean *= lower;
        let lowered = world.plan();
        world.estimates[at].share *= heavier;
        let raised = world.plan();
        for (less, more) in [(&before, &lowered), (&lowered, &raised)] {
            // Weight that moves to what is known well makes the work less, and then the load is.
            let time = more.budget.allotted >= less.budget.allotted;
            if time && less.exam_day.date() == more.exam_day.date() && !more.allocation.is_empty() {
                prop_assert!(more.allocation[at].minutes >= less.allocation[at].minutes);
            }
        }
    }

    /// P6.
    #[test]
    fn equal_domains_get_equal_time_within_a_block(mut world in any_situation(), mean in 0.3..0.9_f64) {
        let class = world.estimates[0].class;
        let count = world.estimates.len();
        let share = 1.0 / f64::from(u32::try_from(count).unwrap());
        world.estimates = (0..count).map(|at| estimate(at, share, mean, class)).collect();
        world.causes.clear();
        world.facts.retain(|fact| {
            !matches!(fact.body, FactBody::PracticeSet(_) | FactBody::StudySession(_))
        });
        let minutes: Vec<u32> =
            world.plan().allocation.iter().map(|domain| domain.minutes.get()).collect();
        let (least, most) = (minutes.iter().min(), minutes.iter().max());
        prop_assert!(most.zip(least).is_none_or(|(most, least)| most - least <= 30), "{minutes:?}");
    }
}
