//! Why a use case did not come to its end.

use crate::engine::{LibraryError, RecordError};
use crate::formats::json::FactsError;
use crate::store::StoreError;

/// A use case did not come to its end. Nothing that was stored before is lost.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The text is not what [`Device::export`](crate::device::Device::export) writes.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// The fact was not recorded.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A document cannot be read or changed.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The device is paused: resume it first.
    #[error("the device is paused: resume it first")]
    Paused,
    /// The device stopped at a fault, and its disk could not be read since: call again later.
    #[error("the device stopped at a fault, and its disk could not be read since")]
    Stopped,
}

impl DeviceError {
    /// Whether it says no to what was asked, with everything as it was: nothing has failed.
    pub(super) const fn is_refusal(&self) -> bool {
        match self {
            Self::Facts(_) | Self::Paused | Self::Stopped => true,
            Self::Record(RecordError::Invalid(_) | RecordError::UnknownReference(_)) => true,
            Self::Library(
                LibraryError::UnknownDocument(_)
                | LibraryError::Ended(_)
                | LibraryError::OtherKey(_),
            ) => true,
            Self::Record(RecordError::Library(_)) | Self::Library(_) | Self::Store(_) => false,
        }
    }
}
