//! The end of a document, or of what harms in it, and of what an account is to one; and who there is besides.

use std::sync::Arc;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

use crate::auth::grant::{Granted, Share};
use crate::ledger::compactor::Job;
use crate::ledger::healing::{HealError, Healed};
use crate::ledger::storage::{Storage, StorageError};
use crate::ledger::{Ledger, LedgerError};

impl Ledger {
    /// How many accounts besides the owner and this one have a role in a document.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the store does not answer.
    pub async fn members(
        &self,
        granted: &Granted<Share>,
        besides: AccountId,
    ) -> Result<u64, StorageError> {
        let document = self.find(granted.document()).await?;
        let roles = document.map(|document| document.roles(granted)).unwrap_or_default();
        let others = roles.keys().filter(|account| ![besides, granted.account()].contains(account));
        Ok(others.count() as u64)
    }

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
        let deleted = spawn_blocking(move || writer.perform(delete)).await;
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

    /// Takes back what an account itself is to a document of others.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub async fn leave(&self, id: &DocumentId, account: AccountId) -> Result<(), LedgerError> {
        let document = self.find(id).await?;
        self.people.set_role(id, account, None)?;
        document.into_iter().for_each(|document| document.leave(account));
        Ok(())
    }
}
