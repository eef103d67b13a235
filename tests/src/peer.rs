//! A peer that speaks the wire by hand: it can say what no honest client says.

use std::time::Duration;

use automerge::sync::{State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ChangeHash, ROOT, ReadDoc};
use futures_util::{SinkExt, StreamExt};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::client::{PATIENCE, Socket, open_socket};
use crate::forge::message;

/// A sync message that says nothing: no heads, no need, one empty summary, no changes.
pub const NOTHING: [u8; 7] = [0x42, 0, 0, 1, 0, 0, 0];

/// A socket to a server, and the name that was given in the join.
#[derive(Debug)]
pub struct Peer {
    /// The socket.
    pub socket: Socket,
    name: PeerId,
}

impl Peer {
    /// Connects without a word.
    pub async fn open(address: &str, credential: &str) -> Self {
        Self::on(open_socket(address, Some(credential)).await.expect("a socket"))
    }

    /// Says nothing yet on a socket.
    pub fn on(socket: Socket) -> Self {
        Self { socket, name: PeerId::new("stranger").expect("a name") }
    }

    /// Connects and joins under a name.
    pub async fn join(address: &str, credential: &str, name: &str) -> Self {
        Self::open(address, credential).await.joining(name).await
    }

    /// Joins under a name.
    pub async fn joining(mut self, name: &str) -> Self {
        self.name = PeerId::new(name).expect("a name");
        self.send_bytes(join(name, "1")).await;
        assert!(matches!(self.next().await, Some(Frame::Peer { .. })));
        self
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Frame) {
        self.send_bytes(frame.encode()).await;
    }

    /// Sends a binary message.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.socket.send(Message::Binary(bytes.into())).await.expect("an open socket");
    }

    /// Sends a sync message about a document.
    pub async fn sync(&mut self, document: DocumentId, data: &[u8]) {
        self.say(SyncKind::Sync, document, data).await;
    }

    /// Asks for a document, with nothing in hand.
    pub async fn request(&mut self, document: DocumentId) {
        self.say(SyncKind::Request, document, &NOTHING).await;
    }

    async fn say(&mut self, kind: SyncKind, document: DocumentId, data: &[u8]) {
        let (sender, target) = (self.name.clone(), PeerId::new("server").expect("a name"));
        self.send(&Frame::Sync { kind, sender, target, document, data: data.to_vec() }).await;
    }

    /// Sends an ephemeral message under a name, which may be another's.
    pub async fn whisper(&mut self, sender: &str, document: DocumentId, count: u64, data: &[u8]) {
        let frame = Frame::Ephemeral {
            sender: PeerId::new(sender).expect("a name"),
            target: PeerId::new("server").expect("a name"),
            document,
            session_id: "session".to_owned(),
            count,
            data: data.to_vec(),
        };
        self.send(&frame).await;
    }

    /// The next frame; `None` once the server has closed the socket.
    pub async fn next(&mut self) -> Option<Frame> {
        self.next_within(PATIENCE).await.expect("in time")
    }

    /// The next frame, if it comes in this time; `None` in it once the server has closed the socket.
    pub async fn next_within(&mut self, time: Duration) -> Option<Option<Frame>> {
        let next = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Binary(bytes))) => {
                        return Some(Frame::decode(&bytes, &WireLimits::default()).expect("sound"));
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => return None,
                    Some(Ok(_)) => {}
                }
            }
        };
        timeout(time, next).await.ok()
    }

    /// The next sync message about a document.
    pub async fn next_sync(&mut self, document: DocumentId) -> automerge::sync::Message {
        let mut said = String::new();
        loop {
            match self.next().await {
                Some(Frame::Sync { document: about, data, .. }) if about == document => {
                    return automerge::sync::Message::decode(&data).expect("a sync message");
                }
                Some(Frame::Error { message, .. }) => said = message,
                Some(_) => {}
                None => panic!("the server closed the socket: {said:?}"),
            }
        }
    }

    /// Brings chunks of a document and returns the heads that the server answers with.
    pub async fn offer(&mut self, document: DocumentId, chunks: &[Vec<u8>]) -> Vec<ChangeHash> {
        self.sync(document, &message(chunks)).await;
        self.next_sync(document).await.heads
    }

    /// The server says why and closes the socket; returns what it said.
    pub async fn is_shown_the_door(&mut self) -> String {
        loop {
            match self.next().await {
                Some(Frame::Error { message, .. }) => {
                    assert_eq!(self.next().await, None, "after {message:?}");
                    return message;
                }
                Some(_) => {}
                None => panic!("closed without a word"),
            }
        }
    }

    /// Leaves; the server notices at once.
    pub async fn leave(mut self) {
        let _ = self.socket.close(None).await;
    }
}

