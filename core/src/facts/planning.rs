//! Decisions that the plan is built on.

use chrono::NaiveDate;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::calendar::{civil, civil_option, day_text};
use crate::base::ids::ExamCode;
use crate::base::units::Minutes;
use crate::facts::check::{
    Checked, DAY_MINUTES, NOTE_CHARS, day, each, optional_day, optional_text, text, within,
};
use crate::facts::kind::{Home, Kind, PartnerSees};

/// The longest blueprint of a candidate's own, in characters.
const BLUEPRINT_CHARS: usize = 65_536;
/// The longest block code, in characters.
const CODE_CHARS: usize = 160;
/// A block of a night that goes on after midnight starts later than 1,439.
const LAST_START: u16 = 2_879;

/// Which exam is to be retaken. The latest such fact holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub blueprint: Option<String>,
}

impl Kind for ExamChoice {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Campaign(&self.exam)
    }

    fn check(&self) -> Checked {
        optional_text("blueprint", self.blueprint.as_deref(), BLUEPRINT_CHARS)
    }
}

/// When the retake is booked. The latest such fact about an exam holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ExamDate {
    /// The exam.
    #[n(0)]
    pub exam: ExamCode,
    /// The booked date, local to the place of the sitting; `None` takes a booking back.
    #[n(1)]
    #[cbor(with = "civil_option", has_nil)]
    #[serde(default, with = "day_text::option")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub date: Option<NaiveDate>,
}

impl Kind for ExamDate {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Campaign(&self.exam)
    }

    fn check(&self) -> Checked {
        optional_day("date", self.date)
    }
}

/// A retake date that the candidate knows better than the policy (from a mail, from support).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RetakeOverride {
    /// The exam.
    #[n(0)]
    pub exam: ExamCode,
    /// The first allowed date.
    #[n(1)]
    #[cbor(with = "civil")]
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// Where it comes from, in the candidate's words.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub note: Option<String>,
}

impl Kind for RetakeOverride {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Campaign(&self.exam)
    }

    fn check(&self) -> Checked {
        day("date", self.date)?;
        optional_text("note", self.note.as_deref(), NOTE_CHARS)
    }
}

/// The plan that was last shown: what stability is measured against.
///
/// Two devices that show the same plan in the same week record the same content; of different ones
/// the reader takes the latest, then the smallest hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PlanAnchor {
    /// The exam the plan is for.
    #[n(0)]
    pub exam: ExamCode,
    /// First day of the plan.
    #[n(1)]
    #[cbor(with = "civil")]
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub from: NaiveDate,
    /// The planned blocks, by day and then by start.
    #[n(2)]
    pub blocks: Vec<AnchoredBlock>,
    /// The exam day that was planned towards, booked or provisional: a provisional one must not
    /// move with every answer.
    #[n(3)]
    #[cbor(with = "civil_option", has_nil)]
    #[serde(default, with = "day_text::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub exam_on: Option<NaiveDate>,
}

impl Kind for PlanAnchor {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Campaign(&self.exam)
    }

    fn check(&self) -> Checked {
        day("from", self.from)?;
        optional_day("exam_on", self.exam_on)?;
        each("blocks", &self.blocks, |block| {
            day("day", block.day)?;
            within("start_minute", block.start_minute, 0..=LAST_START)?;
            within("minutes", block.minutes.get(), 0..=DAY_MINUTES)?;
            text("code", &block.code, CODE_CHARS)
        })
    }
}

/// One block of a [`PlanAnchor`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AnchoredBlock {
    /// The day.
    #[n(0)]
    #[cbor(with = "civil")]
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
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
