//! The document that tells the devices of an account the fingerprint of its key.

use automerge::ROOT;
use automerge::transaction::Transactable;

use crate::replica::document::genesis::FINGERPRINT;
use crate::replica::document::{Document, WriteError, read};
use crate::replica::key::Fingerprint;

impl Document {
    /// The fingerprint; `None` if there is none, or it is something else.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        let bytes = read::bytes(&self.automerge, &ROOT, FINGERPRINT)?;
        bytes.try_into().ok().map(Fingerprint::from_bytes)
    }

    /// Notes the fingerprint. Of two devices that do so at once with different keys every device takes the
    /// same one.
    ///
    /// # Errors
    ///
    /// [`WriteError`].
    pub fn put_fingerprint(&mut self, fingerprint: &Fingerprint) -> Result<(), WriteError> {
        let bytes = fingerprint.as_bytes().to_vec();
        self.write(|tx| tx.put(ROOT, FINGERPRINT, bytes))
    }
}
