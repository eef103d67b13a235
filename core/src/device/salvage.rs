//! What can be kept of a damaged database: its facts, to be imported into a new device.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::base::ids::FactId;
use crate::facts::Fact;
use crate::formats::json;
use crate::replica::document::item::Item;
use crate::replica::document::read::EntryPlace;
use crate::replica::document::salvage::values_in;
use crate::replica::document_id::DocumentId;
use crate::replica::key::AccountKey;
use crate::replica::seal::{EntryId, Seal};
use crate::store::StoreError;
use crate::store::batch::CachedValue;
use crate::store::sqlite::salvage;
use crate::store::sqlite::salvage::{Plain, Remains};

/// What was read from a damaged database.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Salvaged {
    /// The facts, each once, by id; of two with one id the one that counts. A device takes them over
    /// with [`Device::import`](crate::device::Device::import).
    pub facts: Vec<Fact>,
    /// Places of the database that could not be read, and entries that are no fact that this build
    /// takes in. Not the number of lost facts: most are stored twice.
    pub unreadable: usize,
}

impl Salvaged {
    /// Reads what can be read of the database at `path`, which `key` made: its cache of facts, and its
    /// documents chunk by chunk. Changes nothing in it. Set it aside afterwards; it must not be opened as
    /// a device again.
    ///
    /// # Errors
    ///
    /// [`StoreError::NotThere`] if there is no file, [`StoreError::OpenElsewhere`] while it is open,
    /// [`StoreError::OtherAccount`] if another key made it and so nothing opens. A file that gives nothing at all is no error.
    pub fn from_database(path: &Path, key: &AccountKey) -> Result<Self, StoreError> {
        let Remains { facts, chunks, plain, mut unreadable } = salvage::salvage(path, key)?;
        let counts =
            |place: &EntryPlace| plain == Plain::Counts || matches!(place, EntryPlace::Entry(_));
        let mut found: BTreeMap<FactId, Vec<u8>> = BTreeMap::new();
        let mut keep = |id: FactId, bytes: Vec<u8>| {
            // As in a history: of two, the one with the smaller bytes counts.
            let kept = found.entry(id).or_insert_with(|| bytes.clone());
            if bytes < *kept {
                *kept = bytes;
            }
        };
        for (_, cached) in facts.into_iter().filter(|(_, cached)| counts(&cached.place)) {
            if let CachedValue::Fact(id, bytes) = cached.content {
                keep(id, bytes);
            }
        }
        let mut seals: BTreeMap<DocumentId, Seal> = BTreeMap::new();
        let mut opened: BTreeSet<DocumentId> = BTreeSet::new();
        let mut closed: BTreeSet<(DocumentId, EntryId)> = BTreeSet::new();
        for (document, chunk) in chunks {
            let seal = seals.entry(document).or_insert_with(|| Seal::new(key.reveal(), document));
            let shards = values_in(&chunk);
            unreadable += shards.unreadable;
            for (place, value) in shards.values.into_iter().filter(|(place, _)| counts(place)) {
                match place {
                    EntryPlace::Plain(id) => keep(id, value),
                    EntryPlace::Entry(entry) => match Item::open(seal, &entry, &value) {
                        Ok(Item::Fact(id, bytes)) => {
                            opened.insert(document);
                            keep(id, bytes);
                        }
                        Ok(
                            Item::Document(_) | Item::Ended(_) | Item::Week(..) | Item::Writer(_),
                        ) => {}
                        Err(_) => drop(closed.insert((document, entry))),
                    },
                }
            }
        }
        // A document of which nothing opens is sealed for a study partner and holds no facts.
        unreadable += closed.iter().filter(|(document, _)| opened.contains(document)).count();
        let mut salvaged = Self { facts: Vec::with_capacity(found.len()), unreadable };
        for (id, bytes) in found {
            match Fact::from_bytes(id, &bytes).ok().filter(|fact| fact.check().is_ok()) {
                Some(fact) => salvaged.facts.push(fact),
                None => salvaged.unreadable += 1,
            }
        }
        Ok(salvaged)
    }

    /// The facts in the open form, as an export of the device would give them.
    pub fn export(&self) -> String {
        json::write(&self.facts)
    }
}
