//! Slots, dates and decisions.

use crate::facts::availability::{Availability, DayException, Slot};
use crate::facts::check::{
    Checked, DAY_MINUTES, NOTE_CHARS, day, each, optional, optional_day, optional_text, text,
    within,
};
use crate::facts::commitment::Commitment;
use crate::facts::planning::{ExamChoice, PlanAnchor, RetakeOverride};

/// The longest blueprint of a candidate's own, in characters.
const BLUEPRINT_CHARS: usize = 65_536;
/// The longest block code, in characters.
const CODE_CHARS: usize = 160;
/// A block of a night that goes on after midnight starts later than 1,439.
const LAST_START: u16 = 2_879;
/// The minutes of a week.
const WEEK_MINUTES: u32 = 7 * DAY_MINUTES;
/// The longest slot, in minutes.
const SLOT_MINUTES: u32 = 720;

pub(super) fn availability(availability: &Availability) -> Checked {
    let cap = availability.weekly_cap.map(|cap| cap.get());
    optional("weekly_cap", cap, 0..=WEEK_MINUTES)?;
    each("slots", &availability.slots, |weekly| {
        slot(&weekly.slot).map_err(|invalid| invalid.inside("slot"))
    })
}

pub(super) fn day_exception(exception: &DayException) -> Checked {
    day("date", exception.date)?;
    each("slots", &exception.slots, slot)
}

pub(super) fn commitment(commitment: &Commitment) -> Checked {
    day("date", commitment.date)?;
    within("start_minute", commitment.start_minute, 0..=1_439)?;
    within("minutes", commitment.minutes.get(), 1..=SLOT_MINUTES)?;
    optional_text("note", commitment.note.as_deref(), NOTE_CHARS)
}

fn slot(slot: &Slot) -> Checked {
    within("start_minute", slot.start_minute, 0..=1_439)?;
    within("minutes", slot.minutes.get(), 0..=SLOT_MINUTES)
}

pub(super) fn exam_choice(choice: &ExamChoice) -> Checked {
    optional_text("blueprint", choice.blueprint.as_deref(), BLUEPRINT_CHARS)
}

pub(super) fn retake_override(known: &RetakeOverride) -> Checked {
    day("date", known.date)?;
    optional_text("note", known.note.as_deref(), NOTE_CHARS)
}

pub(super) fn plan_anchor(anchor: &PlanAnchor) -> Checked {
    day("from", anchor.from)?;
    optional_day("exam_on", anchor.exam_on)?;
    each("blocks", &anchor.blocks, |block| {
        day("day", block.day)?;
        within("start_minute", block.start_minute, 0..=LAST_START)?;
        within("minutes", block.minutes.get(), 0..=DAY_MINUTES)?;
        text("code", &block.code, CODE_CHARS)
    })
}
