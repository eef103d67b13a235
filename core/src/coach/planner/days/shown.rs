//! The plan that was last shown: what stays as long as nothing speaks against it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use sha2::{Digest, Sha256};

use crate::base::time::UtcMillis;
use crate::base::units::Minutes;
use crate::coach::model::planner::{FROZEN_DAYS, PAUSE_DAYS, SIM_MARGIN};
use crate::coach::planner::code::BlockCode;
use crate::coach::planner::days::horizon::Goal;
use crate::coach::planner::kind::Role;
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::past::Past;
use crate::facts::planning::PlanAnchor;

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
    /// Its other blocks, by day and start; without those that follow from the exam date.
    pub(crate) blocks: BTreeMap<(NaiveDate, DayMinute), ShownBlock<'a>>,
    /// The days on which it had anything.
    pub(crate) days: BTreeSet<NaiveDate>,
    starts: BTreeSet<(NaiveDate, DayMinute)>,
}

impl<'a> ShownPlan<'a> {
    /// The latest plan of this exam; of two with one time, the one with the smaller hash.
    pub(crate) fn of(past: &Past<'a>) -> Self {
        let begun = |(_, anchor): &&(UtcMillis, &PlanAnchor)| anchor.from <= past.today;
        let mut latest = past.anchors.iter().rev().filter(begun);
        let Some((at, last)) = latest.next() else { return Self::default() };
        let rivals = latest.take_while(|(moment, _)| moment == at).map(|(_, anchor)| *anchor);
        let anchors = std::iter::once(*last).chain(rivals);
        let Some(anchor) = anchors.min_by_key(|anchor| hash(anchor)) else {
            return Self::default();
        };
        let mut shown = Self { anchor: Some(anchor), ..Self::default() };
        for block in &anchor.blocks {
            shown.days.insert(block.day);
            let start = DayMinute(u32::from(block.start_minute));
            shown.starts.insert((block.day, start));
            let Some(code) = BlockCode::parse(&block.code) else { continue };
            match code.kind.traits().role {
                Role::MockExam => {
                    let slot = (block.day, start.before(SIM_MARGIN));
                    shown.mock_exams.insert(slot, code.resource);
                }
                // These follow from the exam date and the mock exams, wherever they were.
                Role::Follows => {}
                Role::Content | Role::Diagnostic | Role::DueTopics | Role::Ritual => {
                    let block = ((block.day, start), ShownBlock { minutes: block.minutes, code });
                    shown.blocks.extend([block]);
                }
            }
        }
        shown
    }

    /// Whether a mock exam was shown in the slot that begins at a minute of a day.
    pub(crate) fn has_mock_exam(&self, day: NaiveDate, start: DayMinute) -> bool {
        self.mock_exams.contains_key(&(day, start))
    }

    /// The first day that may change although the candidate changed nothing: today and the days
    /// after it stay as they were shown, unless another exam date was booked since.
    pub(crate) fn open_from(&self, goal: &Goal, today: NaiveDate) -> NaiveDate {
        let shown = self.anchor.and_then(|anchor| anchor.exam_on);
        match goal {
            Goal::Booked(date) if shown != Some(*date) => today,
            Goal::Booked(_) | Goal::Chosen(..) | Goal::None(_) => {
                today.checked_add_days(Days::new(FROZEN_DAYS.unsigned_abs())).unwrap_or(today)
            }
        }
    }

    /// Whether something was shown in a stretch of a day.
    pub(crate) fn is_within(&self, day: NaiveDate, from: DayMinute, to: DayMinute) -> bool {
        self.starts.range((day, from)..(day, to)).next().is_some()
    }

    /// The start of the first that was shown in a stretch of a day; a mock exam starts with its margin.
    pub(crate) fn first_within(
        &self,
        day: NaiveDate,
        from: DayMinute,
        to: DayMinute,
    ) -> Option<DayMinute> {
        let stretch = (day, from)..(day, to);
        let mock_exam = self.mock_exams.range(stretch.clone()).map(|((_, start), _)| *start).next();
        let block = self.starts.range(stretch).map(|(_, start)| *start).next();
        mock_exam.into_iter().chain(block).min()
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

/// The first day of this preparation: when its plan was first shown, else today.
///
/// Anchors from before the last sitting, or from before a pause of four weeks, belong to another
/// preparation.
pub(crate) fn start(past: &Past<'_>) -> NaiveDate {
    let today = past.today;
    let days = past.anchors.iter().map(|(_, anchor)| anchor.from);
    let is_since = |day: &NaiveDate| past.attempt.is_none_or(|attempt| *day > attempt.sat_on);
    let days: BTreeSet<NaiveDate> = days.filter(|day| *day <= today && is_since(day)).collect();
    let mut start = today;
    for day in days.into_iter().rev() {
        if (start - day).num_days() > PAUSE_DAYS {
            break;
        }
        start = day;
    }
    start
}
