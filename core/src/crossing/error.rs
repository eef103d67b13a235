//! The one error that crosses: a case for each thing that an app can do about it.

use serde::Serialize;

use crate::account::problem::CallError;
use crate::account::secrets::SecretsError;
use crate::device::{DeviceError, ShownError};
use crate::engine::{CoachError, LibraryError, RecordError};
use crate::formats::json::FactsError;
use crate::replica::document::{LoadError, WriteError};
use crate::replica::pairing::NotPaired;
use crate::replica::recovery::NotUnwrapped;
use crate::store::StoreError;
use crate::wording::not_allowed::NotAllowed;

/// A call did not come to its end; what was stored before is intact. `reason` is for a log or a
/// developer: texts for people belong to the app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error), uniffi::export(Display))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum ReboundError {
    /// Show the field and let it be corrected.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field or argument.
        field: String,
        /// What is wrong with it, and what is allowed.
        reason: String,
    },
    /// It is about something that is not on this device: sync first, or refresh the list.
    #[error("{field}: {reason}")]
    NotHere {
        /// The field that refers to it.
        field: String,
        /// What is missing.
        reason: String,
    },
    /// Call `resume` first.
    #[error("{reason}")]
    Paused {
        /// Why it is paused.
        reason: String,
    },
    /// Ask for an update of the app: a newer one wrote this.
    #[error("{reason}")]
    UpdateNeeded {
        /// What is newer.
        reason: String,
    },
    /// Make a new device id and database: this one is a copy of another device's.
    #[error("{reason}")]
    OtherDevice {
        /// What was found.
        reason: String,
    },
    /// Open it with the account key that made it: with this one it cannot be read.
    #[error("{reason}")]
    OtherAccount {
        /// What was found.
        reason: String,
    },
    /// Ask for the newest recovery code: this one does not open what the server keeps.
    #[error("{reason}")]
    OtherCode {
        /// What was found.
        reason: String,
    },
    /// Stop and begin another pairing: the other side is not who was shown the code. On the old device, end
    /// the new one first.
    #[error("{reason}")]
    NotPaired {
        /// What was found.
        reason: String,
    },
    /// Choose another path: the file there is no Rebound database.
    #[error("{reason}")]
    ForeignFile {
        /// What was found.
        reason: String,
    },
    /// Close the other one first: another process, or another object of this one, has the database
    /// open.
    #[error("{reason}")]
    OpenElsewhere {
        /// What was found.
        reason: String,
    },
    /// Ask to free some storage, then call again.
    #[error("{reason}")]
    StorageFull {
        /// What was not stored.
        reason: String,
    },
    /// Set the database aside: `salvage` what can be read, import it into a new one and sync.
    #[error("{reason}")]
    Damaged {
        /// What is damaged.
        reason: String,
    },
    /// Call again later.
    #[error("{reason}")]
    Unavailable {
        /// What did not answer.
        reason: String,
    },
    /// Try again when the phone is unlocked, or show the reason: the key store did not do what it was asked to.
    #[error("{reason}")]
    SecretsUnavailable {
        /// The key store's own words.
        reason: String,
    },
    /// Get the account key back, by pairing with another device or with the recovery code, and open again: there
    /// is a database, or an account, and the key store has no key for it. Nothing was overwritten.
    #[error("{reason}")]
    KeyMissing {
        /// What was found.
        reason: String,
    },
    /// Try again when there is a network. Apps give it themselves when a request gets no answer.
    #[error("{reason}")]
    Offline {
        /// What did not work.
        reason: String,
    },
    /// Look at the address, and whether the network asks to sign in: what answered is no Rebound server.
    #[error("{reason}")]
    NotAServer {
        /// What was found.
        reason: String,
    },
    /// Ask the server's operator for an update.
    #[error("{reason}")]
    ServerOutdated {
        /// What was found.
        reason: String,
    },
    /// Register, pair or use the recovery code: this device has no account, or was ended.
    #[error("{reason}")]
    SignedOut {
        /// What was found.
        reason: String,
    },
    /// Ask for the code, or for another invite: it is wrong, used, too old, or missing.
    #[error("{reason}")]
    CodeNeeded {
        /// What was found.
        reason: String,
    },
    /// Wait, then call again.
    #[error("{reason}")]
    TooOften {
        /// Why.
        reason: String,
        /// How long to wait, in seconds.
        wait_s: u64,
    },
    /// Show the reason: somebody has to make room, or the server's operator to allow it.
    #[error("{reason}")]
    Refused {
        /// The server's words.
        reason: String,
    },
    /// Report a bug.
    #[error("{reason}")]
    Bug {
        /// What should not have happened.
        reason: String,
    },
}

