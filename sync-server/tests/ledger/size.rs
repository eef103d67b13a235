//! What changes take on the disk before a snapshot covers them.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use automerge::{ActorId, ChangeHash};
use rebound_sync_server::ledger::change::StoredChange;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::{Append, Number, Storage};
use tempfile::tempdir;

use crate::peer::{ACCOUNT, id};

/// The bytes of a record of eight fields.
const CHANGE_BYTES: usize = 211;

/// Changes of one document that are committed together.
const GROUP: usize = 100;

/// The change of an author who has written one after the other, with nine operations each.
fn change(position: u32) -> StoredChange {
    StoredChange {
        account: ACCOUNT,
        hash: ChangeHash([0; 32]),
        deps: position.checked_sub(1).as_slice().into(),
        actor: ActorId::from([7; 16]),
        seq: u64::from(position) + 1,
        max_op: 9 * (u64::from(position) + 1),
        plain_len: CHANGE_BYTES,
        bytes: Arc::from([0; CHANGE_BYTES]),
    }
}

/// The bytes on the disk for each change of so many documents that are written at the same time.
fn bytes_of_a_change(path: &Path, documents: u8, each: usize) -> u64 {
    let storage = Sqlite::open(path).unwrap();
    let ids: Vec<_> = (0..documents).map(id).collect();
    for id in &ids {
        storage.create(id, ACCOUNT).unwrap();
    }
    let number_of = |id| Storage::open(&storage, id).unwrap().unwrap().number;
    let numbers: Vec<Number> = ids.iter().map(number_of).collect();
    storage.rest().unwrap();
    let before = fs::metadata(path).unwrap().len();
    let changes: Vec<_> = (0..u32::try_from(each).unwrap()).map(change).collect();
    for (start, changes) in (0..each).step_by(GROUP).zip(changes.chunks(GROUP)) {
        // One change at a time, as it comes from people who write at once.
        let ones = (start..).zip(changes.chunks(1));
        let append = |(first, changes), document| Append { document, first, changes };
        let group = ones.flat_map(|one| numbers.iter().map(move |number| append(one, *number)));
        storage.append(&group.collect::<Vec<_>>()).unwrap();
    }
    storage.rest().unwrap();
    let bytes = fs::metadata(path).unwrap().len() - before;
    bytes / (u64::from(documents) * u64::try_from(each).unwrap())
}

#[test]
fn a_change_takes_little_more_on_the_disk_than_it_has_bytes() {
    let directory = tempdir().unwrap();
    let one = bytes_of_a_change(&directory.path().join("one.db"), 1, 20_000);
    assert!(one <= 260, "{one} bytes");
    let many = bytes_of_a_change(&directory.path().join("many.db"), 50, 400);
    assert!(many <= 300, "{many} bytes in many documents");
}
