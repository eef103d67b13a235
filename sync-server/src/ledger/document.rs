//! One document in memory: its graph, who may do what with it, and who wants to hear of it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use automerge::Change;
use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::admission::Refusal;
use rebound_core::replica::document_id::DocumentId;

use crate::auth::{Grant, Role};
use crate::fanout::Mailbox;
use crate::ledger::exchange::{Exchange, Received, Step};
use crate::ledger::graph::{self, Graph};
use crate::ledger::packed::Packed;
use crate::ledger::row::Row;
use crate::ledger::storage::StoredDocument;
use crate::ledger::storage::reading::Found;

/// A document may hold this many bytes of changes.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A tail shorter than this is not worth a process, in bytes: about 250 records.
const COMPACT_BYTES_MIN: usize = 64 * 1024;

/// The newest changes stay as they came, so that a device that was away for a day is sent what it
/// lacks and not the whole document: this many bytes, or [`KEPT_SHARE`] of a large snapshot.
const KEPT_BYTES: usize = 16 * 1024;

/// A sixteenth of the snapshot: 2 bytes for each record of a large document.
const KEPT_SHARE: usize = 16;

/// Bytes of changes that one run of the warden takes; it bounds that run's memory and time.
const RUN_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What a document takes in memory besides its graph and subscribers, roughly, in bytes.
const DOCUMENT_BYTES: usize = 1_024;

/// One document in memory.
#[derive(Debug)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    pub(super) number: i64,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    roles: HashMap<AccountId, Role>,
    graph: Graph,
    subscribers: BTreeMap<u64, Arc<Mailbox>>,
    compaction: Compaction,
}

/// Where a document stands with its next snapshot.
#[derive(Clone, Copy, Debug)]
enum Compaction {
    /// Wanted once the uncovered changes have at least so many bytes.
    Above(usize),
    /// The compactor has it.
    Queued,
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

impl Document {
    pub(super) fn new(id: DocumentId, stored: StoredDocument) -> Self {
        let StoredDocument { number, roles, graph } = stored;
        let compaction = Compaction::Above(0);
        let state = State { roles, graph, subscribers: BTreeMap::new(), compaction };
        Self { id, number, state: Mutex::new(state) }
    }

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

    pub(super) fn next_step(&self, exchange: &mut Exchange, found: &Found) -> Step {
        exchange.next_step(&self.lock().graph, found)
    }

    pub(super) fn set_role(&self, account: AccountId, role: Option<Role>) {
        let mut state = self.lock();
        match role {
            Some(role) => drop(state.roles.insert(account, role)),
            None => drop(state.roles.remove(&account)),
        }
        // Who has lost the role is told so now, and not when there is something it may not see.
        state.subscribers.values().for_each(|mailbox| mailbox.mark(self.id));
    }

    /// Takes in changes. What can be staged is handed to `queue` with its first position, under the
    /// document's lock, so that commits keep the order of positions.
    pub(super) fn receive(
        &self,
        sender: &Sender<'_>,
        changes: Vec<Result<Change, Refusal>>,
        parked: &mut Vec<Change>,
        queue: impl FnOnce(usize, Vec<Row>),
    ) -> Received {
        let mut state = self.lock();
        let first = state.graph.len();
        let (mut received, mut rows) = (Received::default(), Vec::new());
        let mut waiting = std::mem::take(parked);
        for change in changes {
            match change {
                Ok(change) => waiting.push(change),
                Err(refusal) => received.refused.push(refusal),
            }
        }
        // Each round takes what has become possible; honest messages need one. What is left after it
        // is bounded before anything looks at it again: rounds over thousands would take seconds.
        loop {
            let before = waiting.len();
            waiting = state.take(waiting, sender, &mut received, &mut rows);
            if waiting.len() > graph::PARKED_MAX {
                waiting.truncate(graph::PARKED_MAX);
                received.refused.push(Refusal::TooManyOrphans);
            }
            if waiting.len() == before || waiting.is_empty() {
                break;
            }
        }
        received.missing = state.graph.missing(&waiting);
        *parked = waiting;
        received.staged = !rows.is_empty();
        if received.staged {
            queue(first, rows);
        }
        received
    }

    /// Notes a commit and tells everybody. A document that is due for a snapshot goes to `due`.
    pub(super) fn committed(self: &Arc<Self>, end: usize, due: impl FnOnce(&Arc<Self>)) {
        let mut state = self.lock();
        state.graph.commit(end);
        if state.claim_compaction() {
            due(self);
        }
        state.subscribers.values().for_each(|mailbox| mailbox.mark(self.id));
    }

    pub(super) fn failed(&self) {
        let mut state = self.lock();
        state.graph.fail();
        state.subscribers.values().for_each(|mailbox| mailbox.fail());
    }

    pub(super) fn has_failed(&self) -> bool {
        self.lock().graph.has_failed()
    }

    /// Whether the document is due for a snapshot and nobody is at it. The caller is, then.
    pub(super) fn claim_compaction(&self) -> bool {
        self.lock().claim_compaction()
    }

    /// What a snapshot covers now, and up to where the next should.
    pub(super) fn next_cover(&self) -> (Arc<Packed>, usize) {
        let state = self.lock();
        let covered = state.graph.covered();
        let end = state.graph.next_cover(kept_bytes(covered), RUN_BYTES_MAX);
        (Arc::clone(covered), end)
    }

    /// Notes that a new snapshot is on the disk.
    pub(super) fn cover(&self, covered: Arc<Packed>) {
        let mut state = self.lock();
        state.graph.cover(covered);
        state.compaction = Compaction::Above(0);
    }

    /// Notes that there is no snapshot to be had: the next try is worth it when as much again has
    /// come.
    pub(super) fn keep_raw(&self) {
        let mut state = self.lock();
        state.compaction = Compaction::Above(2 * state.graph.uncovered_bytes());
    }

    /// The bytes that the document takes in memory, roughly.
    pub(super) fn weight(&self) -> usize {
        DOCUMENT_BYTES + self.lock().graph.weight()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing under this lock panics on a peer's bytes; what a panic leaves behind is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes of the newest changes that the next snapshot leaves out.
fn kept_bytes(covered: &Packed) -> usize {
    KEPT_BYTES.max(covered.snapshot_bytes() / KEPT_SHARE)
}

impl State {
    /// Geometric: a snapshot is made again when as many bytes have come as it has itself, so that all
    /// runs together cost a constant for each byte.
    fn claim_compaction(&mut self) -> bool {
        let Compaction::Above(bytes) = self.compaction else { return false };
        let covered = self.graph.covered();
        let grown = COMPACT_BYTES_MIN.max(covered.snapshot_bytes()) + kept_bytes(covered);
        let due = self.graph.uncovered_bytes() >= grown.max(bytes) && !self.graph.has_failed();
        if due {
            self.compaction = Compaction::Queued;
        }
        due
    }

    /// Stages what can be staged and gives the rest back.
    fn take(
        &mut self,
        waiting: Vec<Change>,
        sender: &Sender<'_>,
        received: &mut Received,
        rows: &mut Vec<Row>,
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
                Ok(()) => {
                    received.positions.push(self.graph.len());
                    rows.push(self.graph.stage(&change, sender.account));
                }
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
