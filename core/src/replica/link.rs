//! One connection to a sync server, as a state machine without I/O.
//!
//! ```text
//! socket ── frame ──► handle_input ──┐
//! clock ─── now ────► handle_timeout ┼─► poll_output ──► Send / Close
//! engine ── document ► touch ────────┘   next_timeout ─► when to call handle_timeout
//! ```
//!
//! The shell constructs a link when its socket is open, feeds it what arrives, and sends what it
//! polls. Early or repeated calls are harmless. All state of an exchange dies with the link: a new
//! connection starts from what the disk holds (Automerge sync states that outlive a lost message can
//! loop or fall silent).
//!
//! The link decides who says what when. What a document is and where it is kept is behind
//! [`Documents`].

mod deadlines;
mod exchange;
mod progress;
pub mod retry;
mod speech;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

pub use crate::replica::link::progress::{CloseReason, Progress};

use automerge::ChangeHash;
use automerge::sync::{Message, State as SyncState};

use crate::base::time::Monotonic;
use crate::replica::admission::message::SyncMessage;
use crate::replica::document_id::DocumentId;
use crate::replica::link::deadlines::Deadlines;
use crate::replica::link::exchange::Exchange;
use crate::replica::link::speech::Speech;
use crate::replica::wire::{Frame, PeerId, PeerMetadata, SHUTDOWN, SyncKind, WireLimits};

/// The server must have answered the join by then.
pub const JOIN_MS_MAX: u64 = 10_000;

/// A link without any frame from the server for this long is taken for dead. The server pings every
/// 25 s, so silence means a lost network that the socket has not noticed.
pub const SILENCE_MS_MAX: u64 = 60_000;

/// Documents that the server did not have are asked for once more when it sends changes of others: the
/// device that sends those may have sent these, too. Not more often than this.
const HINT_MS_MIN: u64 = 3_000;

/// The protocol version that both sides must speak.
pub const PROTOCOL_VERSION: &str = "1";

/// What happened at the socket.
#[derive(Clone, Copy, Debug)]
pub enum Input<'a> {
    /// A binary frame arrived.
    Frame(&'a [u8]),
    /// A ping or pong arrived: the server is there.
    Alive,
    /// The socket is gone.
    Lost,
}

/// What the shell has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this binary frame.
    Send(Vec<u8>),
    /// Close the socket. The link is over.
    Close(CloseReason),
}

/// A document that a link may exchange, as far as it can be told without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The newest changes here.
    pub heads: Vec<ChangeHash>,
    /// The newest changes that the server is known to have stored.
    pub synced: Vec<ChangeHash>,
    /// Whether this account may give it to a server that has nothing of it. What somebody else shows is
    /// theirs to give: whoever does it becomes the owner.
    pub ours: bool,
}

/// The document cannot take part any more in this link; it is loaded again later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the document cannot be exchanged")]
pub struct ExchangeFault;

/// A device's documents, as a link sees them.
pub trait Documents {
    /// Where a document stands; `None` if there is none of this id.
    fn standing(&mut self, id: &DocumentId) -> Option<Standing>;

    /// The next message about a document, as Automerge generates it.
    ///
    /// # Errors
    ///
    /// [`ExchangeFault`] takes the document out of this link.
    fn generate(
        &mut self,
        id: &DocumentId,
        state: &mut SyncState,
    ) -> Result<Option<Message>, ExchangeFault>;

    /// Applies an admitted message and stores what it brought, before anything more is sent.
    ///
    /// # Errors
    ///
    /// [`ExchangeFault`] takes the document out of this link.
    fn receive(
        &mut self,
        id: &DocumentId,
        state: &mut SyncState,
        message: Message,
    ) -> Result<(), ExchangeFault>;

    /// The server has stored everything up to `heads`, and no more of what is here.
    fn synced(&mut self, id: &DocumentId, heads: Vec<ChangeHash>);
}

/// One connection to a sync server.
#[derive(Debug)]
pub struct Link {
    peer: PeerId,
    state: State,
    exchanges: BTreeMap<DocumentId, Exchange>,
    deadlines: Deadlines,
    outputs: VecDeque<Output>,
    silent_at: Monotonic,
    /// The newest moment that a call told.
    now: Monotonic,
    hinted_at: Monotonic,
}

#[derive(Debug)]
enum State {
    Joining,
    Open { server: PeerId },
    Closed(CloseReason),
}

