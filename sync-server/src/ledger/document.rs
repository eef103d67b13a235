//! One document in memory: its graph, who may do what with it, and who wants to hear of it.

mod receiving;

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use automerge::ChangeHash;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::arrival::{Arrival, Clearance};
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::admission::{Refusal, Refused};
use rebound_core::replica::document_id::DocumentId;

use crate::auth::grant::{Action, Granted, Read, Roles, Share, Write};
use crate::auth::role::Role;
use crate::fanout::Mailbox;
use crate::ledger::awaited::Awaited;
use crate::ledger::change::StoredChange;
use crate::ledger::covered::Covered;
use crate::ledger::exchange::{Exchange, Received, Step};
use crate::ledger::graph::Graph;
use crate::ledger::parking::Parking;
use crate::ledger::quotas::Room;
use crate::ledger::storage::{Found, Number, StoredDocument, Wanted};

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
    pub(super) number: Number,
    /// Whether a commit failed: what is staged will never be durable.
    failed: AtomicBool,
    awaited: Arc<Awaited>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    roles: Roles,
    graph: Graph,
    /// What was set aside: it does not come in again.
    aside: HashSet<ChangeHash>,
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

/// A part of a document at one moment.
#[derive(Debug)]
pub(super) struct View {
    /// Where it begins.
    pub(super) first: usize,
    /// How many changes of the document are committed.
    pub(super) durable: usize,
    /// The changes, with their bytes if they are in memory.
    pub(super) chunks: Vec<(usize, Option<Arc<[u8]>>)>,
}

/// What a peer's changes are good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hearing {
    /// They are taken.
    Changes,
    /// It reads: they are not looked at.
    Nothing,
}

impl Document {
    pub(super) fn new(id: DocumentId, stored: StoredDocument, awaited: Arc<Awaited>) -> Self {
        let StoredDocument { number, roles, graph, aside } = stored;
        let (subscribers, compaction) = (BTreeMap::new(), Compaction::Above(0));
        let state = State { roles, graph, aside, subscribers, compaction };
        Self { id, number, failed: AtomicBool::new(false), awaited, state: Mutex::new(state) }
    }

    /// Grants an account an action now; `None` if it may not.
    pub fn grant<A: Action>(&self, account: AccountId) -> Option<Granted<A>> {
        self.lock().roles.grant(account)
    }

    /// Whether the document holds no change that is committed.
    pub(super) fn is_empty(&self) -> bool {
        self.lock().graph.durable() == 0
    }

    /// Whether the document holds not a single change, and is not the account's to write.
    pub(super) fn is_free_for(&self, account: AccountId) -> bool {
        let state = self.lock();
        state.graph.is_empty() && state.roles.grant::<Write>(account).is_none()
    }

    /// Makes an account the owner, and nobody else anything, if there is not a single change yet; tells
    /// whether. What is staged counts.
    pub(super) fn claim(&self, owner: AccountId) -> bool {
        let mut state = self.lock();
        let is_free = state.graph.is_empty();
        if is_free {
            state.roles = Roles::new(self.id, [(owner, Role::Owner)]);
            state.subscribers.values().for_each(|mailbox| mailbox.mark(self.id));
        }
        is_free
    }

    /// Ends the document: nobody is anything to it, and what is staged is never committed.
    pub(super) fn end(&self, _: &Granted<Share>) {
        let mut state = self.lock();
        state.roles = Roles::new(self.id, []);
        self.failed.store(true, Ordering::Release);
        state.subscribers.values().for_each(|mailbox| mailbox.mark(self.id));
    }

    /// Everybody with a role, in the order of their ids.
    pub(super) fn roles(&self, _: &Granted<Share>) -> BTreeMap<AccountId, Role> {
        self.lock().roles.all()
    }

    /// Tells a connection from here on when there is something to send, if its account may read.
    pub(super) fn subscribe(
        &self,
        account: AccountId,
        connection: u64,
        mailbox: &Arc<Mailbox>,
    ) -> bool {
        let mut state = self.lock();
        let granted = state.roles.grant::<Read>(account);
        if granted.is_some() {
            state.subscribers.insert(connection, Arc::clone(mailbox));
        }
        granted.is_some()
    }

