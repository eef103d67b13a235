//! The port over SQLite in WAL mode with `synchronous=FULL`: one connection that writes, a few that read,
//! every row with a checksum.
//!
//! A document is its newest snapshot and the changes after it. Rows that a snapshot covers are dead:
//! nobody reads them, and they are deleted soon after.

mod aside;
mod authors;
mod changes;
mod fault;
mod feed;
mod log;
mod recent;
pub mod schema;
mod snapshots;
pub mod upkeep;
mod writing;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension};

use crate::auth::people::tables;
use crate::auth::people::tables::PeopleTables;
use crate::epoch::Epoch;
use crate::ledger::covered::Covered;
use crate::ledger::graph::Graph;
use crate::ledger::storage::sqlite::recent::Recent;
use crate::ledger::storage::sqlite::writing::Writing;
use crate::ledger::storage::{
    Append, Aside, Created, Cursor, Each, Feed, Found, Left, Number, Outcome, Replaced,
    SettingAside, Snapshot, Storage, StorageError, StoredDocument, Tail, Wanted,
};
use crate::one_writer::{InTurn, OneWriter};
use crate::vitals::Vitals;

/// Documents in a database of SQLite.
#[derive(Debug)]
pub struct Sqlite {
    path: PathBuf,
    epoch: Epoch,
    writing: Mutex<Writing>,
    one_writer: OneWriter,
    /// Connections that nobody reads with just now.
    idle: Mutex<Vec<Connection>>,
    recent: Mutex<Recent>,
    vitals: Arc<Vitals>,
}

impl Sqlite {
    /// Opens the database, creating or upgrading it if need be.
    ///
    /// # Errors
    ///
    /// [`StorageError`]; a foreign or newer file is not touched.
    pub fn open(path: &Path) -> Result<Self, StorageError> {
        let connection = schema::connect(path)?;
        // A page, so that a restored database has a log. A full disk does not take it, and serves all the same.
        drop(connection.pragma_update(None, "user_version", schema::VERSION));
        log::lay_out(&connection);
        let epoch = Epoch::begin().map_err(|error| StorageError::Unavailable(error.into()))?;
        let vitals = vitals_of(path).map_err(|error| StorageError::Unavailable(error.into()))?;
        Ok(Self {
            path: path.to_owned(),
            epoch,
            writing: Mutex::new(Writing::new(connection)?),
            one_writer: OneWriter::default(),
            idle: Mutex::default(),
            recent: Mutex::new(Recent::new(epoch)),
            vitals: Arc::new(vitals),
        })
    }

    /// People in the same database.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if there is no connection.
    pub fn people(&self) -> Result<PeopleTables, StorageError> {
        Ok(PeopleTables::new(schema::connect(&self.path)?, self.one_writer.clone(), self.epoch))
    }

    /// How this store is.
    pub fn vitals(&self) -> Arc<Vitals> {
        Arc::clone(&self.vitals)
    }

    /// Whether what was just stored is where the next start finds it.
    fn kept(&self) -> Result<(), StorageError> {
        self.vitals.compare().map_err(|_| StorageError::Gone)
    }

    fn writing(&self) -> InTurn<'_, Writing> {
        self.one_writer.wait(&self.writing)
    }

    /// Reads with a connection that nobody else uses meanwhile.
    fn reading<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StorageError>,
    ) -> Result<T, StorageError> {
        let idle = lock(&self.idle).pop();
        let connection = idle.map_or_else(|| schema::connect(&self.path), Ok)?;
        let result = work(&connection);
        lock(&self.idle).push(connection);
        result
    }
}

impl Storage for Sqlite {
    fn open(&self, id: &DocumentId) -> Result<Option<StoredDocument>, StorageError> {
        self.reading(|connection| {
            // One transaction: what a snapshot covers and what follows it have to fit together.
            let transaction = connection.unchecked_transaction()?;
            let find = "SELECT number FROM documents WHERE id = ?1";
            let number =
                transaction.query_row(find, [id.as_bytes()], |row| row.get(0)).optional()?;
            let Some(number) = number else { return Ok(None) };
            let roles = tables::roles_of(&transaction, id, number)?;
            let roles = roles.ok_or(StorageError::Damaged)?;
            let mut graph = Graph::new(snapshots::covered(&transaction, number)?);
            changes::read(
                &transaction,
                number,
                graph.len(),
                usize::MAX,
                &mut |position, change| {
                    if position != graph.len() {
                        return Err(StorageError::Damaged);
                    }
                    graph.push(&change);
                    graph.commit(graph.len());
                    Ok(())
                },
            )?;
            let aside = aside::hashes(&transaction, number)?;
            Ok(Some(StoredDocument { number: Number(number), roles, graph, aside }))
        })
    }

    fn create(&self, id: &DocumentId, owner: AccountId) -> Result<Created, StorageError> {
        let created = self.writing().create(id, owner);
        let created = created.inspect_err(|_| self.vitals.note_failed())?;
        self.kept()?;
        Ok(created)
    }

