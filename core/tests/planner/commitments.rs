//! Time that is promised to somebody else stays free of blocks.

use chrono::{NaiveDate, Weekday};
use rebound_core::base::units::Minutes;
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{Availability, SlotPlace, WeeklySlot};
use rebound_core::facts::commitment::{Commitment, CommitmentKind};

use crate::situation::{Situation, slot, usual};

/// Three hours every Saturday from nine on, and nothing else.
fn saturdays() -> Situation {
    let mut world = usual(Some(60));
    let slots = vec![WeeklySlot { weekday: Weekday::Sat, slot: slot(540, 180, SlotPlace::Long) }];
    world.record(FactBody::Availability(Availability { slots, weekly_cap: None }));
    world
}

/// The first Saturday with blocks of an undisturbed plan.
fn saturday(world: &Situation) -> NaiveDate {
    world.plan().days.iter().find(|day| !day.blocks.is_empty()).unwrap().date
}

fn promise(world: &mut Situation, date: NaiveDate, start_minute: u16, minutes: u32) {
    world.record(FactBody::Commitment(Commitment {
        exam: world.exam.code.clone(),
        kind: CommitmentKind::PartnerSession,
        date,
        start_minute,
        minutes: Minutes::new(minutes),
        note: None,
    }));
}

/// The planned stretches of a day, in minutes after midnight.
fn stretches(world: &Situation, date: NaiveDate) -> Vec<(u32, u32)> {
    let plan = world.plan();
    let blocks = plan.days.iter().filter(|day| day.date == date).flat_map(|day| &day.blocks);
    let each = blocks.map(|block| {
        let start = u32::from(block.start_minute);
        (start, start + block.minutes.get())
    });
    each.collect()
}

#[test]
fn a_promise_in_the_middle_of_a_slot_leaves_time_before_and_after_it() {
    let mut world = saturdays();
    let date = saturday(&world);
    promise(&mut world, date, 600, 60);
    let planned = stretches(&world, date);
    assert!(planned.iter().any(|(_, end)| *end <= 600), "{planned:?}");
    assert!(planned.iter().any(|(start, _)| *start >= 660), "{planned:?}");
    for (start, end) in planned {
        assert!(540 <= start && end <= 720 && (end <= 600 || start >= 660), "{start} {end}");
    }
}

#[test]
fn a_promise_as_long_as_the_slot_leaves_nothing_of_it() {
    let mut world = saturdays();
    let date = saturday(&world);
    promise(&mut world, date, 480, 720);
    assert_eq!(stretches(&world, date), []);
    let (before, after) = (saturdays().plan().budget.capacity, world.plan().budget.capacity);
    assert!(after < before, "{after:?} {before:?}");
}

#[test]
fn promises_that_touch_no_slot_or_make_no_sense_change_nothing() {
    let usual = saturdays();
    let date = saturday(&usual);
    for (start, minutes) in [(480, 60), (720, 60), (600, 0), (u16::MAX, u32::MAX)] {
        let mut world = usual.clone();
        promise(&mut world, date, start, minutes);
        assert_eq!(world.json(), usual.json(), "{start} {minutes}");
    }
}

#[test]
fn the_order_of_promises_does_not_matter_and_they_may_overlap() {
    let mut world = saturdays();
    let date = saturday(&world);
    promise(&mut world, date, 560, 60);
    promise(&mut world, date, 600, 60);
    let mut backwards = saturdays();
    promise(&mut backwards, date, 600, 60);
    promise(&mut backwards, date, 560, 60);
    assert_eq!(world.json(), backwards.json());
    for (start, end) in stretches(&world, date) {
        assert!(end <= 560 || start >= 660, "{start} {end}");
    }
}
