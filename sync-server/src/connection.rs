//! One socket: join, then sync, until either side ends it. A connection that misbehaves ends alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::{Message, WebSocket};
use rebound_core::base::ids::DeviceId;
use rebound_core::replica::admission::chunk;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits, encode_sync};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};

use crate::app::App;
use crate::auth::{Action, Principal, authorise};
use crate::fanout::{Contents, Ephemeral, Mailbox};
use crate::ledger::document::{Document, Sender};
use crate::ledger::exchange::{Exchange, Received};
use crate::ledger::storage::StorageError;

/// The only protocol version.
const VERSION: &str = "1";

/// A client must have joined by then.
const JOIN_MAX: Duration = Duration::from_secs(10);

/// Pings keep proxies from closing a quiet socket and find clients that are gone.
const PING_EVERY: Duration = Duration::from_secs(25);

/// A socket without a sign of life for this long is closed.
const SILENCE_MAX: Duration = Duration::from_secs(60);

/// A client that does not take a message for this long is gone.
const SEND_MAX: Duration = Duration::from_secs(30);

/// Documents that one socket may have open.
const DOCUMENTS_MAX: usize = 2_000;

/// Why a connection ends. The text is sent to the client.
#[derive(Debug, thiserror::Error)]
enum End {
    #[error("the connection is closed")]
    Gone,
    #[error("{0}")]
    Protocol(&'static str),
    #[error("this device may not sync any more")]
    Revoked,
    #[error("the server cannot store changes now; try again later")]
    Storage,
    #[error("the server is shutting down")]
    Shutdown,
}

impl From<StorageError> for End {
    fn from(error: StorageError) -> Self {
        tracing::error!(%error, "the ledger failed");
        Self::Storage
    }
}

/// Serves one socket to its end.
pub(crate) async fn serve(app: Arc<App>, principal: Principal, socket: WebSocket, number: u64) {
    let mut connection = Connection {
        app: Arc::clone(&app),
        principal,
        number,
        socket,
        mailbox: Arc::default(),
        open: HashMap::new(),
        peer: None,
        server: app.peer_id.clone(),
    };
    let end = connection.run().await;
    for (document, _) in connection.open.values() {
        document.unsubscribe(number);
    }
    connection.open.clear();
    app.ledger.trim();
    if !matches!(end, End::Gone) {
        let frame = Frame::Error { message: end.to_string() };
        drop(connection.send(frame.encode()).await);
        drop(timeout(SEND_MAX, connection.socket.send(Message::Close(None))).await);
    }
    if matches!(end, End::Storage) {
        app.ledger.forget_failed();
    }
    tracing::debug!(connection = number, reason = %end, "a connection ended");
}

struct Connection {
    app: Arc<App>,
    principal: Principal,
    number: u64,
    socket: WebSocket,
    mailbox: Arc<Mailbox>,
    open: HashMap<DocumentId, (Arc<Document>, Exchange)>,
    peer: Option<PeerId>,
    server: PeerId,
}

impl Connection {
    async fn run(&mut self) -> End {
        let joined = timeout(JOIN_MAX, self.join()).await;
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
            let message = self.socket.recv().await.and_then(Result::ok).ok_or(End::Gone)?;
            let Some(bytes) = binary(message)? else { continue };
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
            self.peer = Some(sender);
            return self.send(answer.encode()).await;
        }
    }

    async fn sync(&mut self) -> Result<(), End> {
        let mut ping = interval(PING_EVERY);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut heard = Instant::now();
        let mailbox = Arc::clone(&self.mailbox);
        let mut shutdown = self.app.shutdown.subscribe();
        loop {
            tokio::select! {
                message = self.socket.recv() => {
                    heard = Instant::now();
                    let Some(Ok(message)) = message else { return Ok(()) };
                    if matches!(message, Message::Close(_)) {
                        return Ok(());
                    }
                    if let Some(bytes) = binary(message)? {
                        self.check_live()?;
                        let frame = decode(&bytes)?;
                        self.handle(frame).await?;
                    }
                }
                contents = mailbox.take() => {
                    self.check_live()?;
                    self.pass_on(contents).await?;
                }
                _ = ping.tick() => {
                    self.check_live()?;
                    if heard.elapsed() > SILENCE_MAX {
                        return Ok(());
                    }
                    self.put(Message::Ping(Default::default())).await?;
                }
                _ = shutdown.changed() => return Err(End::Shutdown),
            }
        }
    }

    fn check_live(&self) -> Result<(), End> {
        if self.app.registry.is_live(self.principal) { Ok(()) } else { Err(End::Revoked) }
    }

    async fn handle(&mut self, frame: Frame) -> Result<(), End> {
        match frame {
            Frame::Sync { kind, document, data, .. } => {
                self.handle_sync(kind, document, &data).await
            }
            Frame::Ephemeral { sender, document, session_id, count, data, .. } => {
                self.handle_ephemeral(Ephemeral { sender, document, session_id, count, data });
                Ok(())
            }
            Frame::Leave { .. } => Err(End::Gone),
            Frame::Join { .. } | Frame::Peer { .. } => Err(End::Protocol("a second join")),
            // Gossip, answers to questions we do not ask, and what a newer client may say.
            Frame::DocUnavailable { .. }
            | Frame::Error { .. }
            | Frame::RemoteSubscriptionChange
            | Frame::RemoteHeadsChanged
            | Frame::Unknown { .. } => Ok(()),
        }
    }

