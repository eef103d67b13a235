//! The write-ahead log: its size, and what is read from it after a crash.

use std::fs;
use std::path::Path;

use rebound_sync_server::ledger::storage::sqlite::schema::LOG_BYTES;
use tempfile::tempdir;

use crate::peer::{Peer, id, open, real};

fn log_bytes(directory: &Path) -> u64 {
    fs::metadata(directory.join("ledger.db-wal")).unwrap().len()
}

#[tokio::test]
async fn the_log_has_its_size_before_the_first_change_and_keeps_it() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    assert_eq!(log_bytes(directory.path()), u64::from(LOG_BYTES));
    let mut writer = Peer::empty(1);
    // More commits than the log has pages, and enough bytes for a snapshot.
    for _ in 0..450 {
        writer.write(1);
        writer.sync(&ledger, &id(1)).await;
    }
    ledger.settled().await;
    assert_eq!(log_bytes(directory.path()), u64::from(LOG_BYTES));
    ledger.close();
}

#[tokio::test]
async fn what_was_committed_is_read_from_a_log_that_ends_in_zeros() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    let mut writer = Peer::empty(1);
    writer.write(3);
    writer.sync(&ledger, &id(1)).await;
    // What a crash leaves: both files as they are while the server runs.
    let left = tempdir().unwrap();
    for file in ["ledger.db", "ledger.db-wal"] {
        fs::copy(directory.path().join(file), left.path().join(file)).unwrap();
    }
    ledger.close();
    let ledger = open(left.path(), None);
    let mut fresh = Peer::empty(2);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    ledger.close();
}
