//! What a damaged database still gives, row by row.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};

use crate::base::ids::{DeviceId, FactId};
use crate::replica::document::read::EntryPlace;
use crate::replica::document_id::DocumentId;
use crate::replica::key::AccountKey;
use crate::store::batch::{Cached, CachedValue};
use crate::store::block::read_block;
use crate::store::sqlite::connect;
use crate::store::sqlite::schema::ACCOUNT_KEY;
use crate::store::vault::Vault;
use crate::store::{StoreError, row};

/// What a damaged database still gives.
#[derive(Clone, Debug, Default)]
pub struct Remains {
    /// What was read of the documents, from the cache.
    pub facts: Vec<(DocumentId, Cached)>,
    /// Chunks that are what was stored, each with its document. One may come several times.
    pub chunks: Vec<(DocumentId, Vec<u8>)>,
    /// Whether what lies in plain in the documents was the candidate's when the database was written.
    pub plain: Plain,
    /// Places at which reading came to an end, and rows that are not what was stored.
    pub unreadable: usize,
}

/// What values in plain are worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Plain {
    /// The app sealed nothing yet, or it cannot be told.
    #[default]
    Counts,
    /// The app had sealed what was its own. Anybody can have put in the rest.
    PassedOver,
}

/// From this version of the database on, what counts is sealed.
const SEALED_FROM: u32 = 3;

/// The order in which a table is read: from its other end, too, what lies behind a damaged page is
/// reached.
const DIRECTIONS: [&str; 2] = ["ASC", "DESC"];

/// Reads what can be read of the database at `path`, and changes nothing in it.
///
/// # Errors
///
/// [`StoreError::NotThere`] if there is no file, [`StoreError::OpenElsewhere`] while it is open,
/// [`StoreError::OtherAccount`] if another key made it and so nothing opens.
pub fn salvage(path: &Path, key: &AccountKey) -> Result<Remains, StoreError> {
    if !path.exists() {
        return Err(StoreError::NotThere { path: path.to_owned() });
    }
    let mut remains = Remains::default();
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = connect(path, flags)?;
    // SQLite refuses a file that lost its end unless it is told to read what is there.
    connection.execute_batch("PRAGMA writable_schema = ON; PRAGMA trusted_schema = OFF;")?;
    let version: Option<u32> =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).ok();
    if version.is_some_and(|version| version >= SEALED_FROM) {
        remains.plain = Plain::PassedOver;
    }
    let read = match version {
        Some(1) => plain_facts(&connection, &mut remains),
        Some(_) | None => facts(&connection, key, &mut remains),
    };
    if remains.facts.is_empty() && names_other_key(&connection, key) {
        return Err(StoreError::OtherAccount);
    }
    match read.and_then(|()| chunks(&connection, &mut remains)) {
        Err(StoreError::OpenElsewhere) => Err(StoreError::OpenElsewhere),
        Ok(()) | Err(_) => Ok(remains),
    }
}

/// Whether the database names another key. Damage can have done that as well, so what opens is kept.
fn names_other_key(connection: &Connection, key: &AccountKey) -> bool {
    let sql = "SELECT value FROM meta WHERE key = ?1";
    let noted: rusqlite::Result<Vec<u8>> =
        connection.query_row(sql, [ACCOUNT_KEY], |row| row.get(0));
    noted.is_ok_and(|noted| noted != key.fingerprint().as_bytes())
}

fn facts(
    connection: &Connection,
    key: &AccountKey,
    remains: &mut Remains,
) -> Result<(), StoreError> {
    // Of which device it is does not matter to what it holds.
    let vault = Vault::new(DeviceId::from_bytes([0; 8]), key);
    for direction in DIRECTIONS {
        let sql = format!("SELECT position, bytes FROM blocks ORDER BY position {direction}");
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?));
        for (position, sealed) in each(connection, &sql, read, &mut remains.unreadable)? {
            let opened = vault.open_block(position, &sealed);
            let read = opened.map(|bytes| read_block(&bytes, &mut remains.facts));
            remains.unreadable += usize::from(!matches!(read, Some(Ok(()))));
        }
    }
    Ok(())
}

/// The cache as version 1 kept it: a database that is damaged is never brought up to this one.
fn plain_facts(connection: &Connection, remains: &mut Remains) -> Result<(), StoreError> {
    for direction in DIRECTIONS {
        let sql = format!(
            "SELECT document, id, bytes FROM facts ORDER BY document {direction}, id {direction}"
        );
        let read = |row: &Row<'_>| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
        };
        for (document, id, bytes) in each(connection, &sql, read, &mut remains.unreadable)? {
            let Ok(id) = FactId::new(id) else {
                remains.unreadable += 1;
                continue;
            };
            let (place, content) = (EntryPlace::Plain(id.clone()), CachedValue::Fact(id, bytes));
            remains.facts.push((DocumentId::from_bytes(document), Cached { place, content }));
        }
    }
    Ok(())
}

fn chunks(connection: &Connection, remains: &mut Remains) -> Result<(), StoreError> {
    for direction in DIRECTIONS {
        let sql =
            format!("SELECT document, bytes, checksum FROM chunks ORDER BY position {direction}");
        let read = |row: &Row<'_>| {
            Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, Vec<u8>>(1)?, row.get::<_, [u8; 8]>(2)?))
        };
        for (document, bytes, sum) in each(connection, &sql, read, &mut remains.unreadable)? {
            let document = DocumentId::from_bytes(document);
            if row::sum_of(&document, &bytes) == sum {
                remains.chunks.push((document, bytes));
            } else {
                remains.unreadable += 1;
            }
        }
    }
    Ok(())
}

/// The rows of a query up to the first place where the file is damaged.
fn each<T>(
    connection: &Connection,
    sql: &str,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    unreadable: &mut usize,
) -> Result<Vec<T>, StoreError> {
    let mut query = match connection.prepare(sql).map_err(StoreError::from) {
        Ok(query) => query,
        Err(StoreError::OpenElsewhere) => return Err(StoreError::OpenElsewhere),
        Err(_) => {
            *unreadable += 1;
            return Ok(Vec::new());
        }
    };
    let mut found = Vec::new();
    for row in query.query_map([], read)? {
        match row {
            Ok(row) => found.push(row),
            Err(_) => *unreadable += 1,
        }
    }
    Ok(found)
}
