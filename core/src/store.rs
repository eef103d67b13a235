//! The device's database: chunks of documents, each row with its checksum, and a cache of facts.
//!
//! SQLite in WAL mode with `synchronous=FULL`: what [`Store::apply`] has returned from survives a
//! kill at any instruction and a power cut. The chunks are the truth; `facts` can be rebuilt from
//! them. This is the only module of the core that touches a disk.

mod schema;

use std::path::Path;

use automerge::ChangeHash;
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use crate::base::checksum::checksum;
use crate::base::ids::{DeviceId, FactId};
use crate::engine::{
    Batch, ChunkUpdate, DocumentUpdate, Shelf, ShelfError, Stored, StoredDocument, Title,
};
use crate::replica::document_id::DocumentId;

/// The database cannot be opened or used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Written by a newer app. It was not touched.
    #[error("the database is of version {found}; this app knows versions up to {known}")]
    FromTheFuture {
        /// The version of the file.
        found: u32,
        /// The newest version that this build knows.
        known: u32,
    },
    /// The file is something else than a Rebound database.
    #[error("the file is not a Rebound database")]
    Foreign,
    /// The database belongs to another device: a copy must not write under the same device id.
    #[error("the database belongs to another device")]
    OtherDevice,
    /// A row is not what was stored.
    #[error("the database holds a damaged row in {table}")]
    Damaged {
        /// The table.
        table: &'static str,
    },
    /// The disk is full. Nothing was written; what was stored before is intact.
    #[error("the device's storage is full")]
    Full,
    /// SQLite failed in another way.
    #[error("the database failed")]
    Sqlite(#[source] rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Self::Full,
            Some(rusqlite::ErrorCode::NotADatabase) => Self::Foreign,
            _ => Self::Sqlite(error),
        }
    }
}

/// The device's database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Opens the database of `device` at `path`, creating it if there is none.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the file is not touched if it is foreign, newer, or of another device.
    pub fn open(path: &Path, device: DeviceId) -> Result<Self, StoreError> {
        let mut connection = Connection::open(path)?;
        schema::prepare(&mut connection)?;
        let store = Self { connection };
        store.claim(device)?;
        Ok(store)
    }

    fn claim(&self, device: DeviceId) -> Result<(), StoreError> {
        let query = "SELECT value FROM meta WHERE key = 'device'";
        let owner: Option<Vec<u8>> =
            self.connection.query_row(query, [], |row| row.get(0)).optional()?;
        match owner {
            Some(owner) if owner == device.as_bytes() => Ok(()),
            Some(_) => Err(StoreError::OtherDevice),
            None => {
                let insert = "INSERT INTO meta (key, value) VALUES ('device', ?1)";
                self.connection.execute(insert, [device.as_bytes()])?;
                Ok(())
            }
        }
    }

    /// Everything that the engine needs at its start. Chunks are read later, when a document opens.
    ///
    /// # Errors
    ///
    /// [`StoreError::Damaged`] if a row about a document is not what was stored.
    pub fn read(&self) -> Result<Stored, StoreError> {
        Ok(Stored { documents: self.documents()?, facts: self.facts()? })
    }

    fn documents(&self) -> Result<Vec<StoredDocument>, StoreError> {
        let mut query = self
            .connection
            .prepare("SELECT id, title, heads, synced FROM documents ORDER BY id")?;
        let rows = query.query_map([], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
        })?;
        let documents = rows.map(|row| {
            let (id, title, heads, synced): (_, _, Vec<u8>, Vec<u8>) = row?;
            let document = StoredDocument {
                id: DocumentId::from_bytes(id),
                title: title_from(&title).ok_or(StoreError::Damaged { table: "documents" })?,
                heads: hashes_from(&heads)?,
                synced: hashes_from(&synced)?,
            };
            Ok(document)
        });
        documents.collect()
    }

    fn facts(&self) -> Result<Vec<(DocumentId, FactId, Vec<u8>)>, StoreError> {
        let mut query = self.connection.prepare("SELECT document, id, bytes FROM facts")?;
        let rows = query.query_map([], |row| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
        })?;
        let facts = rows.map(|row| {
            let (document, id, bytes) = row?;
            let id = FactId::new(id).map_err(|_| StoreError::Damaged { table: "facts" })?;
            Ok((DocumentId::from_bytes(document), id, bytes))
        });
        facts.collect()
    }

    /// Stores a batch: all of it, or nothing. Returns when the disk has it.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; nothing of the batch is stored then.
    pub fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        batch.documents.iter().try_for_each(|update| write_document(&transaction, update))?;
        Ok(transaction.commit()?)
    }

    /// Moves everything out of the write-ahead log and closes the database, as a phone must before
    /// the system suspends it.
    ///
    /// # Errors
    ///
    /// [`StoreError::Sqlite`] if the log could not be moved; it is then read at the next opening.
    pub fn close(self) -> Result<(), StoreError> {
        self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
        self.connection.close().map_err(|(_, error)| error.into())
    }
}

