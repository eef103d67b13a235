//! A device's disk in memory: it holds exactly the batches that were stored, and fails on demand.

use std::cell::Cell;

use rebound_core::replica::document_id::DocumentId;
use rebound_core::store::batch::{Batch, Stored};
use rebound_core::store::memory::Memory;
use rebound_core::store::{Store, StoreError};

/// A device's disk in memory.
#[derive(Clone, Debug)]
pub struct Disk {
    memory: Memory,
    /// Every so many calls fail, if any.
    fails_every: Cell<Option<u64>>,
    calls: Cell<u64>,
    /// The document whose chunks cannot be read, if any.
    unreadable: Cell<Option<DocumentId>>,
    /// The document in whose applying the process ends, if any.
    ends_at: Cell<Option<DocumentId>>,
    /// As after a backup was put back, or on a copied machine: what was drawn is drawn again.
    rng_repeats: Cell<bool>,
}

impl Disk {
    /// An empty disk that draws its randomness from `seed`.
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            memory: Memory::new(seed),
            fails_every: Cell::new(None),
            calls: Cell::new(0),
            unreadable: Cell::new(None),
            ends_at: Cell::new(None),
            rng_repeats: Cell::new(false),
        }
    }

    /// From here on every `n`-th call fails; none with `None`.
    pub fn fail_every(&self, n: Option<u64>) {
        self.fails_every.set(n);
    }

    /// From here on the chunks of this document cannot be read; those of any with `None`.
    pub fn break_document(&self, id: Option<DocumentId>) {
        self.unreadable.set(id);
    }

    /// From here on the process ends when a message about this document is applied; panics stand for
    /// that.
    pub fn end_at_apply(&self, id: Option<DocumentId>) {
        self.ends_at.set(id);
    }

    /// The same disk on a target that catches no panic: it notes what is being applied.
    #[must_use]
    pub fn watching(mut self) -> Self {
        self.memory = self.memory.watching();
        self
    }

    /// From here on the chance that the disk supplies is the same again and again.
    pub fn repeat_randomness(&self) {
        self.rng_repeats.set(true);
    }

    /// How often a call fails, if any does.
    pub fn fails_every(&self) -> Option<u64> {
        self.fails_every.get()
    }

    /// All bytes on the disk, to look for what should not be there.
    pub fn bytes(&self) -> Vec<u8> {
        self.memory.bytes()
    }

    fn turn(&self) -> Result<(), StoreError> {
        self.calls.set(self.calls.get() + 1);
        match self.fails_every.get() {
            Some(n) if self.calls.get().is_multiple_of(n) => {
                Err(StoreError::Unavailable { reason: "on purpose".to_owned() })
            }
            Some(_) | None => Ok(()),
        }
    }
}

impl Store for Disk {
    fn read(&self) -> Result<Stored, StoreError> {
        self.turn()?;
        self.memory.read()
    }

    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
        self.turn()?;
        if self.unreadable.get() == Some(*id) {
            return Err(StoreError::damaged("on purpose"));
        }
        self.memory.chunks(id)
    }

    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.turn()?;
        self.memory.apply(batch)
    }

    fn fresh(&mut self) -> Result<[u8; 32], StoreError> {
        self.turn()?;
        if self.rng_repeats.get() { Ok([0; 32]) } else { self.memory.fresh() }
    }

    fn close(&mut self) -> Result<(), StoreError> {
        self.turn()?;
        self.memory.close()
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        self.turn()?;
        self.memory.reopen()
    }

    fn note_apply(&mut self, id: &DocumentId) -> Result<(), StoreError> {
        self.memory.note_apply(id)?;
        assert_ne!(self.ends_at.get(), Some(*id), "the process ends here, on purpose");
        Ok(())
    }

    fn clear_apply(&mut self) -> Result<(), StoreError> {
        self.memory.clear_apply()
    }
}
