//! The child's side of trials: it keeps documents as far as they are stored, and tries on a copy what
//! somebody wants to add.
//!
//! A trial is what a client does: apply, tell what has changed, and give the changes out again as they came.
//! Automerge makes them from what it holds of a document; a change that comes out different, or not at all,
//! is one with which a saved document cannot be loaded any more. And each operation has to be of the kind that
//! its object takes: Automerge applies others, and loads them as something else. A small document is saved and
//! loaded, too, and has to hold then what it held before.

use std::collections::{HashMap, HashSet};
use std::io;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::legacy::OpId;
use automerge::{Automerge, Change, ChangeHash, ObjId, ObjType, PatchLog, ReadDoc};
use rebound_core::replica::admission::shape;

use crate::warden::docket::{Case, Sentence};
use crate::warden::exhibit::{Exhibit, Tip};

/// Up to so many operations a document is saved and loaded again with each trial: a millisecond.
const SMALL_OPS: u64 = 500;

/// What the child keeps: documents by their numbers, as the parent has told them.
#[derive(Debug, Default)]
pub(super) struct Court {
    kept: HashMap<i64, Exhibit>,
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
            let sentences = court.hear(&case);
            let unable = || vec![Sentence::Unable; case.candidates.len()];
            Sentence::write_all(&sentences.unwrap_or_else(unable), output)?;
            output.flush()?;
        }
        Ok(())
    }

    fn dismiss(&mut self, numbers: &[i64]) {
        for number in numbers {
            self.kept.remove(number);
        }
    }

    /// Brings the document up to what is stored, and tries the rest on a copy; `None` if it cannot be opened.
    fn hear(&mut self, case: &Case) -> Option<Vec<Sentence>> {
        let kept = self.kept.remove(&case.document).unwrap_or_default();
        let mut kept = kept.with_stored(case)?;
        let tip = kept.take_tip(&case.staged)?;
        let mut trial =
            Proceeding { kept, staged: &case.staged, stood: Vec::new(), tip: Some(tip) };
        let sentences = trial.judge(&case.candidates)?;
        let Proceeding { mut kept, tip, .. } = trial;
        if let Some(tip) = tip {
            kept.keep(tip)?;
        }
        self.kept.insert(case.document, kept);
        Some(sentences)
    }
}

/// A document, and what is tried on it.
struct Proceeding<'a> {
    kept: Exhibit,
    staged: &'a [Vec<u8>],
    /// What has stood the trial.
    stood: Vec<&'a Vec<u8>>,
    /// The document with all that; `None` where something has spoilt it.
    tip: Option<Tip>,
}

impl<'a> Proceeding<'a> {
    /// Tries all at once; where that fails, each half. `None` if the document cannot be opened.
    fn judge(&mut self, candidates: &'a [Vec<u8>]) -> Option<Vec<Sentence>> {
        if candidates.is_empty() {
            return Some(Vec::new());
        }
        let mut tip = match self.tip.take() {
            Some(tip) => tip,
            None => self.kept.new_tip(self.staged.iter().chain(self.stood.iter().copied()))?,
        };
        if let Some(ops) = stand(&mut tip.document, candidates) {
            tip.ahead.extend(candidates.iter().cloned());
            self.tip = Some(tip);
            self.stood.extend(candidates);
            return Some(ops.into_iter().map(|ops| Sentence::Sound { ops }).collect());
        }
        if candidates.len() == 1 {
            return Some(vec![Sentence::Harmful]);
        }
        let (first, second) = candidates.split_at(candidates.len() / 2);
        let mut sentences = self.judge(first)?;
        sentences.extend(self.judge(second)?);
        Some(sentences)
    }
}

/// Applies changes, and tells how many operations each has; `None` if they do not stand the trial: the document
/// is spoilt then.
fn stand(document: &mut Automerge, candidates: &[Vec<u8>]) -> Option<Vec<u64>> {
    let attempt = || {
        let changes = candidates.iter().map(|bytes| Change::try_from(&bytes[..]).ok());
        let changes: Vec<Change> = changes.collect::<Option<_>>()?;
        let (heads, mut log) = (document.get_heads(), PatchLog::active());
        document.apply_changes_log_patches(changes.iter().cloned(), &mut log).ok()?;
        drop(document.make_patches(&mut log));
        drop(log);
        // All at once: for a single one Automerge looks through as much of the document.
        let made = document.get_changes(&heads);
        let made: HashSet<ChangeHash> = made.iter().map(Change::hash).collect();
        let whole = changes.iter().all(|change| is_whole(document, change, &made));
        let ops = changes.iter().map(|change| change.len() as u64).collect();
        (whole && can_be_loaded(document)).then_some(ops)
    };
    catch_unwind(AssertUnwindSafe(attempt)).ok().flatten()
}

/// Whether a change that was applied comes out again as it came, and is about objects that take what it says.
fn is_whole(document: &Automerge, change: &Change, made: &HashSet<ChangeHash>) -> bool {
    let hash = change.hash();
    // One that was there before is not among those that are new.
    let again = || document.get_change_by_hash(&hash).is_some_and(|again| again.hash() == hash);
    let kind = |id: &OpId| {
        let kind: Option<ObjType> =
            document.object_type(ObjId::Id(id.counter(), id.actor().clone(), 0)).ok();
        kind
    };
    (made.contains(&hash) || again()) && shape::check_in(&change.decode(), kind).is_ok()
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
