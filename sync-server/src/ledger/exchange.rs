//! One document on one connection: what the peer is known to have, and what to say to it.
//!
//! A position is a mark: everything before it has been dealt with. So a live change costs what it
//! weighs, whatever the size of the document.

use std::collections::BTreeSet;

use automerge::Change;
use automerge::ChangeHash;
use rebound_core::replica::admission::message::{Access, Envelope, SyncMessage, encode};

use crate::auth::{Grant, Role};
use crate::ledger::Received;
use crate::ledger::graph::Graph;

/// The most bytes of changes in one message to a peer; the rest follows in the next.
const MESSAGE_BYTES_MAX: usize = 8 * 1024 * 1024;

/// One document on one connection.
#[derive(Debug)]
pub struct Exchange {
    grant: Grant,
    /// Everything before this position has been sent or is known to be there.
    mark: usize,
    /// Positions from `mark` on that the peer has.
    known: BTreeSet<usize>,
    /// Positions that the peer asked for by name.
    requested: BTreeSet<usize>,
    /// Changes that the peer must send before others can be taken.
    missing: Vec<ChangeHash>,
    /// Changes that wait for those.
    pub parked: Vec<Change>,
    /// Whether the peer waits for an answer.
    owes: bool,
    started: bool,
    said: Vec<ChangeHash>,
}

impl Exchange {
    /// A conversation with a peer that may do what `grant` says.
    pub fn new(grant: Grant) -> Self {
        Self {
            grant,
            mark: 0,
            known: BTreeSet::new(),
            requested: BTreeSet::new(),
            missing: Vec::new(),
            parked: Vec::new(),
            owes: false,
            started: false,
            said: Vec::new(),
        }
    }

    /// Takes in what a message says about its sender, before its changes are looked at.
    pub fn hear(&mut self, message: &SyncMessage<'_>, graph: &Graph) {
        // A peer without a common past in its summary starts over: it has lost its memory of us.
        let starts_over = message.have.first().is_some_and(|have| have.last_sync.is_empty());
        if !self.started || (starts_over && message.heads != self.said) {
            self.begin(message, graph);
        }
        self.requested.extend(message.need.iter().filter_map(|hash| graph.position(hash)));
        self.owes |= !self.requested.is_empty();
    }

    fn begin(&mut self, message: &SyncMessage<'_>, graph: &Graph) {
        let mut known = vec![false; graph.len()];
        graph.mark_ancestors(&message.heads, &mut known);
        for have in &message.have {
            graph.mark_ancestors(&have.last_sync, &mut known);
            for (position, known) in known.iter_mut().enumerate().filter(|(_, known)| !**known) {
                *known = graph.hash(position).is_some_and(|hash| have.bloom.contains(hash));
            }
        }
        self.started = true;
        self.owes = true;
        self.mark = 0;
        self.known =
            known.iter().enumerate().filter(|(_, known)| **known).map(|(at, _)| at).collect();
    }

    /// Takes in what came of the message's changes.
    pub fn note(&mut self, received: &Received) {
        self.known.extend(received.positions.iter().filter(|position| **position >= self.mark));
        self.missing.clone_from(&received.missing);
        let moved = !received.positions.is_empty() || !received.refused.is_empty();
        self.owes |= moved || !received.missing.is_empty();
    }

    /// The next message, if there is anything to say: changes the peer lacks, an answer it waits for,
    /// or heads it has not heard of.
    pub fn next_message(&mut self, graph: &Graph) -> Option<Vec<u8>> {
        let (send, end) = self.to_send(graph);
        if send.is_empty() && !self.owes && self.said == graph.heads() {
            return None;
        }
        let complete = end == graph.durable();
        let access = if self.grant.role() == Role::Reader { Access::Read } else { Access::Write };
        let have = if complete && self.missing.is_empty() { Some(graph.heads()) } else { None };
        let envelope = Envelope { heads: graph.heads(), need: &self.missing, have, access };
        let chunks: Vec<&[u8]> =
            send.iter().filter_map(|position| graph.chunk(*position)).collect();
        let message = encode(envelope, chunks.into_iter());
        self.mark = self.mark.max(end);
        self.known = self.known.split_off(&self.mark);
        self.requested.clear();
        self.missing.clear();
        self.owes = !complete;
        self.said = graph.heads().to_vec();
        Some(message)
    }

    /// Whether more is to be sent at once, because the last message had no room for all.
    pub fn has_more(&self, graph: &Graph) -> bool {
        self.started && self.mark < graph.durable()
    }

    /// The positions to send, and the position up to which nothing is lacking then.
    fn to_send(&self, graph: &Graph) -> (Vec<usize>, usize) {
        let durable = graph.durable();
        let mut bytes = 0;
        let mut send: Vec<usize> = self
            .requested
            .iter()
            .copied()
            .filter(|position| *position < self.mark.min(durable))
            .collect();
        for position in self.mark..durable {
            if self.known.contains(&position) {
                continue;
            }
            bytes += graph.chunk(position).map_or(0, <[u8]>::len);
            if bytes > MESSAGE_BYTES_MAX && !send.is_empty() {
                return (send, position);
            }
            send.push(position);
        }
        // What the peer claims to have and asks for all the same: its filter was wrong.
        let wrong =
            self.requested.iter().filter(|position| (self.mark..durable).contains(*position));
        send.extend(wrong.filter(|position| self.known.contains(position)));
        send.sort_unstable();
        send.dedup();
        (send, durable)
    }
}
