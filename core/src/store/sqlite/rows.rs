//! The rows of the database: how documents, chunks and facts are written, and read again.

use automerge::ChangeHash;
use rusqlite::{Connection, Transaction, params};

use crate::base::checksum::checksum;
use crate::base::ids::FactId;
use crate::replica::document_id::DocumentId;
use crate::store::StoreError;
use crate::store::batch::{ChunkUpdate, DocumentUpdate, Ownership, StoredDocument};

/// A row that is not what was stored.
fn damaged(table: &str) -> StoreError {
    StoreError::damaged(format!("a row of {table} is not what was stored"))
}

pub(super) fn documents(connection: &Connection) -> Result<Vec<StoredDocument>, StoreError> {
    let mut query =
        connection.prepare("SELECT id, title, heads, synced FROM documents ORDER BY id")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
    })?;
    let documents = rows.map(|row| {
        let (id, title, heads, synced): (_, _, Vec<u8>, Vec<u8>) = row?;
        let document = StoredDocument {
            id: DocumentId::from_bytes(id),
            ownership: ownership_from(&title).ok_or_else(|| damaged("documents"))?,
            heads: hashes_from(&heads)?,
            synced: hashes_from(&synced)?,
        };
        Ok(document)
    });
    documents.collect()
}

pub(super) fn facts(
    connection: &Connection,
) -> Result<Vec<(DocumentId, FactId, Vec<u8>)>, StoreError> {
    let mut query = connection.prepare("SELECT document, id, bytes FROM facts")?;
    let rows = query.query_map([], |row| {
        Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, String>(1)?, row.get::<_, Vec<u8>>(2)?))
    })?;
    let facts = rows.map(|row| {
        let (document, id, bytes) = row?;
        let id = FactId::new(id).map_err(|_| damaged("facts"))?;
        Ok((DocumentId::from_bytes(document), id, bytes))
    });
    facts.collect()
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

pub(super) fn write(
    transaction: &Transaction<'_>,
    update: &DocumentUpdate,
) -> Result<(), StoreError> {
    let StoredDocument { id, ownership, heads, synced } = &update.document;
    let mut upsert = transaction.prepare_cached(
        "INSERT INTO documents (id, title, heads, synced) VALUES (?1, ?2, ?3, ?4) \
         ON CONFLICT (id) DO UPDATE SET heads = ?3, synced = ?4",
    )?;
    let title = ownership_text(ownership);
    upsert.execute(params![id.as_bytes(), title, hashes(heads), hashes(synced)])?;
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
    insert.execute(params![id.as_bytes(), chunk, sum_of(id, chunk)])?;
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

/// Over document and chunk: tells damage, not malice.
pub(super) fn sum_of(id: &DocumentId, chunk: &[u8]) -> [u8; 8] {
    checksum([id.as_bytes().as_slice(), chunk])
}

fn hashes(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.as_ref().to_vec()).collect()
}

fn hashes_from(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    let wrong = |_| damaged("documents");
    bytes.chunks(32).map(|hash| ChangeHash::try_from(hash).map_err(wrong)).collect()
}

const FOLLOWED: &str = "followed";

fn ownership_text(ownership: &Ownership) -> String {
    match ownership {
        Ownership::Own(name) => name.to_string(),
        Ownership::Followed => FOLLOWED.to_owned(),
    }
}

fn ownership_from(text: &str) -> Option<Ownership> {
    if text == FOLLOWED { Some(Ownership::Followed) } else { text.parse().ok().map(Ownership::Own) }
}
