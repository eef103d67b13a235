//! The rows of the database: how documents, chunks and blocks of facts are written, and read again.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::base::time::UtcMillis;
use crate::replica::document_id::DocumentId;
use crate::store::batch::{Cached, ChunkUpdate, DocumentUpdate, FeedMark, StoredDocument};
use crate::store::block::{CacheBlock, MANY, read_block};
use crate::store::row::{damaged, hashes, hashes_from, sum_of};
use crate::store::vault::Vault;
use crate::store::{StoreError, row};

pub(super) fn documents(
    connection: &Connection,
    vault: &Vault,
) -> Result<Vec<StoredDocument>, StoreError> {
    let mut query =
        connection.prepare("SELECT id, title, heads, synced FROM documents ORDER BY id")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
    })?;
    let documents = rows.map(|row| {
        let (id, title, heads, synced): (_, _, Vec<u8>, Vec<u8>) = row?;
        let id = DocumentId::from_bytes(id);
        let document = StoredDocument {
            id,
            ownership: vault.open_title(&id, &title).ok_or_else(|| damaged("documents"))?,
            heads: hashes_from(&heads)?,
            synced: hashes_from(&synced)?,
        };
        Ok(document)
    });
    documents.collect()
}

pub(super) fn facts(
    connection: &Connection,
    vault: &Vault,
) -> Result<Vec<(DocumentId, Cached)>, StoreError> {
    let mut facts = Vec::new();
    for block in blocks_after(connection, vault, 0)? {
        read_block(&block, &mut facts).map_err(|_| damaged("blocks"))?;
    }
    Ok(facts)
}

/// The blocks behind a position, opened.
fn blocks_after(
    connection: &Connection,
    vault: &Vault,
    position: i64,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let sql = "SELECT position, bytes FROM blocks WHERE position > ?1 ORDER BY position";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([position], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let blocks = rows.map(|row| {
        let (position, sealed) = row?;
        vault.open_block(position, &sealed).ok_or_else(|| damaged("blocks"))
    });
    blocks.collect()
}

/// Adds what a batch read. Small blocks become one in time: opening stays fast, and hardly a fact is
/// written more than twice.
pub(super) fn write_block(
    transaction: &Transaction<'_>,
    vault: &Vault,
    mut block: CacheBlock,
) -> Result<(), StoreError> {
    if block.places == 0 {
        return Ok(());
    }
    let sql = "SELECT position, places FROM blocks ORDER BY position DESC LIMIT ?1";
    let mut query = transaction.prepare_cached(sql)?;
    let newest = query.query_map([MANY], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let newest: Vec<(i64, u32)> = newest.collect::<rusqlite::Result<_>>()?;
    let position = newest.first().map_or(1, |(last, _)| last + 1);
    let small: Vec<_> = newest.iter().take_while(|(_, places)| *places < MANY).collect();
    if let Some((first, _)) = small.last().filter(|_| small.len() == MANY as usize) {
        let behind = first - 1;
        block.places += small.iter().map(|(_, places)| places).sum::<u32>();
        block.bytes = [blocks_after(transaction, vault, behind)?.concat(), block.bytes].concat();
        transaction.execute("DELETE FROM blocks WHERE position > ?1", [behind])?;
    }
    let sql = "INSERT INTO blocks (position, places, bytes) VALUES (?1, ?2, ?3)";
    let sealed = vault.seal_block(position, &block.bytes);
    transaction.prepare_cached(sql)?.execute(params![position, block.places, sealed])?;
    Ok(())
}

pub(super) fn chunks(connection: &Connection, id: &DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
    let sql = "SELECT bytes, checksum FROM chunks WHERE document = ?1 ORDER BY position";
    let mut query = connection.prepare_cached(sql)?;
    let rows = query.query_map([id.as_bytes()], |row| {
        Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, [u8; 8]>(1)?))
    })?;
    let chunks = rows.map(|row| {
        let (bytes, sum) = row?;
        if sum_of(id, &bytes) == sum { Ok(bytes) } else { Err(damaged("chunks")) }
    });
    chunks.collect()
}

