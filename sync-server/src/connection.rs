//! One socket: join, then sync, until either side ends it. A connection that misbehaves ends alone.

mod early;
mod end;
mod gathering;
mod incoming;
mod moments;
mod resting;
mod sending;
mod told;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::admission::{Refusal, Refused};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, LeftOut, PeerId, PeerMetadata, SyncKind, encode_sync};
use tokio::task::yield_now;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until, timeout};

use crate::app::App;
use crate::auth::Principal;
use crate::budget::{Bucket, Workload};
use crate::connection::early::{Question, absent, look_for};
use crate::connection::end::End;
use crate::connection::gathering::{Ahead, next};
use crate::connection::incoming::{decode, decode_around, sync_message};
use crate::connection::sending::{Pace, Unsent};
use crate::fanout::{Contents, Ephemeral};
use crate::ledger::Speech;
use crate::ledger::founding::Opening;
use crate::ledger::session::{Heard, Listener, Session};
use crate::ledger::writer::{Alone, Staged};
use crate::transport::meter::Meter;
use crate::{ephemeral, events};

/// The only protocol version.
const VERSION: &str = "1";

/// A client must have joined by then.
const JOIN_MAX: Duration = Duration::from_secs(10);

/// Pings keep proxies from closing a quiet socket and find clients that are gone.
const PING_EVERY: Duration = Duration::from_secs(25);

/// A socket without a sign of life for this long is closed.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// A client that is to hear why it is ended has this long to take it.
const FAREWELL_MAX: Duration = Duration::from_secs(5);

/// Serves one socket to its end.
pub(crate) async fn serve(
    app: Arc<App>,
    principal: Principal,
    socket: WebSocket,
    number: u64,
    meter: Arc<Meter>,
) {
    let now = Instant::now();
    let account = principal.account;
    let (sink, stream) = socket.split();
    let mut connection = Connection {
        app: Arc::clone(&app),
        principal,
        listener: Listener {
            connection: number,
            account,
            mailbox: Arc::default(),
            parked: Arc::default(),
        },
        sink,
        stream,
        ahead: None,
        stretch: Duration::ZERO,
        unsent: None,
        waiting: BTreeSet::new(),
        heard: now,
        meter,
        open: HashMap::new(),
        questions: HashMap::new(),
        pace: Pace::Bulk,
        peer: None,
        server: app.peer_id.clone(),
        workload: Workload::new(now),
        ephemeral: ephemeral::allowance(now),
        alone: None,
    };
    app.sockets.open(number, principal, &connection.listener.mailbox);
    let end = connection.run().await;
    app.sockets.close(number);
    app.metrics.note_ended(end.reason());
    connection.alone = None;
    connection.leave_questions();
    connection.open.clear();
    app.ledger.trim();
    match end {
        End::NotTaken => {
            app.takes_less.note(principal, Instant::now());
            events::message_not_taken(account, principal.device);
        }
        End::Storage => app.ledger.forget_failed(),
        End::Gone
        | End::Protocol(_)
        | End::TooLong
        | End::NotRead
        | End::Revoked
        | End::Displaced
        | End::Shutdown => {}
    }
    if !matches!(end, End::Gone | End::NotTaken) {
        // Its last word. It arrives even if the peer still sends: the transport sees to that.
        let frame = end.farewell();
        drop(timeout(FAREWELL_MAX, connection.say_goodbye(frame)).await);
    }
    tracing::debug!(connection = number, reason = %end, "a connection ended");
}

struct Connection {
    app: Arc<App>,
    principal: Principal,
    listener: Listener,
    sink: SplitSink<WebSocket, Message>,
    stream: SplitStream<WebSocket>,
    /// What was read behind a message that was taken with others.
    ahead: Option<Ahead>,
    /// What the peer has yet to take. It is read from meanwhile: who sends much before it reads needs that.
    unsent: Option<Unsent>,
    /// Documents to be spoken of when it has.
    waiting: BTreeSet<DocumentId>,
    /// When the peer was heard last.
    heard: Instant,
    meter: Arc<Meter>,
    open: HashMap<DocumentId, Session>,
    /// What was asked too early.
    questions: HashMap<DocumentId, Question>,
    pace: Pace,
    peer: Option<PeerId>,
    server: PeerId,
    workload: Workload,
    /// The work since others had their turn.
    stretch: Duration,
    ephemeral: Bucket,
    /// A change that nobody commits yet, because more may come with it.
    alone: Option<Alone>,
}

