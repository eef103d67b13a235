//! Facts out of single chunks of a document that cannot be opened any more.

use automerge::legacy::{Key, OpType};
use automerge::{Change, ScalarValue};

use crate::base::ids::FactId;
use crate::replica::admission::chunk;
use crate::replica::document::Document;

/// The facts in one stored chunk, in compact form, and how much of it could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shards {
    /// The facts. One id may come several times.
    pub facts: Vec<(FactId, Vec<u8>)>,
    /// Parts of the chunk that could not be read.
    pub unreadable: usize,
}

/// Reads the facts in a stored chunk, whatever became of the chunks before it: a change is read by
/// itself, without what it builds on.
pub fn facts_in(stored: &[u8]) -> Shards {
    let mut shards = Shards::default();
    let (parts, rest) = chunk::parts(stored);
    for part in parts {
        if let Ok(change) = chunk::admit(part) {
            shards.facts.extend(facts_of(&change));
        } else if let Ok(document) = Document::load([part], &[]) {
            shards.facts.extend(document.all_fact_bytes());
        } else {
            shards.unreadable += 1;
        }
    }
    shards.unreadable += usize::from(!rest.is_empty());
    shards
}

/// What a change put under the ids of facts. Whether it is a fact, its bytes tell.
fn facts_of(change: &Change) -> Vec<(FactId, Vec<u8>)> {
    let puts = change.decode().operations.into_iter().filter_map(|op| match (op.key, op.action) {
        (Key::Map(key), OpType::Put(ScalarValue::Bytes(bytes))) => {
            Some((FactId::new(key.as_str()).ok()?, bytes))
        }
        _ => None,
    });
    puts.collect()
}
