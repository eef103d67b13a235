//! The library together with its store, as a link needs them.

use automerge::ChangeHash;
use automerge::sync::{Message, State as SyncState};

use crate::engine::library::Library;
use crate::replica::document::{Applied, ApplyError, WriteError};
use crate::replica::document_id::DocumentId;
use crate::replica::link::{Documents, ExchangeFault, Standing};
use crate::store::Store;
use crate::store::batch::Ownership;

/// The library together with its store.
pub(in crate::engine) struct LinkDocuments<'a> {
    pub(in crate::engine) library: &'a mut Library,
    pub(in crate::engine) store: &'a mut dyn Store,
}

impl Documents for LinkDocuments<'_> {
    fn standing(&mut self, id: &DocumentId) -> Option<Standing> {
        let entry = self.library.entries.get(id)?;
        let ours = !matches!(entry.stored.ownership, Ownership::Followed(_));
        Some(Standing { heads: entry.heads(), synced: entry.stored.synced.clone(), ours })
    }

    fn generate(
        &mut self,
        id: &DocumentId,
        state: &mut SyncState,
    ) -> Result<Option<Message>, ExchangeFault> {
        let document = self.library.open(id, &*self.store).map_err(|_| ExchangeFault)?;
        document.generate(state).map_err(|_| {
            self.library.drop_open(id);
            ExchangeFault
        })
    }

    fn receive(
        &mut self,
        id: &DocumentId,
        state: &mut SyncState,
        message: Message,
    ) -> Result<(), ExchangeFault> {
        self.store.note_apply(id).map_err(|_| ExchangeFault)?;
        let applied = self.apply(id, state, message);
        let cleared = self.store.clear_apply();
        match applied {
            Ok(Applied::Nothing) if cleared.is_ok() => Ok(()),
            Ok(Applied::Changed(places)) if cleared.is_ok() => {
                self.library.touch(*id, places);
                Ok(())
            }
            Ok(_) | Err(_) => {
                self.library.drop_open(id);
                Err(ExchangeFault)
            }
        }
    }

    fn synced(&mut self, id: &DocumentId, heads: Vec<ChangeHash>) {
        if let Some(entry) = self.library.entries.get_mut(id)
            && entry.stored.synced != heads
        {
            entry.stored.synced = heads;
            entry.dirty = true;
        }
    }
}

impl LinkDocuments<'_> {
    fn apply(
        &mut self,
        id: &DocumentId,
        state: &mut SyncState,
        message: Message,
    ) -> Result<Applied, ApplyError> {
        let opened = self.library.open(id, &*self.store);
        let document = opened.map_err(|_| ApplyError::Fault)?;
        // Needed once more if what it brings collides.
        let copy = message.clone();
        let before = document.heads();
        match document.receive(state, message) {
            Err(ApplyError::Collision(collision)) => self.library.heal(id, state, &copy, collision),
            Ok(Applied::Changed(places)) => match self.library.put_back(id, &places, &before) {
                // Where newer apps alone may write, it is theirs to put back.
                Ok(()) | Err(WriteError::UpdateNeeded) => Ok(Applied::Changed(places)),
                Err(WriteError::Automerge(_)) => Err(ApplyError::Fault),
            },
            received => received,
        }
    }
}
