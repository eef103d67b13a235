//! What is known per domain, and how surely.

use rebound_core::base::ids::{DomainId, FactId};
use rebound_core::coach::estimate as core;
use rebound_core::coach::estimate::DomainClass;
use rebound_core::wording::Said;

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
    pub said: Said,
    /// The facts it rests on, sorted; empty means that only the prior speaks.
    pub basis: Vec<FactId>,
}

impl DomainEstimate {
    pub(crate) fn of(estimate: core::DomainEstimate, name: String) -> Self {
        let said = estimate.said(&name);
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
            said,
            basis: estimate.basis,
        }
    }
}
