//! Who is what to which document: asked, given and taken back, in a document by itself and through its space.
//!
//! A change is stored first. Then every document that it is about is told who is what now, as the store has it, if
//! the document is in memory or just being read; whoever has it open looks again before the next message.

use std::collections::BTreeMap;
use std::sync::{MutexGuard, PoisonError};

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;

use crate::auth::grant::{Granted, Share};
use crate::auth::role::Role;
use crate::auth::space::{GrantedSpace, SpaceId};
use crate::ledger::storage::{Cursor, Feed, StorageError};
use crate::ledger::{Ledger, LedgerError};

impl Ledger {
    /// Who is what to a document, in the order of the accounts' ids.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] if the store does not answer.
    pub async fn roles(
        &self,
        granted: Granted<Share>,
    ) -> Result<BTreeMap<AccountId, Role>, LedgerError> {
        let document = self.find(granted.document()).await?;
        Ok(document.map(|document| document.roles(&granted)).unwrap_or_default())
    }

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

    /// Who owns a document, for the operator; `None` if there is no such document, or nobody owns it.
    ///
    /// # Errors
    ///
    /// [`LedgerError`] if the store does not answer.
    pub fn owner(&self, id: &DocumentId) -> Result<Option<AccountId>, LedgerError> {
        Ok(self.people.roles(id)?.and_then(|roles| roles.owner()))
    }

    /// Sets or takes back what an account is to a document.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn set_role(
        &self,
        granted: Granted<Share>,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), LedgerError> {
        let document = granted.document();
        let _held = self.roles_held();
        self.people.set_role(document, account, role)?;
        if role == Some(Role::Owner) {
            let quotas = self.writer.quotas();
            [account, granted.account()].iter().for_each(|owner| quotas.forget(Some(*owner)));
        }
        self.tell_roles([document]);
        Ok(())
    }

    /// Takes back what an account itself is to a document of others.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn leave(&self, id: &DocumentId, account: AccountId) -> Result<(), LedgerError> {
        let _held = self.roles_held();
        self.people.set_role(id, account, None)?;
        self.tell_roles([id]);
        Ok(())
    }

    /// Sets or takes back what an account is in a space, and so to everything in it.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn set_member(
        &self,
        granted: &GrantedSpace,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), LedgerError> {
        self.change_member(granted.space(), account, role)
    }

    /// Takes back what an account itself is in a space of others.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn leave_space(&self, space: &SpaceId, account: AccountId) -> Result<(), LedgerError> {
        self.change_member(space, account, None)
    }

    fn change_member(
        &self,
        space: &SpaceId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), LedgerError> {
        let _held = self.roles_held();
        self.people.set_member(space, account, role)?;
        self.tell_roles_of(space)
    }

    /// Puts a document into a space, and out of any other.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn put_into(
        &self,
        granted: &GrantedSpace,
        document: &Granted<Share>,
    ) -> Result<(), LedgerError> {
        let _held = self.roles_held();
        self.people.put(document.document(), Some(granted.space()))?;
        self.tell_roles([document.document()]);
        Ok(())
    }

    /// Takes a document out of a space; tells whether it was in it.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn take_out(
        &self,
        granted: &GrantedSpace,
        document: &DocumentId,
    ) -> Result<bool, LedgerError> {
        let _held = self.roles_held();
        let space = self.people.space(granted.space())?;
        let is_in = space.is_some_and(|space| space.documents.contains(document));
        if is_in {
            self.people.put(document, None)?;
            self.tell_roles([document]);
        }
        Ok(is_in)
    }

    /// Ends a space. Its documents stay.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn end_space(&self, granted: GrantedSpace) -> Result<(), LedgerError> {
        let _held = self.roles_held();
        let space = self.people.space(granted.space())?;
        self.people.end_space(granted.space())?;
        self.tell_roles(space.iter().flat_map(|space| &space.documents));
        Ok(())
    }

    /// Ends a space if it has neither members nor documents; tells whether it did.
    ///
    /// # Errors
    ///
    /// [`LedgerError`]: nothing changed.
    pub fn end_empty_space(&self, granted: GrantedSpace) -> Result<bool, LedgerError> {
        let _held = self.roles_held();
        let space = self.people.space(granted.space())?;
        let is_empty =
            space.is_some_and(|space| space.members.is_empty() && space.documents.is_empty());
        if is_empty {
            self.people.end_space(granted.space())?;
        }
        Ok(is_empty)
    }

    /// Which documents an account may read that it has to look at since a moment.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the store does not answer.
    pub async fn feed(
        &self,
        account: AccountId,
        since: Option<Cursor>,
    ) -> Result<Feed, StorageError> {
        self.readers.read(move |storage| storage.feed(account, since)).await
    }

    fn tell_roles_of(&self, space: &SpaceId) -> Result<(), LedgerError> {
        match self.people.space(space) {
            Ok(space) => self.tell_roles(space.iter().flat_map(|space| &space.documents)),
            Err(error) => {
                // It has changed, and nobody can say for which documents: all are read again.
                self.cache.fail_all();
                return Err(error.into());
            }
        }
        Ok(())
    }

    /// Tells documents who is what to them now. To be called with the roles held.
    fn tell_roles<'a>(&self, ids: impl IntoIterator<Item = &'a DocumentId>) {
        for id in ids {
            if let Some(document) = self.cache.there(id) {
                match self.people.roles(id) {
                    Ok(Some(roles)) => document.set_roles(roles),
                    Ok(None) | Err(_) => document.failed(),
                }
            }
            self.awaited.tell(id);
        }
        self.cache.forget_failed();
    }

    fn roles_held(&self) -> MutexGuard<'_, ()> {
        self.roles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
