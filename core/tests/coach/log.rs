//! What the candidate of a failed exam recorded, and what their analysis says about it.

use rebound_core::base::ids::FactId;
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::statements::{STATEMENTS, Wording};
use rebound_core::coach::causes::{Cause, CauseFinding};
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::SittingConditions;
use rebound_core::facts::practice::{
    Answer, AnswerChange, AnswerResult, Conditions, Diagnosis, ErrorKind,
};
use rebound_core::facts::reflection::{Questionnaire, Reply};
use rebound_core::facts::study::{
    Activity, Precision, PriorPreparation, PriorShare, ResourceFamily,
};

use crate::world::World;

pub(crate) const VIDEOS: (Activity, &str) = (Activity::Video, "videos");

pub(crate) const BOOK: (Activity, &str) = (Activity::Reading, "book");

pub(crate) const LAB: (Activity, &str) = (Activity::Lab, "home-lab");

pub(crate) fn failed() -> (World, FactId) {
    let mut world = World::new(&[20.0, 20.0, 25.0, 10.0, 15.0, 10.0]);
    let attempt = world.fail(2);
    (world, attempt)
}

pub(crate) fn llr(finding: &CauseFinding, rule: &str) -> Option<f64> {
    finding.evidence.iter().find(|signal| signal.rule.key() == rule).map(|signal| signal.llr)
}

#[track_caller]
pub(crate) fn check(
    world: &World,
    cause: Cause,
    rule: &str,
    expected: Option<f64>,
) -> CauseFinding {
    let finding = world.finding(cause);
    match (llr(&finding, rule), expected) {
        (Some(is), Some(should)) => assert!((is - should).abs() < 1e-9, "{rule}: {is} {should}"),
        (is, should) => assert_eq!(is, should, "{rule}"),
    }
    finding
}

pub(crate) fn remembered(
    world: &mut World,
    attempt: &FactId,
    precision: Precision,
    hours: &[(ResourceFamily, Option<&str>, u32)],
) {
    let share = |(family, domain, hours): &(ResourceFamily, Option<&str>, u32)| PriorShare {
        family: *family,
        domain: domain.map(|domain| domain.parse().unwrap()),
        minutes: Minutes::new(hours * 60),
    };
    let body = FactBody::PriorPreparation(PriorPreparation {
        attempt: attempt.clone(),
        shares: hours.iter().map(share).collect(),
        recommended_hours: Some(100),
        last_week: None,
        precision,
    });
    world.record(1, body);
}

pub(crate) fn say(world: &mut World, attempt: &FactId, cause: Cause) {
    let replies = STATEMENTS.iter().filter(|statement| statement.cause == cause).map(|statement| {
        let agreement = match statement.wording {
            Wording::Direct => 4,
            Wording::Reversed => 0,
        };
        Reply { statement: statement.number, agreement }
    });
    let replies = replies.collect();
    world.record(1, FactBody::Questionnaire(Questionnaire { attempt: attempt.clone(), replies }));
}

pub(crate) fn conditions(world: &mut World, conditions: SittingConditions) {
    for fact in &mut world.facts {
        if let FactBody::Attempt(attempt) = &mut fact.body {
            attempt.conditions = Some(conditions.clone());
        }
    }
}

/// `of` answers ten days ago, made by `change` from a plain one.
pub(crate) fn answers(
    world: &mut World,
    of: u16,
    change: impl Fn(u16, &mut Answer),
) -> Vec<FactId> {
    let each = 0..of;
    each.map(|at| {
        let mut answer =
            world.plain_answer(&format!("q{}", world.facts.len()), AnswerResult::Wrong);
        change(at, &mut answer);
        world.record(10, FactBody::Answer(answer))
    })
    .collect()
}

pub(crate) fn changes(world: &mut World, harmful: u16, helpful: u16) {
    answers(world, harmful + helpful, |at, answer| {
        let harm = at < harmful;
        answer.change =
            Some(if harm { AnswerChange::RightToWrong } else { AnswerChange::WrongToRight });
    });
}

pub(crate) fn gap(world: &mut World, relaxed: (u16, u16), simulated: (u16, u16)) {
    world.set(12, ("1", "bank-a"), relaxed, Conditions::Relaxed);
    let mock = world.simulation(&[("1", simulated.0, simulated.1)]);
    world.record(10, FactBody::MockExamResult(mock));
}

pub(crate) fn misread(world: &mut World, misread: usize, of: u16) {
    let errors = answers(world, of, |_, _| {});
    for (at, answer) in errors.into_iter().enumerate() {
        let primary = if at < misread { ErrorKind::Misread } else { ErrorKind::Concept };
        let body = FactBody::Diagnosis(Diagnosis { answer, primary, secondary: None, step: None });
        world.record(1, body);
    }
}
