//! A document's bytes piece by piece, for who takes all of it away.

use crate::auth::grant::{Granted, Share};
use crate::ledger::Ledger;
use crate::ledger::storage::{Aside, StorageError, Wanted};

/// The bytes of changes in a piece. One change may be longer, and so may a snapshot.
const PIECE_BYTES: usize = 256 * 1024;

/// A piece of a document: one chunk of Automerge, or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    /// The chunks. Those of all pieces, one after the other, are a file that Automerge loads.
    pub bytes: Vec<u8>,
    /// The position to go on from.
    pub next: usize,
}

impl Ledger {
    /// Reads what was set aside of a document, in the order in which it was.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the store does not answer or holds something that is damaged.
    pub async fn aside(&self, granted: Granted<Share>) -> Result<Vec<Aside>, StorageError> {
        let Some(document) = self.find(granted.document()).await? else { return Ok(Vec::new()) };
        let number = document.number;
        self.readers.read(move |storage| storage.aside(number)).await
    }

    /// Reads what is committed of a document from position `first` on; `None` if there is no more.
    ///
    /// # Errors
    ///
    /// [`StorageError`] if the store does not answer or holds something that is damaged.
    pub async fn excerpt(
        &self,
        granted: Granted<Share>,
        first: usize,
    ) -> Result<Option<Excerpt>, StorageError> {
        loop {
            let Some(document) = self.find(granted.document()).await? else { return Ok(None) };
            let wanted = document.excerpt(&granted, first, PIECE_BYTES);
            if wanted == Wanted::default() {
                return Ok(None);
            }
            let number = document.number;
            let found = self.readers.read(move |storage| storage.read(number, &wanted)).await?;
            let (mut bytes, mut next) = match found.snapshot {
                Some(ref snapshot) => (snapshot.bytes.clone(), snapshot.covers),
                None => (Vec::new(), first),
            };
            while let Some(chunk) = found.chunk(next) {
                bytes.extend_from_slice(chunk);
                next += 1;
            }
            // Once, unless a snapshot takes the changes just now.
            if next > first {
                return Ok(Some(Excerpt { bytes, next }));
            }
        }
    }
}
