//! The plan that was last shown, and how the present one differs from it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::Days;
use chrono::NaiveDate;
use sha2::Digest;
use sha2::Sha256;

use crate::base::units::Minutes;
use crate::coach::estimate::DomainClass;
use crate::coach::history::History;
use crate::coach::planner::need::DomainNeed;
use crate::coach::model::planner::FIRST_TASK;
use crate::coach::model::planner::FROZEN_DAYS;
use crate::coach::model::planner::PAUSE_DAYS;
use crate::coach::model::planner::PAUSED_DAYS;
use crate::coach::model::planner::SIM_MARGIN;
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::ExamDay;
use crate::coach::planner::plan::FirstTask;
use crate::coach::planner::plan::PlanDay;
use crate::exam::blueprint::Exam;
use crate::facts::planning::PlanAnchor;

/// One block of the plan that was last shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShownBlock<'a> {
    pub(crate) minutes: u32,
    pub(crate) kind: BlockKind,
    /// The domain's key, or `-`.
    pub(crate) domain: &'a str,
    /// The resource's key, or `-`.
    pub(crate) resource: &'a str,
}

/// The plan that was last shown.
#[derive(Clone, Debug, Default)]
pub(crate) struct ShownPlan<'a> {
    /// What holds, if anything was shown.
    pub(crate) anchor: Option<&'a PlanAnchor>,
    /// Its mock exams: the key of the bank, or `-`, by day and start of the slot.
    pub(crate) simulations: BTreeMap<(NaiveDate, u32), &'a str>,
    blocks: BTreeMap<(NaiveDate, u32), ShownBlock<'a>>,
    days: BTreeSet<NaiveDate>,
    starts: BTreeSet<(NaiveDate, u32)>,
}

impl<'a> ShownPlan<'a> {
    /// The latest anchor of this exam; of two with one time, the one with the smaller hash.
    pub(crate) fn of(history: &History<'a>, exam: &Exam, today: NaiveDate) -> Self {
        let of_exam = |anchor: &PlanAnchor| anchor.exam == exam.code && anchor.from <= today;
        let mut latest = history.plan_anchors.iter().rev().filter(|fact| of_exam(fact.value));
        let Some(last) = latest.next() else { return Self::default() };
        let rivals = latest.take_while(|fact| fact.at.utc_ms == last.at.utc_ms);
        let anchors = std::iter::once(last).chain(rivals).map(|fact| fact.value);
        let Some(anchor) = anchors.min_by_key(|anchor| hash(anchor)) else {
            return Self::default();
        };
        let mut shown = Self { anchor: Some(anchor), ..Self::default() };
        for block in &anchor.blocks {
            shown.days.insert(block.day);
            let start = u32::from(block.start_minute);
            shown.starts.insert((block.day, start));
            let Some(parsed) = parse(&block.code, block.minutes) else { continue };
            match parsed.kind {
                BlockKind::Simulation => {
                    let slot = (block.day, start.saturating_sub(SIM_MARGIN));
                    shown.simulations.insert(slot, parsed.resource);
                }
                // These follow from the exam date and the mock exams, wherever they were.
                BlockKind::SimulationReview | BlockKind::LightReview | BlockKind::Checklist => {}
                BlockKind::Diagnostic
                | BlockKind::Study
                | BlockKind::Lab
                | BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
                | BlockKind::Review
                | BlockKind::Recall
                | BlockKind::PacingDrill
                | BlockKind::ReadingDrill
                | BlockKind::ChangeDrill
                | BlockKind::Technique => {
                    shown.blocks.insert((block.day, start), parsed);
                }
            }
        }
        shown
    }

    /// Whether a mock exam was shown in the slot that begins at a minute of a day.
    pub(crate) fn has_simulation(&self, day: NaiveDate, start: u32) -> bool {
        self.simulations.contains_key(&(day, start))
    }

    /// The first day that may change although the candidate changed nothing: today and the days
    /// after it stay as they were shown, unless another exam date was booked since.
    pub(crate) fn open_from(&self, exam_day: &ExamDay, today: NaiveDate) -> NaiveDate {
        let shown = self.anchor.and_then(|anchor| anchor.exam_on);
        match exam_day {
            ExamDay::Fixed { date } if shown != Some(*date) => today,
            ExamDay::Fixed { .. } | ExamDay::Provisional { .. } | ExamDay::None { .. } => {
                today.checked_add_days(Days::new(FROZEN_DAYS.unsigned_abs())).unwrap_or(today)
            }
        }
    }

    /// Whether something was shown in a stretch of a day.
    pub(crate) fn is_within(&self, day: NaiveDate, from: u32, to: u32) -> bool {
        self.starts.range((day, from)..(day, to)).next().is_some()
    }

    /// The block that was shown at a minute of a day.
    pub(crate) fn at(&self, day: NaiveDate, minute: u32) -> Option<ShownBlock<'a>> {
        self.blocks.get(&(day, minute)).copied()
    }

    /// The start of the next block that was shown on a day after a minute.
    pub(crate) fn next_start(&self, day: NaiveDate, minute: u32) -> Option<u32> {
        let later = self.blocks.range((day, minute + 1)..=(day, u32::MAX)).next();
        later.map(|((_, start), _)| *start)
    }

    /// The blocks that were shown on a day after a minute.
    pub(crate) fn later(
        &self,
        day: NaiveDate,
        minute: u32,
    ) -> impl Iterator<Item = ShownBlock<'a>> {
        self.blocks.range((day, minute + 1)..=(day, u32::MAX)).map(|(_, block)| *block)
    }
}