    fn take_over(&self, id: &DocumentId, owner: AccountId) -> Result<Created, StorageError> {
        self.writing().take_over(id, owner)
    }

    fn delete(&self, document: Number) -> Result<(), StorageError> {
        self.writing().delete(document)
    }

    fn append(&self, batch: &[Append<'_>]) -> Result<Vec<Outcome>, StorageError> {
        let mut writing = self.writing();
        let began = Instant::now();
        let outcomes = writing.append(batch).inspect_err(|_| self.vitals.note_failed())?;
        let changes = batch.iter().map(|append| append.changes.len()).sum();
        self.vitals.note_commit(changes, began.elapsed());
        // Nobody has heard of it yet.
        self.kept()?;
        let mut recent = lock(&self.recent);
        for (append, outcome) in batch.iter().zip(&outcomes) {
            if *outcome == Outcome::Stored {
                recent.note(append.document, append.first + append.changes.len());
            }
        }
        Ok(outcomes)
    }

    fn set_aside(&self, change: &SettingAside<'_>) -> Result<Outcome, StorageError> {
        let outcome = self.writing().set_aside(change);
        let outcome = outcome.inspect_err(|_| self.vitals.note_failed())?;
        self.kept()?;
        Ok(outcome)
    }

    fn aside(&self, document: Number) -> Result<Vec<Aside>, StorageError> {
        self.reading(|connection| aside::read(connection, document.0))
    }

    fn changes(
        &self,
        document: Number,
        first: usize,
        end: usize,
        each: Each<'_>,
    ) -> Result<(), StorageError> {
        self.reading(|connection| changes::read(connection, document.0, first, end, each))
    }

    fn read(&self, document: Number, wanted: &Wanted) -> Result<Found, StorageError> {
        self.reading(|connection| {
            let transaction = connection.unchecked_transaction()?;
            find(&transaction, document.0, wanted)
        })
    }

    fn replace_snapshot(
        &self,
        document: Number,
        expected: usize,
        covered: &Covered,
        chunk: &[u8],
    ) -> Result<Replaced, StorageError> {
        let connection = &mut self.writing().connection;
        snapshots::replace(connection, document.0, expected, covered, chunk)
    }

    fn prune(&self, document: Number) -> Result<Left, StorageError> {
        snapshots::prune(&self.writing().connection, document.0)
    }

    fn unpruned(&self) -> Result<Vec<Number>, StorageError> {
        self.reading(snapshots::unpruned)
    }

    fn release(&self) -> Result<Left, StorageError> {
        let connection = &self.writing().connection;
        let left = snapshots::release(connection)?;
        if left == Left::Nothing {
            // The room that the log took for it, too.
            log::checkpoint_if_idle(connection)?;
            log::lay_out(connection);
        }
        Ok(left)
    }

    fn tail(&self, since: Option<Cursor>) -> Result<Tail, StorageError> {
        Ok(lock(&self.recent).since(since))
    }

    fn feed(&self, account: AccountId, since: Option<Cursor>) -> Result<Feed, StorageError> {
        // Read after the period has ended, so that nothing is between what is told and the next time.
        let next = self.writing().turn();
        self.reading(|connection| {
            // A full disk ends no period: what is told now is told again then.
            let next = next.or_else(|_| feed::now(connection))?;
            feed::since(connection, account, since, next)
        })
    }

    fn held(&self, owner: AccountId) -> Result<u64, StorageError> {
        self.reading(|connection| changes::held(connection, owner))
    }

    fn rest(&self) -> Result<(), StorageError> {
        Ok(log::checkpoint(&self.writing().connection)?)
    }
}

/// The open files are the database and its log.
fn vitals_of(path: &Path) -> std::io::Result<Vitals> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let log = format!("{name}-wal");
    let names = [&*name, &log];
    let there: Vec<&str> = names.into_iter().filter(|name| folder.join(name).exists()).collect();
    Vitals::of(folder, &there)
}

/// Reads what is wanted, in the caller's transaction.
fn find(connection: &Connection, number: i64, wanted: &Wanted) -> Result<Found, StorageError> {
    let mut found = Found::default();
    if wanted.snapshot {
        let snapshot: Option<Snapshot> = snapshots::read(connection, number)?;
        found.snapshot = Some(snapshot.ok_or(StorageError::Damaged)?);
    }
    let mut positions = wanted.positions.iter().copied().peekable();
    while let Some(first) = positions.next() {
        let mut end = first + 1;
        while positions.next_if_eq(&end).is_some() {
            end += 1;
        }
        changes::read(connection, number, first, end, &mut |position, change| {
            found.changes.insert(position, change.bytes);
            Ok(())
        })?;
    }
    let covers = snapshots::covers(connection, number)?;
    let is_lost = |position: &usize| *position >= covers && found.chunk(*position).is_none();
    if wanted.positions.iter().any(is_lost) { Err(StorageError::Damaged) } else { Ok(found) }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing under these locks panics on a peer's bytes; what a panic leaves behind is rolled back.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
