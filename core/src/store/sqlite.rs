//! The device's database: chunks of documents, each row with its checksum, and a cache of facts.
//!
//! SQLite in WAL mode with `synchronous=FULL`. The connection holds SQLite's own exclusive lock from
//! opening to closing (`locking_mode=EXCLUSIVE`), so a second opening is refused, by another process as
//! by this one, and the lock ends with the process. This is the only module of the core that touches a
//! disk.

mod fault;
mod rows;
pub mod salvage;
mod schema;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, OptionalExtension, TransactionBehavior};

use crate::base::ids::DeviceId;
use crate::replica::document_id::DocumentId;
use crate::store::batch::{Batch, Stored};
use crate::store::{Store, StoreError};

/// The device's database.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    device: DeviceId,
    /// `None` while closed.
    connection: Option<Connection>,
}

impl Sqlite {
    /// The database of `device` at `path`, closed. [`Store::reopen`] opens it, and creates it if there
    /// is none.
    pub fn at(path: &Path, device: DeviceId) -> Self {
        Self { path: path.to_owned(), device, connection: None }
    }

    fn connection(&self) -> Result<&Connection, StoreError> {
        self.connection.as_ref().ok_or(StoreError::Closed)
    }

    fn open(&self) -> Result<Connection, StoreError> {
        // With a log the file itself may be shorter than the database.
        let has_log = fault::has_log(&self.path);
        let opened = connect(&self.path, OpenFlags::default()).and_then(|mut connection| {
            schema::prepare(&mut connection)?;
            if !has_log {
                fault::ends_with_a_page(&connection, &self.path)?;
            }
            claim(&connection, self.device)?;
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

fn claim(connection: &Connection, device: DeviceId) -> Result<(), StoreError> {
    let query = "SELECT value FROM meta WHERE key = 'device'";
    let owner: Option<Vec<u8>> = connection.query_row(query, [], |row| row.get(0)).optional()?;
    match owner {
        Some(owner) if owner == device.as_bytes() => Ok(()),
        Some(_) => Err(StoreError::OtherDevice),
        None => {
            let insert = "INSERT INTO meta (key, value) VALUES ('device', ?1)";
            connection.execute(insert, [device.as_bytes()])?;
            Ok(())
        }
    }
}

impl Store for Sqlite {
    fn read(&self) -> Result<Stored, StoreError> {
        let connection = self.connection()?;
        Ok(Stored {
            documents: rows::documents(connection)?,
            facts: rows::facts(connection)?,
            ..Stored::default()
        })
    }

    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
        rows::chunks(self.connection()?, id)
    }

    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let connection = self.connection.as_mut().ok_or(StoreError::Closed)?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        batch.documents.iter().try_for_each(|update| rows::write(&transaction, update))?;
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
