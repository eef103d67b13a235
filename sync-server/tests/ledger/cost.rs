//! What a message costs is charged before it is spent, and spent in slices.

use std::sync::Arc;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT, ScalarValue};
use rebound_core::replica::admission::allowance::{Allowance, INFLATED_BYTES_FREE, INFLATED_TIMES};
use rebound_core::replica::admission::arrival::Arrival;
use rebound_core::replica::admission::message::{Access, Envelope, SyncMessage, encode};
use rebound_core::replica::admission::{Refusal, arrival};
use rebound_sync_server::ledger::founding::Opening;
use rebound_sync_server::ledger::graph::Graph;
use rebound_sync_server::ledger::parking::{PARKED_BYTES_MAX, ParkedBytes, Parking};
use rebound_sync_server::ledger::session::Heard;
use rebound_sync_server::ledger::slices::{SLICE_CHANGES_MAX, Slices};
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::{Append, Storage};
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, listener, open};

/// A change of an actor that puts so many zeros: a KiB for each MiB, as it is sent.
fn zeros(actor: u8, bytes: usize) -> Vec<u8> {
    let mut document = AutoCommit::new().with_actor(ActorId::from([actor; 16]));
    document.put(ROOT, "zeros", ScalarValue::Bytes(vec![0; bytes])).unwrap();
    document.get_last_local_change().unwrap().bytes().into_owned()
}

fn message(chunks: &[&[u8]]) -> Vec<u8> {
    let envelope = Envelope { heads: &[], need: &[], have: Some(&[]), access: Access::Write };
    encode(envelope, chunks.iter().copied())
}

#[test]
fn three_inflating_frames_inflate_to_four_times_their_bytes_and_a_mebibyte_and_no_more() {
    let bomb = zeros(1, 1_000_000);
    assert!(bomb.len() < 2 * 1024);
    let chunks = vec![&bomb[..]; 1_000];
    let bytes = message(&chunks);
    let message = SyncMessage::admit(&bytes).unwrap();
    let (mut slices, bytes) = (Slices::new(&message), bytes.len());
    let mut parking = Parking::new(Arc::default());
    let (mut inflated, mut refused) = (0, Vec::new());
    while !slices.is_done(&parking) {
        let slice = slices.next_slice(&mut parking);
        assert!(slice.len() <= 2, "a slice ends when a MiB has come out");
        inflated += slice.iter().flatten().map(|arrival| arrival.plain_len).sum::<usize>();
        refused.extend(slice.into_iter().filter_map(Result::err));
    }
    assert!(
        inflated > INFLATED_BYTES_FREE && inflated <= INFLATED_TIMES * bytes + INFLATED_BYTES_FREE
    );
    // The rest was not even looked at.
    assert_eq!(refused.iter().map(|one| one.refusal).collect::<Vec<_>>(), [Refusal::TooMuchAtOnce]);
}

#[tokio::test]
async fn a_frame_full_of_valid_changes_is_taken_in_slices_that_each_wait_for_the_disk() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    let mut writer = Peer::empty(1);
    writer.write(3_000);
    let changes = writer.copy.get_changes(&[]);
    let chunks: Vec<&[u8]> = changes.iter().map(|change| change.raw_bytes()).collect();
    let bytes = message(&chunks);
    let message = SyncMessage::admit(&bytes).unwrap();
    let mut slices = Slices::new(&message);
    let mut parking = Parking::new(Arc::default());
    let mut lens = Vec::new();
    while !slices.is_done(&parking) {
        lens.push(slices.next_slice(&mut parking).len());
    }
    assert_eq!((lens.len(), lens[0]), (3_000_usize.div_ceil(SLICE_CHANGES_MAX), SLICE_CHANGES_MAX));
    // Whoever has sent it all hears one answer, when all of it is stored.
    let listener = listener(ACCOUNT, 1);
    let opened = ledger.session_of_new(&id(1), &listener, &message).await;
    let Opening::Session(mut session) = opened.unwrap() else { panic!("no document") };
    let Heard { received, .. } = ledger.hear(&mut session, &message).await.unwrap();
    assert_eq!((received.positions.len(), received.refused.len()), (3_000, 0));
    drop(session);
    ledger.close();
    let storage = Sqlite::open(&directory.path().join("ledger.db")).unwrap();
    assert_eq!(Storage::open(&storage, &id(1)).unwrap().unwrap().graph.len(), 3_000);
}

