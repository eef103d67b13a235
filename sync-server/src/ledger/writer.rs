//! The one thread that writes changes. It commits whatever has queued up while it committed before,
//! so that groups form by themselves and a lone change never waits.
//!
//! Chores of the compactor go through the same thread between two groups. Each is small.

use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::ledger::document::Document;
use crate::ledger::row::Row;
use crate::ledger::storage::{Storage, StorageError};

/// Rows of one group: beyond this a larger transaction only makes the first ones wait.
const GROUP_ROWS_MAX: usize = 512;

/// Changes to be committed: the rows of a document from a position on.
#[derive(Debug)]
pub(super) struct Commit {
    pub(super) document: Arc<Document>,
    pub(super) first: usize,
    pub(super) rows: Vec<Row>,
}

impl Commit {
    fn end(&self) -> usize {
        self.first + self.rows.len()
    }
}

/// What is done with a document that is due for a snapshot.
pub(super) type Due = Box<dyn Fn(&Arc<Document>) + Send>;

type Chore = Box<dyn FnOnce(&mut Storage) + Send>;

enum Job {
    Commit(Commit),
    Chore(Chore),
}

/// The writing thread.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(mut storage: Storage, due: Due) -> Result<Self, StorageError> {
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || run(&mut storage, &jobs, &due))
            .map_err(StorageError::Thread)?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Queues a commit, which waits until somebody calls [`Writer::wake`]. After [`Writer::close`] it is
    /// lost, and not acknowledged.
    pub(super) fn send(&self, commit: Commit) {
        // The document's lock is held by the caller: it must not be taken here.
        if self.queue(Job::Commit(commit)).is_err() {
            tracing::warn!("a change came after the ledger was closed; it is not acknowledged");
        }
    }

    /// Has the thread look at its queue. Not under a document's lock: on a busy core the thread runs at
    /// once, and would wait for that lock.
    pub(super) fn wake(&self) {
        if let Some(thread) = self.thread.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
            thread.thread().unpark();
        }
    }

    /// Runs a chore on the writing thread and waits for what comes of it.
    pub(super) fn perform<T: Send + 'static>(
        &self,
        chore: impl FnOnce(&mut Storage) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let (reply, result) = channel();
        self.queue(Job::Chore(Box::new(move |storage| drop(reply.send(chore(storage))))))?;
        self.wake();
        result.recv().unwrap_or(Err(StorageError::Closed))
    }

    /// Does what is queued and ends the thread.
    pub(super) fn close(&self) {
        self.end_queue();
        self.wake();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the ledger's writer panicked");
        }
    }

    fn end_queue(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    fn queue(&self, job: Job) -> Result<(), StorageError> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queue.as_ref().ok_or(StorageError::Closed)?;
        queue.send(job).map_err(|_| StorageError::Closed)
    }
}

impl Drop for Writer {
    /// Lets the thread end by itself when nobody has closed it.
    fn drop(&mut self) {
        self.end_queue();
        self.wake();
    }
}

/// The next job; `None` when the queue is closed and empty.
fn next(jobs: &Receiver<Job>) -> Option<Job> {
    loop {
        match jobs.try_recv() {
            Ok(job) => return Some(job),
            Err(TryRecvError::Disconnected) => return None,
            // Who wakes this thread between the two calls makes the second return at once.
            Err(TryRecvError::Empty) => std::thread::park(),
        }
    }
}

fn run(storage: &mut Storage, jobs: &Receiver<Job>, due: &Due) {
    while let Some(job) = next(jobs) {
        let mut chore = None;
        let mut group = Vec::new();
        let (mut rows, mut next) = (0, Some(job));
        while let Some(job) = next.take() {
            match job {
                Job::Commit(commit) => {
                    rows += commit.rows.len();
                    group.push(commit);
                    next = (rows < GROUP_ROWS_MAX).then(|| jobs.try_recv().ok()).flatten();
                }
                Job::Chore(last) => chore = Some(last),
            }
        }
        commit(storage, group, due);
        if let Some(chore) = chore {
            chore(storage);
        }
    }
    if let Err(error) = storage.checkpoint() {
        tracing::warn!(%error, "the write-ahead log stays; it is read at the next start");
    }
}

fn commit(storage: &mut Storage, mut group: Vec<Commit>, due: &Due) {
    // What follows a change that was not stored must not be stored either.
    group.retain(|commit| !commit.document.has_failed());
    if group.is_empty() {
        return;
    }
    let stored = storage.append(
        group.iter().map(|commit| (commit.document.number, commit.first, commit.rows.as_slice())),
    );
    match stored {
        Ok(()) => group.iter().for_each(|commit| commit.document.committed(commit.end(), due)),
        Err(error) => {
            tracing::error!(%error, "changes could not be stored; they are not acknowledged");
            group.iter().for_each(|commit| commit.document.failed());
        }
    }
}