/// Writes updates of documents, and what was read of them.
pub(super) fn write_all(
    transaction: &Transaction<'_>,
    vault: &Vault,
    updates: &[DocumentUpdate],
) -> Result<(), StoreError> {
    updates.iter().try_for_each(|update| write(transaction, vault, update))?;
    let read = updates.iter().map(|update| (&update.document.id, update.facts.as_slice()));
    write_block(transaction, vault, CacheBlock::of(read))
}

fn write(
    transaction: &Transaction<'_>,
    vault: &Vault,
    update: &DocumentUpdate,
) -> Result<(), StoreError> {
    let StoredDocument { id, ownership, heads, synced } = &update.document;
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO documents (id, title, heads, synced) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET title = ?2, heads = ?3, synced = ?4",
    )?;
    let title = vault.seal_title(id, ownership);
    upsert.execute(params![id.as_bytes(), title, hashes(heads), hashes(synced)])?;
    match &update.chunks {
        ChunkUpdate::Keep => {}
        ChunkUpdate::Append(chunk) => append(transaction, id, chunk)?,
        ChunkUpdate::Replace(chunk) => {
            transaction.execute("DELETE FROM chunks WHERE document = ?1", [id.as_bytes()])?;
            append(transaction, id, chunk)?;
        }
    }
    Ok(())
}

/// Deletes a document. What the cache says of it is passed over from then on.
pub(super) fn remove(transaction: &Transaction<'_>, id: &DocumentId) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM chunks WHERE document = ?1", [id.as_bytes()])?;
    transaction.execute("DELETE FROM documents WHERE id = ?1", [id.as_bytes()])?;
    Ok(())
}

fn append(transaction: &Transaction<'_>, id: &DocumentId, chunk: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO chunks (document, bytes, checksum) VALUES (?1, ?2, ?3)";
    let mut insert = transaction.prepare_cached(sql)?;
    insert.execute(params![id.as_bytes(), chunk, sum_of(id, chunk)])?;
    Ok(())
}

/// What a row of `meta` is called: when the device and its server were last known to hold the same, in
/// milliseconds since 1970, big-endian.
const SYNCED_AT: &str = "synced_at";

/// What a row of `meta` is called: up to where the device has what the server's feed tells. The account's id,
/// the sum over the documents, and the moment as the server said it.
const FEED: &str = "feed";

fn meta(connection: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let sql = "SELECT value FROM meta WHERE key = ?1";
    Ok(connection.query_row(sql, [key], |row| row.get(0)).optional()?)
}

fn write_meta(transaction: &Transaction<'_>, key: &str, value: &[u8]) -> Result<(), StoreError> {
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) \
               ON CONFLICT (key) DO UPDATE SET value = ?2";
    transaction.prepare_cached(sql)?.execute(params![key, value])?;
    Ok(())
}

pub(super) fn synced_at(connection: &Connection) -> Result<Option<UtcMillis>, StoreError> {
    let noted = meta(connection, SYNCED_AT)?;
    noted.map(|bytes| row::moment_from(&bytes)).transpose()
}

pub(super) fn write_synced_at(
    transaction: &Transaction<'_>,
    at: UtcMillis,
) -> Result<(), StoreError> {
    write_meta(transaction, SYNCED_AT, &at.0.to_be_bytes())
}

/// A row that says something else is none: the server is asked for everything then.
pub(super) fn feed(connection: &Connection) -> Result<Option<FeedMark>, StoreError> {
    Ok(meta(connection, FEED)?.and_then(|bytes| row::feed_from(&bytes)))
}

pub(super) fn write_feed(transaction: &Transaction<'_>, mark: &FeedMark) -> Result<(), StoreError> {
    write_meta(transaction, FEED, &row::feed(mark))
}
