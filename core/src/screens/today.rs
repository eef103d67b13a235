//! Today: what to do now, what comes next, what else fits, and what has been done.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::{DomainId, ResourceId};
use crate::base::units::Minutes;
use crate::coach::derivation::Briefing;
use crate::coach::planner::code::BlockCode;
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::plan::{Block, BlockKind, Eve, ExamDay, FirstTask};
use crate::coach::record::ExamRecord;
use crate::coach::record::work::WorkSource;
use crate::exam::catalogue::Catalogue;
use crate::facts::availability::SlotPlace;
use crate::facts::planning::AnchoredBlock;
use crate::facts::study::Offline;
use crate::formats::page::Sources;
use crate::formats::page::next::{lines, resource, what};
use crate::wording::Said;

/// At most this many other things are offered for a slot.
const INSTEAD_MAX: usize = 2;

/// What there is to do today.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Today {
    /// The study day: until 04:00 it is still that of yesterday.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// The day that the plan counts back from.
    pub exam_day: ExamDay,
    /// Days until then; `None` without one, and once it is past.
    pub days_left: Option<u32>,
    /// The block that is on, if it has not been done.
    pub now: Option<TodayBlock>,
    /// The next block that has not begun, on whichever day.
    pub next: Option<TodayBlock>,
    /// All blocks of the day in order: those that are over as they were last shown, then the plan's.
    pub blocks: Vec<TodayBlock>,
    /// Other things that fit into the slot of `now`, or else of `next`; at most two.
    pub instead: Vec<TodayBlock>,
    /// A small way back in after at least two planned days without study.
    pub first_task: Option<FirstTask>,
    /// What changed against the plan that was last shown.
    pub changed: Option<Said>,
    /// What there is to do on the day before the exam; `None` until two days before it.
    pub eve: Option<Eve>,
    /// What to do next in whole sentences: rest after a sitting, the next step, or a pause.
    pub advice: Vec<Said>,
}

/// One block of the day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct TodayBlock {
    /// The day that it is planned for.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// Local start, minutes after midnight; of a night that goes on after it more than 1,439.
    pub start_minute: u16,
    /// Length.
    pub minutes: Minutes,
    /// Where the candidate is; `None` for a block that is over.
    pub place: Option<SlotPlace>,
    /// What to do.
    pub kind: BlockKind,
    /// The same in words: on what, with what, how many questions.
    pub what: Said,
    /// The domain, unless it is about the whole exam.
    pub domain: Option<DomainId>,
    /// What to use; `None` leaves the choice to the candidate.
    pub resource: Option<ResourceId>,
    /// Whether that works without a network, where the candidate said so.
    pub offline: Option<Offline>,
    /// How many questions fit, in a set.
    pub questions: Option<u16>,
    /// Why it is here, most important first; empty for a block that is over.
    pub reasons: Vec<Said>,
    /// How much of it is on record.
    pub done: Minutes,
    /// How it stands.
    pub state: BlockState,
}

/// How a block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum BlockState {
    /// At least half of its time is on record today: for its domain, or for work across domains if it is
    /// about none.
    Done,
    /// Its time is now.
    Begun,
    /// Its time comes.
    ToCome,
    /// Its time is over. Nothing follows from that.
    Over,
}

impl Today {
    /// What there is to do at the moment of `record`; `briefing` is what follows from it.
    pub fn of(record: &ExamRecord<'_>, briefing: &Briefing, catalogue: &Catalogue) -> Self {
        let sources = Sources { record, briefing, catalogue };
        let (plan, today) = (sources.plan(), record.today);
        let minute = DayMinute::now(record.now, today);
        let planned = plan.days.iter().find(|day| day.date == today);
        let planned = planned.map_or(&[][..], |day| day.blocks.as_slice());
        let mut done = DoneToday::of(record);
        let earlier = over(record, planned, minute);
        let each = earlier.iter().map(|block| (block, None));
        let each = each.chain(planned.iter().map(|block| (block, Some(block.place))));
        let blocks: Vec<TodayBlock> = each
            .map(|(block, place)| {
                let told = TodayBlock { place, ..TodayBlock::of(&sources, today, block) };
                told.at(minute, done.take(block))
            })
            .collect();
        let is = |state| move |block: &&TodayBlock| block.state == state;
        let now = blocks.iter().find(is(BlockState::Begun)).cloned();
        let next = blocks.iter().find(is(BlockState::ToCome)).cloned().or_else(|| {
            let later = plan.days.iter().find(|day| day.date > today)?;
            Some(TodayBlock::of(&sources, later.date, later.blocks.first()?))
        });
        let date = plan.exam_day.date();
        Self {
            date: today,
            exam_day: plan.exam_day.clone(),
            days_left: date.and_then(|date| u32::try_from((date - today).num_days()).ok()),
            instead: now
                .as_ref()
                .or(next.as_ref())
                .map_or_else(Vec::new, |slot| instead(&sources, slot)),
            now,
            next,
            blocks,
            first_task: plan.first_task.clone(),
            changed: plan.changed.clone(),
            eve: plan.eve.clone(),
            advice: lines(&sources),
        }
    }
}

