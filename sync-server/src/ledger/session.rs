//! One document on one connection: the document and the exchange about it.
//!
//! Whether its account may is checked under the lock under which it is done, once for what comes in and
//! once for what goes out. So a role that is taken back ends what it allowed with the next message.

use std::sync::Arc;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::chunk;
use rebound_core::replica::admission::chunk::Allowance;
use rebound_core::replica::admission::message::SyncMessage;

use crate::auth::grant::Read;
use crate::fanout::{Ephemeral, Mailbox};
use crate::ledger::cache::Cache;
use crate::ledger::document::{Document, Said};
use crate::ledger::exchange::{Exchange, Received, Step};
use crate::ledger::storage::Found;
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
        let Listener { connection, account, mailbox } = listener;
        document.subscribe(*account, *connection, mailbox).then(|| Self {
            document,
            exchange: Exchange::default(),
            listener: listener.clone(),
            cache: Arc::clone(cache),
        })
    }

    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// Takes in a message of so many bytes; `None` if the account may not read the document.
    pub(super) fn hear(
        &mut self,
        message: &SyncMessage<'_>,
        bytes: usize,
        writer: &Arc<Writer>,
    ) -> Option<Heard> {
        // Before the lock: reading changes is most of the work.
        let mut allowance = Allowance::of_message(bytes);
        let chunks = message.chunks.iter();
        let changes = chunks.map(|bytes| chunk::admit_new(bytes, &mut allowance)).collect();
        let (account, document) = (self.listener.account, &self.document);
        let mut staged = Staged::Nothing;
        let queue = |first, changes| {
            staged = writer.queue(Commit { document: Arc::clone(document), first, changes });
        };
        let said = Said { message, changes };
        let received = document.hear(account, &mut self.exchange, said, queue)?;
        Some(Heard { received, staged })
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
