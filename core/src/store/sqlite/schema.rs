//! The tables of the device's database, and how older ones become them.
//!
//! Forward only, one transaction a step. A file of a newer build is refused before anything is
//! written to it.

use rusqlite::{Connection, TransactionBehavior};

use crate::store::StoreError;

/// Marks the file as Rebound's ("RbDv").
pub(super) const APPLICATION_ID: i32 = 0x5262_4476;

/// One step for each version, oldest first. A released step is never edited.
const STEPS: &[&str] = &["
    CREATE TABLE meta (
        key TEXT PRIMARY KEY,
        value BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE documents (
        id BLOB PRIMARY KEY,
        title TEXT NOT NULL,
        heads BLOB NOT NULL,
        synced BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE chunks (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        document BLOB NOT NULL REFERENCES documents (id),
        bytes BLOB NOT NULL,
        checksum BLOB NOT NULL
    ) STRICT;
    CREATE INDEX chunks_by_document ON chunks (document, position);
    CREATE TABLE facts (
        document BLOB NOT NULL REFERENCES documents (id),
        id TEXT NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (document, id)
    ) STRICT, WITHOUT ROWID;
"];

/// Brings a connection's database up to this build.
pub(super) fn prepare(connection: &mut Connection) -> Result<(), StoreError> {
    let found = refuse_strangers(connection)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA foreign_keys = ON;",
    )?;
    for (version, step) in (1_u32..).zip(STEPS).skip_while(|(version, _)| *version <= found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    has_its_tables(connection)
}

/// Whether the tables are there at all: a schema page that was overwritten may read as an empty one.
fn has_its_tables(connection: &Connection) -> Result<(), StoreError> {
    let sql = "SELECT count(*) FROM sqlite_schema \
               WHERE name IN ('meta', 'documents', 'chunks', 'chunks_by_document', 'facts')";
    let tables: u32 = connection.query_row(sql, [], |row| row.get(0))?;
    if tables == 5 { Ok(()) } else { Err(StoreError::damaged("tables are missing")) }
}

/// The version of the file, 0 for a new one.
fn refuse_strangers(connection: &Connection) -> Result<u32, StoreError> {
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = application == 0 && found == 0 && tables == 0;
    if !is_new && application != APPLICATION_ID {
        return Err(StoreError::Foreign);
    }
    let known = u32::try_from(STEPS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::FromTheFuture { found, known });
    }
    Ok(found)
}
