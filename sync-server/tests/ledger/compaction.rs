//! A snapshot takes the place of changes, and no client sees a difference.

use std::fs;
use std::path::Path;

use automerge::Automerge;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::ledger::covered::Covered;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::{Replaced, Storage};
use rusqlite::Connection;
use tempfile::tempdir;

use crate::peer::{LITTLE, Peer, id, open, real};

/// Changes that are due for a snapshot: about 120 KiB.
const MANY: usize = 600;

/// How many changes a snapshot covers, and how many rows there are.
fn stored(directory: &Path) -> (usize, usize) {
    let database = Connection::open(directory.join("ledger.db")).unwrap();
    let one = |sql| database.query_row(sql, [], |row| row.get::<_, u32>(0)).unwrap() as usize;
    (one("SELECT coalesce(sum(covers), 0) FROM snapshots"), one("SELECT count(*) FROM changes"))
}

#[tokio::test]
async fn clients_from_scratch_get_what_was_written_before_and_after_the_snapshot() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    let mut writer = Peer::empty(1);
    writer.write(MANY);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    let (covers, rows) = stored(directory.path());
    assert!(covers > MANY / 2 && covers + rows == MANY, "{covers} covered, {rows} rows");
    writer.write(5);
    writer.sync(&ledger, &id(1)).await;
    let mut fresh = Peer::empty(2);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    assert!(fresh.received_bytes < MANY * 150, "{} bytes", fresh.received_bytes);
    fresh.write(3);
    fresh.sync(&ledger, &id(1)).await;
    writer.sync(&ledger, &id(1)).await;
    writer.assert_same(&fresh);
    assert!(writer.received_bytes < LITTLE, "who lacks only the newest is not sent the document");
}

#[tokio::test]
async fn a_client_with_half_of_it_and_unsent_changes_of_its_own_loses_nothing() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    let mut writer = Peer::empty(1);
    writer.write(MANY / 2);
    let mut away = Peer::new(&writer.copy, 2, Role::Owner);
    away.write(4);
    writer.write(MANY / 2);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    away.sync(&ledger, &id(1)).await;
    writer.sync(&ledger, &id(1)).await;
    writer.assert_same(&away);
    assert_eq!(away.copy.get_changes(&[]).len(), MANY + 4);
    let mut half = Peer::new(&Automerge::new(), 3, Role::Owner);
    half.copy.apply_changes(writer.copy.get_changes(&[]).into_iter().take(MANY / 3)).unwrap();
    half.sync(&ledger, &id(1)).await;
    half.assert_same(&writer);
}

#[tokio::test]
async fn a_reader_gets_all_and_what_it_writes_stays_with_it() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    let mut writer = Peer::empty(1);
    writer.write(MANY);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    let mut reader = Peer::new(&Automerge::new(), 2, Role::Reader);
    reader.sync(&ledger, &id(1)).await;
    reader.assert_same(&writer);
    reader.write(1);
    reader.sync(&ledger, &id(1)).await;
    let mut fresh = Peer::empty(3);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
}

#[tokio::test]
async fn after_a_restart_a_document_goes_on_from_its_snapshot() {
    let directory = tempdir().unwrap();
    let mut writer = Peer::empty(1);
    writer.write(MANY);
    let mut covers_before = 0;
    for round in 0_u8..3 {
        let ledger = open(directory.path(), real());
        // The numbers of its changes follow from what the snapshot says of its actor.
        writer.write(MANY);
        writer.sync(&ledger, &id(1)).await;
        ledger.settled().await;
        let (covers, _) = stored(directory.path());
        assert!(covers > covers_before, "{covers} after {covers_before}");
        covers_before = covers;
        ledger.close();
        let ledger = open(directory.path(), real());
        let mut fresh = Peer::empty(10 + round);
        fresh.sync(&ledger, &id(1)).await;
        fresh.assert_same(&writer);
        ledger.close();
    }
}

#[tokio::test]
async fn a_crash_before_the_covered_rows_were_deleted_leaves_a_whole_document() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let mut writer = Peer::empty(1);
    writer.write(MANY);
    let ledger = open(directory.path(), None);
    writer.sync(&ledger, &id(1)).await;
    ledger.close();
    let storage = Sqlite::open(&path).unwrap();
    let number = Storage::open(&storage, &id(1)).unwrap().unwrap().number;
    let mut covered = Covered::default();
    let mut part = Automerge::new();
    part.apply_changes(writer.copy.get_changes(&[]).into_iter().take(MANY / 2)).unwrap();
    let mut push = |_, change| {
        covered.push(&change);
        Ok(())
    };
    storage.changes(number, 0, MANY / 2, &mut push).unwrap();
    let chunk = part.save();
    covered.seal(chunk.len());
    assert_eq!(storage.replace_snapshot(number, 0, &covered, &chunk).unwrap(), Replaced::Done);
    assert_eq!((stored(directory.path()), storage.unpruned().unwrap()), ((300, 600), vec![number]));
    let ledger = open(directory.path(), real());
    let mut fresh = Peer::empty(2);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    ledger.settled().await;
    assert_eq!(storage.unpruned().unwrap(), []);
    let mut again = Peer::empty(3);
    again.sync(&ledger, &id(1)).await;
    again.assert_same(&writer);
}

#[tokio::test]
async fn a_ledger_that_is_compacted_takes_less_than_a_third_of_what_was_written() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), real());
    let mut writer = Peer::empty(1);
    writer.write(12_000);
    let raw: usize =
        writer.copy.get_changes(&[]).iter().map(|change| change.raw_bytes().len()).sum();
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    ledger.close();
    let files = ["ledger.db", "ledger.db-wal"].map(|name| directory.path().join(name));
    let bytes: u64 =
        files.iter().filter_map(|file| fs::metadata(file).ok()).map(|is| is.len()).sum();
    assert!(bytes * 10 <= raw as u64 * 3, "{bytes} bytes on the disk for {raw}");
}
