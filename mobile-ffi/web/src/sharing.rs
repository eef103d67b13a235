//! What is handed to a study partner, and what was taken from one.

use rebound_core::replica::document::item::ProgressWeek;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::invitation;
use serde::Serialize;

/// What to invite a study partner with.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "declarations", derive(ts_rs::TS))]
pub(crate) struct Invitation {
    /// The document that they are to be let into.
    pub(crate) document: DocumentId,
    /// What they follow it with. It holds a key: show it to nobody else, and send it to no server.
    pub(crate) text: String,
    /// What both sides compare to know that they have the same key.
    pub(crate) fingerprint: String,
}

/// What was followed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "declarations", derive(ts_rs::TS))]
pub(crate) struct Followed {
    /// The document.
    pub(crate) document: DocumentId,
    /// What both sides compare to know that they have the same key.
    pub(crate) fingerprint: String,
}

/// One ISO week as a study partner sees it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "declarations", derive(ts_rs::TS))]
pub(crate) struct PartnerWeek {
    /// The week: `2026-W10`.
    pub(crate) week: String,
    /// Study sessions, practice sets and mock exams.
    pub(crate) sessions: u64,
    /// Days with at least one of them, 0 to 7.
    pub(crate) study_days: u64,
}

impl From<invitation::Invitation> for Invitation {
    fn from(invitation: invitation::Invitation) -> Self {
        let fingerprint = invitation.key.fingerprint().to_string();
        Self { document: invitation.document, text: (*invitation.to_text()).clone(), fingerprint }
    }
}

impl From<&invitation::Invitation> for Followed {
    fn from(invitation: &invitation::Invitation) -> Self {
        let fingerprint = invitation.key.fingerprint().to_string();
        Self { document: invitation.document, fingerprint }
    }
}

impl From<(String, ProgressWeek)> for PartnerWeek {
    fn from((week, shown): (String, ProgressWeek)) -> Self {
        Self { week, sessions: shown.sessions, study_days: shown.study_days }
    }
}
