//! Why an answer was wrong.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::FactId;
use crate::facts::check::{Checked, NOTE_CHARS, optional_text};
use crate::facts::kind::{Home, Kind, PartnerSees, Reference};

/// Why an answer was wrong. A later diagnosis of the same answer wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Diagnosis {
    /// The answer.
    #[n(0)]
    pub answer: FactId,
    /// The main reason.
    #[n(1)]
    pub primary: ErrorKind,
    /// A second reason.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub secondary: Option<ErrorKind>,
    /// For [`ErrorKind::Reasoning`]: which step went wrong, in the candidate's words.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub step: Option<String>,
}

impl Diagnosis {
    /// A reason for a wrong answer; a second one and the step may be set afterwards.
    pub const fn new(answer: FactId, primary: ErrorKind) -> Self {
        Self { answer, primary, secondary: None, step: None }
    }
}

impl Kind for Diagnosis {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::LogBeside(Reference { field: "answer", id: &self.answer })
    }

    fn check(&self) -> Checked {
        optional_text("step", self.step.as_deref(), NOTE_CHARS)
    }
}

/// The four ways to a wrong answer.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum ErrorKind {
    /// A concept was misunderstood.
    #[n(0)]
    Concept,
    /// A key term was not known.
    #[n(1)]
    Term,
    /// Another question was answered than the one asked.
    #[n(2)]
    Misread,
    /// A step of the reasoning was wrong.
    #[n(3)]
    Reasoning,
}
