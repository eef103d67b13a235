//! The load: how much of the offered time the plan uses, so that there is room to live.
//!
//! The plan uses what is needed, not all that is offered. How much a week holds is one of a few
//! levels, from two light sessions to six days of four hours; the level is the highest whose days
//! stay within what is needed. It is measured over the whole preparation: a week that was lost makes
//! no later one fuller, the margin on the need is there for it.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::base::time::Zone;
use crate::base::units::Minutes;
use crate::coach::model::planner::{
    BLOCK_MIN, CRAMMING_SHARE, DAY_MINUTES_MAX, LOAD_MAX, PAUSE, RITUAL, SIM_MARGIN,
    TAPER_REVIEW_MAX, WEEK_DAYS_MAX, WORK_WEEKS,
};
use crate::coach::planner::days::calendar::{Day, FreeSlot};
use crate::coach::planner::days::level::{LEVELS, Level, ShownLevel};
use crate::coach::planner::days::mock_exams::MockExamSlot;
use crate::coach::planner::days::phases::{Phase, PhaseKind, phase_of};
use crate::coach::planner::days::{ReviewLeft, week};
use crate::coach::planner::minutes::{ClockMinute, DayMinute, stretch_for, study_time};
use crate::facts::availability::SlotPlace;

/// What the time is for, as far as it decides how much of it is used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Workload {
    /// What it takes to end well above the line.
    pub(crate) needed: Minutes,
    /// What mock exams, their review and the last two days take beside it.
    pub(crate) reserved: Minutes,
}

impl Workload {
    /// Workload that takes `needed`, with so many mock exams of `length`.
    pub(crate) fn of(needed: Minutes, mock_exams: usize, length: Minutes) -> Self {
        let count = u32::try_from(mock_exams).unwrap_or(u32::MAX);
        let taper = (TAPER_REVIEW_MAX + RITUAL).times(2);
        Self { needed, reserved: (SIM_MARGIN + length.times(2)).times(count) + taper }
    }

    /// The most that is planned: the margin on the need pays for what is reserved, as far as it
    /// goes.
    pub(crate) fn most(self) -> Minutes {
        self.needed.part(LOAD_MAX).max(self.least())
    }

    /// What has to be there.
    pub(crate) fn least(self) -> Minutes {
        self.needed + self.reserved
    }

    /// As much of it as falls on the days up to `last`, of the weeks from `full_from` to the exam: the
    /// days behind the horizon of a plan take their part.
    pub(crate) fn until(
        self,
        last: NaiveDate,
        (full_from, exam_on): (NaiveDate, NaiveDate),
    ) -> Self {
        let span = days(full_from, exam_on).max(1);
        let seen = span.saturating_sub(days(last, exam_on).saturating_sub(1));
        let part = |of: Minutes| ratio(of, seen, span);
        Self { needed: part(self.needed), reserved: part(self.reserved) }
    }
}

/// The days from one date to a later one; 0 to an earlier one.
fn days(from: NaiveDate, to: NaiveDate) -> u64 {
    u64::try_from((to - from).num_days()).unwrap_or(0)
}

/// `of` times `part` by `whole`.
fn ratio(of: Minutes, part: u64, whole: u64) -> Minutes {
    let minutes = u64::from(of.get()).saturating_mul(part) / whole.max(1);
    Minutes::new(u32::try_from(minutes).unwrap_or(u32::MAX))
}

/// Leaves one day of each week free where all seven were offered: the one with the least time, of
/// equal ones Sunday. Where six days do not hold the work, it stays.
pub(crate) fn leave_a_day_free(days: &mut [Day], work: Workload, mock_exam: Minutes) {
    let ranks = week::ranks(days, mock_exam);
    let seventh = |day: &Day| ranks.get(&day.date) == Some(&WEEK_DAYS_MAX);
    let six: Minutes =
        days.iter().filter(|day| !seventh(day)).map(|day| day.minutes().min(DAY_MINUTES_MAX)).sum();
    if six >= work.least() {
        days.iter_mut().filter(|day| seventh(day)).for_each(|day| day.slots.clear());
    }
}

/// The day from which on the whole load is planned: ten weeks before the exam, or earlier where ten
/// weeks do not hold the work. Days behind the horizon of a plan hold what the others do on average.
pub(crate) fn full_from(offered: &[Day], exam_on: NaiveDate, work: Workload) -> NaiveDate {
    let first = offered.first().map_or(exam_on, |day| day.date);
    let usable = |day: &Day| day.minutes().min(DAY_MINUTES_MAX);
    let last = offered.last().map_or(exam_on, |day| day.date);
    let unseen = days(last, exam_on).saturating_sub(1);
    let all: Minutes = offered.iter().map(usable).sum();
    let mut sum = ratio(all, unseen, days(first, last) + 1);
    let taken = if sum >= work.least() {
        (unseen * u64::from(work.least().get())).div_ceil(u64::from(sum.get()).max(1))
    } else {
        let holds = offered.iter().rev().find(|day| {
            sum += usable(day);
            sum >= work.least()
        });
        days(holds.map_or(first, |day| day.date), exam_on)
    };
    let weeks = taken.div_ceil(7).max(WORK_WEEKS);
    exam_on.checked_sub_days(Days::new(weeks * 7)).unwrap_or(first).max(first)
}

