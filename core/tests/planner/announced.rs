//! Which remedies are announced: those that change what is done, and no others.

use chrono::Weekday;
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::Remedy;
use rebound_core::coach::planner::anchor;
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{Availability, Slot, SlotPlace, WeeklySlot};

use crate::remedies::{asking, blocks, failed, laid_out};

#[test]
fn a_remedy_that_changes_nothing_is_not_announced() {
    // Where all slots are of ten minutes, no lab fits.
    let mut world = failed();
    let slot = |weekday| WeeklySlot {
        weekday,
        slot: Slot { start_minute: 1_200, minutes: Minutes::new(10), place: SlotPlace::Desk },
    };
    let days = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    let slots = days.map(slot).to_vec();
    world.record(FactBody::Availability(Availability { slots, weekly_cap: None }));
    let without = asking(world.clone(), &[]).plan();
    let with = asking(world, &[Remedy::Labs]).plan();
    assert_eq!(laid_out(&with), laid_out(&without));
    assert_eq!(with.remedies, []);
    let told = blocks(&with).flat_map(|(.., block)| &block.reasons);
    let told = told.filter(|reason| reason.rule == Remedy::Labs.rule());
    assert_eq!(told.count(), 0);
}

#[test]
fn what_is_announced_stays_announced_when_its_plan_was_shown() {
    let mut world = asking(failed(), &[Remedy::Technique, Remedy::Labs, Remedy::Reading]);
    let before = world.plan();
    assert_eq!(before.remedies.len(), 3);
    world.record(FactBody::PlanAnchor(anchor(&before)));
    assert_eq!(world.plan().remedies, before.remedies);
}
