//! The server's copy of every document: the changes as bytes, and which follows which.
//!
//! ```text
//! session ─ hear ─► graph (staged) ─► writer ─ append ─► graph (durable) ─► subscribers dirty
//!                                                        └─► compactor ─► snapshot
//! ```
//!
//! Nothing is acknowledged or passed on before its commit. A commit that fails takes its document out
//! of memory; it is read again from what the store holds, and its connections end.
//!
//! In memory is what the sync protocol needs of the documents in use: hashes, what follows what, and
//! the newest bytes. Snapshots and older bytes are read when a peer lacks them.

mod awaited;
pub mod cache;
pub mod change;
mod compactor;
pub mod covered;
pub mod document;
mod ending;
pub mod excerpt;
pub mod exchange;
pub mod founding;
pub mod graph;
pub mod heads;
pub mod healing;
mod held_back;
pub mod op_ranges;
pub mod parking;
mod quotas;
mod reading;
pub mod session;
mod sharing;
pub mod slices;
pub mod storage;
mod trying;
mod varint;
pub mod writer;

use std::path::PathBuf;
use std::sync::mpsc::{Sender as Queue, channel};
use std::sync::{Arc, Mutex};

use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::document_id::DocumentId;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::auth::grant::{Action, Granted};
use crate::auth::people::{People, PeopleError};
use crate::ledger::awaited::Awaited;
use crate::ledger::cache::{Cache, CacheLimits};
use crate::ledger::compactor::{Compactor, Job};
use crate::ledger::document::Document;
use crate::ledger::exchange::Step;
use crate::ledger::quotas::Quotas;
use crate::ledger::reading::Readers;
use crate::ledger::session::{Heard, Listener, Session};
use crate::ledger::storage::{Found, Storage, StorageError};
use crate::ledger::trying::Trying;
use crate::ledger::writer::{Due, Staged, Writer};
use crate::limits::Limits;
use crate::warden::Children;

/// All documents.
#[derive(Debug)]
pub struct Ledger {
    people: Arc<dyn People>,
    readers: Readers,
    cache: Arc<Cache>,
    awaited: Arc<Awaited>,
    /// Held while roles change, in the store and in memory.
    roles: Mutex<()>,
    documents_max: u64,
    writer: Arc<Writer>,
    trying: Trying,
    compactor: Option<Compactor>,
    jobs: Queue<Job>,
}

/// How a ledger is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// The program that makes snapshots when it is called with [`crate::warden::COMMAND`]; without one, none
    /// are made.
    pub warden: Option<PathBuf>,
    /// How much stays in memory although nobody has it open.
    pub cache: CacheLimits,
    /// How many documents an account may own.
    pub documents_max: u64,
    /// How many bytes they may have together, as they are stored.
    pub bytes_max: u64,
    /// How many bytes a document may have, once they are inflated.
    pub document_bytes_max: u64,
    /// What the processes may take that open documents.
    pub children: Children,
}

impl Default for Keeping {
    fn default() -> Self {
        let limits = Limits::default();
        let Limits { documents_per_account, bytes_per_account, bytes_per_document, .. } = limits;
        Self {
            warden: None,
            cache: CacheLimits::default(),
            documents_max: documents_per_account,
            bytes_max: bytes_per_account,
            document_bytes_max: bytes_per_document,
            children: Children::from(&limits),
        }
    }
}

/// The ledger did not do it: its store of documents or of people failed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The store of documents.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The store of people.
    #[error(transparent)]
    People(#[from] PeopleError),
}

/// What there is to say to a peer.
#[derive(Debug)]
pub enum Speech {
    /// Nothing: it has heard everything.
    Nothing,
    /// The account may not read the document.
    Forbidden,
    /// This message. With `more` another one follows at once, because this had no room for all.
    Message {
        /// The message.
        message: Vec<u8>,
        /// Whether another follows.
        more: bool,
    },
}

impl Ledger {
    /// Opens the ledger over its stores and starts its threads.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if there is no thread.
    pub fn open(
        storage: Arc<dyn Storage>,
        people: Arc<dyn People>,
        keeping: Keeping,
    ) -> Result<Self, StorageError> {
        let (jobs, queue) = channel();
        let due: Due = match keeping.warden {
            Some(_) => {
                let jobs = jobs.clone();
                Box::new(move |document| drop(jobs.send(Job::Compact(Arc::clone(document)))))
            }
            None => Box::new(|_| {}),
        };
        let quotas = Quotas::new(keeping.bytes_max, keeping.document_bytes_max);
        let writer = Arc::new(Writer::start(Arc::clone(&storage), quotas, due)?);
        let children = keeping.children;
        let trying = Trying::start(keeping.warden.clone(), children, Arc::clone(&storage))?;
        let compactor = keeping.warden.map(|program| {
            Compactor::start((program, children), Arc::clone(&storage), &writer, queue)
        });
        let awaited = Arc::new(Awaited::default());
        let (readers, cache) =
            (Readers::new(storage), Arc::new(Cache::new(keeping.cache, Arc::clone(&awaited))));
        let compactor = compactor.transpose()?;
        let (documents_max, roles) = (keeping.documents_max, Mutex::default());
        Ok(Self {
            people,
            readers,
            cache,
            awaited,
            roles,
            documents_max,
            writer,
            trying,
            compactor,
            jobs,
        })
    }

