//! The server's database: SQLite in WAL mode with `synchronous=FULL`, every change with a checksum.

use std::collections::HashMap;
use std::path::Path;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use crate::auth::Role;
use crate::ledger::graph::Row;

/// Marks the file as a Rebound server's ("RbSv").
const APPLICATION_ID: i32 = 0x5262_5376;

/// The version of the tables below.
const VERSION: u32 = 1;

const TABLES: &str = "
    CREATE TABLE devices (
        id BLOB PRIMARY KEY,
        account BLOB NOT NULL,
        credential BLOB NOT NULL UNIQUE,
        revoked INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE documents (
        number INTEGER PRIMARY KEY,
        id BLOB NOT NULL UNIQUE
    ) STRICT;
    CREATE TABLE roles (
        document INTEGER NOT NULL REFERENCES documents (number),
        account BLOB NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (document, account)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE changes (
        document INTEGER NOT NULL REFERENCES documents (number),
        position INTEGER NOT NULL,
        account BLOB NOT NULL,
        bytes BLOB NOT NULL,
        checksum BLOB NOT NULL,
        PRIMARY KEY (document, position)
    ) STRICT, WITHOUT ROWID;
";

/// The database cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// Written by a newer server. It was not touched.
    #[error("the database is of version {0}; this server knows version {VERSION}")]
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
    #[error("no thread for writing")]
    Thread(#[source] std::io::Error),
}

/// A document as the database holds it.
#[derive(Debug)]
pub struct StoredDocument {
    /// Its number in the database.
    pub number: i64,
    /// Who is what to it.
    pub roles: HashMap<AccountId, Role>,
    /// Its changes in order, each with the account that sent it first.
    pub changes: Vec<(AccountId, Vec<u8>)>,
}

/// One connection to the server's database.
#[derive(Debug)]
pub struct Storage {
    connection: Connection,
}

impl Storage {
    /// Opens the database, creating it if there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError`]; a foreign or newer file is not touched.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        Ok(Self { connection: connect(path)? })
    }

    /// Reads a document; `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] if a row does not fit its checksum.
    pub fn document(&self, id: &DocumentId) -> Result<Option<StoredDocument>, StorageError> {
        let find = "SELECT number FROM documents WHERE id = ?1";
        let number =
            self.connection.query_row(find, [id.as_bytes()], |row| row.get(0)).optional()?;
        let Some(number) = number else { return Ok(None) };
        Ok(Some(StoredDocument {
            number,
            roles: self.roles(number)?,
            changes: self.changes(number)?,
        }))
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

    fn changes(&self, number: i64) -> Result<Vec<(AccountId, Vec<u8>)>, StorageError> {
        let sql =
            "SELECT account, bytes, checksum FROM changes WHERE document = ?1 ORDER BY position";
        let mut query = self.connection.prepare_cached(sql)?;
        let rows = query
            .query_map([number], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?)))?;
        let changes = rows.map(|row| {
            let (account, bytes, sum): (_, _, [u8; 8]) = row?;
            if checksum(&bytes) == sum {
                Ok((AccountId::from_bytes(account), bytes))
            } else {
                Err(StorageError::Damaged)
            }
        });
        changes.collect()
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
        commits: impl Iterator<Item = (i64, usize, &'a [Row])>,
    ) -> Result<(), StorageError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        {
            let mut insert = transaction.prepare_cached(
                "INSERT INTO changes (document, position, account, bytes, checksum) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            for (number, first, rows) in commits {
                for (position, row) in (first as i64..).zip(rows) {
                    let (bytes, account) = (&*row.bytes, row.account.as_bytes());
                    insert.execute(params![number, position, account, bytes, checksum(bytes)])?;
                }
            }
        }
        Ok(transaction.commit()?)
    }

    /// Moves the write-ahead log into the database file.
    ///
    /// # Errors
    ///
    /// The database's; the log is read at the next opening.
    pub fn checkpoint(&self) -> Result<(), StorageError> {
        Ok(self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?)
    }
}

/// A connection to the server's database, checked and set up.
///
/// # Errors
///
/// [`StorageError`]; a foreign or newer file is not touched.
pub fn connect(path: &Path) -> Result<Connection, StorageError> {
    let mut connection = Connection::open(path)?;
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let version: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let is_new = application == 0 && version == 0 && tables == 0;
    if !is_new && application != APPLICATION_ID {
        return Err(StorageError::Foreign);
    }
    if version > VERSION {
        return Err(StorageError::FromTheFuture(version));
    }
    connection.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA trusted_schema = OFF;
         PRAGMA busy_timeout = 5000;",
    )?;
    if is_new {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(TABLES)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.commit()?;
    }
    Ok(connection)
}

/// The first eight bytes of SHA-256: tells damage, not malice.
fn checksum(bytes: &[u8]) -> [u8; 8] {
    let mut sum = [0; 8];
    sum.iter_mut().zip(Sha256::digest(bytes)).for_each(|(byte, derived)| *byte = derived);
    sum
}
