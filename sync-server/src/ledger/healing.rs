//! What is done for a document that harms whoever opens it: the changes that do not stand their trial are set
//! aside, with all that depends on them, and the rest is as if they had never come.
//!
//! Changes are tried before they enter; this is for those that came before there were trials, and for what
//! an owner's own devices wrote. What a snapshot covers was opened when it was made, and stays.

use std::sync::Arc;

use crate::ledger::change::StoredChange;
use crate::ledger::covered::Covered;
use crate::ledger::document::Document;
use crate::ledger::graph::Graph;
use crate::ledger::storage::{Aside, Outcome, SettingAside, Storage, StorageError, Wanted};
use crate::ledger::writer::Writer;
use crate::warden::trials::{Trial, TrialVerdict, Trials};
use crate::warden::{Task, Warden, WardenError};

/// How often it is begun anew because somebody has written meanwhile.
const TRIES_MAX: usize = 5;

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Healed {
    /// How many changes the document has.
    pub changes: usize,
    /// What is set aside of it, what was before included.
    pub aside: Vec<Aside>,
    /// How many of these were set aside now; 0 where the document was sound.
    pub new: usize,
}

/// Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum HealError {
    /// There is no program that tries.
    #[error("there is nobody here to try the changes")]
    Nobody,
    /// Not a single change is sound.
    #[error("no change of the document stands its trial: delete it, or restore a backup")]
    AllHarmful,
    /// The snapshot cannot be opened: what is in it cannot be told apart.
    #[error("the document's snapshot cannot be opened: it has to come from a backup ({0})")]
    Snapshot(#[source] WardenError),
    /// What is left cannot be opened either.
    #[error("what is left without the harmful changes cannot be opened either: {0}")]
    Rest(#[source] WardenError),
    /// Others wrote all the time.
    #[error("the document is written to without pause: try again")]
    Busy,
    /// The store did not do it.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Who heals.
pub(super) struct Healer<'a> {
    pub(super) storage: &'a dyn Storage,
    pub(super) writer: &'a Writer,
    pub(super) warden: &'a Warden,
    pub(super) trials: &'a mut Trials,
}

/// A document as the store has it.
struct Stored {
    covered: Arc<Covered>,
    snapshot: Vec<u8>,
    /// The changes after it.
    tail: Vec<StoredChange>,
}

impl Healer<'_> {
    /// Sets aside what does harm. Whoever has the document open is disconnected if there is such a change.
    pub(super) fn heal(&mut self, document: &Arc<Document>) -> Result<Healed, HealError> {
        for _ in 0..TRIES_MAX {
            let stored = Stored::read(document, self.storage)?;
            let len = stored.covered.len() + stored.tail.len();
            self.open_snapshot(&stored)?;
            let (kept, aside) = stored.parted(&self.judge(document, &stored)?);
            let (changes, new) = (len - aside.len(), aside.len());
            if new > 0 {
                if changes == 0 {
                    return Err(HealError::AllHarmful);
                }
                self.open_rest(&stored, &kept)?;
                if self.set_aside(document, (stored.covered.len(), len), kept, aside)?
                    != Outcome::Stored
                {
                    continue;
                }
            }
            let aside = self.storage.aside(document.number)?;
            return Ok(Healed { changes, aside, new });
        }
        Err(HealError::Busy)
    }

    fn open_snapshot(&self, stored: &Stored) -> Result<(), HealError> {
        if stored.snapshot.is_empty() {
            return Ok(());
        }
        let heads = stored.covered.heads().sorted().to_vec();
        let task = Task { heads, snapshot: stored.snapshot.clone(), changes: Vec::new() };
        self.warden.run(&task).map(drop).map_err(HealError::Snapshot)
    }

    /// Whether each of the changes after the snapshot stands its trial.
    fn judge(&mut self, document: &Document, stored: &Stored) -> Result<Vec<bool>, HealError> {
        let trial = || Trial {
            document: document.number.0,
            from: stored.covered.len(),
            snapshot: stored.snapshot.clone(),
            candidates: stored.tail.iter().map(|change| change.bytes.to_vec()).collect(),
            ..Trial::default()
        };
        let verdicts = self.trials.run(trial(), &|| Some(trial()));
        // It is not needed again for long.
        self.trials.end();
        if !self.trials.could_try() {
            return Err(HealError::Nobody);
        }
        Ok(verdicts.iter().map(|verdict| *verdict != TrialVerdict::Refused).collect())
    }

    /// Whether what is kept gives a document that is saved and loaded.
    fn open_rest(&self, stored: &Stored, kept: &[StoredChange]) -> Result<(), HealError> {
        let mut graph = Graph::new((*stored.covered).clone());
        kept.iter().for_each(|change| graph.push(change));
        graph.commit(graph.len());
        let changes = kept.iter().flat_map(|change| change.bytes.iter().copied()).collect();
        let task =
            Task { heads: graph.heads().to_vec(), snapshot: stored.snapshot.clone(), changes };
        self.warden.run(&task).map(drop).map_err(HealError::Rest)
    }

    fn set_aside(
        &self,
        document: &Arc<Document>,
        (first, len): (usize, usize),
        kept: Vec<StoredChange>,
        aside: Vec<StoredChange>,
    ) -> Result<Outcome, StorageError> {
        let (healed, quotas) = (Arc::clone(document), Arc::clone(self.writer.quotas()));
        self.writer.perform(move |storage| {
            let (kept, aside) = (&kept[..], &aside[..]);
            let setting = SettingAside { document: healed.number, first, len, kept, aside };
            let outcome = storage.set_aside(&setting);
            if !matches!(outcome, Ok(Outcome::Behind { .. })) {
                quotas.forget(healed.owner());
                // It has other positions now. Nothing that was staged on the old ones is committed.
                healed.failed();
            }
            outcome
        })
    }
}

