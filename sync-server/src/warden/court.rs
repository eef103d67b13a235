//! The child's side of trials: it keeps documents as far as they are stored, and tries on a copy what
//! somebody wants to add.
//!
//! A trial is what a client does: apply, tell what has changed, and give the changes out again as they came.
//! Automerge makes them from what it holds of a document; a change that comes out different, or not at all,
//! is one with which a saved document cannot be loaded any more. A small document is saved and loaded, too, and
//! has to hold then what it held before.

use std::collections::HashMap;
use std::io;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change, PatchLog, ReadDoc};

use crate::warden::docket::{Case, Sentence};

/// Up to so many operations a document is saved and loaded again with each trial: a few milliseconds.
const SMALL_OPS: u64 = 5_000;

/// What the child keeps: documents by their numbers, as the parent has told them.
#[derive(Debug, Default)]
pub(super) struct Court {
    kept: HashMap<i64, Automerge>,
}

impl Court {
    /// Tries what comes in until the parent hangs up.
    ///
    /// # Errors
    ///
    /// The pipes failed, or what came makes no sense.
    pub(super) fn sit(input: &mut impl Read, output: &mut impl Write) -> Result<(), io::Error> {
        let mut court = Self::default();
        while let Some(case) = Case::read(input)? {
            court.dismiss(&case.dismissed);
            Sentence::write_all(&court.hear(&case), output)?;
            output.flush()?;
        }
        Ok(())
    }

    fn dismiss(&mut self, numbers: &[i64]) {
        for number in numbers {
            self.kept.remove(number);
        }
    }

    /// Brings the document up to what is stored, and tries the rest on a copy.
    fn hear(&mut self, case: &Case) -> Vec<Sentence> {
        let unable = || vec![Sentence::Unable; case.candidates.len()];
        let kept = self.kept.remove(&case.document).unwrap_or_default();
        let Some(kept) = grown(kept, &case.snapshot, &case.stored) else { return unable() };
        let Some(mut copy) = grown(kept.clone(), &[], &case.staged) else { return unable() };
        self.kept.insert(case.document, kept);
        judge(&mut copy, &case.candidates)
    }
}

/// The document with what follows; `None` if it cannot be opened.
fn grown(mut document: Automerge, snapshot: &[u8], changes: &[Vec<u8>]) -> Option<Automerge> {
    let grow = move || {
        if !snapshot.is_empty() {
            document = Automerge::load(snapshot).ok()?;
        }
        let changes = changes.iter().map(|bytes| Change::try_from(&bytes[..]).ok());
        document.apply_changes(changes.collect::<Option<Vec<_>>>()?).ok()?;
        Some(document)
    };
    catch_unwind(AssertUnwindSafe(grow)).ok().flatten()
}

/// Tries all at once; where that fails, each half. `document` has what stood the trial at the end.
fn judge(document: &mut Automerge, candidates: &[Vec<u8>]) -> Vec<Sentence> {
    if candidates.is_empty() {
        return Vec::new();
    }
    if let Some((tried, ops)) = stands(document, candidates) {
        *document = tried;
        return ops.into_iter().map(|ops| Sentence::Sound { ops }).collect();
    }
    if candidates.len() == 1 {
        return vec![Sentence::Harmful];
    }
    let (first, second) = candidates.split_at(candidates.len() / 2);
    let mut sentences = judge(document, first);
    sentences.extend(judge(document, second));
    sentences
}

/// A copy with the changes, and how many operations each has; `None` if they do not stand the trial.
fn stands(document: &Automerge, candidates: &[Vec<u8>]) -> Option<(Automerge, Vec<u64>)> {
    let attempt = || {
        let mut copy = document.clone();
        let changes = candidates.iter().map(|bytes| Change::try_from(&bytes[..]).ok());
        let changes: Vec<Change> = changes.collect::<Option<_>>()?;
        let mut log = PatchLog::active();
        copy.apply_changes_log_patches(changes.iter().cloned(), &mut log).ok()?;
        drop(copy.make_patches(&mut log));
        let came_out = |change: &Change| {
            copy.get_change_by_hash(&change.hash()).is_some_and(|made| made.hash() == change.hash())
        };
        let whole = changes.iter().all(came_out) && can_be_loaded(&copy);
        let ops = changes.iter().map(|change| change.len() as u64).collect();
        whole.then_some((copy, ops))
    };
    catch_unwind(AssertUnwindSafe(attempt)).ok().flatten()
}

/// Whether a document that is saved and loaded is the same and holds the same; of a large one that is taken to
/// be so.
fn can_be_loaded(document: &Automerge) -> bool {
    if document.stats().num_ops > SMALL_OPS {
        return true;
    }
    let loaded = Automerge::load(&document.save());
    loaded.is_ok_and(|loaded| {
        let (mut loaded_heads, mut heads) = (loaded.get_heads(), document.get_heads());
        loaded_heads.sort_unstable();
        heads.sort_unstable();
        loaded_heads == heads && loaded.hydrate(None) == document.hydrate(None)
    })
}