/// What a frame is answered with.
enum Answer {
    Nothing,
    /// What there is to say about a document.
    Speak(DocumentId),
    /// There is no such document for this peer.
    Absent(SyncKind, DocumentId),
}

impl Connection {
    async fn run(&mut self) -> End {
        let mut stop = self.app.stop.clone();
        let joined = tokio::select! {
            joined = timeout(JOIN_MAX, self.join()) => joined,
            _ = stop.changed() => return End::Shutdown,
        };
        match joined {
            Ok(Ok(())) => {}
            Ok(Err(end)) => return end,
            Err(_) => return End::Protocol("no join in time"),
        }
        match self.sync().await {
            Ok(()) => End::Gone,
            Err(end) => end,
        }
    }

    async fn join(&mut self) -> Result<(), End> {
        loop {
            let Some(bytes) = next(&mut self.ahead, &mut self.stream).await? else { continue };
            let frame = decode(&bytes)?;
            let Frame::Join { sender, supported_versions, .. } = frame else {
                return Err(End::Protocol("the first frame has to be a join"));
            };
            if !supported_versions.iter().any(|version| version == VERSION) {
                return Err(End::Protocol("only protocol version 1 is spoken here"));
            }
            let answer = Frame::Peer {
                sender: self.server.clone(),
                target: sender.clone(),
                metadata: PeerMetadata::default(),
                selected_version: VERSION.to_owned(),
            };
            self.app.sockets.join(self.listener.connection, &sender);
            self.peer = Some(sender);
            return self.send(answer.encode()).await;
        }
    }

    async fn sync(&mut self) -> Result<(), End> {
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        self.heard = Instant::now();
        let mailbox = Arc::clone(&self.listener.mailbox);
        let mut stop = self.app.stop.clone();
        loop {
            let rest = self.rests_until(Instant::now());
            let look = self.unsent.as_ref().map(Unsent::look_at);
            tokio::select! {
                bytes = next(&mut self.ahead, &mut self.stream), if rest.is_none() => {
                    self.heard = Instant::now();
                    let bytes = bytes?;
                    let answer = self.take_in(bytes.as_deref()).await?;
                    self.answer(answer).await?;
                }
                () = sleep_until(rest.unwrap_or(self.heard)), if rest.is_some() => {
                    self.heard = Instant::now();
                }
                flushed = self.sink.flush(), if look.is_some() => {
                    self.note_flushed(flushed).await?;
                    for id in std::mem::take(&mut self.waiting) {
                        self.speak(id).await?;
                    }
                }
                () = sleep_until(look.unwrap_or(self.heard)), if look.is_some() => {
                    self.look_after_unsent()?;
                }
                contents = mailbox.take() => {
                    self.check_live()?;
                    self.pass_on(contents).await?;
                }
                _ = ping.tick() => {
                    self.check_live()?;
                    // Who is not read from is not silent.
                    let is_heard = rest.is_some() || self.meter.is_receiving_large();
                    if self.heard.elapsed() > SILENCE_MAX && !is_heard {
                        return Ok(());
                    }
                    if self.unsent.is_none() {
                        self.put(Message::Ping(Default::default()), None).await?;
                    }
                }
                // Not before everybody who is ready has had a turn: what they bring goes with it.
                () = yield_now(), if self.alone.is_some() => {
                    if let Some(alone) = self.alone.take() {
                        alone.commit();
                    }
                }
                _ = stop.changed() => return Err(End::Shutdown),
            }
        }
    }

    fn check_live(&self) -> Result<(), End> {
        if self.app.registry.is_live(self.principal) { Ok(()) } else { Err(End::Revoked) }
    }

