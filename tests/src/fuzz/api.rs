//! A server whose bodies are any bytes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Mutex;

use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::config::Config;
use rebound_sync_server::endpoints::ENDPOINTS;
use rebound_sync_server::endpoints::row::Endpoint;
use rebound_sync_server::limits::{Limit, Limits};
use rebound_sync_server::server::Server;
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::client::{Registered, register};
use crate::peer::Honest;

/// A server with a member who owns a document.
#[derive(Debug)]
pub struct Api {
    _server: Server,
    _runtime: Runtime,
    _directory: TempDir,
    address: String,
    member: Registered,
    connection: Mutex<Option<BufReader<TcpStream>>>,
}

impl Api {
    /// Starts the server.
    ///
    /// # Panics
    ///
    /// If it does not start.
    pub fn start() -> Self {
        let directory = TempDir::new().expect("a folder");
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.expect("threads");
        // What is tried here is how bodies are read, and not how often.
        let mut limits = Limits::default();
        let how_often = |row: &&Limit| row.name.contains("_per_") && row.unit != "bytes";
        for row in limits.rows().iter().filter(how_often) {
            limits.set(row.name, u64::from(u32::MAX)).expect("a limit of the table");
        }
        let (data, listen) = (directory.path().join("server"), "127.0.0.1:0".parse());
        let listen = listen.expect("an address");
        let config = Config { data, listen, limits, ..Config::default() };
        let (server, address, member) = runtime.block_on(async {
            let server = Server::bind(&config).await.expect("a server");
            let address = server.address().to_string();
            let member = register(&address, 1).await;
            let mut owner = Honest::join(&address, &member.credential, "owner", document()).await;
            owner.write("mine").await;
            (server, address, member)
        });
        let connection = Mutex::new(None);
        Self {
            _server: server,
            _runtime: runtime,
            _directory: directory,
            address,
            member,
            connection,
        }
    }

    /// Sends a body to one of the routes that take one: the first byte says to which. The server answers, and
    /// what it does not take is a problem with a code.
    ///
    /// # Panics
    ///
    /// If it does not, or says that the fault is its own.
    pub fn body(&self, bytes: &[u8]) {
        let Some((route, body)) = bytes.split_first() else { return };
        let routes: Vec<&Endpoint> = ENDPOINTS.iter().filter(|row| !row.takes.is_empty()).collect();
        let route = routes[usize::from(*route) % routes.len()];
        let path = route.path.replace("{document}", &document().to_string());
        let path =
            path.replace("{account}", &"0".repeat(32)).replace("{device}", &self.member.device);
        let request = format!(
            "{} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\ncontent-length: {}\r\n\r\n",
            route.verb.as_str(),
            self.address,
            self.member.credential,
            body.len()
        );
        let (status, kind, said) = self.ask(&[request.as_bytes(), body].concat());
        let named = format!("{} {path}: {status} {said}", route.verb.as_str());
        assert!(status < 500, "{named}");
        if status >= 400 {
            let problem: Value = serde_json::from_str(&said).expect("JSON");
            assert!(kind == "application/problem+json" && problem["code"].is_string(), "{named}");
        }
    }

    /// Sends a request and reads the answer: status, kind and body. After one that is not read to its end the
    /// server closes the connection.
    fn ask(&self, request: &[u8]) -> (u16, String, String) {
        let mut connection = self.connection.lock().expect("a thread that has not panicked");
        if let Some(open) = connection.as_mut()
            && let Some(answer) = exchange(open, request)
        {
            return answer;
        }
        let fresh = TcpStream::connect(&self.address).expect("a server");
        let open = connection.insert(BufReader::new(fresh));
        exchange(open, request).expect("an answer on a new connection")
    }
}

fn document() -> DocumentId {
    DocumentId::from_random([1; 16])
}

/// `None` if the connection is at its end.
fn exchange(
    connection: &mut BufReader<TcpStream>,
    request: &[u8],
) -> Option<(u16, String, String)> {
    connection.get_mut().write_all(request).ok()?;
    let mut line = String::new();
    connection.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let (mut length, mut kind) = (0, String::new());
    loop {
        line.clear();
        connection.read_line(&mut line).ok().filter(|read| *read > 0)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        match name {
            "content-length" => length = value.parse().ok()?,
            "content-type" => kind = value.to_owned(),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    connection.read_exact(&mut body).ok()?;
    Some((status, kind, String::from_utf8(body).ok()?))
}
