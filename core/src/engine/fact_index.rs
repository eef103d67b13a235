//! The facts of all own documents in memory: a cache of what the documents hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::FactId;
use crate::coach::history::Anomaly;
use crate::engine::library::Library;
use crate::facts::Fact;
use crate::replica::document::item::{Item, Unreadable};
use crate::replica::document::read::EntryPlace;
use crate::replica::document_id::DocumentId;
use crate::replica::seal::{EntryId, NotOpened};
use crate::store::batch::{Batch, Cached, CachedValue};
use crate::wording::odd;

/// Where a fact lies.
type At = (FactId, DocumentId);

/// The facts, by the document they lie in.
#[derive(Debug, Default)]
pub(super) struct FactIndex {
    facts: BTreeMap<At, Fact>,
    /// Facts that this build cannot read.
    unreadable: BTreeMap<At, Anomaly>,
    /// Facts in plain, as older apps wrote them and anybody can: they do not count.
    plain: BTreeSet<At>,
    /// Entries that do not open.
    closed: BTreeMap<(DocumentId, EntryId), Anomaly>,
}

impl FactIndex {
    /// The index of what a store kept, in its order.
    pub(super) fn of(stored: Vec<(DocumentId, Cached)>, library: &Library) -> Self {
        let mut index = Self::default();
        let mut lost = BTreeSet::new();
        for (document, cached) in stored {
            index.take(document, &cached, library, &mut lost);
        }
        index.let_go(&lost, library);
        index
    }

    pub(super) fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.facts.values()
    }

    pub(super) fn anomalies(&self) -> impl Iterator<Item = Anomaly> {
        let is_sealed = |at: &&At| self.facts.contains_key(at) || self.unreadable.contains_key(at);
        let plain = self.plain.iter().filter(move |at| !is_sealed(at));
        let plain = plain.map(|(id, _)| Anomaly::new(id, odd::plain()));
        self.unreadable.values().chain(self.closed.values()).cloned().chain(plain)
    }

    /// The document in which a fact lies.
    pub(super) fn document_of(&self, id: &FactId) -> Option<&DocumentId> {
        self.entry(id).map(|((_, document), _)| document)
    }

    /// The fact with this id; if there are several, one of them.
    pub(super) fn get(&self, id: &FactId) -> Option<&Fact> {
        self.entry(id).map(|(_, fact)| fact)
    }

    /// Whether something is filed under this id, be it a fact that this build cannot read.
    pub(super) fn holds(&self, id: &FactId) -> bool {
        let unreadable = self.unreadable.range(first(id)..).next();
        self.entry(id).is_some() || unreadable.is_some_and(|((found, ..), _)| found == id)
    }

    fn entry(&self, id: &FactId) -> Option<(&At, &Fact)> {
        self.facts.range(first(id)..).next().filter(|((found, ..), _)| found == id)
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

    /// Takes over what a batch read; tells whether anything changed.
    pub(super) fn absorb(&mut self, batch: &Batch, library: &Library) -> bool {
        let (mut changed, mut lost) = (false, BTreeSet::new());
        for update in &batch.documents {
            for cached in &update.facts {
                changed |= self.take(update.document.id, cached, library, &mut lost);
            }
        }
        self.let_go(&lost, library) || changed
    }

    /// Takes over what was read at one place; tells whether that is, or was, something. Entries that
    /// hold no fact any more are left for [`Self::let_go`].
    fn take(
        &mut self,
        document: DocumentId,
        cached: &Cached,
        library: &Library,
        lost: &mut BTreeSet<(DocumentId, EntryId)>,
    ) -> bool {
        match (&cached.place, &cached.content) {
            (EntryPlace::Plain(id), CachedValue::Fact(..)) => {
                return self.plain.insert((id.clone(), document));
            }
            (EntryPlace::Plain(id), CachedValue::Closed(_) | CachedValue::Gone) => {
                return self.plain.remove(&(id.clone(), document));
            }
            (EntryPlace::Entry(entry), CachedValue::Fact(id, bytes)) => {
                self.closed.remove(&(document, *entry));
                lost.remove(&(document, *entry));
                self.read((id.clone(), document), bytes);
            }
            (EntryPlace::Entry(entry), CachedValue::Gone) => {
                lost.insert((document, *entry));
                return self.closed.remove(&(document, *entry)).is_some();
            }
            (EntryPlace::Entry(entry), CachedValue::Closed(value)) => {
                let opened = library.seal(&document).map(|seal| Item::open(seal, entry, value));
                let why = match opened {
                    // Kept from an older build, it opens now.
                    Some(Ok(item)) => {
                        let content = match item {
                            Item::Fact(id, bytes) => CachedValue::Fact(id, bytes),
                            Item::Document(_)
                            | Item::Ended(_)
                            | Item::Week(..)
                            | Item::Writer(_) => CachedValue::Gone,
                        };
                        let cached = Cached { place: cached.place.clone(), content };
                        return self.take(document, &cached, library, lost);
                    }
                    Some(Err(why)) => why,
                    None => Unreadable::Closed(NotOpened::Forged),
                };
                lost.insert((document, *entry));
                let said = match why {
                    Unreadable::Closed(NotOpened::NewerVersion(version)) => {
                        odd::newer_version(version)
                    }
                    Unreadable::NewerKind(_) => odd::newer_kind(),
                    Unreadable::Closed(NotOpened::Forged) | Unreadable::Malformed => odd::closed(),
                };
                self.closed.insert((document, *entry), Anomaly::new(entry, said));
            }
        }
        true
    }

    /// Takes out the facts that lay at entries which hold none any more, in one pass: an entry's id does
    /// not tell which fact it is of. Tells whether there were any.
    fn let_go(&mut self, lost: &BTreeSet<(DocumentId, EntryId)>, library: &Library) -> bool {
        if lost.is_empty() {
            return false;
        }
        let documents: BTreeSet<&DocumentId> = lost.iter().map(|(document, _)| document).collect();
        let stays = |(id, document): &At| {
            let seal = Some(document)
                .filter(|document| documents.contains(document))
                .and_then(|document| library.seal(document));
            seal.is_none_or(|seal| !lost.contains(&(*document, Item::entry_of_fact(id, seal))))
        };
        let before = self.facts.len();
        self.facts.retain(|at, _| stays(at));
        self.unreadable.retain(|at, _| stays(at));
        self.facts.len() < before
    }

    fn read(&mut self, at: At, bytes: &[u8]) {
        match Fact::from_bytes(at.0.clone(), bytes) {
            Ok(fact) => {
                self.unreadable.remove(&at);
                self.facts.insert(at, fact);
            }
            Err(error) => {
                self.facts.remove(&at);
                let anomaly = Anomaly::new(&at.0, error.said());
                self.unreadable.insert(at, anomaly);
            }
        }
    }
}

/// Where the first fact with this id would lie.
fn first(id: &FactId) -> At {
    (id.clone(), DocumentId::from_bytes([0; 16]))
}