impl Link {
    /// Opens a link over a socket that is connected at `now`, for `documents`.
    pub fn new(
        peer: PeerId,
        documents: impl IntoIterator<Item = DocumentId>,
        now: Monotonic,
    ) -> Self {
        let join = Frame::Join {
            sender: peer.clone(),
            metadata: PeerMetadata::default(),
            supported_versions: vec![PROTOCOL_VERSION.to_owned()],
        };
        let mut link = Self {
            peer,
            state: State::Joining,
            exchanges: BTreeMap::new(),
            deadlines: Deadlines::default(),
            outputs: VecDeque::from([Output::Send(join.encode())]),
            silent_at: now.plus(JOIN_MS_MAX),
            now,
            hinted_at: now,
        };
        documents.into_iter().for_each(|id| link.carry(id));
        link
    }

    /// Takes in what happened at the socket. A bad frame closes the link, never more.
    pub fn handle_input(
        &mut self,
        input: Input<'_>,
        now: Monotonic,
        documents: &mut impl Documents,
    ) {
        if matches!(self.state, State::Closed(_)) {
            return;
        }
        self.now = now;
        match input {
            Input::Lost => self.close(CloseReason::Lost),
            Input::Alive => self.heard(now),
            Input::Frame(bytes) => {
                self.heard(now);
                match Frame::decode(bytes, &WireLimits::default()) {
                    Ok(frame) => self.handle_frame(frame, documents),
                    Err(_) => self.close(CloseReason::Protocol("a frame that cannot be read")),
                }
            }
        }
        self.arm();
    }

    /// Acts on a deadline that has passed: speaks once more of a document about which the server has
    /// said nothing, or closes a silent link. Calling it early does nothing.
    pub fn handle_timeout(&mut self, now: Monotonic, documents: &mut impl Documents) {
        if matches!(self.state, State::Closed(_)) {
            return;
        }
        self.now = now;
        self.arm();
        if self.silent_at <= now {
            return self.close(CloseReason::Silent);
        }
        while let Some((_, id)) = self.deadlines.first().filter(|(at, _)| *at <= now) {
            self.step(id, documents, |exchange, documents| exchange.overdue(&id, documents));
            self.arm();
        }
    }

    /// A document changed here, or is new here: says so to the server, at once or when it has answered
    /// what was said before.
    pub fn touch(&mut self, id: DocumentId, documents: &mut impl Documents) {
        self.carry(id);
        self.step(id, documents, |exchange, documents| exchange.touch(&id, documents));
    }

    /// Speaks of a document no more.
    pub fn leave(&mut self, id: &DocumentId) {
        if let Some(exchange) = self.exchanges.remove(id) {
            self.deadlines.strike(*id, exchange.entry());
        }
    }

    /// Finds out whether a document is still equal on both sides, for which there may be a sign from
    /// elsewhere that it is not.
    pub fn compare(&mut self, id: DocumentId, documents: &mut impl Documents) {
        self.carry(id);
        self.step(id, documents, |exchange, documents| exchange.compare(&id, documents));
    }

    /// What to do next, until `None`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Link::handle_timeout`] has something to do, if ever. After [`Link::touch`], which does not
    /// tell the time, that can be at once: a wait has begun and is yet to get its end.
    pub fn next_timeout(&self) -> Option<Monotonic> {
        if matches!(self.state, State::Closed(_)) {
            return None;
        }
        let unarmed = self.deadlines.unarmed().map(|_| self.now);
        let due = self.deadlines.first().map(|(at, _)| at);
        [Some(self.silent_at), unarmed, due].into_iter().flatten().min()
    }

    /// How the link is getting on.
    pub fn progress(&self) -> Progress {
        match &self.state {
            State::Joining => Progress::Joining,
            State::Closed(reason) => Progress::Closed(reason.clone()),
            State::Open { .. } => match (self.deadlines.open(), self.deadlines.given_up()) {
                (0, 0) => Progress::UpToDate,
                (0, given_up) => Progress::GivenUp(given_up),
                (open, _) => Progress::Exchanging(open),
            },
        }
    }

    fn heard(&mut self, now: Monotonic) {
        // Until the server has answered, only the answer counts.
        if matches!(self.state, State::Open { .. }) {
            self.silent_at = now.plus(SILENCE_MS_MAX);
        }
    }

