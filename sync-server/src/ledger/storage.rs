//! The server's database: SQLite in WAL mode with `synchronous=FULL`, every row with a checksum.
//!
//! A document is its newest snapshot and the changes after it. Rows that a snapshot covers are dead:
//! nobody reads them, and they are deleted soon after.

mod authors;
pub mod reading;
pub mod schema;
pub mod snapshot;

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use automerge::{ActorId, ChangeHash};
use rebound_core::base::checksum;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use crate::auth::Role;
use crate::ledger::graph::Graph;
use crate::ledger::numbers::{self, Numbers};
use crate::ledger::row::Row;
use crate::ledger::storage::authors::Authors;

/// How far the number of a document is moved up in the place of a change, which leaves the lower bits to
/// the position.
const PLACE_BITS: u32 = 32;

/// The database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Written by a newer server. It was not touched.
    #[error("the database is of version {0}; this server knows version {known}", known = schema::VERSION)]
    FromTheFuture(u32),
    /// The file is something else.
    #[error("the file is not a Rebound server's database")]
    Foreign,
    /// A row is not what was stored.
    #[error("the database holds a damaged row")]
    Damaged,
    /// SQLite failed.
    #[error("the database failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// The system gave no thread.
    #[error("no thread for the database")]
    Thread(#[source] io::Error),
    /// The server is shutting down.
    #[error("the ledger is closed")]
    Closed,
}

/// A document as the database holds it.
#[derive(Debug)]
pub struct StoredDocument {
    /// Its number in the database.
    pub number: i64,
    /// Who is what to it.
    pub roles: HashMap<AccountId, Role>,
    /// Its changes.
    pub graph: Graph,
}

/// One connection to the server's database.
#[derive(Debug)]
pub struct Storage {
    connection: Connection,
    authors: Authors,
}

impl Storage {
    /// Opens the database, creating or upgrading it if need be.
    ///
    /// # Errors
    ///
    /// [`StorageError`]; a foreign or newer file is not touched.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        Ok(Self { connection: schema::connect(path)?, authors: Authors::default() })
    }

    /// Reads a document; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if a row does not fit its checksum or its place.
    pub fn document(&self, id: &DocumentId) -> Result<Option<StoredDocument>, StorageError> {
        // One transaction: what a snapshot covers and what follows it have to fit together.
        let transaction = self.connection.unchecked_transaction()?;
        let find = "SELECT number FROM documents WHERE id = ?1";
        let number = transaction.query_row(find, [id.as_bytes()], |row| row.get(0)).optional()?;
        let Some(number) = number else { return Ok(None) };
        let roles = self.roles(number)?;
        let mut graph = Graph::new(self.packed(number)?.unwrap_or_default());
        self.rows(number, graph.len(), usize::MAX, |position, row| {
            if position != graph.len() {
                return Err(StorageError::Damaged);
            }
            graph.push(&row);
            graph.commit(graph.len());
            Ok(())
        })?;
        Ok(Some(StoredDocument { number, roles, graph }))
    }

    fn roles(&self, number: i64) -> Result<HashMap<AccountId, Role>, StorageError> {
        let mut query = self
            .connection
            .prepare_cached("SELECT account, role FROM roles WHERE document = ?1")?;
        let rows = query.query_map([number], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let roles = rows.map(|row| {
            let (account, role) = row?;
            let known = [Role::Owner, Role::Writer, Role::Reader];
            let role = known.into_iter().find(|known| known.as_str() == role);
            Ok((AccountId::from_bytes(account), role.ok_or(StorageError::Damaged)?))
        });
        roles.collect()
    }

    /// Hands over the rows of a document from position `first` on and before `end`, in their order.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if a row is not what was stored, and that of `each`.
    pub fn rows(
        &self,
        number: i64,
        first: usize,
        end: usize,
        mut each: impl FnMut(usize, Row) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let mut query = self.connection.prepare_cached(
            "SELECT place, account, deps, actor, seq, max_op, bytes, checksum \
             FROM changes LEFT JOIN authors ON number = author \
             WHERE place >= ?1 AND place < ?2 ORDER BY place",
        )?;
        let (start, end) = (place(number, first), place(number, end));
        let mut rows = query.query([start, end])?;
        while let Some(row) = rows.next()? {
            let position = row.get::<_, i64>(0)? - place(number, 0);
            let position = u32::try_from(position).map_err(|_| StorageError::Damaged)?;
            let row = row_of(row, position)?.ok_or(StorageError::Damaged)?;
            each(position as usize, row)?;
        }
        Ok(())
    }

    /// Creates a document of `owner`.
    ///
    /// # Errors
    ///
    /// The database's: nothing was created.
    pub fn create(&mut self, id: &DocumentId, owner: AccountId) -> Result<(), StorageError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute("INSERT INTO documents (id) VALUES (?1)", [id.as_bytes()])?;
        let number = transaction.last_insert_rowid();
        let insert = "INSERT INTO roles (document, account, role) VALUES (?1, ?2, 'owner')";
        transaction.execute(insert, params![number, owner.as_bytes()])?;
        Ok(transaction.commit()?)
    }

    /// Sets or takes back a role.
    ///
    /// # Errors
    ///
    /// The database's: nothing changed.
    pub fn grant(
        &self,
        number: i64,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), StorageError> {
        match role {
            Some(role) => self.connection.execute(
                "INSERT OR REPLACE INTO roles (document, account, role) VALUES (?1, ?2, ?3)",
                params![number, account.as_bytes(), role.as_str()],
            )?,
            None => self.connection.execute(
                "DELETE FROM roles WHERE document = ?1 AND account = ?2",
                params![number, account.as_bytes()],
            )?,
        };
        Ok(())
    }

    /// Stores changes in one transaction: all, or none. Returns when the disk has them.
    ///
    /// # Errors
    ///
    /// The database's: nothing was stored.
    pub fn append<'a>(
        &mut self,
        commits: impl Iterator<Item = (i64, usize, &'a [Row])> + Clone,
    ) -> Result<(), StorageError> {
        // One row of somebody known is a transaction by itself: two statements less.
        let mut alone = commits.clone();
        if let (Some((number, first, [row])), None) = (alone.next(), alone.next())
            && let Some(author) = self.authors.remembered(row)
        {
            return Ok(insert(&self.connection, number, first, author, row)?);
        }
        let stored = self.append_together(commits);
        if stored.is_err() {
            self.authors.forget();
        }
        Ok(stored?)
    }

    fn append_together<'a>(
        &mut self,
        commits: impl Iterator<Item = (i64, usize, &'a [Row])>,
    ) -> Result<(), rusqlite::Error> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (number, first, rows) in commits {
            for (position, row) in (first..).zip(rows) {
                let author = self.authors.number(&transaction, row)?;
                insert(&transaction, number, position, author, row)?;
            }
        }
        transaction.commit()
    }

    /// Moves the write-ahead log into the database file, and cuts it to nothing.
    ///
    /// # Errors
    ///
    /// The database's; the log is read at the next opening.
    pub fn checkpoint(&self) -> Result<(), StorageError> {
        Ok(self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?)
    }

    /// Gives the write-ahead log its size, filled with zeros, so that a commit overwrites what is there.
    ///
    /// A log that grows changes its length with every commit, which writes its inode as well: half as
    /// much time and work again. SQLite reads a log up to the first frame that is not of its present run,
    /// and zeros are none. Where this fails, commits are only slower.
    pub fn lay_out_log(&self) {
        let Some(path) = self.connection.path() else { return };
        if let Err(error) = lay_out(Path::new(&format!("{path}-wal"))) {
            tracing::warn!(%error, "the write-ahead log grows with every commit");
        }
    }
}

