//! The port to where documents are kept: their changes, and the snapshots that stand for many of them.
//!
//! Nothing here is of one database, and nothing assumes that this process is the only one that writes.
//! So an append says which position it expects, and is told if somebody else was there before; a reader
//! is told when a snapshot took what it wanted. These are answers, and no errors.
//!
//! Calls may block, and a change is durable when its call returns. `tests/conformance` holds what every
//! implementation does; [`sqlite`] is one.

pub mod sqlite;
pub mod upkeep;

use std::collections::{BTreeMap, HashSet};
use std::error::Error;
use std::sync::Arc;
use std::{fmt, io};

use automerge::ChangeHash;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;

use crate::auth::grant::Roles;
use crate::epoch::Epoch;
use crate::hex;
use crate::ledger::change::StoredChange;
use crate::ledger::covered::Covered;
use crate::ledger::graph::Graph;

/// The store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Written by a newer server. It was not touched.
    #[error("the store is of version {found}; this server knows version {known}")]
    FromTheFuture {
        /// The store's version.
        found: u32,
        /// The newest version that this server knows.
        known: u32,
    },
    /// The store is something else.
    #[error("this is not a Rebound server's store")]
    Foreign,
    /// Something is not what was stored.
    #[error("the store holds something that is damaged")]
    Damaged,
    /// There is no room. What is there can be read.
    #[error("the store is full")]
    Full(#[source] Box<dyn Error + Send + Sync>),
    /// The files were removed or replaced while they were open. Nothing is stored any more.
    #[error("the data folder was removed or replaced while the server ran")]
    Gone,
    /// The store failed. What was to be stored may be there or not, never half.
    #[error("the store failed: {0}")]
    Unavailable(#[source] Box<dyn Error + Send + Sync>),
    /// The system gave no thread.
    #[error("no thread for the store")]
    Thread(#[source] io::Error),
    /// The server is shutting down.
    #[error("the ledger is closed")]
    Closed,
}

/// The number of a document in one store, which is shorter than its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub i64);

/// A document as a store has it at one moment.
#[derive(Debug)]
pub struct StoredDocument {
    /// Its number.
    pub number: Number,
    /// Who is what to it.
    pub roles: Roles,
    /// Its changes.
    pub graph: Graph,
    /// What was set aside of it.
    pub aside: HashSet<ChangeHash>,
}

/// Whose a new document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// The account's that wanted it.
    Mine,
    /// It was there already; nothing was created.
    Theirs,
}

/// Changes of one document, to be stored from a position on.
#[derive(Clone, Copy, Debug)]
pub struct Append<'a> {
    /// The document.
    pub document: Number,
    /// How many changes it is expected to have.
    pub first: usize,
    /// What comes after them.
    pub changes: &'a [StoredChange],
}

/// Changes of one document that are to be set aside.
#[derive(Clone, Copy, Debug)]
pub struct SettingAside<'a> {
    /// The document.
    pub document: Number,
    /// Where they begin: not before the end of what a snapshot covers.
    pub first: usize,
    /// How many changes the document is expected to have.
    pub len: usize,
    /// What it has from `first` on afterwards.
    pub kept: &'a [StoredChange],
    /// What is kept apart.
    pub aside: &'a [StoredChange],
}

/// A change that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Its hash.
    pub hash: ChangeHash,
    /// Who had sent it.
    pub account: AccountId,
    /// The change, as a chunk.
    pub bytes: Vec<u8>,
}

/// What became of one append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All of it is stored.
    Stored,
    /// The document has so many changes, and not those that were expected: nothing of it is stored.
    Behind {
        /// How many changes the document has.
        len: usize,
    },
}

/// A snapshot as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// How many changes it covers: the first ones.
    pub covers: usize,
    /// The document chunk.
    pub bytes: Vec<u8>,
}

/// What became of a new snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// It stands.
    Done,
    /// Another was there than was expected, which covers so many changes, and stays.
    Other {
        /// How many changes it covers; 0 if there is none.
        covers: usize,
    },
}

/// Whether there is more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Call again.
    More,
    /// Done.
    Nothing,
}

/// What somebody needs of a document's bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whether the snapshot is needed.
    pub snapshot: bool,
    /// The positions of changes, rising.
    pub positions: Vec<usize>,
}

/// What the store has of it. Changes that a newer snapshot covers are absent.
#[derive(Debug, Default)]
pub struct Found {
    /// The snapshot.
    pub snapshot: Option<Snapshot>,
    /// The bytes of changes, by position.
    pub changes: BTreeMap<usize, Arc<[u8]>>,
}

impl Found {
    /// The bytes of the change at a position.
    pub fn chunk(&self, position: usize) -> Option<&[u8]> {
        self.changes.get(&position).map(|bytes| &**bytes)
    }
}

/// A moment in the order in which a store took changes in. Of another life of the store it is worth
/// nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The life of the store.
    pub epoch: Epoch,
    /// The store's own count.
    pub at: u64,
}

