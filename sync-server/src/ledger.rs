//! The server's copy of every document: the changes as bytes, and which follows which.
//!
//! ```text
//! connection ─ receive ─► graph (staged) ─► writer ─ commit ─► graph (durable) ─► subscribers dirty
//!                                                              └─► compactor ─► snapshot
//! ```
//!
//! Nothing is acknowledged or passed on before its commit. A commit that fails takes its document out
//! of memory; it is read again from what the disk holds, and its connections end.
//!
//! In memory is what the sync protocol needs of the documents in use: hashes, what follows what, and
//! the newest bytes. Snapshots and older bytes are read when a peer lacks them.

mod compactor;
pub mod document;
pub mod exchange;
pub mod graph;
mod numbers;
pub mod packed;
pub mod row;
pub mod shelf;
pub mod storage;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender as Queue, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use automerge::Change;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::Refusal;
use rebound_core::replica::document_id::DocumentId;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::auth::{Grant, Role};
use crate::ledger::compactor::{Compactor, Errand};
use crate::ledger::document::{Document, Sender};
use crate::ledger::exchange::{Exchange, Received, Step};
use crate::ledger::shelf::{Room, Shelf};
use crate::ledger::storage::reading::{Found, Readers};
use crate::ledger::storage::{Storage, StorageError};
use crate::ledger::writer::{Commit, Due, Writer};
use crate::warden::{self, Warden};

/// All documents.
#[derive(Debug)]
pub struct Ledger {
    /// For roles and new documents, which are rare.
    storage: Mutex<Storage>,
    readers: Arc<Readers>,
    shelf: Arc<Shelf>,
    writer: Arc<Writer>,
    compactor: Option<Compactor>,
    errands: Queue<Errand>,
}

/// How a ledger is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// The program that makes snapshots when it is called with [`warden::COMMAND`]; without one, none
    /// are made.
    pub warden: Option<PathBuf>,
    /// How much stays in memory although nobody has it open.
    pub room: Room,
}

impl Ledger {
    /// Opens the ledger over the database at `path` and starts its threads.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the database cannot be opened.
    pub fn open(path: &Path, keeping: Keeping) -> Result<Self, StorageError> {
        let storage = Storage::open(path)?;
        let readers = Arc::new(Readers::new(path.to_owned()));
        let (errands, queue) = channel();
        let due: Due = match keeping.warden {
            Some(_) => {
                let errands = errands.clone();
                Box::new(move |document| {
                    drop(errands.send(Errand::Compact(Arc::clone(document))));
                })
            }
            None => Box::new(|_| {}),
        };
        let writing = Storage::open(path)?;
        writing.lay_out_log();
        let writer = Arc::new(Writer::start(writing, due)?);
        let warden = keeping.warden.map(|program| Warden::new(program, warden::WALL_MAX));
        let compactor =
            warden.map(|warden| Compactor::start(warden, Arc::clone(&readers), &writer, queue));
        let shelf = Arc::new(Shelf::new(keeping.room));
        let (storage, compactor) = (Mutex::new(storage), compactor.transpose()?);
        Ok(Self { storage, readers, shelf, writer, compactor, errands })
    }

    /// Finds a document, reading it from the disk if it is not in memory.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the disk does not answer or a row is damaged.
    pub async fn find(&self, id: &DocumentId) -> Result<Option<Arc<Document>>, StorageError> {
        if let Some(document) = self.shelf.find(id) {
            return Ok(Some(document));
        }
        let (shelf, id) = (Arc::clone(&self.shelf), *id);
        let document = self.readers.read_aside(move |storage| shelf.load(&id, storage)).await?;
        // A large document that was never compacted is read faster the next time.
        if let Some(document) = document.as_ref().filter(|_| self.compactor.is_some())
            && document.claim_compaction()
        {
            drop(self.errands.send(Errand::Compact(Arc::clone(document))));
        }
        Ok(document)
    }

    /// Creates a document that `owner` sends the first change of. Of two at once the first wins.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: nothing was created.
    pub async fn create(
        &self,
        id: &DocumentId,
        owner: AccountId,
    ) -> Result<Arc<Document>, StorageError> {
        if let Some(document) = self.find(id).await? {
            return Ok(document);
        }
        let created = lock(&self.storage).create(id, owner);
        match (self.find(id).await?, created) {
            (Some(document), _) => Ok(document),
            (None, Err(error)) => Err(error),
            (None, Ok(())) => Err(StorageError::Damaged),
        }
    }

    /// Takes in changes. What enters is staged, and committed by the writer soon after.
    pub fn receive(
        &self,
        document: &Arc<Document>,
        _grant: Grant,
        sender: &Sender<'_>,
        changes: Vec<Result<Change, Refusal>>,
        parked: &mut Vec<Change>,
    ) -> Received {
        let received = document.receive(sender, changes, parked, |first, rows| {
            self.writer.send(Commit { document: Arc::clone(document), first, rows });
        });
        if received.staged {
            self.writer.wake();
        }
        received
    }

    /// The next message for a peer, if there is anything to say.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if something has to be read and cannot.
    pub async fn next_message(
        &self,
        document: &Document,
        _grant: Grant,
        exchange: &mut Exchange,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        let mut found = Found::default();
        loop {
            match document.next_step(exchange, &found) {
                Step::Rest => return Ok(None),
                Step::Send(message) => return Ok(Some(message)),
                // Once, unless a snapshot is stored just now.
                Step::Read(wanted) => {
                    let number = document.number;
                    let fetch = move |storage: &Storage| storage.fetch(number, &wanted);
                    found = self.readers.read_aside(fetch).await?;
                }
            }
        }
    }

    /// Sets or takes back what an account is to a document.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: nothing changed.
    pub fn grant(
        &self,
        document: &Document,
        _grant: Grant,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), StorageError> {
        lock(&self.storage).grant(document.number, account, role)?;
        document.set_role(account, role);
        Ok(())
    }

    /// Waits until everything that was received is committed, and every document that was due for a
    /// snapshot has had its turn.
    pub async fn settled(&self) {
        let writer = Arc::clone(&self.writer);
        // A closed ledger refuses: it is settled for good.
        drop(spawn_blocking(move || writer.perform(|_| Ok(()))).await);
        let (reply, answer) = oneshot::channel();
        if self.compactor.is_some() && self.errands.send(Errand::Answer(reply)).is_ok() {
            drop(answer.await);
        }
    }

    /// Lets documents that nobody has open leave memory, if they take more than their room.
    pub fn trim(&self) {
        self.shelf.trim();
    }

    /// How many documents are in memory.
    pub fn documents_in_memory(&self) -> usize {
        self.shelf.len()
    }

    /// Stops the compactor, commits what is staged and stops the writer.
    pub fn close(&self) {
        if let Some(compactor) = &self.compactor {
            compactor.close(&self.errands);
        }
        self.writer.close();
    }

    /// Takes documents whose commit failed out of memory.
    pub fn forget_failed(&self) {
        self.shelf.forget_failed();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing under this lock panics on a peer's bytes; what a panic leaves behind is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
