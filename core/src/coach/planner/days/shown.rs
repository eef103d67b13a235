//! The plan that was last shown: what stays as long as nothing speaks against it.
//!
//! An anchor holds the next two weeks. Behind them the course of the preparation says what was there:
//! the whole plan as it was then, which is derived from the facts of then and stored nowhere.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use sha2::{Digest, Sha256};

use crate::base::time::{Now, UtcMillis};
use crate::base::units::Minutes;
use crate::coach::model::planner::{
    ANCHOR_DAYS, FROZEN_DAYS, FROZEN_DAYS_AFTER_A_MISS, PAUSE, SIM_MARGIN,
};
use crate::coach::planner::code::BlockCode;
use crate::coach::planner::days::calendar::{Day, FreeSlot};
use crate::coach::planner::days::horizon::{Goal, ShownDate};
use crate::coach::planner::days::level::{Level, ShownLevel};
use crate::coach::planner::kind::{BlockKind, Role};
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::past::Past;
use crate::facts::planning::{AnchoredBlock, PlanAnchor};

/// A plan to the exam day as it was when it was shown: derived from the facts of then, stored nowhere.
#[derive(Clone, Debug)]
pub struct Course {
    /// All of its blocks, in the form of an anchor.
    pub(crate) plan: PlanAnchor,
    /// How much its weeks held at most; `None` where there was nothing to plan.
    pub(crate) level: Option<Level>,
}

/// One block of the plan that was last shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShownBlock<'a> {
    /// Its length.
    pub(crate) minutes: Minutes,
    /// What it was about.
    pub(crate) code: BlockCode<'a>,
}

/// The plan that was last shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShownPlan<'a> {
    /// What holds, if anything was shown.
    pub(crate) anchor: Option<&'a PlanAnchor>,
    /// Its mock exams: the key of the bank, if one was named, by day and start of the slot.
    pub(crate) mock_exams: BTreeMap<(NaiveDate, DayMinute), Option<&'a str>>,
    /// Its other blocks, by day and start, without those that follow from the exam date; behind what
    /// was shown those of its course.
    pub(crate) blocks: BTreeMap<(NaiveDate, DayMinute), ShownBlock<'a>>,
    /// The days on which it had anything.
    pub(crate) days: BTreeSet<NaiveDate>,
    /// The exam day that was planned towards.
    pub(crate) exam_on: Option<NaiveDate>,
    /// How much its weeks held at most.
    level: Option<Level>,
    /// The end of each of its blocks, whatever it was, by day and start.
    ends: BTreeMap<(NaiveDate, DayMinute), DayMinute>,
    /// What each of its blocks was, by day and start.
    kinds: BTreeMap<(NaiveDate, DayMinute), BlockKind>,
    /// When it was shown.
    at: Option<UtcMillis>,
    /// The last day that it holds.
    last: Option<NaiveDate>,
    /// Whether nothing was recorded since it was shown: then all of it stays, its course too.
    stands: bool,
}

impl<'a> ShownPlan<'a> {
    /// The latest plan of this exam, and behind it the course that was planned.
    pub(crate) fn of(past: &Past<'a>, course: Option<&'a Course>) -> Self {
        let mut shown = Self::latest(past);
        let Some(Course { plan: course, level }) = course else { return shown };
        shown.level = *level;
        let first = shown.last.map_or(past.today, |last| past.today.max(last + Days::new(1)));
        for block in course.blocks.iter().filter(|block| block.day >= first) {
            if shown.stands {
                shown.hold(block);
            }
            shown.note(block);
        }
        shown.exam_on = shown.exam_on.or(course.exam_on);
        shown
    }

    /// The latest plan of this exam; of two with one time, the one with the smaller hash.
    fn latest(past: &Past<'a>) -> Self {
        let begun = |(_, anchor): &&(UtcMillis, &PlanAnchor)| anchor.from <= past.today;
        let mut latest = past.anchors.iter().rev().filter(begun);
        let Some((at, last)) = latest.next() else { return Self::default() };
        let rivals = latest.take_while(|(moment, _)| moment == at).map(|(_, anchor)| *anchor);
        let anchors = std::iter::once(*last).chain(rivals);
        let Some(anchor) = anchors.min_by_key(|anchor| hash(anchor)) else {
            return Self::default();
        };
        let mut shown = Self { anchor: Some(anchor), ..Self::default() };
        shown.exam_on = anchor.exam_on;
        shown.at = Some(*at);
        shown.stands = past.stands;
        if shown.stands {
            // The days of it without a block were shown as well.
            shown.last = anchor.from.checked_add_days(Days::new(ANCHOR_DAYS - 1));
        }
        for block in &anchor.blocks {
            shown.days.insert(block.day);
            shown.hold(block);
            shown.note(block);
        }
        shown
    }

