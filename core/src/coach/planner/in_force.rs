//! Which remedies are in force: those that change what the candidate would do, and no others.
//!
//! A remedy without which the plan would be the same is not announced. That some act can be seen by
//! blocks that nothing else puts into a plan; for the others the plan is laid out once more without.

use crate::coach::causes::Remedy;
use crate::coach::planner::PlanInputs;
use crate::coach::planner::days::Timeline;
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::layout::laid::{BlockTopic, LaidDay};
use crate::coach::planner::layout::lay_out;
use crate::coach::planner::need::Need;
use crate::coach::planner::need::allocation::Allocation;
use crate::coach::planner::past::Past;

/// The days that are looked at first for what a remedy does: most show in the first weeks.
const LOOK_DAYS: usize = 14;

/// The need with those remedies alone that change something. They are tried one after the other, so
/// that of two that do the same one stays.
///
/// What was shown before has no say: there a remedy of yesterday would look like a habit of today.
pub(crate) fn in_force<'a>(
    (inputs, past): (&PlanInputs<'_>, &mut Past<'_>),
    need: Need<'a>,
) -> Need<'a> {
    let asked: Vec<Remedy> = need.remedies.iter().collect();
    if asked.is_empty() {
        return need;
    }
    let anchors = std::mem::take(&mut past.anchors);
    let acting = acting((inputs, past), need, asked);
    past.anchors = anchors;
    acting
}

fn acting<'a>(
    (inputs, past): (&PlanInputs<'_>, &Past<'_>),
    need: Need<'a>,
    asked: Vec<Remedy>,
) -> Need<'a> {
    let (exam, eligibility) = (inputs.record.exam, inputs.eligibility);
    let time = |need: &Need<'_>| {
        Timeline::of(past, need, ShownPlan::default(), (exam, eligibility, inputs.record.now))
    };
    let timeline = time(&need);
    let shares = allocation(&need, &timeline);
    let laid = laid((inputs, past), (&need, &shares), &timeline, usize::MAX);
    let mut acting = need.clone();
    for remedy in asked {
        if laid.iter().any(|day| shows(day, remedy)) {
            continue;
        }
        let without = acting.without(remedy, exam, past);
        let other = decides_time(remedy).then(|| time(&without));
        let other = other.as_ref().unwrap_or(&timeline);
        let same = |days: usize| {
            let last =
                other.preparation.as_ref().and_then(|of| of.to_fill.iter().take(days).next_back());
            let first =
                laid.iter().take_while(|day| last.is_some_and(|last| day.date <= last.date));
            let allocation = allocation(&without, other);
            let second = self::laid((inputs, past), (&without, &allocation), other, days);
            let works = first.flat_map(LaidDay::works);
            works.eq(second.iter().flat_map(LaidDay::works))
        };
        // Both aims are told, whichever there is room for: 65 hours until the line with a remedy and 65
        // until the margin without it are not the same.
        let hours = |need: &Need<'_>, timeline: &Timeline<'_>| {
            let (even, buffer) = (need.work.even.hours, need.work.buffer.hours);
            (timeline.goal.date(), timeline.aim, even, buffer)
        };
        let same_time = hours(&need, &timeline) == hours(&without, other);
        if same_time && same(LOOK_DAYS) && same(usize::MAX) {
            acting = without;
        }
    }
    acting
}

/// What each domain gets.
fn allocation(need: &Need<'_>, timeline: &Timeline<'_>) -> Allocation {
    let units = timeline.preparation.as_ref().map(|of| of.units(timeline.mock_exam));
    need.allocate(units.unwrap_or(0))
}

/// The first `days` of a plan.
fn laid<'p>(
    (inputs, past): (&'p PlanInputs<'_>, &'p Past<'_>),
    shares: (&'p Need<'_>, &'p Allocation),
    timeline: &'p Timeline<'_>,
    days: usize,
) -> Vec<LaidDay<'p>> {
    let Some(preparation) = &timeline.preparation else { return Vec::new() };
    let about = (inputs.record.exam, inputs.topics);
    lay_out(past, shares, (timeline, preparation), about, days)
}

/// Whether a remedy has a say in which day there is for what.
const fn decides_time(remedy: Remedy) -> bool {
    match remedy {
        Remedy::Hours
        | Remedy::Weights
        | Remedy::LastWeek
        | Remedy::ExtraMockExam
        | Remedy::Pacing
        | Remedy::Reading
        | Remedy::Changes
        | Remedy::Technique => true,
        Remedy::SmallerBlocks
        | Remedy::Opens
        | Remedy::Coverage
        | Remedy::Families
        | Remedy::SecondBank
        | Remedy::Labs
        | Remedy::Scenarios
        | Remedy::Stamina => false,
    }
}

/// Whether a day holds a block that only this remedy puts there.
fn shows(day: &LaidDay<'_>, remedy: Remedy) -> bool {
    let any = |kind: BlockKind| day.blocks.iter().any(|block| block.kind == kind);
    match remedy {
        Remedy::Pacing => any(BlockKind::PacingDrill),
        Remedy::Reading => any(BlockKind::ReadingDrill),
        Remedy::Changes => any(BlockKind::ChangeDrill),
        Remedy::Scenarios => any(BlockKind::ScenarioSet),
        Remedy::Technique => day.phase != PhaseKind::Taper && any(BlockKind::Technique),
        Remedy::Coverage => day.blocks.iter().any(|block| match block.subject {
            Some(BlockTopic::Objective(_) | BlockTopic::Objectives) => true,
            Some(BlockTopic::Topics(_)) | None => false,
        }),
        Remedy::Hours
        | Remedy::LastWeek
        | Remedy::SmallerBlocks
        | Remedy::Weights
        | Remedy::Opens
        | Remedy::Families
        | Remedy::SecondBank
        | Remedy::Labs
        | Remedy::Stamina
        | Remedy::ExtraMockExam => false,
    }
}
