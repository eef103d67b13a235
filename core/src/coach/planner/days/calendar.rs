//! The days until the exam and the slots that can be used on each.

use std::collections::BTreeMap;

use chrono::Datelike;
use chrono::Days;
use chrono::NaiveDate;
use chrono::NaiveTime;
use chrono::TimeDelta;

use crate::base::calendar::Week;
use crate::base::time::Zone;
use crate::base::units::Minutes;
use crate::coach::history::History;
use crate::coach::model::planner::BLOCK_MIN;
use crate::facts::availability::Availability;
use crate::facts::availability::Slot;
use crate::facts::availability::SlotPlace;
use crate::facts::commitment::Commitment;

/// The longest slot that is believed, in minutes.
pub(crate) const SLOT_MAX: u32 = 720;
/// Minutes of a day.
pub(crate) const DAY: u32 = 1_440;

/// A stretch that can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FreeSlot {
    /// Local start, minutes after midnight.
    pub(crate) start: u32,
    /// Length in minutes, at least [`BLOCK_MIN`].
    pub(crate) minutes: u32,
    /// Where the candidate is.
    pub(crate) place: SlotPlace,
}

impl FreeSlot {
    pub(crate) const fn end(self) -> u32 {
        self.start + self.minutes
    }
}

/// One day with its rooms, by start and without overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    pub(crate) rooms: Vec<FreeSlot>,
}

impl Day {
    pub(crate) fn minutes(&self) -> u32 {
        self.rooms.iter().map(|room| room.minutes).sum()
    }

    /// Shortens the day to `minutes`, from its end.
    pub(crate) fn limit(&mut self, minutes: u32) {
        let mut left = minutes;
        for room in &mut self.rooms {
            room.minutes = room.minutes.min(left);
            left -= room.minutes;
        }
        self.rooms.retain(|room| room.minutes >= BLOCK_MIN);
    }
}

/// What the candidate entered about their time.
#[derive(Clone, Debug)]
pub(crate) struct Calendar<'a> {
    weekly: Option<&'a Availability>,
    exceptions: BTreeMap<NaiveDate, &'a [Slot]>,
    /// What is promised to somebody else.
    promised: BTreeMap<NaiveDate, Vec<&'a Commitment>>,
    zone: Zone,
}

impl<'a> Calendar<'a> {
    pub(crate) fn of(history: &History<'a>, zone: Zone) -> Self {
        let each = history.day_exceptions.iter();
        // The lists are sorted by time: the latest fact about a date is the one that stays.
        let exceptions = each.map(|day| (day.value.date, day.value.slots.as_slice())).collect();
        let mut promised: BTreeMap<NaiveDate, Vec<&Commitment>> = BTreeMap::new();
        // One without length takes no time, and must not cut a slot in two.
        for fact in history.commitments.iter().filter(|fact| fact.value.minutes > Minutes::ZERO) {
            promised.entry(fact.value.date).or_default().push(fact.value);
        }
        let weekly = history.availabilities.last().map(|fact| fact.value);
        Self { weekly, exceptions, promised, zone }
    }

