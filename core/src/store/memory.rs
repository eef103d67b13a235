//! A store without a disk: for what need not outlive the process, and for worlds in tests.
//!
//! A clone is what a copied disk would be. It can note which document a message is applied to, as a
//! store must on a target that catches no panic.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use crate::base::time::UtcMillis;
use crate::replica::document::read::EntryPlace;
use crate::replica::document_id::DocumentId;
use crate::store::batch::{
    Batch, Cached, CachedValue, ChunkUpdate, FeedMark, Stored, StoredDocument,
};
use crate::store::{Store, StoreError};

/// Whether a store notes which document a message is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Watch {
    Off,
    On,
}

/// A store in memory: it holds exactly the batches that were stored.
#[derive(Clone, Debug)]
pub struct Memory {
    documents: BTreeMap<DocumentId, (StoredDocument, Vec<Vec<u8>>)>,
    facts: BTreeMap<(DocumentId, EntryPlace), CachedValue>,
    rng: ChaCha8Rng,
    watch: Watch,
    noted: Option<DocumentId>,
    suspects: BTreeMap<DocumentId, u32>,
    synced_at: Option<UtcMillis>,
    feed: Option<FeedMark>,
}

impl Memory {
    /// An empty store that draws what [`Store::fresh`] gives from `seed`.
    pub fn new(seed: [u8; 32]) -> Self {
        Self {
            documents: BTreeMap::new(),
            facts: BTreeMap::new(),
            rng: ChaCha8Rng::from_seed(seed),
            watch: Watch::Off,
            noted: None,
            suspects: BTreeMap::new(),
            synced_at: None,
            feed: None,
        }
    }

    /// The same, noting which document a message is applied to: for targets that catch no panic.
    #[must_use]
    pub fn watching(mut self) -> Self {
        self.watch = Watch::On;
        self
    }

    /// All bytes that are held, to look for what should not be there.
    pub fn bytes(&self) -> Vec<u8> {
        let chunks = self.documents.values().flat_map(|(_, chunks)| chunks.iter().flatten());
        let facts = self.facts.values().flat_map(|content| match content {
            CachedValue::Fact(_, bytes) | CachedValue::Closed(bytes) => bytes.as_slice(),
            CachedValue::Gone => &[],
        });
        chunks.chain(facts).copied().collect()
    }
}

impl Store for Memory {
    fn read(&self) -> Result<Stored, StoreError> {
        let facts = self.facts.iter().map(|((id, place), content)| {
            (*id, Cached { place: place.clone(), content: content.clone() })
        });
        Ok(Stored {
            documents: self.documents.values().map(|(document, _)| document.clone()).collect(),
            facts: facts.collect(),
            suspects: self.suspects.clone(),
            synced_at: self.synced_at,
            feed: self.feed.clone(),
        })
    }

    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
        Ok(self.documents.get(id).map(|(_, chunks)| chunks.clone()).unwrap_or_default())
    }

    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        for update in &batch.documents {
            let id = update.document.id;
            let (document, chunks) =
                self.documents.entry(id).or_insert_with(|| (update.document.clone(), Vec::new()));
            document.clone_from(&update.document);
            match &update.chunks {
                ChunkUpdate::Keep => {}
                ChunkUpdate::Append(chunk) => chunks.push(chunk.clone()),
                ChunkUpdate::Replace(chunk) => *chunks = vec![chunk.clone()],
            }
            for Cached { place, content } in &update.facts {
                self.facts.insert((id, place.clone()), content.clone());
            }
        }
        for id in &batch.removed {
            self.documents.remove(id);
            self.facts.retain(|(document, _), _| document != id);
        }
        self.synced_at = batch.synced_at.or(self.synced_at);
        if batch.feed.is_some() {
            self.feed.clone_from(&batch.feed);
        }
        Ok(())
    }

    fn fresh(&mut self) -> Result<[u8; 32], StoreError> {
        let mut bytes = [0; 32];
        self.rng.fill_bytes(&mut bytes);
        Ok(bytes)
    }

    fn close(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        if let Some(id) = self.noted.take() {
            *self.suspects.entry(id).or_default() += 1;
        }
        Ok(())
    }

    fn note_apply(&mut self, id: &DocumentId) -> Result<(), StoreError> {
        if self.watch == Watch::On {
            self.noted = Some(*id);
        }
        Ok(())
    }

    fn clear_apply(&mut self) -> Result<(), StoreError> {
        self.noted = None;
        Ok(())
    }
}
