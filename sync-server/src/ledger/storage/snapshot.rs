//! Snapshots: stored and replaced whole, and what they cover taken off the disk.

use rusqlite::{OptionalExtension, params};

use crate::ledger::packed::Packed;
use crate::ledger::storage::{PLACE_BITS, Storage, StorageError, checksum, integer, place};

/// Dead rows that are deleted in one transaction: a few milliseconds, between which changes commit.
const PRUNED_ROWS_MAX: usize = 1_000;

/// Free pages of 4 KiB that are given back in one transaction.
const RELEASED_PAGES_MAX: usize = 256;

/// A snapshot as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// How many changes it covers: the first ones.
    pub covers: usize,
    /// The document chunk.
    pub bytes: Vec<u8>,
}

/// Whether there is more to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Call again.
    More,
    /// Done.
    Nothing,
}

impl Storage {
    /// Reads the packed graph of what a document's snapshot covers.
    pub(super) fn packed(&self, number: i64) -> Result<Option<Packed>, StorageError> {
        let sql = "SELECT covers, graph, graph_checksum FROM snapshots WHERE document = ?1";
        let mut query = self.connection.prepare_cached(sql)?;
        let read = query.query_row([number], |row| {
            let graph = row.get_ref(1)?.as_blob()?;
            let sound = checksum(graph) == row.get::<_, [u8; 8]>(2)?;
            let packed = sound.then(|| Packed::decode(graph)).flatten();
            let covers: i64 = row.get(0)?;
            Ok(packed.filter(|packed| integer(packed.len()) == covers))
        });
        match read.optional()? {
            None => Ok(None),
            Some(Some(packed)) => Ok(Some(packed)),
            Some(None) => Err(StorageError::Damaged),
        }
    }

    /// Reads a document's snapshot; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if it is not what was stored.
    pub fn snapshot(&self, number: i64) -> Result<Option<Snapshot>, StorageError> {
        let sql = "SELECT covers, chunk, chunk_checksum FROM snapshots WHERE document = ?1";
        let mut query = self.connection.prepare_cached(sql)?;
        let read = query.query_row([number], |row| {
            let covers: i64 = row.get(0)?;
            Ok((usize::try_from(covers), row.get::<_, Vec<u8>>(1)?, row.get::<_, [u8; 8]>(2)?))
        });
        let Some((covers, bytes, sum)) = read.optional()? else { return Ok(None) };
        match covers {
            Ok(covers) if checksum(&bytes) == sum => Ok(Some(Snapshot { covers, bytes })),
            Ok(_) | Err(_) => Err(StorageError::Damaged),
        }
    }

    /// How many changes of a document its snapshot covers.
    pub(super) fn covers(&self, number: i64) -> Result<usize, StorageError> {
        let sql = "SELECT covers FROM snapshots WHERE document = ?1";
        let mut query = self.connection.prepare_cached(sql)?;
        let covers: Option<i64> = query.query_row([number], |row| row.get(0)).optional()?;
        usize::try_from(covers.unwrap_or(0)).map_err(|_| StorageError::Damaged)
    }

    /// Replaces a document's snapshot. From the commit on, the rows that it covers are dead.
    ///
    /// # Errors
    ///
    /// The database's: the old one stands.
    pub fn replace_snapshot(
        &mut self,
        number: i64,
        packed: &Packed,
        chunk: &[u8],
    ) -> Result<(), StorageError> {
        let graph = packed.encode();
        let (covers, sums) = (integer(packed.len()), (checksum(&graph), checksum(chunk)));
        self.connection.execute(
            "INSERT OR REPLACE INTO snapshots \
             (document, covers, graph, graph_checksum, chunk_checksum, chunk) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![number, covers, graph, sums.0, sums.1, chunk],
        )?;
        Ok(())
    }

    /// Deletes some of the rows that a document's snapshot covers.
    ///
    /// # Errors
    ///
    /// The database's: they stay for another time.
    pub fn prune(&mut self, number: i64) -> Result<Left, StorageError> {
        let covers = self.covers(number)?;
        let deleted = self.connection.execute(
            "DELETE FROM changes WHERE place IN (\
                 SELECT place FROM changes WHERE place >= ?1 AND place < ?2 \
                 ORDER BY place LIMIT ?3)",
            params![place(number, 0), place(number, covers), integer(PRUNED_ROWS_MAX)],
        )?;
        Ok(if deleted == PRUNED_ROWS_MAX { Left::More } else { Left::Nothing })
    }

    /// The documents with dead rows, which a crash can leave.
    ///
    /// # Errors
    ///
    /// The database's.
    pub fn unpruned(&self) -> Result<Vec<i64>, StorageError> {
        let mut query = self.connection.prepare(
            "SELECT document FROM snapshots WHERE EXISTS (\
                 SELECT 1 FROM changes \
                 WHERE place >= document << ?1 AND place < (document << ?1) + covers)",
        )?;
        let numbers = query.query_map([PLACE_BITS], |row| row.get(0))?;
        Ok(numbers.collect::<Result<_, _>>()?)
    }

    /// Gives some free pages back to the disk.
    ///
    /// # Errors
    ///
    /// The database's: they stay, and are used again.
    pub fn release_pages(&mut self) -> Result<Left, StorageError> {
        let free = |storage: &Self| -> Result<u32, rusqlite::Error> {
            storage.connection.pragma_query_value(None, "freelist_count", |row| row.get(0))
        };
        // The statement gives back one page with each step.
        let sql = format!("PRAGMA incremental_vacuum({RELEASED_PAGES_MAX})");
        let mut query = self.connection.prepare_cached(&sql)?;
        let mut rows = query.query([])?;
        while rows.next()?.is_some() {}
        drop(rows);
        drop(query);
        Ok(if free(self)? > 0 { Left::More } else { Left::Nothing })
    }
}
