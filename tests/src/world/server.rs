//! A server that merges whole documents with Automerge: the plain way, as an oracle.
//!
//! It has no accounts: every connection may read and write every document it names.

use std::collections::BTreeMap;

use automerge::sync::{Message, State, SyncDoc};
use automerge::{Automerge, AutomergeError};
use rebound_core::base::ids::AccountId;
use rebound_core::engine::News;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits};

/// A frame for a connection.
pub type Outgoing = (u64, Vec<u8>);

/// A server in memory.
#[derive(Debug, Default)]
pub struct ModelServer {
    documents: BTreeMap<DocumentId, Automerge>,
    connections: BTreeMap<u64, Connection>,
    connected: u64,
    feed: Feed,
}

/// In which period each document changed last.
#[derive(Debug, Default)]
struct Feed {
    /// Which of several servers this is: the one after a wipe is another.
    life: u64,
    period: u64,
    changed: BTreeMap<DocumentId, u64>,
}

#[derive(Debug, Default)]
struct Connection {
    peer: Option<PeerId>,
    states: BTreeMap<DocumentId, State>,
}

impl ModelServer {
    /// The one that takes this one's place when it has lost everything.
    #[must_use]
    pub fn after(&self) -> Self {
        let feed = Feed { life: self.feed.life + 1, ..Feed::default() };
        Self { feed, ..Self::default() }
    }

    /// What was changed since a moment, and the moment to ask from the next time; all of it where the moment is
    /// of another server.
    pub fn news(&mut self, account: AccountId, since: Option<&str>) -> News {
        let Feed { life, period, changed } = &mut self.feed;
        let own = format!("{life}x");
        let since = since.and_then(|moment| moment.strip_prefix(&own));
        let since = since.map(|period| period.parse::<u64>().expect("a moment of this server"));
        *period += 1;
        let named = changed.iter().filter(|(_, at)| since.is_none_or(|since| **at >= since));
        News {
            account,
            documents: named.map(|(id, _)| *id).collect(),
            everything: since.is_none(),
            moment: format!("{own}{period}"),
        }
    }

    /// Accepts a socket.
    pub fn connect(&mut self) -> u64 {
        self.connected += 1;
        self.connections.insert(self.connected, Connection::default());
        self.connected
    }

    /// A socket is gone.
    pub fn disconnect(&mut self, connection: u64) {
        self.connections.remove(&connection);
    }

    /// Takes in a frame and answers with frames for any of the connections.
    pub fn receive(&mut self, from: u64, frame: &[u8]) -> Vec<Outgoing> {
        let frame =
            Frame::decode(frame, &WireLimits::default()).expect("a device sends sound frames");
        match frame {
            Frame::Join { sender, .. } => self.join(from, sender),
            Frame::Sync { kind, document, data, .. } => self.sync(from, kind, document, &data),
            other => panic!("a device does not send {other:?}"),
        }
    }

    /// Whether it holds no change of a document.
    pub fn is_without(&self, id: &DocumentId) -> bool {
        self.documents.get(id).is_none_or(|document| document.get_heads().is_empty())
    }

    /// What it holds of a document, as bytes.
    pub fn save(&self) -> impl Iterator<Item = Vec<u8>> {
        self.documents.values().map(Automerge::save)
    }

    /// Somebody changes a document at the server; who speaks of it hears of it.
    pub fn meddle(&mut self, id: DocumentId, work: impl FnOnce(&mut Automerge)) -> Vec<Outgoing> {
        work(self.documents.entry(id).or_default());
        self.feed.changed.insert(id, self.feed.period);
        self.fan_out(id)
    }

    fn join(&mut self, from: u64, sender: PeerId) -> Vec<Outgoing> {
        let answer = Frame::Peer {
            sender: server(),
            target: sender.clone(),
            metadata: PeerMetadata::default(),
            selected_version: "1".to_owned(),
        };
        self.connections.get_mut(&from).expect("connected").peer = Some(sender);
        vec![(from, answer.encode())]
    }

    fn sync(&mut self, from: u64, kind: SyncKind, id: DocumentId, data: &[u8]) -> Vec<Outgoing> {
        let message = Message::decode(data).expect("a device sends sound messages");
        let unknown = !self.documents.contains_key(&id);
        if unknown && kind == SyncKind::Request {
            // As our server: who asked for what is not there is not told when it comes.
            return self.unavailable(from, id);
        }
        let document = self.documents.entry(id).or_default();
        let connection = self.connections.get_mut(&from).expect("connected");
        let state = connection.states.entry(id).or_default();
        let before = document.get_heads();
        let received = document.receive_sync_message(state, message);
        if document.get_heads() != before {
            self.feed.changed.insert(id, self.feed.period);
        }
        match received {
            // Refused, as the ledger does; the device hears what is there instead.
            Ok(()) | Err(AutomergeError::DuplicateSeqNumber(..)) => self.fan_out(id),
            Err(error) => panic!("honest changes apply: {error}"),
        }
    }

    fn unavailable(&self, to: u64, document: DocumentId) -> Vec<Outgoing> {
        let Some(target) = self.connections[&to].peer.clone() else { return Vec::new() };
        vec![(to, Frame::DocUnavailable { sender: server(), target, document }.encode())]
    }

    /// Everybody who has spoken of the document hears what is new to them.
    fn fan_out(&mut self, id: DocumentId) -> Vec<Outgoing> {
        let document = &self.documents[&id];
        let mut outgoing = Vec::new();
        for (number, connection) in &mut self.connections {
            let Some(state) = connection.states.get_mut(&id) else { continue };
            let Some(target) = connection.peer.clone() else { continue };
            if let Some(message) = document.generate_sync_message(state) {
                let data = message.encode();
                let kind = SyncKind::Sync;
                let frame = Frame::Sync { kind, sender: server(), target, document: id, data };
                outgoing.push((*number, frame.encode()));
            }
        }
        outgoing
    }
}

fn server() -> PeerId {
    PeerId::new("model-server").expect("a peer id")
}
