//! What another account wrote, or nobody can read at a stretch, is tried before it is staged: in a process of
//! its own, many at once.
//!
//! ```text
//! session ─ slice ─► thread ─ snapshot, changes since, candidates ─► trials (warden) ─► session ─► graph
//! ```

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::arrival::{Arrival, Clearance, Insight};
use rebound_core::replica::admission::{Refusal, Refused, arrival};
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::auth::role::Role;
use crate::ledger::document::Document;
use crate::ledger::storage::{Storage, StorageError, Wanted};
use crate::warden::Children;
use crate::warden::trials::{Killer, Trial, TrialVerdict, Trials};

/// When nothing was tried for so long, the child need not keep what is large.
const REST_AFTER: Duration = Duration::from_secs(3);

/// A slice of a message, as it was admitted.
pub(super) type Slice = Vec<Result<Arrival, Refused>>;

/// Who tries changes.
#[derive(Debug)]
pub(super) enum Trying {
    /// Nobody: there is no warden. What is large is read here.
    Nobody,
    /// A thread with a child.
    Thread(TryingThread),
}

#[derive(Debug)]
pub(super) struct TryingThread {
    queue: Mutex<Option<Sender<TrialJob>>>,
    killer: Arc<Killer>,
    thread: Mutex<Option<JoinHandle<()>>>,
    together_max: usize,
}

#[derive(Debug)]
struct TrialJob {
    document: Arc<Document>,
    candidates: Vec<Vec<u8>>,
    reply: oneshot::Sender<Vec<TrialVerdict>>,
}

impl Trying {
    /// Trials by `program`, if there is one, of so many slices together as `children` say.
    ///
    /// # Errors
    ///
    /// [`StorageError::Thread`] if there is none.
    pub(super) fn start(
        program: Option<PathBuf>,
        children: Children,
        storage: Arc<dyn Storage>,
    ) -> Result<Self, StorageError> {
        let Some(program) = program else { return Ok(Self::Nobody) };
        let (trials, together_max) = (Trials::by(program, children), children.together_max);
        let killer = trials.killer();
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("ledger-trying".to_owned())
            .spawn(move || Bench { trials, together_max, storage }.run(&jobs))
            .map_err(StorageError::Thread)?;
        let (queue, thread) = (Mutex::new(Some(queue)), Mutex::new(Some(thread)));
        Ok(Self::Thread(TryingThread { queue, killer, thread, together_max }))
    }

    /// How many messages are tried together, at most.
    pub(super) const fn together_max(&self) -> usize {
        match self {
            Self::Nobody => 1,
            Self::Thread(thread) => thread.together_max,
        }
    }

    /// Ends a trial that runs, and starts no other.
    pub(super) fn close(&self) {
        let Self::Thread(thread) = self else { return };
        lock(&thread.queue).take();
        thread.killer.stop();
        let running = lock(&thread.thread).take();
        if running.is_some_and(|running| running.join().is_err()) {
            tracing::error!("the trying thread panicked");
        }
    }

    /// Clears what needs no trial or stands it, and refuses what does not. What lacks something stays open:
    /// it is tried when that has come.
    pub(super) async fn clear(
        &self,
        document: &Arc<Document>,
        account: AccountId,
        slice: Slice,
    ) -> Slice {
        match self {
            Self::Nobody => read_large(slice).await,
            Self::Thread(thread) => thread.clear(document, account, slice).await,
        }
    }
}

impl TryingThread {
    async fn clear(&self, document: &Arc<Document>, account: AccountId, mut slice: Slice) -> Slice {
        let is_owner = document.role(account) == Some(Role::Owner);
        let needs_none = |arrival: &Arrival| is_owner && arrival.insight != Insight::Measured;
        for arrival in slice.iter_mut().flatten().filter(|arrival| needs_none(arrival)) {
            arrival.clearance = Clearance::Cleared;
        }
        let chosen = document.to_try(&slice);
        if chosen.is_empty() {
            return slice;
        }
        let of = |index: &usize| slice.get(*index)?.as_ref().ok();
        let candidates = chosen.iter().filter_map(of).map(|arrival| arrival.bytes.to_vec());
        let (reply, verdicts) = oneshot::channel();
        let job =
            TrialJob { document: Arc::clone(document), candidates: candidates.collect(), reply };
        if let Some(queue) = &*lock(&self.queue) {
            drop(queue.send(job));
        }
        // Without an answer nothing is taken: the server is shutting down.
        let verdicts = verdicts.await.unwrap_or_default();
        let verdicts = verdicts.into_iter().map(Some).chain(std::iter::repeat(None));
        for (index, verdict) in chosen.into_iter().zip(verdicts) {
            let Some(place) = slice.get_mut(index) else { continue };
            let Ok(arrival) = place.clone() else { continue };
            *place = match verdict {
                Some(TrialVerdict::Sound { ops }) => Ok(arrival.tried(ops)),
                Some(TrialVerdict::Refused) | None => {
                    Err(Refused { hash: Some(arrival.hash), refusal: Refusal::Trial })
                }
            };
        }
        slice
    }
}

