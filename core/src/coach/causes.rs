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

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

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
use crate::coach::rule::Rule;
use crate::facts::attempt::Outcome;
use crate::wording::{Said, causes};

pub use crate::coach::cause::Cause;

/// What is known about one cause.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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

/// What a cause changes in the plan. In JSON it is the key of its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Remedy {
    /// More hours in all, a least weekly load, or a later date.
    Hours,
    /// A ceiling on the last week and a floor on spacing: the hours were crammed.
    LastWeek,
    /// Smaller blocks: less was done than was planned.
    SmallerBlocks,
    /// Hours by weight.
    Weights,
    /// The heavy domain that was weak and left aside opens the plan.
    Opens,
    /// One pass over the objectives that were never touched.
    Coverage,
    /// Several kinds of resource in each weak domain; the old main one at most 40 %.
    Families,
    /// A second question bank before the first mock exam.
    SecondBank,
    /// A least share of hands-on work in weak domains.
    Labs,
    /// Sets of questions that ask to apply what is known.
    Scenarios,
    /// Timed sets with checkpoints at a quarter, half and three quarters.
    Pacing,
    /// Longer timed sets: the last quarter was rushed.
    Stamina,
    /// Calming techniques and an exam-day script.
    Technique,
    /// One more mock exam, free of distraction.
    ExtraMockExam,
    /// The drill that restates a question before it is answered. No content hours.
    Reading,
    /// The drill that changes an answer only with a stated reason.
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

    /// The rule that the plan's reasons carry.
    pub const fn rule(self) -> Rule {
        match self {
            Self::Hours => Rule::Hours,
            Self::LastWeek => Rule::LastWeek,
            Self::SmallerBlocks => Rule::SmallerBlocks,
            Self::Weights => Rule::Weights,
            Self::Opens => Rule::Opens,
            Self::Coverage => Rule::Coverage,
            Self::Families => Rule::Families,
            Self::SecondBank => Rule::SecondBank,
            Self::Labs => Rule::Labs,
            Self::Scenarios => Rule::Scenarios,
            Self::Pacing => Rule::Pacing,
            Self::Stamina => Rule::Stamina,
            Self::Technique => Rule::Technique,
            Self::ExtraMockExam => Rule::ExtraMockExam,
            Self::Reading => Rule::Reading,
            Self::Changes => Rule::Changes,
        }
    }
}

/// The key of its rule.
impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.rule().serialize(serializer)
    }
}

/// How sure a cause is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Signal {
    /// The rule that found it.
    pub rule: Rule,
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SignalOrigin {
    /// Counted in the log.
    Log,
    /// Said in the questionnaire.
    SelfReport,
}

/// The latest reply to each statement about the last decided sitting, 0 to 4, by its number.
pub fn latest_replies(record: &ExamRecord<'_>) -> BTreeMap<u8, u8> {
    let Some(preparation) = Preparation::of(record) else { return BTreeMap::new() };
    let replies = replies::latest(record, &preparation).into_iter();
    replies.map(|(statement, (agreement, _))| (statement, agreement)).collect()
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

/// What to offer when nothing at all is known about the causes; `None` once something is.
pub fn invitation(findings: &[CauseFinding]) -> Option<Said> {
    let unknown = findings.iter().all(|finding| finding.class == CauseClass::Unknown);
    unknown.then(causes::invitation)
}
