//! A message to a client stays below a mebibyte, whatever it lacks or asks for.

use automerge::sync::{Message, State, SyncDoc};
use automerge::{ChangeHash, ROOT, ReadDoc};
use rebound_core::replica::admission::message::{Access, Envelope, SyncMessage, encode};
use rebound_sync_server::ledger::Speech;
use tempfile::tempdir;

use crate::peer::{Peer, id, open, real};

/// What clients on iOS and in Python take unless they are told otherwise, in bytes.
const MESSAGE_BYTES_MAX: usize = 1024 * 1024;

/// Changes of 48 KiB: about four mebibytes.
const MANY: usize = 84;

#[tokio::test]
async fn a_snapshot_that_would_be_long_and_save_little_is_not_made() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    let mut writer = Peer::empty(1);
    writer.write_noise(MANY);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    let mut fresh = Peer::empty(2);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    assert!(fresh.longest_bytes <= MESSAGE_BYTES_MAX, "{} bytes", fresh.longest_bytes);
    ledger.close();
}

#[tokio::test]
async fn what_is_asked_for_by_name_comes_in_parts_too() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    let mut writer = Peer::empty(1);
    writer.write_noise(MANY);
    let mut conversation = writer.connect(&ledger, &id(1)).await;
    writer.talk(&ledger, &mut conversation).await;
    // It has lost all that it had, and says so by asking for each change.
    let need: Vec<ChangeHash> = writer.copy.get_changes(&[]).iter().map(|one| one.hash()).collect();
    let heads = writer.copy.get_heads();
    let question =
        Envelope { heads: &heads, need: &need, have: Some(&heads), access: Access::Write };
    let question = encode(question, [].into_iter());
    let session = conversation.session();
    let message = SyncMessage::admit(&question).unwrap();
    ledger.hear(session, &message).await.unwrap();
    let (mut fresh, mut state) = (Peer::empty(2).copy, State::new());
    let mut messages = 0;
    while let Speech::Message { message: bytes, .. } = ledger.speak(session).await.unwrap() {
        assert!(bytes.len() <= MESSAGE_BYTES_MAX, "{} bytes", bytes.len());
        fresh.receive_sync_message(&mut state, Message::decode(&bytes).unwrap()).unwrap();
        messages += 1;
    }
    assert_eq!(fresh.get_heads(), heads, "each was sent, and none is lacking");
    assert_eq!(fresh.keys(ROOT).count(), MANY);
    assert!(messages >= 4);
    ledger.close();
}
