//! One document on one connection: what the peer is known to have, and what to say to it.
//!
//! A position is a mark: everything before it has been dealt with. So a live change costs what it
//! weighs, whatever the size of the document.
//!
//! A peer that lacks anything of what a snapshot covers gets the snapshot and the changes after it in
//! one message. Bytes that are not in memory are asked for; the message is made when they are there.

use std::collections::BTreeSet;
use std::sync::Arc;

use automerge::ChangeHash;
use rebound_core::replica::admission::message::{
    Access, Envelope, Extent, SyncMessage, encode, encode_with_snapshot,
};
use rebound_core::replica::admission::{Refusal, Refused};
use sha2::{Digest, Sha256};

use crate::auth::authorise::{Permission, authorise};
use crate::auth::grant::{Granted, Read};
use crate::ledger::graph::Graph;
use crate::ledger::held_back::HeldBack;
use crate::ledger::parking::{ParkedBytes, Parking};
use crate::ledger::storage::{Found, Wanted};

/// The most bytes of changes in one message to a peer; the rest follows in the next. With heads and envelope
/// a message stays below 1 MiB, which is all that clients on iOS and in Python take unless they are told
/// otherwise. What cannot be parted is longer: one change, or a snapshot that is worth it.
pub(super) const MESSAGE_BYTES_MAX: usize = 1024 * 1024 - 16 * 1024;

/// What became of a message that was too much at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leftover {
    Nothing,
    /// A part was taken; the rest is to be asked for.
    ToAsk,
}

/// How far the asking for changes that are missing has gone. What was asked for is kept in brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asking {
    Never,
    ByName([u8; 32]),
    /// By making the peer start over; what it does not send then it does not have.
    FromTheBeginning([u8; 32]),
}

/// One document on one connection.
#[derive(Debug)]
pub struct Exchange {
    /// Everything before this position has been sent or is known to be there.
    mark: usize,
    /// Positions from `mark` on that the peer has.
    known: BTreeSet<usize>,
    /// Positions before `mark` that the peer asked for by name.
    requested: BTreeSet<usize>,
    /// Changes that the peer must send before others can be taken.
    missing: Vec<ChangeHash>,
    /// How far the asking for them has gone.
    asking: Asking,
    /// Changes that wait for those.
    pub parking: Parking,
    /// What was refused because it would have been one head too many, and may come again.
    held_back: HeldBack,
    /// Changes to ask for once more although the peer has sent them.
    again: Vec<ChangeHash>,
    /// Whether a part of a message was not looked at, and may come again.
    rest: Leftover,
    /// Whether the peer waits for an answer.
    owes: bool,
    started: bool,
    /// Whether changes of the peer were dropped because it might not write: it thinks that they are here.
    dropped: bool,
    said: Arc<[ChangeHash]>,
    /// The peer's heads in its last message, in brief: they may be many.
    heard: Option<[u8; 32]>,
}

/// What came of a received message's changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Positions that the sender has: new or known.
    pub positions: Vec<usize>,
    /// Changes that are missing before others can be taken.
    pub missing: Vec<ChangeHash>,
    /// What was refused.
    pub refused: Vec<Refused>,
    /// Whether something waits for its commit.
    pub staged: bool,
}

impl Received {
    /// Takes in what came of the changes that follow.
    pub fn add(&mut self, next: Self) {
        self.positions.extend(next.positions);
        self.missing = next.missing;
        self.refused.extend(next.refused);
        self.staged |= next.staged;
    }
}

/// What there is to do for a peer.
#[derive(Debug)]
pub enum Step {
    /// Nothing: it has heard everything.
    Rest,
    /// Send this message. With `more` another one follows at once, because this had no room for all.
    Send {
        /// The message.
        message: Vec<u8>,
        /// Whether another follows.
        more: bool,
    },
    /// Read this from the disk and ask again.
    Read(Wanted),
}

/// What the next message carries.
struct Plan {
    /// Up to where the snapshot covers, if it goes first.
    snapshot: Option<usize>,
    /// The positions of the changes that follow.
    send: Vec<usize>,
    /// The position up to which nothing is lacking then.
    end: usize,
}

impl Plan {
    /// Whether something of it can be sent before position `lost`.
    fn starts_before(&self, lost: usize, found: &Found) -> bool {
        match self.snapshot {
            Some(_) => found.snapshot.is_some(),
            None => self.send.first().is_some_and(|first| *first < lost),
        }
    }

    /// All of it that is not in memory.
    fn wanted(&self, graph: &Graph) -> Wanted {
        let absent = self.send.iter().copied().filter(|position| graph.chunk(*position).is_none());
        Wanted { snapshot: self.snapshot.is_some(), positions: absent.collect() }
    }
}

