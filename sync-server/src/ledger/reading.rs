//! Reading beside the writer on threads that may block, so that neither the network nor another document
//! waits for the disk.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::ledger::storage::{Storage, StorageError};

/// Threads that read at once. The disk and two cores are not faster with more.
pub(super) const READERS_MAX: usize = 4;

/// Threads for reading.
#[derive(Debug)]
pub(super) struct Readers {
    storage: Arc<dyn Storage>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(storage: Arc<dyn Storage>) -> Self {
        Self { storage, permits: Arc::new(Semaphore::new(READERS_MAX)) }
    }

    /// Reads on a thread for it.
    ///
    /// # Errors
    ///
    /// That of `work`, or [`StorageError::Closed`].
    pub(super) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Storage) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        let permit = permit.map_err(|_| StorageError::Closed)?;
        let storage = Arc::clone(&self.storage);
        let read = spawn_blocking(move || {
            let _permit = permit;
            work(&*storage)
        });
        read.await.unwrap_or(Err(StorageError::Closed))
    }
}
