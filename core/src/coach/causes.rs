//! Why an attempt went as it did: eight causes, each with its own probability and evidence.
//!
//! Causes do not exclude each other. Each starts with a prior, and every signal adds a limited amount
//! to its log-odds, so that no single number decides. What the candidate says adds less than what was
//! counted, and never confirms a cause alone.

mod case;
mod contrast;
mod objectives;
mod planned;
mod preparation;
mod questions;
mod replies;
mod scene;
mod sitting;
pub mod statements;
mod study;

use serde::Serialize;

use crate::base::ids::FactId;
use crate::coach::causes::case::Case;
use crate::coach::causes::planned::Planned;
use crate::coach::causes::preparation::Preparation;
use crate::coach::causes::questions::Questions;
use crate::coach::causes::scene::Scene;
use crate::coach::estimate::DomainEstimate;
use crate::coach::figure::Figure;
use crate::coach::model::causes as model;
use crate::coach::record::ExamRecord;
use crate::facts::attempt::Outcome;
use crate::wording::{Said, causes};

/// One possible cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
    #[serde(rename = "E2.extra_mock_exam")]
    ExtraMockExam,
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
        Self::ExtraMockExam,
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
            Self::ExtraMockExam => "E2.extra_mock_exam",
            Self::Reading => "E3.reading",
            Self::Changes => "E4.changes",
        }
    }
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Signal {
    /// The rule's key, such as `P3.hhi`.
    pub rule: String,
    /// What it adds to the log-odds, after clamping.
    pub llr: f64,
    /// Whether it comes from the log or from the candidate's own words.
    pub origin: SignalOrigin,
    /// The numbers it was computed from, by name.
    pub values: Vec<Figure>,
    /// One sentence for the candidate.
    pub said: Said,
    /// The facts it rests on, sorted; of more than 500 the last ones.
    pub basis: Vec<FactId>,
}

/// Where a signal comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum SignalOrigin {
    /// Counted in the log.
    Log,
    /// Said in the questionnaire.
    SelfReport,
}

impl Cause {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::TooLittleTime,
        Self::HeavyDomainsUncovered,
        Self::SingleResource,
        Self::NoHandsOn,
        Self::ExamTime,
        Self::Anxiety,
        Self::Misreading,
        Self::SecondGuessing,
    ];

    /// The key that its rules begin with: `P1` to `P4` for the preparation, `E1` to `E4` for the
    /// exam.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooLittleTime => "P1",
            Self::HeavyDomainsUncovered => "P2",
            Self::SingleResource => "P3",
            Self::NoHandsOn => "P4",
            Self::ExamTime => "E1",
            Self::Anxiety => "E2",
            Self::Misreading => "E3",
            Self::SecondGuessing => "E4",
        }
    }

    /// What it is called before the candidate.
    pub fn name(self) -> Said {
        match self {
            Self::TooLittleTime => causes::too_little_time(),
            Self::HeavyDomainsUncovered => causes::heavy_domains(),
            Self::SingleResource => causes::one_source(),
            Self::NoHandsOn => causes::little_hands_on(),
            Self::ExamTime => causes::time_in_exam(),
            Self::Anxiety => causes::nerves(),
            Self::Misreading => causes::misread(),
            Self::SecondGuessing => causes::giving_up(),
        }
    }
}

/// What is known about all eight causes of the last result, those first that are likely and cost
/// the most: by probability times one more than the points they may have cost.
///
/// It reads the preparation for the last sitting whose result is known, since the one before it.
/// A sitting that was passed is analysed as well, without remedies. Without a sitting all causes are
/// unknown. Never fails.
pub fn findings(record: &ExamRecord<'_>, estimates: &[DomainEstimate]) -> Vec<CauseFinding> {
    let Some(preparation) = Preparation::of(record) else {
        return Cause::ALL.map(|cause| Case::new(cause, 1).finding()).into();
    };
    let questions = Questions::of(record, &preparation);
    let scene = Scene {
        exam: record.exam,
        estimates,
        preparation: &preparation,
        questions: &questions,
        planned: Planned::of(record, &preparation),
        names: scene::names(record),
    };
    let [time, nerves] = sitting::time_and_nerves(&scene);
    let cases = [
        study::too_little_time(&scene),
        study::heavy_domains_uncovered(&scene),
        study::single_resource(&scene),
        study::no_hands_on(&scene),
        time,
        nerves,
        sitting::misreading(&scene),
        sitting::second_guessing(&scene),
    ];
    let replies = replies::latest(record, &preparation);
    let mut ranked: Vec<(f64, CauseFinding)> = cases
        .into_iter()
        .map(|mut case| {
            case.add(replies::signal(case.cause, &replies), None);
            let cost = 1.0 + case.points;
            let mut finding = case.finding();
            if preparation.outcome == Outcome::Pass {
                finding.remedies.clear();
            }
            (finding.probability * cost, finding)
        })
        .collect();
    ranked.sort_by(|(a, one), (b, other)| b.total_cmp(a).then(one.cause.cmp(&other.cause)));
    ranked.into_iter().map(|(_, finding)| finding).collect()
}

/// The causes to put in front, at most three: the confirmed ones, then the likely ones, each in the
/// order of [`findings`], whatever they cost: what is less sure never takes the place of what is surer.
pub fn headline(findings: &[CauseFinding]) -> Vec<&CauseFinding> {
    let of_class = |class: CauseClass| findings.iter().filter(move |one| one.class == class);
    let front = of_class(CauseClass::Confirmed).chain(of_class(CauseClass::Likely));
    front.take(model::HEADLINE_MAX).collect()
}

/// Whether a rule, such as `P3.families`, is one of a cause.
pub fn is_rule_of(cause: Cause, rule: &str) -> bool {
    rule.split_once('.').is_some_and(|(key, _)| key == cause.key())
}

/// What to offer when nothing at all is known about the causes; `None` once something is.
pub fn invitation(findings: &[CauseFinding]) -> Option<Said> {
    let unknown = findings.iter().all(|finding| finding.class == CauseClass::Unknown);
    unknown.then(causes::invitation)
}