    /// The weekly slots, if any were entered.
    pub(crate) const fn weekly(&self) -> Option<&'a Availability> {
        self.weekly
    }

    /// Whether the candidate has entered any time at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.weekly.is_none_or(|weekly| weekly.slots.is_empty())
            && self.exceptions.values().all(|slots| slots.is_empty())
    }

    /// The days from `from` to `to`, both included, within the weekly limit.
    ///
    /// Which slots a limit leaves depends on the whole week, never on which days of it are over: a
    /// missed Monday makes no Tuesday fuller. `done` is what was studied before `from` in its week.
    pub(crate) fn days(&self, from: NaiveDate, to: NaiveDate, done: u32) -> Vec<Day> {
        let limit = self.weekly.and_then(|weekly| weekly.weekly_cap).map(|limit| limit.get());
        let start = if limit.is_some() { Week::monday_of(from) } else { from };
        let dates = start.iter_days().take_while(|date| *date <= to);
        let mut days: Vec<Day> = dates.map(|date| self.day(date)).collect();
        if let Some(limit) = limit {
            days.chunk_by_mut(|a, b| a.date.iso_week() == b.date.iso_week())
                .for_each(|week| limit_week(week, limit));
            days.retain(|day| day.date >= from);
            limit_rest_of_week(&mut days, limit.saturating_sub(done));
        }
        days
    }

    fn day(&self, date: NaiveDate) -> Day {
        let slots: Vec<Slot> = match (self.exceptions.get(&date), self.weekly) {
            (Some(slots), _) => slots.to_vec(),
            (None, Some(weekly)) => {
                let of_day = weekly.slots.iter().filter(|slot| slot.weekday == date.weekday());
                of_day.map(|slot| slot.slot).collect()
            }
            (None, None) => Vec::new(),
        };
        let mut rooms: Vec<FreeSlot> = slots.into_iter().filter_map(room).collect();
        rooms.sort_by_key(|room| (room.start, u32::MAX - room.minutes, room.place));
        let mut free_from = 0;
        for room in &mut rooms {
            let start = room.start.max(free_from);
            room.minutes = room.end().saturating_sub(start);
            room.start = start;
            free_from = free_from.max(room.end());
        }
        for commitment in self.promised.get(&date).into_iter().flatten() {
            rooms = rooms.into_iter().flat_map(|room| around(room, commitment)).collect();
        }
        self.shorten_for_clock_change(date, &mut rooms);
        rooms.retain(|room| room.minutes >= BLOCK_MIN);
        Day { date, rooms }
    }

    /// Takes away the minutes that a daylight-saving night skips.
    fn shorten_for_clock_change(&self, date: NaiveDate, rooms: &mut [FreeSlot]) {
        let next = date.checked_add_days(Days::new(1)).unwrap_or(date);
        let (start, end) = (self.zone.start_of(date), self.zone.start_of(next));
        if self.zone.offset(start) == self.zone.offset(end) {
            return;
        }
        for room in rooms {
            let at = |minute: u32| {
                let local = date.and_time(NaiveTime::MIN);
                let local = local.checked_add_signed(TimeDelta::minutes(i64::from(minute)));
                local.map(|local| self.zone.instant(local).0 / 60_000)
            };
            if let (Some(start), Some(end)) = (at(room.start), at(room.end())) {
                let real = u32::try_from((end - start).max(0)).unwrap_or(0);
                room.minutes = room.minutes.min(real);
            }
        }
    }
}

/// A slot as far as it lies in its day; `None` if it starts in no day.
fn room(slot: Slot) -> Option<FreeSlot> {
    let start = u32::from(slot.start_minute);
    let minutes = slot.minutes.get().min(SLOT_MAX).min(DAY.checked_sub(start)?);
    Some(FreeSlot { start, minutes, place: slot.place })
}

/// What a commitment leaves of a room: all of it, a part, one before and one after it, or nothing.
fn around(room: FreeSlot, commitment: &Commitment) -> impl Iterator<Item = FreeSlot> {
    let start = u32::from(commitment.start_minute);
    let end = start.saturating_add(commitment.minutes.get());
    let parts = [(room.start, room.end().min(start)), (room.start.max(end), room.end())];
    let parts = parts.into_iter().filter(|(from, to)| from < to);
    parts.map(move |(from, to)| FreeSlot { start: from, minutes: to - from, ..room })
}

/// Leaves each day's longest slot first, then the second longest, up to the limit.
fn limit_week(week: &mut [Day], limit: u32) {
    if week.iter().map(Day::minutes).sum::<u32>() <= limit {
        return;
    }
    let mut order: Vec<(usize, u32, usize, usize)> = Vec::new();
    for (day, of_day) in week.iter().enumerate() {
        let mut rooms: Vec<(u32, usize)> =
            of_day.rooms.iter().enumerate().map(|(at, room)| (room.minutes, at)).collect();
        rooms.sort_by_key(|(minutes, at)| (u32::MAX - minutes, *at));
        let ranked = rooms.into_iter().enumerate();
        order.extend(ranked.map(|(rank, (minutes, at))| (rank, u32::MAX - minutes, day, at)));
    }
    order.sort_unstable();
    let mut left = limit;
    for (_, _, day, at) in order {
        if let Some(room) = week.get_mut(day).and_then(|day| day.rooms.get_mut(at)) {
            room.minutes = room.minutes.min(left);
            left -= room.minutes;
        }
    }
    week.iter_mut().for_each(|day| day.rooms.retain(|room| room.minutes >= BLOCK_MIN));
}

fn limit_rest_of_week(days: &mut [Day], limit: u32) {
    let mut left = limit;
    let week = days.first().map(|day| day.date.iso_week());
    for day in days.iter_mut().take_while(|day| Some(day.date.iso_week()) == week) {
        day.limit(left);
        left = left.saturating_sub(day.minutes());
    }
}
