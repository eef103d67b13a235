//! The tables, and how a database of an older version comes to have them.
//!
//! Steps are numbered and go forward only. Each is one transaction: a crash leaves the version before.

use std::path::Path;
use std::time::Duration;

use rebound_core::base::checksum::checksum;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::arrival::Arrival;
use rebound_core::replica::admission::chunk;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::auth::people::tables;
use crate::auth::people::tables::{invites, spaces, wrapped_keys};
use crate::ledger::graph::Graph;
use crate::ledger::storage::StorageError;
use crate::ledger::storage::sqlite::aside::ASIDE;
use crate::ledger::storage::sqlite::authors::Authors;
use crate::ledger::storage::sqlite::changes::{PLACE_BITS, insert};
use crate::ledger::storage::sqlite::feed::FEED;

/// Marks the file as a Rebound server's ("RbSv").
const APPLICATION_ID: i32 = 0x5262_5376;

/// The version of the tables below.
pub const VERSION: u32 = 9;

/// The size of the write-ahead log, in bytes. It is kept, so that commits write over what is there.
pub const LOG_BYTES: u32 = 1024 * 1024;

/// The log is moved into the database file when it has so many pages: what fits into it, with some room
/// for the commit that goes beyond.
const LOG_PAGES: u32 = LOG_BYTES / (4096 + 24) - 8;

/// How long a connection waits for another one.
pub(super) const BUSY_MAX: Duration = Duration::from_secs(5);

const DOCUMENTS: &str = "
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE
    ) STRICT;
";

/// `place` is the document's number and the position in one, so that what comes to the last document
/// fills one page after the other. `deps` are distances back, each in LEB128. A change's hash is made
/// from its bytes when it is read, and stands before those of a deflated one.
const CHANGES: &str = "
    CREATE TABLE authors (
        number INTEGER PRIMARY KEY,
        account BLOB NOT NULL,
        actor BLOB NOT NULL,
        UNIQUE (account, actor)
    ) STRICT;
    CREATE TABLE changes (
        place INTEGER PRIMARY KEY,
        author INTEGER NOT NULL REFERENCES authors (number),
        deps BLOB NOT NULL,
        seq INTEGER NOT NULL,
        max_op INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        checksum BLOB NOT NULL
    ) STRICT;
";

/// The chunk comes last, so that reading the graph does not walk through it.
const SNAPSHOTS: &str = "
    CREATE TABLE snapshots (
        document INTEGER PRIMARY KEY REFERENCES documents (number),
        covers INTEGER NOT NULL,
        graph BLOB NOT NULL,
        graph_checksum BLOB NOT NULL,
        chunk_checksum BLOB NOT NULL,
        chunk BLOB NOT NULL
    ) STRICT;
";

/// A connection to the server's database, checked, upgraded and set up.
///
/// # Errors
///
/// [`StorageError`]; a foreign or newer file is not touched.
pub fn connect(path: &Path) -> Result<Connection, StorageError> {
    let mut connection = open(path)?;
    let version = recognise(&connection)?;
    let is_new = version.is_none();
    if is_new {
        // Has to be said before anything is written. Pages of compacted changes go back to the disk.
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL")?;
    }
    connection.execute_batch(&format!(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA trusted_schema = OFF;
         PRAGMA wal_autocheckpoint = {LOG_PAGES};
         PRAGMA journal_size_limit = {LOG_BYTES};
         PRAGMA cache_size = -512;"
    ))?;
    connection.busy_timeout(BUSY_MAX)?;
    if is_new {
        create(&mut connection)?;
    } else if version.is_some_and(|version| version < VERSION) {
        upgrade(&mut connection)?;
    }
    space(&connection)?;
    Ok(connection)
}

/// The version of a server's database; `None` if there is nothing in it yet.
///
/// # Errors
///
/// [`StorageError::Foreign`] and [`StorageError::FromTheFuture`]: not to be touched.
pub(super) fn recognise(connection: &Connection) -> Result<Option<u32>, StorageError> {
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application == 0 && version == 0 && tables == 0 {
        return Ok(None);
    }
    if application != APPLICATION_ID {
        return Err(StorageError::Foreign);
    }
    if version > VERSION {
        return Err(StorageError::FromTheFuture { found: version, known: VERSION });
    }
    Ok(Some(version))
}

/// One process has the database at a time, which the lock on its folder sees to. So its connections agree
/// among themselves, and do not ask the system for six locks with every change.
fn open(path: &Path) -> Result<Connection, rusqlite::Error> {
    if cfg!(unix) {
        Connection::open_with_flags_and_vfs(path, OpenFlags::default(), c"unix-excl")
    } else {
        Connection::open(path)
    }
}

