//! What to do next: after a sitting nothing, else the next step of the plan, ten minutes, or a pause.

use crate::coach::planner::kind_label;
use crate::coach::planner::plan::{Block, BlockKind, Plan, PlanDay};
use crate::facts::study::Resource;
use crate::formats::page::{PagePart, Sources};
use crate::formats::words;
use crate::wording::key::Key;
use crate::wording::plan::PlanKey;
use crate::wording::value::{Clock, Share};
use crate::wording::{Said, advice};

/// What a plan says of the exam being here, which comes before every other step.
const EXAM_IS_HERE: [PlanKey; 3] = [PlanKey::ExamToday, PlanKey::ExamOver, PlanKey::TooClose];

/// Days of rest from the day of a sitting on.
const REST_DAYS: i64 = 2;

pub(super) fn parts(sources: &Sources<'_>) -> Vec<PagePart> {
    lines(sources).into_iter().map(|said| PagePart::Sentence { said }).collect()
}

/// Whether a plan says it because the exam is here.
pub(super) fn is_about_exam_day(said: &Said) -> bool {
    let Key::Plan(key) = said.key() else { return false };
    EXAM_IS_HERE.contains(&key)
}

/// What to do next, a sentence each.
pub(crate) fn lines(sources: &Sources<'_>) -> Vec<Said> {
    let plan = sources.plan();
    if sources.is_passed() {
        return vec![advice::nothing_follows()];
    }
    let mut lines: Vec<Said> =
        plan.warnings.iter().filter(|said| is_about_exam_day(said)).cloned().collect();
    let days_left = plan.exam_day.date().map(|day| (day - sources.today()).num_days());
    if days_left.is_some_and(|days| days <= 0) {
        return lines;
    }
    let rests = sources.days_since().filter(|days| *days < REST_DAYS);
    lines.extend(rests.map(
        |days| {
            if days <= 0 { advice::nothing_today() } else { advice::still_rest() }
        },
    ));
    let small = if sources.is_resting() {
        lines.is_empty().then(advice::resting)
    } else {
        let task = plan.first_task.as_ref().map(|task| task.said.clone());
        task.or_else(|| Some(advice::ten_minutes(sources.name(&sources.weakest()?.domain))))
    };
    lines.extend(small);
    if rests.is_none() {
        lines.extend(next_block(sources));
        lines.push(advice::or_pause());
    } else if rests == Some(1) {
        lines.push(advice::or_pause());
    }
    lines.extend(mock_exam(sources, plan));
    lines
}

/// The next block of the plan, and why it is there.
fn next_block(sources: &Sources<'_>) -> Option<Said> {
    let (day, block) = sources.plan().next_block(sources.record.now)?;
    let start = Clock(u32::from(block.start_minute));
    let next = advice::next_block(day, start, block.minutes, what(sources, block));
    Some(next.then(reason(sources, block)))
}

/// What to do in a block: on what, with what, how many questions.
pub(crate) fn what(sources: &Sources<'_>, block: &Block) -> Said {
    let mut what = kind_label(block.kind);
    if let Some(domain) = &block.domain {
        what = advice::in_domain(what, sources.name(domain));
    }
    if let Some(topic) = &block.topic {
        what = advice::at_topic(what, topic.clone());
    }
    if let Some(owned) = resource(sources, block) {
        what = advice::with_resource(what, &owned.name);
    }
    match block.questions {
        Some(count) => advice::with_questions(what, count),
        None => what,
    }
}

pub(crate) fn resource<'a>(sources: &Sources<'a>, block: &Block) -> Option<&'a Resource> {
    let owned = sources.record.history.resources.iter().rev().map(|fact| fact.value);
    owned.into_iter().find(|owned| Some(&owned.resource) == block.resource.as_ref())
}

/// Why a domain has its turn, in words that everybody knows: its weight, and where it stands.
fn reason(sources: &Sources<'_>, block: &Block) -> Option<Said> {
    let domain = block.domain.as_ref()?;
    let estimates = &sources.briefing.coaching.estimates;
    let estimate = estimates.iter().find(|estimate| estimate.domain == *domain)?;
    let (weight, meaning) = (Share::new(estimate.share), words::domain_class(estimate.class));
    Some(advice::because_of(sources.name(&estimate.domain), weight, meaning))
}

/// The day of the first mock exam that is still to come.
fn mock_exam(sources: &Sources<'_>, plan: &Plan) -> Option<Said> {
    let holds = |day: &&PlanDay| day.blocks.iter().any(|block| block.kind == BlockKind::MockExam);
    let day = plan.days.iter().find(holds)?.date;
    let since = sources.last().map(|last| last.sat_on);
    let mut sat = sources.record.history.mock_exam_results.iter();
    let sat = sat.any(|fact| {
        fact.value.exam == plan.exam && since.is_none_or(|since| fact.at.study_day() > since)
    });
    Some(if sat { advice::next_mock_exam(day) } else { advice::first_mock_exam(day) })
}
