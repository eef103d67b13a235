//! Decisions that the plan is built on.

use chrono::NaiveDate;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::calendar::{civil, civil_option};
use crate::base::ids::ExamCode;
use crate::base::units::Minutes;

/// Which exam is to be retaken. The latest such fact holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct ExamChoice {
    /// The exam.
    #[n(0)]
    pub exam: ExamCode,
    /// A blueprint of the candidate's own, or a correction of the catalogue's, as the JSON text of
    /// one catalogue entry. Wins over the catalogue and is labelled so; a later choice of the exam
    /// without one leaves it in force.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blueprint: Option<String>,
}

/// When the retake is booked. The latest such fact about an exam holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct ExamDate {
    /// The exam.
    #[n(0)]
    pub exam: ExamCode,
    /// The booked date, local to the place of the sitting; `None` takes a booking back.
    #[n(1)]
    #[cbor(with = "civil_option", has_nil)]
    #[serde(default)]
    pub date: Option<NaiveDate>,
}

/// A retake date that the candidate knows better than the policy (from a mail, from support).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct RetakeOverride {
    /// The exam.
    #[n(0)]
    pub exam: ExamCode,
    /// The first allowed date.
    #[n(1)]
    #[cbor(with = "civil")]
    pub date: NaiveDate,
    /// Where it comes from, in the candidate's words.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// The plan that was last shown: what stability is measured against.
///
/// Two devices that show the same plan in the same week record the same content; of different ones
/// the reader takes the latest, then the smallest hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct PlanAnchor {
    /// The exam the plan is for.
    #[n(0)]
    pub exam: ExamCode,
    /// First day of the plan.
    #[n(1)]
    #[cbor(with = "civil")]
    pub from: NaiveDate,
    /// The planned blocks, by day and then by start.
    #[n(2)]
    pub blocks: Vec<AnchoredBlock>,
    /// The exam day that was planned towards, booked or provisional: a provisional one must not
    /// move with every answer.
    #[n(3)]
    #[cbor(with = "civil_option", has_nil)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exam_on: Option<NaiveDate>,
}

/// One block of a [`PlanAnchor`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[serde(deny_unknown_fields)]
pub struct AnchoredBlock {
    /// The day.
    #[n(0)]
    #[cbor(with = "civil")]
    pub day: NaiveDate,
    /// Local start, minutes after midnight.
    #[n(1)]
    pub start_minute: u16,
    /// Length.
    #[n(2)]
    pub minutes: Minutes,
    /// What was planned, as the planner's block code (`study:D2:lab:messer-videos`).
    #[n(3)]
    pub code: String,
}