fn hash(anchor: &PlanAnchor) -> [u8; 32] {
    let mut bytes = Vec::new();
    // Memory takes every byte and no encoder of these types refuses a value, so this cannot fail.
    let encoded = minicbor::encode(anchor, &mut bytes);
    debug_assert!(encoded.is_ok(), "{encoded:?}");
    Sha256::digest(&bytes).into()
}

fn parse(code: &str, minutes: Minutes) -> Option<ShownBlock<'_>> {
    let mut parts = code.split(':');
    let (kind, domain, resource) = (parts.next()?, parts.next()?, parts.next()?);
    let kind = BlockKind::ALL.into_iter().find(|known| known.key() == kind)?;
    Some(ShownBlock { minutes: minutes.get(), kind, domain, resource })
}

/// The first day of this preparation: when its plan was first shown, else today.
///
/// Anchors from before the last sitting, or from before a pause of four weeks, belong to another
/// preparation.
pub(crate) fn start(
    history: &History<'_>,
    exam: &Exam,
    sat_on: Option<NaiveDate>,
    today: NaiveDate,
) -> NaiveDate {
    let of_exam = history.plan_anchors.iter().filter(|fact| fact.value.exam == exam.code);
    let days = of_exam.map(|fact| fact.value.from);
    let days: BTreeSet<NaiveDate> =
        days.filter(|day| *day <= today && sat_on.is_none_or(|sat| *day > sat)).collect();
    let mut start = today;
    for day in days.into_iter().rev() {
        if (start - day).num_days() > PAUSE_DAYS {
            break;
        }
        start = day;
    }
    start
}

/// What changed against the plan that was shown, from today on; `None` if nothing did.
pub(crate) fn changed(
    shown: &ShownPlan<'_>,
    days: &[PlanDay],
    areas: &[DomainNeed<'_>],
    today: NaiveDate,
) -> Option<String> {
    let last = *shown.days.last()?;
    let mut minutes: BTreeMap<&str, i64> = BTreeMap::new();
    let before = shown.blocks.iter().filter(|((day, _), _)| *day >= today);
    for (_, block) in before {
        *minutes.entry(block.domain).or_default() -= i64::from(block.minutes.min(1_440));
    }
    let mut same = true;
    for day in days.iter().filter(|day| day.date <= last) {
        for block in &day.blocks {
            let start = u32::from(block.start_minute);
            let kept = shown.at(day.date, start).is_some_and(|was| {
                was.kind == block.kind
                    && block.domain.as_ref().map_or("-", |d| d.as_str()) == was.domain
            });
            let follows = matches!(
                block.kind,
                BlockKind::Simulation
                    | BlockKind::SimulationReview
                    | BlockKind::LightReview
                    | BlockKind::Checklist
            );
            same &= kept || follows;
            if let Some(domain) = &block.domain {
                *minutes.entry(domain.as_str()).or_default() += i64::from(block.minutes.get());
            }
        }
    }
    let each = areas.iter().filter_map(|area| {
        let difference = *minutes.get(area.id.as_str())?;
        let (amount, word) = (
            Minutes::new(u32::try_from(difference.abs()).ok()?),
            if difference > 0 { "more" } else { "less" },
        );
        (difference != 0).then(|| format!("{amount} {word} for {}", area.label()))
    });
    let differences: Vec<String> = each.collect();
    match (same, differences.is_empty()) {
        (true, true) => None,
        (false, true) => Some("Plan adjusted: the same work, in a different order.".to_owned()),
        (_, false) => Some(format!("Plan adjusted until {last}: {}.", differences.join(", "))),
    }
}

/// A ten-minute way back in when the last two or more planned days went by without study.
pub(crate) fn first_task(
    shown: &ShownPlan<'_>,
    past: &Past<'_>,
    areas: &[DomainNeed<'_>],
    today: NaiveDate,
) -> Option<FirstTask> {
    let planned = shown.days.range(..today).rev();
    let quiet = planned.take_while(|day| !past.studied.contains(day)).count();
    let since_study = past.studied.range(..=today).next_back();
    if quiet < PAUSED_DAYS || since_study == Some(&today) {
        return None;
    }
    let known = |area: &&DomainNeed<'_>| area.class != DomainClass::Unknown;
    let weakest = areas.iter().filter(known).min_by(|a, b| {
        let (weak_a, weak_b) = (!a.is_weak(), !b.is_weak());
        weak_a.cmp(&weak_b).then(a.claim.curve.mean.total_cmp(&b.claim.curve.mean))
    });
    let area = weakest.or_else(|| areas.first())?;
    let says = format!(
        "Ten minutes are a good start: a few questions on {}, then see how it feels. The plan has \
         already moved along with you.",
        area.label()
    );
    Some(FirstTask { domain: area.id.clone(), minutes: Minutes::new(FIRST_TASK), says })
}
