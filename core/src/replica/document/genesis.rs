//! The first change of every document, the same bytes on every device.
//!
//! Without it, two devices that create a document offline would each create a map of entries, and after
//! the merge one map with all it holds would be hidden behind the other.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ObjId, ObjType, ROOT};

/// The document schema that this build writes.
pub const SCHEMA_VERSION: u64 = 2;

/// Root key: the schema the document was created with.
const SCHEMA: &str = "schema";
/// Root key: the oldest schema that may still write.
pub(super) const MIN_WRITER: &str = "min_writer";
/// Root key: sealed values by the ids of their entries.
pub(super) const ENTRIES: &str = "entries";

/// Root key of an account's document: the fingerprint of its key.
pub(super) const FINGERPRINT: &str = "fingerprint";

/// The actor of first changes. No device has it, because device ids are random. It sorts behind that of
/// schema 1, so that in a document that has both first changes this one's numbers count.
const ACTOR: &[u8; 16] = b"rebound/genesis2";

/// Which of the first change's operations makes the map of sealed values.
const ENTRIES_OP: u64 = 3;

/// The map of sealed values: the one that the first change made, whatever a later change put in its place.
/// In a document without that change nothing lies there.
pub(super) fn entries() -> ObjId {
    ObjId::Id(ENTRIES_OP, ActorId::from(ACTOR.as_slice()), 0)
}

/// Creates a document with its first change.
pub(super) fn create() -> Automerge {
    let mut document = Automerge::new().with_actor(ActorId::from(ACTOR.as_slice()));
    let options = |(): &()| CommitOptions::default().with_time(0);
    let created = document.transact_with(options, |tx| {
        tx.put(ROOT, SCHEMA, SCHEMA_VERSION)?;
        tx.put(ROOT, MIN_WRITER, SCHEMA_VERSION)?;
        tx.put_object(ROOT, ENTRIES, ObjType::Map)?;
        Ok::<(), AutomergeError>(())
    });
    // Puts into the root of a new document have no way to fail.
    debug_assert!(created.is_ok());
    document
}

#[cfg(test)]
mod tests {
    use automerge::{ReadDoc, Value};

    use super::*;

    /// The hash is part of the format: a device with another first change would not find what the others
    /// recorded.
    #[test]
    fn the_first_change_is_the_same_on_every_device_and_in_every_release() {
        assert_eq!(
            create().get_heads()[0].to_string(),
            "88c6b0142f5773d1b0695dd5663c3efb61c0d5e684e854454f619ff9bc0e7466"
        );
        let made = create().get(ROOT, ENTRIES).unwrap().map(|(value, id)| (value.to_owned(), id));
        assert_eq!(made, Some((Value::Object(ObjType::Map), entries())));
    }
}
