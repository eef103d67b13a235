//! The port to where accounts, devices and roles are kept.
//!
//! A call returns when it is durable. All of them may block. What is not an error is an answer: a taken
//! id is one, and so is a device that is not there.

pub mod tables;

use std::error::Error;
use std::fmt;

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;

use crate::auth::Principal;
use crate::auth::credential::CredentialHash;
use crate::auth::grant::Roles;
use crate::auth::invite::{Invite, InviteHash, InvitedTo};
use crate::auth::opaque::WrappedKey;
use crate::auth::recovery::RecoveryHash;
use crate::auth::role::Role;
use crate::auth::space::{Space, SpaceId};
use crate::epoch::Epoch;

/// The longest name of a device, in characters.
pub const NAME_LEN_MAX: usize = 64;

/// An account as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    /// Its id.
    pub account: AccountId,
    /// What is kept of its recovery code; `None` if it has none, as those of older servers.
    pub recovery: Option<RecoveryHash>,
}

/// An account that is to be made.
#[derive(Clone, Copy, Debug)]
pub struct NewAccount<'a> {
    /// What will be known of it.
    pub known: KnownAccount,
    /// Its key, as its first device has wrapped it with the recovery code; `None` if nothing was.
    pub wrapped_key: Option<&'a WrappedKey>,
}

/// A device as it is kept. Its id is one of its account: other accounts may have the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    /// Its id.
    pub device: DeviceId,
    /// Whose it is.
    pub account: AccountId,
    /// What is kept of its credential.
    pub credential: CredentialHash,
    /// Whether it may still speak.
    pub standing: Standing,
    /// What its owner calls it.
    pub name: DeviceName,
    /// When it was registered, in milliseconds since 1970. No two of an account have the same, unless older
    /// servers have registered them, which did not note it: 0.
    pub registered_ms: i64,
    /// When it was here last, in milliseconds since 1970, give or take an hour; 0 if it never was.
    pub seen_ms: i64,
}

impl KnownDevice {
    /// Who speaks with its credential.
    pub const fn principal(&self) -> Principal {
        let Self { account, device, registered_ms, .. } = self;
        Principal { account: *account, device: *device, registered_ms: *registered_ms }
    }
}

/// What somebody calls a device: at most [`NAME_LEN_MAX`] characters in one line, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceName(String);

impl DeviceName {
    /// Reads a name; `None` if it is too long or has more than a line.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let fits = text.chars().count() <= NAME_LEN_MAX && !text.chars().any(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
    /// The account has a live device with this id.
    DeviceTaken,
    /// The account has as many devices as it may.
    TooManyDevices,
    /// Another account has the recovery code.
    CodeTaken,
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

    /// Reads all accounts.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn accounts(&self) -> Result<Vec<KnownAccount>, PeopleError>;

    /// Reads all devices, the revoked ones as well.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn devices(&self) -> Result<Vec<KnownDevice>, PeopleError>;

    /// Registers a device, with its account if that is new. It takes the place of a revoked one with its id.
    /// Counted and stored at one moment.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: nothing was registered.
    fn register(
        &self,
        device: &KnownDevice,
        new: Option<NewAccount<'_>>,
        devices_max: u64,
    ) -> Result<Registration, PeopleError>;

    /// Ends a device of an account; tells whether the account has such a one. Again is harmless.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: the device is as it was.
    fn revoke(&self, account: AccountId, device: DeviceId) -> Result<bool, PeopleError>;

    /// Notes what a device is called and when it was here last. Of one that is not there nothing is stored.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: it is as it was.
    fn describe(&self, device: &KnownDevice) -> Result<(), PeopleError>;

    /// Replaces the recovery code of an account together with its wrapped key, by none if there is none; tells
    /// whether it did: not with the code of another account.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: both are as they were.
    fn set_recovery(
        &self,
        account: AccountId,
        code: &RecoveryHash,
        wrapped_key: Option<&WrappedKey>,
    ) -> Result<bool, PeopleError>;

    /// Keeps another wrapped key of an account. Of one that does not exist nothing is kept.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: it is as it was.
    fn set_wrapped_key(&self, account: AccountId, key: &WrappedKey) -> Result<(), PeopleError>;

    /// Reads the wrapped key of an account.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn wrapped_key(&self, account: AccountId) -> Result<Option<WrappedKey>, PeopleError>;

    /// Removes an account, its devices and spaces, and its roles in documents and spaces of others.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: nothing was removed.
    fn remove(&self, account: AccountId) -> Result<(), PeopleError>;

    /// How many documents an account owns.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn owned(&self, account: AccountId) -> Result<u64, PeopleError>;

    /// Keeps an invite, unless there are so many to the same that are not over, or there is nothing that it could be
    /// to; tells whether. Those that are over are removed.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: there is no invite.
    fn invite(&self, invite: &Invite, most: u64, now_ms: i64) -> Result<bool, PeopleError>;

    /// Reads the invites to a document or space that are not over.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn invites(&self, to: &InvitedTo, now_ms: i64) -> Result<Vec<Invite>, PeopleError>;

    /// Notes who claims an invite; `None` if there is none, it is over, or somebody else has claimed it.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: it is as it was.
    fn claim_invite(
        &self,
        token: &InviteHash,
        account: AccountId,
        now_ms: i64,
    ) -> Result<Option<Invite>, PeopleError>;

    /// Ends an invite. Again is harmless.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: it is as it was.
    fn end_invite(&self, token: &InviteHash) -> Result<(), PeopleError>;

    /// Reads which documents an account has a role in, by itself or through a space.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn documents(&self, account: AccountId) -> Result<Vec<(DocumentId, Role)>, PeopleError>;

    /// Reads who is what to a document, by itself or through its space; `None` if there is no such document.
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

    /// Makes a space without members and documents, unless its owner has so many; tells whether.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: there is no such space.
    fn make_space(&self, space: &SpaceId, owner: AccountId, most: u64)
    -> Result<bool, PeopleError>;

    /// Reads a space as it is at one moment; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn space(&self, space: &SpaceId) -> Result<Option<Space>, PeopleError>;

    /// Reads which spaces an account owns or is a member of, in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`PeopleError`].
    fn spaces(&self, account: AccountId) -> Result<Vec<(SpaceId, Role)>, PeopleError>;

    /// Sets what an account is in a space, or takes it back. Of a space that does not exist nothing is stored.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: nothing changed.
    fn set_member(
        &self,
        space: &SpaceId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), PeopleError>;

    /// Puts a document into a space and out of any other, or out of the one that it is in.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: nothing changed.
    fn put(&self, document: &DocumentId, space: Option<&SpaceId>) -> Result<(), PeopleError>;

    /// Ends a space. Its documents stay, with the roles that were given in them.
    ///
    /// # Errors
    ///
    /// [`PeopleError`]: nothing changed.
    fn end_space(&self, space: &SpaceId) -> Result<(), PeopleError>;
}
