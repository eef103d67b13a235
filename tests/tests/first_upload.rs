//! What is longer than a message may be, for the server or for a client, or than the buffers between them: it
//! arrives or is told, and nobody connects for ever.

use automerge::sync::{Message as SyncMessage, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ObjType, ROOT};
use futures_util::SinkExt;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, SyncKind};
use rebound_tests::client::{Registered, register, register_device, sync_request};
use rebound_tests::forge::message;
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::running::Running;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpSocket;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::Frame as WebSocketFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};
use tokio_tungstenite::{MaybeTlsStream, client_async};

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
async fn honest_large_values_a_first_upload_of_more_than_a_message_holds_arrives() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let owner = register(&address, 1).await;
    let other = register_device(&address, &owner.credential, 2).await;
    let document = DocumentId::from_random([7; 16]);
    let mut copy = notes(180);
    let bytes: usize = copy.get_changes(&[]).iter().map(|change| change.raw_bytes().len()).sum();
    assert!(bytes > 17 * 1024 * 1024);
    assert!(connect(&address, &owner, document, &mut copy).await);
    let mut reader = Honest::join(&address, &other.credential, "reader", document).await;
    reader.read("done").await;
    assert_eq!(reader.copy.get_heads(), copy.get_heads());
    // From then on it goes as with any other document.
    copy.put(ROOT, "later", 1).unwrap();
    assert!(connect(&address, &owner, document, &mut copy).await);
    reader.read("later").await;
    server.kill();
}

/// Joins as a client that takes a mebibyte, asks for a document and waits for what it is told about it; hangs
/// up as such clients do.
async fn ask_as_a_small_client(
    address: &str,
    credential: &str,
    document: DocumentId,
) -> Option<Frame> {
    let mut peer = Peer::join(address, credential, "small").await;
    peer.request(document).await;
    let frame = peer.next().await.expect("an answer");
    if frame.encode().len() > 1024 * 1024 {
        let close = CloseFrame { code: CloseCode::Size, reason: "message too big".into() };
        peer.socket.close(Some(close)).await.unwrap();
        while peer.next().await.is_some() {}
        return None;
    }
    peer.leave().await;
    Some(frame)
}

#[tokio::test]
async fn a_client_that_takes_no_long_message_is_told_and_gets_its_other_documents() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let owner = register(&address, 1).await;
    let small = register_device(&address, &owner.credential, 2).await.credential;
    let [album, list] = [[7; 16], [8; 16]].map(DocumentId::from_random);
    let mut writer = Honest::join(&address, &owner.credential, "album", album).await;
    let mut picture = vec![0; 2 * 1024 * 1024];
    getrandom::fill(&mut picture).unwrap();
    writer.copy.put(ROOT, "picture", picture).unwrap();
    writer.write("done").await;
    Honest::join(&address, &owner.credential, "list", list).await.write("done").await;

    assert_eq!(ask_as_a_small_client(&address, &small, album).await, None);
    let told = ask_as_a_small_client(&address, &small, album).await;
    let is_told = |told: &Frame| {
        matches!(told, Frame::Refused { document, code, .. }
            if *document == album && code == "not_taken")
    };
    assert!(told.as_ref().is_some_and(is_told), "{told:?}");
    let heard = ask_as_a_small_client(&address, &small, list).await;
    assert!(matches!(heard, Some(Frame::Sync { document, .. }) if document == list), "{heard:?}");
    // Another device of the same account takes all.
    let mut reader = Honest::join(&address, &owner.credential, "reader", album).await;
    reader.read("picture").await;
    server.kill();
}

#[tokio::test]
async fn a_first_upload_of_more_than_a_message_holds_in_small_changes_arrives_in_fragments_too() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let owner = register(&address, 1).await;
    let document = DocumentId::from_random([7; 16]);
    let mut copy = AutoCommit::new().with_actor(ActorId::from([0xab; 16]));
    for number in 0..20_000_u32 {
        let mut note = vec![0; 900];
        getrandom::fill(&mut note).unwrap();
        copy.put(ROOT, "note", note).unwrap();
        copy.put(ROOT, "number", number).unwrap();
        copy.commit();
    }
    let mut peer = Peer::join(&address, &owner.credential, "notes").await;
    let mut state = State::new();
    let mut uploads = 0;
    loop {
        while let Some(message) = copy.sync().generate_sync_message(&mut state) {
            let (sender, target) = (PeerId::new("notes").unwrap(), PeerId::new("server").unwrap());
            let (kind, data) = (SyncKind::Sync, message.encode());
            uploads += usize::from(data.len() > 1024 * 1024);
            let frame = Frame::Sync { kind, sender, target, document, data }.encode();
            // As a browser sends it.
            let parts: Vec<&[u8]> = frame.chunks(100_000).collect();
            for (number, part) in parts.iter().enumerate() {
                let kind = if number == 0 { Data::Binary } else { Data::Continue };
                let is_last = number + 1 == parts.len();
                let part = WebSocketFrame::message(part.to_vec(), OpCode::Data(kind), is_last);
                peer.socket.send(Message::Frame(part)).await.unwrap();
            }
        }
        let message = peer.next_sync(document).await;
        if message.heads == copy.get_heads() {
            break;
        }
        copy.sync().receive_sync_message(&mut state, message).unwrap();
    }
    assert_eq!(uploads, 2, "all, and what did not go into that");
    server.kill();
}

#[tokio::test]
async fn what_is_far_too_long_is_told_and_the_others_sync_on() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let owner = register(&address, 1).await;
    let mut peer = Peer::join(&address, &owner.credential, "notes").await;
    let head = [&[0x82, 0xff][..], &(257 * 1024 * 1024_u64).to_be_bytes(), &[0; 4]].concat();
    peer.socket.get_mut().write_all(&head).await.unwrap();
    assert!(peer.is_shown_the_door().await.contains("too long"));

    // A change that does not even go into a message by itself.
    let [notes, list] = [[7; 16], [8; 16]].map(DocumentId::from_random);
    let mut peer = Peer::join(&address, &owner.credential, "notes").await;
    peer.sync(notes, &message(&[vec![1; 17 * 1024 * 1024]])).await;
    let told = peer.next().await;
    assert!(matches!(&told, Some(Frame::Refused { code, .. }) if code == "too_long"), "{told:?}");
    Honest::of(peer, "list", list).write("done").await;
    server.kill();
}

#[tokio::test]
async fn a_client_that_sends_all_it_has_before_it_reads_an_answer_is_heard_to_the_end() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let owner = register(&address, 1).await;
    let [album, other] = [[7; 16], [8; 16]].map(DocumentId::from_random);
    let mut copy = notes(120);
    let mut writer = Peer::join(&address, &owner.credential, "writer").await;
    writer.sync(album, &message(&changes(&mut copy))).await;
    writer.next_sync(album).await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(64 * 1024).unwrap();
    let stream = socket.connect(address.parse().unwrap()).await.unwrap();
    let stream = MaybeTlsStream::Plain(stream);
    let (socket, _) =
        client_async(sync_request(&address, &owner.credential), stream).await.unwrap();
    let mut peer = Peer::on(socket).joining("notes").await;
    // The album is more than goes into all buffers, and so is what comes now.
    peer.request(album).await;
    let mut mine = notes(140);
    for change in changes(&mut mine) {
        peer.sync(other, &message(&[change])).await;
    }
    while peer.next_sync(other).await.heads != mine.get_heads() {}
    server.kill();
}

fn changes(document: &mut AutoCommit) -> Vec<Vec<u8>> {
    document.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
}