    /// Ends a subscription, and tells what the document weighs by now.
    pub(super) fn unsubscribe(&self, connection: u64) -> usize {
        let mut state = self.lock();
        state.subscribers.remove(&connection);
        state.weight()
    }

    /// The mailboxes of all other connections that have the document open; `None` if the account may not
    /// read it.
    pub(super) fn others(&self, account: AccountId, connection: u64) -> Option<Vec<Arc<Mailbox>>> {
        let state = self.lock();
        state.roles.grant::<Read>(account)?;
        let others = state.subscribers.iter().filter(|(number, _)| **number != connection);
        Some(others.map(|(_, mailbox)| Arc::clone(mailbox)).collect())
    }

    /// Takes in what a message says about its sender; `None` if it may not read the document.
    pub(super) fn listen(
        &self,
        account: AccountId,
        exchange: &mut Exchange,
        message: &SyncMessage<'_>,
    ) -> Option<Hearing> {
        let state = self.lock();
        let granted = state.roles.grant::<Read>(account)?;
        exchange.hear(&granted, message, &state.graph);
        let writes = state.roles.grant::<Write>(account).is_some();
        Some(if writes { Hearing::Changes } else { Hearing::Nothing })
    }

    /// The changes of a slice that are not here, each refused because its sender only reads.
    pub(super) fn dropped(&self, slice: &[Result<Arrival, Refused>]) -> Received {
        let state = self.lock();
        let is_news = |arrival: &&Arrival| state.graph.position(&arrival.hash).is_none();
        let dropped = slice.iter().flatten().filter(is_news);
        let refused =
            |arrival: &Arrival| Refused { hash: Some(arrival.hash), refusal: Refusal::ReadOnly };
        Received { refused: dropped.map(refused).collect(), ..Received::default() }
    }

    /// Takes in a slice of a message's changes, as far as there is room; `None` if their sender may not write
    /// any more. Checked and done under one lock. What can be staged is handed to `queue` with its first position under the same
    /// lock, so that commits keep the order of positions.
    pub(super) fn receive(
        &self,
        account: AccountId,
        slice: &[Result<Arrival, Refused>],
        (room, parking): (Room, &mut Parking),
        queue: impl FnOnce(usize, Vec<StoredChange>),
    ) -> Option<Received> {
        let mut state = self.lock();
        let sender = state.roles.grant::<Write>(account)?;
        let first = state.graph.len();
        let (received, staged) = state.receive(&sender, slice, (room, parking));
        if received.staged {
            queue(first, staged);
        }
        Some(received)
    }

    /// Whether a change is here, committed or staged.
    pub(super) fn has(&self, hash: &ChangeHash) -> bool {
        self.lock().graph.position(hash).is_some()
    }

    /// Who owns the document; `None` if nobody does.
    pub(super) fn owner(&self) -> Option<AccountId> {
        self.lock().roles.owner()
    }

    /// What an account is to the document.
    pub(super) fn role(&self, account: AccountId) -> Option<Role> {
        Some(self.lock().roles.grant::<Read>(account)?.role())
    }

    /// The places in a slice of what can be tried now: what is open and new, and lacks nothing.
    pub(super) fn to_try(&self, slice: &[Result<Arrival, Refused>]) -> Vec<usize> {
        let state = self.lock();
        let mut before = HashSet::new();
        let mut places = Vec::new();
        for (place, arrival) in slice.iter().enumerate() {
            let Ok(arrival) = arrival else { continue };
            let is_here = |dep| before.contains(dep) || state.graph.position(dep).is_some();
            if state.graph.position(&arrival.hash).is_none() && arrival.deps.iter().all(is_here) {
                before.insert(arrival.hash);
                if arrival.clearance == Clearance::Open {
                    places.push(place);
                }
            }
        }
        places
    }

    /// The changes from `first` on, or from where the snapshot ends.
    pub(super) fn view(&self, first: usize) -> View {
        let state = self.lock();
        let first = first.max(state.graph.covered().len());
        let chunks = (first..state.graph.len())
            .map(|position| (position, state.graph.shared_chunk(position)));
        View { first, durable: state.graph.durable(), chunks: chunks.collect() }
    }