/// A join as bytes.
pub fn join(name: &str, version: &str) -> Vec<u8> {
    let sender = PeerId::new(name).expect("a name");
    let supported_versions = vec![version.to_owned()];
    Frame::Join { sender, metadata: PeerMetadata::default(), supported_versions }.encode()
}

/// An honest client of one document: Automerge's own sync protocol on a socket.
#[derive(Debug)]
pub struct Honest {
    /// Its socket.
    pub peer: Peer,
    /// Its copy.
    pub copy: AutoCommit,
    document: DocumentId,
    state: State,
}

impl Honest {
    /// Joins under a name and asks for a document, of which it has nothing.
    pub async fn join(address: &str, credential: &str, name: &str, document: DocumentId) -> Self {
        Self::of(Peer::join(address, credential, name).await, name, document)
    }

    /// What a peer that has joined under a name writes and reads of a document.
    pub fn of(peer: Peer, name: &str, document: DocumentId) -> Self {
        let actor = ActorId::from(name.repeat(16).as_bytes().first_chunk::<16>().expect("a name"));
        let copy = AutoCommit::new().with_actor(actor);
        Self { peer, copy, document, state: State::new() }
    }

    /// Writes something and waits until the server has stored it.
    pub async fn write(&mut self, key: &str) -> ChangeHash {
        self.copy.put(ROOT, key, 1).expect("a document takes a number");
        let change = self.copy.get_last_local_change().expect("a change").hash();
        self.talk_until(|copy, heads| copy.get_heads() == heads).await;
        change
    }

    /// Writes something and says so, whatever becomes of it.
    pub async fn scribble(&mut self, key: &str) {
        self.copy.put(ROOT, key, 1).expect("a document takes a number");
        self.say().await;
    }

    /// Says what there is to say, whatever becomes of it.
    pub async fn say(&mut self) {
        if let Some(message) = self.copy.sync().generate_sync_message(&mut self.state) {
            self.peer.sync(self.document, &message.encode()).await;
        }
    }

    /// Waits until the server has all that is here.
    pub async fn stored(&mut self) {
        self.talk_until(|copy, heads| copy.get_heads() == heads).await;
    }

    /// Writes bytes, in changes of 48 KiB, and waits until the server has stored all of them.
    pub async fn write_bytes(&mut self, key: &str, bytes: &[u8]) {
        for (number, part) in bytes.chunks(48 * 1024).enumerate() {
            let part = part.to_vec();
            self.copy.put(ROOT, format!("{key}-{number}"), part).expect("a document takes bytes");
            self.copy.commit();
        }
        self.talk_until(|copy, heads| copy.get_heads() == heads).await;
    }

    /// Waits until something is here that another client wrote.
    pub async fn read(&mut self, key: &str) {
        self.talk_until(|copy, _| copy.get(ROOT, key).expect("a document").is_some()).await;
    }

    /// Makes sure that something is not here, whoever wrote it.
    pub fn is_without(&self, key: &str) {
        assert!(self.copy.get(ROOT, key).expect("a document").is_none(), "{key}");
    }

    /// Talks until `done`, which is given the copy and the server's heads.
    async fn talk_until(&mut self, done: impl Fn(&mut AutoCommit, &[ChangeHash]) -> bool) {
        let mut theirs = Vec::new();
        loop {
            if let Some(message) = self.copy.sync().generate_sync_message(&mut self.state) {
                self.peer.sync(self.document, &message.encode()).await;
            }
            if done(&mut self.copy, &theirs) {
                return;
            }
            let message = self.peer.next_sync(self.document).await;
            theirs.clone_from(&message.heads);
            let received = self.copy.sync().receive_sync_message(&mut self.state, message);
            received.expect("the server passes on what can be applied");
        }
    }
}
