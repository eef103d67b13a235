//! Cases of the port to documents.

use std::sync::Arc;

use automerge::{ActorId, ChangeHash};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::epoch::Epoch;
use rebound_sync_server::ledger::change::StoredChange;
use rebound_sync_server::ledger::covered::Covered;
use rebound_sync_server::ledger::storage::{
    Append, Created, Cursor, Left, Number, Outcome, Replaced, SettingAside, Storage, StorageError,
    Tail, Wanted,
};
use sha2::{Digest, Sha256};

use crate::Store;

pub(crate) const OWNER: AccountId = AccountId::from_bytes([1; 16]);

pub(crate) fn id(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

/// The change of a writer at a position, with some bytes of its own: every tenth has 9,000 of them.
fn change(writer: u8, position: usize) -> StoredChange {
    let len = if position % 10 == 9 { 9_000 } else { 200 };
    let mut bytes = vec![writer; len];
    // As far as a store looks: a magic number, a checksum, and that it is plain.
    bytes[..4].copy_from_slice(&[0x85, 0x6f, 0x4a, 0x83]);
    bytes[8] = 1;
    bytes[9..17].copy_from_slice(&position.to_be_bytes());
    let at = u32::try_from(position).unwrap();
    StoredChange {
        account: OWNER,
        hash: ChangeHash(Sha256::digest(&bytes[8..]).into()),
        deps: at.checked_sub(1).as_slice().into(),
        actor: ActorId::from([writer; 16]),
        seq: u64::from(at) + 1,
        max_op: u64::from(at) + 1,
        plain_len: len,
        bytes: Arc::from(bytes),
    }
}

fn changes(positions: std::ops::Range<usize>) -> Vec<StoredChange> {
    positions.map(|position| change(7, position)).collect()
}

fn created(store: &Store, number: u8) -> Number {
    store.documents.create(&id(number), OWNER).unwrap();
    store.documents.open(&id(number)).unwrap().unwrap().number
}

pub(crate) fn append(storage: &dyn Storage, document: Number, first: usize, len: usize) -> Outcome {
    let changes = changes(first..first + len);
    storage.append(&[Append { document, first, changes: &changes }]).unwrap()[0]
}

fn stored(storage: &dyn Storage, document: Number) -> Vec<(usize, StoredChange)> {
    let mut all = Vec::new();
    let each = &mut |position, change| {
        all.push((position, change));
        Ok(())
    };
    storage.changes(document, 0, usize::MAX, each).unwrap();
    all
}

/// What a snapshot of the first `len` changes covers.
fn covered(len: usize) -> Covered {
    let mut covered = Covered::default();
    changes(0..len).iter().for_each(|change| covered.push(change));
    covered.seal(10);
    covered
}

pub(crate) fn a_document_that_nobody_created_is_not_there(store: &Store) {
    assert!(store.documents.open(&id(1)).unwrap().is_none());
}

pub(crate) fn of_two_who_create_a_document_the_first_owns_it(store: &Store) {
    let other = AccountId::from_bytes([2; 16]);
    assert_eq!(store.documents.create(&id(1), OWNER).unwrap(), Created::Mine);
    assert_eq!(store.documents.create(&id(1), other).unwrap(), Created::Theirs);
    let roles = store.documents.open(&id(1)).unwrap().unwrap().roles.all();
    assert_eq!(roles.into_iter().collect::<Vec<_>>(), [(OWNER, Role::Owner)]);
}

pub(crate) fn a_document_without_a_change_can_be_taken_over_and_one_with_a_change_cannot(
    store: &Store,
) {
    let (storage, other) = (&*store.documents, AccountId::from_bytes([2; 16]));
    assert_eq!(storage.take_over(&id(1), other).unwrap(), Created::Theirs, "it is not there");
    let number = created(store, 1);
    assert_eq!(storage.take_over(&id(1), other).unwrap(), Created::Mine);
    let roles = || storage.open(&id(1)).unwrap().unwrap().roles.all();
    assert_eq!(roles().into_iter().collect::<Vec<_>>(), [(other, Role::Owner)]);
    assert_eq!(append(storage, number, 0, 1), Outcome::Stored);
    assert_eq!(storage.take_over(&id(1), OWNER).unwrap(), Created::Theirs);
    assert_eq!(roles().into_iter().collect::<Vec<_>>(), [(other, Role::Owner)]);
}

pub(crate) fn an_empty_document_takes_position_0_and_changes_come_back_whole(store: &Store) {
    let (storage, number) = (&*store.documents, created(store, 1));
    assert_eq!(append(storage, number, 0, 20), Outcome::Stored);
    let expected: Vec<_> = (0..).zip(changes(0..20)).collect();
    assert_eq!(stored(storage, number), expected);
    assert_eq!(storage.open(&id(1)).unwrap().unwrap().graph.durable(), 20);
}

pub(crate) fn the_same_append_again_is_behind_and_changes_nothing(store: &Store) {
    let (storage, number) = (&*store.documents, created(store, 1));
    append(storage, number, 0, 3);
    assert_eq!(append(storage, number, 0, 3), Outcome::Behind { len: 3 });
    assert_eq!(append(storage, number, 2, 1), Outcome::Behind { len: 3 });
    assert_eq!(append(storage, number, 4, 1), Outcome::Behind { len: 3 }, "no gap either");
    assert_eq!(stored(storage, number).len(), 3);
    assert_eq!(append(storage, number, 3, 1), Outcome::Stored);
}

pub(crate) fn a_batch_with_one_loser_stores_all_others(store: &Store) {
    let (storage, numbers) = (&*store.documents, [1, 2, 3].map(|number| created(store, number)));
    append(storage, numbers[1], 0, 1);
    let first = changes(0..2);
    let batch = numbers.map(|document| Append { document, first: 0, changes: &first });
    let expected = [Outcome::Stored, Outcome::Behind { len: 1 }, Outcome::Stored];
    assert_eq!(storage.append(&batch).unwrap(), expected);
    assert_eq!(numbers.map(|number| stored(storage, number).len()), [2, 1, 2]);
}

pub(crate) fn appends_of_one_document_follow_each_other_in_a_batch(store: &Store) {
    let (storage, document) = (&*store.documents, created(store, 1));
    let (one, two) = (changes(0..2), changes(2..3));
    let batch = [
        Append { document, first: 0, changes: &one },
        Append { document, first: 2, changes: &two },
        Append { document, first: 2, changes: &two },
    ];
    let expected = [Outcome::Stored, Outcome::Stored, Outcome::Behind { len: 3 }];
    assert_eq!(storage.append(&batch).unwrap(), expected);
}

pub(crate) fn eight_writers_of_one_document_leave_no_gap_and_nothing_twice(store: &Store) {
    let (storage, document) = (&*store.documents, created(store, 1));
    std::thread::scope(|scope| {
        for writer in 0..8 {
            scope.spawn(move || {
                let mut first = 0;
                for _ in 0..10 {
                    // Who is behind is told where it is, and tries again there.
                    while let [Outcome::Behind { len }] = storage
                        .append(&[Append { document, first, changes: &[change(writer, first)] }])
                        .unwrap()[..]
                    {
                        first = len;
                    }
                    first += 1;
                }
            });
        }
    });
    let stored = stored(storage, document);
    assert!(stored.iter().map(|(position, _)| *position).eq(0..80));
    for writer in 0..8 {
        let of_writer = stored.iter().filter(|(_, one)| one.actor == ActorId::from([writer; 16]));
        assert_eq!(of_writer.count(), 10);
    }
}

pub(crate) fn what_is_read_is_what_was_wanted_and_what_is_not_there_is_damage(store: &Store) {
    let (storage, number) = (&*store.documents, created(store, 1));
    append(storage, number, 0, 10);
    let wanted = Wanted { snapshot: false, positions: vec![2, 3, 9] };
    let found = storage.read(number, &wanted).unwrap();
    assert!(found.snapshot.is_none() && found.changes.keys().eq(&[2, 3, 9]));
    assert_eq!(found.chunk(9), Some(&*change(7, 9).bytes));
    for wanted in [
        Wanted { snapshot: false, positions: vec![10] },
        Wanted { snapshot: true, positions: Vec::new() },
    ] {
        assert!(matches!(storage.read(number, &wanted), Err(StorageError::Damaged)));
    }
}

pub(crate) fn a_snapshot_is_replaced_from_the_expected_one_alone(store: &Store) {
    let (storage, number) = (&*store.documents, created(store, 1));
    append(storage, number, 0, 10);
    let replace = |expected, len| {
        storage.replace_snapshot(number, expected, &covered(len), &[9; 10]).unwrap()
    };
    assert_eq!(replace(3, 6), Replaced::Other { covers: 0 });
    assert_eq!(replace(0, 4), Replaced::Done);
    assert_eq!(replace(0, 6), Replaced::Other { covers: 4 }, "of two at once the first one stays");
    assert_eq!(replace(4, 6), Replaced::Done);
    let wanted = Wanted { snapshot: true, positions: vec![7] };
    let found = storage.read(number, &wanted).unwrap();
    let snapshot = found.snapshot.as_ref().unwrap();
    assert_eq!((snapshot.covers, &snapshot.bytes[..]), (6, &[9; 10][..]));
    assert!(found.chunk(7).is_some());
}

pub(crate) fn only_covered_changes_are_pruned(store: &Store) {
    let (storage, number) = (&*store.documents, created(store, 1));
    append(storage, number, 0, 10);
    assert_eq!(
        (storage.prune(number).unwrap(), storage.unpruned().unwrap()),
        (Left::Nothing, vec![])
    );
    storage.replace_snapshot(number, 0, &covered(6), &[9; 10]).unwrap();
    assert_eq!(storage.unpruned().unwrap(), [number]);
    while storage.prune(number).unwrap() == Left::More {}
    while storage.release().unwrap() == Left::More {}
    assert!(stored(storage, number).iter().map(|(position, _)| *position).eq(6..10));
    assert_eq!(storage.unpruned().unwrap(), []);
    // What a snapshot took is absent, and no damage.
    let wanted = Wanted { snapshot: false, positions: vec![5, 6] };
    assert!(storage.read(number, &wanted).unwrap().changes.keys().eq(&[6]));
    let graph = storage.open(&id(1)).unwrap().unwrap().graph;
    assert_eq!((graph.covered().len(), graph.durable()), (6, 10));
}

pub(crate) fn a_writer_that_slept_through_a_snapshot_is_behind(store: &Store) {
    let (storage, number) = (&*store.documents, created(store, 1));
    append(storage, number, 0, 10);
    storage.replace_snapshot(number, 0, &covered(10), &[9; 10]).unwrap();
    while storage.prune(number).unwrap() == Left::More {}
    assert_eq!(append(storage, number, 0, 1), Outcome::Behind { len: 10 });
    assert_eq!(append(storage, number, 10, 1), Outcome::Stored);
}

pub(crate) fn what_is_set_aside_is_kept_apart_and_the_rest_moves_together(store: &Store) {
    let (storage, number) = (&*store.documents, created(store, 1));
    append(storage, number, 0, 10);
    storage.replace_snapshot(number, 0, &covered(4), &[9; 10]).unwrap();
    while storage.prune(number).unwrap() == Left::More {}
    let (all, aside) = (changes(4..10), changes(6..8));
    // What came after them depends on what is left.
    let mut kept = [&all[..2], &all[4..]].concat();
    kept[2].deps = Box::from([5]);
    kept[3].deps = Box::from([6]);
    let setting = SettingAside { document: number, first: 4, len: 10, kept: &kept, aside: &aside };
    for behind in [SettingAside { len: 9, ..setting }, SettingAside { first: 3, ..setting }] {
        assert_eq!(storage.set_aside(&behind).unwrap(), Outcome::Behind { len: 10 });
    }
    assert_eq!(storage.aside(number).unwrap(), []);
    assert_eq!(storage.set_aside(&setting).unwrap(), Outcome::Stored);
    assert!(stored(storage, number).into_iter().eq((4..).zip(kept)));
    let apart = |aside: &StoredChange| (aside.hash, aside.account, aside.bytes.to_vec());
    let found = storage.aside(number).unwrap();
    let found: Vec<_> =
        found.iter().map(|one| (one.hash, one.account, one.bytes.clone())).collect();
    assert_eq!(found, aside.iter().map(apart).collect::<Vec<_>>());
    let opened = storage.open(&id(1)).unwrap().unwrap();
    assert_eq!(opened.aside, aside.iter().map(|change| change.hash).collect());
    assert_eq!(opened.graph.len(), 8);
    assert_eq!(append(storage, number, 8, 1), Outcome::Stored);
    storage.delete(number).unwrap();
    assert_eq!(storage.aside(number).unwrap(), []);
}

pub(crate) fn an_account_holds_what_its_documents_take_as_they_are_stored(store: &Store) {
    let (storage, numbers) = (&*store.documents, [1, 2].map(|number| created(store, number)));
    let other = AccountId::from_bytes([2; 16]);
    let held = || [OWNER, other].map(|account| storage.held(account).unwrap());
    assert_eq!(held(), [0, 0]);
    // Of each ten changes one has 9,000 bytes, and the others 200.
    for number in numbers {
        append(storage, number, 0, 10);
    }
    assert_eq!(held(), [2 * 10_800, 0]);
    storage.replace_snapshot(numbers[0], 0, &covered(10), &[9; 500]).unwrap();
    assert_eq!(held(), [500 + 10_800, 0], "what is covered does not count");
    store.people.set_role(&id(2), other, Some(Role::Owner)).unwrap();
    store.people.set_role(&id(2), OWNER, Some(Role::Writer)).unwrap();
    assert_eq!(held(), [500, 10_800]);
    storage.delete(numbers[0]).unwrap();
    assert_eq!(held(), [0, 10_800]);
}

pub(crate) fn the_tail_leaves_nothing_out_and_refuses_another_life(store: &Store) {
    let (storage, numbers) = (&*store.documents, [1, 2].map(|number| created(store, number)));
    let Tail::Grown(_, start) = storage.tail(None).unwrap() else { panic!("from now on") };
    append(storage, numbers[0], 0, 2);
    append(storage, numbers[1], 0, 1);
    append(storage, numbers[1], 0, 1);
    let Tail::Grown(grown, next) = storage.tail(Some(start)).unwrap() else { panic!("known") };
    assert_eq!(grown, [(numbers[0], 2), (numbers[1], 1)]);
    append(storage, numbers[0], 2, 1);
    let Tail::Grown(grown, _) = storage.tail(Some(next)).unwrap() else { panic!("known") };
    assert_eq!(grown, [(numbers[0], 3)]);
    let of_another = Cursor { epoch: Epoch::from_bytes([9; 16]), ..start };
    assert!(matches!(storage.tail(Some(of_another)).unwrap(), Tail::Expired(_)));
}
