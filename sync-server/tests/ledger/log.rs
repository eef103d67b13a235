//! The write-ahead log: its size, and what is read from it after a crash.

use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};
use std::{fs, thread};

use rebound_core::replica::admission::arrival::Arrival;
use rebound_sync_server::ledger::change::StoredChange;
use rebound_sync_server::ledger::graph::Graph;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::sqlite::schema::LOG_BYTES;
use rebound_sync_server::ledger::storage::{Append, Left, Outcome, Storage};
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, open, real};

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

#[test]
fn a_long_read_holds_no_writer_back_and_sees_one_moment() {
    let directory = tempdir().unwrap();
    let store = Sqlite::open(&directory.path().join("ledger.db")).unwrap();
    store.create(&id(1), ACCOUNT).unwrap();
    let number = Storage::open(&store, &id(1)).unwrap().unwrap().number;
    let (mut writer, mut graph) = (Peer::empty(1), Graph::default());
    writer.write(200);
    let changes = writer.copy.get_changes(&[]);
    let changes = changes.iter().map(|change| graph.stage(&Arrival::from(change), ACCOUNT));
    let changes: Vec<StoredChange> = changes.collect();
    let append = |first: usize| {
        let changes = changes.get(first..=first).unwrap();
        let stored = store.append(&[Append { document: number, first, changes }]).unwrap();
        assert_eq!(stored, [Outcome::Stored]);
    };
    (0..2).for_each(append);
    let ((begun, has_begun), (go_on, may_go_on)) = (channel(), channel::<()>());
    thread::scope(|scope| {
        let store = &store;
        let reading = scope.spawn(move || {
            let mut read = 0;
            let mut each = |_, _| {
                begun.send(()).unwrap();
                if read == 0 {
                    may_go_on.recv().unwrap();
                }
                read += 1;
                Ok(())
            };
            store.changes(number, 0, usize::MAX, &mut each).unwrap();
            read
        });
        has_begun.recv().unwrap();
        let start = Instant::now();
        append(2);
        // What compaction does when it is done, which moves the log.
        assert_eq!(store.release().unwrap(), Left::Nothing);
        (3..200).for_each(append);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(4), "{took:?}");
        go_on.send(()).unwrap();
        assert_eq!(reading.join().unwrap(), 2);
    });
    assert_eq!(Storage::open(&store, &id(1)).unwrap().unwrap().graph.len(), 200);
}
