//! What others have taken away or overwritten. No device deletes an entry, and none puts into one what does
//! not open: whoever did so has no key.

use std::collections::BTreeSet;

use automerge::{ChangeHash, ReadDoc};

use crate::replica::document::item::{Item, Unreadable};
use crate::replica::document::read::EntryPlace;
use crate::replica::document::{Document, WriteError, genesis};
use crate::replica::seal::{EntryId, Seal};

impl Document {
    /// Puts back what opened at these places as of `before` and does not any more; tells how
    /// many entries that were.
    ///
    /// # Errors
    ///
    /// [`WriteError`]: nothing was put back.
    pub fn put_back(
        &mut self,
        places: &BTreeSet<EntryPlace>,
        before: &[ChangeHash],
        seal: &Seal,
    ) -> Result<usize, WriteError> {
        let closed: BTreeSet<&EntryPlace> =
            places.iter().filter(|place| self.is_closed(place, seal)).collect();
        if closed.is_empty() || before.is_empty() {
            return Ok(0);
        }
        self.may_write(seal)?;
        let mut held = self.held_at(before);
        held.retain(|(entry, value)| {
            closed.contains(&EntryPlace::Entry(*entry)) && Item::open(seal, entry, value).is_ok()
        });
        let count = held.len();
        self.put(held)?;
        Ok(count)
    }

    /// Whether nothing lies there, or what nobody with the key sealed in a format that this build knows.
    pub(super) fn is_closed(&self, place: &EntryPlace, seal: &Seal) -> bool {
        match self.item(place, seal) {
            None | Some(Err(Unreadable::Closed(_))) => true,
            Some(Ok(_) | Err(Unreadable::NewerKind(_) | Unreadable::Malformed)) => false,
        }
    }

    /// What lay in the entries when these were the newest changes.
    pub(super) fn held_at(&self, heads: &[ChangeHash]) -> Vec<(EntryId, Vec<u8>)> {
        let held = self.automerge.map_range_at(genesis::entries(), .., heads).filter_map(|item| {
            let value = item.value.into_value();
            Some((item.key.parse().ok()?, value.as_scalar()?.as_bytes()?.to_vec()))
        });
        held.collect()
    }
}
