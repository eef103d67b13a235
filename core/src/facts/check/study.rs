//! Study, practice and mock exams.

use crate::base::units::Minutes;
use crate::facts::check::{
    Checked, DAY_MINUTES, InvalidFact, NAME_CHARS, NOTE_CHARS, each, optional, optional_text, text,
    within,
};
use crate::facts::practice::{Answer, Diagnosis, PracticeSet, ReviewTime};
use crate::facts::simulation::Simulation;
use crate::facts::study::{PriorPreparation, Resource, StudySession};

const DAY_MS: u32 = DAY_MINUTES * 60_000;
/// The most questions of a set or a mock exam's domain.
const QUESTIONS: u16 = 1_000;
/// The most hours that a preparation as a whole can have taken: years of full days.
const PREPARATION_HOURS: u16 = 10_000;

pub(super) fn session(session: &StudySession) -> Checked {
    minutes("minutes", session.minutes, 1)
}

pub(super) fn answer(answer: &Answer) -> Checked {
    optional("answer_ms", answer.answer_ms, 0..=DAY_MS)
}

pub(super) fn review_time(review: &ReviewTime) -> Checked {
    within("review_ms", review.review_ms, 0..=DAY_MS)
}

pub(super) fn practice_set(set: &PracticeSet) -> Checked {
    within("of", set.of, 1..=QUESTIONS)?;
    within("correct", set.correct, 0..=set.of)?;
    within("seen_before", set.seen_before, 0..=set.of)?;
    minutes("minutes", set.minutes, 0)?;
    minutes("review_minutes", set.review_minutes, 0)
}

pub(super) fn simulation(simulation: &Simulation) -> Checked {
    if simulation.domains.is_empty() {
        return Err(InvalidFact::new("domains", "empty", "at least one domain"));
    }
    each("domains", &simulation.domains, |domain| {
        within("of", domain.of, 0..=QUESTIONS)?;
        within("correct", domain.correct, 0..=domain.of)
    })?;
    let sum = |counts: &mut dyn Iterator<Item = u16>| counts.map(u32::from).sum::<u32>();
    let of = sum(&mut simulation.domains.iter().map(|domain| domain.of));
    let correct = sum(&mut simulation.domains.iter().map(|domain| domain.correct));
    // Each domain has no more correct answers than questions.
    within("unanswered", u32::from(simulation.unanswered), 0..=of.saturating_sub(correct))?;
    optional("rushed", simulation.rushed.map(u32::from), 0..=of)?;
    minutes("minutes", simulation.minutes, 1)?;
    minutes("minutes_allowed", simulation.minutes_allowed, 1)
}

pub(super) fn diagnosis(diagnosis: &Diagnosis) -> Checked {
    optional_text("step", diagnosis.step.as_deref(), NOTE_CHARS)
}

pub(super) fn resource(resource: &Resource) -> Checked {
    text("name", &resource.name, NAME_CHARS)
}

pub(super) fn prior(prior: &PriorPreparation) -> Checked {
    let most = u32::from(PREPARATION_HOURS) * 60;
    each("shares", &prior.shares, |share| within("minutes", share.minutes.get(), 0..=most))?;
    optional("recommended_hours", prior.recommended_hours, 1..=PREPARATION_HOURS)?;
    optional("last_week", prior.last_week.map(Minutes::get), 0..=7 * DAY_MINUTES)
}

fn minutes(field: &str, value: Minutes, least: u32) -> Checked {
    within(field, value.get(), least..=DAY_MINUTES)
}
