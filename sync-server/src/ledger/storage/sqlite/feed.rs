//! What has changed for whom since when, in SQLite.
//!
//! Time is cut into periods. A document is marked with the period in which somebody had last to look at it, once
//! in each; so most changes write no mark. Whoever asks ends the period, if anything was marked in it, and is told
//! the next one: what comes from then on is marked with that, or a later one. All of it happens in transactions
//! of one database, so it holds over a restart and for whoever else writes there.

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rusqlite::{Connection, TransactionBehavior, params};

use crate::epoch::Epoch;
use crate::ledger::storage::{Cursor, Feed, StorageError};

/// The running period, and the life of the database that it belongs to: periods of a backup that was brought back
/// are others.
pub(super) const FEED: &str = "
    CREATE TABLE feed (
        life BLOB NOT NULL,
        period INTEGER NOT NULL
    ) STRICT;
    INSERT INTO feed VALUES (randomblob(16), 1);
    CREATE TABLE changed (
        document INTEGER PRIMARY KEY REFERENCES documents (number),
        period INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX changed_in ON changed (period);
";

/// Begins another life: what was told of the one before is worth nothing.
pub(super) const NEW_LIFE: &str = "UPDATE feed SET life = randomblob(16)";

/// Where the feed is.
pub(super) fn now(connection: &Connection) -> Result<Cursor, rusqlite::Error> {
    let mut query = connection.prepare_cached("SELECT life, period FROM feed")?;
    query.query_row([], |row| {
        let at = row.get::<_, i64>(1)?.unsigned_abs();
        Ok(Cursor { epoch: Epoch::from_bytes(row.get(0)?), at })
    })
}

/// Ends the period if anything was marked in it; tells the one that runs then.
pub(super) fn turn(connection: &mut Connection) -> Result<Cursor, rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction.execute(
        "UPDATE feed SET period = period + 1 \
         WHERE EXISTS (SELECT 1 FROM changed WHERE changed.period = feed.period)",
        [],
    )?;
    let now = now(&transaction)?;
    transaction.commit()?;
    Ok(now)
}

/// The documents that an account may read and that were marked since a moment; all of them without one.
pub(super) fn since(
    connection: &Connection,
    account: AccountId,
    since: Option<Cursor>,
    now: Cursor,
) -> Result<Feed, StorageError> {
    if since.is_some_and(|since| since.epoch != now.epoch || since.at > now.at) {
        return Ok(Feed::Expired);
    }
    let since = since.map_or(0, |since| since.at.cast_signed());
    let mut query = connection.prepare_cached(
        "SELECT id FROM shares JOIN documents ON number = shares.document \
             LEFT JOIN changed ON changed.document = shares.document \
         WHERE account = ?1 AND coalesce(period, 0) >= ?2 ORDER BY number",
    )?;
    let ids = query.query_map(params![account.as_bytes(), since], |row| {
        row.get(0).map(DocumentId::from_bytes)
    })?;
    Ok(Feed::Changed(ids.collect::<Result<_, _>>()?, now))
}
