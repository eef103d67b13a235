//! What stands before anything is served: the data folder with its stores, and all that works on them.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use rebound_core::replica::wire::PeerId;
use tokio::sync::watch;

use crate::app::App;
use crate::auth::people::{People, PeopleError};
use crate::auth::registry::Registry;
use crate::auth::reserve::Reserve;
use crate::config::{Config, Ledgers};
use crate::ledger::storage::StorageError;
use crate::ledger::storage::sqlite::Sqlite;
use crate::ledger::storage::upkeep::{Holdings, Upkeep};
use crate::ledger::{Keeping, Ledger};
use crate::metrics::token::{InvalidOperatorToken, OperatorToken};
use crate::sockets::Sockets;
use crate::tls::TlsError;
use crate::warden::Children;

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
    /// The file with the metrics' token is of no use.
    #[error("metrics.token_file: {0}")]
    Token(#[from] InvalidOperatorToken),
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

/// A data folder that nobody else works on, with all that works on it.
#[derive(Debug)]
pub(crate) struct Assembly {
    pub(crate) app: Arc<App>,
    pub(crate) upkeep: Arc<dyn Upkeep>,
    pub(crate) found: StartedWith,
    /// Held as long as this lives, so that no second one works on the same folder.
    _lock: fs::File,
}

impl Assembly {
    /// Claims the data folder, making it if need be, and opens what is in it.
    pub(crate) fn open(config: &Config, shutdown: watch::Sender<()>) -> Result<Self, StartError> {
        let lock = claim(config)?;
        let token = config.metrics_token_file.as_deref().map(OperatorToken::read).transpose()?;
        let Opened { storage, people, registry, found } = open(config)?;
        let (vitals, upkeep): (_, Arc<dyn Upkeep>) = (storage.vitals(), Arc::clone(&storage) as _);
        let keeping = Keeping {
            warden: config.warden.clone(),
            documents_max: config.limits.documents_per_account,
            bytes_max: config.limits.bytes_per_account,
            document_bytes_max: config.limits.bytes_per_document,
            children: Children::from(&config.limits),
            ..Keeping::default()
        };
        let ledger =
            Ledger::open(storage, people, keeping).map_err(|error| in_folder(config, error))?;
        let mut name = [0; 8];
        getrandom::fill(&mut name).map_err(|_| StartError::Random)?;
        let name = format!("rebound-{:016x}", u64::from_be_bytes(name));
        let peer_id = PeerId::new(name).map_err(|_| StartError::Random)?;
        let sockets = Sockets::new(&config.limits);
        let mut app = App::new(registry, ledger, sockets, config, peer_id, shutdown, vitals);
        app.metrics_token = token;
        Ok(Self { app: Arc::new(app), upkeep, found, _lock: lock })
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
    pub(crate) fn tell(self, data: &Path) {
        let data = data.display();
        match self {
            Self::Nothing => tracing::info!(%data, "a new ledger was made"),
            Self::Ledger(Holdings { accounts, devices, documents, bytes }) => {
                tracing::info!(%data, accounts, devices, documents, bytes, "the ledger was found");
            }
        }
    }
}

/// What lay in a data folder before it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Before {
    Nothing,
    Ledger,
}

/// The stores of a data folder.
struct Opened {
    storage: Arc<Sqlite>,
    people: Arc<dyn People>,
    registry: Registry,
    found: StartedWith,
}

/// Opens the stores of a data folder, which is claimed.
fn open(config: &Config) -> Result<Opened, StartError> {
    let database = config.data.join(DATABASE);
    let before = if database.exists() { Before::Ledger } else { Before::Nothing };
    if before == Before::Nothing && config.ledger == Ledgers::Existing {
        return Err(StartError::NoLedger(config.data.display().to_string()));
    }
    let opened = open_database(config, &database, before);
    if opened.is_err() && before == Before::Nothing {
        // Half a ledger would look like one that was there before.
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(config.data.join(format!("{DATABASE}{ending}"))));
        }
    }
    opened
}

fn open_database(config: &Config, database: &Path, before: Before) -> Result<Opened, StartError> {
    let in_folder = |error| in_folder(config, error);
    // First of all: it needs little room, and the database takes what there is.
    let reserve = match Reserve::open(&config.data.join(REVOCATIONS)) {
        Ok(reserve) => Some(reserve),
        Err(error) if before == Before::Ledger => {
            tracing::warn!(%error, "no room is kept for revocations on a full disk");
            None
        }
        Err(source) => {
            return Err(StartError::Data { path: config.data.display().to_string(), source });
        }
    };
    let storage = Arc::new(Sqlite::open(database).map_err(in_folder)?);
    let people: Arc<dyn People> = Arc::new(storage.people().map_err(in_folder)?);
    let registry = Registry::open(Arc::clone(&people), config.limits.devices_per_account)?;
    let registry = match reserve {
        Some(reserve) => registry.with_reserve(reserve),
        None => registry,
    };
    let found = match before {
        Before::Nothing => StartedWith::Nothing,
        Before::Ledger => StartedWith::Ledger(storage.holdings().map_err(in_folder)?),
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