impl TodayBlock {
    fn of(sources: &Sources<'_>, date: NaiveDate, block: &Block) -> Self {
        Self {
            date,
            start_minute: block.start_minute,
            minutes: block.minutes,
            place: Some(block.place),
            kind: block.kind,
            what: what(sources, block),
            domain: block.domain.clone(),
            resource: block.resource.clone(),
            offline: resource(sources, block).map(|owned| owned.offline),
            questions: block.questions,
            reasons: block.reasons.iter().map(|reason| reason.said.clone()).collect(),
            done: Minutes::ZERO,
            state: BlockState::ToCome,
        }
    }

    /// The block as it stands at a minute of its day with so much of it done.
    fn at(self, minute: DayMinute, done: Minutes) -> Self {
        let start = DayMinute(u32::from(self.start_minute));
        let is_done = done.times(2) >= self.minutes && done > Minutes::ZERO;
        let state = match () {
            () if is_done => BlockState::Done,
            () if minute < start => BlockState::ToCome,
            () if minute < start.after(self.minutes) => BlockState::Begun,
            () => BlockState::Over,
        };
        Self { done, state, ..self }
    }
}

/// The blocks of today that are over, as the plan was last shown: the plan itself holds what is left.
fn over(record: &ExamRecord<'_>, planned: &[Block], minute: DayMinute) -> Vec<Block> {
    let shown = record.history.plan_anchors.iter().rev().map(|fact| fact.value);
    let mut shown = shown.filter(|plan| plan.exam == record.exam.code && plan.from <= record.today);
    let blocks = shown.next().map_or(&[][..], |plan| plan.blocks.as_slice());
    let is_over = |block: &&AnchoredBlock| {
        let end = DayMinute(u32::from(block.start_minute)).after(block.minutes);
        let is_planned = planned.iter().any(|known| known.start_minute == block.start_minute);
        block.day == record.today && end <= minute && !is_planned
    };
    blocks.iter().filter(is_over).filter_map(remembered).collect()
}

/// What an anchor remembers of a block; `None` for one of a kind that this build does not know.
fn remembered(block: &AnchoredBlock) -> Option<Block> {
    let code = BlockCode::parse(&block.code)?;
    Some(Block {
        start_minute: block.start_minute,
        minutes: block.minutes,
        review_minutes: Minutes::ZERO,
        place: SlotPlace::Desk,
        kind: code.kind,
        domain: code.domain.and_then(|key| key.parse().ok()),
        resource: code.resource.and_then(|key| key.parse().ok()),
        topic: None,
        questions: None,
        code: block.code.clone(),
        reasons: Vec::new(),
    })
}

/// Other blocks of the coming days that could be done in a slot, in the order in which they are planned.
fn instead(sources: &Sources<'_>, slot: &TodayBlock) -> Vec<TodayBlock> {
    let mut found: Vec<TodayBlock> = Vec::new();
    let to_come = sources.plan().days.iter().flat_map(|day| &day.blocks);
    for block in to_come {
        let same = |of: &TodayBlock| (of.kind, &of.domain) == (block.kind, &block.domain);
        let fits = Some(block.place) == slot.place && block.minutes <= slot.minutes;
        if found.len() < INSTEAD_MAX && fits && !same(slot) && !found.iter().any(same) {
            let told = TodayBlock::of(sources, slot.date, block);
            found.push(TodayBlock { start_minute: slot.start_minute, ..told });
        }
    }
    found
}

/// What was done today and is not yet counted for a block.
struct DoneToday<'a>(BTreeMap<WorkPart<'a>, f64>);

/// What today's work was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum WorkPart<'a> {
    MockExam,
    Domain(Option<&'a DomainId>),
}

impl<'a> DoneToday<'a> {
    fn of(record: &ExamRecord<'a>) -> Self {
        let mut done = BTreeMap::new();
        for work in record.work.iter().filter(|work| work.day == record.today) {
            let part = match work.source {
                WorkSource::Mock(_) => WorkPart::MockExam,
                WorkSource::Session(_)
                | WorkSource::Answer(..)
                | WorkSource::Set(_)
                | WorkSource::Review(_) => WorkPart::Domain(work.named),
            };
            *done.entry(part).or_insert(0.0) += work.minutes();
        }
        Self(done)
    }

    /// What counts for a block, in whole minutes: what it takes, another block does not get.
    fn take(&mut self, block: &Block) -> Minutes {
        let part = if block.kind == BlockKind::MockExam {
            WorkPart::MockExam
        } else {
            WorkPart::Domain(block.domain.as_ref())
        };
        let left = self.0.iter_mut().find(|(of, _)| **of == part).map(|(_, left)| left);
        let Some(left) = left else { return Minutes::ZERO };
        let taken = left.min(f64::from(block.minutes.get()));
        *left -= taken;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "from 0 to the length of a block"
        )]
        Minutes::new(taken as u32)
    }
}