    fn handle_frame(&mut self, frame: Frame, documents: &mut impl Documents) {
        match (&self.state, frame) {
            (State::Joining, Frame::Peer { sender, selected_version, .. }) => {
                if selected_version != PROTOCOL_VERSION {
                    return self.close(CloseReason::Protocol("another protocol version"));
                }
                self.begin(sender, documents);
            }
            (State::Open { .. }, Frame::Sync { document, data, .. }) => {
                self.handle_sync(document, &data, documents);
            }
            (State::Open { .. }, Frame::DocUnavailable { document, .. }) => {
                self.step(document, documents, |exchange, documents| {
                    exchange.unavailable(&document, documents)
                });
            }
            (State::Joining | State::Open { .. }, Frame::Error { message, code }) => {
                let refused = || CloseReason::Refused(message.chars().take(200).collect());
                let starts_anew = code.as_deref() == Some(SHUTDOWN);
                self.close(if starts_anew { CloseReason::Lost } else { refused() });
            }
            (State::Joining, _) => self.close(CloseReason::Protocol("a frame before the join")),
            // Gossip, repeated answers and what a newer server may say.
            (State::Open { .. } | State::Closed(_), _) => {}
        }
    }

    fn begin(&mut self, server: PeerId, documents: &mut impl Documents) {
        self.silent_at = self.silent_at.plus(SILENCE_MS_MAX);
        self.state = State::Open { server };
        for id in self.exchanges.keys().copied().collect::<Vec<_>>() {
            self.step(id, documents, |exchange, documents| exchange.touch(&id, documents));
        }
    }

    fn handle_sync(&mut self, document: DocumentId, data: &[u8], documents: &mut impl Documents) {
        let Ok(message) = SyncMessage::admit_from_server(data) else {
            return self.close(CloseReason::Protocol("a sync message that cannot be admitted"));
        };
        self.step(document, documents, |exchange, documents| {
            exchange.receive(&document, &message, documents)
        });
        if !message.chunks.is_empty() && self.hinted_at.plus(HINT_MS_MIN) <= self.now {
            self.hinted_at = self.now;
            for id in self.deadlines.absent().collect::<Vec<_>>() {
                self.step(id, documents, |exchange, documents| exchange.ask(&id, documents));
            }
        }
    }

    /// Takes a document up, if it is new to this link.
    fn carry(&mut self, id: DocumentId) {
        if let Entry::Vacant(place) = self.exchanges.entry(id) {
            self.deadlines.enter(id, place.insert(Exchange::new()).entry());
        }
    }

    /// Runs one step of a document's exchange and sends what comes of it. Documents that this link
    /// does not carry are none of the server's business.
    fn step<D: Documents>(
        &mut self,
        id: DocumentId,
        documents: &mut D,
        step: impl FnOnce(&mut Exchange, &mut D) -> Speech,
    ) {
        let State::Open { server } = &self.state else { return };
        let Some(exchange) = self.exchanges.get_mut(&id) else { return };
        self.deadlines.strike(id, exchange.entry());
        let reply = step(exchange, documents);
        self.deadlines.enter(id, exchange.entry());
        send(&mut self.outputs, &self.peer, server, &id, reply);
    }

    /// Gives every wait that has begun its end.
    fn arm(&mut self) {
        while let Some(id) = self.deadlines.unarmed() {
            let Some(exchange) = self.exchanges.get_mut(&id) else { return };
            self.deadlines.strike(id, exchange.entry());
            exchange.arm(self.now);
            self.deadlines.enter(id, exchange.entry());
        }
    }

    /// Whether neither side has anything of a document.
    pub fn is_absent(&self, id: &DocumentId) -> bool {
        self.deadlines.absent().any(|absent| absent == *id)
    }

    /// Ends the link. Of several reasons the first one counts.
    pub fn close(&mut self, reason: CloseReason) {
        if matches!(self.state, State::Closed(_)) {
            return;
        }
        self.outputs.push_back(Output::Close(reason.clone()));
        self.state = State::Closed(reason);
    }
}

fn send(
    outputs: &mut VecDeque<Output>,
    sender: &PeerId,
    target: &PeerId,
    id: &DocumentId,
    reply: Speech,
) {
    let (kind, messages) = match reply {
        Speech::Nothing => return,
        Speech::Request(message) => (SyncKind::Request, vec![message]),
        Speech::Sync(messages) => (SyncKind::Sync, messages),
    };
    for message in messages {
        let frame = Frame::Sync {
            kind,
            sender: sender.clone(),
            target: target.clone(),
            document: *id,
            data: message.encode(),
        };
        outputs.push_back(Output::Send(frame.encode()));
    }
}
