//! A client as the ledger meets it: Automerge's own sync over our admission, both ways.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use automerge::sync::{Message, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ROOT, ReadDoc};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::admission::{Refusal, Refused};
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::grant::Share;
use rebound_sync_server::auth::people::People;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::fanout::Mailbox;
use rebound_sync_server::ledger::founding::Opening;
use rebound_sync_server::ledger::session::{Heard, Listener, Session};
use rebound_sync_server::ledger::storage::Storage;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::writer::Staged;
use rebound_sync_server::ledger::{Keeping, Ledger, Speech};

/// Everything belongs to this account.
pub(crate) const ACCOUNT: AccountId = AccountId::from_bytes([0xac; 16]);

/// Somebody else, who writes.
const PARTNER: AccountId = AccountId::from_bytes([0xbc; 16]);

/// Somebody else, who reads.
const READER: AccountId = AccountId::from_bytes([0xcd; 16]);

/// A message longer than this carries a document rather than what was missing.
pub(crate) const LITTLE: usize = 8 * 1024;

/// The ledger in `directory`, with `warden` for its snapshots.
pub(crate) fn open(directory: &Path, warden: Option<PathBuf>) -> Ledger {
    open_with(directory, Keeping { warden, ..Keeping::default() })
}

/// The ledger in `directory`.
pub(crate) fn open_with(directory: &Path, keeping: Keeping) -> Ledger {
    let storage = Sqlite::open(&directory.join("ledger.db")).unwrap();
    let people: Arc<dyn People> = Arc::new(storage.people().unwrap());
    let storage: Arc<dyn Storage> = Arc::new(storage);
    Ledger::open(storage, people, keeping).unwrap()
}

/// A connection of this account, by its number.
pub(crate) fn listener(account: AccountId, connection: u64) -> Listener {
    Listener { connection, account, mailbox: Arc::new(Mailbox::default()), parked: Arc::default() }
}

/// The real warden.
pub(crate) fn real() -> Option<PathBuf> {
    Some(env!("CARGO_BIN_EXE_rebound-sync-server").into())
}

pub(crate) fn id(number: u8) -> DocumentId {
    DocumentId::from_random([number; 16])
}

/// A connection to the ledger, with a document open on it.
pub(crate) struct Conversation {
    listener: Listener,
    id: DocumentId,
    /// Once there is something.
    session: Option<Session>,
    state: State,
}

impl Conversation {
    /// The session, once there is something.
    pub(crate) fn session(&mut self) -> &mut Session {
        self.session.as_mut().expect("the document is there")
    }
}

/// A client with its copy of a document.
pub(crate) struct Peer {
    pub(crate) copy: Automerge,
    /// The bytes that the last conversation brought it.
    pub(crate) received_bytes: usize,
    /// Those of its longest message.
    pub(crate) longest_bytes: usize,
    role: Role,
}

impl Peer {
    /// A client that has `copy` and writes as actor `actor`.
    pub(crate) fn new(copy: &Automerge, actor: u8, role: Role) -> Self {
        let copy = copy.clone().with_actor(ActorId::from([actor; 16]));
        Self { copy, received_bytes: 0, longest_bytes: 0, role }
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

    /// Writes so many changes of 48 KiB that cannot be made shorter.
    pub(crate) fn write_noise(&mut self, count: usize) {
        let mut draw = 7_u64;
        for number in 0..count {
            let bytes = (0..48 * 1024).map(|_| {
                draw = draw.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                draw.to_be_bytes()[0]
            });
            let mut transaction = self.copy.transaction();
            transaction.put(ROOT, format!("noise {number}"), bytes.collect::<Vec<u8>>()).unwrap();
            transaction.commit();
        }
    }

    /// The account that this client speaks for: partners are somebody else.
    const fn account(&self) -> AccountId {
        match self.role {
            Role::Owner | Role::Partner | Role::Mentor => ACCOUNT,
            Role::Writer => PARTNER,
            Role::Reader | Role::Witness => READER,
        }
    }

    /// Talks to the ledger until neither side has anything to say, as one connection.
    pub(crate) async fn sync(&mut self, ledger: &Ledger, id: &DocumentId) {
        let refused = self.sync_in_part(ledger, id).await;
        assert_eq!(refused, [], "what an honest client writes is taken");
    }

    /// The same where something may be refused, which is returned.
    pub(crate) async fn sync_in_part(&mut self, ledger: &Ledger, id: &DocumentId) -> Vec<Refused> {
        let mut conversation = self.connect(ledger, id).await;
        self.talk(ledger, &mut conversation).await
    }

    /// Opens a document as one connection.
    pub(crate) async fn connect(&mut self, ledger: &Ledger, id: &DocumentId) -> Conversation {
        if self.role != Role::Owner {
            let granted = ledger.grant::<Share>(id, ACCOUNT).await.unwrap().unwrap();
            ledger.set_role(granted, self.account(), Some(self.role)).unwrap();
        }
        // No two clients are the same connection.
        let number = self.copy.get_actor().to_bytes().first().copied().map_or(0, u64::from);
        let listener = listener(self.account(), number);
        (self.received_bytes, self.longest_bytes) = (0, 0);
        Conversation { listener, id: *id, session: None, state: State::new() }
    }

    /// Talks until neither side has anything to say; returns what was refused.
    pub(crate) async fn talk(
        &mut self,
        ledger: &Ledger,
        conversation: &mut Conversation,
    ) -> Vec<Refused> {
        let mut refused = Vec::new();
        let Conversation { listener, id, session, state } = conversation;
        if let Some(session) = session {
            self.listen(ledger, session, state).await;
        }
        while let Some(message) = self.copy.generate_sync_message(state) {
            let bytes = message.encode();
            let message = SyncMessage::admit(&bytes).unwrap();
            if session.is_none() {
                let opened = ledger.session_of_new(id, listener, &message).await;
                if let Opening::Session(opened) = opened.unwrap() {
                    *session = Some(*opened);
                }
            }
            let Some(session) = session else {
                // There is nothing yet, so everything is sent.
                let nothing = Message::decode(&[0x42, 0, 0, 1, 0, 0, 0]).unwrap();
                self.copy.receive_sync_message(state, nothing).unwrap();
                continue;
            };
            let heard = ledger.hear(session, &message).await;
            let Heard { received, staged } = heard.unwrap();
            // A reader is told.
            let is_told =
                |one: &&Refused| self.role != Role::Reader || one.refusal != Refusal::ReadOnly;
            refused.extend(received.refused.iter().filter(is_told).copied());
            if let Staged::Alone(alone) = staged {
                alone.commit();
            }
            if received.staged {
                listener.mailbox.take().await;
            }
            self.listen(ledger, session, state).await;
        }
        refused
    }

    async fn listen(&mut self, ledger: &Ledger, session: &mut Session, state: &mut State) {
        while let Speech::Message { message: bytes, .. } = ledger.speak(session).await.unwrap() {
            self.received_bytes += bytes.len();
            self.longest_bytes = self.longest_bytes.max(bytes.len());
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
