//! The servers that are compared: how each is built, started, stopped and killed.

use std::fs::File;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fmt, fs};

use tempfile::TempDir;

use crate::bench::Fallible;
use crate::client::{Registered, request};
use rebound_core::replica::document_id::DocumentId;

/// All clients of a crowd are one device of one account.
pub const CROWD: &[&str] = &[
    "documents_per_account=100000",
    "sockets_per_device=100000",
    "sockets_per_account=100000",
    "messages_per_account_and_second=1000000",
    "bytes_per_account_and_second=1000000000",
];

/// A kind of server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServerKind {
    /// Ours.
    Ours,
    /// The sync server of automerge-repo, from npm.
    Npm,
    /// A small server on the crate `samod`.
    Samod,
    /// Not a server to use: what none can do without (see [`crate::bench::floor`]).
    Floor,
}

impl ServerKind {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Ours, Self::Npm, Self::Samod, Self::Floor];

    /// Reads the name that the command line uses.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|peer| peer.to_string() == name)
    }

    /// Whether it takes a saved document in place of its changes. Ours opens nothing that it is sent.
    pub fn takes_saved_documents(self) -> bool {
        matches!(self, Self::Npm | Self::Samod)
    }

    /// Builds or installs it.
    ///
    /// # Errors
    ///
    /// What is missing, and how to get it.
    pub fn prepare(self) -> Fallible<()> {
        let (program, arguments, folder, how) = match self {
            Self::Ours => {
                let build = ["build", "--release", "--quiet", "-p", "rebound-sync-server"];
                ("cargo", build.to_vec(), root(), "install Rust with rustup")
            }
            Self::Npm => {
                let how = "install Node.js 20 or newer with npm; on Debian `apt-get install npm`";
                // Not `npm ci`: it wants entries for optional packages of other platforms, which
                // `npm install` does not write into the lock file.
                ("npm", vec!["install", "--no-fund", "--no-audit", "--loglevel=error"], npm(), how)
            }
            Self::Samod => {
                let build = vec!["build", "--release", "--quiet", "--locked"];
                ("cargo", build, samod(), "install Rust with rustup")
            }
            // A part of this program.
            Self::Floor => return Ok(()),
        };
        let mut command = Command::new(program);
        command.args(&arguments).current_dir(folder).stdout(Stdio::null());
        let status = command.status().map_err(|error| format!("{program}: {error}; {how}"))?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("{program} {}: {status}", arguments.join(" ")).into())
        }
    }

    fn command(self, port: u16, data: &Path, limits: &[&str]) -> Fallible<Command> {
        let mut words: Vec<String> = match self {
            Self::Ours => {
                let (listen, data) = (format!("127.0.0.1:{port}"), data.display().to_string());
                let program = program().display().to_string();
                let words = [&*program, "serve", "--listen", &listen, "--data", &data];
                let limits = limits.iter().flat_map(|limit| ["--limit", limit]);
                words.into_iter().chain(limits).map(str::to_owned).collect()
            }
            Self::Npm => {
                let entry = "node_modules/@automerge/automerge-repo-sync-server/src/index.js";
                vec!["node".to_owned(), npm().join(entry).display().to_string()]
            }
            Self::Samod => {
                vec![samod().join("target/release/rebound-bench-samod").display().to_string()]
            }
            Self::Floor => {
                vec![std::env::current_exe()?.display().to_string(), "floor".to_owned()]
            }
        };
        if pinned() {
            words.splice(0..0, ["taskset", "-c", "0"].map(str::to_owned));
        }
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env("PORT", port.to_string()).env("DATA_DIR", data);
        // As the unit and the container have it.
        command.env("MIMALLOC_PURGE_DELAY", "0");
        Ok(command)
    }
}

impl fmt::Display for ServerKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Ours => "ours",
            Self::Npm => "npm",
            Self::Samod => "samod",
            Self::Floor => "floor",
        })
    }
}

/// A server with its data folder. It ends with this value.
#[derive(Debug)]
pub struct Server {
    /// What it is.
    pub peer: ServerKind,
    /// Where it listens, on loopback.
    pub port: u16,
    /// The credential of a device, if it asks for one.
    pub credential: Option<String>,
    limits: &'static [&'static str],
    folder: TempDir,
    child: Option<Child>,
}

