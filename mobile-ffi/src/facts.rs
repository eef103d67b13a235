//! Facts as the app hands them over and reads them back: one entry for each kind.
//!
//! The records are those of the core; here stands only which of them cross, and with which defaults.

pub mod attempt;
pub mod planning;
pub mod practice;
pub mod reflection;
pub mod study;

use rebound_core::base::ids::{DeviceId, FactId};
pub use rebound_core::coach::history::Anomaly;
use rebound_core::engine;
use rebound_core::facts::attempt::Attempt;
use rebound_core::facts::availability::{Availability, DayException};
use rebound_core::facts::commitment::Commitment;
use rebound_core::facts::planning::{ExamChoice, ExamDate, PlanAnchor, RetakeOverride};
use rebound_core::facts::practice::{Answer, Diagnosis, PracticeSet, ReviewTime};
use rebound_core::facts::reflection::{DomainNote, Questionnaire};
use rebound_core::facts::simulation::Simulation;
use rebound_core::facts::study::{PriorPreparation, Resource, StudySession};
use rebound_core::facts::{Fact, FactBody, Removal};

use crate::time::{Moment, ZoneName};

/// A stored thing that makes no sense, or does not count.
#[uniffi::remote(Record)]
pub struct Anomaly {
    /// The fact, or the key of the entry that could not be read as one.
    pub subject: String,
    /// What is odd about it, in one sentence.
    pub says: String,
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Imported {
    /// Facts that were not here before.
    pub new: u64,
    /// Facts that were here already, or stood twice in the text, with the same content.
    pub known: u64,
    /// Facts whose id was taken by one of other content. One of the two counts, and every device
    /// decides alike which.
    pub clashes: Vec<Anomaly>,
}

impl From<engine::Imported> for Imported {
    fn from(imported: engine::Imported) -> Self {
        let engine::Imported { new, known, clashes } = imported;
        let count = |facts: usize| facts.try_into().unwrap_or(u64::MAX);
        Self { new: count(new), known: count(known), clashes }
    }
}

/// One thing that happened or was decided, and when.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct RecordedFact {
    /// Its id: what corrections and removals refer to.
    pub id: FactId,
    /// When it happened.
    pub at: Moment,
    /// The zone the candidate was in.
    pub zone: ZoneName,
    /// The device that recorded it; `None` for imported facts.
    pub device: Option<DeviceId>,
    /// The fact that this one corrects, if it is a correction.
    pub supersedes: Option<FactId>,
    /// What happened.
    pub entry: Entry,
}

impl From<Fact> for RecordedFact {
    fn from(fact: Fact) -> Self {
        let Fact { id, at, device, supersedes, body } = fact;
        Self { id, at: at.utc_ms, zone: at.zone, device, supersedes, entry: body.into() }
    }
}

macro_rules! entries {
    ($($(#[$doc:meta])* $entry:ident { $field:ident: $fact:ident } = $body:ident;)*) => {
        /// What a fact says. The variants are not named like their records, which Kotlin and Swift
        /// would confuse.
        #[derive(Clone, Debug, PartialEq, uniffi::Enum)]
        pub enum Entry {
            $(
                $(#[$doc])*
                $entry {
                    /// The particulars.
                    $field: $fact,
                },
            )*
        }

        impl From<Entry> for FactBody {
            fn from(entry: Entry) -> Self {
                match entry {
                    $(Entry::$entry { $field } => Self::$body($field),)*
                }
            }
        }

        impl From<FactBody> for Entry {
            fn from(body: FactBody) -> Self {
                match body {
                    $(FactBody::$body($field) => Self::$entry { $field },)*
                }
            }
        }
    };
}

entries! {
    /// A sitting of the real exam, with its score report if there is one.
    Sat { attempt: Attempt } = Attempt;
    /// A stretch of study with one resource.
    Studied { session: StudySession } = StudySession;
    /// One answered question.
    Answered { answer: Answer } = Answer;
    /// Time spent on reviewing answers.
    Reviewed { review: ReviewTime } = ReviewTime;
    /// A set of questions entered as a total.
    Practised { set: PracticeSet } = PracticeSet;
    /// A mock exam.
    Simulated { simulation: Simulation } = Simulation;
    /// Why an answer was wrong.
    Diagnosed { diagnosis: Diagnosis } = Diagnosis;
    /// The 16 statements about how an attempt went.
    Replied { questionnaire: Questionnaire } = Questionnaire;
    /// What the candidate says about a weak domain of the report.
    Noted { note: DomainNote } = DomainNote;
    /// Something to learn from.
    Owns { resource: Resource } = Resource;
    /// Preparation from before the app was installed.
    Prepared { preparation: PriorPreparation } = PriorPreparation;
    /// The weekly study slots.
    HasTime { availability: Availability } = Availability;
    /// A day that differs from the weekly slots.
    DayDiffers { day: DayException } = DayException;
    /// Which exam is to be retaken.
    ChoseExam { choice: ExamChoice } = ExamChoice;
    /// When the retake is booked.
    Booked { booking: ExamDate } = ExamDate;
    /// A retake date that the candidate knows better than the policy.
    KnowsRetakeDate { retake: RetakeOverride } = RetakeOverride;
    /// The plan that was last shown: what stability is measured against.
    SawPlan { anchor: PlanAnchor } = PlanAnchor;
    /// Takes a fact back.
    Removed { removal: Removal } = Removal;
    /// Time promised to somebody else.
    Promised { commitment: Commitment } = Commitment;
}

/// Takes a fact back.
#[uniffi::remote(Record)]
pub struct Removal {
    /// The fact that counts no more.
    pub target: FactId,
}
