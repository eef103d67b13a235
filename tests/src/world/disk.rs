//! A device's disk in memory: it holds exactly the batches that were stored.

use std::collections::BTreeMap;

use rebound_core::base::ids::FactId;
use rebound_core::engine::{Batch, ChunkUpdate, Shelf, ShelfError, Stored, StoredDocument};
use rebound_core::replica::document_id::DocumentId;

/// A device's disk in memory.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    documents: BTreeMap<DocumentId, (StoredDocument, Vec<Vec<u8>>)>,
    facts: BTreeMap<(DocumentId, FactId), Vec<u8>>,
    /// Batches stored so far.
    pub batches: usize,
}

impl Disk {
    /// Stores a batch.
    pub fn apply(&mut self, batch: &Batch) {
        self.batches += 1;
        for update in &batch.documents {
            let id = update.document.id;
            let (document, chunks) =
                self.documents.entry(id).or_insert_with(|| (update.document.clone(), Vec::new()));
            *document = update.document.clone();
            match &update.chunks {
                ChunkUpdate::Keep => {}
                ChunkUpdate::Append(chunk) => chunks.push(chunk.clone()),
                ChunkUpdate::Replace(chunk) => *chunks = vec![chunk.clone()],
            }
            for (fact, bytes) in &update.facts {
                match bytes {
                    Some(bytes) => self.facts.insert((id, fact.clone()), bytes.clone()),
                    None => self.facts.remove(&(id, fact.clone())),
                };
            }
        }
    }

    /// What an engine that opens now reads.
    pub fn stored(&self) -> Stored {
        let facts = self.facts.iter().map(|((id, fact), bytes)| (*id, fact.clone(), bytes.clone()));
        Stored {
            documents: self.documents.values().map(|(document, _)| document.clone()).collect(),
            facts: facts.collect(),
        }
    }

    /// All bytes on the disk, to look for what should not be there.
    pub fn bytes(&self) -> Vec<u8> {
        let chunks = self.documents.values().flat_map(|(_, chunks)| chunks.iter().flatten());
        chunks.chain(self.facts.values().flatten()).copied().collect()
    }
}

impl Shelf for Disk {
    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, ShelfError> {
        let missing = || ShelfError::Unavailable(format!("no document {id}"));
        self.documents.get(id).map(|(_, chunks)| chunks.clone()).ok_or_else(missing)
    }
}
