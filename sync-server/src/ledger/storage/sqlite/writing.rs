//! The connection that writes, with what it remembers so that a lone change is one statement.

use std::collections::HashMap;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use crate::auth::people::tables;
use crate::ledger::storage::sqlite::authors::Authors;
use crate::ledger::storage::sqlite::changes::insert;
use crate::ledger::storage::sqlite::fault::is_taken;
use crate::ledger::storage::sqlite::{aside, changes, feed, snapshots};
use crate::ledger::storage::{
    Append, Created, Cursor, Number, Outcome, SettingAside, StorageError,
};

/// Documents of which is known how they were written lately: those of a busy hour. One takes about 60 bytes.
const LATELY_MAX: usize = 16_384;

/// The connection that writes.
#[derive(Debug)]
pub(super) struct Writing {
    pub(super) connection: Connection,
    authors: Authors,
    /// Documents that were written lately.
    lately: HashMap<Number, Lately>,
    /// The running period of the feed.
    period: u64,
}

/// A document that was written lately.
#[derive(Clone, Copy, Debug)]
struct Lately {
    /// How many changes it has.
    len: usize,
    /// The period of the feed that it is marked with.
    period: u64,
}

impl Writing {
    pub(super) fn new(connection: Connection) -> Result<Self, StorageError> {
        let period = feed::now(&connection)?.at;
        let (authors, lately) = (Authors::default(), HashMap::new());
        Ok(Self { connection, authors, lately, period })
    }

    /// Ends the period of the feed, if anything was marked in it.
    pub(super) fn turn(&mut self) -> Result<Cursor, rusqlite::Error> {
        let turned = feed::turn(&mut self.connection);
        match &turned {
            Ok(now) => self.period = now.at,
            // Nobody knows which period runs: every document is marked once more.
            Err(_) => self.forget(),
        }
        turned
    }

