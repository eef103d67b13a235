//! The one thread that writes changes. It commits whatever has queued up while it committed before,
//! so that groups form by themselves and a lone change never waits.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::ledger::Document;
use crate::ledger::graph::Row;
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

/// The writing thread.
#[derive(Debug)]
pub(super) struct Writer {
    queue: Mutex<Option<Sender<Commit>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(mut storage: Storage) -> Result<Self, StorageError> {
        let (queue, commits) = channel();
        let thread = std::thread::Builder::new()
            .name("ledger-writer".to_owned())
            .spawn(move || run(&mut storage, &commits))
            .map_err(StorageError::Thread)?;
        Ok(Self { queue: Mutex::new(Some(queue)), thread: Mutex::new(Some(thread)) })
    }

    /// Queues a commit. After [`Writer::close`] it fails at once.
    pub(super) fn send(&self, commit: Commit) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let unsent = match queue.as_ref() {
            Some(queue) => queue.send(commit).err().map(|error| error.0),
            None => Some(commit),
        };
        drop(queue);
        // The document's lock is held by the caller: it must not be taken here.
        if unsent.is_some() {
            tracing::warn!("a change came after the ledger was closed; it is not acknowledged");
        }
    }

    /// Commits what is queued and ends the thread.
    pub(super) fn close(&self) {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner).take();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the ledger's writer panicked");
        }
    }
}

fn run(storage: &mut Storage, commits: &Receiver<Commit>) {
    while let Ok(first) = commits.recv() {
        let mut rows = first.rows.len();
        let mut group = vec![first];
        while rows < GROUP_ROWS_MAX
            && let Ok(next) = commits.try_recv()
        {
            rows += next.rows.len();
            group.push(next);
        }
        let stored = storage.append(
            group
                .iter()
                .map(|commit| (commit.document.number, commit.first, commit.rows.as_slice())),
        );
        match stored {
            Ok(()) => group.iter().for_each(|commit| commit.document.committed(commit.end())),
            Err(error) => {
                tracing::error!(%error, "changes could not be stored; they are not acknowledged");
                group.iter().for_each(|commit| commit.document.failed());
            }
        }
    }
    if let Err(error) = storage.checkpoint() {
        tracing::warn!(%error, "the write-ahead log stays; it is read at the next start");
    }
}
