//! One document on one link.
//!
//! A document that is closed and has nothing new is announced by its heads alone, without opening
//! it. It is opened when either side has something that the other lacks.

use automerge::ChangeHash;
use automerge::sync::{BloomFilter, ChunkList, Have, Message, MessageVersion, State as SyncState};

use crate::replica::admission::message::SyncMessage;
use crate::replica::document_id::DocumentId;
use crate::replica::link::{Documents, ExchangeFault, Standing};

/// Messages sent about one document while neither side's heads move. Automerge needs three; a pair
/// that talks on without moving would talk for ever.
const IDLE_ROUNDS_MAX: u32 = 20;

/// What a frame may hold: half of the 1 MiB that the server and default proxies let through.
const FRAME_BYTES_MAX: usize = 512 * 1024;

/// What to send after a step.
pub(super) enum Reply {
    /// Nothing.
    Nothing,
    /// A request for a document of which there is nothing here.
    Request(Message),
    /// Messages, in this order.
    Sync(Vec<Message>),
}

/// One document on one link.
#[derive(Debug)]
pub(super) struct Exchange {
    stage: Stage,
    /// Our and their heads at the last message, and how often they have been the same.
    last_heads: (Vec<ChangeHash>, Vec<ChangeHash>),
    idle_rounds: u32,
}

#[derive(Debug)]
enum Stage {
    /// Nothing said yet.
    Fresh,
    /// The heads were announced without opening the document.
    Announced(Vec<ChangeHash>),
    /// Automerge's sync protocol runs.
    Running(Box<SyncState>),
    /// Both sides have the same heads.
    Settled(Box<SyncState>),
    /// Given up on this link.
    Out,
}

impl Exchange {
    pub(super) fn new() -> Self {
        Self { stage: Stage::Fresh, last_heads: (Vec::new(), Vec::new()), idle_rounds: 0 }
    }

    pub(super) fn is_settled(&self) -> bool {
        matches!(self.stage, Stage::Settled(_) | Stage::Out)
    }

    /// Says what there is to say, if anything.
    pub(super) fn advance(&mut self, id: &DocumentId, documents: &mut impl Documents) -> Reply {
        let Some(standing) = documents.standing(id) else { return self.give_up() };
        match &self.stage {
            Stage::Fresh if standing.heads == standing.synced && !standing.heads.is_empty() => {
                let message = announcement(&standing.heads);
                self.stage = Stage::Announced(standing.heads);
                Reply::Sync(vec![message])
            }
            Stage::Out => Reply::Nothing,
            Stage::Fresh | Stage::Announced(_) | Stage::Running(_) | Stage::Settled(_) => {
                self.generate(id, &standing, documents)
            }
        }
    }

    /// Takes in a message of the server.
    pub(super) fn receive(
        &mut self,
        id: &DocumentId,
        message: SyncMessage<'_>,
        documents: &mut impl Documents,
    ) -> Reply {
        let Some(standing) = documents.standing(id) else { return self.give_up() };
        if let Stage::Announced(heads) = &self.stage
            && message.chunks.is_empty()
            && message.heads == *heads
            && standing.heads == *heads
        {
            self.stage = Stage::Settled(Box::new(agreed_state(heads)));
            documents.synced(id, message.heads);
            return Reply::Nothing;
        }
        let mut state = match std::mem::replace(&mut self.stage, Stage::Out) {
            Stage::Fresh | Stage::Announced(_) => Box::new(fresh_state(&standing)),
            Stage::Running(state) | Stage::Settled(state) => state,
            Stage::Out => return Reply::Nothing,
        };
        let theirs = message.heads.clone();
        if documents.receive(id, &mut state, message.to_automerge()).is_err() {
            return Reply::Nothing;
        }
        self.stage = Stage::Running(state);
        let Some(standing) = documents.standing(id) else { return self.give_up() };
        let settled = theirs == standing.heads;
        if self.is_going_nowhere(&standing.heads, &theirs) {
            return self.give_up();
        }
        let reply = self.generate(id, &standing, documents);
        if settled {
            documents.synced(id, theirs);
            self.settle();
        }
        reply
    }

