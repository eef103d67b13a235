//! Documents that nobody has open leave memory, and come back whole.

use std::sync::Arc;

use rebound_sync_server::ledger::shelf::Room;
use rebound_sync_server::ledger::{Keeping, Ledger};
use tempfile::tempdir;

use crate::peer::{Peer, id};

fn open(directory: &std::path::Path, room: Room) -> Ledger {
    Ledger::open(&directory.join("ledger.db"), Keeping { warden: None, room }).unwrap()
}

#[tokio::test]
async fn what_was_used_longest_ago_leaves_and_is_read_again() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), Room { bytes: usize::MAX, documents: 2 });
    let mut writers = Vec::new();
    for number in 0..6 {
        let mut writer = Peer::empty(number + 1);
        writer.write(10);
        writer.sync(&ledger, &id(number)).await;
        writers.push(writer);
    }
    ledger.settled().await;
    ledger.trim();
    assert_eq!(ledger.documents_in_memory(), 2);
    for (number, writer) in (0..).zip(&mut writers) {
        writer.write(1);
        writer.sync(&ledger, &id(number)).await;
        let mut fresh = Peer::empty(100 + number);
        fresh.sync(&ledger, &id(number)).await;
        fresh.assert_same(writer);
    }
}

#[tokio::test]
async fn a_document_in_use_stays_whatever_it_weighs() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), Room { bytes: 0, documents: 0 });
    let mut writer = Peer::empty(1);
    writer.write(300);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    let held = ledger.find(&id(1)).await.unwrap().unwrap();
    ledger.trim();
    assert!(Arc::ptr_eq(&held, &ledger.find(&id(1)).await.unwrap().unwrap()));
    drop(held);
    ledger.trim();
    assert_eq!(ledger.documents_in_memory(), 0);
}

#[tokio::test]
async fn asking_for_documents_that_do_not_exist_leaves_nothing_behind() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), Room::default());
    for number in 0..100 {
        assert!(ledger.find(&id(number)).await.unwrap().is_none());
    }
    assert_eq!(ledger.documents_in_memory(), 0);
}

#[tokio::test]
async fn of_many_who_ask_at_once_for_a_document_that_is_not_in_memory_all_get_the_same() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), Room::default());
    let mut writer = Peer::empty(1);
    writer.write(100);
    writer.sync(&ledger, &id(1)).await;
    ledger.close();
    let ledger = open(directory.path(), Room::default());
    let id = id(1);
    let found = futures_util::future::join_all((0..20).map(|_| ledger.find(&id))).await;
    let found: Vec<_> = found.into_iter().map(|document| document.unwrap().unwrap()).collect();
    assert!(found.iter().all(|document| Arc::ptr_eq(document, &found[0])));
}
