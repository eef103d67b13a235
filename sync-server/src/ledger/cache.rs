//! The documents in memory: each at most once, and those that nobody has open only as long as there is
//! room.
//!
//! A document that is open, waits for a commit, or is being compacted is held by whoever does that;
//! what only the cache holds may leave. So nothing that is not on the disk is ever dropped.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rebound_core::replica::document_id::DocumentId;

use crate::ledger::awaited::Awaited;
use crate::ledger::document::Document;
use crate::ledger::storage::{Storage, StorageError};

/// Bytes of documents that stay in memory although nobody has them open.
pub const CACHE_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Documents that stay in memory although nobody has them open.
pub const CACHE_DOCUMENTS_MAX: usize = 10_000;

/// Documents that are looked at in one go. Those in use move to the end, so the next go is elsewhere.
const LOOKED_AT_MAX: usize = 64;

/// How much may stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheLimits {
    /// Bytes, roughly.
    pub bytes: usize,
    /// Documents.
    pub documents: usize,
}

impl Default for CacheLimits {
    fn default() -> Self {
        Self { bytes: CACHE_BYTES_MAX, documents: CACHE_DOCUMENTS_MAX }
    }
}

/// The documents in memory.
#[derive(Debug)]
pub(super) struct Cache {
    limits: CacheLimits,
    awaited: Arc<Awaited>,
    inner: Mutex<Entries>,
}

#[derive(Debug, Default)]
struct Entries {
    entries: HashMap<DocumentId, Cached>,
    /// From the one that was used longest ago.
    by_use: BTreeMap<u64, DocumentId>,
    uses: u64,
    bytes: usize,
}

#[derive(Debug)]
struct Cached {
    entry: Arc<Entry>,
    used: u64,
    weight: usize,
}

/// Locked while the document is read, so that it is read once, and only those wait who want it.
type Entry = Mutex<Option<Arc<Document>>>;

impl Cache {
    pub(super) fn new(limits: CacheLimits, awaited: Arc<Awaited>) -> Self {
        Self { limits, awaited, inner: Mutex::default() }
    }

    /// The document, if it is in memory as it is stored and nobody is just reading it.
    pub(super) fn find(&self, id: &DocumentId) -> Option<Arc<Document>> {
        let entry = Arc::clone(&self.lock().entries.get(id)?.entry);
        let document = entry.try_lock().ok()?.clone().filter(|document| !document.has_failed())?;
        self.lock().used(id, document.weight());
        Some(document)
    }

    /// The document, if it is in memory or somebody is just reading it, which is waited for.
    pub(super) fn there(&self, id: &DocumentId) -> Option<Arc<Document>> {
        let entry = Arc::clone(&self.lock().entries.get(id)?.entry);
        entry.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends what is open of all documents. What the store holds is read again.
    pub(super) fn fail_all(&self) {
        let ids: Vec<DocumentId> = self.lock().entries.keys().copied().collect();
        ids.iter().filter_map(|id| self.there(id)).for_each(|document| document.failed());
        self.forget_failed();
    }

    /// Reads the document into memory, unless it is there. Blocks.
    pub(super) fn load(
        &self,
        id: &DocumentId,
        storage: &dyn Storage,
    ) -> Result<Option<Arc<Document>>, StorageError> {
        let entry = self.lock().entry(id);
        let mut held = entry.lock().unwrap_or_else(PoisonError::into_inner);
        // One whose commit failed holds changes that were never stored.
        if held.as_ref().is_none_or(|document| document.has_failed()) {
            let of = |stored| Arc::new(Document::new(*id, stored, Arc::clone(&self.awaited)));
            *held = storage.open(id)?.map(of);
        }
        let document = held.clone();
        drop(held);
        drop(entry);
        match &document {
            Some(document) => self.lock().used(id, document.weight()),
            None => self.lock().remove_empty(id),
        }
        self.trim();
        Ok(document)
    }

    /// Notes that somebody is done with a document, and what it weighs by now.
    pub(super) fn used(&self, id: &DocumentId, weight: usize) {
        self.lock().used(id, weight);
    }

    /// Makes room if there is not enough: what was used longest ago leaves first.
    pub(super) fn trim(&self) {
        let mut inner = self.lock();
        for _ in 0..LOOKED_AT_MAX {
            if inner.bytes <= self.limits.bytes && inner.entries.len() <= self.limits.documents {
                break;
            }
            inner.take_down_the_oldest();
        }
    }

    /// Takes documents whose commit failed out of memory.
    pub(super) fn forget_failed(&self) {
        let mut inner = self.lock();
        let failed = |held: &Cached| {
            let document = held.entry.try_lock().ok().and_then(|held| held.clone());
            document.is_some_and(|document| document.has_failed())
        };
        let entries = inner.entries.iter().filter(|(_, held)| failed(held));
        let ids: Vec<DocumentId> = entries.map(|(id, _)| *id).collect();
        ids.iter().for_each(|id| inner.remove(id));
    }

    /// How many documents are in memory.
    pub(super) fn len(&self) -> usize {
        self.lock().entries.len()
    }

    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entries {
    fn entry(&mut self, id: &DocumentId) -> Arc<Entry> {
        if let Some(held) = self.entries.get(id) {
            return Arc::clone(&held.entry);
        }
        self.uses += 1;
        let held = Cached { entry: Arc::default(), used: self.uses, weight: 0 };
        self.by_use.insert(self.uses, *id);
        let entry = Arc::clone(&held.entry);
        self.entries.insert(*id, held);
        entry
    }

    fn used(&mut self, id: &DocumentId, weight: usize) {
        let Some(held) = self.entries.get_mut(id) else { return };
        self.uses += 1;
        self.by_use.remove(&held.used);
        self.by_use.insert(self.uses, *id);
        self.bytes = (self.bytes + weight).saturating_sub(held.weight);
        held.used = self.uses;
        held.weight = weight;
    }

    fn take_down_the_oldest(&mut self) {
        let Some(id) = self.by_use.first_entry().map(|entry| *entry.get()) else { return };
        let Some(kept) = self.entries.get(&id) else { return };
        // New holders come by this lock, which is held here: who is alone now stays alone.
        let alone = Arc::strong_count(&kept.entry) == 1;
        // What it weighs, if it is in use.
        let in_use = match kept.entry.try_lock().as_deref() {
            Ok(Some(document)) if !alone || Arc::strong_count(document) > 1 => {
                Some(document.weight())
            }
            Ok(_) if alone => None,
            Ok(_) | Err(_) => Some(kept.weight),
        };
        match in_use {
            Some(weight) => self.used(&id, weight),
            None => self.remove(&id),
        }
    }

    /// Forgets an entry without a document, unless somebody is about to look there again.
    fn remove_empty(&mut self, id: &DocumentId) {
        let empty = self.entries.get(id).is_some_and(|held| {
            Arc::strong_count(&held.entry) == 1
                && held.entry.try_lock().is_ok_and(|held| held.is_none())
        });
        if empty {
            self.remove(id);
        }
    }

    fn remove(&mut self, id: &DocumentId) {
        if let Some(held) = self.entries.remove(id) {
            self.by_use.remove(&held.used);
            self.bytes = self.bytes.saturating_sub(held.weight);
        }
    }
}
