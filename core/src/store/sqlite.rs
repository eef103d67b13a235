//! The device's database: chunks of documents, each row with its checksum, and a cache of facts. Without
//! the account's key it tells no more than a server's does.
//!
//! SQLite in WAL mode with `synchronous=FULL`. The connection holds SQLite's own exclusive lock from
//! opening to closing (`locking_mode=EXCLUSIVE`), so a second opening is refused, by another process as
//! by this one, and the lock ends with the process. This is the only module of the core that touches a
//! disk.

mod fault;
mod rows;
pub mod salvage;
mod schema;
mod sealing;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::base::ids::DeviceId;
use crate::replica::document_id::DocumentId;
use crate::replica::key::AccountKey;
use crate::store::batch::{Batch, Stored};
use crate::store::vault::Vault;
use crate::store::{Store, StoreError, row};

/// The device's database.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    vault: Vault,
    /// `None` while closed.
    connection: Option<Connection>,
}

impl Sqlite {
    /// The database of `device` at `path`, closed; what `key` seals stands in it. [`Store::reopen`] opens
    /// it, and creates it if there is none.
    pub fn at(path: &Path, device: DeviceId, key: &AccountKey) -> Self {
        Self { path: path.to_owned(), vault: Vault::new(device, key), connection: None }
    }

    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or(StoreError::Closed)
    }

    fn open(&self) -> Result<Connection, StoreError> {
        // With a log the file itself may be shorter than the database.
        let has_log = fault::has_log(&self.path);
        let opened = connect(&self.path, OpenFlags::default()).and_then(|mut connection| {
            schema::prepare(&mut connection, &self.vault)?;
            if !has_log {
                fault::ends_with_a_page(&connection, &self.path)?;
            }
            claim(&connection, &self.vault)?;
            Ok(connection)
        });
        opened.map_err(|fault| fault::at_opening(fault, &self.path))
    }
}

/// Connects, and holds the lock from the first read on. Whoever comes second is told at once.
fn connect(path: &Path, flags: OpenFlags) -> Result<Connection, StoreError> {
    let connection = Connection::open_with_flags(path, flags)?;
    connection.execute_batch("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE;")?;
    Ok(connection)
}

/// Whether the database was made with this key and is this device's; a new one becomes the latter.
fn claim(connection: &Connection, vault: &Vault) -> Result<(), StoreError> {
    let query = "SELECT value FROM meta WHERE key = ?1";
    let noted = |key| -> Result<Option<Vec<u8>>, StoreError> {
        Ok(connection.query_row(query, [key], |row| row.get(0)).optional()?)
    };
    match noted("device")? {
        Some(device) if device == vault.device.as_bytes() => {}
        Some(_) => return Err(StoreError::OtherDevice),
        None => {
            let insert = "INSERT INTO meta (key, value) VALUES ('device', ?1)";
            connection.execute(insert, [vault.device.as_bytes()])?;
        }
    }
    match noted(schema::ACCOUNT_KEY)? {
        Some(key) if key == vault.fingerprint().as_bytes() => Ok(()),
        Some(_) => Err(StoreError::OtherAccount),
        None => Err(row::damaged("meta")),
    }
}

impl Store for Sqlite {
    fn read(&self) -> Result<Stored, StoreError> {
        let connection = self.connection()?;
        Ok(Stored {
            documents: rows::documents(connection, &self.vault)?,
            facts: rows::facts(connection, &self.vault)?,
            synced_at: rows::synced_at(connection)?,
            feed: rows::feed(connection)?,
            ..Stored::default()
        })
    }

    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
        rows::chunks(self.connection()?, id)
    }

    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let connection = self.connection.as_mut().ok_or(StoreError::Closed)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        rows::write_all(&transaction, &self.vault, &batch.documents)?;
        batch.removed.iter().try_for_each(|id| rows::remove(&transaction, id))?;
        batch.synced_at.map_or(Ok(()), |at| rows::write_synced_at(&transaction, at))?;
        batch.feed.iter().try_for_each(|mark| rows::write_feed(&transaction, mark))?;
        Ok(transaction.commit()?)
    }

    /// From SQLite's generator, which the system seeds anew for each process.
    fn fresh(&mut self) -> Result<[u8; 32], StoreError> {
        Ok(self.connection()?.query_row("SELECT randomblob(32)", [], |row| row.get(0))?)
    }

    /// Moves everything out of the write-ahead log and closes the database, as a phone must before the
    /// system suspends it.
    fn close(&mut self) -> Result<(), StoreError> {
        let Some(connection) = self.connection.take() else { return Ok(()) };
        let emptied = connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)");
        connection.close().map_err(|(_, error)| error)?;
        Ok(emptied?)
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        // The old lock goes before the new one comes.
        self.connection = None;
        self.connection = Some(self.open()?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn database(path: &Path, key: u8) -> Sqlite {
        let key = AccountKey::from_bytes([key; 32]);
        Sqlite::at(path, DeviceId::from_bytes([1; 8]), &key)
    }

    /// `killed-before-claim`: another key, at the next start, became the key of the database, which the
    /// right one opened no more.
    #[test]
    fn a_database_whose_making_was_cut_off_knows_its_key() -> Result<(), StoreError> {
        let folder = TempDir::new().map_err(|error| StoreError::damaged(error.to_string()))?;
        let path = folder.path().join("device.db");
        let mut mine = database(&path, 7);
        schema::prepare(&mut connect(&path, OpenFlags::default())?, &mine.vault)?;
        assert_eq!(database(&path, 8).reopen(), Err(StoreError::OtherAccount));
        mine.reopen()
    }
}
