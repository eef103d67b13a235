//! Who wrote what, and on what: as the database keeps it, and what the graph takes.

use automerge::transaction::Transactable;
use automerge::{ActorId, PatchLog, ROOT};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::arrival::Arrival;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::ledger::change::StoredChange;
use rebound_sync_server::ledger::graph::Graph;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::{Append, Number, Outcome, Storage, StorageError};
use rusqlite::Connection;
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, open};

/// The changes of a document which, one after the other, are of the accounts.
fn changes(accounts: &[AccountId]) -> Vec<StoredChange> {
    let mut copy = Peer::empty(0);
    for number in (1..).take(accounts.len()) {
        copy = Peer::new(&copy.copy, number, Role::Owner);
        copy.write(1);
    }
    let changes = copy.copy.get_changes(&[]);
    let mut graph = Graph::default();
    changes
        .iter()
        .zip(accounts)
        .map(|(change, account)| graph.stage(&Arrival::from(change), *account))
        .collect()
}

/// Who wrote the changes of a document, by what is stored.
fn authors(storage: &Sqlite) -> Result<Vec<(AccountId, ActorId)>, StorageError> {
    let mut authors = Vec::new();
    storage.changes(Number(1), 0, usize::MAX, &mut |_, change| {
        authors.push((change.account, change.actor));
        Ok(())
    })?;
    Ok(authors)
}

#[test]
fn an_author_whose_first_commit_failed_is_stored_with_the_next() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let storage = Sqlite::open(&path).unwrap();
    storage.create(&id(1), ACCOUNT).unwrap();
    let changes = changes(&[ACCOUNT, AccountId::from_bytes([9; 16])]);
    let append = |first: usize| {
        let changes = &changes[first..=first];
        storage.append(&[Append { document: Number(1), first, changes }])
    };
    assert_eq!(append(0).unwrap(), [Outcome::Stored]);
    let database = Connection::open(&path).unwrap();
    let refuse = "CREATE TRIGGER full BEFORE INSERT ON changes BEGIN SELECT raise(FAIL, ''); END";
    database.execute_batch(refuse).unwrap();
    append(1).unwrap_err();
    database.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(authors(&storage).unwrap().len(), 1, "all or none");
    assert_eq!(append(1).unwrap(), [Outcome::Stored]);
    let written: Vec<_> = changes.iter().map(|one| (one.account, one.actor.clone())).collect();
    assert_eq!(authors(&storage).unwrap(), written);
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
