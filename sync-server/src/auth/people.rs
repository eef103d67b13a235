//! The port to where accounts, devices and roles are kept.
//!
//! A call returns when it is durable. All of them may block. What is not an error is an answer: a taken
//! id is one, and so is a device that is not there.

pub mod tables;

use std::error::Error;
use std::fmt;

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;

use crate::auth::credential::CredentialHash;
use crate::auth::grant::Roles;
use crate::auth::role::Role;
use crate::epoch::Epoch;

/// The most devices of one account that are not revoked.
pub const DEVICES_MAX: usize = 10;

/// A device as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// Its id.
    pub device: DeviceId,
    /// Whose it is.
    pub account: AccountId,
    /// What is kept of its credential.
    pub credential: CredentialHash,
    /// Whether it may still speak.
    pub standing: Standing,
}

/// Whether a device may still speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It may.
    Live,
    /// It was revoked, for good.
    Revoked,
}

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registration {
    /// The device is registered.
    Done,
    /// The id is in use, or was.
    DeviceTaken,
    /// The account has [`DEVICES_MAX`] devices.
    TooManyDevices,
}

/// The store of people did not do it: nothing has changed.
#[derive(Debug, thiserror::Error)]
#[error("the store of people failed")]
pub struct PeopleError(#[source] Box<dyn Error + Send + Sync>);

impl PeopleError {
    /// The store's own error.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

/// Where accounts, devices and roles are kept.
pub trait People: fmt::Debug + Send + Sync {
    /// The life of the store that this speaks of.
    fn epoch(&self) -> Epoch;

    /// Reads all devices, the revoked ones as well.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn devices(&self) -> Result<Vec<KnownDevice>, PeopleError>;

    /// Registers a device, of a new account or of one that is known. Counted and stored at one moment.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: nothing was registered.
    fn register(
        &self,
        account: AccountId,
        device: DeviceId,
        credential: &CredentialHash,
    ) -> Result<Registration, PeopleError>;

    /// Ends a device of an account; tells whether the account has such a one. Again is harmless.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: the device is as it was.
    fn revoke(&self, account: AccountId, device: DeviceId) -> Result<bool, PeopleError>;

    /// Reads who is what to a document; `None` if there is no such document.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn roles(&self, document: &DocumentId) -> Result<Option<Roles>, PeopleError>;

    /// Sets a role, or takes it back. Of a document that does not exist nothing is stored.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: nothing changed.
    fn set_role(
        &self,
        document: &DocumentId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), PeopleError>;
}
