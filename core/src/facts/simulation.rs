//! A mock exam, as its result.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::{DomainId, ExamCode, ResourceId};
use crate::base::units::Minutes;

/// A mock exam, as its result. The fact's `at` is the moment it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct Simulation {
    /// The exam that was simulated.
    #[n(0)]
    pub exam: ExamCode,
    /// Where the questions came from.
    #[n(1)]
    pub bank: ResourceId,
    /// Result per domain.
    #[n(2)]
    pub domains: Vec<SimulatedDomain>,
    /// Questions left without an answer (they count in `of`, not in `correct`).
    #[n(3)]
    pub unanswered: u16,
    /// Time used.
    #[n(4)]
    pub minutes: Minutes,
    /// Time allowed.
    #[n(5)]
    pub minutes_allowed: Minutes,
    /// Questions of the last quarter answered in under a third of the median time.
    #[n(6)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rushed: Option<u16>,
    /// Whether the exam rules were kept.
    #[n(7)]
    pub rules: Rules,
}

/// One domain of a mock exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct SimulatedDomain {
    /// The domain.
    #[n(0)]
    pub domain: DomainId,
    /// Correct answers, 0 to `of`.
    #[n(1)]
    pub correct: u16,
    /// Questions.
    #[n(2)]
    pub of: u16,
}

/// Whether a mock exam was sat under exam rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Rules {
    /// Timed, no references, no interruption.
    #[n(0)]
    Kept,
    /// Some rule was broken: informs the estimates at half weight.
    #[n(1)]
    Broken,
}