    /// Keeps the time of a block.
    fn hold(&mut self, block: &AnchoredBlock) {
        let start = DayMinute(u32::from(block.start_minute));
        self.ends.insert((block.day, start), start.after(block.minutes));
        self.last = self.last.max(Some(block.day));
    }

    fn note(&mut self, block: &'a AnchoredBlock) {
        let start = DayMinute(u32::from(block.start_minute));
        let Some(code) = BlockCode::parse(&block.code) else { return };
        self.kinds.insert((block.day, start), code.kind);
        match code.kind.traits().role {
            Role::MockExam => {
                let slot = (block.day, start.before(SIM_MARGIN));
                self.mock_exams.insert(slot, code.resource);
            }
            // These follow from the exam date and the mock exams, wherever they were.
            Role::Follows => {}
            Role::Content | Role::Diagnostic | Role::DueTopics | Role::Ritual => {
                let block = ((block.day, start), ShownBlock { minutes: block.minutes, code });
                self.blocks.extend([block]);
            }
        }
    }

    /// Whether a mock exam was shown in the slot that begins at a minute of a day.
    pub(crate) fn has_mock_exam(&self, day: NaiveDate, start: DayMinute) -> bool {
        self.mock_exams.contains_key(&(day, start))
    }

    /// The level whose weeks were shown. It is the most where nothing was studied since, for the same
    /// exam day and in the same time: days that were lost make no later one fuller, and what fades
    /// meanwhile is no reason either.
    pub(crate) fn level(&self, past: &Past<'_>, exam_on: NaiveDate) -> Option<ShownLevel> {
        let from = self.anchor.map(|anchor| anchor.from);
        let idle = from.is_some_and(|from| past.studied.range(from..).next().is_none());
        let most = idle && self.is_current(past) && self.exam_on == Some(exam_on);
        let of = |level| if most { ShownLevel::Most(level) } else { ShownLevel::Usual(level) };
        self.level.map(of)
    }

    /// The exam day that was planned towards, if one was.
    pub(crate) fn date(&self, past: &Past<'_>) -> Option<ShownDate> {
        let anchor = self.anchor.filter(|_| self.is_current(past));
        let age = anchor.map(|anchor| (past.today - anchor.from).num_days());
        self.exam_on.map(|date| ShownDate { date, age })
    }

    /// The first day whose mock exams may change although the candidate changed nothing: those of today
    /// and of the days after it stay as they were shown, unless another exam date was booked since; all
    /// of them where nothing was recorded since. Where one is over and was not sat, those of today and
    /// tomorrow alone: the next slot may be the last that holds a second one.
    pub(crate) fn open_from(&self, goal: &Goal, past: &Past<'_>, now: Now) -> NaiveDate {
        let today = past.today;
        match goal {
            Goal::Booked(date) if self.exam_on != Some(*date) => today,
            Goal::Booked(_) | Goal::Chosen(..) | Goal::None(_) => {
                let missed = self.has_missed_mock_exam(past, now);
                let days = if missed { FROZEN_DAYS_AFTER_A_MISS } else { FROZEN_DAYS };
                let frozen = today.checked_add_days(Days::new(days.unsigned_abs()));
                let stands = self.stands && !missed;
                let held = self.last.filter(|_| stands).and_then(|last| last.succ_opt());
                held.max(frozen).unwrap_or(today)
            }
        }
    }

    /// Whether more mock exams were shown for a time that is over than were sat since.
    fn has_missed_mock_exam(&self, past: &Past<'_>, now: Now) -> bool {
        let mock_exams = self.kinds.iter().filter(|(_, kind)| **kind == BlockKind::MockExam);
        let over = mock_exams.filter(|(at, _)| {
            self.ends.get(at).is_some_and(|end| *end <= DayMinute::now(now, at.0))
        });
        let since = past.mock_exams.iter().filter(|sat| Some(sat.at.utc_ms) >= self.at);
        over.count() > since.count()
    }

    /// Whether a day stays as it was shown, whatever speaks against it: the next days do, and all
    /// where nothing was recorded since.
    pub(crate) fn is_settled(&self, day: NaiveDate, today: NaiveDate) -> bool {
        self.reaches(day) && (self.stands || (day - today).num_days() < FROZEN_DAYS)
    }

    /// Whether all of it stays, as nothing was recorded since.
    pub(crate) const fn stands(&self) -> bool {
        self.stands
    }

    /// Whether a day is one of those that were shown, or lies before the last of them.
    pub(crate) fn reaches(&self, day: NaiveDate) -> bool {
        self.last.is_some_and(|last| day <= last)
    }

    /// Whether something was shown in a stretch of a day.
    pub(crate) fn is_within(&self, day: NaiveDate, from: DayMinute, to: DayMinute) -> bool {
        self.ends.range((day, from)..(day, to)).next().is_some()
    }

    /// Whether a day was shown, with or without blocks, and nothing that decides about its time has
    /// changed since.
    fn covers(&self, day: NaiveDate, past: &Past<'_>) -> bool {
        let from = self.anchor.map_or(NaiveDate::MAX, |anchor| anchor.from);
        day >= from && self.reaches(day) && self.is_current(past)
    }

