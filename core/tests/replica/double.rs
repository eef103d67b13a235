//! A server double that can be held back, made silent, and given the manners of different servers.

use std::collections::{BTreeMap, BTreeSet};

use automerge::sync::{Message, State, SyncDoc};
use automerge::{Automerge, ChangeHash, ReadDoc};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits};

/// "I have nothing", as the ledger says it to a peer that offers.
const NOTHING: [u8; 7] = [0x42, 0, 0, 1, 0, 0, 0];

/// When a server answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As our server: it owes an answer to changes, to news without changes (once), to a question for a
    /// change that it has, and to whoever starts over. It forgets who asked for what is not there.
    #[default]
    Ledger,
    /// As Automerge itself, and so as automerge-repo: whenever it has something to say.
    Merger,
}

impl Manner {
    pub(crate) const ALL: [Self; 2] = [Self::Ledger, Self::Merger];
}

/// A server in memory. Clones share nothing: one is a backup of the other.
#[derive(Clone, Default)]
pub(crate) struct Server {
    pub(crate) manner: Manner,
    pub(crate) documents: BTreeMap<DocumentId, Automerge>,
    /// Documents about which it says nothing.
    pub(crate) silent: BTreeSet<DocumentId>,
    /// Documents whose changes it does not take.
    pub(crate) closed: BTreeSet<DocumentId>,
    talks: BTreeMap<(DocumentId, usize), Talk>,
    peers: BTreeMap<usize, PeerId>,
}

#[derive(Clone, Default)]
struct Talk {
    state: State,
    started: bool,
    heard: Vec<ChangeHash>,
    said: Vec<ChangeHash>,
}

impl Server {
    pub(crate) fn with(manner: Manner) -> Self {
        Self { manner, ..Self::default() }
    }

    /// A new socket in the place of the old one.
    pub(crate) fn connect(&mut self, peer: usize) {
        self.talks.retain(|(_, other), _| *other != peer);
    }

    pub(crate) fn heads(&self, id: &DocumentId) -> Vec<ChangeHash> {
        self.documents.get(id).map(Automerge::get_heads).unwrap_or_default()
    }

    /// Whether it holds these changes.
    pub(crate) fn has(&self, id: &DocumentId, heads: &[ChangeHash]) -> bool {
        let document = self.documents.get(id);
        heads.iter().all(|head| document.is_some_and(|it| it.get_change_by_hash(head).is_some()))
    }

    /// Takes in a frame and answers with frames for any of the peers.
    pub(crate) fn receive(&mut self, from: usize, frame: &[u8]) -> Vec<(usize, Vec<u8>)> {
        match Frame::decode(frame, &WireLimits::default()).expect("a device sends sound frames") {
            Frame::Join { sender, .. } => {
                let metadata = PeerMetadata::default();
                let target = sender.clone();
                self.peers.insert(from, sender);
                let selected_version = "1".to_owned();
                let answer = Frame::Peer { sender: server(), target, metadata, selected_version };
                vec![(from, answer.encode())]
            }
            Frame::Sync { kind, document, data, .. } => self.sync(from, kind, document, &data),
            other => panic!("a device does not send {other:?}"),
        }
    }

    fn sync(
        &mut self,
        from: usize,
        kind: SyncKind,
        id: DocumentId,
        data: &[u8],
    ) -> Vec<(usize, Vec<u8>)> {
        let mut message = Message::decode(data).expect("a device sends sound messages");
        let brings = !message.changes.is_empty();
        if self.silent.contains(&id) {
            return Vec::new();
        }
        if !self.documents.contains_key(&id) {
            let unknown = !brings || self.closed.contains(&id);
            if unknown && kind == SyncKind::Request {
                return vec![(from, self.unavailable(from, id))];
            }
            if unknown && self.manner == Manner::Ledger {
                return vec![(from, self.frame(from, id, NOTHING.to_vec()))];
            }
        }
        if self.closed.contains(&id) {
            message.changes = Vec::<Vec<u8>>::new().into();
        }
        let document = self.documents.entry(id).or_default();
        let talk = self.talks.entry((id, from)).or_default();
        let starts_over = message.have.first().is_some_and(|have| have.last_sync.is_empty());
        let is_known = |hash: &ChangeHash| document.get_change_by_hash(hash).is_some();
        let news = !message.heads.iter().all(is_known) && message.heads != talk.heard;
        let owes = !talk.started
            || brings
            || (starts_over && message.heads != talk.said)
            || news
            || message.need.iter().any(is_known);
        talk.started = true;
        talk.heard.clone_from(&message.heads);
        document.receive_sync_message(&mut talk.state, message).expect("honest changes apply");
        if self.manner == Manner::Ledger {
            // Automerge answers by its own rules. What is not owed is swallowed, what is owed is forced.
            talk.state.have_responded = !owes;
            if !owes {
                talk.state.last_sent_heads = document.get_heads();
                talk.state.in_flight = true;
            }
        }
        self.fan_out(id)
    }

    /// Everybody who has spoken of a document hears what is new to them.
    fn fan_out(&mut self, id: DocumentId) -> Vec<(usize, Vec<u8>)> {
        let document = &self.documents[&id];
        let mut spoken = Vec::new();
        for ((_, peer), talk) in self.talks.range_mut((id, 0)..=(id, usize::MAX)) {
            if let Some(message) = document.generate_sync_message(&mut talk.state) {
                talk.said.clone_from(&message.heads);
                spoken.push((*peer, message.encode()));
            }
        }
        let frames = spoken.into_iter();
        frames.map(|(peer, data)| (peer, self.frame(peer, id, data))).collect()
    }

    pub(crate) fn frame(&self, to: usize, document: DocumentId, data: Vec<u8>) -> Vec<u8> {
        let (kind, target) = (SyncKind::Sync, self.peers[&to].clone());
        Frame::Sync { kind, sender: server(), target, document, data }.encode()
    }

    pub(crate) fn unavailable(&self, to: usize, document: DocumentId) -> Vec<u8> {
        let target = self.peers[&to].clone();
        Frame::DocUnavailable { sender: server(), target, document }.encode()
    }
}

fn server() -> PeerId {
    PeerId::new("server").expect("a peer id")
}