fn create(connection: &mut Connection) -> Result<(), StorageError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let of_people = [
        tables::DEVICES,
        wrapped_keys::WRAPPED_KEYS,
        DOCUMENTS,
        tables::ROLES,
        tables::ROLES_OF_ACCOUNT,
    ];
    let of_groups = [spaces::SPACES, invites::INVITES];
    let of_documents = [CHANGES, SNAPSHOTS, ASIDE, FEED];
    for tables in of_people.into_iter().chain(of_groups).chain(of_documents) {
        transaction.execute_batch(tables)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", VERSION)?;
    Ok(transaction.commit()?)
}

fn upgrade(connection: &mut Connection) -> Result<(), StorageError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: u32 = transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if version < 2 {
        read_changes_once_more(&transaction)?;
        transaction.execute_batch(SNAPSHOTS)?;
    } else if version < 4 {
        give_authors_numbers(&transaction)?;
    }
    if version < 5 {
        tables::give_accounts_rows(&transaction)?;
        leave_empty_documents_out(&transaction)?;
    }
    // From version 5 nothing moves: from version 6 on changes can be stored deflated, which a server that
    // does not know it would take for damage.
    if version < 7 {
        transaction.execute_batch(ASIDE)?;
    }
    if version < 8 {
        transaction.execute_batch(spaces::SPACES)?;
        if version >= 5 {
            invites::let_them_be_to_spaces(&transaction)?;
        }
        transaction.execute_batch(FEED)?;
    }
    if version < 9 {
        transaction.execute_batch(wrapped_keys::WRAPPED_KEYS)?;
    }
    transaction.pragma_update(None, "user_version", VERSION)?;
    transaction.commit()?;
    tracing::info!(from = version, to = VERSION, "the database was upgraded");
    Ok(())
}

/// Lets the database give pages back. A database that could not is rewritten once.
fn space(connection: &Connection) -> Result<(), StorageError> {
    let mode: u32 = connection.pragma_query_value(None, "auto_vacuum", |row| row.get(0))?;
    if mode != 2 {
        connection.execute_batch("PRAGMA auto_vacuum = INCREMENTAL; VACUUM")?;
    }
    Ok(())
}

/// From version 1, which kept the bytes of a change alone: every change is read one last time.
fn read_changes_once_more(transaction: &Connection) -> Result<(), StorageError> {
    transaction.execute_batch("ALTER TABLE changes RENAME TO changes_1")?;
    transaction.execute_batch(CHANGES)?;
    let mut query = transaction.prepare(
        "SELECT document, position, account, bytes, checksum FROM changes_1 \
         ORDER BY document, position",
    )?;
    let mut rows = query.query([])?;
    let (mut document, mut graph) = (None, Graph::default());
    let mut authors = Authors::default();
    while let Some(row) = rows.next()? {
        let (number, position): (i64, u32) = (row.get(0)?, row.get(1)?);
        if document != Some(number) {
            (document, graph) = (Some(number), Graph::default());
        }
        let (bytes, sum) = (row.get_ref(3)?.as_blob(), row.get::<_, [u8; 8]>(4)?);
        let bytes = bytes.map_err(rusqlite::Error::from)?;
        if checksum([bytes]) != sum {
            return Err(StorageError::Damaged);
        }
        let change = chunk::admit(bytes).map_err(|_| StorageError::Damaged)?;
        let stored = graph.stage(&Arrival::from(&change), AccountId::from_bytes(row.get(2)?));
        graph.commit(graph.len());
        let author = authors.number(transaction, &stored)?;
        insert(transaction, number, position as usize, author, &stored)?;
    }
    drop(rows);
    drop(query);
    Ok(transaction.execute_batch("DROP TABLE changes_1")?)
}

/// From versions 2 and 3, where each row spelled out its author. Version 2 kept the hash as well.
/// Checksums stay: they are over hash, account and actor, wherever these come from.
fn give_authors_numbers(transaction: &Connection) -> Result<(), StorageError> {
    transaction.execute_batch("ALTER TABLE changes RENAME TO changes_3")?;
    transaction.execute_batch(CHANGES)?;
    transaction.execute_batch(&format!(
        "INSERT INTO authors (account, actor) SELECT DISTINCT account, actor FROM changes_3;
         INSERT INTO changes
             SELECT (document << {PLACE_BITS}) + position, number, deps, seq, max_op, bytes, checksum
             FROM changes_3 JOIN authors USING (account, actor) ORDER BY document, position;
         DROP TABLE changes_3;"
    ))?;
    Ok(())
}

/// From version 4 and before, where whoever named an id owned the document, with or without a change.
fn leave_empty_documents_out(transaction: &Connection) -> Result<(), StorageError> {
    transaction.execute_batch(&format!(
        "CREATE TEMPORARY TABLE empty AS SELECT number FROM documents
             WHERE number NOT IN (SELECT document FROM snapshots) AND NOT EXISTS
                 (SELECT 1 FROM changes WHERE place >= number << {PLACE_BITS}
                  AND place < (number + 1) << {PLACE_BITS});
         DELETE FROM roles WHERE document IN (SELECT number FROM empty);
         DELETE FROM documents WHERE number IN (SELECT number FROM empty);
         DROP TABLE empty;"
    ))?;
    Ok(())
}
