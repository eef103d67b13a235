//! The documents in memory: each at most once, and those that nobody has open only as long as there is
//! room.
//!
//! A document that is open, waits for a commit, or is being compacted is held by whoever does that;
//! what only the shelf holds may leave. So nothing that is not on the disk is ever dropped.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rebound_core::replica::document_id::DocumentId;

use crate::ledger::document::Document;
use crate::ledger::storage::{Storage, StorageError};

/// Bytes of documents that stay in memory although nobody has them open.
pub const SHELF_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Documents that stay in memory although nobody has them open.
pub const SHELF_DOCUMENTS_MAX: usize = 10_000;

/// Documents that are looked at in one go. Those in use move to the end, so the next go is elsewhere.
const LOOKED_AT_MAX: usize = 64;

/// How much may stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes, roughly.
    pub bytes: usize,
    /// Documents.
    pub documents: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { bytes: SHELF_BYTES_MAX, documents: SHELF_DOCUMENTS_MAX }
    }
}

/// The documents in memory.
#[derive(Debug)]
pub(super) struct Shelf {
    room: Room,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    places: HashMap<DocumentId, Place>,
    /// From the one that was used longest ago.
    by_use: BTreeMap<u64, DocumentId>,
    uses: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Place {
    slot: Arc<Slot>,
    used: u64,
    weight: usize,
}

/// Locked while the document is read, so that it is read once, and only those wait who want it.
type Slot = Mutex<Option<Arc<Document>>>;

impl Shelf {
    pub(super) fn new(room: Room) -> Self {
        Self { room, inner: Mutex::default() }
    }

    /// The document, if it is in memory and nobody is just reading it.
    pub(super) fn find(&self, id: &DocumentId) -> Option<Arc<Document>> {
        let slot = Arc::clone(&self.lock().places.get(id)?.slot);
        let document = slot.try_lock().ok()?.clone()?;
        self.lock().used(id, document.weight());
        Some(document)
    }

    /// Reads the document into memory, unless it is there. Blocks.
    pub(super) fn load(
        &self,
        id: &DocumentId,
        storage: &Storage,
    ) -> Result<Option<Arc<Document>>, StorageError> {
        let slot = self.lock().slot(id);
        let mut held = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if held.is_none() {
            *held = storage.document(id)?.map(|stored| Arc::new(Document::new(*id, stored)));
        }
        let document = held.clone();
        drop(held);
        drop(slot);
        match &document {
            Some(document) => self.lock().used(id, document.weight()),
            None => self.lock().remove_empty(id),
        }
        self.trim();
        Ok(document)
    }

    /// Makes room if there is not enough: what was used longest ago leaves first.
    pub(super) fn trim(&self) {
        let mut inner = self.lock();
        for _ in 0..LOOKED_AT_MAX {
            if inner.bytes <= self.room.bytes && inner.places.len() <= self.room.documents {
                break;
            }
            inner.take_down_the_oldest();
        }
    }

    /// Takes documents whose commit failed out of memory.
    pub(super) fn forget_failed(&self) {
        let mut inner = self.lock();
        let failed = |place: &Place| {
            let document = place.slot.try_lock().ok().and_then(|held| held.clone());
            document.is_some_and(|document| document.has_failed())
        };
        let places = inner.places.iter().filter(|(_, place)| failed(place));
        let ids: Vec<DocumentId> = places.map(|(id, _)| *id).collect();
        ids.iter().for_each(|id| inner.remove(id));
    }

    /// How many documents are in memory.
    pub(super) fn len(&self) -> usize {
        self.lock().places.len()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn slot(&mut self, id: &DocumentId) -> Arc<Slot> {
        if let Some(place) = self.places.get(id) {
            return Arc::clone(&place.slot);
        }
        self.uses += 1;
        let place = Place { slot: Arc::default(), used: self.uses, weight: 0 };
        self.by_use.insert(self.uses, *id);
        let slot = Arc::clone(&place.slot);
        self.places.insert(*id, place);
        slot
    }

    fn used(&mut self, id: &DocumentId, weight: usize) {
        let Some(place) = self.places.get_mut(id) else { return };
        self.uses += 1;
        self.by_use.remove(&place.used);
        self.by_use.insert(self.uses, *id);
        self.bytes = (self.bytes + weight).saturating_sub(place.weight);
        place.used = self.uses;
        place.weight = weight;
    }

    fn take_down_the_oldest(&mut self) {
        let Some(id) = self.by_use.first_entry().map(|entry| *entry.get()) else { return };
        let Some(place) = self.places.get(&id) else { return };
        // New holders come by this lock, which is held here: who is alone now stays alone.
        let alone = Arc::strong_count(&place.slot) == 1;
        let held = place.slot.try_lock().ok().filter(|_| alone);
        let in_use = held.is_none_or(|held| {
            held.as_ref().is_some_and(|document| Arc::strong_count(document) > 1)
        });
        if in_use {
            let weight = place.weight;
            self.used(&id, weight);
        } else {
            self.remove(&id);
        }
    }

    /// Forgets a place without a document, unless somebody is about to look there again.
    fn remove_empty(&mut self, id: &DocumentId) {
        let empty = self.places.get(id).is_some_and(|place| {
            Arc::strong_count(&place.slot) == 1
                && place.slot.try_lock().is_ok_and(|held| held.is_none())
        });
        if empty {
            self.remove(id);
        }
    }

    fn remove(&mut self, id: &DocumentId) {
        if let Some(place) = self.places.remove(id) {
            self.by_use.remove(&place.used);
            self.bytes = self.bytes.saturating_sub(place.weight);
        }
    }
}