    async fn handle(&mut self, bytes: &[u8], gap: Option<LeftOut>) -> Result<Answer, End> {
        self.check_live()?;
        let frame = match gap {
            Some(gap) => decode_around(bytes, gap)?,
            None => decode(bytes)?,
        };
        match frame {
            Frame::Sync { kind, document, data, .. } => {
                let later = self.gather(&document);
                let message = sync_message(&data, gap, &later)?;
                if gap.is_some() && message.chunks.is_empty() {
                    let refused = Refused { hash: None, refusal: Refusal::TooLong };
                    self.tell_refused(document, &[refused]).await?;
                    return Ok(Answer::Nothing);
                }
                self.handle_message(kind, document, (&message, &data)).await
            }
            Frame::Ephemeral { sender, document, session_id, count, data, .. } => {
                self.handle_ephemeral(&Ephemeral { sender, document, session_id, count, data });
                Ok(Answer::Nothing)
            }
            Frame::Leave { .. } => Err(End::Gone),
            Frame::Join { .. } | Frame::Peer { .. } => Err(End::Protocol("a second join")),
            // Gossip, answers to questions we do not ask, and what a newer client may say.
            Frame::DocUnavailable { .. }
            | Frame::Error { .. }
            | Frame::Refused { .. }
            | Frame::RemoteSubscriptionChange
            | Frame::RemoteHeadsChanged
            | Frame::Unknown { .. } => Ok(Answer::Nothing),
        }
    }

    async fn handle_message(
        &mut self,
        kind: SyncKind,
        id: DocumentId,
        (message, data): (&SyncMessage<'_>, &[u8]),
    ) -> Result<Answer, End> {
        if !self.open.contains_key(&id) {
            if self.is_full() {
                return self.refuse(kind, id, message).await;
            }
            self.keep_question(id, message, data);
            let (ledger, listener) = (&self.app.ledger, &self.listener);
            let opening = look_for((ledger, listener), (kind, &id), message).await?;
            let session = match opening {
                Opening::Session(session) => *session,
                Opening::TooMany => return self.refuse(kind, id, message).await,
                Opening::Absent => {
                    self.note_dropped(&id, message);
                    return Ok(absent(kind, id, message));
                }
            };
            self.enter(id, session);
            self.pace = Pace::Bulk;
        }
        self.hear(kind, id, message).await
    }

    /// Takes in a message about a document that is open.
    async fn hear(
        &mut self,
        kind: SyncKind,
        id: DocumentId,
        message: &SyncMessage<'_>,
    ) -> Result<Answer, End> {
        let Some(session) = self.open.get_mut(&id) else { return Ok(Answer::Nothing) };
        let heard = self.app.ledger.hear(session, message).await;
        let Some(Heard { received, staged }) = heard else {
            self.open.remove(&id);
            self.keep_question_of_old(id);
            return Ok(absent(kind, id, message));
        };
        self.tell_refused(id, &received.refused).await?;
        // What was staged is answered by its commit.
        match staged {
            Staged::Nothing => return Ok(Answer::Speak(id)),
            Staged::Queued => {}
            Staged::Alone(alone) => self.alone = Some(alone),
        }
        Ok(Answer::Nothing)
    }

    async fn answer(&mut self, answer: Answer) -> Result<(), End> {
        match answer {
            Answer::Nothing => Ok(()),
            Answer::Speak(id) => self.speak(id).await,
            Answer::Absent(kind, id) => self.answer_absent(kind, id).await,
        }
    }

    /// What there is to say about a document: several messages if one has no room for all. While the peer has
    /// something to take yet, nothing is made for it.
    async fn speak(&mut self, id: DocumentId) -> Result<(), End> {
        loop {
            if self.unsent.is_some() {
                self.waiting.insert(id);
                return Ok(());
            }
            let turn = self.turn().await?;
            let Some(session) = self.open.get_mut(&id) else { return Ok(()) };
            let began = Instant::now();
            let speech = self.app.ledger.speak(session).await?;
            let (message, more) = match speech {
                Speech::Nothing => return Ok(()),
                Speech::Forbidden => {
                    self.open.remove(&id);
                    self.keep_question_of_old(id);
                    return self.answer_absent(SyncKind::Request, id).await;
                }
                Speech::Message { message, more } => (message, more),
            };
            let now = Instant::now();
            self.workload.charge(0, now - began, now);
            let Some(peer) = &self.peer else { return Ok(()) };
            let frame = encode_sync(&self.server, peer, &id, &message);
            self.send_or_tell(id, frame, turn).await?;
            if !more {
                return Ok(());
            }
        }
    }

    async fn pass_on(&mut self, contents: Contents) -> Result<(), End> {
        if contents.failed {
            return Err(End::Storage);
        }
        if contents.displaced {
            return Err(End::Displaced);
        }
        for id in contents.dirty {
            if self.open.contains_key(&id) {
                self.speak(id).await?;
            } else {
                self.ask_again(id).await?;
            }
        }
        self.pass_moments_on(contents.ephemeral).await
    }
}
