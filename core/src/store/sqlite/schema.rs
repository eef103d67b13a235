//! The tables of the device's database, and how older ones become them.
//!
//! Forward only, one transaction a step. A file of a newer build is refused before anything is
//! written to it.

use std::collections::BTreeMap;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::base::ids::FactId;
use crate::replica::document::read::EntryPlace;
use crate::replica::document_id::DocumentId;
use crate::store::StoreError;
use crate::store::batch::{Cached, CachedValue, Ownership};
use crate::store::block::CacheBlock;
use crate::store::row::damaged;
use crate::store::sqlite::rows::write_block;
use crate::store::sqlite::sealing::seal_former;
use crate::store::vault::{Vault, ownership};

/// Marks the file as Rebound's ("RbDv").
pub(super) const APPLICATION_ID: i32 = 0x5262_4476;

/// What a row of `meta` is called: the fingerprint of the key that seals the database.
pub(super) const ACCOUNT_KEY: &str = "account_key";

type Step = fn(&Transaction<'_>, &Vault) -> Result<(), StoreError>;

/// One step for each version, oldest first. A released step is never edited.
const STEPS: &[Step] = &[create, seal, seal_former];

/// Version 1.
fn create(transaction: &Transaction<'_>, _: &Vault) -> Result<(), StoreError> {
    Ok(transaction.execute_batch(
        "
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
    ",
    )?)
}

/// Version 2: the names of documents and the cache of facts are sealed. The key's fingerprint comes with
/// what it sealed, so that a database which was cut off here takes no other.
fn seal(transaction: &Transaction<'_>, vault: &Vault) -> Result<(), StoreError> {
    let mut query = transaction.prepare("SELECT id, title FROM documents")?;
    let titles = query.query_map([], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get(1)?)))?;
    for row in titles.collect::<rusqlite::Result<Vec<(_, String)>>>()? {
        let id = DocumentId::from_bytes(row.0);
        let ownership = ownership(&row.1).ok_or_else(|| damaged("documents"))?;
        // Nothing else tells with which key this database was made.
        if matches!(&ownership, Ownership::Own(name) if !vault.derives(name, &id)) {
            return Err(StoreError::OtherAccount);
        }
        let sealed = vault.seal_title(&id, &ownership);
        let update = "UPDATE documents SET title = ?2 WHERE id = ?1";
        transaction.execute(update, (id.as_bytes(), sealed))?;
    }
    transaction.execute_batch(
        "CREATE TABLE blocks (
            position INTEGER PRIMARY KEY,
            places INTEGER NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;",
    )?;
    let insert = "INSERT INTO meta (key, value) VALUES (?1, ?2)";
    transaction.execute(insert, (ACCOUNT_KEY, vault.fingerprint().as_bytes()))?;
    let facts = plain_facts(transaction)?;
    let read = facts.iter().map(|(document, facts)| (document, facts.as_slice()));
    write_block(transaction, vault, CacheBlock::of(read))?;
    Ok(transaction.execute_batch("DROP TABLE facts;")?)
}

/// The cache as version 1 kept it.
fn plain_facts(
    transaction: &Transaction<'_>,
) -> Result<BTreeMap<DocumentId, Vec<Cached>>, StoreError> {
    let mut facts: BTreeMap<DocumentId, Vec<Cached>> = BTreeMap::new();
    let mut query = transaction.prepare("SELECT document, id, bytes FROM facts")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get(2)?))
    })?;
    for row in rows {
        let (document, id, bytes) = row?;
        let id = FactId::new(id).map_err(|_| damaged("facts"))?;
        let (place, content) = (EntryPlace::Plain(id.clone()), CachedValue::Fact(id, bytes));
        facts.entry(DocumentId::from_bytes(document)).or_default().push(Cached { place, content });
    }
    Ok(facts)
}

/// Brings a connection's database up to this build.
pub(super) fn prepare(connection: &mut Connection, vault: &Vault) -> Result<(), StoreError> {
    let found = refuse_strangers(connection)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA fullfsync = ON;
         PRAGMA trusted_schema = OFF;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;",
    )?;
    for (version, step) in (1_u32..).zip(STEPS).skip_while(|(version, _)| *version <= found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        step(&transaction, vault)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", version)?;
        transaction.commit()?;
    }
    has_its_tables(connection)
}

/// Whether the tables are there at all: a schema page that was overwritten may read as an empty one.
fn has_its_tables(connection: &Connection) -> Result<(), StoreError> {
    let sql = "SELECT count(*) FROM sqlite_schema \
               WHERE name IN ('meta', 'documents', 'chunks', 'chunks_by_document', 'blocks')";
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
