//! The hours and the weeks: the exam day, the time until it, what it is for, and what is different.

use crate::base::units::Minutes;
use crate::coach::planner::plan::{
    BlockKind, ExamDay, Measurement, Phase, PhaseKind, PlanDay, Promise, WayOut, WorkNeeded,
};
use crate::formats::page::next::is_about_exam_day;
use crate::formats::page::{PagePart, Sources};
use crate::formats::words;
use crate::wording::key::Key;
use crate::wording::plan::PlanKey;
use crate::wording::value::{Hours, Share};
use crate::wording::{Said, advice};

/// What a plan says that another section tells: the vendor's rules, and what would help to enter.
const TOLD_ELSEWHERE: [PlanKey; 3] =
    [PlanKey::HasToWait, PlanKey::WaitNotKnown, PlanKey::LabForWhich];

pub(super) fn parts(sources: &Sources<'_>) -> Vec<PagePart> {
    if sources.is_passed() {
        return Vec::new();
    }
    let (plan, comparison) = (sources.plan(), sources.briefing.coaching.comparison.as_ref());
    let mut sentences = vec![exam_day(sources)];
    // Where much of the time is free, how much there is is told with that.
    let rest_is_free = |said: &Said| said.key() == Key::Plan(PlanKey::RestIsFree);
    if plan.budget.capacity > Minutes::ZERO && !plan.warnings.iter().any(rest_is_free) {
        let time = Hours::of_minutes(f64::from(plan.budget.capacity.get()));
        sentences.push(advice::time_there(time));
    }
    sentences.extend(needed(sources));
    sentences.extend(plan.changed.clone());
    let mut points: Vec<Said> = plan.phases.iter().map(phase).collect();
    points.extend(mock_exams(sources));
    points.extend(by_domain(sources));
    points.extend(comparison.into_iter().flat_map(|comparison| comparison.said.iter().cloned()));
    let warnings = plan.warnings.iter().filter(|said| is_told_here(said));
    points.extend(warnings.filter(|said| !sentences.contains(said)).cloned());
    points.extend(plan.options.iter().map(way_out));
    let sentences = sentences.into_iter().map(|said| PagePart::Sentence { said });
    let points = points.into_iter().map(|said| PagePart::Point { said });
    sentences.chain(points).collect()
}

fn exam_day(sources: &Sources<'_>) -> Said {
    match &sources.plan().exam_day {
        ExamDay::Fixed { date } => {
            let days = (*date - sources.today()).num_days();
            match u64::try_from(days) {
                Ok(days) => advice::counts_back(*date, days),
                Err(_) => advice::was_booked(*date),
            }
        }
        ExamDay::Provisional { date, reason } => advice::proposed_day(*date, reason.clone()),
        ExamDay::None { reason } => reason.clone(),
    }
}

/// What it takes: a measurement first where the report does not explain the fail, then the hours to
/// either margin with their range.
fn needed(sources: &Sources<'_>) -> Vec<Said> {
    let WorkNeeded { even, buffer, measure } = &sources.plan().work;
    let mut said: Vec<Said> = Vec::new();
    let measure = measure.as_ref().filter(|_| !sources.is_resting());
    said.extend(measure.map(|measure| match measure {
        Measurement::MockExam => advice::measure_first(),
        Measurement::Diagnostics { domains } => {
            let name = |domain| advice::quoted(sources.name(domain));
            match domains.as_slice() {
                [only] => advice::measure_domain(name(only)),
                _ => advice::measure_domains(domains.iter().map(name).collect()),
            }
        }
    }));
    let each =
        [(even, advice::need_even as fn(u32, u32, u32) -> Said), (buffer, advice::need_buffer)];
    for (needed, told) in each.into_iter().filter(|(needed, _)| needed.hours > 0) {
        said.push(told(needed.hours, needed.low, needed.high));
        if let Promise::EndsAt { whole } = needed.promise {
            said.push(advice::hours_alone(Share::new(whole)));
        }
    }
    said
}

fn phase(phase: &Phase) -> Said {
    let what = match phase.kind {
        PhaseKind::DeepWork => advice::deep_work(),
        PhaseKind::TargetedPractice => advice::targeted_practice(),
        PhaseKind::MockExams => advice::mock_exam_weeks(),
        PhaseKind::Taper => advice::rest(),
    };
    if phase.from == phase.to {
        advice::phase_day(phase.from, what)
    } else {
        advice::phase(phase.from, phase.to, what)
    }
}

fn mock_exams(sources: &Sources<'_>) -> Option<Said> {
    let holds = |day: &&PlanDay| day.blocks.iter().any(|block| block.kind == BlockKind::MockExam);
    let days = sources.plan().days.iter().filter(holds);
    let days: Vec<Said> = days.map(|day| words::date(day.date)).collect();
    (!days.is_empty()).then(|| advice::mock_exam_days(days))
}

fn by_domain(sources: &Sources<'_>) -> Option<Said> {
    let with_time = sources.plan().allocation.iter().filter(|domain| domain.placed > Minutes::ZERO);
    let each = with_time.map(|of| advice::time_for(sources.name(&of.domain), of.placed));
    let each: Vec<Said> = each.collect();
    (!each.is_empty()).then(|| advice::hours_by_domain(each))
}

fn is_told_here(said: &Said) -> bool {
    let elsewhere = match said.key() {
        Key::Plan(key) => TOLD_ELSEWHERE.contains(&key),
        Key::Blocks(_)
        | Key::Causes(_)
        | Key::Catalogue(_)
        | Key::Domains(_)
        | Key::Entry(_)
        | Key::Growth(_)
        | Key::Joint(_)
        | Key::MockExams(_)
        | Key::Odd(_)
        | Key::Page(_)
        | Key::Reading(_)
        | Key::Remedies(_)
        | Key::Retake(_)
        | Key::Statements(_)
        | Key::Subject(_)
        | Key::Account(_)
        | Key::Advice(_) => false,
    };
    !elsewhere && !is_about_exam_day(said)
}

fn way_out(way: &WayOut) -> Said {
    match way {
        WayOut::MoreTime { said, .. }
        | WayOut::LaterDate { said, .. }
        | WayOut::NarrowerScope { said, .. }
        | WayOut::GoAndSee { said, .. } => said.clone(),
    }
}
