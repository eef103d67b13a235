//! Why an attempt went as it did: eight causes, each with its own probability and evidence.

use serde::Serialize;

use crate::base::ids::FactId;

/// One possible cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// P1: too little time.
    TooLittleTime,
    /// P2: heavy domains not covered.
    HeavyDomainsUncovered,
    /// P3: one resource only.
    SingleResource,
    /// P4: no hands-on work.
    NoHandsOn,
    /// E1: time in the exam.
    ExamTime,
    /// E2: anxiety in the exam.
    Anxiety,
    /// E3: misread questions.
    Misreading,
    /// E4: second-guessing.
    SecondGuessing,
}

/// What is known about one cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CauseFinding {
    /// The cause.
    pub cause: Cause,
    /// Its probability, 0 to 1.
    pub probability: f64,
    /// What that means.
    pub class: CauseClass,
    /// How much of the possible evidence there is.
    pub confidence: EvidenceConfidence,
    /// The evidence, strongest first.
    pub evidence: Vec<Signal>,
    /// The remedies it triggers in the plan, by rule id (`P1.hours`, `P4.labs`, …).
    pub remedies: Vec<String>,
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CauseClass {
    /// Probability 0.75 or more, with at least one signal from the log.
    Confirmed,
    /// 0.60 or more.
    Likely,
    /// 0.40 to 0.60.
    Possible,
    /// Below 0.40, with at least one signal.
    NotSupported,
    /// No signal.
    Unknown,
}

/// How much of the possible evidence for a cause is present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceConfidence {
    /// Less than a third of the signal families.
    Low,
    /// In between.
    Medium,
    /// Two thirds or more.
    High,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Signal {
    /// The rule's key, such as `P3.hhi`.
    pub rule: String,
    /// What it adds to the log-odds, after clamping.
    pub llr: f64,
    /// Whether it comes from the log or from the candidate's own words.
    pub origin: SignalOrigin,
    /// The numbers it was computed from, by name.
    pub values: Vec<(String, f64)>,
    /// One sentence for the candidate.
    pub says: String,
    /// The facts it rests on, sorted.
    pub basis: Vec<FactId>,
}

/// Where a signal comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignalOrigin {
    /// Counted in the log.
    Log,
    /// Said in the questionnaire.
    SelfReport,
}
