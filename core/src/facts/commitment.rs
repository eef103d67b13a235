//! Time promised to somebody else.

use chrono::NaiveDate;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::calendar::{civil, day_text};
use crate::base::ids::ExamCode;
use crate::base::units::Minutes;
use crate::facts::check::{Checked, NOTE_CHARS, SLOT_MINUTES, day, optional_text, within};
use crate::facts::kind::{Home, Kind, PartnerSees};

/// Time on one day that is promised to somebody else. A slot it lies in is shorter for everything
/// else. One that is moved is corrected, one that is called off is removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Commitment {
    /// The exam that it is for.
    #[n(0)]
    pub exam: ExamCode,
    /// What was promised.
    #[n(1)]
    pub kind: CommitmentKind,
    /// The date.
    #[n(2)]
    #[cbor(with = "civil")]
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// Local start, minutes after midnight: 0 to 1,439.
    #[n(3)]
    pub start_minute: u16,
    /// Length: 1 to 720.
    #[n(4)]
    pub minutes: Minutes,
    /// With whom or about what, in the candidate's words.
    #[n(5)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub note: Option<String>,
}

impl Kind for Commitment {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Campaign(&self.exam)
    }

    fn check(&self) -> Checked {
        day("date", self.date)?;
        within("start_minute", self.start_minute, 0..=1_439)?;
        within("minutes", self.minutes.get(), 1..=SLOT_MINUTES)?;
        optional_text("note", self.note.as_deref(), NOTE_CHARS)
    }
}

/// What was promised.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum CommitmentKind {
    /// To study together.
    #[n(0)]
    PartnerSession,
    /// To tell how it is going.
    #[n(1)]
    CheckIn,
}
