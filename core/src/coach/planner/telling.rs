//! The plan as the candidate reads it: what was decided, in words and numbers.

pub(crate) mod changes;
pub(crate) mod figures;
pub(crate) mod load;
pub(crate) mod mock_exams;
pub(crate) mod options;
pub(crate) mod reasons;
pub(crate) mod words;

use crate::base::ids::ResourceId;
use crate::base::units::Minutes;
use crate::coach::planner::code::BlockCode;
use crate::coach::planner::days::phases::{PhaseKind, phase_of};
use crate::coach::planner::days::{StudyDays, Timeline};
use crate::coach::planner::kind::SetKind;
use crate::coach::planner::layout::laid::{LaidBlock, LaidDay};
use crate::coach::planner::need::Need;
use crate::coach::planner::need::allocation::Allocation;
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::{Block, Budget, Plan, PlanDay, WayOut};
use crate::coach::planner::telling::options::Shortage;
use crate::exam::blueprint::Exam;
use crate::exam::policy::eligibility::{Eligibility, Verdict};
use crate::wording::{Said, joint, plan as wording};

/// A plan without days: why there are none, and what would help.
pub(crate) fn without_days(
    past: &Past<'_>,
    need: &Need<'_>,
    timeline: &Timeline<'_>,
    (exam, eligibility): (&Exam, &Eligibility),
) -> Plan {
    let today = timeline.today;
    let exam_day = words::exam_day(timeline.goal);
    let mut warnings = words::about_dates(&exam_day, eligibility, timeline.now.stamp());
    warnings.extend(timeline.calendar.weekly().map(words::about_slots).unwrap_or_default());
    let exam_on = exam_day.date();
    warnings.extend(exam_on.and_then(|day| words::exam_is_here(day, timeline.now.stamp())));
    Plan {
        exam: exam.code.clone(),
        today,
        exam_day,
        book_from: timeline.book_from,
        phases: Vec::new(),
        work: need.work.clone(),
        budget: Budget {
            aim: timeline.aim,
            aimed_at: need.work.hours(timeline.aim).minutes(),
            needed: need.work.buffer.minutes(),
            ..Budget::default()
        },
        allocation: Vec::new(),
        remedies: reasons::effects(need, timeline.aim, exam_on.map(|day| (day - today).num_days())),
        days: Vec::new(),
        options: Vec::new(),
        warnings,
        family_hint: words::family_hint(&past.families()),
        changed: None,
        eve: None,
        first_task: None,
    }
}

