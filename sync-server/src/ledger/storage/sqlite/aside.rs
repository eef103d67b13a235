//! Changes that were set aside, in a table of their own: nobody is served them, and they are not lost.

use std::collections::HashSet;

use automerge::ChangeHash;
use rebound_core::base::checksum::checksum;
use rebound_core::base::ids::AccountId;
use rusqlite::{Connection, params};

use crate::ledger::change::StoredChange;
use crate::ledger::storage::{Aside, StorageError};

/// The bytes come last, so that reading the hashes does not walk through them.
pub(super) const ASIDE: &str = "
    CREATE TABLE aside (
        number INTEGER PRIMARY KEY,
        document INTEGER NOT NULL REFERENCES documents (number),
        hash BLOB NOT NULL,
        account BLOB NOT NULL,
        checksum BLOB NOT NULL,
        bytes BLOB NOT NULL,
        UNIQUE (document, hash)
    ) STRICT;
";

/// Keeps a change of a document apart.
pub(super) fn insert(
    connection: &Connection,
    document: i64,
    change: &StoredChange,
) -> Result<(), rusqlite::Error> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO aside (document, hash, account, checksum, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    let (hash, account) = (change.hash.as_ref(), change.account.as_bytes());
    let sum = checksum([hash, account, &change.bytes]);
    insert.execute(params![document, hash, account, sum, &*change.bytes])?;
    Ok(())
}

/// What was set aside of a document, in the order in which it was.
pub(super) fn read(connection: &Connection, document: i64) -> Result<Vec<Aside>, StorageError> {
    let mut query = connection.prepare_cached(
        "SELECT hash, account, checksum, bytes FROM aside WHERE document = ?1 ORDER BY number",
    )?;
    let mut rows = query.query([document])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (hash, account): ([u8; 32], [u8; 16]) = (row.get(0)?, row.get(1)?);
        let bytes: Vec<u8> = row.get(3)?;
        if checksum([&hash[..], &account, &bytes]) != row.get::<_, [u8; 8]>(2)? {
            return Err(StorageError::Damaged);
        }
        let account = AccountId::from_bytes(account);
        all.push(Aside { hash: ChangeHash(hash), account, bytes });
    }
    Ok(all)
}

/// The hashes of what was set aside of a document.
pub(super) fn hashes(
    connection: &Connection,
    document: i64,
) -> Result<HashSet<ChangeHash>, StorageError> {
    let mut query = connection.prepare_cached("SELECT hash FROM aside WHERE document = ?1")?;
    let rows = query.query_map([document], |row| Ok(ChangeHash(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
