//! The write-ahead log: its size, and its move into the database.

use std::fs::OpenOptions;
use std::io;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use crate::ledger::storage::sqlite::schema;

/// Moves the log into the database file, and cuts it to nothing. Waits for those who are reading, for a while.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
}

/// The same if nobody is reading: whoever writes would wait, too. Otherwise it is for another time.
pub(super) fn checkpoint_if_idle(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.busy_timeout(Duration::ZERO)?;
    let done = checkpoint(connection);
    connection.busy_timeout(schema::BUSY_MAX)?;
    done
}

/// Gives the log its size, filled with zeros, so that a commit overwrites what is there.
///
/// A log that grows changes its length with every commit, which writes its inode as well: half as
/// much time and work again. SQLite reads a log up to the first frame that is not of its present run,
/// and zeros are none. Where this fails, commits are only slower.
pub(super) fn lay_out(connection: &Connection) {
    let Some(path) = connection.path() else { return };
    if let Err(error) = fill(Path::new(&format!("{path}-wal"))) {
        tracing::warn!(%error, "the write-ahead log grows with every commit");
    }
}

fn fill(log: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().append(true).open(log)?;
    let missing = u64::from(schema::LOG_BYTES).saturating_sub(file.metadata()?.len());
    io::copy(&mut io::repeat(0).take(missing), &mut file)?;
    file.sync_all()
}