/// Adds what was laid out to a plan without days.
pub(crate) fn with_days(
    mut plan: Plan,
    (past, exam, eligibility): (&Past<'_>, &Exam, &Eligibility),
    (need, allocation): (&Need<'_>, &Allocation),
    (timeline, preparation): (&Timeline<'_>, &StudyDays),
    laid: Vec<LaidDay<'_>>,
) -> Plan {
    let today = timeline.today;
    plan.budget = figures::budget(need, allocation, (timeline, preparation));
    plan.days = laid.into_iter().map(|laid| day(laid, need)).collect();
    // A mock exam is sat without the pauses that are taken off the other time.
    let planned = plan.days.iter().map(PlanDay::minutes).sum();
    plan.budget.capacity = plan.budget.capacity.max(planned);
    plan.allocation = figures::by_domain(need, allocation, plan.budget.allotted, &plan.days);
    let phases = preparation.phases.iter().filter(|phase| phase.to >= today);
    plan.phases = phases.copied().collect();
    plan.options = ways_out(&plan, need, (timeline, preparation), eligibility);
    plan.first_task = changes::first_task(&timeline.shown, past, need, today);
    plan.changed = changed(&plan, past, need, (timeline, preparation));
    // The last days hold no questions, not even a few.
    let rests = phase_of(&preparation.phases, today) == PhaseKind::Taper;
    plan.first_task = plan.first_task.filter(|_| !rests);
    plan.eve = load::eve(preparation, timeline);
    let banks = past.banks().count();
    plan.warnings.extend(words::about_days(&plan, need, (timeline, preparation), banks));
    plan.warnings.extend(load::about(timeline, preparation));
    plan.warnings.extend(load::about_labs(&plan, past, exam));
    plan
}

/// What changed, in one line: after days without study what fell out and what stays, else what moved.
fn changed(
    plan: &Plan,
    past: &Past<'_>,
    need: &Need<'_>,
    (timeline, preparation): (&Timeline<'_>, &StudyDays),
) -> Option<Said> {
    let (shown, today) = (&timeline.shown, timeline.today);
    if plan.first_task.is_some() {
        let fell_out = changes::fell_out(shown, past, need, (&plan.allocation, today));
        let stays = changes::mock_exams_stay(shown, &preparation.mock_exams);
        let told = fell_out.unwrap_or_else(wording::moved_along);
        return Some(match stays {
            Some(stays) => joint::both(told, stays),
            None => told,
        });
    }
    let near = changes::changed(shown, &plan.days, need, today);
    let later = changes::changed_later(shown, &plan.days);
    match (near, later) {
        (Some(near), Some(later)) => Some(joint::both(near, later)),
        (near, later) => near.or(later),
    }
}

fn ways_out(
    plan: &Plan,
    need: &Need<'_>,
    (timeline, preparation): (&Timeline<'_>, &StudyDays),
    eligibility: &Eligibility,
) -> Vec<WayOut> {
    // Where the days go on behind the horizon of a plan, there is time that is not counted yet.
    if !preparation.reach_the_exam() {
        return Vec::new();
    }
    let until = match &eligibility.verdict {
        Verdict::Open(window) => window.until,
        Verdict::Blocked { .. } | Verdict::Empty { .. } | Verdict::Unknown => None,
    };
    options::options(&Shortage {
        need,
        timeline,
        exam_on: preparation.exam_on,
        until,
        available: preparation.units(timeline.mock_exam),
        reserved: plan.budget.reserved,
    })
}

fn day(laid: LaidDay<'_>, need: &Need<'_>) -> PlanDay {
    let blocks = laid.blocks.into_iter().map(|laid| block(laid, need)).collect();
    PlanDay { date: laid.date, phase: laid.phase, blocks }
}

/// The code by which an anchor remembers a block.
pub(crate) fn code<'a>(laid: &LaidBlock<'a>, need: &Need<'a>) -> BlockCode<'a> {
    let domain = laid.domain.and_then(|domain| need.domains.get(domain));
    BlockCode {
        kind: laid.kind,
        domain: domain.map(|domain| domain.id.as_str()),
        resource: laid.resource.map(ResourceId::as_str),
    }
}

fn block(laid: LaidBlock<'_>, need: &Need<'_>) -> Block {
    let domain = laid.domain.and_then(|domain| need.domains.get(domain)).map(|domain| domain.id);
    let code = code(&laid, need).to_string();
    let reviewed = match laid.kind.traits().questions {
        SetKind::None => Minutes::ZERO,
        SetKind::Diagnostic | SetKind::Practice => {
            Minutes::new(laid.minutes.get() - laid.minutes.get() / 2)
        }
    };
    let mut reasons = Vec::with_capacity(laid.reasons.len() + 1);
    reasons.extend(laid.reasons.iter().map(|reason| reasons::told(*reason, laid.domain, need)));
    reasons.push(reasons::of_kind(laid.kind));
    Block {
        start_minute: u16::try_from(laid.start.0).unwrap_or(u16::MAX),
        minutes: laid.minutes,
        review_minutes: reviewed,
        place: laid.place,
        kind: laid.kind,
        domain: domain.cloned(),
        resource: laid.resource.cloned(),
        topic: laid.subject.as_ref().map(words::subject),
        questions: laid.questions,
        code,
        reasons,
    }
}
