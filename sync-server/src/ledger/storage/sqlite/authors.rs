//! Who wrote what, said once: an account with an actor has a number, which stands in its rows.
//!
//! An author stays when its rows are gone: the snapshot that covers them names it as well.

use std::collections::HashMap;

use automerge::ActorId;
use rebound_core::base::ids::AccountId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::ledger::change::StoredChange;

/// Authors whose numbers are kept in memory: those of a busy day. One takes about 100 bytes.
const REMEMBERED_MAX: usize = 4_096;

/// The numbers of authors who wrote lately, so that a row is stored without asking for its author.
#[derive(Debug, Default)]
pub(super) struct Authors {
    numbers: HashMap<(AccountId, ActorId), i64>,
}

impl Authors {
    /// The number of a change's author, if it is in memory. It is committed, then.
    pub(super) fn remembered(&self, change: &StoredChange) -> Option<i64> {
        self.numbers.get(&(change.account, change.actor.clone())).copied()
    }

    /// The number of a change's author, who is stored if this is the first. The caller commits, or
    /// calls [`Authors::forget`].
    pub(super) fn number(
        &mut self,
        connection: &Connection,
        change: &StoredChange,
    ) -> Result<i64, rusqlite::Error> {
        if let Some(number) = self.remembered(change) {
            return Ok(number);
        }
        let number = stored(connection, change)?;
        if self.numbers.len() >= REMEMBERED_MAX {
            self.forget();
        }
        self.numbers.insert((change.account, change.actor.clone()), number);
        Ok(number)
    }

    /// Forgets all numbers: some may not have been committed.
    pub(super) fn forget(&mut self) {
        self.numbers.clear();
    }
}

fn stored(connection: &Connection, change: &StoredChange) -> Result<i64, rusqlite::Error> {
    let author = params![change.account.as_bytes(), change.actor.to_bytes()];
    let find = "SELECT number FROM authors WHERE account = ?1 AND actor = ?2";
    let number = connection.prepare_cached(find)?.query_row(author, |row| row.get(0)).optional()?;
    if let Some(number) = number {
        return Ok(number);
    }
    let insert = "INSERT INTO authors (account, actor) VALUES (?1, ?2)";
    connection.prepare_cached(insert)?.insert(author)
}
