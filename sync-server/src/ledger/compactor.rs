//! The thread that has snapshots made, one document at a time, behind the live path.
//!
//! ```text
//! snapshot and changes in the store ─► warden ─► new snapshot ─► writer ─► graph ─► dead changes pruned
//! ```
//!
//! Whatever goes wrong, the document keeps its changes as they came.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Instant;

use tokio::sync::oneshot;

use crate::ledger::covered::Covered;
use crate::ledger::document::Document;
use crate::ledger::exchange::MESSAGE_BYTES_MAX;
use crate::ledger::healing::{HealError, Healed, Healer};
use crate::ledger::storage::{Left, Number, Replaced, Storage, StorageError, Wanted};
use crate::ledger::writer::Writer;
use crate::warden::trials::{Killer, Trials};
use crate::warden::{Children, Task, WALL_MAX, Warden, WardenError};

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
    #[error("it would be {0} bytes in one message, and save less than half")]
    Large(usize),
    #[error("another snapshot was stored meanwhile")]
    Overtaken,
}

/// What the thread is asked for.
#[derive(Debug)]
pub(super) enum Job {
    /// A snapshot of this document, which is claimed for it.
    Compact(Arc<Document>),
    /// What harms in this document is to be set aside. Here nothing is compacted meanwhile.
    Heal(Arc<Document>, oneshot::Sender<Result<Healed, HealError>>),
    /// An answer when everything before is done.
    Answer(oneshot::Sender<()>),
    /// The end.
    Stop,
}

/// The compacting thread.
#[derive(Debug)]
pub(super) struct Compactor {
    warden: Arc<Warden>,
    killer: Arc<Killer>,
    /// Dropped to stop.
    running: Mutex<Option<Sender<()>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Compactor {
    pub(super) fn start(
        (program, children): (PathBuf, Children),
        storage: Arc<dyn Storage>,
        writer: &Arc<Writer>,
        jobs: Receiver<Job>,
    ) -> Result<Self, StorageError> {
        let (running, stopped) = channel();
        let trials = Trials::by(program.clone(), children);
        let warden = Arc::new(Warden::new(program, WALL_MAX).with(children.allotment));
        let killer = trials.killer();
        // The writer's thread holds a sender of its jobs: a strong reference back would keep both alive.
        let writer = Arc::downgrade(writer);
        let mut work = Work { warden: Arc::clone(&warden), trials, storage, writer };
        let thread = std::thread::Builder::new()
            .name("ledger-compactor".to_owned())
            .spawn(move || work.run(&jobs, &stopped))
            .map_err(StorageError::Thread)?;
        let thread = Mutex::new(Some(thread));
        Ok(Self { warden, killer, running: Mutex::new(Some(running)), thread })
    }

    /// Kills a running warden and ends the thread. What it was at is done again another time.
    pub(super) fn close(&self, jobs: &Sender<Job>) {
        drop(jobs.send(Job::Stop));
        self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.warden.stop();
        self.killer.stop();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the compactor panicked");
        }
    }
}

struct Work {
    warden: Arc<Warden>,
    /// For what is healed.
    trials: Trials,
    storage: Arc<dyn Storage>,
    writer: Weak<Writer>,
}

impl Work {
    fn run(&mut self, jobs: &Receiver<Job>, stopped: &Receiver<()>) {
        if let Err(error) = self.clean_up() {
            tracing::warn!(%error, "changes that snapshots cover stay on the disk for now");
        }
        let mut rest_until = Instant::now();
        while let Ok(job) = jobs.recv() {
            match job {
                Job::Compact(document) => {
                    let rest = rest_until.saturating_duration_since(Instant::now());
                    if stopped.recv_timeout(rest) == Err(RecvTimeoutError::Disconnected) {
                        return;
                    }
                    let started = Instant::now();
                    self.compact_all(&document);
                    rest_until = Instant::now() + started.elapsed() * REST;
                }
                Job::Heal(document, reply) => drop(reply.send(self.heal(&document))),
                Job::Answer(reply) => drop(reply.send(())),
                Job::Stop => return,
            }
        }
    }

    fn heal(&mut self, document: &Arc<Document>) -> Result<Healed, HealError> {
        let writer = self.writer.upgrade().ok_or(StorageError::Closed)?;
        let (storage, warden) = (&*self.storage, &*self.warden);
        Healer { storage, writer: &writer, warden, trials: &mut self.trials }.heal(document)
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
        let expected = covered.len();
        let (task, mut covered) = read_task(&*self.storage, number, &covered, end)?;
        let (bytes, before) = (task.changes.len(), task.snapshot.len());
        let snapshot = self.warden.run(&task)?;
        drop(task);
        if snapshot.len() > MESSAGE_BYTES_MAX && snapshot.len() > covered.raw_bytes() / 2 {
            return Err(Kept::Large(snapshot.len()));
        }
        covered.seal(snapshot.len());
        let covered = Arc::new(covered);
        let writer = self.writer.upgrade().ok_or(StorageError::Closed)?;
        let (changes, len) = (covered.len(), snapshot.len());
        let (new, of, quotas) =
            (Arc::clone(&covered), Arc::clone(document), Arc::clone(writer.quotas()));
        let replaced = writer.perform(move |storage| {
            let replaced = storage.replace_snapshot(number, expected, &new, &snapshot)?;
            if replaced == Replaced::Done {
                quotas.note(of.owner(), len, before + bytes);
            }
            Ok(replaced)
        })?;
        if replaced != Replaced::Done {
            return Err(Kept::Overtaken);
        }
        // Before the rows go: who plans a message by the old graph must still find them.
        document.cover(covered);
        prune(&writer, number)?;
        release(&writer)?;
        let ms = started.elapsed().as_millis();
        tracing::info!(changes, bytes, snapshot = len, ms, "a snapshot was made");
        Ok(())
    }

    /// Finishes what a crash interrupted.
    fn clean_up(&self) -> Result<(), StorageError> {
        let numbers = self.storage.unpruned()?;
        let Some(writer) = self.writer.upgrade().filter(|_| !numbers.is_empty()) else {
            return Ok(());
        };
        numbers.into_iter().try_for_each(|number| prune(&writer, number))?;
        release(&writer)
    }
}

/// What the warden needs, and the graph of what it will cover.
fn read_task(
    storage: &dyn Storage,
    number: Number,
    covered: &Covered,
    end: usize,
) -> Result<(Task, Covered), StorageError> {
    let wanted = Wanted { snapshot: !covered.is_empty(), positions: Vec::new() };
    let snapshot = storage.read(number, &wanted)?.snapshot;
    let snapshot = snapshot.map(|snapshot| snapshot.bytes).unwrap_or_default();
    let (mut covered, mut changes) = (covered.clone(), Vec::new());
    storage.changes(number, covered.len(), end, &mut |position, change| {
        if position != covered.len() {
            return Err(StorageError::Damaged);
        }
        covered.push(&change);
        changes.extend_from_slice(&change.bytes);
        Ok(())
    })?;
    Ok((Task { heads: covered.heads().sorted().to_vec(), snapshot, changes }, covered))
}

fn prune(writer: &Writer, number: Number) -> Result<(), StorageError> {
    while writer.perform(move |storage| storage.prune(number))? == Left::More {}
    Ok(())
}

/// Gives the space back.
fn release(writer: &Writer) -> Result<(), StorageError> {
    while writer.perform(|storage| storage.release())? == Left::More {}
    Ok(())
}
