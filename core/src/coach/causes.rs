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
    /// The remedies it triggers in the plan, in the order of [`Remedy`].
    pub remedies: Vec<Remedy>,
}

/// What a cause changes in the plan. Its serde name is the rule id that reasons carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Remedy {
    /// More hours in all, a least weekly load, or a later date.
    #[serde(rename = "P1.hours")]
    Hours,
    /// A ceiling on the last week and a floor on spacing: the hours were crammed.
    #[serde(rename = "P1.last_week")]
    LastWeek,
    /// Smaller blocks: less was done than was planned.
    #[serde(rename = "P1.smaller_blocks")]
    SmallerBlocks,
    /// Hours by weight.
    #[serde(rename = "P2.weights")]
    Weights,
    /// The heavy domain that was weak and left aside opens the plan.
    #[serde(rename = "P2.opens")]
    Opens,
    /// One pass over the objectives that were never touched.
    #[serde(rename = "P2.coverage")]
    Coverage,
    /// Several kinds of resource in each weak domain; the old main one at most 40 %.
    #[serde(rename = "P3.families")]
    Families,
    /// A second question bank before the first mock exam.
    #[serde(rename = "P3.second_bank")]
    SecondBank,
    /// A least share of hands-on work in weak domains.
    #[serde(rename = "P4.labs")]
    Labs,
    /// Sets of questions that ask to apply what is known.
    #[serde(rename = "P4.scenarios")]
    Scenarios,
    /// Timed sets with checkpoints at a quarter, half and three quarters.
    #[serde(rename = "E1.pacing")]
    Pacing,
    /// Longer timed sets: the last quarter was rushed.
    #[serde(rename = "E1.stamina")]
    Stamina,
    /// Calming techniques and an exam-day script.
    #[serde(rename = "E2.technique")]
    Technique,
    /// One more mock exam, free of distraction.
    #[serde(rename = "E2.extra_simulation")]
    ExtraSimulation,
    /// The drill that restates a question before it is answered. No content hours.
    #[serde(rename = "E3.reading")]
    Reading,
    /// The drill that changes an answer only with a stated reason.
    #[serde(rename = "E4.changes")]
    Changes,
}

impl Remedy {
    /// All remedies, in their order.
    pub const ALL: [Self; 16] = [
        Self::Hours,
        Self::LastWeek,
        Self::SmallerBlocks,
        Self::Weights,
        Self::Opens,
        Self::Coverage,
        Self::Families,
        Self::SecondBank,
        Self::Labs,
        Self::Scenarios,
        Self::Pacing,
        Self::Stamina,
        Self::Technique,
        Self::ExtraSimulation,
        Self::Reading,
        Self::Changes,
    ];

    /// The rule id that the plan's reasons carry; the same as the serde name.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::Hours => "P1.hours",
            Self::LastWeek => "P1.last_week",
            Self::SmallerBlocks => "P1.smaller_blocks",
            Self::Weights => "P2.weights",
            Self::Opens => "P2.opens",
            Self::Coverage => "P2.coverage",
            Self::Families => "P3.families",
            Self::SecondBank => "P3.second_bank",
            Self::Labs => "P4.labs",
            Self::Scenarios => "P4.scenarios",
            Self::Pacing => "E1.pacing",
            Self::Stamina => "E1.stamina",
            Self::Technique => "E2.technique",
            Self::ExtraSimulation => "E2.extra_simulation",
            Self::Reading => "E3.reading",
            Self::Changes => "E4.changes",
        }
    }
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