#[cfg_attr(feature = "uniffi", uniffi::export)]
impl ReboundError {
    /// A key that never changes, for logs and for looking up the app's own texts.
    pub fn code(&self) -> String {
        let code = match self {
            Self::Invalid { .. } => "invalid",
            Self::NotHere { .. } => "not_here",
            Self::Paused { .. } => "paused",
            Self::UpdateNeeded { .. } => "update_needed",
            Self::OtherDevice { .. } => "other_device",
            Self::OtherAccount { .. } => "other_account",
            Self::OtherCode { .. } => "other_code",
            Self::NotPaired { .. } => "not_paired",
            Self::ForeignFile { .. } => "foreign_file",
            Self::OpenElsewhere { .. } => "open_elsewhere",
            Self::StorageFull { .. } => "storage_full",
            Self::Damaged { .. } => "damaged",
            Self::Unavailable { .. } => "unavailable",
            Self::SecretsUnavailable { .. } => "secrets_unavailable",
            Self::KeyMissing { .. } => "key_missing",
            Self::Offline { .. } => "offline",
            Self::NotAServer { .. } => "not_a_server",
            Self::ServerOutdated { .. } => "server_outdated",
            Self::SignedOut { .. } => "signed_out",
            Self::CodeNeeded { .. } => "code_needed",
            Self::TooOften { .. } => "too_often",
            Self::Refused { .. } => "refused",
            Self::Bug { .. } => "bug",
        };
        code.to_owned()
    }
}

impl ReboundError {
    /// A value that is not allowed, with its field and the reason.
    pub fn invalid(field: impl Into<String>, reason: impl ToString) -> Self {
        Self::Invalid { field: field.into(), reason: reason.to_string() }
    }

    /// The device is paused.
    pub fn paused() -> Self {
        Self::Paused { reason: "the device is paused: resume it first".to_owned() }
    }
}

impl From<DeviceError> for ReboundError {
    fn from(error: DeviceError) -> Self {
        match error {
            DeviceError::Facts(error) => error.into(),
            DeviceError::Record(error) => error.into(),
            DeviceError::Library(error) => error.into(),
            DeviceError::Store(error) => error.into(),
            DeviceError::Paused => Self::paused(),
            DeviceError::Stopped => Self::Unavailable { reason: error.to_string() },
        }
    }
}

impl From<ShownError> for ReboundError {
    fn from(error: ShownError) -> Self {
        match error {
            ShownError::Coach(error) => error.into(),
            ShownError::Device(error) => error.into(),
        }
    }
}

impl From<FactsError> for ReboundError {
    fn from(error: FactsError) -> Self {
        match error {
            FactsError::Shape { file: _, line, column, path, problem } => {
                Self::invalid(path.text(), format!("line {line}, column {column}: {problem}"))
            }
            FactsError::Value { file: _, invalid } => invalid.into(),
        }
    }
}

impl From<RecordError> for ReboundError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Invalid(invalid) => invalid.into(),
            RecordError::UnknownReference(error) => {
                let reason = format!("there is no fact {} on this device", error.id);
                Self::NotHere { field: error.field.to_owned(), reason }
            }
            RecordError::Library(error) => error.into(),
        }
    }
}

impl From<NotAllowed> for ReboundError {
    fn from(not: NotAllowed) -> Self {
        let reason = not.reason();
        Self::invalid(not.field, reason)
    }
}

