//! Plans for a usual candidate: what they see in ordinary and in odd situations.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken fixture should stop the test where it is"
)]

#[path = "planner/world.rs"]
#[allow(dead_code, reason = "each file of tests needs its part")]
mod world;

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::Days;
use rebound_core::coach::planner::plan::{ExamDay, PhaseKind};
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{DayException, SlotPlace};
use sha2::{Digest, Sha256};

use crate::world::{CAUSES, World, finding, usual_world};

/// P10. The hash covers every byte of the plan: a platform whose numbers differ in the last bit
/// fails here.
#[test]
fn three_plans_are_the_same_on_every_platform() {
    let busy = |mut world: World| {
        world.causes = CAUSES.map(finding).to_vec();
        world
    };
    let worlds = [
        (usual_world(Some(40)), "31efd3639d5758b66ddeb8b7109cdffbc62e05e2f7af0f0d00bf08428b7a1622"),
        (
            busy(usual_world(Some(60))),
            "4bca59f8cb710f9b8477b5413aaf28ea629e1b198fed248bd6dbb3779c18278b",
        ),
        (usual_world(None), "92e85e4d0882dd461a51ce650ae6bf6619780f4a9e4cf84bc31de30ed32b1446"),
    ];
    for (world, golden) in worlds {
        let mut hash = String::new();
        for byte in Sha256::digest(world.json()) {
            write!(hash, "{byte:02x}").unwrap();
        }
        assert_eq!(hash, golden);
    }
}

/// P14.
#[test]
fn a_blackout_of_all_days_is_explained() {
    let mut world = usual_world(Some(20));
    let today = world.today();
    for day in 0..25 {
        let date = today + Days::new(day);
        world.record(FactBody::DayException(DayException { date, slots: Vec::new() }));
    }
    let plan = world.plan();
    assert!(plan.days.is_empty());
    assert!(plan.warnings.iter().any(|says| says.contains("No day")), "{:?}", plan.warnings);
}

/// P15.
#[test]
fn an_exam_today_tomorrow_or_gone_by_has_an_answer() {
    for (days, planned) in [(0, 0), (1, 0), (2, 1), (3, 2)] {
        let plan = usual_world(Some(days)).plan();
        assert_eq!(plan.days.len(), planned, "{days}");
        assert!(!plan.warnings.is_empty(), "{days}");
    }
    let mut gone = usual_world(Some(3));
    gone.later(9);
    assert!(gone.plan().days.is_empty() && !gone.plan().warnings.is_empty());
}

#[test]
fn without_slots_the_plan_says_what_to_enter() {
    let mut world = usual_world(None);
    world.facts.clear();
    let plan = world.plan();
    assert!(matches!(plan.exam_day, ExamDay::None { .. }));
    assert!(plan.days.is_empty() && plan.warnings[0].contains("Enter your weekly slots"));
}

#[test]
fn study_counts_wherever_it_was_done_and_two_quiet_days_bring_a_small_start() {
    let mut world = usual_world(Some(40));
    world.show();
    world.later(4);
    let quiet = world.plan();
    let task = quiet.first_task.clone().unwrap();
    assert_eq!((task.domain.as_str(), task.minutes.get()), ("4", 10));
    assert!(quiet.changed.is_some());

    world.practise("2", 7, 10);
    assert_eq!(world.plan().first_task, None);
}

#[test]
fn the_train_has_a_short_offline_block() {
    let world = usual_world(Some(40));
    let plan = world.plan();
    let (date, block) = plan.next_commute(world.now).unwrap();
    assert_eq!(date, world.today() + Days::new(1));
    assert_eq!((block.start_minute, block.place), (440, SlotPlace::Commute));
}

#[test]
fn weak_domains_get_the_largest_share_before_the_mock_exams_and_several_families() {
    let plan = usual_world(Some(60)).plan();
    let mut shares: BTreeMap<(bool, bool), u32> = BTreeMap::new();
    let mut families: BTreeMap<&str, u32> = BTreeMap::new();
    for day in &plan.days {
        let early = matches!(day.phase, PhaseKind::DeepWork | PhaseKind::TargetedPractice);
        for block in &day.blocks {
            let weak = block.domain.as_ref().is_some_and(|d| ["2", "4"].contains(&d.as_str()));
            *shares.entry((early, weak)).or_default() += block.minutes.get();
            if early && block.domain.as_ref().is_some_and(|d| d.as_str() == "4") {
                let family =
                    block.resource.as_ref().map_or("-", |r| r.as_str().split('-').next().unwrap());
                *families.entry(family).or_default() += block.minutes.get();
            }
        }
    }
    let most = shares.iter().max_by_key(|(_, minutes)| **minutes).unwrap();
    assert_eq!(*most.0, (true, true), "{shares:?}");
    let total: u32 = families.values().sum();
    let hhi: f64 = families.values().map(|m| (f64::from(*m) / f64::from(total)).powi(2)).sum();
    assert!(families.len() >= 3 && hhi <= 0.5, "{hhi} {families:?}");
}
