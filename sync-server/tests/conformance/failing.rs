//! The ledger over a store that fails at every n-th call.

use std::sync::Arc;

use automerge::sync::{Message, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{Automerge, ChangeHash, ROOT};
use rebound_core::replica::admission::message::SyncMessage;
use rebound_sync_server::auth::people::People;
use rebound_sync_server::ledger::founding::Opening;
use rebound_sync_server::ledger::session::Listener;
use rebound_sync_server::ledger::storage::{Storage, StorageError};
use rebound_sync_server::ledger::writer::Staged;
use rebound_sync_server::ledger::{Keeping, Ledger, Speech};

use crate::documents::{OWNER, id};
use crate::memory::Memory;

/// How a connection ended.
enum End {
    /// Everything was said.
    Done,
    /// A commit failed, which ends all connections of the document.
    Failed,
}

/// One connection, until everything is said or something fails. Notes the heads that the ledger says it
/// has.
async fn connect(
    ledger: &Ledger,
    copy: &mut Automerge,
    acknowledged: &mut Vec<ChangeHash>,
) -> Result<End, StorageError> {
    let listener =
        Listener { connection: 1, account: OWNER, mailbox: Arc::default(), parked: Arc::default() };
    let (mut session, mut state) = (None, State::new());
    while let Some(message) = copy.generate_sync_message(&mut state) {
        let bytes = message.encode();
        let message = SyncMessage::admit(&bytes).unwrap();
        if session.is_none() && !message.chunks.is_empty() {
            let opening = ledger.session_of_new(&id(1), &listener, &message).await?;
            if let Opening::Session(opened) = opening {
                session = Some(*opened);
            }
        }
        let Some(session) = &mut session else {
            // There is nothing yet, so everything is sent.
            let nothing = Message::decode(&[0x42, 0, 0, 1, 0, 0, 0]).unwrap();
            copy.receive_sync_message(&mut state, nothing).unwrap();
            continue;
        };
        let heard = ledger.hear(session, &message).await.unwrap();
        if let Staged::Alone(alone) = heard.staged {
            alone.commit();
        }
        if heard.received.staged && listener.mailbox.take().await.failed {
            return Ok(End::Failed);
        }
        while let Speech::Message { message, .. } = ledger.speak(session).await? {
            let message = SyncMessage::admit_from_server(&message).unwrap();
            acknowledged.clone_from(&message.heads);
            copy.receive_sync_message(&mut state, message.to_automerge()).unwrap();
        }
    }
    Ok(End::Done)
}

#[tokio::test]
async fn whatever_call_fails_what_is_acknowledged_is_stored_and_a_client_gets_through() {
    for every in 2..12 {
        let memory = Arc::new(Memory::default());
        let (storage, people): (Arc<dyn Storage>, Arc<dyn People>) =
            (memory.clone(), memory.clone());
        let ledger = Ledger::open(storage, people, Keeping::default()).unwrap();
        memory.fail_every(every);
        let (mut copy, mut acknowledged, mut failures) = (Automerge::new(), Vec::new(), 0);
        for round in 0..12 {
            let mut transaction = copy.transaction();
            transaction.put(ROOT, format!("fact {round}"), round).unwrap();
            transaction.commit();
            while !matches!(connect(&ledger, &mut copy, &mut acknowledged).await, Ok(End::Done)) {
                failures += 1;
                assert!(failures < 200, "it gets nowhere when every {every}th call fails");
            }
            assert_eq!(acknowledged, copy.get_heads());
            memory.fail_every(0);
            let stored = memory.open(&id(1)).unwrap().unwrap();
            assert_eq!(**stored.graph.heads(), acknowledged);
            memory.fail_every(every);
        }
        assert!(failures > 0, "nothing failed at every {every}th call");
        ledger.close();
    }
}
