//! Who has to be told: a set of documents for each connection, never a queue of messages.
//!
//! A slow phone costs one entry for each document it has open; what it is sent is computed when its
//! socket can take it, so bursts coalesce by themselves.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Mutex, PoisonError};

use rebound_core::replica::document_id::DocumentId;
use tokio::sync::Notify;

/// Ephemeral frames that may wait for a slow connection; older ones give way, for they are about now.
const EPHEMERAL_MAX: usize = 32;

/// What a connection has to look at.
#[derive(Debug, Default)]
pub struct Mailbox {
    inner: Mutex<Subscribers>,
    notify: Notify,
}

#[derive(Debug, Default)]
struct Subscribers {
    dirty: BTreeSet<DocumentId>,
    ephemeral: VecDeque<Ephemeral>,
    failed: bool,
    displaced: bool,
}

/// A frame that is about this moment only.
#[derive(Clone, Debug)]
pub struct Ephemeral {
    /// Who sent it first.
    pub sender: rebound_core::replica::wire::PeerId,
    /// The document.
    pub document: DocumentId,
    /// One run of the sender.
    pub session_id: String,
    /// Its number in that run.
    pub count: u64,
    /// What only the applications understand.
    pub data: Vec<u8>,
}

/// What a mailbox held.
#[derive(Debug)]
pub struct Contents {
    /// Documents with something to say.
    pub dirty: BTreeSet<DocumentId>,
    /// Frames to pass on.
    pub ephemeral: VecDeque<Ephemeral>,
    /// Whether a commit failed: the connection has to end.
    pub failed: bool,
    /// Whether a newer connection of the device takes this one's place: it has to end.
    pub displaced: bool,
}

impl Mailbox {
    /// There may be something to say about a document.
    pub fn mark(&self, id: DocumentId) {
        self.lock().dirty.insert(id);
        self.notify.notify_one();
    }

    /// A frame has to be passed on.
    pub fn post(&self, ephemeral: Ephemeral) {
        let mut inner = self.lock();
        if inner.ephemeral.len() == EPHEMERAL_MAX {
            inner.ephemeral.pop_front();
        }
        inner.ephemeral.push_back(ephemeral);
        drop(inner);
        self.notify.notify_one();
    }

    /// The connection has to end.
    pub fn fail(&self) {
        self.lock().failed = true;
        self.notify.notify_one();
    }

    /// A newer connection takes this one's place.
    pub fn displace(&self) {
        self.lock().displaced = true;
        self.notify.notify_one();
    }

    /// Whether a newer connection takes this one's place.
    pub fn is_displaced(&self) -> bool {
        self.lock().displaced
    }

    /// The connection has to look whether it may still speak.
    pub fn wake(&self) {
        self.notify.notify_one();
    }

    /// Waits until something is there, and takes it.
    pub async fn take(&self) -> Contents {
        self.notify.notified().await;
        let mut inner = self.lock();
        Contents {
            dirty: std::mem::take(&mut inner.dirty),
            ephemeral: std::mem::take(&mut inner.ephemeral),
            failed: inner.failed,
            displaced: inner.displaced,
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Subscribers> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
