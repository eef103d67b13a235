//! What a person is told about keys before it is too late.

use serde::Serialize;

use crate::wording::{Said, account};

/// What an app says, each at its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct KeyWarnings {
    /// Before the first sync, with the export beside it: what cannot be got back when everything is lost.
    pub before_first_sync: Said,
    /// Beside a recovery code, which is shown once.
    pub recovery_code: Said,
    /// Before the last device is ended or forgotten.
    pub last_device: Said,
    /// Where somebody enters a server: what it sees all the same.
    pub seen_by_the_server: Said,
}

impl KeyWarnings {
    /// All of them.
    pub fn all() -> Self {
        Self {
            before_first_sync: account::before_first_sync(),
            recovery_code: account::recovery_code(),
            last_device: account::last_device(),
            seen_by_the_server: account::seen_by_the_server(),
        }
    }
}
