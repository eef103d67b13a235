//! Who wrote what, and on what: as the database keeps it, and what the graph takes.

use automerge::transaction::Transactable;
use automerge::{ActorId, PatchLog, ROOT};
use rebound_core::base::ids::AccountId;
use rebound_sync_server::auth::Role;
use rebound_sync_server::ledger::graph::Graph;
use rebound_sync_server::ledger::row::Row;
use rebound_sync_server::ledger::storage::{Storage, StorageError};
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, open};

/// Rows of a document whose changes, one after the other, are of the accounts.
fn rows(accounts: &[AccountId]) -> Vec<Row> {
    let mut copy = Peer::empty(0);
    for number in (1..).take(accounts.len()) {
        copy = Peer::new(&copy.copy, number, Role::Owner);
        copy.write(1);
    }
    let changes = copy.copy.get_changes(&[]);
    let mut graph = Graph::default();
    changes.iter().zip(accounts).map(|(change, account)| graph.stage(change, *account)).collect()
}

/// Who wrote the changes of a document, by what is stored.
fn authors(storage: &Storage) -> Result<Vec<(AccountId, ActorId)>, StorageError> {
    let mut authors = Vec::new();
    storage.rows(1, 0, usize::MAX, |_, row| {
        authors.push((row.account, row.actor));
        Ok(())
    })?;
    Ok(authors)
}

#[test]
fn an_author_whose_first_commit_failed_is_stored_with_the_next() {
    let directory = tempdir().unwrap();
    let mut storage = Storage::open(&directory.path().join("ledger.db")).unwrap();
    storage.create(&id(1), ACCOUNT).unwrap();
    let other = AccountId::from_bytes([9; 16]);
    let rows = rows(&[ACCOUNT, other]);
    storage.append([(1, 0, &rows[..1])].into_iter()).unwrap();
    // The second of these takes a place that is taken.
    let failed = storage.append([(1, 1, &rows[1..]), (1, 0, &rows[1..])].into_iter());
    assert!(matches!(failed, Err(StorageError::Sqlite(_))));
    assert_eq!(authors(&storage).unwrap().len(), 1, "all or none");
    storage.append([(1, 1, &rows[1..])].into_iter()).unwrap();
    let of_rows: Vec<_> = rows.into_iter().map(|row| (row.account, row.actor)).collect();
    assert_eq!(authors(&storage).unwrap(), of_rows);
}

#[tokio::test]
async fn a_change_on_an_older_state_is_taken_and_reaches_others() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    let mut writer = Peer::empty(1);
    writer.write(2);
    let older = writer.copy.get_heads();
    writer.write(3);
    // Its number follows the fifth change, and it depends on the second.
    let mut transaction = writer.copy.transaction_at(PatchLog::inactive(), &older).unwrap();
    transaction.put(ROOT, "on an older state", 1).unwrap();
    transaction.commit();
    writer.sync(&ledger, &id(1)).await;
    let mut fresh = Peer::empty(2);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    ledger.close();
}
