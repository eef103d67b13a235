//! The first change of a document, which makes its sender the owner.
//!
//! An id alone makes nobody an owner, and neither do bytes that are no change: whoever had seen an id
//! could take it away from the one who made it up. What brings no first change creates nothing.

use std::sync::Arc;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::document_id::DocumentId;

use crate::ledger::Ledger;
use crate::ledger::document::Document;
use crate::ledger::graph::{Graph, Sequel};
use crate::ledger::parking::Parking;
use crate::ledger::session::{Listener, Session};
use crate::ledger::slices::Slices;
use crate::ledger::storage::{Created, StorageError};

/// What comes of the wish to bring changes of a document.
#[derive(Debug)]
pub enum Opening {
    /// It is open.
    Session(Box<Session>),
    /// There is none that the account may read.
    Absent,
    /// The account owns as much as it may.
    TooMany,
}

impl Opening {
    pub(crate) fn of(session: Option<Session>) -> Self {
        session.map_or(Self::Absent, |session| Self::Session(Box::new(session)))
    }
}

impl Ledger {
    /// Opens a document about which a connection sends changes in a message. If there is
    /// none, or one without a single change, and a first change is among them, the account owns it. Of two
    /// who create it at once the first is the owner.
    ///
    /// # Errors
    ///
    /// [`StorageError`]: ask again.
    pub async fn session_of_new(
        &self,
        id: &DocumentId,
        listener: &Listener,
        message: &SyncMessage<'_>,
    ) -> Result<Opening, StorageError> {
        let (id, owner) = (*id, listener.account);
        let found = self.find(&id).await?;
        let is_free = found.as_ref().is_none_or(|document| document.is_free_for(owner));
        if is_free && founds(message, owner) {
            match found {
                None if !self.has_room(owner).await? => return Ok(Opening::TooMany),
                None => {
                    self.readers.read(move |storage| storage.create(&id, owner)).await?;
                }
                Some(document) => self.take_over(document, owner).await?,
            }
            return self.session(&id, listener).await.map(Opening::of);
        }
        let session = found.and_then(|found| Session::open(found, listener, &self.cache));
        Ok(Opening::of(session))
    }

    /// Whether an account may own another document.
    async fn has_room(&self, owner: AccountId) -> Result<bool, StorageError> {
        let people = Arc::clone(&self.people);
        let owned = self.readers.read(move |_| {
            people.owned(owner).map_err(|error| StorageError::Unavailable(error.into()))
        });
        Ok(owned.await? < self.documents_max && self.writer.room(owner).await > 0)
    }

    /// Makes an account the owner of a document without a single change. In memory first, where nobody
    /// else can put a change into it meanwhile.
    async fn take_over(
        &self,
        document: Arc<Document>,
        owner: AccountId,
    ) -> Result<(), StorageError> {
        if !document.claim(owner) {
            return Ok(());
        }
        let id = document.id;
        let taken = self.readers.read(move |storage| storage.take_over(&id, owner)).await;
        if !matches!(taken, Ok(Created::Mine)) {
            // Somebody else was there, or nobody knows: what the store holds is read again.
            document.failed();
        }
        taken.map(drop)
    }
}

/// Whether a message brings a change that a document can begin with, in its first slice:
/// whoever sends a document begins with its first change. It is read as it will be when the document is
/// there, so it costs as much once more, and once for a document.
fn founds(message: &SyncMessage<'_>, account: AccountId) -> bool {
    let (nothing, mut parking) = (Graph::default(), Parking::new(Arc::default()));
    let slice = Slices::new(message).next_slice(&mut parking);
    slice.iter().flatten().any(|arrival| {
        arrival.deps.is_empty() && nothing.admit(arrival, account, Sequel::None).is_ok()
    })
}