    async fn handle_sync(
        &mut self,
        kind: SyncKind,
        id: DocumentId,
        data: &[u8],
    ) -> Result<(), End> {
        let message = SyncMessage::admit(data)
            .map_err(|_| End::Protocol("a sync message that cannot be admitted"))?;
        let document = match self.app.ledger.find(&id).await? {
            Some(document) => document,
            None if kind == SyncKind::Sync && !message.chunks.is_empty() => {
                self.app.ledger.create(&id, self.principal.account).await?
            }
            None => return self.answer_absent(kind, id).await,
        };
        let role = document.role(&self.principal.account);
        let Some(grant) = authorise(role, Action::Read) else {
            self.open.remove(&id);
            return self.answer_absent(kind, id).await;
        };
        if !self.open.contains_key(&id) {
            if self.open.len() == DOCUMENTS_MAX {
                return Err(End::Protocol("too many open documents"));
            }
            document.subscribe(self.number, &self.mailbox);
            self.open.insert(id, (Arc::clone(&document), Exchange::new(grant)));
        }
        let app = Arc::clone(&self.app);
        let Some((_, exchange)) = self.open.get_mut(&id) else { return Ok(()) };
        document.with_graph(grant, |graph| exchange.hear(&message, graph));
        let mut received = Received::default();
        if let Some(write) = authorise(role, Action::Write) {
            let changes = message.chunks.iter().map(|bytes| chunk::admit(bytes)).collect();
            let account_of = |device: &DeviceId| app.registry.account_of(device);
            let sender = Sender { account: self.principal.account, account_of: &account_of };
            received = app.ledger.receive(&document, write, &sender, changes, &mut exchange.parked);
        }
        exchange.note(&received);
        for refusal in &received.refused {
            tracing::info!(connection = self.number, code = refusal.code(), "a change was refused");
        }
        // What was staged is answered by its commit.
        if received.staged { Ok(()) } else { self.speak(id).await }
    }

    /// What there is to say about a document: several messages if one has no room for all.
    async fn speak(&mut self, id: DocumentId) -> Result<(), End> {
        loop {
            let Some((document, exchange)) = self.open.get_mut(&id) else { return Ok(()) };
            let role = document.role(&self.principal.account);
            let Some(grant) = authorise(role, Action::Read) else {
                document.unsubscribe(self.number);
                self.open.remove(&id);
                return self.answer_absent(SyncKind::Request, id).await;
            };
            let message = self.app.ledger.next_message(document, grant, exchange).await?;
            let Some(message) = message else { return Ok(()) };
            let more = document.with_graph(grant, |graph| exchange.has_more(graph));
            let Some(peer) = &self.peer else { return Ok(()) };
            let frame = encode_sync(&self.server, peer, &id, &message);
            self.send(frame).await?;
            if !more {
                return Ok(());
            }
        }
    }

    /// Absent and forbidden documents get the same answer. A peer that asks is told there is none;
    /// one that offers is told that there is nothing here yet, as the protocol has it.
    async fn answer_absent(&mut self, kind: SyncKind, document: DocumentId) -> Result<(), End> {
        let Some(target) = self.peer.clone() else { return Ok(()) };
        let frame = match kind {
            SyncKind::Request => {
                Frame::DocUnavailable { sender: self.server.clone(), target, document }.encode()
            }
            // An empty version 1 message: no heads, no need, one empty summary, no changes.
            SyncKind::Sync => {
                encode_sync(&self.server, &target, &document, &[0x42, 0, 0, 1, 0, 0, 0])
            }
        };
        self.send(frame).await
    }

    fn handle_ephemeral(&mut self, ephemeral: Ephemeral) {
        if let Some((document, _)) = self.open.get(&ephemeral.document) {
            for mailbox in document.others(self.number) {
                mailbox.post(ephemeral.clone());
            }
        }
    }

    async fn pass_on(&mut self, contents: Contents) -> Result<(), End> {
        if contents.failed {
            return Err(End::Storage);
        }
        for id in contents.dirty {
            self.speak(id).await?;
        }
        for ephemeral in contents.ephemeral {
            let Some(target) = self.peer.clone() else { return Ok(()) };
            let Ephemeral { sender, document, session_id, count, data } = ephemeral;
            let frame = Frame::Ephemeral { sender, target, document, session_id, count, data };
            self.send(frame.encode()).await?;
        }
        Ok(())
    }

    async fn send(&mut self, frame: Vec<u8>) -> Result<(), End> {
        self.put(Message::Binary(frame.into())).await
    }

    async fn put(&mut self, message: Message) -> Result<(), End> {
        match timeout(SEND_MAX, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Gone),
        }
    }
}

fn decode(bytes: &[u8]) -> Result<Frame, End> {
    Frame::decode(bytes, &WireLimits::default())
        .map_err(|_| End::Protocol("a frame that is not of the automerge-repo protocol"))
}

/// The bytes of a binary message; nothing for pings and pongs.
fn binary(message: Message) -> Result<Option<axum::body::Bytes>, End> {
    match message {
        Message::Binary(bytes) => Ok(Some(bytes)),
        Message::Text(_) => Err(End::Protocol("frames have to be binary")),
        Message::Close(_) => Err(End::Gone),
        Message::Ping(_) | Message::Pong(_) => Ok(None),
    }
}
