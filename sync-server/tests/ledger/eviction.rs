//! Documents that nobody has open leave memory, and come back whole.

use std::sync::Arc;

use rebound_core::replica::wire::PeerId;
use rebound_sync_server::fanout::Ephemeral;
use rebound_sync_server::ledger::cache::CacheLimits;
use rebound_sync_server::ledger::{Keeping, Ledger};
use tempfile::tempdir;

use crate::peer::{ACCOUNT, Peer, id, listener, open_with};

fn open(directory: &std::path::Path, cache: CacheLimits) -> Ledger {
    open_with(directory, Keeping { cache, ..Keeping::default() })
}

#[tokio::test]
async fn what_was_used_longest_ago_leaves_and_is_read_again() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), CacheLimits { bytes: usize::MAX, documents: 2 });
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
    let ledger = open(directory.path(), CacheLimits { bytes: 0, documents: 0 });
    let mut writer = Peer::empty(1);
    writer.write(300);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    let held = ledger.session(&id(1), &listener(ACCOUNT, 1)).await.unwrap().unwrap();
    ledger.trim();
    assert_eq!(ledger.documents_in_memory(), 1);
    drop(held);
    ledger.trim();
    assert_eq!(ledger.documents_in_memory(), 0);
}

#[tokio::test]
async fn asking_for_documents_that_do_not_exist_leaves_nothing_behind() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), CacheLimits::default());
    for number in 0..100 {
        let session = ledger.session(&id(number), &listener(ACCOUNT, 1)).await.unwrap();
        assert!(session.is_none());
    }
    assert_eq!(ledger.documents_in_memory(), 0);
}

#[tokio::test]
async fn of_many_who_ask_at_once_for_a_document_that_is_not_in_memory_all_get_the_same() {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), CacheLimits::default());
    let mut writer = Peer::empty(1);
    writer.write(100);
    writer.sync(&ledger, &id(1)).await;
    ledger.close();
    let ledger = open(directory.path(), CacheLimits::default());
    let id = id(1);
    let listeners: Vec<_> = (0..20).map(|number| listener(ACCOUNT, number)).collect();
    let sessions = listeners.iter().map(|listener| ledger.session(&id, listener));
    let sessions = futures_util::future::join_all(sessions).await;
    // Who has the same document hears what another says about it.
    let about_now = Ephemeral {
        sender: PeerId::new("sam").unwrap(),
        document: id,
        session_id: "1".to_owned(),
        count: 1,
        data: vec![1],
    };
    sessions[0].as_ref().unwrap().as_ref().unwrap().pass_on(&about_now);
    for listener in &listeners[1..] {
        assert_eq!(listener.mailbox.take().await.ephemeral.len(), 1);
    }
}

/// Whoever asks for a document while it is deleted may read it once more before it is gone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_is_asked_for_while_it_is_deleted_is_gone_all_the_same() {
    let directory = tempdir().unwrap();
    let ledger = Arc::new(open(directory.path(), CacheLimits::default()));
    for round in 0..100 {
        let mut writer = Peer::empty(1);
        writer.write(1);
        writer.sync(&ledger, &id(1)).await;
        ledger.settled().await;
        let asking = tokio::spawn({
            let ledger = Arc::clone(&ledger);
            async move {
                for connection in 100..150 {
                    drop(ledger.session(&id(1), &listener(ACCOUNT, connection)).await.unwrap());
                }
            }
        });
        let granted = ledger.grant(&id(1), ACCOUNT).await.unwrap().expect("the owner");
        ledger.delete(granted).await.unwrap();
        asking.await.unwrap();
        let left = ledger.session(&id(1), &listener(ACCOUNT, 1)).await.unwrap();
        assert!(left.is_none(), "round {round}");
    }
}
