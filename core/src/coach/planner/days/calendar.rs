//! The free slots of each day: what was entered, less what is promised, within the weekly limit.

use std::cmp::Reverse;

use chrono::{Datelike, Days, NaiveDate};

use crate::base::calendar::Week;
use crate::base::time::Zone;
use crate::base::units::Minutes;
use crate::coach::index::{DayIndex, Index, SlotIndex};
use crate::coach::model::planner::{BLOCK_MIN, SIM_MARGIN, SLOT_MAX};
use crate::coach::planner::minutes::{ClockMinute, DayMinute, stretch_for, study_time};
use crate::coach::planner::past::Time;
use crate::facts::availability::{Availability, Slot, SlotPlace};
use crate::facts::commitment::Commitment;

/// A stretch of a day that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FreeSlot {
    /// When it begins.
    pub(crate) start: DayMinute,
    /// Its length, at least [`BLOCK_MIN`].
    pub(crate) minutes: Minutes,
    /// Where the candidate is.
    pub(crate) place: SlotPlace,
}

impl FreeSlot {
    /// When it is over.
    pub(crate) const fn end(self) -> DayMinute {
        self.start.after(self.minutes)
    }

    /// Whether it is undisturbed and long enough for a mock exam of so many minutes.
    pub(crate) fn holds_mock_exam(self, minutes: Minutes) -> bool {
        self.place == SlotPlace::Long && self.minutes >= minutes + SIM_MARGIN
    }

    /// Leaves what lies after `start`.
    pub(crate) const fn begin_at(&mut self, start: DayMinute) {
        self.minutes = start.until(self.end());
        self.start = start;
    }
}

/// One day with its free slots, by start and without overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// The date.
    pub(crate) date: NaiveDate,
    /// The free slots.
    pub(crate) slots: Vec<FreeSlot>,
}

impl Day {
    /// The study time of all its slots, pauses aside.
    pub(crate) fn minutes(&self) -> Minutes {
        self.slots.iter().map(|slot| study_time(slot.minutes)).sum()
    }

    /// Shortens the day to `minutes` of study, from its end.
    pub(crate) fn limit(&mut self, minutes: Minutes) {
        let mut left = minutes;
        for slot in &mut self.slots {
            slot.minutes = slot.minutes.min(stretch_for(left));
            left = left.saturating_sub(study_time(slot.minutes));
        }
        self.drop_short_slots();
    }

    /// Leaves out the slots that hold no block.
    pub(crate) fn drop_short_slots(&mut self) {
        self.slots.retain(|slot| slot.minutes >= BLOCK_MIN);
    }
}

/// The candidate's time, day by day.
#[derive(Clone, Debug)]
pub(crate) struct Calendar<'a> {
    time: Time<'a>,
    zone: Zone,
}

impl<'a> Calendar<'a> {
    /// The calendar of what was recorded, in the zone of the plan.
    pub(crate) fn of(time: &Time<'a>, zone: Zone) -> Self {
        Self { time: time.clone(), zone }
    }

