//! The first change of every document, the same bytes on every device.
//!
//! Without it, two devices that create a document offline would each create a `facts` map, and after
//! the merge one map with all its facts would be hidden behind the other.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ObjId, ObjType, ROOT, ReadDoc};

use crate::replica::document::name::DocumentKind;

/// The document schema that this build writes.
pub const SCHEMA_VERSION: u64 = 1;

/// Root key: the schema the document was created with.
pub(super) const SCHEMA: &str = "schema";
/// Root key: the oldest schema that may still write.
pub(super) const MIN_WRITER: &str = "min_writer";
/// Root key: what the document holds.
pub(super) const KIND: &str = "kind";
/// Root key: facts by id.
pub(super) const FACTS: &str = "facts";
/// Root key of a profile: the names of the account's documents.
pub(super) const INDEX: &str = "index";
/// Root key of a progress document: one map for each ISO week.
pub(super) const WEEKS: &str = "weeks";

/// The actor of first changes. No device has it, because device ids are random.
const ACTOR: &[u8; 16] = b"rebound/genesis\0";

/// Creates a document with its first change.
pub(super) fn create(kind: DocumentKind) -> Automerge {
    let mut document = Automerge::new().with_actor(ActorId::from(ACTOR.as_slice()));
    let options = |(): &()| CommitOptions::default().with_time(0);
    let created = document.transact_with(options, |tx| {
        tx.put(ROOT, SCHEMA, SCHEMA_VERSION)?;
        tx.put(ROOT, MIN_WRITER, SCHEMA_VERSION)?;
        tx.put(ROOT, KIND, kind.as_str())?;
        for map in maps(kind) {
            tx.put_object(ROOT, *map, ObjType::Map)?;
        }
        Ok::<(), AutomergeError>(())
    });
    // Puts into the root of a new document have no way to fail.
    debug_assert!(created.is_ok());
    document
}

/// The maps that a document of this kind has from the start. New ones go at the end: the bytes of
/// the first change are part of the format.
const fn maps(kind: DocumentKind) -> &'static [&'static str] {
    match kind {
        DocumentKind::Profile => &[FACTS, INDEX],
        DocumentKind::Campaign | DocumentKind::Log => &[FACTS],
        DocumentKind::Progress => &[WEEKS],
    }
}

/// The root map called `key`, made anew if a merge or a foreign writer left something else there.
pub(super) fn map(tx: &mut impl Transactable, key: &str) -> Result<ObjId, AutomergeError> {
    nested_map(tx, &ROOT, key)
}

/// The map called `key` inside `parent`, made anew if there is none.
pub(super) fn nested_map(
    tx: &mut impl Transactable,
    parent: &ObjId,
    key: &str,
) -> Result<ObjId, AutomergeError> {
    if let Some((automerge::Value::Object(ObjType::Map), id)) = ReadDoc::get(tx, parent, key)? {
        return Ok(id);
    }
    tx.put_object(parent, key, ObjType::Map)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hashes are part of the format: a device with another first change would not find the
    /// facts of the others.
    #[test]
    fn first_changes_are_the_same_on_every_device_and_in_every_release() {
        let hashes = DocumentKind::ALL.map(|kind| create(kind).get_heads()[0].to_string());
        assert_eq!(
            hashes,
            [
                "8e71ef928b9e5696a562c07a74893b5e33a35627cceef56c224ab41e5eb63e67",
                "8d84adef69c570eef544caf4ebc539e31bc95fdd4f4976e15b570cdd7385d3a1",
                "7096bca5af43583cb2a96ce5f52434bf78616e735dffd4ec8adc943f8116ced2",
                "e1b18787e0e790c032200166a8392a355937c2548d169e027a4436a89ea65e1e",
            ]
        );
    }
}
