//! Why an attempt went as it did, with the evidence.

use rebound_core::coach::causes as core;
use rebound_core::coach::causes::{Cause, CauseClass, EvidenceConfidence, Remedy, Signal};
use rebound_core::coach::rule::Rule;
use rebound_core::wording::Said;

/// What is known about one cause.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct CauseFinding {
    /// The cause.
    pub cause: Cause,
    /// What it is called before the candidate.
    pub name: Said,
    /// Its probability, 0 to 1. Causes do not exclude each other.
    pub probability: f64,
    /// What that means. Not `class`, which would be `getClass` on the JVM.
    pub standing: CauseClass,
    /// How much of the possible evidence there is.
    pub confidence: EvidenceConfidence,
    /// The evidence, strongest first.
    pub evidence: Vec<Signal>,
    /// The rules by which it changes the plan, such as `P4.labs`; `plan.remedies` says what each did.
    pub remedies: Vec<Rule>,
}

impl From<core::CauseFinding> for CauseFinding {
    fn from(finding: core::CauseFinding) -> Self {
        let core::CauseFinding { cause, probability, class, confidence, evidence, remedies } =
            finding;
        Self {
            cause,
            name: cause.name(),
            probability,
            standing: class,
            confidence,
            evidence,
            remedies: remedies.into_iter().map(Remedy::rule).collect(),
        }
    }
}