impl From<LibraryError> for ReboundError {
    fn from(error: LibraryError) -> Self {
        let reason = error.to_string();
        match error {
            LibraryError::UnknownDocument(_) => {
                Self::NotHere { field: "document".to_owned(), reason }
            }
            LibraryError::Ended(_) => Self::invalid("relation", reason),
            LibraryError::OtherKey(_) => Self::invalid("invitation", reason),
            LibraryError::Store(error) => error.into(),
            LibraryError::Load(LoadError::Damaged | LoadError::Incomplete) => {
                Self::Damaged { reason }
            }
            LibraryError::Write(WriteError::UpdateNeeded) => Self::UpdateNeeded { reason },
            LibraryError::Write(WriteError::Automerge(_)) => Self::Bug { reason },
        }
    }
}

impl From<StoreError> for ReboundError {
    fn from(error: StoreError) -> Self {
        let reason = error.to_string();
        match error {
            StoreError::FromTheFuture { .. } => Self::UpdateNeeded { reason },
            StoreError::Foreign => Self::ForeignFile { reason },
            StoreError::OtherDevice => Self::OtherDevice { reason },
            StoreError::OtherAccount => Self::OtherAccount { reason },
            StoreError::Damaged { .. } => Self::Damaged { reason },
            StoreError::OpenElsewhere => Self::OpenElsewhere { reason },
            StoreError::NotThere { .. } => Self::invalid("path", reason),
            StoreError::Full => Self::StorageFull { reason },
            StoreError::Closed => Self::paused(),
            StoreError::Unavailable { .. } => Self::Unavailable { reason },
        }
    }
}

impl From<NotUnwrapped> for ReboundError {
    fn from(error: NotUnwrapped) -> Self {
        let reason = error.to_string();
        match error {
            NotUnwrapped::NewerVersion => Self::UpdateNeeded { reason },
            NotUnwrapped::OtherCode => Self::OtherCode { reason },
        }
    }
}

impl From<NotPaired> for ReboundError {
    fn from(error: NotPaired) -> Self {
        let reason = error.to_string();
        match error {
            NotPaired::NewerVersion => Self::UpdateNeeded { reason },
            NotPaired::OtherDevice | NotPaired::OtherKey => Self::NotPaired { reason },
        }
    }
}

impl From<SecretsError> for ReboundError {
    fn from(error: SecretsError) -> Self {
        let reason = error.to_string();
        match error {
            SecretsError::Store(_) | SecretsError::Damaged(_) => {
                Self::SecretsUnavailable { reason }
            }
            SecretsError::KeyMissing => Self::KeyMissing { reason },
            SecretsError::DeviceMissing => Self::OtherDevice { reason },
            SecretsError::OtherKey => Self::OtherAccount { reason },
            SecretsError::NoAccount => Self::SignedOut { reason },
            SecretsError::HasAccount => Self::invalid("account", reason),
        }
    }
}

impl From<CallError> for ReboundError {
    fn from(error: CallError) -> Self {
        let reason = error.to_string();
        match error {
            CallError::Secrets(error) => error.into(),
            CallError::NotAServer => Self::NotAServer { reason },
            CallError::ServerOutdated => Self::ServerOutdated { reason },
            CallError::SignedOut => Self::SignedOut { reason },
            CallError::CodeNeeded => Self::CodeNeeded { reason },
            CallError::TooOften { wait_s } => Self::TooOften { reason, wait_s },
            CallError::NotThere { about } => Self::NotHere { field: about.to_owned(), reason },
            CallError::NotClaimed => Self::NotHere { field: "claimed_by".to_owned(), reason },
            CallError::DeviceTaken => Self::OtherDevice { reason },
            CallError::CodeTaken { .. } | CallError::Refused { .. } => Self::Refused { reason },
            CallError::Unavailable { .. } => Self::Unavailable { reason },
            CallError::NotPaired(error) => error.into(),
            CallError::NotUnwrapped(error) => error.into(),
            CallError::Code(_) => Self::invalid("code", reason),
            CallError::Address(_) => Self::invalid("server", reason),
            CallError::Invitation(_) => Self::invalid("invitation", reason),
        }
    }
}

impl From<CoachError> for ReboundError {
    fn from(error: CoachError) -> Self {
        match error {
            CoachError::UnknownExam { .. } => Self::invalid("exam", error),
            CoachError::Blueprint(_) => Self::invalid("blueprint", error),
        }
    }
}
