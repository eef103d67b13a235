//! What the candidate recorded, as plain values: the only thing that is stored and synchronised.
//!
//! A fact is never edited. A correction is a new fact that supersedes the old one, a deletion is a
//! [`FactBody::Removal`]. Numbers are as the candidate or the vendor gave them; nothing that can be
//! computed from other facts stands here.
//!
//! Every type has two faces: serde for the open JSON format, and minicbor for the compact form in
//! documents. The `#[n(…)]` numbers of the latter are for ever: a field may be added with a new
//! number, none may be renumbered.

pub mod attempt;
pub mod availability;
pub mod check;
pub mod commitment;
pub mod encoding;
pub mod planning;
pub mod practice;
pub mod reflection;
pub mod score_report;
pub mod simulation;
pub mod study;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::{DeviceId, FactId};
use crate::base::time::Stamp;
use crate::facts::attempt::Attempt;
use crate::facts::availability::{Availability, DayException};
use crate::facts::commitment::Commitment;
use crate::facts::planning::{ExamChoice, ExamDate, PlanAnchor, RetakeOverride};
use crate::facts::practice::{Answer, Diagnosis, PracticeSet, ReviewTime};
use crate::facts::reflection::{DomainNote, Questionnaire};
use crate::facts::simulation::Simulation;
use crate::facts::study::{PriorPreparation, Resource, StudySession};

/// One thing that happened or was decided, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Unique among all facts of the account.
    pub id: FactId,
    /// When it happened. Facts of the future are kept but do not count before their time.
    pub at: Stamp,
    /// The device that recorded it; `None` for imported facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// The fact that this one corrects, if it is a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supersedes: Option<FactId>,
    /// What happened.
    pub body: FactBody,
}

/// What a fact says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Encode, Decode)]
#[serde(rename_all = "snake_case")]
pub enum FactBody {
    /// A sitting of the real exam, with its score report if there is one.
    #[n(0)]
    Attempt(#[n(0)] Attempt),
    /// A stretch of study with one resource.
    #[n(1)]
    StudySession(#[n(0)] StudySession),
    /// One answered question.
    #[n(2)]
    Answer(#[n(0)] Answer),
    /// Time spent on reviewing answers.
    #[n(3)]
    ReviewTime(#[n(0)] ReviewTime),
    /// A set of questions entered as a total: the fast way for any question bank.
    #[n(4)]
    PracticeSet(#[n(0)] PracticeSet),
    /// A mock exam.
    #[n(5)]
    Simulation(#[n(0)] Simulation),
    /// Why an answer was wrong.
    #[n(6)]
    Diagnosis(#[n(0)] Diagnosis),
    /// The 16 statements about how an attempt went.
    #[n(7)]
    Questionnaire(#[n(0)] Questionnaire),
    /// What the candidate says about a weak domain of the report.
    #[n(8)]
    DomainNote(#[n(0)] DomainNote),
    /// Something to learn from.
    #[n(9)]
    Resource(#[n(0)] Resource),
    /// Preparation from before the app was installed.
    #[n(10)]
    PriorPreparation(#[n(0)] PriorPreparation),
    /// The weekly study slots.
    #[n(11)]
    Availability(#[n(0)] Availability),
    /// A day that differs from the weekly slots.
    #[n(12)]
    DayException(#[n(0)] DayException),
    /// Which exam is to be retaken.
    #[n(13)]
    ExamChoice(#[n(0)] ExamChoice),
    /// When the retake is booked.
    #[n(14)]
    ExamDate(#[n(0)] ExamDate),
    /// A retake date that the candidate knows better than the policy.
    #[n(15)]
    RetakeOverride(#[n(0)] RetakeOverride),
    /// The plan that was last shown: what stability is measured against.
    #[n(16)]
    PlanAnchor(#[n(0)] PlanAnchor),
    /// Takes a fact back. The fact stays in the log and counts no more.
    #[n(17)]
    Removal(#[n(0)] Removal),
    /// Time promised to somebody else.
    #[n(18)]
    Commitment(#[n(0)] Commitment),
}

/// Takes a fact back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// The fact that counts no more.
    #[n(0)]
    pub target: FactId,
}