impl Shelf for Store {
    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, ShelfError> {
        let unavailable = |error: rusqlite::Error| ShelfError::Unavailable(error.to_string());
        let sql = "SELECT bytes, checksum FROM chunks WHERE document = ?1 ORDER BY position";
        let mut query = self.connection.prepare_cached(sql).map_err(unavailable)?;
        let rows = query
            .query_map([id.as_bytes()], |row| {
                Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, [u8; 8]>(1)?))
            })
            .map_err(unavailable)?;
        let chunks = rows.map(|row| {
            let (bytes, sum) = row.map_err(unavailable)?;
            if checksum([id.as_bytes().as_slice(), &bytes]) == sum {
                Ok(bytes)
            } else {
                Err(ShelfError::Damaged)
            }
        });
        chunks.collect()
    }
}

fn write_document(
    transaction: &Transaction<'_>,
    update: &DocumentUpdate,
) -> Result<(), StoreError> {
    let StoredDocument { id, title, heads, synced } = &update.document;
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO documents (id, title, heads, synced) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET heads = ?3, synced = ?4",
    )?;
    upsert.execute(params![id.as_bytes(), title_text(title), hashes(heads), hashes(synced)])?;
    match &update.chunks {
        ChunkUpdate::Keep => {}
        ChunkUpdate::Append(chunk) => append(transaction, id, chunk)?,
        ChunkUpdate::Replace(chunk) => {
            transaction.execute("DELETE FROM chunks WHERE document = ?1", [id.as_bytes()])?;
            append(transaction, id, chunk)?;
        }
    }
    for (fact, bytes) in &update.facts {
        write_fact(transaction, id, fact, bytes.as_deref())?;
    }
    Ok(())
}

fn append(transaction: &Transaction<'_>, id: &DocumentId, chunk: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO chunks (document, bytes, checksum) VALUES (?1, ?2, ?3)";
    let mut insert = transaction.prepare_cached(sql)?;
    insert.execute(params![id.as_bytes(), chunk, checksum([id.as_bytes().as_slice(), chunk])])?;
    Ok(())
}

fn write_fact(
    transaction: &Transaction<'_>,
    document: &DocumentId,
    id: &FactId,
    bytes: Option<&[u8]>,
) -> Result<(), StoreError> {
    let Some(bytes) = bytes else {
        let delete = "DELETE FROM facts WHERE document = ?1 AND id = ?2";
        transaction.execute(delete, params![document.as_bytes(), id.as_str()])?;
        return Ok(());
    };
    let sql = "INSERT OR REPLACE INTO facts (document, id, bytes) VALUES (?1, ?2, ?3)";
    transaction.prepare_cached(sql)?.execute(params![document.as_bytes(), id.as_str(), bytes])?;
    Ok(())
}

fn hashes(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.as_ref().to_vec()).collect()
}

fn hashes_from(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    let damaged = |_| StoreError::Damaged { table: "documents" };
    bytes.chunks(32).map(|hash| ChangeHash::try_from(hash).map_err(damaged)).collect()
}

const FOLLOWED: &str = "followed";

fn title_text(title: &Title) -> String {
    match title {
        Title::Own(name) => name.to_string(),
        Title::Followed => FOLLOWED.to_owned(),
    }
}

fn title_from(text: &str) -> Option<Title> {
    if text == FOLLOWED { Some(Title::Followed) } else { text.parse().ok().map(Title::Own) }
}
