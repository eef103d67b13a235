//! The facts of all own documents in memory: a cache of what the documents hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::FactId;
use crate::coach::history::Anomaly;
use crate::facts::Fact;
use crate::replica::document_id::DocumentId;
use crate::store::batch::Batch;

/// The facts, by the document they lie in.
#[derive(Debug, Default)]
pub(super) struct FactIndex {
    facts: BTreeMap<(FactId, DocumentId), Fact>,
    anomalies: BTreeMap<(FactId, DocumentId), Anomaly>,
}

impl FactIndex {
    pub(super) fn of(stored: Vec<(DocumentId, FactId, Vec<u8>)>) -> Self {
        let mut index = Self::default();
        for (document, id, bytes) in stored {
            index.read(document, &id, &bytes);
        }
        index
    }

    pub(super) fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    pub(super) fn anomalies(&self) -> impl Iterator<Item = &Anomaly> {
        self.anomalies.values()
    }

    /// The document in which a fact lies.
    pub(super) fn document_of(&self, id: &FactId) -> Option<&DocumentId> {
        self.entry(id).map(|(document, _)| document)
    }

    /// The fact with this id; if there are several, one of them.
    pub(super) fn get(&self, id: &FactId) -> Option<&Fact> {
        self.entry(id).map(|(_, fact)| fact)
    }

    /// Whether something is filed under this id, be it a fact that this build cannot read.
    pub(super) fn holds(&self, id: &FactId) -> bool {
        let first = (id.clone(), DocumentId::from_bytes([0; 16]));
        let unreadable = self.anomalies.range(first..).next();
        self.entry(id).is_some() || unreadable.is_some_and(|((found, _), _)| found == id)
    }

    fn entry(&self, id: &FactId) -> Option<(&DocumentId, &Fact)> {
        let first = (id.clone(), DocumentId::from_bytes([0; 16]));
        let ((found, document), fact) = self.facts.range(first..).next()?;
        (found == id).then_some((document, fact))
    }

    /// Whether this document would go on as it is: it holds exactly this fact, or one with its id
    /// that counts before it (as in a history, the one with the smaller bytes).
    pub(super) fn keeps(&self, document: &DocumentId, id: &FactId, bytes: &[u8]) -> bool {
        let held = self.facts.get(&(id.clone(), *document));
        held.is_some_and(|fact| fact.to_bytes().as_slice() <= bytes)
    }

    /// Files a fact that was just written.
    pub(super) fn place(&mut self, document: DocumentId, fact: Fact) {
        self.facts.insert((fact.id.clone(), document), fact);
    }

    /// Takes over the facts of a batch; tells whether any changed.
    pub(super) fn absorb(&mut self, batch: &Batch) -> bool {
        let mut touched = BTreeSet::new();
        for update in &batch.documents {
            for (id, bytes) in &update.facts {
                match bytes {
                    Some(bytes) => self.read(update.document.id, id, bytes),
                    None => drop(self.facts.remove(&(id.clone(), update.document.id))),
                }
                touched.insert(id);
            }
        }
        !touched.is_empty()
    }

    fn read(&mut self, document: DocumentId, id: &FactId, bytes: &[u8]) {
        let key = (id.clone(), document);
        match Fact::from_bytes(id.clone(), bytes) {
            Ok(fact) => {
                self.anomalies.remove(&key);
                self.facts.insert(key, fact);
            }
            Err(error) => {
                self.facts.remove(&key);
                self.anomalies.insert(key, Anomaly::new(id, error.said()));
            }
        }
    }
}