#[test]
fn fat_changes_that_wait_are_kept_as_they_came() {
    let held = Arc::<ParkedBytes>::default();
    let mut parking = Parking::new(Arc::clone(&held));
    let missing = [automerge::ChangeHash([9; 32])];
    for actor in 0..200 {
        let bytes = zeros(actor, 1_000_000);
        let arrival = arrival::admit(&bytes, &mut Allowance::of_message(bytes.len())).unwrap();
        parking.park(&arrival, &missing).unwrap();
    }
    // 200 MB once inflated.
    assert!(held.held() < PARKED_BYTES_MAX / 3, "{}", held.held());
}

#[test]
fn what_is_sent_deflated_lies_deflated_on_the_disk_and_counts_inflated() {
    let directory = tempdir().unwrap();
    let path = directory.path().join("ledger.db");
    let storage = Sqlite::open(&path).unwrap();
    storage.create(&id(1), ACCOUNT).unwrap();
    let number = Storage::open(&storage, &id(1)).unwrap().unwrap().number;
    let mut graph = Graph::default();
    let changes: Vec<_> = (0..40)
        .map(|actor| {
            let bytes = zeros(actor, 1_000_000);
            let arrival = arrival::admit(&bytes, &mut Allowance::of_message(bytes.len())).unwrap();
            graph.stage(&arrival, ACCOUNT)
        })
        .collect();
    assert!(graph.bytes() > 40_000_000);
    storage.append(&[Append { document: number, first: 0, changes: &changes }]).unwrap();
    let mut read = Vec::new();
    let each = &mut |_, change| {
        read.push(change);
        Ok(())
    };
    storage.changes(number, 0, usize::MAX, each).unwrap();
    assert_eq!(read, changes);
    storage.rest().unwrap();
    let stored = Storage::open(&storage, &id(1)).unwrap().unwrap();
    assert_eq!(stored.graph.bytes(), graph.bytes());
    drop(storage);
    let bytes = std::fs::metadata(&path).unwrap().len();
    assert!(bytes < 400 * 1024, "{bytes} bytes for 40 KiB that were sent");
}

/// What waits is read again when what it waits for has come, and a client gets all of it.
#[tokio::test]
async fn a_deflated_change_that_waited_arrives() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), None);
    let mut document = AutoCommit::new().with_actor(ActorId::from([1; 16]));
    let mut chunks = Vec::new();
    for number in 0..3 {
        document.put(ROOT, "text", format!("{number}").repeat(3_000)).unwrap();
        chunks.push(document.get_last_local_change().unwrap().bytes().into_owned());
    }
    let listener = listener(ACCOUNT, 1);
    let first = message(&[&chunks[0]]);
    let admitted = SyncMessage::admit(&first).unwrap();
    let opened = ledger.session_of_new(&id(1), &listener, &admitted).await;
    let Opening::Session(mut session) = opened.unwrap() else { panic!("no document") };
    for part in [vec![&chunks[2][..]], vec![&chunks[0][..], &chunks[1][..]]] {
        let bytes = message(&part);
        let admitted = SyncMessage::admit(&bytes).unwrap();
        let heard = ledger.hear(&mut session, &admitted).await.unwrap();
        assert_eq!(heard.received.refused, []);
        drop(heard);
    }
    ledger.settled().await;
    drop(session);
    let mut fresh = Peer::empty(2);
    fresh.sync(&ledger, &id(1)).await;
    assert_eq!(fresh.copy.get_heads(), document.get_heads());
    ledger.close();
}

/// An arrival of Automerge's own change says the same as one that was admitted.
#[test]
fn what_automerge_has_made_arrives_as_what_a_peer_sends() {
    let mut document = AutoCommit::new();
    document.put(ROOT, "a", 1).unwrap();
    let change = document.get_last_local_change().unwrap();
    let (ours, theirs) =
        (Arrival::from(&change), arrival::admit(change.raw_bytes(), &mut Allowance::of_message(1)));
    let parts = |arrival: &Arrival| {
        (arrival.hash, arrival.deps.clone(), arrival.actor.clone(), arrival.seq, arrival.max_op())
    };
    assert_eq!(parts(&ours), parts(&theirs.unwrap()));
}