impl Cursor {
    /// Reads what [`Display`](fmt::Display) writes; `None` if it is something else.
    pub fn read(text: &str) -> Option<Self> {
        let bytes: [u8; 24] = hex::decode(text)?;
        let (epoch, at) = bytes.split_first_chunk()?;
        Some(Self { epoch: Epoch::from_bytes(*epoch), at: u64::from_be_bytes(at.try_into().ok()?) })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", hex::encode(self.epoch.as_bytes()), hex::encode(&self.at.to_be_bytes()))
    }
}

/// What somebody has to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Feed {
    /// These documents, and the moment to ask from the next time. Some may have been told before, none is left
    /// out.
    Changed(Vec<DocumentId>, Cursor),
    /// The moment is of another life of the store, or one that has not come yet in this: what was told then may
    /// be lost here, and what is here may never have been told. Whoever asks begins again, without a moment.
    Expired,
}

/// What has grown since a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tail {
    /// These, each with how many changes it had at least. Some may have been told before, none is left
    /// out.
    Grown(Vec<(Number, usize)>, Cursor),
    /// The store does not remember so far back: everything has to be compared, and then this cursor goes
    /// on.
    Expired(Cursor),
}

/// Takes what is read, one change after the other with its position.
pub type Each<'a> = &'a mut dyn FnMut(usize, StoredChange) -> Result<(), StorageError>;

/// Where documents are kept.
pub trait Storage: fmt::Debug + Send + Sync {
    /// Reads a document as it is at one moment; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if something does not fit its checksum or its place.
    fn open(&self, id: &DocumentId) -> Result<Option<StoredDocument>, StorageError>;

    /// Creates a document together with its owner's role, unless there is one.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: ask again.
    fn create(&self, id: &DocumentId, owner: AccountId) -> Result<Created, StorageError>;

    /// Makes an account the owner of a document without a single change, and nobody else anything.
    /// [`Created::Theirs`] if there is a change, or no such document: nothing is done then.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: it is the one or the other.
    fn take_over(&self, id: &DocumentId, owner: AccountId) -> Result<Created, StorageError>;

    /// Deletes a document, its changes and its roles. Nothing that was about it is stored after this.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: it is there or not, never half.
    fn delete(&self, document: Number) -> Result<(), StorageError>;

    /// Stores changes with one durable commit. Each append is stored all or not at all, whatever becomes
    /// of the others; several of one document follow each other.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: what is stored is not known, and never half of one append.
    fn append(&self, batch: &[Append<'_>]) -> Result<Vec<Outcome>, StorageError>;

    /// Sets changes of a document aside, where they are kept until it is deleted, and moves the others
    /// together. All of it or nothing; nothing if the document has other changes than expected.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: it is the one or the other.
    fn set_aside(&self, change: &SettingAside<'_>) -> Result<Outcome, StorageError>;

    /// What was set aside of a document, in the order in which it was.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if something is not what was set aside.
    fn aside(&self, document: Number) -> Result<Vec<Aside>, StorageError>;

    /// Hands over the changes of a document from position `first` on and before `end`, in their order.
    /// Those that a snapshot covers may be absent.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if a change is not what was stored, and that of `each`.
    fn changes(
        &self,
        document: Number,
        first: usize,
        end: usize,
        each: Each<'_>,
    ) -> Result<(), StorageError>;

    /// Reads what is wanted of a document, as it stands at one moment.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if something is not what was stored, or gone.
    fn read(&self, document: Number, wanted: &Wanted) -> Result<Found, StorageError>;

    /// Replaces the snapshot that covers `expected` changes, 0 for none. From then on the changes that the
    /// new one covers are dead.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: one of the two stands.
    fn replace_snapshot(
        &self,
        document: Number,
        expected: usize,
        covered: &Covered,
        chunk: &[u8],
    ) -> Result<Replaced, StorageError>;

    /// Deletes some of the changes that a document's snapshot covers.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: they stay for another time.
    fn prune(&self, document: Number) -> Result<Left, StorageError>;

    /// The documents with dead changes, which a crash can leave.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn unpruned(&self) -> Result<Vec<Number>, StorageError>;

    /// Gives some room back that pruned changes took.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: it stays, and is used again.
    fn release(&self) -> Result<Left, StorageError>;

    /// Which documents have grown since a moment; from now on without one. A node that serves the same
    /// store as others learns so what they took in.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn tail(&self, since: Option<Cursor>) -> Result<Tail, StorageError>;

    /// Which documents an account may read that have changed since a moment, or in which a role was given or taken;
    /// all that it may read without a moment. Holds over a restart.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn feed(&self, account: AccountId, since: Option<Cursor>) -> Result<Feed, StorageError>;

    /// How many bytes the documents of an account take as they are stored: the snapshots, and the changes that
    /// none covers. What a store adds of its own to each counts or not.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn held(&self, owner: AccountId) -> Result<u64, StorageError>;

    /// Leaves everything where the next start finds it soonest. Nothing is lost without it.
    ///
    /// # Errors
    ///
    /// [`StorageError`].
    fn rest(&self) -> Result<(), StorageError>;
}
