//! Where a device keeps its documents: what it asks of a store, and what a store refuses.
//!
//! Synchronous: a call returns when the disk has answered. What [`Store::apply`] has returned from
//! survives a kill at any instruction and a power cut. The chunks are the truth; facts are a cache that
//! can be rebuilt from them.

pub mod batch;
mod block;
pub mod memory;
mod row;
pub mod rows;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod vault;

use std::path::PathBuf;

use crate::replica::document_id::DocumentId;
use crate::store::batch::{Batch, Stored};

/// What a device's disk can do.
pub trait Store {
    /// Everything that an engine needs at its start. Chunks are read later, when a document opens.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if a row about a document is not what was stored, or another
    /// [`StoreError`].
    fn read(&self) -> Result<Stored, StoreError>;

    /// The chunks of a document, in the order in which they were stored.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if they cannot be read now, or not at all.
    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, StoreError>;

    /// Stores a batch: all of it, or nothing. Returns when the disk has it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing of the batch is stored then.
    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError>;

    /// 32 bytes that no device has drawn before: not this one, nor a copy of it. They keep actors and
    /// fact ids apart where a host passes one seed twice.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if there are none to be had.
    fn fresh(&mut self) -> Result<[u8; 32], StoreError>;

    /// Lets go of everything that is held: files and locks. Later calls may be refused until
    /// [`Store::reopen`]; closing again does nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if something could not be tidied away. It is closed all the same.
    fn close(&mut self) -> Result<(), StoreError>;

    /// Opens what was opened before, whether it was closed meanwhile or not.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the store is closed then.
    fn reopen(&mut self) -> Result<(), StoreError>;

    /// Notes that a peer's message about a document is about to be applied. Where the note still stands
    /// at the next opening, applying has ended the process: [`Stored::suspects`] counts it.
    ///
    /// Stores of targets that catch a panic note nothing: this is called for every message.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: the message must not be applied.
    fn note_apply(&mut self, _id: &DocumentId) -> Result<(), StoreError> {
        Ok(())
    }

    /// Takes the note back.
    ///
    /// # Errors
    ///
    /// [`StoreError`]: the note may still stand.
    fn clear_apply(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A store did not do what it was asked to. Each case is something else to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Ask for an update of the app: a newer one wrote this. It was not touched.
    #[error("the database is of version {found}; this app knows versions up to {known}")]
    FromTheFuture {
        /// The version of the file.
        found: u32,
        /// The newest version that this build knows.
        known: u32,
    },
    /// Choose another path: the file is something else than a Rebound database. It was not touched.
    #[error("the file is not a Rebound database")]
    Foreign,
    /// Choose another path, or create the folder.
    #[error("there is no {}: create it, or choose another path", path.display())]
    NotThere {
        /// What is missing.
        path: PathBuf,
    },
    /// Make a new device: this is a copy of another one's, which must not write under the same id.
    #[error("the database belongs to another device")]
    OtherDevice,
    /// Open it with the key that made it: what it holds is sealed with another one. It was not touched.
    #[error("the database was made with another account key: open it with that one")]
    OtherAccount,
    /// Close the other one: the database is open already, in another process or in this one.
    #[error("the database is open elsewhere: close the other one first")]
    OpenElsewhere,
    /// Salvage what can be read, set the database aside and start a new one.
    #[error("the database is damaged: {what}")]
    Damaged {
        /// What cannot be what was stored.
        what: String,
    },
    /// Ask to free some storage. Nothing was written; what was stored before is intact.
    #[error("the device's storage is full")]
    Full,
    /// Open it again first.
    #[error("the database is closed")]
    Closed,
    /// Call again later.
    #[error("the database does not answer: {reason}")]
    Unavailable {
        /// What did not work.
        reason: String,
    },
}

impl StoreError {
    /// Something that is not what was stored.
    pub fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged { what: what.into() }
    }
}
