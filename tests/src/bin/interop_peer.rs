//! A client in Rust for the tests with other implementations: a document, a socket, and a line for
//! each thing to do.
//!
//! `interop_peer URL CREDENTIAL DOCUMENT` opens the document, if need be an empty one. Then it reads
//! lines from its standard input and answers each with one line:
//!
//! | line | answer |
//! |--|--|
//! | `put KEY TEXT` | `ok`, when the server has acknowledged it |
//! | `wait KEY TEXT` | `ok`, when the document holds it |

use std::error::Error;

use automerge::sync::{Message, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{Automerge, ObjType, ROOT, ReadDoc, Value};
use futures_util::{SinkExt, StreamExt};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits};
use tokio::io::{AsyncBufReadExt, BufReader, stdin};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::Message as Packet;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

type Fallible<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Fallible<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let [url, credential, document] = words.as_slice() else {
        return Err("usage: interop_peer URL CREDENTIAL DOCUMENT".into());
    };
    let mut peer = InteropPeer::open(url, credential, document.parse()?).await?;
    let mut lines = BufReader::new(stdin()).lines();
    while let Some(line) = lines.next_line().await? {
        match line.splitn(3, ' ').collect::<Vec<_>>().as_slice() {
            ["put", key, text] => peer.put(key, text).await?,
            ["wait", key, text] => peer.wait(key, text).await?,
            _ => {
                return Err(format!("{line:?}: allowed are `put KEY TEXT`, `wait KEY TEXT`").into());
            }
        }
        println!("ok");
    }
    Ok(())
}

struct InteropPeer {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    own: PeerId,
    server: PeerId,
    document: DocumentId,
    copy: Automerge,
    state: State,
}

impl InteropPeer {
    async fn open(url: &str, credential: &str, document: DocumentId) -> Fallible<Self> {
        let mut request = url.into_client_request()?;
        let value = format!("Bearer {credential}").parse()?;
        request.headers_mut().insert("authorization", value);
        let (mut socket, _) = connect_async(request).await?;
        let own = PeerId::new(format!("rust-{}", std::process::id()))?;
        let join = Frame::Join {
            sender: own.clone(),
            metadata: PeerMetadata::default(),
            supported_versions: vec!["1".to_owned()],
        };
        socket.send(Packet::Binary(join.encode().into())).await?;
        let (copy, state, server) = (Automerge::new(), State::new(), own.clone());
        let mut peer = Self { socket, own, server, document, copy, state };
        let Frame::Peer { sender, .. } = peer.receive().await? else {
            return Err("the first frame of a server is `peer`".into());
        };
        peer.server = sender;
        peer.speak().await?;
        Ok(peer)
    }

    async fn put(&mut self, key: &str, text: &str) -> Fallible<()> {
        let mut transaction = self.copy.transaction();
        transaction.put(ROOT, key, text)?;
        transaction.commit();
        self.speak().await?;
        let own = self.copy.get_heads();
        while self.state.their_heads.as_ref() != Some(&own) && self.copy.get_heads() == own {
            self.listen().await?;
        }
        Ok(())
    }

    async fn wait(&mut self, key: &str, text: &str) -> Fallible<()> {
        while self.read(key)?.as_deref() != Some(text) {
            self.listen().await?;
        }
        Ok(())
    }

    /// The text at `key`. JavaScript writes strings as texts that can be edited, Rust as scalars.
    fn read(&self, key: &str) -> Fallible<Option<String>> {
        Ok(match self.copy.get(ROOT, key)? {
            Some((Value::Object(ObjType::Text), id)) => Some(self.copy.text(id)?),
            Some((value, _)) => value.as_str().map(str::to_owned),
            None => None,
        })
    }

    /// Takes in one frame, and answers if there is something to say.
    async fn listen(&mut self) -> Fallible<()> {
        if let Frame::Sync { document, data, .. } = self.receive().await?
            && document == self.document
        {
            self.copy.receive_sync_message(&mut self.state, Message::decode(&data)?)?;
            self.speak().await?;
        }
        Ok(())
    }

    async fn speak(&mut self) -> Fallible<()> {
        let Some(message) = self.copy.generate_sync_message(&mut self.state) else { return Ok(()) };
        let nothing = self.copy.get_heads().is_empty();
        let frame = Frame::Sync {
            kind: if nothing { SyncKind::Request } else { SyncKind::Sync },
            sender: self.own.clone(),
            target: self.server.clone(),
            document: self.document,
            data: message.encode(),
        };
        Ok(self.socket.send(Packet::Binary(frame.encode().into())).await?)
    }

    async fn receive(&mut self) -> Fallible<Frame> {
        while let Some(packet) = self.socket.next().await {
            if let Packet::Binary(bytes) = packet? {
                return Ok(Frame::decode(&bytes, &WireLimits::default())?);
            }
        }
        Err("the server closed the connection".into())
    }
}
