//! The server's copy of every document: the changes as bytes, and which follows which.
//!
//! ```text
//! connection ─ receive ─► graph (staged) ─► writer ─ commit ─► graph (durable) ─► subscribers dirty
//! ```
//!
//! Nothing is acknowledged or passed on before its commit. A commit that fails takes its document out
//! of memory; it is read again from what the disk holds, and its connections end.

pub mod exchange;
pub mod graph;
pub mod storage;
mod writer;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use automerge::{Change, ChangeHash};
use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::admission::{Refusal, chunk};
use rebound_core::replica::document_id::DocumentId;

use crate::auth::{Grant, Role};
use crate::fanout::Mailbox;
use crate::ledger::exchange::Exchange;
use crate::ledger::graph::Graph;
use crate::ledger::storage::{Storage, StorageError};
use crate::ledger::writer::{Commit, Writer};

/// A document may hold this many bytes of changes.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// All documents.
#[derive(Debug)]
pub struct Ledger {
    storage: Mutex<Storage>,
    documents: Mutex<HashMap<DocumentId, Arc<Document>>>,
    writer: Writer,
}

/// One document in memory.
#[derive(Debug)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    number: i64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    roles: HashMap<AccountId, Role>,
    graph: Graph,
    subscribers: BTreeMap<u64, Arc<Mailbox>>,
}

/// What came of a received message's changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Positions that the sender has: new or known.
    pub positions: Vec<usize>,
    /// Changes that are missing before others can be taken.
    pub missing: Vec<ChangeHash>,
    /// What was refused.
    pub refused: Vec<Refusal>,
    /// Whether something waits for its commit.
    pub staged: bool,
}

/// A sender as the ledger must know it.
pub struct Sender<'a> {
    /// Its account.
    pub account: AccountId,
    /// Whose device an id is, if anybody's.
    pub account_of: &'a dyn Fn(&DeviceId) -> Option<AccountId>,
}

impl std::fmt::Debug for Sender<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sender").field("account", &self.account).finish_non_exhaustive()
    }
}

impl Ledger {
    /// Opens the ledger over a database and starts its writer.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the database cannot be opened.
    pub fn open(storage: Storage, writing: Storage) -> Result<Self, StorageError> {
        let writer = Writer::start(writing)?;
        Ok(Self { storage: Mutex::new(storage), documents: Mutex::new(HashMap::new()), writer })
    }

    /// Finds a document, reading it from the disk if it is not in memory.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the disk does not answer or a row is damaged.
    pub fn find(&self, id: &DocumentId) -> Result<Option<Arc<Document>>, StorageError> {
        let mut documents = lock(&self.documents);
        if let Some(document) = documents.get(id) {
            return Ok(Some(Arc::clone(document)));
        }
        let Some(stored) = lock(&self.storage).document(id)? else { return Ok(None) };
        let mut graph = Graph::default();
        for (account, bytes) in stored.changes {
            let change = chunk::admit(&bytes).map_err(|_| StorageError::Damaged)?;
            graph.stage(&change, account);
        }
        graph.commit(graph.len());
        let state = State { roles: stored.roles, graph, subscribers: BTreeMap::new() };
        let document =
            Arc::new(Document { id: *id, number: stored.number, state: Mutex::new(state) });
        documents.insert(*id, Arc::clone(&document));
        Ok(Some(document))
    }

    /// Creates a document that `owner` sends the first change of. Of two at once the first wins.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: nothing was created.
    pub fn create(&self, id: &DocumentId, owner: AccountId) -> Result<Arc<Document>, StorageError> {
        if let Some(document) = self.find(id)? {
            return Ok(document);
        }
        lock(&self.storage).create(id, owner)?;
        self.find(id)?.ok_or(StorageError::Damaged)
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
        let mut state = document.lock();
        let first = state.graph.len();
        let mut received = Received::default();
        let mut waiting = std::mem::take(parked);
        for change in changes {
            match change {
                Ok(change) => waiting.push(change),
                Err(refusal) => received.refused.push(refusal),
            }
        }
        // Each round takes what has become possible; honest messages need one.
        loop {
            let before = waiting.len();
            waiting = state.take(waiting, sender, &mut received);
            if waiting.len() == before || waiting.is_empty() {
                break;
            }
        }
        received.missing = state.graph.missing(&waiting);
        if waiting.len() > graph::PARKED_MAX {
            waiting.clear();
            received.refused.push(Refusal::TooManyOrphans);
        }
        *parked = waiting;
        let rows = state.graph.rows(first);
        received.staged = !rows.is_empty();
        if received.staged {
            // Sent under the document's lock, so that its commits keep the order of its positions.
            self.writer.send(Commit { document: Arc::clone(document), first, rows });
        }
        received
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
        let mut state = document.lock();
        match role {
            Some(role) => drop(state.roles.insert(account, role)),
            None => drop(state.roles.remove(&account)),
        }
        Ok(())
    }