impl Exchange {
    /// Nothing was said so far. What waits on the connection is counted in `parked`.
    pub fn new(parked: Arc<ParkedBytes>) -> Self {
        Self {
            mark: 0,
            known: BTreeSet::new(),
            requested: BTreeSet::new(),
            missing: Vec::new(),
            asking: Asking::Never,
            parking: Parking::new(parked),
            held_back: HeldBack::default(),
            again: Vec::new(),
            rest: Leftover::Nothing,
            owes: false,
            started: false,
            dropped: false,
            said: Arc::default(),
            heard: None,
        }
    }

    /// Takes in what a message says about its sender, before its changes are looked at.
    pub fn hear(&mut self, _: &Granted<Read>, message: &SyncMessage<'_>, graph: &Graph) {
        // A peer without a common past in its summary starts over: it has lost its memory of us.
        let starts_over = message.have.first().is_some_and(|have| have.last_sync.is_empty());
        if !self.started || (starts_over && *message.heads != *self.said) {
            self.begin(message, graph);
        }
        // A peer that has news and brings none does not know yet what is here: one that announced its
        // heads alone, say, and has changed since. It is told once for each of its states; a peer whose
        // changes are refused would ask for ever.
        let is_news = |head: &ChangeHash| graph.position(head).is_none();
        let brings_nothing = message.chunks.is_empty() && message.heads.iter().any(is_news);
        let heard = Some(brief(&message.heads));
        self.owes |= brings_nothing && heard != self.heard;
        self.heard = heard;
        for position in message.need.iter().filter_map(|hash| graph.position(hash)) {
            self.owes = true;
            // What the peer claims to have and asks for all the same: its filter was wrong.
            if position >= self.mark {
                self.known.remove(&position);
            } else {
                self.requested.insert(position);
            }
        }
    }

    fn begin(&mut self, message: &SyncMessage<'_>, graph: &Graph) {
        let mut known = vec![false; graph.len()];
        graph.mark_ancestors(&message.heads, &mut known);
        for have in &message.have {
            graph.mark_ancestors(&have.last_sync, &mut known);
            for (position, known) in known.iter_mut().enumerate().filter(|(_, known)| !**known) {
                *known = graph.bloom_hash(position).is_some_and(|hash| have.bloom.contains(&hash));
            }
        }
        self.started = true;
        self.owes = true;
        self.requested.clear();
        self.mark = known.iter().position(|known| !*known).unwrap_or(known.len());
        let known = known.iter().enumerate().skip(self.mark).filter(|(_, known)| **known);
        self.known = known.map(|(position, _)| position).collect();
    }

    /// Takes in what came of the changes of a message, or of its beginning.
    pub fn note(&mut self, received: &Received, extent: Extent) {
        self.known.extend(received.positions.iter().filter(|position| **position >= self.mark));
        self.missing.clone_from(&received.missing);
        self.dropped |= received.refused.iter().any(|one| one.refusal == Refusal::ReadOnly);
        for refused in received.refused.iter().filter(|one| one.refusal == Refusal::TooManyHeads) {
            self.held_back.add(refused.hash);
        }
        self.again.extend(self.held_back.ask(|hash| received.missing.binary_search(hash).is_ok()));
        let is_rest = |refused: &Refused| refused.refusal == Refusal::TooMuchAtOnce;
        // Where nothing was taken, the same would come again and again.
        let goes_on = extent == Extent::Beginning && !received.positions.is_empty();
        if goes_on || received.staged && received.refused.iter().any(is_rest) {
            self.rest = Leftover::ToAsk;
        }
        if !received.positions.is_empty() || !received.refused.is_empty() {
            self.owes = true;
        } else if !received.missing.is_empty() {
            self.ask_for_missing();
        }
    }

    /// Asks for what is missing in a message that brought nothing else: by name, and if the answer comes
    /// without it, because the peer holds it to be here, by making it start over. After that it is heard again
    /// when it has something else; asked once more, it would say the same for ever.
    fn ask_for_missing(&mut self) {
        let missing = brief(&self.missing);
        match self.asking {
            Asking::ByName(asked) if asked == missing => {
                self.asking = Asking::FromTheBeginning(missing);
                self.dropped = true;
                self.missing.clear();
            }
            Asking::FromTheBeginning(asked) if asked == missing => self.missing.clear(),
            Asking::Never | Asking::ByName(_) | Asking::FromTheBeginning(_) => self.owes = true,
        }
    }

