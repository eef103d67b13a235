//! What must hold for every plan, whatever the situation: P1 to P20 of the planner.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture should stop the test where it is"
)]

#[path = "planner/world.rs"]
mod world;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use proptest::prelude::*;
use rebound_core::base::calendar::Week;
use rebound_core::base::units::Minutes;
use rebound_core::coach::estimate::DomainClass;
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::{BlockKind, ExamDay, PhaseKind, Plan, PlanDay};
use rebound_core::coach::planner::topics::Topic;
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{Availability, DayException, Slot, SlotPlace, WeeklySlot};

use crate::world::{CAUSES, WEEKDAYS, World, finding, open_from, slot, world};

fn class() -> impl Strategy<Value = DomainClass> {
    use DomainClass::{Strong, Uncertain, Unknown, Weak};
    prop_oneof![Just(Weak), Just(Weak), Just(Strong), Just(Uncertain), Just(Unknown)]
}

fn place() -> impl Strategy<Value = SlotPlace> {
    use SlotPlace::{Commute, CommuteAudio, Desk, Long};
    prop_oneof![Just(Commute), Just(CommuteAudio), Just(Desk), Just(Long), Just(Long)]
}

prop_compose! {
    fn weekly_slot()(
        day in 0..7_usize, start in 300..1_400_u16, minutes in 0..300_u32, place in place(),
    ) -> WeeklySlot {
        WeeklySlot { weekday: WEEKDAYS[day], slot: slot(start, minutes, place) }
    }
}

prop_compose! {
    fn any_world()(
        domains in prop::collection::vec((0.05..1.0_f64, 0.2..0.94_f64, class()), 1..20),
        slots in prop::collection::vec(weekly_slot(), 0..20),
        exam_in in prop::option::of(0..90_u64),
        causes in prop::collection::vec(prop::sample::select(CAUSES.to_vec()), 0..4),
        weekly_cap in prop::option::of(60..900_u32),
        blackout in prop::collection::btree_set(0..40_u64, 0..10),
        topics in prop::collection::vec((1..20_u8, prop::option::of(0..30_u64)), 0..8),
        resources in 0..6_usize,
        safe_in in 0..60_u64,
    ) -> World {
        let mut world = world(&domains, slots.clone(), exam_in);
        world.record(FactBody::Availability(Availability {
            slots, weekly_cap: weekly_cap.map(Minutes::new),
        }));
        let today = world.today();
        for day in blackout {
            world.record(FactBody::DayException(DayException {
                date: today + Days::new(day), slots: Vec::new(),
            }));
        }
        world.facts.retain(|fact| {
            let FactBody::Resource(owned) = &fact.body else { return true };
            let keys = ["book", "videos", "lab", "bank-a", "bank-b"];
            keys.iter().position(|key| *key == owned.resource.as_str()).unwrap() < resources
        });
        world.causes = causes.into_iter().map(finding).collect();
        world.eligibility = open_from(today + Days::new(safe_in));
        world.topics = topics.into_iter().enumerate().map(|(at, (domain, due))| Topic {
            domain: domain.to_string().parse().unwrap(),
            name: format!("topic {at}"),
            due: due.map(|days| today + Days::new(days)),
        }).collect();
        world
    }
}

fn slots_of(world: &World, date: NaiveDate) -> Vec<Slot> {
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
fn check_slots(world: &World, plan: &Plan) {
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
                    assert!(
                        offline && !matches!(block.kind, BlockKind::Lab | BlockKind::Simulation)
                    );
                }
                SlotPlace::CommuteAudio => assert_eq!(block.kind, BlockKind::Recall),
            }
            if block.kind == BlockKind::Lab {
                assert!(minutes >= 45, "a lab of {minutes} minutes");
            }
        }
        assert!(!matches!(world.now.today().cmp(&day.date), std::cmp::Ordering::Greater));
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
            if block.kind == BlockKind::Simulation {
                assert_eq!(day.phase, PhaseKind::Simulation);
                assert!((exam_on - day.date).num_days() >= 3);
            }
        }
        if day.phase == PhaseKind::Taper {
            assert!(day.minutes().get() <= 45, "{}", day.minutes());
        }
    }
    let simulations = starts(plan, BlockKind::Simulation);
    assert!(simulations.windows(2).all(|pair| pair[1] - pair[0] >= 48 * 60), "{simulations:?}");
}

/// P19.
fn check_interleaving(world: &World, day: &PlanDay) {
    let domains: Vec<_> = day.blocks.iter().filter_map(|block| block.domain.as_ref()).collect();
    if world.exam.domains.len() < 2 {
        return;
    }
    let different: BTreeSet<_> = domains.iter().collect();
    assert!(domains.len() < 2 || different.len() >= 2, "{}: one domain only", day.date);
    assert!(domains.windows(3).all(|run| run[0] != run[1] || run[1] != run[2]), "{domains:?}");
}

/// P20.
fn check_reviews(world: &World, plan: &Plan) {
    for block in plan.days.iter().flat_map(|day| &day.blocks) {
        if matches!(
            block.kind,
            BlockKind::TargetedSet | BlockKind::TimedSet | BlockKind::Diagnostic
        ) {
            assert!(block.review_minutes.get() * 2 >= block.minutes.get());
        }
    }
    for start in starts(plan, BlockKind::Simulation) {
        let end = start + 90;
        let reviews = plan.days.iter().flat_map(|day| day.blocks.iter().map(move |b| (day, b)));
        let minutes: u32 = reviews
            .filter(|(_, block)| block.kind == BlockKind::SimulationReview)
            .filter(|(day, block)| {
                let at =
                    i64::from(day.date.num_days_from_ce()) * 1_440 + i64::from(block.start_minute);
                (end..end + 49 * 60).contains(&at)
            })
            .map(|(_, block)| block.minutes.get())
            .sum();
        assert!(minutes >= 90, "{minutes} minutes of review, {:?}", world.now);
    }
}