fn lay_out(log: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(log)?;
    let missing = u64::from(schema::LOG_BYTES).saturating_sub(file.metadata()?.len());
    io::copy(&mut io::repeat(0).take(missing), &mut file)?;
    file.sync_all()
}

fn insert(
    connection: &Connection,
    number: i64,
    position: usize,
    author: i64,
    row: &Row,
) -> Result<(), rusqlite::Error> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO changes (place, author, deps, seq, max_op, bytes, checksum) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut deps = Vec::new();
    numbers::push_deps(&mut deps, u32::try_from(position).unwrap_or(u32::MAX), &row.deps);
    let place = place(number, position);
    let (seq, max_op) = (row.seq.cast_signed(), row.max_op.cast_signed());
    let sum = row_checksum(row, &deps);
    insert.execute(params![place, author, deps, seq, max_op, &*row.bytes, sum])?;
    Ok(())
}

/// Reads a row; `None` if it is not what was stored.
fn row_of(row: &rusqlite::Row<'_>, position: u32) -> Result<Option<Row>, rusqlite::Error> {
    let deps = row.get_ref(2)?.as_blob()?;
    let sum: [u8; 8] = row.get(7)?;
    // A row without its author is damaged, and not one less.
    let (Some(places), Some(account)) = (places(deps, position), row.get(1)?) else {
        return Ok(None);
    };
    let bytes: Arc<[u8]> = Arc::from(row.get_ref(6)?.as_blob()?);
    let read = Row {
        account: AccountId::from_bytes(account),
        hash: hash_of(&bytes),
        deps: places.into(),
        actor: ActorId::from(row.get_ref(3)?.as_blob()?),
        seq: row.get::<_, i64>(4)?.cast_unsigned(),
        max_op: row.get::<_, i64>(5)?.cast_unsigned(),
        bytes,
    };
    Ok((row_checksum(&read, deps) == sum).then_some(read))
}

/// The hash of a change: of its chunk without the magic number and the checksum, four bytes each.
fn hash_of(chunk: &[u8]) -> ChangeHash {
    ChangeHash(Sha256::digest(chunk.get(8..).unwrap_or_default()).into())
}

/// All dependencies that stand in `deps`.
fn places(deps: &[u8], position: u32) -> Option<Vec<u32>> {
    let mut numbers = Numbers::new(deps);
    let mut places = Vec::with_capacity(1);
    while !numbers.is_empty() {
        places.extend(numbers::deps(&mut numbers, position, 1)?);
    }
    Some(places)
}

/// Over the whole row, with the bytes at the end: nothing else in it is of open length but `deps` and
/// the actor, whose lengths are in it.
fn row_checksum(row: &Row, deps: &[u8]) -> [u8; 8] {
    let mut head = Vec::with_capacity(128);
    head.extend_from_slice(row.account.as_bytes());
    head.extend_from_slice(row.hash.as_ref());
    for bytes in [deps, row.actor.to_bytes()] {
        numbers::push(&mut head, bytes.len() as u64);
        head.extend_from_slice(bytes);
    }
    numbers::push(&mut head, row.seq);
    numbers::push(&mut head, row.max_op);
    checksum::checksum([head.as_slice(), &row.bytes])
}

fn checksum(bytes: &[u8]) -> [u8; 8] {
    checksum::checksum([bytes])
}

/// Where the change at a position of a document stands among all: the documents one after the other,
/// with room for 2³² changes each.
fn place(number: i64, position: usize) -> i64 {
    (number << PLACE_BITS) + integer(position).min(1 << PLACE_BITS)
}

/// A position or count as SQLite takes it.
fn integer(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