    /// What to do next. There is a message if the peer lacks changes, waits for an answer, or has not
    /// heard of the newest heads. `found` is what was read from the disk for the step before.
    pub fn next_step(&mut self, granted: &Granted<Read>, graph: &Graph, found: &Found) -> Step {
        if graph.has_room() {
            self.again.extend(self.held_back.ask(|_| true));
        }
        if !self.again.is_empty() || self.rest == Leftover::ToAsk {
            return self.ask_again();
        }
        let mut plan = self.plan(graph, found);
        let silent = plan.snapshot.is_none() && plan.send.is_empty() && !self.owes;
        if silent && self.said == *graph.heads() {
            return if self.dropped && authorise(Some(granted.role()), Permission::Write) {
                self.call_back(graph)
            } else {
                Step::Rest
            };
        }
        let chunk = |position: &usize| graph.chunk(*position).or_else(|| found.chunk(*position));
        let lost = plan.send.iter().copied().find(|position| chunk(position).is_none());
        if lost.is_some() || (plan.snapshot.is_some() && found.snapshot.is_none()) {
            let cut = lost.filter(|lost| *lost > self.mark && plan.starts_before(*lost, found));
            let Some(cut) = cut else { return Step::Read(plan.wanted(graph)) };
            // What left memory while the rest was read: it follows in the next message.
            plan.send.retain(|position| *position < cut);
            plan.end = cut;
        }
        for position in &plan.send {
            self.requested.remove(position);
        }
        self.requested = self.requested.split_off(&plan.snapshot.unwrap_or(0));
        let asked = self.requested.range(..graph.durable()).next().is_some();
        let complete = plan.end >= graph.durable() && !asked;
        let have = if complete && self.missing.is_empty() { Some(&**graph.heads()) } else { None };
        let envelope =
            Envelope { heads: graph.heads(), need: &self.missing, have, access: Access::Write };
        let chunks: Vec<&[u8]> = plan.send.iter().filter_map(chunk).collect();
        let message = match found.snapshot.as_ref().filter(|_| plan.snapshot.is_some()) {
            Some(snapshot) => encode_with_snapshot(envelope, &snapshot.bytes, chunks.into_iter()),
            None => encode(envelope, chunks.into_iter()),
        };
        self.mark = self.mark.max(plan.end);
        self.known = self.known.split_off(&self.mark);
        if !self.missing.is_empty() {
            self.asking = Asking::ByName(brief(&std::mem::take(&mut self.missing)));
        }
        self.owes = !complete;
        self.said = Arc::clone(graph.heads());
        Step::Send { message, more: self.mark < graph.durable() || asked }
    }

    /// Notes that changes of the peer were dropped before this exchange began.
    pub fn note_dropped(&mut self) {
        self.dropped = true;
    }

    /// Asks a peer that may write from now on for what was dropped before. It does not send twice what it
    /// has sent, unless the other side has lost everything; so that is what it is told, together with what
    /// is here all the same, so that it sends no more than what is lacking.
    ///
    /// No peer is told by a flag that it only reads: one that was would not take the next message without
    /// flags for the end of that, and one with them would be taken for leave to send whole documents.
    fn call_back(&mut self, graph: &Graph) -> Step {
        (self.dropped, self.said) = (false, Arc::default());
        let have = Some(&**graph.heads());
        let envelope = Envelope { heads: &[], need: &[], have, access: Access::Write };
        Step::Send { message: encode(envelope, [].into_iter()), more: false }
    }

    /// Asks for changes that the peer has sent before. It keeps account of what it has sent, and starts that
    /// anew for one who has lost everything. What is here it hears right after.
    fn ask_again(&mut self) -> Step {
        let mut need = std::mem::take(&mut self.again);
        need.sort_unstable();
        need.dedup();
        let message = encode(
            Envelope { heads: &[], need: &need, have: None, access: Access::Write },
            [].into_iter(),
        );
        self.rest = Leftover::Nothing;
        self.owes = true;
        Step::Send { message, more: true }
    }

    fn plan(&self, graph: &Graph, found: &Found) -> Plan {
        let durable = graph.durable();
        // The disk may be ahead of the graph by a snapshot that has only just been stored.
        let covers = found.snapshot.as_ref().map_or(0, |snapshot| snapshot.covers);
        let covers = covers.max(graph.covered().len()).min(durable);
        let lacking = covers.saturating_sub(self.mark)
            > self.known.range(self.mark.min(covers)..covers).count();
        let needs_snapshot = lacking || self.requested.range(..covers).next().is_some();
        let snapshot = needs_snapshot.then_some(covers);
        let mut bytes = if needs_snapshot { graph.covered().snapshot_bytes() } else { 0 };
        let asked = self.requested.range(covers..durable).copied();
        let news =
            (self.mark.max(covers)..durable).filter(|position| !self.known.contains(position));
        let mut send = Vec::new();
        for position in asked.chain(news) {
            bytes += graph.chunk_len(position);
            if bytes > MESSAGE_BYTES_MAX && (needs_snapshot || !send.is_empty()) {
                // What was asked for comes first, and lies before the mark.
                let end = if position < self.mark { self.mark } else { position };
                return Plan { snapshot, send, end };
            }
            send.push(position);
        }
        Plan { snapshot, send, end: durable }
    }
}

/// A few bytes that stand for a list of hashes.
fn brief(hashes: &[ChangeHash]) -> [u8; 32] {
    let mut digest = Sha256::new();
    hashes.iter().for_each(|hash| digest.update(hash));
    digest.finalize().into()
}
