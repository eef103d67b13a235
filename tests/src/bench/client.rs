//! A client that speaks the wire and keeps no document.

use std::time::Duration;

use automerge::sync::Message;
use futures_util::{SinkExt, StreamExt};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::{Message as Packet, WebSocketConfig};

use crate::bench::Fallible;
use crate::bench::chain::Chain;
use crate::bench::server::{Server, ServerKind};

/// A frame may hold a whole document: the npm server sends 100,000 changes in one.
const LIMITS: WireLimits = WireLimits { frame_bytes_max: 64 * 1024 * 1024 };

/// Our clients split what they send; 2,000 changes stay below 512 KiB.
const CHANGES_PER_FRAME: usize = 2_000;

/// What a server says about a document.
#[derive(Debug)]
pub enum Heard {
    /// A sync message.
    Sync(Message),
    /// It has no such document.
    Unavailable,
}

/// One connection.
#[derive(Debug)]
pub struct BenchClient {
    socket: WebSocketStream<TcpStream>,
    own: PeerId,
    server: PeerId,
    saved_documents: bool,
    /// Bytes of sync messages received.
    pub received_bytes: u64,
}

impl BenchClient {
    /// Connects and joins, within `patience`.
    ///
    /// It tries again when no answer comes: the npm server drops a join that arrives before its
    /// repository is ready, and says nothing.
    ///
    /// # Errors
    ///
    /// The server refused, or did not answer in time.
    pub async fn join(server: &Server, name: &str, patience: Duration) -> Fallible<Self> {
        Self::join_as(server, server.credential.as_deref(), name, patience).await
    }

    /// The same as another device.
    ///
    /// # Errors
    ///
    /// The server refused, or did not answer in time.
    pub async fn join_as(
        server: &Server,
        credential: Option<&str>,
        name: &str,
        patience: Duration,
    ) -> Fallible<Self> {
        let end = Instant::now() + patience;
        let mut last = format!("{} did not answer a join", server.peer);
        while Instant::now() < end {
            let attempt = end.min(Instant::now() + Duration::from_secs(5));
            match timeout_at(attempt, Self::try_join(server, credential, name)).await {
                Ok(Ok(client)) => return Ok(client),
                Ok(Err(error)) => last = error.to_string(),
                Err(_) => {}
            }
        }
        Err(last.into())
    }

    async fn try_join(server: &Server, credential: Option<&str>, name: &str) -> Fallible<Self> {
        let path = if server.peer == ServerKind::Ours { "sync" } else { "" };
        let url = format!("ws://127.0.0.1:{}/{path}", server.port);
        let mut request = url.into_client_request()?;
        if let Some(credential) = credential {
            let value = format!("Bearer {credential}").parse()?;
            request.headers_mut().insert("authorization", value);
        }
        let tcp = TcpStream::connect(("127.0.0.1", server.port)).await?;
        tcp.set_nodelay(true)?;
        let limit = Some(LIMITS.frame_bytes_max);
        let config = WebSocketConfig::default().read_buffer_size(16 * 1024);
        let config = config.max_message_size(limit).max_frame_size(limit);
        let connecting = tokio_tungstenite::client_async_with_config(request, tcp, Some(config));
        let (mut socket, _) = connecting.await?;
        let own = PeerId::new(name)?;
        let join = Frame::Join {
            sender: own.clone(),
            metadata: PeerMetadata::default(),
            supported_versions: vec!["1".to_owned()],
        };
        socket.send(Packet::Binary(join.encode().into())).await?;
        while let Some(packet) = socket.next().await {
            if let Packet::Binary(bytes) = packet?
                && let Frame::Peer { sender, .. } = Frame::decode(&bytes, &LIMITS)?
            {
                let saved_documents = server.peer.takes_saved_documents();
                return Ok(Self {
                    socket,
                    own,
                    server: sender,
                    saved_documents,
                    received_bytes: 0,
                });
            }
        }
        Err("the server closed the connection after a join".into())
    }

    /// Sends a sync message.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn send(
        &mut self,
        kind: SyncKind,
        document: DocumentId,
        message: Message,
    ) -> Fallible<()> {
        self.send_data(kind, document, message.encode()).await
    }

    /// Sends bytes in the place of a sync message.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn send_data(
        &mut self,
        kind: SyncKind,
        document: DocumentId,
        data: Vec<u8>,
    ) -> Fallible<()> {
        let (sender, target) = (self.own.clone(), self.server.clone());
        let frame = Frame::Sync { kind, sender, target, document, data };
        Ok(self.socket.send(Packet::Binary(frame.encode().into())).await?)
    }

    /// What lies below the frames.
    pub fn stream(&mut self) -> &mut TcpStream {
        self.socket.get_mut()
    }

    /// The next that is said about `document`.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn receive(&mut self, document: DocumentId) -> Fallible<Heard> {
        while let Some(packet) = self.socket.next().await {
            let Packet::Binary(bytes) = packet? else { continue };
            match Frame::decode(&bytes, &LIMITS)? {
                Frame::Sync { document: of, data, .. } if of == document => {
                    self.received_bytes += data.len() as u64;
                    return Ok(Heard::Sync(Message::decode(&data)?));
                }
                Frame::DocUnavailable { document: of, .. } if of == document => {
                    return Ok(Heard::Unavailable);
                }
                Frame::Error { message, .. } => return Err(message.into()),
                _ => {}
            }
        }
        Err("the server closed the connection".into())
    }

    /// Waits until the server's heads stand for at least `len` changes of `chain`.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn acknowledged(
        &mut self,
        document: DocumentId,
        chain: &Chain,
        len: usize,
    ) -> Fallible<usize> {
        loop {
            if let Heard::Sync(message) = self.receive(document).await? {
                let reached = chain.len_at(&message.heads);
                if reached >= len {
                    return Ok(reached);
                }
            }
        }
    }

    /// Sends the changes from `from` up to `len` and waits until the server has them.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn upload(
        &mut self,
        document: DocumentId,
        chain: &Chain,
        (from, len): (usize, usize),
    ) -> Fallible<()> {
        let saved = chain.saved_message(len).filter(|_| from == 0 && self.saved_documents);
        if let Some(message) = saved {
            self.send(SyncKind::Sync, document, message).await?;
            self.acknowledged(document, chain, len).await?;
            return Ok(());
        }
        let per_frame = if self.saved_documents { len } else { CHANGES_PER_FRAME };
        let mut sent = from;
        while sent < len {
            let next = len.min(sent + per_frame.max(1));
            self.send(SyncKind::Sync, document, chain.message(sent, next)).await?;
            sent = next;
        }
        self.acknowledged(document, chain, len).await?;
        Ok(())
    }

    /// Opens a document whose first `len` changes the client has already.
    ///
    /// # Errors
    ///
    /// The connection is gone.
    pub async fn open(&mut self, document: DocumentId, chain: &Chain, len: usize) -> Fallible<()> {
        self.send(SyncKind::Sync, document, chain.message(len, len)).await?;
        self.acknowledged(document, chain, len).await?;
        Ok(())
    }
}
