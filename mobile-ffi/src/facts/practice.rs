//! Answered questions, sets of them, mock exams, and the time for going through them.

use rebound_core::base::ids::{DomainId, ExamCode, FactId, ObjectiveId, QuestionId, ResourceId};
use rebound_core::base::units::Minutes;
use rebound_core::facts::practice::{
    Answer, AnswerChange, AnswerResult, Conditions, Confidence, Demand, Diagnosis, ErrorKind,
    PracticeSet, ReviewTime, Stem,
};
use rebound_core::facts::simulation::{Rules, SimulatedDomain, Simulation};

/// One answered question.
#[uniffi::remote(Record)]
pub struct Answer {
    /// The exam practised for.
    pub exam: ExamCode,
    /// The domain of the question.
    pub domain: DomainId,
    /// Its objective, if known.
    #[uniffi(default = None)]
    pub objective: Option<ObjectiveId>,
    /// The bank it came from.
    pub bank: ResourceId,
    /// Its key in that bank.
    pub question: QuestionId,
    /// How it went.
    pub result: AnswerResult,
    /// How sure the candidate said they were, before seeing the result.
    #[uniffi(default = None)]
    pub confidence: Option<Confidence>,
    /// Time until the answer, in milliseconds.
    #[uniffi(default = None)]
    pub answer_ms: Option<u32>,
    /// The first change of the answer that mattered, if any.
    #[uniffi(default = None)]
    pub change: Option<AnswerChange>,
    /// Under which conditions it was answered.
    pub conditions: Conditions,
    /// What the question asks for.
    #[uniffi(default = None)]
    pub demand: Option<Demand>,
    /// Whether the stem asks for what is NOT so, or for BEST or FIRST.
    #[uniffi(default = None)]
    pub stem: Option<Stem>,
}

/// How a question went.
#[uniffi::remote(Enum)]
pub enum AnswerResult {
    /// Right.
    Correct,
    /// Not right.
    Wrong,
    /// Left open: counts as not right.
    Unanswered,
}

/// How sure the candidate was.
#[uniffi::remote(Enum)]
pub enum Confidence {
    /// A guess.
    Guess,
    /// Unsure.
    Unsure,
    /// Fairly sure.
    Fairly,
    /// Sure.
    Sure,
}

/// A change of an answer that turned its result.
#[uniffi::remote(Enum)]
pub enum AnswerChange {
    /// From right to wrong.
    RightToWrong,
    /// From wrong to right.
    WrongToRight,
    /// From one wrong answer to another.
    WrongToWrong,
}

/// Under which conditions questions were answered, from most to least like the exam.
#[uniffi::remote(Enum)]
pub enum Conditions {
    /// In a mock exam under exam rules.
    Simulated,
    /// Against the clock.
    Timed,
    /// Without a clock, or with references at hand.
    Relaxed,
}

/// What a question asks for.
#[uniffi::remote(Enum)]
pub enum Demand {
    /// To know something.
    Recall,
    /// To apply it to a situation.
    Scenario,
}

/// How a question is put.
#[uniffi::remote(Enum)]
pub enum Stem {
    /// Straight.
    Plain,
    /// With NOT, EXCEPT, LEAST.
    Negative,
}

/// Time spent on reviewing answers.
#[uniffi::remote(Record)]
pub struct ReviewTime {
    /// The exam.
    pub exam: ExamCode,
    /// The domain, or `None` for a mixed set.
    #[uniffi(default = None)]
    pub domain: Option<DomainId>,
    /// The answer or the set that was reviewed, if the app knows.
    #[uniffi(default = None)]
    pub of: Option<FactId>,
    /// The time in milliseconds; at most five minutes without a touch count per question.
    pub review_ms: u32,
}

/// A set of questions entered as a total.
#[uniffi::remote(Record)]
pub struct PracticeSet {
    /// The exam.
    pub exam: ExamCode,
    /// The domain of the questions.
    pub domain: DomainId,
    /// The bank.
    pub bank: ResourceId,
    /// Correct answers, 0 to `of`.
    pub correct: u16,
    /// Questions, 1 to 1,000.
    pub of: u16,
    /// Time for answering.
    pub minutes: Minutes,
    /// Time for reviewing.
    pub review_minutes: Minutes,
    /// Under which conditions.
    pub conditions: Conditions,
    /// How many of the questions had been seen in the 30 days before.
    pub seen_before: u16,
}

/// Why an answer was wrong. A later diagnosis of the same answer wins.
#[uniffi::remote(Record)]
pub struct Diagnosis {
    /// The answer.
    pub answer: FactId,
    /// The main reason.
    pub primary: ErrorKind,
    /// A second reason.
    #[uniffi(default = None)]
    pub secondary: Option<ErrorKind>,
    /// For [`ErrorKind::Reasoning`]: which step went wrong, in the candidate's words.
    #[uniffi(default = None)]
    pub step: Option<String>,
}

/// The four ways to a wrong answer.
#[uniffi::remote(Enum)]
pub enum ErrorKind {
    /// A concept was misunderstood.
    Concept,
    /// A key term was not known.
    Term,
    /// Another question was answered than the one asked.
    Misread,
    /// A step of the reasoning was wrong.
    Reasoning,
}

/// A mock exam, as its result. The fact's `at` is the moment it was handed in.
#[uniffi::remote(Record)]
pub struct Simulation {
    /// The exam that was simulated.
    pub exam: ExamCode,
    /// Where the questions came from.
    pub bank: ResourceId,
    /// Result per domain.
    pub domains: Vec<SimulatedDomain>,
    /// Questions left without an answer (they count in `of`, not in `correct`).
    pub unanswered: u16,
    /// Time used.
    pub minutes: Minutes,
    /// Time allowed.
    pub minutes_allowed: Minutes,
    /// Questions of the last quarter answered in under a third of the median time.
    #[uniffi(default = None)]
    pub rushed: Option<u16>,
    /// Whether the exam rules were kept.
    pub rules: Rules,
}

/// One domain of a mock exam.
#[uniffi::remote(Record)]
pub struct SimulatedDomain {
    /// The domain.
    pub domain: DomainId,
    /// Correct answers, 0 to `of`.
    pub correct: u16,
    /// Questions.
    pub of: u16,
}

/// Whether a mock exam was sat under exam rules.
#[uniffi::remote(Enum)]
pub enum Rules {
    /// Timed, no references, no interruption.
    Kept,
    /// Some rule was broken: informs the estimates at half weight.
    Broken,
}
