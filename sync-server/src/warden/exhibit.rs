//! A document that the child keeps: as it is stored, and a copy that is ahead of it, on which changes are
//! tried.
//!
//! ```text
//! base    what is stored, but for the last few changes
//! behind  those: they are applied many at once, for that costs little more than one
//! tip     base, behind, and what stood its trial since
//! ```
//!
//! A trial is done on the tip itself. A change that stands it is there for the next one, and an honest one
//! costs neither a copy nor the reading of what was there. What does harm spoils the tip, and it is made anew.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{Automerge, Change};

use crate::warden::docket::Case;

/// The base is brought up once so many changes are behind, or so many bytes.
const BEHIND_MAX: usize = 64;
const BEHIND_BYTES_MAX: usize = 256 * 1024;

/// A document as the child has it.
#[derive(Debug, Default)]
pub(super) struct Exhibit {
    base: Automerge,
    behind: Vec<Vec<u8>>,
    tip: Option<Tip>,
}

/// A copy on which is tried.
#[derive(Debug)]
pub(super) struct Tip {
    pub(super) document: Automerge,
    /// What it has and the base has not.
    pub(super) ahead: HashSet<Vec<u8>>,
}

impl Exhibit {
    /// With what is stored since; `None` if it cannot be opened.
    pub(super) fn with_stored(mut self, case: &Case) -> Option<Self> {
        if !case.snapshot.is_empty() {
            let load = || Automerge::load(&case.snapshot).ok();
            let base = catch_unwind(load).ok().flatten()?;
            self = Self { base, behind: Vec::new(), tip: None };
        }
        self.behind.extend(case.stored.iter().cloned());
        Some(self)
    }

    /// Takes out a copy with all that is stored or waits for its commit, and nothing else; `None` if it
    /// cannot be opened.
    pub(super) fn take_tip(&mut self, staged: &[Vec<u8>]) -> Option<Tip> {
        let here: HashSet<&Vec<u8>> = self.behind.iter().chain(staged).collect();
        // One that stood its trial has perhaps not been taken.
        let tip = self.tip.take().filter(|tip| tip.ahead.iter().all(|bytes| here.contains(bytes)));
        let Some(tip) = tip else { return self.new_tip(staged.iter()) };
        let lacking = self.behind.iter().chain(staged).filter(|bytes| !tip.ahead.contains(*bytes));
        let lacking: Vec<&Vec<u8>> = lacking.collect();
        tip.with(lacking).or_else(|| self.new_tip(staged.iter()))
    }

    /// Makes such a copy anew from what is stored and from `more`.
    pub(super) fn new_tip<'a>(&mut self, more: impl Iterator<Item = &'a Vec<u8>>) -> Option<Tip> {
        self.catch_up()?;
        let tip = Tip { document: self.base.clone(), ahead: HashSet::new() };
        tip.with(more.collect())
    }

    /// Keeps a copy for the next time.
    pub(super) fn keep(&mut self, tip: Tip) -> Option<()> {
        self.tip = Some(tip);
        let bytes: usize = self.behind.iter().map(Vec::len).sum();
        let is_far = self.behind.len() > BEHIND_MAX || bytes > BEHIND_BYTES_MAX;
        if is_far { self.catch_up() } else { Some(()) }
    }

    /// Brings the base up to what is stored.
    fn catch_up(&mut self) -> Option<()> {
        let behind = std::mem::take(&mut self.behind);
        self.base = grown(std::mem::take(&mut self.base), behind.iter())?;
        if let Some(tip) = &mut self.tip {
            behind.iter().for_each(|bytes| drop(tip.ahead.take(bytes)));
        }
        Some(())
    }
}

impl Tip {
    fn with(mut self, changes: Vec<&Vec<u8>>) -> Option<Self> {
        self.document = grown(self.document, changes.iter().copied())?;
        self.ahead.extend(changes.into_iter().cloned());
        Some(self)
    }
}

/// A document with changes; `None` if they cannot be applied.
fn grown<'a>(
    mut document: Automerge,
    changes: impl Iterator<Item = &'a Vec<u8>>,
) -> Option<Automerge> {
    let grow = move || {
        let changes = changes.map(|bytes| Change::try_from(&bytes[..]).ok());
        let changes: Vec<Change> = changes.collect::<Option<_>>()?;
        if !changes.is_empty() {
            document.apply_changes(changes).ok()?;
        }
        Some(document)
    };
    catch_unwind(AssertUnwindSafe(grow)).ok().flatten()
}