    pub(super) fn create(
        &mut self,
        id: &DocumentId,
        owner: AccountId,
    ) -> Result<Created, StorageError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        match transaction.execute("INSERT INTO documents (id) VALUES (?1)", [id.as_bytes()]) {
            Ok(_) => {}
            Err(error) if is_taken(&error) => return Ok(Created::Theirs),
            Err(error) => return Err(error.into()),
        }
        tables::own(&transaction, transaction.last_insert_rowid(), owner)?;
        transaction.commit()?;
        Ok(Created::Mine)
    }

    pub(super) fn take_over(
        &mut self,
        id: &DocumentId,
        owner: AccountId,
    ) -> Result<Created, StorageError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let find = "SELECT number FROM documents WHERE id = ?1";
        let number = transaction.query_row(find, [id.as_bytes()], |row| row.get(0)).optional()?;
        let Some(number) = number else { return Ok(Created::Theirs) };
        if len_of(&transaction, number)? > 0 {
            return Ok(Created::Theirs);
        }
        transaction.execute("DELETE FROM space_documents WHERE document = ?1", [number])?;
        transaction.execute("DELETE FROM roles WHERE document = ?1", [number])?;
        tables::own(&transaction, number, owner)?;
        transaction.commit()?;
        Ok(Created::Mine)
    }

    pub(super) fn delete(&mut self, document: Number) -> Result<(), StorageError> {
        self.lately.remove(&document);
        let Number(number) = document;
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        changes::delete(&transaction, number, 0)?;
        for delete in [
            "DELETE FROM aside WHERE document = ?1",
            "DELETE FROM snapshots WHERE document = ?1",
            "DELETE FROM invites WHERE document = ?1",
            "DELETE FROM space_documents WHERE document = ?1",
            "DELETE FROM changed WHERE document = ?1",
            "DELETE FROM roles WHERE document = ?1",
            // The last number stays taken, by an id that is none: the next document must not have it, as
            // something may still be on its way here that was about this one.
            "UPDATE documents SET id = randomblob(15) WHERE number = ?1",
            "DELETE FROM documents WHERE number = ?1 AND number < (SELECT max(number) FROM documents)",
        ] {
            transaction.execute(delete, [number])?;
        }
        Ok(transaction.commit()?)
    }

    pub(super) fn append(&mut self, batch: &[Append<'_>]) -> Result<Vec<Outcome>, StorageError> {
        match self.append_alone(batch) {
            Ok(Some(outcome)) => return Ok(vec![outcome]),
            Ok(None) => {}
            // Somebody else has written: what is remembered is old.
            Err(error) if is_taken(&error) => self.forget(),
            Err(error) => {
                self.forget();
                return Err(error.into());
            }
        }
        let outcomes = self.append_together(batch);
        if outcomes.is_err() {
            self.forget();
        }
        outcomes
    }

    /// One change of somebody known, to a document that is marked already and whose length is known, is a
    /// transaction by itself: three statements less.
    fn append_alone(&mut self, batch: &[Append<'_>]) -> Result<Option<Outcome>, rusqlite::Error> {
        let [Append { document, first, changes: [change] }] = batch else { return Ok(None) };
        let Some(author) = self.authors.remembered(change) else { return Ok(None) };
        let fits = |known: &&mut Lately| known.len == *first && known.period == self.period;
        let Some(known) = self.lately.get_mut(document).filter(fits) else { return Ok(None) };
        insert(&self.connection, document.0, *first, author, change)?;
        known.len += 1;
        Ok(Some(Outcome::Stored))
    }

    fn append_together(&mut self, batch: &[Append<'_>]) -> Result<Vec<Outcome>, StorageError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Nobody else writes from here on, so what is read now holds until the commit.
        let (mut lately, mut outcomes) = (HashMap::new(), Vec::with_capacity(batch.len()));
        let period = self.period;
        for Append { document, first, changes } in batch {
            let known = lately.get(document).copied();
            let mut known = match known {
                Some(known) => known,
                None => Lately {
                    len: len_of(&transaction, document.0)?,
                    period: self.lately.get(document).map_or(0, |known| known.period),
                },
            };
            let len = known.len;
            if len == *first {
                for (position, change) in (len..).zip(*changes) {
                    let author = self.authors.number(&transaction, change)?;
                    insert(&transaction, document.0, position, author, change)?;
                }
                if known.period != period {
                    tables::mark(&transaction, document.0)?;
                }
                known = Lately { len: len + changes.len(), period };
                outcomes.push(Outcome::Stored);
            } else {
                outcomes.push(Outcome::Behind { len });
            }
            lately.insert(*document, known);
        }
        transaction.commit()?;
        if self.lately.len() >= LATELY_MAX {
            self.lately.clear();
        }
        self.lately.extend(lately);
        Ok(outcomes)
    }

    pub(super) fn set_aside(&mut self, change: &SettingAside<'_>) -> Result<Outcome, StorageError> {
        let set = self.set_aside_at_once(change);
        // The document has another length now, or nobody knows which.
        self.forget();
        set
    }

    fn set_aside_at_once(&mut self, change: &SettingAside<'_>) -> Result<Outcome, StorageError> {
        let SettingAside { document: Number(number), first, len, kept, aside } = *change;
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = len_of(&transaction, number)?;
        if found != len || snapshots::covers(&transaction, number)? > first {
            return Ok(Outcome::Behind { len: found });
        }
        changes::delete(&transaction, number, first)?;
        for (position, change) in (first..).zip(kept) {
            let author = self.authors.number(&transaction, change)?;
            insert(&transaction, number, position, author, change)?;
        }
        aside.iter().try_for_each(|change| aside::insert(&transaction, number, change))?;
        tables::mark(&transaction, number)?;
        transaction.commit()?;
        Ok(Outcome::Stored)
    }

    /// Forgets what may not be so: authors of a transaction that failed, lengths that others have changed.
    fn forget(&mut self) {
        self.authors.forget();
        self.lately.clear();
    }
}

/// How many changes a document has, those that a snapshot covers included.
fn len_of(connection: &Connection, number: i64) -> Result<usize, StorageError> {
    Ok(changes::end(connection, number)?.max(snapshots::covers(connection, number)?))
}