    /// Commits what is staged and stops the writer.
    pub fn close(&self) {
        self.writer.close();
    }

    /// Takes documents whose commit failed out of memory.
    pub fn forget_failed(&self) {
        let mut documents = lock(&self.documents);
        documents.retain(|_, document| !document.lock().graph.has_failed());
    }
}

impl Document {
    /// What an account is to this document.
    pub fn role(&self, account: &AccountId) -> Option<Role> {
        self.lock().roles.get(account).copied()
    }

    /// Everybody with a role, in the order of their ids.
    pub fn roles(&self) -> BTreeMap<AccountId, Role> {
        self.lock().roles.iter().map(|(account, role)| (*account, *role)).collect()
    }

    /// Tells a connection from here on when there is something to send.
    pub fn subscribe(&self, connection: u64, mailbox: &Arc<Mailbox>) {
        self.lock().subscribers.insert(connection, Arc::clone(mailbox));
    }

    /// Ends a subscription.
    pub fn unsubscribe(&self, connection: u64) {
        self.lock().subscribers.remove(&connection);
    }

    /// The mailboxes of all other connections that have the document open.
    pub fn others(&self, connection: u64) -> Vec<Arc<Mailbox>> {
        let state = self.lock();
        let others = state.subscribers.iter().filter(|(number, _)| **number != connection);
        others.map(|(_, mailbox)| Arc::clone(mailbox)).collect()
    }

    /// Runs `step` on the graph as it stands.
    pub fn with_graph<T>(&self, _grant: Grant, step: impl FnOnce(&Graph) -> T) -> T {
        step(&self.lock().graph)
    }

    /// The next message for a peer, if there is anything to say.
    pub fn next_message(&self, _grant: Grant, exchange: &mut Exchange) -> Option<Vec<u8>> {
        exchange.next_message(&self.lock().graph)
    }

    fn committed(&self, end: usize) {
        let mut state = self.lock();
        state.graph.commit(end);
        state.subscribers.values().for_each(|mailbox| mailbox.mark(self.id));
    }

    fn failed(&self) {
        let mut state = self.lock();
        state.graph.fail();
        state.subscribers.values().for_each(|mailbox| mailbox.fail());
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

impl State {
    /// Stages what can be staged and gives the rest back.
    fn take(
        &mut self,
        waiting: Vec<Change>,
        sender: &Sender<'_>,
        received: &mut Received,
    ) -> Vec<Change> {
        let mut left = Vec::new();
        for change in waiting {
            if let Some(position) = self.graph.position(&change.hash()) {
                received.positions.push(position);
                continue;
            }
            if self.graph.lacks_deps(&change) {
                left.push(change);
                continue;
            }
            match self.admit(&change, sender) {
                Ok(()) => received.positions.push(self.graph.stage(&change, sender.account)),
                Err(refusal) => received.refused.push(refusal),
            }
        }
        left
    }

    fn admit(&self, change: &Change, sender: &Sender<'_>) -> Result<(), Refusal> {
        if self.graph.bytes() + change.raw_bytes().len() > DOCUMENT_BYTES_MAX {
            return Err(Refusal::Quota);
        }
        let actor = change.actor_id().to_bytes();
        let prefix = actor.first_chunk::<8>().map(|prefix| DeviceId::from_bytes(*prefix));
        let registered = prefix.and_then(|device| (sender.account_of)(&device));
        if registered.is_some_and(|owner| owner != sender.account) {
            return Err(Refusal::Actor);
        }
        self.graph.admit(change, sender.account)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing under these locks panics on a peer's bytes; what a panic leaves behind is still whole.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
