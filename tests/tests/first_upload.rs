//! A first upload that is larger than a message may be: it arrives in parts, and nobody connects for ever.

use automerge::sync::{Message as SyncMessage, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjType, ROOT};
use futures_util::SinkExt;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, SyncKind};
use rebound_tests::client::{Registered, register, register_device};
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::running::Running;
use tempfile::TempDir;
use tokio_tungstenite::tungstenite::Message;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

/// Changes of 100,000 bytes that cannot be deflated.
fn notes(changes: u64) -> AutoCommit {
    let mut document = AutoCommit::new().with_actor(ActorId::from([0xab; 16]));
    let list = document.put_object(ROOT, "notes", ObjType::List).unwrap();
    let mut draw = 7_u64;
    for number in 0..changes {
        let bytes = (0..100_000).map(|_| {
            draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            draw.to_be_bytes()[0]
        });
        document.insert(&list, 0, bytes.collect::<Vec<u8>>()).unwrap();
        document.put(ROOT, "written", number).unwrap();
        document.commit();
    }
    document.put(ROOT, "done", true).unwrap();
    document
}

/// Sends a sync message as automerge-repo does; tells whether it went out.
async fn send(peer: &mut Peer, document: DocumentId, message: SyncMessage) -> bool {
    let (sender, target) = (PeerId::new("notes").unwrap(), PeerId::new("server").unwrap());
    let data = message.encode();
    let frame = Frame::Sync { kind: SyncKind::Sync, sender, target, document, data };
    peer.socket.send(Message::Binary(frame.encode().into())).await.is_ok()
}

/// One connection, until the server has all or ends it; tells which.
async fn connect(
    address: &str,
    owner: &Registered,
    document: DocumentId,
    copy: &mut AutoCommit,
) -> bool {
    let mut peer = Peer::join(address, &owner.credential, "notes").await;
    let mut state = State::new();
    loop {
        while let Some(message) = copy.sync().generate_sync_message(&mut state) {
            if !send(&mut peer, document, message).await {
                return false;
            }
        }
        match peer.next().await {
            None => return false,
            Some(Frame::Sync { data, .. }) => {
                let message = SyncMessage::decode(&data).unwrap();
                if message.heads == copy.get_heads() {
                    peer.leave().await;
                    return true;
                }
                copy.sync().receive_sync_message(&mut state, message).unwrap();
            }
            Some(_) => {}
        }
    }
}

#[tokio::test]
async fn honest_large_values_a_first_upload_of_more_than_a_message_holds_arrives_in_parts() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let owner = register(&address, 1).await;
    let other = register_device(&address, &owner.credential, 2).await;
    let document = DocumentId::from_random([7; 16]);
    let mut copy = notes(180);
    let bytes: usize = copy.get_changes(&[]).iter().map(|change| change.raw_bytes().len()).sum();
    assert!(bytes > 17 * 1024 * 1024);
    // The first connection ends with a message that nobody takes; the second brings all.
    let mut connections = 1;
    while !connect(&address, &owner, document, &mut copy).await {
        connections += 1;
        assert!(connections <= 2);
    }
    let mut reader = Honest::join(&address, &other.credential, "reader", document).await;
    reader.read("done").await;
    assert_eq!(reader.copy.get_heads(), copy.get_heads());
    // From then on it goes as with any other document.
    copy.put(ROOT, "later", 1).unwrap();
    assert!(connect(&address, &owner, document, &mut copy).await);
    reader.read("later").await;
    server.kill();
}
