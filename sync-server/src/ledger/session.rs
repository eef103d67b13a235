//! One document on one connection: the document and the exchange about it.
//!
//! Whether its account may is checked under the lock under which it is done, once for what comes in and
//! once for what goes out. So a role that is taken back ends what it allowed with the next message.

use std::sync::Arc;

use automerge::ChangeHash;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::message::SyncMessage;
use tokio::sync::oneshot;
use tokio::task::yield_now;

use crate::auth::grant::Read;
use crate::auth::role::Role;
use crate::fanout::{Ephemeral, Mailbox};
use crate::ledger::cache::Cache;
use crate::ledger::document::{Document, Hearing};
use crate::ledger::exchange::{Exchange, Received, Step};
use crate::ledger::parking::ParkedBytes;
use crate::ledger::quotas::Room;
use crate::ledger::slices::Slices;
use crate::ledger::storage::Found;
use crate::ledger::trying::Trying;
use crate::ledger::writer::{Commit, Staged, Writer};

/// A connection that opens documents.
#[derive(Clone, Debug)]
pub struct Listener {
    /// Its number, which no other of this run has.
    pub connection: u64,
    /// Whose it is.
    pub account: AccountId,
    /// Where it learns that there is something to say.
    pub mailbox: Arc<Mailbox>,
    /// What waits on it for changes that are missing, of all documents.
    pub parked: Arc<ParkedBytes>,
}

/// One document on one connection, until it is dropped.
#[derive(Debug)]
pub struct Session {
    document: Arc<Document>,
    exchange: Exchange,
    listener: Listener,
    cache: Arc<Cache>,
}

/// What came of a message.
#[derive(Debug)]
pub struct Heard {
    /// What became of its changes.
    pub received: Received,
    /// What is to be committed, if anything.
    pub staged: Staged,
}

impl Session {
    /// Opens a document for a connection; `None` if its account may not read it.
    pub(super) fn open(
        document: Arc<Document>,
        listener: &Listener,
        cache: &Arc<Cache>,
    ) -> Option<Self> {
        let Listener { connection, account, mailbox, parked } = listener;
        document.subscribe(*account, *connection, mailbox).then(|| Self {
            document,
            exchange: Exchange::new(Arc::clone(parked)),
            listener: listener.clone(),
            cache: Arc::clone(cache),
        })
    }

    /// Whether what its account writes is tried before it is taken.
    pub(super) fn is_tried(&self) -> bool {
        self.document.role(self.listener.account) != Some(Role::Owner)
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// Takes in a message, a slice of its changes after the other; others have their turn
    /// between two. `None` if the account may not read the document.
    pub(super) async fn hear(
        &mut self,
        message: &SyncMessage<'_>,
        writer: &Arc<Writer>,
        trying: &Trying,
    ) -> Option<Heard> {
        let (account, document) = (self.listener.account, Arc::clone(&self.document));
        let hearing = document.listen(account, &mut self.exchange, message)?;
        let mut heard = Heard { received: Received::default(), staged: Staged::Nothing };
        let mut slices = Slices::new(message);
        if hearing == Hearing::Nothing {
            let slice = slices.next_slice(&mut self.exchange.parking);
            heard.received = document.dropped(&slice);
            self.exchange.note(&heard.received, message.extent);
            return Some(heard);
        }
        self.take_in(slices, &mut heard, (writer, trying)).await;
        self.exchange.note(&heard.received, message.extent);
        Some(heard)
    }

    /// Takes the changes in; what others write meanwhile comes between.
    async fn take_in(
        &mut self,
        mut slices: Slices<'_>,
        heard: &mut Heard,
        (writer, trying): (&Arc<Writer>, &Trying),
    ) {
        let (account, document) = (self.listener.account, Arc::clone(&self.document));
        let mut is_first = true;
        loop {
            let slice = slices.next_slice(&mut self.exchange.parking);
            let slice = trying.clear(&document, account, slice).await;
            let (done, committed) = oneshot::channel();
            let mut staged = Staged::Nothing;
            let queue = |first, changes| {
                let document = Arc::clone(&document);
                staged = writer.queue(Commit { document, first, changes, done: Some(done) });
            };
            let of_account = match document.owner() {
                Some(owner) if !slice.is_empty() => writer.room(owner).await,
                Some(_) | None => u64::MAX,
            };
            let room = Room { of_account, of_document: writer.quotas().of_document };
            let parking = &mut self.exchange.parking;
            // A role may be taken back meanwhile: what came before that is taken.
            let Some(received) = document.receive(account, &slice, (room, parking), queue) else {
                break;
            };
            heard.received.add(received);
            let is_last = slices.is_done(&self.exchange.parking);
            if is_last && is_first {
                heard.staged = staged;
                break;
            }
            // Whoever sends much waits for the disk: what is on its way there is in memory. And the answer
            // to the whole is one.
            if let Staged::Queued = &staged {
                writer.wake();
            }
            drop(staged);
            drop(committed.await);
            if is_last {
                heard.staged = if heard.received.staged { Staged::Queued } else { Staged::Nothing };
                break;
            }
            is_first = false;
            yield_now().await;
        }
    }

    /// What to do next for the peer; `None` if its account may not read the document.
    pub(super) fn next_step(&mut self, found: &Found) -> Option<Step> {
        self.document.next_step(self.listener.account, &mut self.exchange, found)
    }

    /// Hands a message about this moment to all others who have the document open, if its account may
    /// read it.
    pub fn pass_on(&self, ephemeral: &Ephemeral) {
        let Listener { connection, account, .. } = self.listener;
        for mailbox in self.document.others(account, connection).into_iter().flatten() {
            mailbox.post(ephemeral.clone());
        }
    }

    /// Notes that changes of the peer were dropped before the document was opened.
    pub fn note_dropped(&mut self) {
        self.exchange.note_dropped();
    }

    /// Whether the document holds no change that is committed.
    pub fn is_empty(&self) -> bool {
        self.document.is_empty()
    }

    /// Whether a change is here, committed or about to be.
    pub fn is_here(&self, hash: &ChangeHash) -> bool {
        self.document.has(hash)
    }

    /// Whether its account may read the document now.
    pub fn may_read(&self) -> bool {
        self.document.grant::<Read>(self.listener.account).is_some()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let weight = self.document.unsubscribe(self.listener.connection);
        self.cache.used(&self.document.id, weight);
    }
}