    /// The weekly slots, if any were entered.
    pub(crate) const fn weekly(&self) -> Option<&'a Availability> {
        self.time.weekly
    }

    /// Whether the candidate has entered any time at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.time.weekly.is_none_or(|weekly| weekly.slots.is_empty())
            && self.time.exceptions.values().all(|slots| slots.is_empty())
    }

    /// The days from `from` to `to`, both included, within the weekly limit.
    ///
    /// Which slots a limit leaves depends on the whole week, never on which days of it are over: a
    /// missed Monday makes no Tuesday fuller.
    pub(crate) fn days(&self, from: NaiveDate, to: NaiveDate) -> Vec<Day> {
        let limit = self.time.weekly.and_then(|weekly| weekly.weekly_cap);
        let start = if limit.is_some() { Week::monday_of(from) } else { from };
        let dates = start.iter_days().take_while(|date| *date <= to);
        let mut days: Vec<Day> = dates.map(|date| self.day(date)).collect();
        if let Some(limit) = limit {
            days.chunk_by_mut(|a, b| a.date.iso_week() == b.date.iso_week())
                .for_each(|week| limit_week(week, limit));
            days.retain(|day| day.date >= from);
        }
        days
    }

    /// Takes what was studied in the first week before its first day, `done`, off its limit: what `stays`
    /// of a slot because it was shown does not give way, the rest of the week does.
    pub(crate) fn limit_first_week(
        &self,
        days: &mut [Day],
        done: Minutes,
        stays: impl Fn(NaiveDate, &FreeSlot) -> Minutes,
    ) {
        if let Some(limit) = self.time.weekly.and_then(|weekly| weekly.weekly_cap) {
            limit_rest_of_week(days, limit.saturating_sub(done), stays);
        }
    }

    fn day(&self, date: NaiveDate) -> Day {
        let entered: Vec<Slot> = match (self.time.exceptions.get(&date), self.time.weekly) {
            (Some(slots), _) => slots.to_vec(),
            (None, Some(weekly)) => {
                let of_day = weekly.slots.iter().filter(|slot| slot.weekday == date.weekday());
                of_day.map(|slot| slot.slot).collect()
            }
            (None, None) => Vec::new(),
        };
        let mut slots: Vec<FreeSlot> = entered.into_iter().filter_map(free_slot).collect();
        slots.sort_by_key(|slot| (slot.start, Reverse(slot.minutes), slot.place));
        let mut free_from = DayMinute::START;
        for slot in &mut slots {
            let (start, end) = (slot.start.max(free_from), slot.end());
            slot.minutes = start.until(end);
            slot.start = start;
            free_from = free_from.max(slot.end());
        }
        for commitment in self.time.promised.get(&date).into_iter().flatten() {
            slots = slots.into_iter().flat_map(|slot| around(slot, commitment)).collect();
        }
        self.shorten_for_clock_change(date, &mut slots);
        let mut day = Day { date, slots };
        day.drop_short_slots();
        day
    }

    /// Takes away the minutes that a daylight-saving night skips.
    fn shorten_for_clock_change(&self, date: NaiveDate, slots: &mut [FreeSlot]) {
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        let (start, end) = (self.zone.start_of(date), self.zone.start_of(next));
        if self.zone.offset(start) == self.zone.offset(end) {
            return;
        }
        for slot in slots {
            let start = ClockMinute::at(self.zone, date, slot.start);
            let real = start.until(ClockMinute::at(self.zone, date, slot.end()));
            slot.minutes = slot.minutes.min(real);
        }
    }
}

/// A slot as far as it lies in its day; `None` if it starts in no day.
fn free_slot(slot: Slot) -> Option<FreeSlot> {
    let start = DayMinute(u32::from(slot.start_minute));
    let minutes = slot.minutes.min(SLOT_MAX).min(start.until(DayMinute::END));
    (start <= DayMinute::END).then_some(FreeSlot { start, minutes, place: slot.place })
}

/// What a commitment leaves of a slot: all of it, a part, one before and one after it, or nothing.
fn around(slot: FreeSlot, commitment: &Commitment) -> impl Iterator<Item = FreeSlot> {
    let start = DayMinute(u32::from(commitment.start_minute));
    let end = start.after(commitment.minutes);
    let parts = [(slot.start, slot.end().min(start)), (slot.start.max(end), slot.end())];
    let parts = parts.into_iter().filter(|(from, to)| from < to);
    parts.map(move |(from, to)| FreeSlot { start: from, minutes: from.until(to), ..slot })
}

/// Leaves each day's longest slot first, then the second longest, up to the limit.
fn limit_week(week: &mut [Day], limit: Minutes) {
    let slots = week.iter().flat_map(|day| &day.slots);
    if slots.map(|slot| slot.minutes).sum::<Minutes>() <= limit {
        return;
    }
    let mut order: Vec<(usize, Reverse<Minutes>, DayIndex, SlotIndex)> = Vec::new();
    for (day, of_day) in week.iter().enumerate() {
        let each = of_day.slots.iter().enumerate();
        let mut longest: Vec<(Reverse<Minutes>, SlotIndex)> =
            each.map(|(at, slot)| (Reverse(slot.minutes), SlotIndex::at(at))).collect();
        longest.sort_unstable();
        let ranked = longest.into_iter().enumerate();
        order.extend(ranked.map(|(rank, (minutes, at))| (rank, minutes, DayIndex::at(day), at)));
    }
    order.sort_unstable();
    let mut left = limit;
    for (_, _, day, at) in order {
        let day = week.get_mut(day.place());
        if let Some(slot) = day.and_then(|day| day.slots.get_mut(at.place())) {
            slot.minutes = slot.minutes.min(left);
            left = left.saturating_sub(slot.minutes);
        }
    }
    week.iter_mut().for_each(Day::drop_short_slots);
}

fn limit_rest_of_week(
    days: &mut [Day],
    limit: Minutes,
    stays: impl Fn(NaiveDate, &FreeSlot) -> Minutes,
) {
    let mut left = limit;
    let week = days.first().map(|day| day.date.iso_week());
    for day in days.iter_mut().take_while(|day| Some(day.date.iso_week()) == week) {
        for slot in &mut day.slots {
            slot.minutes = slot.minutes.min(left.max(stays(day.date, slot)));
            left = left.saturating_sub(slot.minutes);
        }
        day.drop_short_slots();
    }
}
