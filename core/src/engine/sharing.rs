//! What is shared with whom, and what is followed of others.

use crate::engine::Engine;
use crate::engine::library::LibraryError;
use crate::engine::library::shared::Sharing;
use crate::replica::document_id::DocumentId;
use crate::store::Store;

impl Engine {
    /// Everything that this device shares and follows.
    pub fn sharing(&self) -> Sharing {
        self.library.sharing()
    }

    /// Follows somebody's progress no more: what had come of it is deleted from this device. The role at
    /// the server stays until the owner takes it or this account leaves.
    ///
    /// # Errors
    ///
    /// [`LibraryError::UnknownDocument`] if it is not followed.
    pub fn stop_following(
        &mut self,
        id: &DocumentId,
        store: &mut dyn Store,
    ) -> Result<(), LibraryError> {
        self.library.drop_followed(id)?;
        if let Some(link) = &mut self.link {
            link.leave(id);
        }
        self.flush(store);
        Ok(())
    }
}