impl Server {
    /// Starts one with an empty data folder, and registers a device where that is needed. Ours has its usual
    /// limits but for these.
    ///
    /// # Errors
    ///
    /// Why it did not start.
    pub fn start(
        peer: ServerKind,
        device: &[u8; 8],
        limits: &'static [&'static str],
    ) -> Fallible<Self> {
        let folder = TempDir::new()?;
        fs::create_dir(folder.path().join("data"))?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let mut server = Self { peer, port, credential: None, limits, folder, child: None };
        server.resume()?;
        if peer == ServerKind::Ours {
            server.credential = Some(server.register(device)?.credential);
        }
        Ok(server)
    }

    /// Starts it again on the same data.
    ///
    /// # Errors
    ///
    /// Why it did not start.
    pub fn resume(&mut self) -> Fallible<()> {
        let log = File::create(self.folder.path().join("log"))?;
        let mut command = self.peer.command(self.port, &self.data(), self.limits)?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        self.child = Some(command.spawn().map_err(|error| format!("{}: {error}", self.peer))?);
        let patience = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            if Instant::now() > patience || self.has_ended() {
                let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                return Err(format!("{} did not start:\n{log}", self.peer).into());
            }
            std::thread::yield_now();
        }
        Ok(())
    }

    /// Kills it: no signal that it could handle.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Asks it to end, and kills it if it has not after ten seconds.
    pub fn stop(&mut self) {
        let _ = Command::new("kill").arg(self.pid().to_string()).status();
        let patience = Instant::now() + Duration::from_secs(10);
        while !self.has_ended() && Instant::now() < patience {
            std::thread::yield_now();
        }
        self.kill();
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn has_ended(&mut self) -> bool {
        self.child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)))
    }

    /// Where it listens, as clients write it.
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Lets a member write in a document of the device that was registered at the start.
    ///
    /// # Errors
    ///
    /// What the server answered instead.
    pub async fn let_write(&self, member: &Registered, document: DocumentId) -> Fallible<()> {
        let path = format!("/v1/documents/{document}/grants/{}", member.account);
        let owner = self.credential.as_deref();
        match request(&self.address(), "PUT", &path, owner, "{\"role\":\"writer\"}").await {
            (204, _) => Ok(()),
            (status, said) => Err(format!("the grant was answered with {status}: {said}").into()),
        }
    }

    /// Registers an account with its first device.
    ///
    /// # Errors
    ///
    /// What the server answered instead.
    pub fn register(&self, device: &[u8; 8]) -> Fallible<Registered> {
        let device: String = device.iter().map(|byte| format!("{byte:02x}")).collect();
        let body = format!(r#"{{"device":"{device}"}}"#);
        let mut socket = TcpStream::connect(("127.0.0.1", self.port))?;
        write!(
            socket,
            "POST /v1/accounts HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        let mut answer = String::new();
        socket.read_to_string(&mut answer)?;
        let json = answer.split("\r\n\r\n").nth(1).unwrap_or_default();
        let registered = serde_json::from_str(json);
        Ok(registered.map_err(|_| format!("ours did not register a device: {answer}"))?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Gives this process a core of its own, before it starts any thread. Servers get the first one.
///
/// Returns whether that worked: on one core, or without `taskset`, all share what there is.
pub fn pin_the_load_generator() -> bool {
    let own = std::process::id().to_string();
    pinned()
        && Command::new("taskset")
            .args(["--cpu-list", "--pid", "1", &own])
            .stdout(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
}

fn pinned() -> bool {
    let two_cores = fs::exists("/sys/devices/system/cpu/cpu1").unwrap_or(false);
    two_cores && ["/usr/bin/taskset", "/bin/taskset"].iter().any(|path| Path::new(path).exists())
}

/// Our server's command.
pub fn program() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    target.map_or_else(|| root().join("target"), PathBuf::from).join("release/rebound-sync-server")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn npm() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers/npm")
}

fn samod() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("bench/peers/samod")
}
