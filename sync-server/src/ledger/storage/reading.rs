//! Reading beside the writer: a few connections, each used by one thread at a time, so that neither
//! the network nor another document waits for the disk.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::ledger::storage::snapshot::Snapshot;
use crate::ledger::storage::{Storage, StorageError};

/// Threads that read at once. The disk and two cores are not faster with more.
const READERS_MAX: usize = 4;

/// What somebody needs from the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Whether the snapshot is needed.
    pub snapshot: bool,
    /// The positions of changes, rising.
    pub positions: Vec<usize>,
}

/// What the disk had of it.
#[derive(Debug, Default)]
pub struct Found {
    /// The snapshot.
    pub snapshot: Option<Snapshot>,
    rows: BTreeMap<usize, Arc<[u8]>>,
}

impl Found {
    /// The bytes of the change at a position.
    pub fn chunk(&self, position: usize) -> Option<&[u8]> {
        self.rows.get(&position).map(|bytes| &**bytes)
    }
}

impl Storage {
    /// Reads what is wanted of a document, as it stands at one moment.
    ///
    /// Changes that a newer snapshot covers are absent from the answer.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if something is not what was stored, or gone.
    pub fn fetch(&self, number: i64, wanted: &Wanted) -> Result<Found, StorageError> {
        let _transaction = self.connection.unchecked_transaction()?;
        let mut found = Found::default();
        if wanted.snapshot {
            found.snapshot = Some(self.snapshot(number)?.ok_or(StorageError::Damaged)?);
        }
        let mut positions = wanted.positions.iter().copied().peekable();
        while let Some(first) = positions.next() {
            let mut end = first + 1;
            while positions.next_if_eq(&end).is_some() {
                end += 1;
            }
            self.rows(number, first, end, |position, row| {
                found.rows.insert(position, row.bytes);
                Ok(())
            })?;
        }
        let covers = self.covers(number)?;
        let is_lost = |position: &&usize| **position >= covers && found.chunk(**position).is_none();
        if wanted.positions.iter().any(|position| is_lost(&position)) {
            return Err(StorageError::Damaged);
        }
        Ok(found)
    }
}

/// Connections for reading.
#[derive(Debug)]
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Storage>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    /// Connections to the database at `path`, made when they are needed.
    pub fn new(path: PathBuf) -> Self {
        let permits = Arc::new(Semaphore::new(READERS_MAX));
        Self { path, idle: Mutex::default(), permits }
    }

    /// Reads on this thread.
    ///
    /// # Errors
    ///
    /// That of `work`, or why there is no connection.
    pub fn read<T>(
        &self,
        work: impl FnOnce(&Storage) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let storage = idle.map_or_else(|| Storage::open(&self.path), Ok)?;
        let result = work(&storage);
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(storage);
        result
    }

    /// Reads on a thread for it.
    ///
    /// # Errors
    ///
    /// As [`Readers::read`].
    pub async fn read_aside<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Storage) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| StorageError::Closed)?;
        let readers = Arc::clone(self);
        let read = spawn_blocking(move || {
            let _permit = permit;
            readers.read(work)
        });
        read.await.unwrap_or(Err(StorageError::Closed))
    }
}
