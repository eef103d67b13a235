//! Documents with many heads: no writer can bring one into a state in which the others cannot go on, and
//! none costs more than its bytes.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Automerge, Change, ChangeHash, ROOT};
use rebound_core::replica::admission::Refusal;
use rebound_core::replica::admission::arrival::Arrival;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::ledger::graph::{Graph, HEADS_MAX};
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::{Append, Storage};
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, open};

/// So many changes, each by an actor of its own, on `heads`.
fn concurrent(on: &Automerge, count: u32) -> Vec<Change> {
    let by = |number: u32| {
        let mut actor = [0xee; 16];
        actor[12..].copy_from_slice(&number.to_be_bytes());
        let mut copy = on.clone().with_actor(ActorId::from(actor));
        let before = copy.get_heads();
        let mut transaction = copy.transaction();
        transaction.put(ROOT, format!("{number}"), number).unwrap();
        transaction.commit();
        copy.get_changes(&before).remove(0)
    };
    (0..count).map(by).collect()
}

/// What a client has that took all of them in.
fn with_all(on: &Automerge, changes: &[Change], actor: u8) -> Peer {
    let mut copy = on.clone();
    copy.apply_changes(changes.iter().cloned()).unwrap();
    Peer::new(&copy, actor, Role::Owner)
}

#[tokio::test]
async fn owner_shut_out_by_64_heads_the_owner_s_next_edits_are_taken() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    let mut owner = Peer::empty(1);
    owner.write(1);
    owner.sync(&ledger, &id(1)).await;
    let changes = concurrent(&owner.copy, 70);
    let refused = with_all(&owner.copy, &changes, 2).sync_in_part(&ledger, &id(1)).await;
    let too_many = refused.iter().filter(|one| one.refusal == Refusal::TooManyHeads).count();
    assert_eq!((refused.len(), too_many), (70 - HEADS_MAX, 70 - HEADS_MAX));
    // The owner has written before it heard of any of them, and writes again now that it has.
    owner.write(1);
    let refused = owner.sync_in_part(&ledger, &id(1)).await;
    assert!(refused.iter().all(|one| one.refusal == Refusal::TooManyHeads));
    assert_eq!(owner.copy.get_heads().len(), HEADS_MAX + 1);
    owner.write(1);
    owner.sync(&ledger, &id(1)).await;
    let mut fresh = Peer::empty(3);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&owner);
    assert_eq!(fresh.copy.get_heads().len(), 1);
    ledger.close();
}

#[tokio::test]
async fn a_change_that_was_one_head_too_many_is_asked_for_when_others_have_merged() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    let mut owner = Peer::empty(1);
    owner.write(1);
    owner.sync(&ledger, &id(1)).await;
    let changes = concurrent(&owner.copy, 48);
    let mut merging = with_all(&owner.copy, &changes, 2);
    merging.sync(&ledger, &id(1)).await;
    let mut late = Peer::new(&owner.copy, 3, Role::Owner);
    late.write(1);
    let mut conversation = late.connect(&ledger, &id(1)).await;
    let refused = late.talk(&ledger, &mut conversation).await;
    assert_eq!(refused.iter().map(|one| one.refusal).collect::<Vec<_>>(), [Refusal::TooManyHeads]);
    merging.write(1);
    merging.sync(&ledger, &id(1)).await;
    assert_eq!(late.talk(&ledger, &mut conversation).await, []);
    // The mailbox had news before: what was sent last may be on its way to the disk.
    ledger.settled().await;
    let mut fresh = Peer::empty(4);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&late);
    ledger.close();
}

/// A document as servers took it before there was a limit.
fn store(directory: &std::path::Path, changes: &[Change]) {
    let storage = Sqlite::open(&directory.join("ledger.db")).unwrap();
    storage.create(&id(1), ACCOUNT).unwrap();
    let number = Storage::open(&storage, &id(1)).unwrap().unwrap().number;
    let mut graph = Graph::default();
    let changes: Vec<_> =
        changes.iter().map(|change| graph.stage(&Arrival::from(change), ACCOUNT)).collect();
    storage.append(&[Append { document: number, first: 0, changes: &changes }]).unwrap();
}

#[tokio::test]
async fn reader_disconnected_by_300_heads_a_document_that_has_them_is_read_and_merged() {
    let directory = tempdir().unwrap();
    store(directory.path(), &concurrent(&Automerge::new(), 300));
    let ledger = open(directory.path(), None);
    let (mut one, mut two) = (Peer::empty(1), Peer::empty(2));
    one.sync(&ledger, &id(1)).await;
    two.sync(&ledger, &id(1)).await;
    assert_eq!(one.copy.get_heads().len(), 300);
    // Both go on without having heard of each other: each of them depends on all 300.
    one.write(1);
    two.write(1);
    one.sync(&ledger, &id(1)).await;
    two.sync(&ledger, &id(1)).await;
    one.sync(&ledger, &id(1)).await;
    two.assert_same(&one);
    assert_eq!(one.copy.get_heads().len(), 2);
    // What adds heads to it is refused, as in any other document.
    let changes = concurrent(&Automerge::new(), 400);
    let mut more = with_all(&Automerge::new(), &changes[300..], 3);
    assert!(!more.sync_in_part(&ledger, &id(1)).await.is_empty());
    ledger.close();
}

#[test]
fn cost_of_many_heads_is_the_same_for_each_change_also_when_read_from_the_disk() {
    let directory = tempdir().unwrap();
    let changes: Vec<Change> = (0..20_000_u32)
        .map(|number| {
            let actor = [[0xee; 12].as_slice(), &number.to_be_bytes()].concat();
            let mut document = AutoCommit::new().with_actor(ActorId::from(actor));
            document.put(ROOT, "a", 1).unwrap();
            document.get_last_local_change().unwrap()
        })
        .collect();
    store(directory.path(), &changes);
    let storage = Sqlite::open(&directory.path().join("ledger.db")).unwrap();
    // Taken in and read one by one: what each costs must not grow with the heads.
    let stored = Storage::open(&storage, &id(1)).unwrap().unwrap();
    let mut hashes: Vec<ChangeHash> = changes.iter().map(Change::hash).collect();
    hashes.sort_unstable();
    assert_eq!(**stored.graph.heads(), hashes);
    assert!(!stored.graph.has_room());
}
