//! What the candidate knows, per domain, with its uncertainty.

use serde::Serialize;

use crate::base::ids::{DomainId, FactId};

/// The estimate of one domain: the probability of a correct answer to an exam-like question.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DomainEstimate {
    /// The domain.
    pub domain: DomainId,
    /// Its share of the exam, 0 to 1; all shares sum to 1.
    pub share: f64,
    /// Mean, inside (0, 1).
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Lower end of the 80 % interval.
    pub low: f64,
    /// Upper end of the 80 % interval.
    pub high: f64,
    /// Probability of being below the cut.
    pub p_below: f64,
    /// What that means.
    pub class: DomainClass,
    /// Percentage points of the whole exam that the way to the target is worth.
    pub expected_points: f64,
    /// The facts it rests on, sorted; empty means that only the prior speaks.
    pub basis: Vec<FactId>,
}

/// What an estimate means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DomainClass {
    /// Below the cut with probability 0.8 or more.
    Weak,
    /// Cannot be told yet: a short diagnostic set comes first.
    Uncertain,
    /// Below the cut with probability 0.2 or less.
    Strong,
    /// No evidence at all. Never shown as weak.
    Unknown,
}