    /// What to read next for who takes all that is committed, from position `first` on: the snapshot if it
    /// covers that one, otherwise so many bytes of changes, or one change that is longer.
    pub(super) fn excerpt(&self, _: &Granted<Share>, first: usize, bytes_max: usize) -> Wanted {
        let graph = &self.lock().graph;
        if first < graph.covered().len() {
            return Wanted { snapshot: true, positions: Vec::new() };
        }
        let mut bytes = 0;
        let fits = |position: &usize| {
            let fits = bytes == 0 || bytes + graph.chunk_len(*position) <= bytes_max;
            bytes += graph.chunk_len(*position);
            fits
        };
        let positions = (first..graph.durable()).take_while(fits).collect();
        Wanted { snapshot: false, positions }
    }

    /// What to do next for a peer; `None` if it may not read.
    pub(super) fn next_step(
        &self,
        account: AccountId,
        exchange: &mut Exchange,
        found: &Found,
    ) -> Option<Step> {
        let state = self.lock();
        let granted = state.roles.grant::<Read>(account)?;
        Some(exchange.next_step(&granted, &state.graph, found))
    }

    /// Notes who is what from now on.
    pub(super) fn set_roles(&self, roles: Roles) {
        let mut state = self.lock();
        state.roles = roles;
        // Who has lost the role is told so now, and not when there is something it may not see.
        state.subscribers.values().for_each(|mailbox| mailbox.mark(self.id));
    }

    /// Notes a commit and tells everybody. A document that is due for a snapshot goes to `due`.
    pub(super) fn committed(self: &Arc<Self>, end: usize, due: impl FnOnce(&Arc<Self>)) {
        let mut state = self.lock();
        let was_empty = state.graph.durable() == 0;
        state.graph.commit(end);
        if was_empty {
            self.awaited.tell(&self.id);
        }
        if !self.has_failed() && state.claim_compaction() {
            due(self);
        }
        state.subscribers.values().for_each(|mailbox| mailbox.mark(self.id));
    }

    pub(super) fn failed(&self) {
        self.failed.store(true, Ordering::Release);
        self.lock().subscribers.values().for_each(|mailbox| mailbox.fail());
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::Acquire)
    }

    /// Whether the document is due for a snapshot and nobody is at it. The caller is, then.
    pub(super) fn claim_compaction(&self) -> bool {
        !self.has_failed() && self.lock().claim_compaction()
    }

    /// What a snapshot covers now, and up to where the next should.
    pub(super) fn next_cover(&self) -> (Arc<Covered>, usize) {
        let state = self.lock();
        let covered = state.graph.covered();
        let end = state.graph.next_cover(kept_bytes(covered), RUN_BYTES_MAX);
        (Arc::clone(covered), end)
    }

    /// Notes that a new snapshot is on the disk.
    pub(super) fn cover(&self, covered: Arc<Covered>) {
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
        self.lock().weight()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing under this lock panics on a peer's bytes; what a panic leaves behind is still whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes of the newest changes that the next snapshot leaves out.
fn kept_bytes(covered: &Covered) -> usize {
    KEPT_BYTES.max(covered.snapshot_bytes() / KEPT_SHARE)
}

impl State {
    /// The bytes that the document takes in memory, roughly.
    fn weight(&self) -> usize {
        DOCUMENT_BYTES + self.graph.weight()
    }

    /// Geometric: a snapshot is made again when as many bytes have come as it has itself, so that all
    /// runs together cost a constant for each byte.
    fn claim_compaction(&mut self) -> bool {
        let Compaction::Above(bytes) = self.compaction else { return false };
        let covered = self.graph.covered();
        let grown = COMPACT_BYTES_MIN.max(covered.snapshot_bytes()) + kept_bytes(covered);
        let due = self.graph.uncovered_bytes() >= grown.max(bytes);
        if due {
            self.compaction = Compaction::Queued;
        }
        due
    }
}