/// The days on which a load changes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LoadDates {
    /// The first day on which more than light sessions are planned.
    pub(crate) full_from: NaiveDate,
    /// The first day of a last week that is lighter, for who crammed last time.
    pub(crate) lighter_from: Option<NaiveDate>,
}

/// Which part of the offered time is used.
#[derive(Debug)]
pub(crate) struct Load {
    level: Level,
    dates: LoadDates,
    /// The place of each day in its week: days with more time first.
    ranks: BTreeMap<NaiveDate, usize>,
}

/// What stands beside the level of a load.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fixed<'a> {
    /// The phases of the preparation.
    pub(crate) phases: &'a [Phase],
    /// The mock exams, in order.
    pub(crate) mock_exams: &'a [MockExamSlot],
    /// The length of one.
    pub(crate) length: Minutes,
    /// What is left of the review of the last one that was sat.
    pub(crate) review: ReviewLeft,
    /// The zone of the plan.
    pub(crate) zone: Zone,
}

impl Load {
    /// The load of the days of a preparation that are `over`, in which so much was `done` from the first
    /// one with the whole load on, and of those `ahead`, beside the level that was `shown` last.
    pub(crate) fn of(
        (over, ahead): (&[Day], &[Day]),
        (ranks, dates): (BTreeMap<NaiveDate, usize>, LoadDates),
        (done, shown): (Minutes, Option<ShownLevel>),
        (work, fixed): (Workload, Fixed<'_>),
    ) -> Self {
        let mut load = Self { level: Level::LIGHT, dates, ranks };
        let mut highest = |most: Minutes| {
            let fitting = LEVELS.partition_point(|level| {
                load.level = *level;
                let mut days = ahead.to_vec();
                // The days that were shown have no say: the level is the same before and after a look.
                let unplaced = load.shorten(&mut days, fixed, &BTreeMap::new());
                // Light sessions come on top: they keep fresh what is known.
                let is_work = |day: &&Day| day.date >= dates.full_from;
                let ahead: Minutes = days.iter().filter(is_work).map(Day::minutes).sum();
                let over: Minutes = over.iter().filter(is_work).map(|day| load.of_day(day)).sum();
                // What is set aside for going through mock exams and finds no place is no other work.
                let ahead = ahead + unplaced;
                ahead <= most && over + ahead <= done + most
            });
            LEVELS.get(fitting.saturating_sub(1)).copied().unwrap_or(Level::LIGHT)
        };
        let most = highest(work.most());
        let level = match shown {
            Some(ShownLevel::Usual(shown)) if shown < most => shown.max(highest(work.least())),
            Some(ShownLevel::Most(shown)) => shown.min(most),
            Some(ShownLevel::Usual(_)) | None => most,
        };
        Self { level, ..load }
    }

    /// How much a week holds at most.
    pub(crate) const fn level(&self) -> Level {
        self.level
    }

    /// How much of a day is used, mock exams aside.
    fn of_day(&self, day: &Day) -> Minutes {
        let LoadDates { full_from, lighter_from } = self.dates;
        let level = if day.date < full_from { Level::LIGHT } else { self.level };
        let rank = self.ranks.get(&day.date).copied().unwrap_or(usize::MAX);
        let most = match rank.cmp(&level.days) {
            Ordering::Less => level.minutes,
            Ordering::Equal => level.rest,
            Ordering::Greater => Minutes::ZERO,
        };
        let usual = day.minutes().min(most);
        match lighter_from {
            Some(from) if day.date >= from => usual.part(CRAMMING_SHARE),
            Some(_) | None => usual,
        }
    }

    /// Shortens days to what is used of them. Days that were `shown` are as they were; a mock exam has
    /// its slot whatever the level, and so has going through it on the days after it. Returns the time for
    /// going through mock exams that no day has room for.
    pub(crate) fn shorten(
        &self,
        days: &mut [Day],
        fixed: Fixed<'_>,
        shown: &BTreeMap<NaiveDate, Day>,
    ) -> Minutes {
        let ReviewLeft { minutes: mut review, mut until } = fixed.review;
        let mut unplaced = Minutes::ZERO;
        for day in days {
            if ClockMinute::at(fixed.zone, day.date, DayMinute::START) >= until {
                unplaced += std::mem::take(&mut review);
            }
            if phase_of(fixed.phases, day.date) == PhaseKind::Taper {
                // Who has a desk that day needs no train.
                let at_desk =
                    |slot: &FreeSlot| matches!(slot.place, SlotPlace::Desk | SlotPlace::Long);
                if day.slots.iter().any(at_desk) {
                    day.slots.retain(at_desk);
                }
                day.limit(TAPER_REVIEW_MAX + RITUAL);
                continue;
            }
            let mut mock_exams = fixed.mock_exams.iter();
            let mock_exam = mock_exams.find(|slot| slot.date == day.date);
            let held = mock_exam.map(|slot| slot.start);
            let kept = shown.get(&day.date);
            let usual = kept.map_or_else(|| self.of_day(day), Day::minutes);
            let kept = kept.filter(|kept| fixed.suffices(kept, held, review));
            match (kept, held) {
                (Some(kept), _) => day.clone_from(kept),
                (None, Some(start)) => keep_mock_exam(day, start, fixed.length, usual),
                (None, None) => keep_review(day, usual, review),
            }
            if held.is_some() {
                unplaced += std::mem::replace(&mut review, fixed.length);
            }
            review = review.saturating_sub(after_mock_exam(day, held, fixed.length));
            until = mock_exam.map_or(until, |slot| slot.review_until);
        }
        unplaced + review
    }
}

impl Fixed<'_> {
    /// Whether a day that stays as it was shown holds its mock exam and the review that is left.
    fn suffices(&self, kept: &Day, held: Option<DayMinute>, review: Minutes) -> bool {
        match held {
            Some(start) => kept
                .slots
                .iter()
                .any(|slot| slot.start == start && slot.minutes >= SIM_MARGIN + self.length),
            None => with_eyes(kept) >= review || review == Minutes::ZERO,
        }
    }
}

