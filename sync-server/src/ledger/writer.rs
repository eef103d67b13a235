//! Who writes changes: one at a time, and as a rule a thread of its own. It commits whatever has queued
//! up while it committed before, so that groups form by themselves.
//!
//! A change that comes alone is committed by the thread that received it, if nobody else writes: handing
//! it over and back would cost more than the change.
//!
//! Jobs of the compactor go through the same queue between two groups. Each is small.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{JoinHandle, Thread};
use std::time::{Duration, Instant};

use rebound_core::base::ids::AccountId;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::ledger::change::StoredChange;
use crate::ledger::document::Document;
use crate::ledger::quotas::Quotas;
use crate::ledger::storage::{Append, Outcome, Storage, StorageError};

/// Changes of one group: beyond this a larger transaction only makes the first ones wait.
const GROUP_CHANGES_MAX: usize = 512;

/// Where commits take longer than this, none is made by the thread that received the change: all that it
/// serves would wait for the disk.
const ALONE_MAX: Duration = Duration::from_micros(500);

/// After a commit of several changes, none of so many that follow is made by the thread that received the
/// change: in a stream, the writer commits while the next ones are read.
const RUSH_COMMITS: u32 = 16;

/// Changes to be committed: those of a document from a position on.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) document: Arc<Document>,
    pub(super) first: usize,
    pub(super) changes: Vec<StoredChange>,
    /// Told when it is committed, or has failed; dropped without a word when it was never tried.
    pub(super) done: Option<oneshot::Sender<()>>,
}

impl Commit {
    fn end(&self) -> usize {
        self.first + self.changes.len()
    }

    fn append(&self) -> Append<'_> {
        Append { document: self.document.number, first: self.first, changes: &self.changes }
    }
}

/// What is done with a document that is due for a snapshot.
pub(super) type Due = Box<dyn Fn(&Arc<Document>) + Send + Sync>;

type Call = Box<dyn FnOnce(&dyn Storage) + Send>;

enum Request {
    Commit(Commit),
    Call(Call),
}

/// What became of changes that were received.
#[derive(Debug)]
pub enum Staged {
    /// There were none to store.
    Nothing,
    /// They will be committed.
    Queued,
    /// Nobody else writes: whoever has this may commit them.
    Alone(Alone),
}

/// The right to commit what is queued on this thread. Dropped, the writer does it.
#[derive(Debug)]
pub struct Alone {
    writer: Arc<Writer>,
}

impl Alone {
    /// Commits what was received, unless others have come since. Blocks for as long as a commit takes.
    pub fn commit(self) {
        self.writer.shared.commit_alone();
        // Dropping it wakes the thread if something is left.
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        if !self.writer.shared.queue().requests.is_empty() {
            self.writer.wake();
        }
    }
}

/// The writing thread, and the queue to it.
#[derive(Debug)]
pub(super) struct Writer {
    shared: Arc<Shared>,
    running: Mutex<Option<JoinHandle<()>>>,
    thread: Thread,
}

struct Shared {
    storage: Arc<dyn Storage>,
    quotas: Arc<Quotas>,
    due: Due,
    queue: Mutex<Queue>,
    /// Held by whoever writes, from taking off the queue until it is told.
    turn: Mutex<()>,
    /// What a commit takes, in nanoseconds: a mean over the last ones.
    commit_ns: AtomicU64,
    /// How many commits it takes until changes count as coming alone again.
    rush: AtomicU32,
}

#[derive(Default)]
struct Queue {
    requests: VecDeque<Request>,
    closed: bool,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("storage", &self.storage).finish_non_exhaustive()
    }
}

impl Writer {
    pub(super) fn start(
        storage: Arc<dyn Storage>,
        quotas: Quotas,
        due: Due,
    ) -> Result<Self, StorageError> {
        let shared = Arc::new(Shared {
            storage,
            quotas: Arc::new(quotas),
            due,
            queue: Mutex::default(),
            turn: Mutex::default(),
            commit_ns: AtomicU64::new(0),
            rush: AtomicU32::new(0),
        });
        let running = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn({
                let shared = Arc::clone(&shared);
                move || shared.run()
            })
            .map_err(StorageError::Thread)?;
        let thread = running.thread().clone();
        Ok(Self { shared, running: Mutex::new(Some(running)), thread })
    }

    /// Queues a commit, under the lock of its document, which must not be taken here. After
    /// [`Writer::close`] it is lost, and not acknowledged.
    ///
    /// What is not alone waits until somebody calls [`Writer::wake`].
    pub(super) fn queue(self: &Arc<Self>, commit: Commit) -> Staged {
        let mut queue = self.shared.queue();
        if queue.closed {
            tracing::warn!("a change came after the ledger was closed; it is not acknowledged");
            return Staged::Nothing;
        }
        queue.requests.push_back(Request::Commit(commit));
        let lone = queue.requests.len() == 1 && self.shared.is_quiet();
        if lone { Staged::Alone(Alone { writer: Arc::clone(self) }) } else { Staged::Queued }
    }

    /// Has the thread look at the queue. Not under a document's lock: on a busy core the thread runs at
    /// once, and would wait for that lock.
    pub(super) fn wake(&self) {
        self.thread.unpark();
    }