/// P6 to P8 as far as the budget shows them.
fn check_budget(world: &World, plan: &Plan) {
    let given: u32 = plan.allocation.iter().map(|domain| domain.minutes.get()).sum();
    let budget = plan.budget;
    if world.exam.domains.len() >= 3 && budget.allotted.get() >= 30 * 60 {
        assert_eq!(given, budget.allotted.get());
        assert!(plan.allocation.iter().all(|domain| domain.minutes > Minutes::ZERO));
    }
    let rest = budget.capacity.get() - budget.reserved.get();
    assert!(given <= budget.allotted.get() && rest - budget.allotted.get() < 30);
    let planned: u32 = plan.days.iter().map(|day| day.minutes().get()).sum();
    assert!(planned <= budget.capacity.get());
}

fn check(world: &World) {
    let plan = world.plan();
    check_slots(world, &plan);
    check_phases(&plan);
    plan.days.iter().for_each(|day| check_interleaving(world, day));
    check_reviews(world, &plan);
    check_budget(world, &plan);
    if let (ExamDay::Provisional { date, .. }, Some(from)) = (&plan.exam_day, plan.book_from) {
        assert!(*date >= from, "P13: {date} lies before {from}");
    }
    assert!(plan.days.iter().flat_map(|day| &day.blocks).all(|block| !block.reasons.is_empty()));
    let text = serde_json::to_string(&plan).unwrap();
    for word in ["overdue", "missed days", "failed to", "behind schedule", "NaN"] {
        assert!(!text.contains(word), "{word:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn every_plan_keeps_the_rules(world in any_world()) {
        check(&world);
    }

    /// P9 and P11: a merge is a union of facts in some order.
    #[test]
    fn the_order_of_facts_estimates_causes_and_topics_does_not_matter(
        world in any_world(), turn in any::<prop::sample::Index>(),
    ) {
        let mut shuffled = world.clone();
        let by = turn.index(shuffled.facts.len());
        shuffled.facts.rotate_left(by);
        shuffled.facts.extend(world.facts.iter().take(3).cloned());
        shuffled.estimates.reverse();
        shuffled.causes.reverse();
        shuffled.topics.reverse();
        let json = |world: &World| serde_json::to_string(&world.plan()).unwrap();
        prop_assert_eq!(json(&world), json(&shuffled));
    }

    #[test]
    fn a_plan_that_was_just_shown_stays_as_it_is(mut world in any_world()) {
        let shown = world.show();
        let again = world.plan();
        prop_assert_eq!(shown.exam_day.date(), again.exam_day.date());
        let days = |plan: &Plan| plan.days.clone();
        for (day, same) in days(&shown).iter().zip(days(&again)) {
            let codes = |day: &PlanDay| -> Vec<_> {
                day.blocks.iter().map(|b| (b.start_minute, b.minutes, b.code.clone())).collect()
            };
            prop_assert_eq!(codes(day), codes(&same), "{}", day.date);
            prop_assert_eq!(day, &same);
        }
        prop_assert_eq!(shown.days.len(), again.days.len());
        prop_assert_eq!(again.changed, None);
    }

    #[test]
    fn the_rules_hold_for_the_days_after_a_plan_was_shown(
        mut world in any_world(), days in 1..12_i64,
    ) {
        world.show();
        world.later(days);
        check(&world);
    }

    /// P18.
    #[test]
    fn after_a_missed_week_no_day_is_fuller(mut world in any_world()) {
        let before = world.show();
        world.later(7);
        let after = world.plan();
        let fullest = |plan: &Plan| plan.days.iter().map(PlanDay::minutes).max();
        let taper_then = before.days.iter().all(|day| day.phase == PhaseKind::Taper);
        let availability = |day: &PlanDay| -> u32 {
            slots_of(&world, day.date).iter().map(|slot| slot.minutes.get()).sum()
        };
        prop_assert!(after.days.iter().all(|day| day.minutes().get() <= availability(day)));
        if before.exam_day.date() == after.exam_day.date() && !taper_then {
            let same_days = before.days.iter().filter(|day| day.date >= after.today);
            for day in same_days {
                let now = after.days.iter().find(|now| now.date == day.date);
                prop_assert!(now.is_none_or(|now| Some(now.minutes()) <= fullest(&before)));
            }
        }
    }

    /// P12.
    #[test]
    fn one_result_of_ten_questions_moves_nothing_near(
        mut world in any_world(), domain in any::<prop::sample::Index>(), delta in -0.019..0.019_f64,
    ) {
        let before = world.show();
        let at = domain.index(world.estimates.len());
        world.estimates[at].mean = (world.estimates[at].mean + delta).clamp(0.01, 0.95);
        let after = world.plan();
        let codes = |plan: &Plan, days: u64| -> BTreeSet<(NaiveDate, u16, String)> {
            let last = plan.today + Days::new(days);
            let near = plan.days.iter().take_while(|day| day.date < last);
            near.flat_map(|day| {
                day.blocks.iter().map(|block| (day.date, block.start_minute, block.code.clone()))
            }).collect()
        };
        prop_assert_eq!(codes(&before, 2), codes(&after, 2));
        let (was, is) = (codes(&before, 7), codes(&after, 7));
        prop_assert!(was.difference(&is).count() * 5 <= was.len(), "{was:?}\n{is:?}");
    }
}