/// The time of a day for going through a mock exam: after the one that it holds, else all in which
/// something can be read.
fn after_mock_exam(day: &Day, held: Option<DayMinute>, length: Minutes) -> Minutes {
    let Some(start) = held else { return with_eyes(day) };
    let later = day.slots.iter().filter(|slot| slot.start >= start && has_eyes(slot));
    let each = later.map(|slot| {
        let held = if slot.start == start { SIM_MARGIN + length + PAUSE } else { Minutes::ZERO };
        study_time(slot.minutes.saturating_sub(held))
    });
    each.sum()
}

/// Keeps the slot of a mock exam of `length` and the time to begin its review, within four hours or
/// what is `usual`.
fn keep_mock_exam(day: &mut Day, start: DayMinute, length: Minutes, usual: Minutes) {
    let beside = length.min(DAY_MINUTES_MAX.saturating_sub(length));
    let mut left = usual.saturating_sub(length).max(beside);
    let mut slots: Vec<&mut FreeSlot> = day.slots.iter_mut().collect();
    slots.sort_by_key(|slot| (slot.start < start, slot.start));
    for slot in slots {
        let held = if slot.start == start { SIM_MARGIN + length } else { Minutes::ZERO };
        let pause = if held > Minutes::ZERO { PAUSE } else { Minutes::ZERO };
        let room = study_time(slot.minutes.saturating_sub(held + pause)).min(left);
        left = left.saturating_sub(room);
        let rest = if room >= BLOCK_MIN { pause + stretch_for(room) } else { Minutes::ZERO };
        slot.minutes = held + rest;
    }
    day.drop_short_slots();
}

/// Shortens a day to what is `usual`, and keeps beside that what the `review` of a mock exam takes of
/// the slots in which something can be read.
fn keep_review(day: &mut Day, usual: Minutes, review: Minutes) {
    if review == Minutes::ZERO {
        return day.limit(usual);
    }
    // Slots that touch lose a pause between them.
    let mut wanted = review.max(BLOCK_MIN) + PAUSE.times(2);
    let (mut usual, mut most) = (usual, DAY_MINUTES_MAX);
    for slot in &mut day.slots {
        let left = if has_eyes(slot) { usual.max(wanted) } else { usual };
        slot.minutes = slot.minutes.min(stretch_for(left.min(most)));
        let room = study_time(slot.minutes);
        usual = usual.saturating_sub(room);
        most = most.saturating_sub(room);
        if has_eyes(slot) {
            wanted = wanted.saturating_sub(room);
        }
    }
    day.drop_short_slots();
}

/// The time of a day in which something can be read.
fn with_eyes(day: &Day) -> Minutes {
    day.slots.iter().filter(|slot| has_eyes(slot)).map(|slot| study_time(slot.minutes)).sum()
}

fn has_eyes(slot: &FreeSlot) -> bool {
    slot.place != SlotPlace::CommuteAudio
}
