//! Whether this device has the key of the account that it syncs for.
//!
//! With another key it would derive other documents: both sides would be up to date and never meet. A small
//! document that every device of the account finds tells the fingerprint of its key. Until it has been read,
//! a link speaks of nothing else.

use crate::base::ids::AccountId;
use crate::base::time::Monotonic;
use crate::engine::Engine;
use crate::replica::document::name::account_document;
use crate::replica::document_id::DocumentId;
use crate::replica::link::CloseReason;
use crate::store::Store;

/// The account that a link is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct LinkAccount {
    pub(super) document: DocumentId,
    /// Whether the device has its key, as far as the link may go by.
    pub(super) verified: bool,
}

impl Engine {
    /// Starts to sync over a socket that is connected, as a device of `account`. Whether this device has
    /// the account's key is learnt first; the first device of an account notes it. With another key the
    /// link ends with [`CloseReason::OtherKey`], and nothing of this device has been sent.
    pub fn connect_as(&mut self, account: AccountId, now: Monotonic, store: &mut dyn Store) {
        self.feed.forget_link();
        self.begin_link_as(account, now, store);
    }

    pub(super) fn begin_link_as(
        &mut self,
        account: AccountId,
        now: Monotonic,
        store: &mut dyn Store,
    ) {
        let document = account_document(&account);
        self.library.add_account(document);
        self.account = Some(LinkAccount { document, verified: false });
        self.begin_link(vec![document], now);
        self.verify(store);
    }

    /// Goes on with all documents as soon as the account's document tells this device's key, notes it where
    /// there is none yet, and ends a link of a device with another one.
    pub(super) fn verify(&mut self, store: &mut dyn Store) {
        let Some(LinkAccount { document, verified }) = self.account else { return };
        let told = self.library.fingerprint(&document, store);
        // One that cannot be read holds nothing up.
        let told = match self.setbacks.note(document, told) {
            Some(told) => told,
            None => Some(self.identity.key.fingerprint()),
        };
        let absent = self.link.as_ref().is_some_and(|link| link.is_absent(&document));
        match told {
            Some(told) if told != self.identity.key.fingerprint() => {
                if let Some(link) = &mut self.link {
                    link.close(CloseReason::OtherKey);
                }
                self.drain_link();
            }
            Some(_) if !verified => self.carry_all(document, store),
            None if absent => {
                let noted = self.library.put_fingerprint(&document, store);
                self.setbacks.note(document, noted);
                self.carry_all(document, store);
                self.flush(store);
            }
            Some(_) | None => {}
        }
    }

    fn carry_all(&mut self, document: DocumentId, store: &mut dyn Store) {
        self.account = Some(LinkAccount { document, verified: true });
        let carried = |id: &DocumentId| self.feed.names(id) || self.library.is_pending(id);
        let all: Vec<DocumentId> = self.library.exchanged().filter(carried).collect();
        self.touch_link(all, store);
    }
}
