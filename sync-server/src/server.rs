//! The server as a whole: bind, serve, shut down.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use rebound_core::replica::wire::PeerId;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::app::App;
use crate::auth::people::{People, PeopleError};
use crate::auth::registry::Registry;
use crate::auth::reserve::Reserve;
use crate::config::{Config, Ledgers};
use crate::keeper::Keeper;
use crate::ledger::storage::StorageError;
use crate::ledger::storage::sqlite::Sqlite;
use crate::ledger::storage::upkeep::{Holdings, Upkeep};
use crate::ledger::{Keeping, Ledger};
use crate::listener;
use crate::listener::Door;
use crate::routes::routes;
use crate::sockets::Sockets;
use crate::tls::{Tls, TlsError};

/// The database's name in the data folder.
pub const DATABASE: &str = "ledger.db";

/// Revocations that the database had no room for.
const REVOCATIONS: &str = "revocations";

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
    #[error("the ledger in {path} cannot be used: {source}")]
    Storage {
        /// The directory.
        path: String,
        /// Why.
        source: StorageError,
    },
    /// There has to be a ledger, and there is none.
    #[error(
        "there is no ledger in {0}, and none is made, for `existing` is set: is the disk mounted? For a \
         new ledger start once without it; for an old one, restore a backup"
    )]
    NoLedger(String),
    /// The certificate cannot be served with.
    #[error("TLS cannot be served: {0}")]
    Tls(#[from] TlsError),
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
    keeper: Keeper,
    found: StartedWith,
    /// Held as long as the server runs, so that no second one works on the same directory.
    _lock: fs::File,
}

impl Server {
    /// Opens the data directory, creating it if there is none, and starts to serve.
    ///
    /// # Errors
    ///
    /// [`StartError`] says what is in the way. Where the address is taken, nothing was made.
    pub async fn bind(config: &Config) -> Result<Self, StartError> {
        let address = config.listen;
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let tls = config.tls.clone().map(Tls::open).transpose()?.map(Arc::new);
        let lock = claim(config)?;
        let Opened { storage, people, registry, found } = open(config)?;
        let (vitals, upkeep): (_, Arc<dyn Upkeep>) = (storage.vitals(), Arc::clone(&storage) as _);
        let keeping = Keeping {
            warden: config.warden.clone(),
            documents_max: config.limits.documents_per_account,
            ..Keeping::default()
        };
        let ledger =
            Ledger::open(storage, people, keeping).map_err(|error| in_folder(config, error))?;
        let mut name = [0; 8];
        getrandom::fill(&mut name).map_err(|_| StartError::Random)?;
        let name = format!("rebound-{:016x}", u64::from_be_bytes(name));
        let peer_id = PeerId::new(name).map_err(|_| StartError::Random)?;
        let (shutdown, stop) = watch::channel(());
        let sockets = Sockets::new(&config.limits);
        let app = Arc::new(App::new(registry, ledger, sockets, config, peer_id, shutdown, vitals));
        let door =
            Door { trusted_proxies: config.trusted_proxies.clone().into(), tls: tls.clone() };
        let keeper = Keeper::start(Arc::clone(&app), upkeep, tls, stop.clone());
        let task = tokio::spawn(listener::serve(listener, routes(Arc::clone(&app)), door, stop));
        let version = env!("CARGO_PKG_VERSION");
        tracing::info!(version, %address, data = %config.data.display(), "the server has started");
        found.tell(&config.data);
        Ok(Self { app, address, task, keeper, found, _lock: lock })
    }

    /// What the start has found in the data folder.
    pub const fn found(&self) -> StartedWith {
        self.found
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
        self.keeper.ended().await;
        let app = Arc::clone(&self.app);
        // It waits for the disk, and for a warden that is being ended.
        drop(spawn_blocking(move || app.ledger.close()).await);
        tracing::info!("the server has stopped");
    }
}

/// What a start has found in the data folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartedWith {
    /// Nothing: a new ledger was made.
    Nothing,
    /// A ledger with this in it.
    Ledger(Holdings),
}

impl StartedWith {
    /// Says it in the log.
    fn tell(self, data: &Path) {
        let data = data.display();
        match self {
            Self::Nothing => tracing::info!(%data, "a new ledger was made"),
            Self::Ledger(Holdings { accounts, devices, documents, bytes }) => {
                tracing::info!(%data, accounts, devices, documents, bytes, "the ledger was found");
            }
        }
    }
}

/// The stores of a data folder.
pub(crate) struct Opened {
    pub(crate) storage: Arc<Sqlite>,
    pub(crate) people: Arc<dyn People>,
    pub(crate) registry: Registry,
    pub(crate) found: StartedWith,
}

/// Opens the stores of a data folder, which is claimed.
pub(crate) fn open(config: &Config) -> Result<Opened, StartError> {
    let database = config.data.join(DATABASE);
    let is_new = !database.exists();
    if is_new && config.ledger == Ledgers::Existing {
        return Err(StartError::NoLedger(config.data.display().to_string()));
    }
    let opened = open_database(config, &database, is_new);
    if opened.is_err() && is_new {
        // Half a ledger would look like one that was there before.
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(config.data.join(format!("{DATABASE}{ending}"))));
        }
    }
    opened
}

fn open_database(config: &Config, database: &Path, is_new: bool) -> Result<Opened, StartError> {
    let in_folder = |error| in_folder(config, error);
    let storage = Arc::new(Sqlite::open(database).map_err(in_folder)?);
    let people: Arc<dyn People> = Arc::new(storage.people().map_err(in_folder)?);
    let path = config.data.display().to_string();
    let reserve = Reserve::open(&config.data.join(REVOCATIONS))
        .map_err(|source| StartError::Data { path, source })?;
    let registry = Registry::open(Arc::clone(&people), config.limits.devices_per_account)?
        .with_reserve(reserve);
    let found = if is_new {
        StartedWith::Nothing
    } else {
        StartedWith::Ledger(storage.holdings().map_err(in_folder)?)
    };
    Ok(Opened { storage, people, registry, found })
}

fn in_folder(config: &Config, source: StorageError) -> StartError {
    StartError::Storage { path: config.data.display().to_string(), source }
}

/// Makes the data directory and locks it.
pub(crate) fn claim(config: &Config) -> Result<fs::File, StartError> {
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
fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}
