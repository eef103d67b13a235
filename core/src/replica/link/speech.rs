//! What is said about a document: sync messages and the states they are made from.

use automerge::ChangeHash;
use automerge::sync::{BloomFilter, ChunkList, Have, Message, MessageVersion, State as SyncState};

use crate::replica::link::Standing;

/// What a frame may hold: half of the 1 MiB that the server and default proxies let through.
const FRAME_BYTES_MAX: usize = 512 * 1024;

/// What to send after a step.
#[derive(Debug)]
pub(super) enum Speech {
    /// Nothing.
    Nothing,
    /// A request for a document of which there is nothing here.
    Request(Message),
    /// Messages, in this order.
    Sync(Vec<Message>),
}

/// A sync state that starts from what the server is known to have stored. If the server lost it, it
/// says so and gets everything.
pub(super) fn fresh_state(standing: &Standing) -> SyncState {
    let mut state = SyncState::new();
    state.shared_heads.clone_from(&standing.synced);
    state
}

/// A sync state in which both sides have said that they have exactly `heads`. So the next change is
/// sent as soon as it is there, and not only its hash: the server, which owes no answer, would not
/// ask for it.
pub(super) fn agreed_state(heads: &[ChangeHash]) -> SyncState {
    let mut state = heard_state(heads);
    state.last_sent_heads = heads.to_vec();
    state.have_responded = true;
    state
}

/// A sync state in which the server has said that it has exactly `heads`, and nothing was answered
/// yet.
pub(super) fn heard_state(heads: &[ChangeHash]) -> SyncState {
    let mut state = SyncState::new();
    state.shared_heads = heads.to_vec();
    state.their_heads = Some(heads.to_vec());
    state.their_need = Some(Vec::new());
    state.their_have = Some(vec![exactly(heads)]);
    state
}

/// A sync state that starts over with a server which knows us: it is told to forget what it has sent.
pub(super) fn forgetful_state() -> SyncState {
    let mut state = SyncState::new();
    state.needs_reset = true;
    state
}

/// "I have exactly this": the heads, and no filter, because nothing lies beyond them.
pub(super) fn announcement(heads: &[ChangeHash]) -> Message {
    Message {
        heads: heads.to_vec(),
        need: Vec::new(),
        have: vec![exactly(heads)],
        changes: ChunkList::empty(),
        flags: None,
        version: MessageVersion::V1,
    }
}

fn exactly(heads: &[ChangeHash]) -> Have {
    Have { last_sync: heads.to_vec(), bloom: BloomFilter::default() }
}

/// The same message with a question that every server answers: it asks for a change that is here. A
/// server that has it sends it back, one that lacks it tells what it has. Heads alone would do only
/// for a server to which they are news.
pub(super) fn with_question(mut message: Message) -> Message {
    message.need.extend(message.heads.first().copied());
    // Automerge writes its hashes in order.
    message.need.sort();
    message.need.dedup();
    message
}

/// Cuts a message whose changes are too many for one frame. The parts repeat heads, need and have.
pub(super) fn split(message: Message) -> Vec<Message> {
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

/// Whether everything was offered to a server that has nothing, and is under way.
pub(super) fn is_offered(state: &SyncState) -> bool {
    state.their_heads.as_ref().is_some_and(Vec::is_empty) && !state.sent_hashes.is_empty()
}

/// Whether the server says once more what it has said, while changes are under way to it: it has not
/// seen them yet. Automerge would take it for one that has lost them, and send them all again.
pub(super) fn is_echo(state: &SyncState, heard: &Message) -> bool {
    !state.sent_hashes.is_empty()
        && heard.changes.is_empty()
        && heard.need.iter().all(|hash| state.sent_hashes.contains(hash))
        && state.their_heads.as_ref() == Some(&heard.heads)
        && state.their_have.as_ref() == Some(&heard.have)
}