impl Stored {
    fn read(document: &Document, storage: &dyn Storage) -> Result<Self, StorageError> {
        let stored = storage.open(&document.id)?.ok_or(StorageError::Damaged)?;
        let covered = Arc::clone(stored.graph.covered());
        let snapshot = if covered.is_empty() {
            Vec::new()
        } else {
            let wanted = Wanted { snapshot: true, positions: Vec::new() };
            let snapshot = storage.read(document.number, &wanted)?.snapshot;
            snapshot.ok_or(StorageError::Damaged)?.bytes
        };
        let mut tail = Vec::new();
        storage.changes(document.number, covered.len(), usize::MAX, &mut |_, change| {
            tail.push(change);
            Ok(())
        })?;
        Ok(Self { covered, snapshot, tail })
    }

    /// What is kept, at its new positions, and what is set aside: what is not sound, and what depends on
    /// that.
    fn parted(&self, sound: &[bool]) -> (Vec<StoredChange>, Vec<StoredChange>) {
        let (mut kept, mut aside) = (Vec::new(), Vec::new());
        let covered = self.covered.len();
        // Where each change of the tail stands from now on.
        let mut places: Vec<Option<u32>> = Vec::with_capacity(self.tail.len());
        for (change, is_sound) in self.tail.iter().zip(sound) {
            let place = |dep: &u32| match (*dep as usize).checked_sub(covered) {
                None => Some(*dep),
                Some(place) => places.get(place).copied().flatten(),
            };
            let deps: Option<Vec<u32>> = change.deps.iter().map(place).collect();
            match deps.filter(|_| *is_sound) {
                Some(deps) => {
                    places.push(u32::try_from(covered + kept.len()).ok());
                    kept.push(StoredChange { deps: deps.into(), ..change.clone() });
                }
                None => {
                    places.push(None);
                    aside.push(change.clone());
                }
            }
        }
        (kept, aside)
    }
}
