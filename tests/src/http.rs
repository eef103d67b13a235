//! One HTTP request by hand, with any head.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::client::{PATIENCE, Registered};

/// A request that is being put together.
#[derive(Clone, Debug)]
pub struct Ask {
    address: String,
    first: String,
    lines: Vec<(String, String)>,
    body: String,
}

/// What a server answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The lines of the head, names in small letters.
    pub head: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Ask {
    /// A request to the server at `address`, which names that address as its host.
    pub fn new(address: &str, method: &str, path: &str) -> Self {
        let lines = vec![("host".to_owned(), address.to_owned())];
        let first = format!("{method} {path} HTTP/1.1");
        Self { address: address.to_owned(), first, lines, body: String::new() }
    }

    /// Adds a line to the head, or replaces the one with its name.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.lines.retain(|(known, _)| known != name);
        self.lines.push((name.to_owned(), value.into()));
        self
    }

    /// Leaves a line out of the head.
    pub fn without(mut self, name: &str) -> Self {
        self.lines.retain(|(known, _)| known != name);
        self
    }

    /// Shows a credential.
    pub fn as_device(self, credential: &str) -> Self {
        self.with("authorization", format!("Bearer {credential}"))
    }

    /// Sends a body.
    pub fn saying(mut self, body: impl Into<String>) -> Self {
        self.body = body.into();
        self.with("content-type", "application/json")
    }

    /// Sends the request and reads the whole answer.
    pub async fn answer(self) -> Answer {
        let stream = TcpStream::connect(&self.address).await.expect("a server");
        self.answer_on(stream).await
    }

    /// How many bytes the request has.
    pub fn bytes(&self) -> usize {
        self.text().len()
    }

    fn text(&self) -> String {
        let mut request = format!("{}\r\n", self.first);
        for (name, value) in &self.lines {
            request += &format!("{name}: {value}\r\n");
        }
        let length = self.body.len();
        request += &format!("connection: close\r\ncontent-length: {length}\r\n\r\n{}", self.body);
        request
    }

    /// The same on a connection that is there already.
    pub async fn answer_on(self, mut stream: TcpStream) -> Answer {
        stream.write_all(self.text().as_bytes()).await.expect("a request");
        let mut said = String::new();
        let read = timeout(PATIENCE, stream.read_to_string(&mut said)).await;
        read.expect("in time").expect("an answer");
        Answer::read(&said)
    }
}

/// What a server answers to a registered device.
pub async fn ask(
    address: &str,
    device: &Registered,
    method: &str,
    path: &str,
    body: &str,
) -> Answer {
    Ask::new(address, method, path).as_device(&device.credential).saying(body).answer().await
}

impl Answer {
    fn read(said: &str) -> Self {
        let (head, body) = said.split_once("\r\n\r\n").expect("a head");
        let mut lines = head.lines();
        let status = lines.next().and_then(|first| first.split(' ').nth(1)?.parse().ok());
        let lines = lines.filter_map(|line| line.split_once(": "));
        let head = lines.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
        Self { status: status.expect("a status"), head: head.collect(), body: body.to_owned() }
    }

    /// The value of the first line with this name.
    pub fn line(&self, name: &str) -> Option<&str> {
        self.head.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body, read.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {:?}", self.body))
    }

    /// The stable code of a problem, which says what its status says.
    pub fn problem(&self) -> String {
        assert_eq!(self.line("content-type"), Some("application/problem+json"), "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{problem}");
        problem["code"].as_str().expect("a code").to_owned()
    }
}