/// Reads what is large on a thread of its own, where nobody tries anything.
async fn read_large(slice: Slice) -> Slice {
    let is_large = |arrival: &Arrival| arrival.insight == Insight::Measured;
    if !slice.iter().flatten().any(is_large) {
        return slice.into_iter().map(|arrival| arrival.map(Arrival::cleared)).collect();
    }
    let read = move || {
        let each = slice.into_iter().map(|arrival| match arrival {
            Ok(arrival) if is_large(&arrival) => arrival::read_large(arrival),
            arrival => arrival,
        });
        each.map(|arrival| arrival.map(Arrival::cleared)).collect()
    };
    // Only a runtime that ends gives no thread: nothing is taken then.
    spawn_blocking(read).await.unwrap_or_default()
}

/// The thread's side.
struct Bench {
    trials: Trials,
    together_max: usize,
    storage: Arc<dyn Storage>,
}

impl Bench {
    fn run(mut self, jobs: &Receiver<TrialJob>) {
        while let Some(first) = self.next_job(jobs) {
            // Those of a document together, in the order in which they came.
            let mut documents: BTreeMap<i64, Vec<TrialJob>> = BTreeMap::new();
            let more = std::iter::from_fn(|| jobs.try_recv().ok())
                .take(self.together_max.saturating_sub(1));
            for job in std::iter::once(first).chain(more) {
                documents.entry(job.document.number.0).or_default().push(job);
            }
            documents.into_values().for_each(|jobs| self.judge(jobs));
        }
    }

    /// Waits for something to try; what the child took for a large document is given back meanwhile.
    fn next_job(&mut self, jobs: &Receiver<TrialJob>) -> Option<TrialJob> {
        if self.trials.is_running() {
            match jobs.recv_timeout(REST_AFTER) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Timeout) => self.trials.rest(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        jobs.recv().ok()
    }

    fn judge(&mut self, jobs: Vec<TrialJob>) {
        let Some(document) = jobs.first().map(|job| Arc::clone(&job.document)) else { return };
        // Two may bring the same change.
        let mut seen = HashSet::new();
        let all = jobs.iter().flat_map(|job| &job.candidates);
        let candidates: Vec<&Vec<u8>> = all.filter(|bytes| seen.insert(*bytes)).collect();
        let kept = self.trials.kept(document.number.0);
        let candidates_of = |trial| Trial {
            candidates: candidates.iter().map(|bytes| (*bytes).clone()).collect(),
            ..trial
        };
        let again = || trial_of(&document, None, &*self.storage);
        let verdicts = match trial_of(&document, kept, &*self.storage) {
            Some(trial) => self.trials.run(candidates_of(trial), &again),
            None => Vec::new(),
        };
        let by_bytes: BTreeMap<&Vec<u8>, TrialVerdict> =
            candidates.into_iter().zip(verdicts).collect();
        let answers: Vec<Vec<TrialVerdict>> = jobs
            .iter()
            .map(|job| {
                let of = |bytes| by_bytes.get(bytes).copied().unwrap_or(TrialVerdict::Refused);
                job.candidates.iter().map(of).collect()
            })
            .collect();
        for (job, verdicts) in jobs.into_iter().zip(answers) {
            drop(job.reply.send(verdicts));
        }
    }
}

/// What a child needs of a document that has `kept` changes of it already; `None` if it cannot be read.
fn trial_of(document: &Document, kept: Option<usize>, storage: &dyn Storage) -> Option<Trial> {
    // A snapshot may take away what was to be read; once is enough, unless another is made just then.
    for _ in 0..3 {
        let view = document.view(kept.unwrap_or(0));
        // What is covered is there in the snapshot alone.
        let from_snapshot = view.first > kept.unwrap_or(0);
        let absent = view.chunks.iter().filter(|(_, bytes)| bytes.is_none());
        let positions: Vec<usize> = absent.map(|(position, _)| *position).collect();
        let wanted = Wanted { snapshot: from_snapshot, positions };
        let found = storage.read(document.number, &wanted).ok()?;
        let covers = found.snapshot.as_ref().map_or(view.first, |snapshot| snapshot.covers);
        let chunk = |(position, bytes): &(usize, Option<Arc<[u8]>>)| {
            bytes.as_deref().or_else(|| found.chunk(*position)).map(<[u8]>::to_vec)
        };
        let of = |positions: std::ops::Range<usize>| {
            let chunks = view.chunks.iter().filter(|(position, _)| positions.contains(position));
            chunks.map(chunk).collect::<Option<Vec<_>>>()
        };
        let stored = of(covers..view.durable);
        if let (Some(stored), Some(staged)) = (stored, of(view.durable.max(covers)..usize::MAX)) {
            let snapshot = found.snapshot.map(|snapshot| snapshot.bytes).unwrap_or_default();
            let (document, candidates) = (document.number.0, Vec::new());
            return Some(Trial { document, from: covers, snapshot, stored, staged, candidates });
        }
    }
    None
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
