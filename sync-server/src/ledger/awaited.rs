//! Who has asked for a document that was not there, or not theirs to see, and has to hear when that
//! changes.
//!
//! Whoever asks too early is told that there is nothing, and would stay without it until it connects
//! again. How many documents a connection may wait for is bounded where it is served.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rebound_core::replica::document_id::DocumentId;

use crate::fanout::Mailbox;

/// Who waits for which document.
#[derive(Debug, Default)]
pub(super) struct Awaited {
    inner: Mutex<HashMap<DocumentId, BTreeMap<u64, Arc<Mailbox>>>>,
}

impl Awaited {
    /// Notes that a connection waits for a document. Again is harmless.
    pub(super) fn add(&self, id: DocumentId, connection: u64, mailbox: &Arc<Mailbox>) {
        self.lock().entry(id).or_default().insert(connection, Arc::clone(mailbox));
    }

    /// Notes that it waits no more.
    pub(super) fn remove(&self, id: &DocumentId, connection: u64) {
        let mut inner = self.lock();
        let Some(waiting) = inner.get_mut(id) else { return };
        waiting.remove(&connection);
        if waiting.is_empty() {
            inner.remove(id);
        }
    }

    /// Makes those who wait for a document ask again. They are told nothing that they may not know: each
    /// looks for itself whether it may read the document now.
    pub(super) fn tell(&self, id: &DocumentId) {
        let inner = self.lock();
        inner.get(id).into_iter().flatten().for_each(|(_, mailbox)| mailbox.mark(*id));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DocumentId, BTreeMap<u64, Arc<Mailbox>>>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
