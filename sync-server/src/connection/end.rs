//! Why a connection ends.

use rebound_core::replica::wire::{Frame, SHUTDOWN};

use crate::ledger::storage::StorageError;

/// Why a connection ends. The text is sent to the client.
#[derive(Debug, thiserror::Error)]
pub(super) enum End {
    #[error("the connection is closed")]
    Gone,
    #[error("{0}")]
    Protocol(&'static str),
    #[error("a message that is too long")]
    TooLong,
    #[error("a message that the client does not take for its length")]
    NotTaken,
    #[error("this client does not take what it is sent; read while you send")]
    NotRead,
    #[error("this device may not sync any more")]
    Revoked,
    #[error("this device has opened too many connections; this one was its oldest")]
    Displaced,
    #[error("the server cannot store changes now; try again later")]
    Storage,
    #[error("the server is shutting down")]
    Shutdown,
}

impl End {
    /// The last word to the client.
    pub(super) fn farewell(&self) -> Frame {
        Frame::Error { message: self.to_string(), code: Some(self.reason().to_owned()) }
    }

    /// The reason in one word, for the metrics and for who is told it.
    pub(super) const fn reason(&self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Protocol(_) => "protocol",
            Self::TooLong => "too_long",
            Self::NotTaken => "not_taken",
            Self::NotRead => "not_read",
            Self::Revoked => "revoked",
            Self::Displaced => "displaced",
            Self::Storage => "storage",
            Self::Shutdown => SHUTDOWN,
        }
    }
}

impl From<StorageError> for End {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "the ledger failed");
        Self::Storage
    }
}
