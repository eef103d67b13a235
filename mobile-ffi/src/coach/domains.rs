//! What is known per domain, how surely, and what explains the weak ones.

use rebound_core::base::ids::{DomainId, FactId};
use rebound_core::coach::estimate as core;
use rebound_core::coach::estimate::DomainClass;
use rebound_core::coach::honesty;
use rebound_core::coach::honesty::Step;
use rebound_core::facts::reflection::Explanation;

/// The estimate of one domain: the probability of a correct answer to an exam-like question.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct DomainEstimate {
    /// The domain.
    pub domain: DomainId,
    /// What the vendor calls it.
    pub name: String,
    /// Its share of the exam, 0 to 1; all shares sum to 1.
    pub share: f64,
    /// Mean, inside (0, 1).
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Lower end of the 80 % interval: show it with the mean, never the mean alone.
    pub low: f64,
    /// Upper end of the 80 % interval.
    pub high: f64,
    /// Probability of being below the cut.
    pub p_below: f64,
    /// What that means. Not `class`, which would be `getClass` on the JVM.
    pub standing: DomainClass,
    /// Percentage points of the whole exam that the way to the target is worth.
    pub expected_points: f64,
    /// All that in one sentence for the candidate.
    pub says: String,
    /// The facts it rests on, sorted; empty means that only the prior speaks.
    pub basis: Vec<FactId>,
}

impl DomainEstimate {
    pub(crate) fn of(estimate: core::DomainEstimate, name: String) -> Self {
        let says = estimate.says(&name);
        Self {
            domain: estimate.domain,
            name,
            share: estimate.share,
            mean: estimate.mean,
            sd: estimate.sd,
            low: estimate.low,
            high: estimate.high,
            p_below: estimate.p_below,
            standing: estimate.class,
            expected_points: estimate.expected_points,
            says,
            basis: estimate.basis,
        }
    }
}

/// One weak domain, what the candidate says about it, and what comes next.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Reflection {
    /// The domain.
    pub domain: DomainId,
    /// What explains it, as the candidate noted; `None` as long as nothing was said.
    pub explanation: Option<Explanation>,
    /// How many topics were named to come back to.
    pub topics: u64,
    /// Misses that have nothing to do with each other: listed objectives, wrong answers to
    /// different questions.
    pub misses: u32,
    /// The probability of being below the cut by practice alone; `None` without practice.
    pub p_below_by_practice: Option<f64>,
    /// What comes next.
    pub step: Step,
    /// That in a sentence or two for the candidate.
    pub says: String,
}

impl From<honesty::Reflection> for Reflection {
    fn from(reflection: honesty::Reflection) -> Self {
        Self {
            domain: reflection.domain,
            explanation: reflection.explanation,
            topics: reflection.topics.try_into().unwrap_or(u64::MAX),
            misses: reflection.misses,
            p_below_by_practice: reflection.p_below_by_practice,
            step: reflection.step,
            says: reflection.says,
        }
    }
}

/// What an estimate means.
#[uniffi::remote(Enum)]
pub enum DomainClass {
    /// Below the cut with probability 0.8 or more.
    Weak,
    /// Cannot be told yet: a short diagnostic set comes first.
    Uncertain,
    /// Below the cut with probability 0.2 or less.
    Strong,
    /// No evidence at all, or none that has not faded. Never shown as weak.
    Unknown,
}

/// What comes next for a weak domain: a form to show, or nothing. A `NOTED` entry answers it.
#[uniffi::remote(Enum)]
#[uniffi(name = "ReflectionStep")]
pub enum Step {
    /// Ask what explains it.
    Explain,
    /// Luck was said once too often: show the numbers and ask for one topic.
    LookAgain,
    /// Ask for a topic to come back to.
    NameTopic,
    /// Luck, accepted: once.
    Accepted,
    /// Nothing; the topics are part of the plan.
    Done,
}
