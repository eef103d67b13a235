//! Which document of a link is to be looked at when, and how many stand how.

use std::collections::BTreeSet;

use crate::base::time::Monotonic;
use crate::replica::document_id::DocumentId;

/// How one document of a link stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// Not yet known to be equal on both sides.
    Open,
    /// Equal on both sides.
    Settled,
    /// Given up, until something new happens to it.
    GivenUp,
}

/// What a document waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AnswerWait {
    /// Nothing.
    Nothing,
    /// This many milliseconds from the next call that tells the time.
    Unarmed(u64),
    /// This moment.
    Until(Monotonic),
}

/// One document's entry in a link's [`Deadlines`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExchangeStatus {
    pub(super) condition: Condition,
    pub(super) wait: AnswerWait,
    /// Whether it was asked for and neither side has anything of it.
    pub(super) absent: bool,
}

/// The documents of a link by what is to be done about them. Every entry is taken out with what it was
/// entered with, so that no call looks at all documents.
#[derive(Debug, Default)]
pub(super) struct Deadlines {
    open: usize,
    given_up: usize,
    absent: BTreeSet<DocumentId>,
    unarmed: BTreeSet<DocumentId>,
    due: BTreeSet<(Monotonic, DocumentId)>,
}

impl Deadlines {
    pub(super) fn enter(&mut self, id: DocumentId, entry: ExchangeStatus) {
        match entry.condition {
            Condition::Open => self.open += 1,
            Condition::GivenUp => self.given_up += 1,
            Condition::Settled => {}
        }
        match entry.wait {
            AnswerWait::Nothing => {}
            AnswerWait::Unarmed(_) => _ = self.unarmed.insert(id),
            AnswerWait::Until(at) => _ = self.due.insert((at, id)),
        }
        if entry.absent {
            self.absent.insert(id);
        }
    }

    pub(super) fn strike(&mut self, id: DocumentId, entry: ExchangeStatus) {
        match entry.condition {
            Condition::Open => self.open -= 1,
            Condition::GivenUp => self.given_up -= 1,
            Condition::Settled => {}
        }
        match entry.wait {
            AnswerWait::Nothing => {}
            AnswerWait::Unarmed(_) => _ = self.unarmed.remove(&id),
            AnswerWait::Until(at) => _ = self.due.remove(&(at, id)),
        }
        if entry.absent {
            self.absent.remove(&id);
        }
    }

    /// Documents that are not yet known to be equal on both sides.
    pub(super) const fn open(&self) -> usize {
        self.open
    }

    /// Documents that were given up.
    pub(super) const fn given_up(&self) -> usize {
        self.given_up
    }

    /// Documents of which neither side has anything.
    pub(super) fn absent(&self) -> impl Iterator<Item = DocumentId> {
        self.absent.iter().copied()
    }

    /// A document whose wait has no end yet, because it began in a call that did not tell the time.
    pub(super) fn unarmed(&self) -> Option<DocumentId> {
        self.unarmed.first().copied()
    }

    /// The document whose wait ends first, and when.
    pub(super) fn first(&self) -> Option<(Monotonic, DocumentId)> {
        self.due.first().copied()
    }
}
