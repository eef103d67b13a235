//! What anybody may send, as functions of any bytes: none of them may panic, hang or take much memory.
//!
//! The fuzzer in `fuzz` calls them with what it makes up; `tests/corpus.rs` with what it has found, and with
//! what is nearly that. A checksum would keep mutated bytes out at once: so it is put on here, where the
//! parser behind it is meant.

pub mod api;
pub mod mutation;

use automerge::sync::Message;
use automerge::{Automerge, Change, PatchLog};
use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::arrival::Insight;
use rebound_core::replica::admission::lineage::Lineage;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::admission::references::References;
use rebound_core::replica::admission::{arrival, chunk, lineage, snapshot};
use rebound_core::replica::wire::{Frame, WireLimits};

use crate::forge;

/// A function and the name of its inputs.
pub type Target = (&'static str, fn(&[u8]));

/// Those that need nothing but bytes; [`api::Api::body`] needs a server.
pub const TARGETS: &[Target] =
    &[("frame", frame), ("message", message), ("change", change), ("snapshot", snapshot)];

/// A frame of the wire: what is read is written and read again as the same.
///
/// # Panics
///
/// If it is not.
pub fn frame(bytes: &[u8]) {
    let limits = WireLimits::default();
    let Ok(frame) = Frame::decode(bytes, &limits) else { return };
    // One of a type that is not known is for nobody to write.
    if !matches!(frame, Frame::Unknown { .. }) {
        assert_eq!(Frame::decode(&frame.encode(), &limits).as_ref(), Ok(&frame));
    }
}

/// A sync message, as server and device take it in: raw, or with sound chunks in it.
///
/// # Panics
///
/// If what is taken in means something else to Automerge.
pub fn message(bytes: &[u8]) {
    let Some((how, rest)) = bytes.split_first() else { return };
    let made = if how % 2 == 0 { rest.to_vec() } else { forge::message(&chunks(rest)) };
    drop(SyncMessage::admit_from_server(&made));
    let Ok(message) = SyncMessage::admit(&made) else { return };
    let (ours, theirs) = (message.to_automerge(), Message::decode(&made));
    let theirs = theirs.expect("Automerge reads what is taken in");
    assert_eq!((&theirs.heads, &theirs.need), (&ours.heads, &ours.need));
    assert_eq!((theirs.have.len(), &theirs.flags), (ours.have.len(), &ours.flags));
    let mut allowance = Allowance::of_message(made.len());
    message.chunks.iter().for_each(|chunk| drop(arrival::admit(chunk, &mut allowance)));
}

/// A change under a sound checksum, plain or deflated: what a server takes, a device takes as the same. One that
/// stands alone makes a document that is the same once it is saved and loaded. What another does to a document is
/// tried elsewhere, in a process of its own.
///
/// # Panics
///
/// If that does not hold.
pub fn change(bytes: &[u8]) {
    let Some((how, rest)) = bytes.split_first() else { return };
    let chunk = match how % 3 {
        0 => forge::sealed(forge::CHANGE, rest),
        1 => forge::deflated(rest),
        _ => forge::sealed(forge::DEFLATED, rest),
    };
    let Ok(arrival) = arrival::admit(&chunk, &mut Allowance::of_message(chunk.len())) else {
        return;
    };
    if arrival.insight == Insight::Measured {
        return drop(arrival::read_large(arrival));
    }
    let change = chunk::admit(&arrival.bytes).expect("a device takes what its server took");
    assert_eq!((change.hash(), change.len() as u64), (arrival.hash, arrival.ops));
    let is_about_others = |references: &References| references.iter().next().is_some();
    let Insight::Read(references) = &arrival.insight else { return };
    let none = Lineage { deps_max_op: 0, document_max_op: 0, actor_seq: 0 };
    if arrival.deps.is_empty()
        && arrival.others.is_empty()
        && !is_about_others(references)
        && lineage::check(arrival.seq, arrival.start_op, none).is_ok()
    {
        make(change);
    }
}

/// A document of one change, which is saved and loaded.
fn make(change: Change) {
    let mut document = Automerge::new();
    let mut log = PatchLog::active();
    document.apply_changes_log_patches([change], &mut log).expect("it depends on nothing");
    drop(document.make_patches(&mut log));
    let loaded = Automerge::load(&document.save()).expect("what was saved is loaded");
    assert_eq!(loaded.get_heads(), document.get_heads());
    assert_eq!(loaded.hydrate(None), document.hydrate(None));
}

/// A snapshot under a sound checksum, as a device measures it.
pub fn snapshot(bytes: &[u8]) {
    drop(snapshot::heads(&forge::sealed(forge::DOCUMENT, bytes)));
}

/// Chunks of any kind with sound checksums: of each its kind, its length in two bytes, its data.
fn chunks(mut bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut chunks = Vec::new();
    while let [kind, low, high, rest @ ..] = bytes {
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(rest.len());
        let (data, after) = rest.split_at(length);
        chunks.push(forge::sealed(kind % 4, data));
        bytes = after;
    }
    chunks
}
