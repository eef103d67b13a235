//! Reading a merged document. It cannot fail: a merge can hold anything, and one odd entry must not
//! hide the rest.

use std::collections::BTreeMap;

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, Value};

use crate::base::calendar::Week;
use crate::base::ids::{FactId, RelationId};
use crate::replica::document::genesis::MIN_WRITER;
use crate::replica::document::item::{Item, ProgressWeek, Unreadable};
use crate::replica::document::{Document, genesis};
use crate::replica::seal::{EntryId, Seal};

/// Where a value lies in a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryPlace {
    /// In plain, as documents of schema 1 hold facts: under the fact's id.
    Plain(FactId),
    /// Sealed, in an entry.
    Entry(EntryId),
}

impl Document {
    /// What lies at a place; `None` if there is nothing. A value that is not bytes reads as empty.
    pub fn value(&self, place: &EntryPlace) -> Option<Vec<u8>> {
        match place {
            EntryPlace::Plain(id) => self.former_fact(id),
            EntryPlace::Entry(id) => bytes(&self.automerge, &genesis::entries(), &id.to_string()),
        }
    }

    /// The places that hold something. Keys that are none are passed over.
    pub fn places(&self) -> Vec<EntryPlace> {
        let mut places: Vec<EntryPlace> =
            self.former_facts().into_iter().map(EntryPlace::Plain).collect();
        let keys = self.automerge.keys(genesis::entries());
        places.extend(keys.filter_map(|key| key.parse().ok()).map(EntryPlace::Entry));
        places
    }

    /// Reads what lies at a place; `None` if there is nothing.
    pub fn item(&self, place: &EntryPlace, seal: &Seal) -> Option<Result<Item, Unreadable>> {
        let value = self.value(place)?;
        Some(match place {
            EntryPlace::Plain(id) => Ok(Item::Fact(id.clone(), value)),
            EntryPlace::Entry(id) => Item::open(seal, id, &value),
        })
    }

    /// All that can be read of the sealed entries.
    fn items(&self, seal: &Seal) -> impl Iterator<Item = Item> {
        let entries = self.automerge.map_range(genesis::entries(), ..);
        entries.filter_map(|item| {
            let (entry, value) = (item.key.parse().ok()?, item.value.into_value());
            Item::open(seal, &entry, value.as_scalar()?.as_bytes()?).ok()
        })
    }

    /// The relations that are over, as a profile tells.
    pub fn ended(&self, seal: &Seal) -> Vec<RelationId> {
        let ended = self.items(seal).filter_map(|item| match item {
            Item::Ended(relation) => Some(relation),
            Item::Fact(..) | Item::Document(_) | Item::Week(..) | Item::Writer(_) => None,
        });
        ended.collect()
    }

    /// Whether there are sealed entries, and none of them opens.
    pub fn is_closed_to(&self, seal: Option<&Seal>) -> bool {
        let is_empty = self.automerge.keys(genesis::entries()).next().is_none();
        !is_empty && seal.is_none_or(|seal| self.items(seal).next().is_none())
    }

    /// The oldest schema whose builds may write, as a newer one has sealed it; 0 where none has.
    pub(super) fn oldest_writer(&self, seal: &Seal) -> u64 {
        match self.item(&EntryPlace::Entry(Item::entry_of_writer(seal)), seal) {
            Some(Ok(Item::Writer(schema))) => schema,
            Some(_) | None => 0,
        }
    }

    /// The oldest schema that may write as anybody can claim it, without a seal.
    pub fn claimed_writer(&self) -> u64 {
        uint(&self.automerge, &ROOT, MIN_WRITER).unwrap_or(0)
    }

    /// The weeks in a progress document, by ISO week (`2026-W09`): the sealed ones, and without a seal those
    /// that an older app wrote in plain. It is somebody else who wrote them: what is called otherwise than
    /// a week, and a week of more than seven days, is passed over.
    pub fn progress(&self, seal: Option<&Seal>) -> BTreeMap<String, ProgressWeek> {
        let week_of = |item| match item {
            Item::Week(week, shown) => Some((week, shown)),
            Item::Fact(..) | Item::Document(_) | Item::Ended(_) | Item::Writer(_) => None,
        };
        let mut weeks = match seal {
            Some(seal) => self.items(seal).filter_map(week_of).collect(),
            None => self.former_weeks(),
        };
        weeks.retain(|week, shown| week.parse::<Week>().is_ok() && shown.study_days <= 7);
        weeks
    }
}

/// The root map called `key`.
pub(super) fn map(automerge: &Automerge, key: &str) -> Option<ObjId> {
    match automerge.get(ROOT, key) {
        Ok(Some((Value::Object(ObjType::Map), id))) => Some(id),
        Ok(_) | Err(_) => None,
    }
}

/// The bytes under `key`; empty if it holds something else, `None` if it holds nothing.
pub(super) fn bytes(automerge: &Automerge, object: &ObjId, key: &str) -> Option<Vec<u8>> {
    let (value, _) = automerge.get(object, key).ok().flatten()?;
    let bytes = value.as_scalar().and_then(|scalar| scalar.as_bytes());
    Some(bytes.map(<[u8]>::to_vec).unwrap_or_default())
}

/// The unsigned number under `key`; counters and signed numbers count if they are not negative.
pub(super) fn uint(automerge: &Automerge, object: &ObjId, key: &str) -> Option<u64> {
    let (value, _) = automerge.get(object, key).ok().flatten()?;
    value.as_u64()
}
