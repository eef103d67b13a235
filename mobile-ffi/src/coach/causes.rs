//! Why an attempt went as it did, with the evidence.

use rebound_core::base::ids::FactId;
use rebound_core::coach::causes as core;
use rebound_core::coach::causes::{Cause, CauseClass, EvidenceConfidence, SignalOrigin};

use crate::coach::plan::ReasonValue;

/// What is known about one cause.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct CauseFinding {
    /// The cause.
    pub cause: Cause,
    /// What it is called before the candidate.
    pub name: String,
    /// Its probability, 0 to 1. Causes do not exclude each other.
    pub probability: f64,
    /// What that means. Not `class`, which would be `getClass` on the JVM.
    pub standing: CauseClass,
    /// How much of the possible evidence there is.
    pub confidence: EvidenceConfidence,
    /// The evidence, strongest first.
    pub evidence: Vec<Signal>,
    /// The rules by which it changes the plan, such as `P4.labs`; `plan.remedies` says what each did.
    pub remedies: Vec<String>,
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Signal {
    /// The rule's key, such as `P3.families`.
    pub rule: String,
    /// What it adds to the log-odds of the cause; negative where it speaks against it.
    pub llr: f64,
    /// Whether it comes from the log or from the candidate's own words.
    pub origin: SignalOrigin,
    /// The numbers it was computed from, by name.
    pub values: Vec<ReasonValue>,
    /// One sentence for the candidate.
    pub says: String,
    /// The facts it rests on, sorted; of more than 500 the last ones.
    pub basis: Vec<FactId>,
}

impl From<core::CauseFinding> for CauseFinding {
    fn from(finding: core::CauseFinding) -> Self {
        let core::CauseFinding { cause, probability, class, confidence, evidence, remedies } =
            finding;
        Self {
            cause,
            name: cause.name().to_owned(),
            probability,
            standing: class,
            confidence,
            evidence: evidence.into_iter().map(Signal::from).collect(),
            remedies: remedies.into_iter().map(|remedy| remedy.rule().to_owned()).collect(),
        }
    }
}

impl From<core::Signal> for Signal {
    fn from(signal: core::Signal) -> Self {
        let core::Signal { rule, llr, origin, values, says, basis } = signal;
        let values = values.into_iter().map(|(name, value)| ReasonValue { name, value }).collect();
        Self { rule, llr, origin, values, says, basis }
    }
}

/// One possible cause.
#[uniffi::remote(Enum)]
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

/// How sure a cause is.
#[uniffi::remote(Enum)]
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
#[uniffi::remote(Enum)]
pub enum EvidenceConfidence {
    /// Less than a third of the signal families.
    Low,
    /// In between.
    Medium,
    /// Two thirds or more.
    High,
}

/// Where a signal comes from.
#[uniffi::remote(Enum)]
pub enum SignalOrigin {
    /// Counted in the log.
    Log,
    /// Said in the questionnaire.
    SelfReport,
}
