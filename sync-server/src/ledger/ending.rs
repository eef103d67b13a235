//! The end of a document, or of what harms in it.

use std::sync::Arc;

use rebound_core::replica::document_id::DocumentId;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::auth::grant::{Granted, Share};
use crate::ledger::Ledger;
use crate::ledger::compactor::Job;
use crate::ledger::healing::{HealError, Healed};
use crate::ledger::storage::{Storage, StorageError};

impl Ledger {
    /// Deletes a document. Whoever has it open is told that there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: nobody has a role until it is read again, and then it is there or not.
    pub async fn delete(&self, granted: Granted<Share>) -> Result<(), StorageError> {
        let Some(document) = self.find(granted.document()).await? else { return Ok(()) };
        let (number, writer) = (document.number, Arc::clone(&self.writer));
        let (owner, quotas) = (document.owner(), Arc::clone(self.writer.quotas()));
        // In memory first: from here on nothing of it is committed.
        document.end(&granted);
        let delete = move |storage: &dyn Storage| {
            let deleted = storage.delete(number);
            quotas.forget(owner);
            deleted
        };
        let cache = Arc::clone(&self.cache);
        let deleted = spawn_blocking(move || {
            let deleted = writer.perform(delete);
            // Who asked for it meanwhile has read it once more, before it was gone.
            if let Some(again) = cache.there(&document.id).filter(|again| again.number == number) {
                again.end(&granted);
            }
            deleted
        });
        let deleted = deleted.await;
        self.cache.forget_failed();
        deleted.unwrap_or(Err(StorageError::Closed))
    }

    /// Sets aside what harms whoever opens a document; `None` if there is no such document. Nobody has it
    /// open afterwards if something was.
    ///
    /// # Errors
    ///
    /// [`HealError`]: nothing changed.
    pub async fn heal(&self, id: &DocumentId) -> Result<Option<Healed>, HealError> {
        let Some(document) = self.find(id).await? else { return Ok(None) };
        if self.compactor.is_none() {
            return Err(HealError::Nobody);
        }
        let (reply, answer) = oneshot::channel();
        drop(self.jobs.send(Job::Heal(document, reply)));
        let healed = answer.await.map_err(|_| StorageError::Closed)?;
        self.cache.forget_failed();
        healed.map(Some)
    }
}
