//! Every byte of a document that is stored or sent was granted at that instant, whatever accounts do to each other
//! before. Who may is looked at by an oracle of its own, written from the specification.

mod deed;
mod oracle;
mod payload;
mod server;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use automerge::sync::{Message, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT};
use proptest::prelude::*;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_sync_server::auth::grant::{Granted, Share};
use rebound_sync_server::auth::invite::{Invite, InvitedTo};
use rebound_sync_server::auth::people::People;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::auth::space::{GrantedSpace, SpaceId};
use rebound_sync_server::ledger::change::StoredChange;
use rebound_sync_server::ledger::founding::Opening;
use rebound_sync_server::ledger::session::{Listener, Session};
use rebound_sync_server::ledger::storage::Storage;
use rebound_sync_server::ledger::writer::Staged;
use rebound_sync_server::ledger::{Ledger, Speech};
use sha2::{Digest, Sha256};
use tempfile::tempdir;

use crate::granted::deed::What::{Document, Space};
use crate::granted::deed::{DOCUMENTS, Deed, InSpace, What, config, deeds};
use crate::granted::oracle::Oracle;
use crate::granted::payload::{Payload, payload, payloads_in};
use crate::granted::server::serve;
use crate::peer::{id, listener};

/// What a server says of a document that is not there: no heads, no need, one empty summary, no changes.
const NOTHING: [u8; 7] = [0x42, 0, 0, 1, 0, 0, 0];

/// An account's copy of a document, with its connection.
struct Copy {
    document: AutoCommit,
    state: State,
    session: Option<Session>,
    listener: Listener,
}

/// A server, those who use it, and what they should be able to.
struct World {
    folder: PathBuf,
    storage: Arc<dyn Storage>,
    people: Arc<dyn People>,
    ledger: Ledger,
    copies: BTreeMap<(u8, u8), Copy>,
    oracle: Oracle,
    /// With the document that each was written for.
    payloads: Vec<(u8, Payload)>,
    /// What may be in the store, by its document.
    granted: BTreeMap<u8, BTreeSet<Payload>>,
    connections: u64,
}

fn account(number: u8) -> AccountId {
    AccountId::from_bytes([number + 1; 16])
}

fn space(number: u8) -> SpaceId {
    SpaceId::from_bytes([number + 1; 16])
}

impl World {
    fn new(folder: &Path) -> Self {
        let (storage, people, ledger) = serve(folder);
        let (folder, oracle) = (folder.to_owned(), Oracle::default());
        let (copies, granted, payloads, connections) = Default::default();
        Self { folder, storage, people, ledger, copies, oracle, payloads, granted, connections }
    }

    async fn does(&mut self, deed: Deed) {
        match deed {
            Deed::Write(by, document) => {
                let number = self.payloads.len();
                let payload = payload(number);
                self.payloads.push((document, payload));
                let copy = self.copy(by, document);
                copy.document.put(ROOT, format!("{number}"), payload.to_vec()).unwrap();
                copy.document.commit();
                self.talk(by, document).await;
                self.hears_all(by, document);
            }
            Deed::Connect(by, document) => {
                let connection = self.listener(by);
                let copy = self.copy(by, document);
                (copy.session, copy.state, copy.listener) = (None, State::new(), connection);
                self.talk(by, document).await;
                self.hears_all(by, document);
            }
            Deed::Listen(by, document) => {
                if let Some(mut copy) = self.copies.remove(&(by, document)) {
                    self.hear(by, document, &mut copy).await;
                    self.copies.insert((by, document), copy);
                }
            }
            Deed::Set(by, what, to, role) => self.set(by, what, to, role).await,
            Deed::Invite(by, what, to, role) => {
                if by != to && self.owner(what) == Some(by) {
                    let role = self.invited(what, to, role);
                    self.set(by, what, to, Some(role)).await;
                }
            }
            Deed::Delete(by, document) => {
                if let Some(granted) = self.share(by, document).await {
                    self.ledger.delete(granted).await.unwrap();
                    self.oracle.delete(document);
                    self.granted.remove(&document);
                    self.copies.retain(|(_, of), _| *of != document);
                }
            }
            Deed::Restart => {
                self.copies.values_mut().for_each(|copy| copy.session = None);
                self.ledger.close();
                (self.storage, self.people, self.ledger) = serve(&self.folder);
            }
            Deed::Space(by, number, InSpace::Make) => {
                if self.people.space(&space(number)).unwrap().is_none() {
                    assert!(self.people.make_space(&space(number), account(by), 9).unwrap());
                    self.oracle.make(number, by);
                }
            }
            Deed::Space(by, number, deed) => {
                if let Some(granted) = self.space(by, number) {
                    self.does_in_space(by, (number, granted), deed).await;
                }
            }
        }
    }