    /// How much of a slot stays because something was shown in it, although more was studied since than
    /// was planned.
    pub(crate) fn stays_of(&self, day: NaiveDate, slot: &FreeSlot, past: &Past<'_>) -> Minutes {
        if !self.covers(day, past) || !self.is_settled(day, past.today) {
            return Minutes::ZERO;
        }
        let end = self.end_within(day, slot.start, slot.end());
        end.map_or(Minutes::ZERO, |end| slot.start.until(end))
    }

    /// Whether nothing that decides about the time has changed since it was shown.
    fn is_current(&self, past: &Past<'_>) -> bool {
        self.at.is_some_and(|at| past.time_changed.is_none_or(|changed| changed <= at))
    }

    /// Those days of which something or nothing was shown, with the time that it took of each; without
    /// those about which the candidate changed something since.
    pub(crate) fn kept(&self, days: Vec<Day>, past: &Past<'_>) -> BTreeMap<NaiveDate, Day> {
        let covered = days.into_iter().filter(|day| self.covers(day.date, past));
        let kept = covered.map(|mut day| {
            for slot in &mut day.slots {
                let end = self.end_within(day.date, slot.start, slot.end());
                slot.minutes =
                    slot.minutes.min(end.map_or(Minutes::ZERO, |end| slot.start.until(end)));
            }
            day.drop_short_slots();
            (day.date, day)
        });
        kept.collect()
    }

    /// The end of the last block that was shown in a stretch of a day.
    fn end_within(&self, day: NaiveDate, from: DayMinute, to: DayMinute) -> Option<DayMinute> {
        self.ends.range((day, from)..(day, to)).map(|(_, end)| *end).max()
    }

    /// The start of the first that was shown in a stretch of a day and is not over at `now`; a mock exam
    /// starts with its margin.
    pub(crate) fn first_open(
        &self,
        day: NaiveDate,
        (from, to): (DayMinute, DayMinute),
        now: DayMinute,
    ) -> Option<DayMinute> {
        let mut blocks = self.ends.range((day, from)..(day, to));
        let ((_, start), _) = blocks.find(|(_, end)| **end > now)?;
        let slot = start.before(SIM_MARGIN);
        Some(if self.has_mock_exam(day, slot) { slot } else { *start })
    }

    /// Whether a kind of block is still to come on a day, from a minute on: where nothing was shown for
    /// the day it is.
    pub(crate) fn still_comes(&self, day: NaiveDate, kind: BlockKind, from: DayMinute) -> bool {
        let mut later = self.kinds.range((day, from)..(day, DayMinute::MAX));
        !self.days.contains(&day) || later.any(|(_, shown)| *shown == kind)
    }

    /// The end of a pause that was shown from a minute of a day on: after a block, or before the first
    /// one.
    pub(crate) fn pause_at(&self, day: NaiveDate, minute: DayMinute) -> Option<DayMinute> {
        let mut before = self.ends.range((day, DayMinute::START)..(day, minute));
        let ((_, next), _) = self.ends.range((day, minute)..(day, DayMinute::MAX)).next()?;
        let pause = minute.until(*next);
        let rests = before.next_back().is_none_or(|(_, end)| *end == minute);
        (rests && pause > Minutes::ZERO && pause <= PAUSE).then_some(*next)
    }

    /// The block that was shown at a minute of a day.
    pub(crate) fn at(&self, day: NaiveDate, minute: DayMinute) -> Option<ShownBlock<'a>> {
        self.blocks.get(&(day, minute)).copied()
    }

    /// The start of the next block that was shown on a day after a minute.
    pub(crate) fn next_start(&self, day: NaiveDate, minute: DayMinute) -> Option<DayMinute> {
        let later = self.later_entries(day, minute).next();
        later.map(|((_, start), _)| *start)
    }

    /// The blocks that were shown on a day after a minute.
    pub(crate) fn later(
        &self,
        day: NaiveDate,
        minute: DayMinute,
    ) -> impl Iterator<Item = ShownBlock<'a>> {
        self.later_entries(day, minute).map(|(_, block)| *block)
    }

    fn later_entries(
        &self,
        day: NaiveDate,
        minute: DayMinute,
    ) -> impl Iterator<Item = (&(NaiveDate, DayMinute), &ShownBlock<'a>)> {
        let next = minute.after(Minutes::new(1));
        self.blocks.range((day, next)..=(day, DayMinute::MAX))
    }
}

fn hash(anchor: &PlanAnchor) -> [u8; 32] {
    let mut bytes = Vec::new();
    // Memory takes every byte and no encoder of these types refuses a value, so this cannot fail.
    let encoded = minicbor::encode(anchor, &mut bytes);
    debug_assert!(encoded.is_ok(), "{encoded:?}");
    Sha256::digest(&bytes).into()
}