    /// Calls the store on the writing thread and waits for what comes of it.
    pub(super) fn perform<T: Send + 'static>(
        &self,
        call: impl FnOnce(&dyn Storage) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (reply, result) = channel();
        let mut queue = self.shared.queue();
        if queue.closed {
            return Err(StorageError::Closed);
        }
        queue
            .requests
            .push_back(Request::Call(Box::new(move |storage| drop(reply.send(call(storage))))));
        drop(queue);
        self.wake();
        result.recv().unwrap_or(Err(StorageError::Closed))
    }

    /// How many bytes an account may store besides what it holds. What is queued does not count yet.
    pub(super) async fn room(self: &Arc<Self>, owner: AccountId) -> u64 {
        if let Some(left) = self.shared.quotas.left(owner) {
            return left;
        }
        let (writer, quotas) = (Arc::clone(self), Arc::clone(&self.shared.quotas));
        let read = move |storage: &dyn Storage| Ok(quotas.know(owner, storage.held(owner)?));
        let left = spawn_blocking(move || writer.perform(read)).await;
        // A store that does not answer takes nothing either.
        left.map_or(u64::MAX, |left| left.unwrap_or(u64::MAX))
    }

    /// What accounts hold. It is changed by who has the turn, with what it says.
    pub(super) fn quotas(&self) -> &Arc<Quotas> {
        &self.shared.quotas
    }

    /// Does what is queued and ends the thread.
    pub(super) fn close(&self) {
        self.end_queue();
        let running = lock(&self.running).take();
        if running.is_some_and(|running| running.join().is_err()) {
            tracing::error!("the ledger's writer panicked");
        }
    }

    fn end_queue(&self) {
        self.shared.queue().closed = true;
        self.wake();
    }
}

impl Drop for Writer {
    /// Lets the thread end by itself when nobody has closed it.
    fn drop(&mut self) {
        self.end_queue();
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        lock(&self.queue)
    }

    fn is_quiet(&self) -> bool {
        self.rush.load(Ordering::Relaxed) == 0
            && u128::from(self.commit_ns.load(Ordering::Relaxed)) <= ALONE_MAX.as_nanos()
    }

    fn run(&self) {
        loop {
            let turn = lock(&self.turn);
            while self.do_next() {}
            drop(turn);
            let queue = self.queue();
            match (queue.requests.is_empty(), queue.closed) {
                (true, true) => break,
                // Who wakes this thread before it has gone to sleep makes the call return at once.
                (true, false) => {
                    drop(queue);
                    std::thread::park();
                }
                (false, _) => {}
            }
        }
        if let Err(error) = self.storage.rest() {
            tracing::warn!(%error, "the store is not at rest; its next start takes longer");
        }
    }

    /// Does what is first in the queue; tells whether there was something. For who has the turn.
    fn do_next(&self) -> bool {
        let next = self.queue().next_group();
        let Some((group, call)) = next else { return false };
        self.commit(group);
        if let Some(call) = call {
            call(&*self.storage);
        }
        true
    }

    /// Commits what is queued, if that is one commit and nobody else writes.
    fn commit_alone(&self) {
        let Ok(_turn) = self.turn.try_lock() else { return };
        let mut queue = self.queue();
        if let (1, Some(Request::Commit(_))) = (queue.requests.len(), queue.requests.front())
            && let Some((group, _)) = queue.next_group()
        {
            drop(queue);
            self.commit(group);
        }
    }

    fn commit(&self, mut group: Vec<Commit>) {
        // What follows a change that was not stored must not be stored either, and who came since is told.
        group.retain(|commit| {
            let failed = commit.document.has_failed();
            if failed {
                commit.document.failed();
            }
            !failed
        });
        if group.is_empty() {
            return;
        }
        let began = Instant::now();
        let batch: Vec<_> = group.iter().map(Commit::append).collect();
        let outcomes = self.storage.append(&batch);
        drop(batch);
        self.note(began.elapsed(), group.len());
        match outcomes {
            Ok(outcomes) => {
                for (commit, outcome) in group.iter().zip(outcomes) {
                    match outcome {
                        Outcome::Stored => {
                            let bytes = commit.changes.iter().map(|change| change.bytes.len());
                            self.quotas.note(commit.document.owner(), bytes.sum(), 0);
                            commit.document.committed(commit.end(), &self.due);
                        }
                        Outcome::Behind { len } => {
                            tracing::error!(len, first = commit.first, "somebody else wrote");
                            commit.document.failed();
                        }
                    }
                }
            }
            Err(error) => {
                tracing::error!(%error, "changes could not be stored; they are not acknowledged");
                for commit in &group {
                    self.quotas.forget(commit.document.owner());
                    commit.document.failed();
                }
            }
        }
        // Whoever waits has nobody to tell if it has gone.
        group.into_iter().filter_map(|commit| commit.done).for_each(|done| _ = done.send(()));
    }

    /// Notes what a commit of so many took. Only who has the turn comes here.
    fn note(&self, took: Duration, commits: usize) {
        let rush = self.rush.load(Ordering::Relaxed);
        let rush = if commits > 1 { RUSH_COMMITS } else { rush.saturating_sub(1) };
        self.rush.store(rush, Ordering::Relaxed);
        let took = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let mean = self.commit_ns.load(Ordering::Relaxed);
        self.commit_ns.store(mean - mean / 16 + took / 16, Ordering::Relaxed);
    }
}

impl Queue {
    /// Takes the next commits, and the call after them; `None` if there is nothing.
    fn next_group(&mut self) -> Option<(Vec<Commit>, Option<Call>)> {
        let (mut group, mut changes) = (Vec::new(), 0);
        while changes < GROUP_CHANGES_MAX {
            match self.requests.pop_front() {
                Some(Request::Commit(commit)) => {
                    changes += commit.changes.len();
                    group.push(commit);
                }
                Some(Request::Call(call)) => return Some((group, Some(call))),
                None => break,
            }
        }
        (!group.is_empty()).then_some((group, None))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