    async fn does_in_space(
        &mut self,
        by: u8,
        (number, granted): (u8, GrantedSpace),
        deed: InSpace,
    ) {
        match deed {
            InSpace::Make => {}
            InSpace::Put(document) => {
                if let Some(shared) = self.share(by, document).await {
                    self.ledger.put_into(&granted, &shared).unwrap();
                    self.oracle.put(document, Some(number));
                }
            }
            InSpace::TakeOut(document) => {
                if self.ledger.take_out(&granted, &id(document + 1)).unwrap() {
                    self.oracle.put(document, None);
                }
            }
            InSpace::End => {
                self.ledger.end_space(granted).unwrap();
                self.oracle.end(number);
            }
        }
    }

    /// Gives somebody else a role or takes it back, if the owner does.
    async fn set(&mut self, by: u8, what: What, to: u8, role: Option<Role>) {
        let said = role.map(Role::as_str);
        match what {
            Document(number) => {
                let granted = self.share(by, number).await.filter(|_| by != to);
                if let Some(granted) = granted {
                    self.ledger.set_role(granted, account(to), role).unwrap();
                    self.oracle.give(number, to, said);
                }
            }
            Space(number) => {
                let granted = self.space(by, number).filter(|_| by != to);
                if let Some(granted) = granted {
                    self.ledger.set_member(&granted, account(to), role).unwrap();
                    self.oracle.take_in(number, to, said);
                }
            }
        }
    }

    fn owner(&self, what: What) -> Option<u8> {
        match what {
            Document(number) => self.oracle.owner(number),
            Space(number) => self.oracle.owner_of_space(number),
        }
    }

    /// Leave to share a document, which the owner alone gets.
    async fn share(&self, by: u8, document: u8) -> Option<Granted<Share>> {
        let granted = self.ledger.grant(&id(document + 1), account(by)).await.unwrap();
        assert_eq!(granted.is_some(), self.oracle.owner(document) == Some(by));
        granted
    }

    /// The same of a space.
    fn space(&self, by: u8, number: u8) -> Option<GrantedSpace> {
        let space = self.people.space(&space(number)).unwrap();
        let granted = space.and_then(|space| space.grant(account(by)));
        assert_eq!(granted.is_some(), self.oracle.owner_of_space(number) == Some(by));
        granted
    }

    /// Invites somebody, who claims it; gives the role that the claimed invite has.
    fn invited(&self, what: What, who: u8, role: Role) -> Role {
        let to = match what {
            Document(number) => InvitedTo::Document(id(number + 1)),
            Space(number) => InvitedTo::Space(space(number)),
        };
        let token = Sha256::digest(format!("{to:?}{who}{role:?}")).into();
        let invite = Invite { token, to, role, expires_ms: 9, claimed_by: None };
        assert!(self.people.invite(&invite, 9, 0).unwrap());
        let claimed = self.people.claim_invite(&token, account(who), 0).unwrap().unwrap();
        assert_eq!((claimed.to, claimed.claimed_by), (to, Some(account(who))));
        self.people.end_invite(&token).unwrap();
        claimed.role
    }

    fn listener(&mut self, of: u8) -> Listener {
        self.connections += 1;
        listener(account(of), self.connections)
    }

    fn copy(&mut self, of: u8, document: u8) -> &mut Copy {
        let listener = self.listener(of);
        let number = self.connections.to_be_bytes();
        self.copies.entry((of, document)).or_insert_with(|| {
            let actor = ActorId::from([&[of, document][..], &number[..]].concat());
            let document = AutoCommit::new().with_actor(actor);
            Copy { document, state: State::new(), session: None, listener }
        })
    }

    /// Lets a copy say what it has to, and hear what there is.
    async fn talk(&mut self, by: u8, document: u8) {
        let writes = self.oracle.owner(document).is_none() || self.oracle.writes(by, document);
        self.copy(by, document);
        let mut copy = self.copies.remove(&(by, document)).unwrap();
        if writes {
            let held = payloads_in(&self.payloads, &copy.document.save_nocompress());
            let held = held.into_iter().map(|(_, payload)| payload);
            self.granted.entry(document).or_default().extend(held);
        }
        for round in 0.. {
            assert!(round < 100, "{by} and the server talk of {document} without end");
            let message = copy.document.sync().generate_sync_message(&mut copy.state);
            let Some(message) = message else { break };
            let bytes = message.encode();
            let message = SyncMessage::admit(&bytes).unwrap();
            if copy.session.is_none() {
                copy.session = self.open(by, document, &copy.listener, &message).await;
            }
            let Some(session) = &mut copy.session else {
                if !message.chunks.is_empty() {
                    break;
                }
                let nothing = Message::decode(&NOTHING).unwrap();
                copy.document.sync().receive_sync_message(&mut copy.state, nothing).unwrap();
                continue;
            };
            let Some(heard) = self.ledger.hear(session, &message).await else {
                assert!(!self.oracle.reads(by, document));
                copy.session = None;
                break;
            };
            if let Staged::Alone(alone) = heard.staged {
                alone.commit();
            }
            self.ledger.settled().await;
            self.hear(by, document, &mut copy).await;
        }
        self.copies.insert((by, document), copy);
    }

