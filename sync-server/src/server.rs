//! The server as a whole: bind, serve, shut down.

use std::net::SocketAddr;
use std::sync::Arc;
use std::{fs, io};

use rebound_core::replica::wire::PeerId;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::auth::people::{People, PeopleError};
use crate::auth::registry::Registry;
use crate::config::Config;
use crate::ledger::cache::CacheLimits;
use crate::ledger::storage::sqlite::Sqlite;
use crate::ledger::storage::{Storage, StorageError};
use crate::ledger::{Keeping, Ledger};
use crate::listener;
use crate::routes::routes;
use crate::sockets::Sockets;

/// The server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data directory cannot be made or locked.
    #[error("the data directory {path} cannot be used: {source}")]
    Data {
        /// The directory.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// Another server works on the same data directory.
    #[error("another server works on the data directory {0}")]
    InUse(String),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The database cannot be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The accounts and devices cannot be read.
    #[error(transparent)]
    People(#[from] PeopleError),
    /// The system has no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}

/// A running server.
#[derive(Debug)]
pub struct Server {
    app: Arc<App>,
    address: SocketAddr,
    task: JoinHandle<()>,
    /// Held as long as the server runs, so that no second one works on the same directory.
    _lock: fs::File,
}

impl Server {
    /// Opens the data directory, creating it if there is none, and starts to serve.
    ///
    /// # Errors
    ///
    /// [`StartError`] says what is in the way.
    pub async fn bind(config: &Config) -> Result<Self, StartError> {
        let lock = claim(config)?;
        let storage = Sqlite::open(&config.data.join("ledger.db"))?;
        let people: Arc<dyn People> = Arc::new(storage.people()?);
        let storage: Arc<dyn Storage> = Arc::new(storage);
        let registry = Registry::open(Arc::clone(&people), config.limits.devices_per_account)?;
        let keeping = Keeping { warden: config.warden.clone(), cache: CacheLimits::default() };
        let ledger = Ledger::open(storage, people, keeping)?;
        let mut name = [0; 8];
        getrandom::fill(&mut name).map_err(|_| StartError::Random)?;
        let name = format!("rebound-{:016x}", u64::from_be_bytes(name));
        let peer_id = PeerId::new(name).map_err(|_| StartError::Random)?;
        let address = config.listen;
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let (shutdown, stop) = watch::channel(());
        let sockets = Sockets::new(&config.limits);
        let app = Arc::new(App::new(registry, ledger, sockets, config, peer_id, shutdown));
        let task = tokio::spawn(listener::serve(listener, routes(Arc::clone(&app)), stop));
        Ok(Self { app, address, task, _lock: lock })
    }

    /// Where the server listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until everything that was received is committed, and every document that was due for a
    /// snapshot has had its turn.
    pub async fn settled(&self) {
        self.app.ledger.settled().await;
    }

    /// Ends all connections, commits what was received, and closes the database.
    pub async fn shutdown(self) {
        self.app.shutdown.send_replace(());
        if self.task.await.is_err() {
            tracing::error!("the listener panicked");
        }
        self.app.ledger.close();
    }
}

/// Makes the data directory and locks it.
fn claim(config: &Config) -> Result<fs::File, StartError> {
    let path = config.data.display().to_string();
    let unusable = |source| StartError::Data { path: path.clone(), source };
    make_private(&config.data).map_err(unusable)?;
    let lock = fs::File::create(config.data.join("lock")).map_err(unusable)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => Err(StartError::InUse(path)),
        Err(fs::TryLockError::Error(source)) => Err(unusable(source)),
    }
}

/// Makes a directory that only its owner can look into.
fn make_private(path: &std::path::Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
