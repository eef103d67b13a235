//! A device on a real socket: the shell that a phone's platform would be.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use rebound_core::base::ids::{DeviceId, FactId};
use rebound_core::base::time::Monotonic;
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::facts::FactBody;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_core::replica::link::{Input, Output, Progress};
use rebound_core::replica::wire::{Frame, WireLimits};
use rebound_core::store::sqlite::Sqlite;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::{HeaderValue, Request};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long a test waits for something that has to happen.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A WebSocket to a server.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// What the server answered to a registration.
#[derive(Clone, Debug, Deserialize)]
pub struct Registered {
    /// The account.
    pub account: String,
    /// The device.
    pub device: String,
    /// Its credential.
    pub credential: String,
}

/// A device with its database, and a socket while it is online.
#[derive(Debug)]
pub struct Client {
    /// The device.
    pub device: Device<Sqlite>,
    /// The bytes of all frames that it has sent.
    pub sent_bytes: usize,
    /// How many messages it has sent about each document.
    pub rounds: BTreeMap<DocumentId, usize>,
    socket: Option<Socket>,
    started: Instant,
}

impl Client {
    /// Opens the device `number` of the candidate with `key`, with its database in `directory`.
    pub fn open(directory: &Path, number: u64, key: [u8; 32]) -> Self {
        let device = DeviceId::from_bytes(number.to_be_bytes());
        let identity = Identity { device, key: AccountKey::from_bytes(key) };
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("random numbers");
        let path = directory.join(format!("device-{number}.db"));
        let device = Device::open(&path, identity, seed).expect("a device");
        Self {
            device,
            sent_bytes: 0,
            rounds: BTreeMap::new(),
            socket: None,
            started: Instant::now(),
        }
    }

    /// Connects to the server at `address`.
    pub async fn connect(&mut self, address: &str, credential: &str) {
        self.socket = Some(open_socket(address, Some(credential)).await.expect("a socket"));
        self.device.connect(self.now()).expect("a link");
    }

    /// Closes the socket.
    pub async fn disconnect(&mut self) {
        if let Some(mut socket) = self.socket.take() {
            drop(socket.close(None).await);
        }
        self.device.handle_input(Input::Lost, self.now()).expect("a device");
    }

    /// Talks until the server has stored all that this device has, and the other way round.
    pub async fn sync(&mut self) {
        self.talk_until(|device| device.sync_progress() == Some(Progress::UpToDate)).await;
    }

    /// Talks until `done`.
    pub async fn talk_until(&mut self, done: impl FnMut(&mut Device<Sqlite>) -> bool) {
        self.try_until(done).await.expect("a link that holds");
    }

    /// Talks until `done`, or until the link ends.
    ///
    /// # Errors
    ///
    /// Why it ended.
    pub async fn try_until(
        &mut self,
        mut done: impl FnMut(&mut Device<Sqlite>) -> bool,
    ) -> Result<(), String> {
        let talk = async {
            loop {
                self.send_outputs().await?;
                if done(&mut self.device) {
                    return Ok(());
                }
                let wait = self.device.next_timeout().map_or(PATIENCE, |at| {
                    Duration::from_millis(at.0.saturating_sub(self.now().0))
                });
                let socket = self.socket.as_mut().expect("online");
                let Ok(message) = timeout(wait, socket.next()).await else {
                    self.device.handle_timeout(self.now()).expect("a device");
                    continue;
                };
                let message = message.expect("an open socket").expect("a sound socket");
                if let Message::Binary(bytes) = message {
                    let now = self.now();
                    self.device.handle_input(Input::Frame(&bytes), now).expect("what came is kept");
                }
            }
        };
        timeout(PATIENCE, talk).await.expect("in time")
    }

    /// Sends what the device has to say, and reads nothing.
    ///
    /// # Errors
    ///
    /// Why the link ended.
    pub async fn send_outputs(&mut self) -> Result<(), String> {
        while let Some(output) = self.device.poll_output() {
            match output {
                Output::Send(frame) => {
                    self.sent_bytes += frame.len();
                    let read = Frame::decode(&frame, &WireLimits::default());
                    if let Ok(Frame::Sync { document, .. }) = read {
                        *self.rounds.entry(document).or_default() += 1;
                    }
                    let socket = self.socket.as_mut().expect("online");
                    socket.send(Message::Binary(frame.into())).await.expect("a socket");
                }
                Output::Close(reason) => return Err(reason.to_string()),
            }
        }
        Ok(())
    }

    fn now(&self) -> Monotonic {
        Monotonic(
            u64::try_from(self.started.elapsed().as_millis()).expect("a test of human length"),
        )
    }
}

/// What a device that has nothing gets from the server: the ids of all facts of the candidate.
pub async fn facts_on_server(
    directory: &Path,
    number: u64,
    key: [u8; 32],
    (address, credential): (&str, &str),
) -> BTreeSet<FactId> {
    let mut device = Client::open(directory, number, key);
    device.connect(address, credential).await;
    device.sync().await;
    device.disconnect().await;
    device.device.facts().expect("a device").map(|fact| fact.id.clone()).collect()
}

/// One answered question.
pub fn answer() -> FactBody {
    let json = serde_json::json!({"answer": {
        "exam": "SY0-701", "domain": "4", "bank": "bank-a", "question": "q1",
        "result": "correct", "conditions": "timed"}});
    serde_json::from_value(json).expect("an answer")
}

/// A request for a WebSocket to `/sync` with a credential.
pub fn sync_request(address: &str, credential: &str) -> Request<()> {
    let mut request = format!("ws://{address}/sync").into_client_request().expect("an URL");
    let value = HeaderValue::from_str(&format!("Bearer {credential}")).expect("a header");
    request.headers_mut().insert("authorization", value);
    request
}

/// Opens a WebSocket to `/sync`.
///
/// # Errors
///
/// The server's status, if it answers with one that is no upgrade.
pub async fn open_socket(address: &str, credential: Option<&str>) -> Result<Socket, u16> {
    let request = match credential {
        Some(credential) => sync_request(address, credential),
        None => format!("ws://{address}/sync").into_client_request().expect("an URL"),
    };
    match connect_async(request).await {
        Ok((socket, _)) => Ok(socket),
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => {
            Err(response.status().as_u16())
        }
        Err(error) => panic!("no connection: {error}"),
    }
}

/// Sends one HTTP request and returns status and body.
pub async fn request(
    address: &str,
    method: &str,
    path: &str,
    credential: Option<&str>,
    body: &str,
) -> (u16, String) {
    let authorization = credential
        .map(|credential| format!("authorization: Bearer {credential}\r\n"))
        .unwrap_or_default();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{authorization}\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(address).await.expect("a server");
    stream.write_all(head.as_bytes()).await.expect("a request");
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer))
        .await
        .expect("in time")
        .expect("an answer");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default();
    (status, body)
}

/// Registers the first device of a new account.
pub async fn register(address: &str, number: u64) -> Registered {
    registered(address, "/v1/accounts", None, number).await
}

/// Registers a further device of the account that `credential` belongs to.
pub async fn register_device(address: &str, credential: &str, number: u64) -> Registered {
    registered(address, "/v1/devices", Some(credential), number).await
}

async fn registered(
    address: &str,
    path: &str,
    credential: Option<&str>,
    number: u64,
) -> Registered {
    let body = format!("{{\"device\":\"{number:016x}\"}}");
    let (status, body) = request(address, "POST", path, credential, &body).await;
    assert_eq!(status, 201, "{body}");
    serde_json::from_str(&body).expect("a registration")
}