    async fn open(
        &mut self,
        by: u8,
        document: u8,
        listener: &Listener,
        message: &SyncMessage<'_>,
    ) -> Option<Session> {
        let id = id(document + 1);
        let session = if message.chunks.is_empty() {
            self.ledger.session(&id, listener).await.unwrap()
        } else {
            match self.ledger.session_of_new(&id, listener, message).await.unwrap() {
                Opening::Session(session) => Some(*session),
                Opening::Absent | Opening::TooMany => None,
            }
        };
        if session.is_some() && self.oracle.owner(document).is_none() {
            self.oracle.found(document, by);
        }
        assert_eq!(session.is_some(), self.oracle.reads(by, document), "{by} opens {document}");
        session
    }

    async fn hear(&mut self, by: u8, document: u8, copy: &mut Copy) {
        let Some(session) = &mut copy.session else { return };
        loop {
            match self.ledger.speak(session).await.unwrap() {
                Speech::Nothing => return,
                Speech::Forbidden => {
                    assert!(!self.oracle.reads(by, document), "{by} is shut out of {document}");
                    copy.session = None;
                    return;
                }
                Speech::Message { message, .. } => {
                    let reads = self.oracle.reads(by, document);
                    for (of, payload) in payloads_in(&self.payloads, &message) {
                        let granted = self.granted.get(&document);
                        let is_granted = granted.is_some_and(|all| all.contains(&payload));
                        assert!(reads && of == document && is_granted, "{by} is sent {document}");
                    }
                    let message = SyncMessage::admit_from_server(&message).unwrap();
                    let message = message.to_automerge();
                    copy.document.sync().receive_sync_message(&mut copy.state, message).unwrap();
                }
            }
        }
    }

    /// Whoever has just talked and may read has all that is stored; what it may write is.
    fn hears_all(&mut self, by: u8, document: u8) {
        if !self.oracle.reads(by, document) {
            return;
        }
        let held = self.copy(by, document).document.save_nocompress();
        let held = payloads_in(&self.payloads, &held);
        let held: BTreeSet<Payload> = held.into_iter().map(|(_, payload)| payload).collect();
        let stored = self.stored(document);
        assert!(held.is_superset(&stored), "{by} lacks something of {document}");
        if self.oracle.writes(by, document) {
            assert!(stored.is_superset(&held), "what {by} has written of {document} is not stored");
        }
    }

    fn stored(&self, document: u8) -> BTreeSet<Payload> {
        let mut found = BTreeSet::new();
        if let Some(stored) = self.storage.open(&id(document + 1)).unwrap() {
            let mut each = |_, change: StoredChange| {
                found.extend(payloads_in(&self.payloads, &change.bytes));
                Ok(())
            };
            self.storage.changes(stored.number, 0, usize::MAX, &mut each).unwrap();
        }
        assert!(found.iter().all(|(of, _)| *of == document), "of another document");
        found.into_iter().map(|(_, payload)| payload).collect()
    }

    /// Nothing is stored that was not granted when it came.
    fn is_sound(&self) {
        for document in 0..DOCUMENTS {
            let granted = self.granted.get(&document).cloned().unwrap_or_default();
            assert!(granted.is_superset(&self.stored(document)), "{document} holds too much");
        }
    }
}

fn play(deeds: Vec<Deed>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.unwrap().block_on(async {
        let folder = tempdir().unwrap();
        let mut world = World::new(folder.path());
        for deed in deeds {
            world.does(deed).await;
            world.is_sound();
        }
        world.copies.clear();
        world.ledger.close();
    });
}

#[test]
fn who_wrote_before_it_was_let_in_is_asked_for_all_of_it_once_and_not_for_ever() {
    let invited = Deed::Invite(1, Document(2), 0, Role::Partner);
    play(vec![Deed::Write(1, 2), Deed::Write(0, 2), invited, Deed::Write(0, 2)]);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_accounts_do_nobody_stores_or_is_sent_what_was_not_granted_at_that_instant(
        deeds in prop::collection::vec(deeds(), 1..50),
    ) {
        play(deeds);
    }
}
