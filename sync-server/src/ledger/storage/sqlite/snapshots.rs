//! Snapshots in SQLite: stored and replaced whole, and what they cover taken off the disk.

use rebound_core::base::checksum::checksum;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use crate::ledger::covered::Covered;
use crate::ledger::storage::sqlite::changes::{PLACE_BITS, integer, place};
use crate::ledger::storage::{Left, Number, Replaced, Snapshot, StorageError};

/// Dead rows that are deleted in one transaction: a few milliseconds, between which changes commit.
const PRUNED_ROWS_MAX: usize = 1_000;

/// Free pages of 4 KiB that are given back in one transaction.
const RELEASED_PAGES_MAX: usize = 256;

/// Reads the graph of what a document's snapshot covers; an empty one if there is none.
pub(super) fn covered(connection: &Connection, number: i64) -> Result<Covered, StorageError> {
    let sql = "SELECT covers, graph, graph_checksum FROM snapshots WHERE document = ?1";
    let mut query = connection.prepare_cached(sql)?;
    let read = query.query_row([number], |row| {
        let graph = row.get_ref(1)?.as_blob()?;
        let sound = checksum([graph]) == row.get::<_, [u8; 8]>(2)?;
        let covered = sound.then(|| Covered::decode(graph)).flatten();
        let covers: i64 = row.get(0)?;
        Ok(covered.filter(|covered| integer(covered.len()) == covers))
    });
    read.optional()?
        .map_or_else(|| Ok(Covered::default()), |read| read.ok_or(StorageError::Damaged))
}

/// Reads a document's snapshot; `None` if there is none.
pub(super) fn read(connection: &Connection, number: i64) -> Result<Option<Snapshot>, StorageError> {
    let sql = "SELECT covers, chunk, chunk_checksum FROM snapshots WHERE document = ?1";
    let mut query = connection.prepare_cached(sql)?;
    let read = query.query_row([number], |row| {
        let covers: i64 = row.get(0)?;
        Ok((usize::try_from(covers), row.get::<_, Vec<u8>>(1)?, row.get::<_, [u8; 8]>(2)?))
    });
    let Some((covers, bytes, sum)) = read.optional()? else { return Ok(None) };
    match covers {
        Ok(covers) if checksum([bytes.as_slice()]) == sum => Ok(Some(Snapshot { covers, bytes })),
        Ok(_) | Err(_) => Err(StorageError::Damaged),
    }
}

/// How many changes of a document its snapshot covers.
pub(super) fn covers(connection: &Connection, number: i64) -> Result<usize, StorageError> {
    let sql = "SELECT covers FROM snapshots WHERE document = ?1";
    let mut query = connection.prepare_cached(sql)?;
    let covers: Option<i64> = query.query_row([number], |row| row.get(0)).optional()?;
    usize::try_from(covers.unwrap_or(0)).map_err(|_| StorageError::Damaged)
}

/// Replaces a document's snapshot, if it is the one that covers `expected` changes.
pub(super) fn replace(
    connection: &mut Connection,
    number: i64,
    expected: usize,
    covered: &Covered,
    chunk: &[u8],
) -> Result<Replaced, StorageError> {
    let graph = covered.encode();
    let sums = (checksum([graph.as_slice()]), checksum([chunk]));
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let covers = covers(&transaction, number)?;
    // One that is deleted meanwhile has an id that is none, or no row.
    let is_there = "SELECT count(*) FROM documents WHERE number = ?1 AND length(id) = 16";
    let is_there: u32 = transaction.query_row(is_there, [number], |row| row.get(0))?;
    if covers != expected || is_there == 0 {
        return Ok(Replaced::Other { covers });
    }
    transaction.execute(
        "INSERT OR REPLACE INTO snapshots \
         (document, covers, graph, graph_checksum, chunk_checksum, chunk) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![number, integer(covered.len()), graph, sums.0, sums.1, chunk],
    )?;
    transaction.commit()?;
    Ok(Replaced::Done)
}

/// Deletes some of the rows that a document's snapshot covers.
pub(super) fn prune(connection: &Connection, number: i64) -> Result<Left, StorageError> {
    let covers = covers(connection, number)?;
    let deleted = connection.execute(
        "DELETE FROM changes WHERE place IN (\
             SELECT place FROM changes WHERE place >= ?1 AND place < ?2 \
             ORDER BY place LIMIT ?3)",
        params![place(number, 0), place(number, covers), integer(PRUNED_ROWS_MAX)],
    )?;
    Ok(if deleted == PRUNED_ROWS_MAX { Left::More } else { Left::Nothing })
}

/// The documents with dead rows.
pub(super) fn unpruned(connection: &Connection) -> Result<Vec<Number>, StorageError> {
    let mut query = connection.prepare(
        "SELECT document FROM snapshots WHERE EXISTS (\
             SELECT 1 FROM changes \
             WHERE place >= document << ?1 AND place < (document << ?1) + covers)",
    )?;
    let numbers = query.query_map([PLACE_BITS], |row| row.get(0).map(Number))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

/// Gives some free pages back to the disk.
pub(super) fn release(connection: &Connection) -> Result<Left, StorageError> {
    // The statement gives back one page with each step.
    let sql = format!("PRAGMA incremental_vacuum({RELEASED_PAGES_MAX})");
    let mut query = connection.prepare_cached(&sql)?;
    let mut rows = query.query([])?;
    while rows.next()?.is_some() {}
    let free: u32 = connection.pragma_query_value(None, "freelist_count", |row| row.get(0))?;
    Ok(if free > 0 { Left::More } else { Left::Nothing })
}
