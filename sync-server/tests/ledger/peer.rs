//! A client as the ledger meets it: Automerge's own sync over our admission, both ways.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use automerge::sync::{State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ROOT, ReadDoc};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::chunk;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::{Action, Grant, Role, authorise};
use rebound_sync_server::fanout::Mailbox;
use rebound_sync_server::ledger::document::{Document, Sender};
use rebound_sync_server::ledger::exchange::{Exchange, Received};
use rebound_sync_server::ledger::shelf::Room;
use rebound_sync_server::ledger::{Keeping, Ledger};

/// Everything belongs to this account.
pub(crate) const ACCOUNT: AccountId = AccountId::from_bytes([0xac; 16]);

/// A message longer than this carries a document rather than what was missing.
pub(crate) const LITTLE: usize = 8 * 1024;

/// The ledger in `directory`, with `warden` for its snapshots.
pub(crate) fn open(directory: &Path, warden: Option<PathBuf>) -> Ledger {
    let keeping = Keeping { warden, room: Room::default() };
    Ledger::open(&directory.join("ledger.db"), keeping).unwrap()
}

/// The real warden.
pub(crate) fn real() -> Option<PathBuf> {
    Some(env!("CARGO_BIN_EXE_rebound-sync-server").into())
}

pub(crate) fn id(number: u8) -> DocumentId {
    DocumentId::from_random([number; 16])
}

/// A client with its copy of a document.
pub(crate) struct Peer {
    pub(crate) copy: Automerge,
    /// The bytes that the last conversation brought it.
    pub(crate) received_bytes: usize,
    role: Role,
}

impl Peer {
    /// A client that has `copy` and writes as actor `actor`.
    pub(crate) fn new(copy: &Automerge, actor: u8, role: Role) -> Self {
        let copy = copy.clone().with_actor(ActorId::from([actor; 16]));
        Self { copy, received_bytes: 0, role }
    }

    pub(crate) fn empty(actor: u8) -> Self {
        Self::new(&Automerge::new(), actor, Role::Owner)
    }

    /// Records so many facts, one change of about 200 bytes each.
    pub(crate) fn write(&mut self, count: usize) {
        let first = self.copy.get_changes(&[]).len();
        for number in first..first + count {
            let mut transaction = self.copy.transaction();
            let text = format!("{:0>60}", number.wrapping_mul(2_654_435_761));
            transaction.put(ROOT, format!("fact {number} of a candidate"), text).unwrap();
            transaction.commit();
        }
    }

    /// Talks to the ledger until neither side has anything to say, as one connection.
    pub(crate) async fn sync(&mut self, ledger: &Ledger, id: &DocumentId) {
        let document = match ledger.find(id).await.unwrap() {
            Some(document) => document,
            None => ledger.create(id, ACCOUNT).await.unwrap(),
        };
        let grant = authorise(Some(self.role), Action::Read).unwrap();
        let (mut exchange, mut state) = (Exchange::new(grant), State::new());
        let mailbox = Arc::new(Mailbox::default());
        document.subscribe(1, &mailbox);
        self.received_bytes = 0;
        while let Some(message) = self.copy.generate_sync_message(&mut state) {
            let bytes = message.encode();
            let received = self.say(ledger, &document, &mut exchange, &bytes);
            if received.staged {
                mailbox.take().await;
            }
            self.listen(ledger, &document, &mut exchange, &mut state).await;
        }
        document.unsubscribe(1);
    }

    fn say(
        &self,
        ledger: &Ledger,
        document: &Arc<Document>,
        exchange: &mut Exchange,
        bytes: &[u8],
    ) -> Received {
        let message = SyncMessage::admit(bytes).unwrap();
        let read = authorise(Some(self.role), Action::Read).unwrap();
        document.with_graph(read, |graph| exchange.hear(&message, graph));
        let mut received = Received::default();
        if let Some(write) = authorise(Some(self.role), Action::Write) {
            let changes = message.chunks.iter().map(|bytes| chunk::admit(bytes)).collect();
            let sender = Sender { account: ACCOUNT, account_of: &|_| None };
            received = ledger.receive(document, write, &sender, changes, &mut exchange.parked);
        }
        assert_eq!(received.refused, [], "what an honest client writes is taken");
        exchange.note(&received);
        received
    }

    async fn listen(
        &mut self,
        ledger: &Ledger,
        document: &Arc<Document>,
        exchange: &mut Exchange,
        state: &mut State,
    ) {
        let grant: Grant = authorise(Some(self.role), Action::Read).unwrap();
        while let Some(bytes) = ledger.next_message(document, grant, exchange).await.unwrap() {
            self.received_bytes += bytes.len();
            let message = SyncMessage::admit_from_server(&bytes).expect("a device takes it");
            self.copy.receive_sync_message(state, message.to_automerge()).unwrap();
        }
    }

    /// Heads and everything in it are the same.
    pub(crate) fn assert_same(&self, other: &Self) {
        assert_eq!(self.copy.get_heads(), other.copy.get_heads());
        assert_eq!(self.copy.hydrate(None), other.copy.hydrate(None));
        assert!(!self.copy.is_empty() && self.copy.keys(ROOT).count() > 0);
    }
}
