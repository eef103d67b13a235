//! Values out of single chunks of a document that cannot be opened any more.

use automerge::legacy::{Key, OpType};
use automerge::{Change, ScalarValue};

use crate::base::ids::FactId;
use crate::replica::admission::chunk;
use crate::replica::document::Document;
use crate::replica::document::read::EntryPlace;
use crate::replica::seal;

/// The values in one stored chunk, and how much of it could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shards {
    /// The values, with where they lie. One place may come several times.
    pub values: Vec<(EntryPlace, Vec<u8>)>,
    /// Parts of the chunk that could not be read.
    pub unreadable: usize,
}

/// Reads the values in a stored chunk, whatever became of the chunks before it: a change is read by
/// itself, without what it builds on.
pub fn values_in(stored: &[u8]) -> Shards {
    let mut shards = Shards::default();
    let (parts, rest) = chunk::parts(stored);
    for part in parts {
        if let Ok(change) = chunk::admit(part) {
            shards.values.extend(values_of(&change));
        } else if let Ok(document) = Document::load([part], &[]) {
            let places = document.places().into_iter();
            let values = places.filter_map(|place| Some((place.clone(), document.value(&place)?)));
            shards.values.extend(values);
        } else {
            shards.unreadable += 1;
        }
    }
    shards.unreadable += usize::from(!rest.is_empty());
    shards
}

/// What a change put where values lie. Whether it is one, its bytes tell.
fn values_of(change: &Change) -> Vec<(EntryPlace, Vec<u8>)> {
    let puts = change.decode().operations.into_iter().filter_map(|op| match (op.key, op.action) {
        (Key::Map(key), OpType::Put(ScalarValue::Bytes(bytes))) => {
            let is_sealed = bytes.first().is_some_and(|version| *version >= seal::VERSION);
            let entry = key.parse().ok().filter(|_| is_sealed).map(EntryPlace::Entry);
            let place = entry.or_else(|| FactId::new(key.as_str()).ok().map(EntryPlace::Plain))?;
            Some((place, bytes))
        }
        _ => None,
    });
    puts.collect()
}
