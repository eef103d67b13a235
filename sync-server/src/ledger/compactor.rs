//! The thread that has snapshots made, one document at a time, behind the live path.
//!
//! ```text
//! snapshot and rows on the disk ─► warden ─► new snapshot ─► writer ─► graph ─► dead rows pruned
//! ```
//!
//! Whatever goes wrong, the document keeps its changes as they came.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::oneshot;

use crate::ledger::document::Document;
use crate::ledger::packed::Packed;
use crate::ledger::storage::reading::Readers;
use crate::ledger::storage::snapshot::Left;
use crate::ledger::storage::{Storage, StorageError};
use crate::ledger::writer::Writer;
use crate::warden::{Task, Warden, WardenError};

/// Between two documents the thread rests so many times as long as the first one took: compaction
/// takes at most a twentieth of a core. A document that is edited fast meanwhile is compacted once for all.
const REST: u32 = 19;

/// A document stays without a new snapshot.
#[derive(Debug, thiserror::Error)]
enum Kept {
    #[error(transparent)]
    Warden(#[from] WardenError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What the thread is asked for.
#[derive(Debug)]
pub(super) enum Errand {
    /// A snapshot of this document, which is claimed for it.
    Compact(Arc<Document>),
    /// An answer when everything before is done.
    Answer(oneshot::Sender<()>),
    /// The end.
    Stop,
}

/// The compacting thread.
#[derive(Debug)]
pub(super) struct Compactor {
    warden: Arc<Warden>,
    /// Dropped to stop.
    running: Mutex<Option<Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Compactor {
    pub(super) fn start(
        warden: Warden,
        readers: Arc<Readers>,
        writer: &Arc<Writer>,
        errands: Receiver<Errand>,
    ) -> Result<Self, StorageError> {
        let (running, stopped) = channel();
        let warden = Arc::new(warden);
        // The writer's thread holds a sender of errands: a strong reference back would keep both alive.
        let writer = Arc::downgrade(writer);
        let work = Work { warden: Arc::clone(&warden), readers, writer };
        let thread = std::thread::Builder::new()
            .name("ledger-compactor".to_owned())
            .spawn(move || work.run(&errands, &stopped))
            .map_err(StorageError::Thread)?;
        let thread = Mutex::new(Some(thread));
        Ok(Self { warden, running: Mutex::new(Some(running)), thread })
    }

    /// Kills a running warden and ends the thread. What it was at is done again another time.
    pub(super) fn close(&self, errands: &Sender<Errand>) {
        drop(errands.send(Errand::Stop));
        self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.warden.stop();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the compactor panicked");
        }
    }
}

struct Work {
    warden: Arc<Warden>,
    readers: Arc<Readers>,
    writer: Weak<Writer>,
}

impl Work {
    fn run(&self, errands: &Receiver<Errand>, stopped: &Receiver<()>) {
        if let Err(error) = self.clean_up() {
            tracing::warn!(%error, "changes that snapshots cover stay on the disk for now");
        }
        let mut rest_until = Instant::now();
        while let Ok(errand) = errands.recv() {
            match errand {
                Errand::Compact(document) => {
                    let rest = rest_until.saturating_duration_since(Instant::now());
                    if stopped.recv_timeout(rest) == Err(RecvTimeoutError::Disconnected) {
                        return;
                    }
                    let started = Instant::now();
                    self.compact_all(&document);
                    rest_until = Instant::now() + started.elapsed() * REST;
                }
                Errand::Answer(reply) => drop(reply.send(())),
                Errand::Stop => return,
            }
        }
    }

    /// Compacts a document until it is not due any more.
    fn compact_all(&self, document: &Arc<Document>) {
        loop {
            match self.compact(document) {
                Ok(()) if document.claim_compaction() => {}
                Ok(()) => return,
                Err(Kept::Warden(WardenError::Stopped) | Kept::Storage(StorageError::Closed)) => {
                    return;
                }
                Err(error) => {
                    tracing::warn!(%error, "no snapshot was made; the document keeps its changes");
                    document.keep_raw();
                    return;
                }
            }
        }
    }

    fn compact(&self, document: &Arc<Document>) -> Result<(), Kept> {
        let number = document.number;
        let started = Instant::now();
        let (covered, end) = document.next_cover();
        let (task, mut packed) =
            self.readers.read(|storage| read_task(storage, number, &covered, end))?;
        let bytes = task.changes.len();
        let snapshot = self.warden.run(&task)?;
        drop(task);
        packed.seal(snapshot.len());
        let packed = Arc::new(packed);
        let writer = self.writer.upgrade().ok_or(StorageError::Closed)?;
        let (changes, len) = (packed.len(), snapshot.len());
        let stored = Arc::clone(&packed);
        writer.perform(move |storage| storage.replace_snapshot(number, &stored, &snapshot))?;
        // Before the rows go: who plans a message by the old graph must still find them.
        document.cover(packed);
        prune(&writer, number)?;
        release(&writer)?;
        let ms = started.elapsed().as_millis();
        tracing::info!(changes, bytes, snapshot = len, ms, "a snapshot was made");
        Ok(())
    }

    /// Finishes what a crash interrupted.
    fn clean_up(&self) -> Result<(), StorageError> {
        let numbers = self.readers.read(Storage::unpruned)?;
        let Some(writer) = self.writer.upgrade().filter(|_| !numbers.is_empty()) else {
            return Ok(());
        };
        numbers.into_iter().try_for_each(|number| prune(&writer, number))?;
        release(&writer)
    }
}

/// What the warden needs, and the packed graph of what it will cover.
fn read_task(
    storage: &Storage,
    number: i64,
    covered: &Packed,
    end: usize,
) -> Result<(Task, Packed), StorageError> {
    let snapshot = storage.snapshot(number)?.map(|snapshot| snapshot.bytes).unwrap_or_default();
    let mut packed = covered.clone();
    let mut changes = Vec::new();
    storage.rows(number, covered.len(), end, |position, row| {
        if position != packed.len() {
            return Err(StorageError::Damaged);
        }
        packed.push(&row);
        changes.extend_from_slice(&row.bytes);
        Ok(())
    })?;
    Ok((Task { heads: packed.heads(), snapshot, changes }, packed))
}

fn prune(writer: &Writer, number: i64) -> Result<(), StorageError> {
    while writer.perform(move |storage| storage.prune(number))? == Left::More {}
    Ok(())
}

/// Gives the space back, and the room that the write-ahead log took for it.
fn release(writer: &Writer) -> Result<(), StorageError> {
    while writer.perform(|storage| storage.release_pages())? == Left::More {}
    writer.perform(|storage| {
        storage.checkpoint()?;
        storage.lay_out_log();
        Ok(())
    })
}
