//! Answered questions, the time spent on reviewing them, and why an answer was wrong.

mod diagnosis;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::{DomainId, ExamCode, FactId, ObjectiveId, QuestionId, ResourceId};
use crate::base::units::Minutes;
use crate::facts::check::{Checked, DAY_MINUTES, QUESTIONS_MAX, minutes, optional, within};
use crate::facts::kind::{Home, Kind, PartnerSees, Reference};

pub use diagnosis::{Diagnosis, ErrorKind};

/// The milliseconds of a day.
const DAY_MS: u32 = DAY_MINUTES * 60_000;

/// One answered question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The exam practised for.
    #[n(0)]
    pub exam: ExamCode,
    /// The domain of the question.
    #[n(1)]
    pub domain: DomainId,
    /// Its objective, if known.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub objective: Option<ObjectiveId>,
    /// The bank it came from.
    #[n(3)]
    pub bank: ResourceId,
    /// Its key in that bank.
    #[n(4)]
    pub question: QuestionId,
    /// How it went.
    #[n(5)]
    pub result: AnswerResult,
    /// How sure the candidate said they were, before seeing the result.
    #[n(6)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub confidence: Option<AnswerConfidence>,
    /// Time until the answer, in milliseconds.
    #[n(7)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub answer_ms: Option<u32>,
    /// The first change of the answer that mattered, if any.
    #[n(8)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub change: Option<AnswerChange>,
    /// Under which conditions it was answered.
    #[n(9)]
    pub conditions: Conditions,
    /// What the question asks for.
    #[n(10)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub demand: Option<Demand>,
    /// Whether the stem asks for what is NOT so, or for BEST or FIRST.
    #[n(11)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub stem: Option<Stem>,
}

impl Answer {
    /// An answer with its result; whatever else is known is set afterwards.
    pub const fn new(
        exam: ExamCode,
        domain: DomainId,
        bank: ResourceId,
        question: QuestionId,
        result: AnswerResult,
        conditions: Conditions,
    ) -> Self {
        Self {
            exam,
            domain,
            objective: None,
            bank,
            question,
            result,
            confidence: None,
            answer_ms: None,
            change: None,
            conditions,
            demand: None,
            stem: None,
        }
    }
}

impl Kind for Answer {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Log(&self.exam)
    }

    fn check(&self) -> Checked {
        optional("answer_ms", self.answer_ms, 0..=DAY_MS)
    }
}

/// How a question went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum AnswerResult {
    /// Right.
    #[n(0)]
    Correct,
    /// Not right.
    #[n(1)]
    Wrong,
    /// Left open: counts as not right.
    #[n(2)]
    Unanswered,
}

/// How sure the candidate was.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum AnswerConfidence {
    /// A guess.
    #[n(0)]
    Guess,
    /// Unsure.
    #[n(1)]
    Unsure,
    /// Fairly sure.
    #[n(2)]
    Fairly,
    /// Sure.
    #[n(3)]
    Sure,
}

/// A change of an answer that turned its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum AnswerChange {
    /// From right to wrong.
    #[n(0)]
    RightToWrong,
    /// From wrong to right.
    #[n(1)]
    WrongToRight,
    /// From one wrong answer to another.
    #[n(2)]
    WrongToWrong,
}

/// Under which conditions questions were answered, from most to least like the exam.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Conditions {
    /// In a mock exam under exam rules.
    #[n(0)]
    Simulated,
    /// Against the clock.
    #[n(1)]
    Timed,
    /// Without a clock, or with references at hand.
    #[n(2)]
    Relaxed,
}

/// What a question asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Demand {
    /// To know something.
    #[n(0)]
    Recall,
    /// To apply it to a situation.
    #[n(1)]
    Scenario,
}

/// How a question is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Stem {
    /// Straight.
    #[n(0)]
    Plain,
    /// With NOT, EXCEPT, LEAST.
    #[n(1)]
    Negative,
}

/// Time spent on reviewing answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReviewTime {
    /// The exam.
    #[n(0)]
    pub exam: ExamCode,
    /// The domain, or `None` for a mixed set.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub domain: Option<DomainId>,
    /// The answer or the set that was reviewed, if the app knows.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub of: Option<FactId>,
    /// The time in milliseconds; at most five minutes without a touch count per question.
    #[n(3)]
    pub review_ms: u32,
}

impl Kind for ReviewTime {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Log(&self.exam)
    }

    fn refers_to(&self) -> Option<Reference<'_>> {
        self.of.as_ref().map(|id| Reference { field: "of", id })
    }

    fn check(&self) -> Checked {
        within("review_ms", self.review_ms, 0..=DAY_MS)
    }
}

/// A set of questions entered as a total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PracticeSet {
    /// The exam.
    #[n(0)]
    pub exam: ExamCode,
    /// The domain of the questions, or `None` for a mixed set.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub domain: Option<DomainId>,
    /// The bank.
    #[n(2)]
    pub bank: ResourceId,
    /// Correct answers, 0 to `of`.
    #[n(3)]
    pub correct: u16,
    /// Questions, 1 to 1,000.
    #[n(4)]
    pub of: u16,
    /// Time for answering.
    #[n(5)]
    pub minutes: Minutes,
    /// Time for reviewing.
    #[n(6)]
    #[serde(default)]
    pub review_minutes: Minutes,
    /// Under which conditions.
    #[n(7)]
    pub conditions: Conditions,
    /// How many of the questions had been seen in the 30 days before.
    #[n(8)]
    #[serde(default)]
    pub seen_before: u16,
}

impl PracticeSet {
    /// A mixed set of new questions; whatever else is known is set afterwards.
    pub const fn new(
        exam: ExamCode,
        bank: ResourceId,
        correct: u16,
        of: u16,
        minutes: Minutes,
        conditions: Conditions,
    ) -> Self {
        Self {
            exam,
            domain: None,
            bank,
            correct,
            of,
            minutes,
            review_minutes: Minutes::ZERO,
            conditions,
            seen_before: 0,
        }
    }
}

impl Kind for PracticeSet {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Session
    }

    fn home(&self) -> Home<'_> {
        Home::Log(&self.exam)
    }

    fn check(&self) -> Checked {
        within("of", self.of, 1..=QUESTIONS_MAX)?;
        within("correct", self.correct, 0..=self.of)?;
        within("seen_before", self.seen_before, 0..=self.of)?;
        minutes("minutes", self.minutes, 0)?;
        minutes("review_minutes", self.review_minutes, 0)
    }
}
