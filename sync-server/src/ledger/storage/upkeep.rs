//! The port to what an operator does with a store: look after it, copy it, see what is in it.
//!
//! Nothing here is of one database. Calls may block, and are not made on the live path.

use std::fmt;
use std::path::Path;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use serde::Serialize;

use crate::auth::space::SpaceId;
use crate::ledger::storage::StorageError;

/// What a store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Holdings {
    /// Accounts with a device, revoked ones included.
    pub accounts: u64,
    /// Devices, revoked ones included.
    pub devices: u64,
    /// Documents.
    pub documents: u64,
    /// What the store takes on the disk, in bytes.
    pub bytes: u64,
}

/// One document as an operator may see it: how large it is and whose, and nothing of what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentSummary {
    /// Its id.
    #[serde(serialize_with = "as_text")]
    pub document: DocumentId,
    /// Who owns it; `None` if nobody does.
    pub owner: Option<AccountId>,
    /// How many accounts have a role.
    pub members: u64,
    /// Changes that are kept one by one.
    pub changes: u64,
    /// Their bytes and those of the snapshot.
    pub bytes: u64,
}

/// One space as an operator may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SpaceSummary {
    /// Its id.
    pub space: SpaceId,
    /// Who owns it.
    pub owner: AccountId,
    /// How many other accounts are something in it.
    pub members: u64,
    /// How many documents are in it.
    pub documents: u64,
}

/// What an operator does with a store.
pub trait Upkeep: fmt::Debug + Send + Sync {
    /// Tries whether a store that failed takes something again.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: it does not yet.
    fn probe(&self) -> Result<(), StorageError>;

    /// Counts what is there.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn holdings(&self) -> Result<Holdings, StorageError>;

    /// Lists the documents, in the order in which they were created.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn documents(&self) -> Result<Vec<DocumentSummary>, StorageError>;

    /// Lists the spaces, in the order of their ids.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn spaces(&self) -> Result<Vec<SpaceSummary>, StorageError>;

    /// Writes a copy of everything as it is at one moment, checks it, and puts it where nothing was; tells
    /// how many bytes it has. Others go on writing meanwhile.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: there is no file at `to` that was not there before.
    fn back_up(&self, to: &Path) -> Result<u64, StorageError>;

    /// Looks through everything and says what is damaged; nothing if all is well.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn examine(&self) -> Result<Vec<String>, StorageError>;
}

fn as_text<S: serde::Serializer>(id: &DocumentId, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(id)
}