    /// The server has nothing under this id that we may see. What we have is offered; what we
    /// asked for may still come later.
    pub(super) fn unavailable(&mut self, id: &DocumentId, documents: &mut impl Documents) -> Reply {
        let Some(standing) = documents.standing(id) else { return self.give_up() };
        if standing.heads.is_empty() || matches!(self.stage, Stage::Out) {
            self.settle();
            return Reply::Nothing;
        }
        if self.is_going_nowhere(&standing.heads, &[]) {
            return self.give_up();
        }
        let mut state = Box::new(SyncState::new());
        let nothing = Message { have: vec![Have::default()], ..announcement(&[]) };
        if documents.receive(id, &mut state, nothing).is_err() {
            return self.give_up();
        }
        self.stage = Stage::Running(state);
        self.generate(id, &standing, documents)
    }

    fn generate(
        &mut self,
        id: &DocumentId,
        standing: &Standing,
        documents: &mut impl Documents,
    ) -> Reply {
        let was_settled = matches!(self.stage, Stage::Settled(_));
        let mut state = match std::mem::replace(&mut self.stage, Stage::Out) {
            Stage::Fresh | Stage::Announced(_) => Box::new(fresh_state(standing)),
            Stage::Running(state) | Stage::Settled(state) => state,
            Stage::Out => return Reply::Nothing,
        };
        let generated = documents.generate(id, &mut state);
        let asks = standing.heads.is_empty() && state.their_heads.is_none();
        match generated {
            Err(ExchangeFault) => Reply::Nothing,
            Ok(None) => {
                self.stage =
                    if was_settled { Stage::Settled(state) } else { Stage::Running(state) };
                Reply::Nothing
            }
            Ok(Some(message)) => {
                self.stage = Stage::Running(state);
                if asks { Reply::Request(message) } else { Reply::Sync(split(message)) }
            }
        }
    }

    fn settle(&mut self) {
        self.stage = match std::mem::replace(&mut self.stage, Stage::Out) {
            Stage::Running(state) => Stage::Settled(state),
            Stage::Fresh | Stage::Announced(_) => Stage::Settled(Box::default()),
            stage @ (Stage::Settled(_) | Stage::Out) => stage,
        };
    }

    fn give_up(&mut self) -> Reply {
        self.stage = Stage::Out;
        Reply::Nothing
    }

    fn is_going_nowhere(&mut self, ours: &[ChangeHash], theirs: &[ChangeHash]) -> bool {
        let moved = self.last_heads.0 != ours || self.last_heads.1 != theirs;
        self.last_heads = (ours.to_vec(), theirs.to_vec());
        self.idle_rounds = if moved { 0 } else { self.idle_rounds + 1 };
        self.idle_rounds > IDLE_ROUNDS_MAX
    }
}

/// A sync state that starts from what the server is known to have stored. If the server lost it, it
/// says so and gets everything.
fn fresh_state(standing: &Standing) -> SyncState {
    let mut state = SyncState::new();
    state.shared_heads.clone_from(&standing.synced);
    state
}

/// A sync state in which both sides have said that they have exactly `heads`. So the next change is
/// sent as soon as it is there, and not only its hash: the server, which owes no answer, would not
/// ask for it.
fn agreed_state(heads: &[ChangeHash]) -> SyncState {
    let mut state = SyncState::new();
    state.shared_heads = heads.to_vec();
    state.last_sent_heads = heads.to_vec();
    state.their_heads = Some(heads.to_vec());
    state.their_need = Some(Vec::new());
    state.their_have =
        Some(vec![Have { last_sync: heads.to_vec(), bloom: BloomFilter::default() }]);
    state.have_responded = true;
    state
}

/// "I have exactly this": the heads, and no filter, because nothing lies beyond them.
fn announcement(heads: &[ChangeHash]) -> Message {
    Message {
        heads: heads.to_vec(),
        need: Vec::new(),
        have: vec![Have { last_sync: heads.to_vec(), bloom: BloomFilter::default() }],
        changes: ChunkList::empty(),
        flags: None,
        version: MessageVersion::V1,
    }
}

/// Cuts a message whose changes are too many for one frame. The parts repeat heads, need and have.
fn split(message: Message) -> Vec<Message> {
    let total: usize = message.changes.iter().map(<[u8]>::len).sum();
    if total <= FRAME_BYTES_MAX || message.version == MessageVersion::V2 {
        return vec![message];
    }
    let mut parts = Vec::new();
    let mut part = Vec::new();
    let mut bytes = 0;
    for change in message.changes.iter() {
        if bytes + change.len() > FRAME_BYTES_MAX && !part.is_empty() {
            parts.push(std::mem::take(&mut part));
            bytes = 0;
        }
        bytes += change.len();
        part.push(change.to_vec());
    }
    parts.push(part);
    parts.into_iter().map(|part| Message { changes: part.into(), ..message.clone() }).collect()
}