    /// Opens a document for a connection; `None` if there is none that its account may read.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the store does not answer or holds something that is damaged.
    pub async fn session(
        &self,
        id: &DocumentId,
        listener: &Listener,
    ) -> Result<Option<Session>, StorageError> {
        let document = self.find(id).await?;
        Ok(document.and_then(|document| Session::open(document, listener, &self.cache)))
    }

    /// Notes that a connection has asked for a document that it was not shown, until it is, or the
    /// connection calls [`Ledger::stop_awaiting`]. Asking comes after this: what happens between is told.
    pub fn awaits(&self, id: &DocumentId, listener: &Listener) {
        self.awaited.add(*id, listener.connection, &listener.mailbox);
    }

    /// Notes that a connection waits for a document no more.
    pub fn stop_awaiting(&self, id: &DocumentId, connection: u64) {
        self.awaited.remove(id, connection);
    }

    /// How many messages of a session are tried together; 1 where each is taken by itself.
    pub fn together_max(&self, session: &Session) -> usize {
        if session.is_tried() { self.trying.together_max() } else { 1 }
    }

    /// Takes in a message; `None` if the session's account may not read the document.
    /// What enters is staged, and committed soon after.
    pub async fn hear(&self, session: &mut Session, message: &SyncMessage<'_>) -> Option<Heard> {
        let heard = session.hear(message, &self.writer, &self.trying).await?;
        if matches!(heard.staged, Staged::Queued) {
            self.writer.wake();
        }
        Some(heard)
    }

    /// What there is to say to a session's peer.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if something has to be read and cannot.
    pub async fn speak(&self, session: &mut Session) -> Result<Speech, StorageError> {
        let mut found = Found::default();
        loop {
            match session.next_step(&found) {
                None => return Ok(Speech::Forbidden),
                Some(Step::Rest) => return Ok(Speech::Nothing),
                Some(Step::Send { message, more }) => return Ok(Speech::Message { message, more }),
                // Once, unless a snapshot is stored just now.
                Some(Step::Read(wanted)) => {
                    let number = session.document().number;
                    found = self.readers.read(move |storage| storage.read(number, &wanted)).await?;
                }
            }
        }
    }

    /// Grants an account an action on a document; `None` if there is no such document, or it may not.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the store does not answer.
    pub async fn grant<A: Action>(
        &self,
        id: &DocumentId,
        account: AccountId,
    ) -> Result<Option<Granted<A>>, StorageError> {
        Ok(self.find(id).await?.and_then(|document| document.grant(account)))
    }

    /// Waits until everything that was received is committed, and every document that was due for a
    /// snapshot has had its turn.
    pub async fn settled(&self) {
        let writer = Arc::clone(&self.writer);
        // A closed ledger refuses: it is settled for good.
        drop(spawn_blocking(move || writer.perform(|_| Ok(()))).await);
        let (reply, answer) = oneshot::channel();
        if self.compactor.is_some() && self.jobs.send(Job::Answer(reply)).is_ok() {
            drop(answer.await);
        }
    }

    /// Lets documents that nobody has open leave memory, if they take more than their room.
    pub fn trim(&self) {
        self.cache.trim();
    }

    /// How many documents are in memory.
    pub fn documents_in_memory(&self) -> usize {
        self.cache.len()
    }

    /// Stops trials and the compactor, commits what is staged and stops the writer.
    pub fn close(&self) {
        self.trying.close();
        if let Some(compactor) = &self.compactor {
            compactor.close(&self.jobs);
        }
        self.writer.close();
    }

    /// Takes documents whose commit failed out of memory.
    pub fn forget_failed(&self) {
        self.cache.forget_failed();
    }

    /// Finds a document, reading it from the store if it is not in memory.
    async fn find(&self, id: &DocumentId) -> Result<Option<Arc<Document>>, StorageError> {
        if let Some(document) = self.cache.find(id) {
            return Ok(Some(document));
        }
        let (cache, id) = (Arc::clone(&self.cache), *id);
        let document = self.readers.read(move |storage| cache.load(&id, storage)).await?;
        // A large document that was never compacted is read faster the next time.
        if let Some(document) = document.as_ref().filter(|_| self.compactor.is_some())
            && document.claim_compaction()
        {
            drop(self.jobs.send(Job::Compact(Arc::clone(document))));
        }
        Ok(document)
    }
}
