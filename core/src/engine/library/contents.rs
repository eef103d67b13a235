//! What the library's documents hold: put into them, and read out of them, with their seals.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, ChangeHash};

use crate::base::ids::RelationId;
use crate::engine::library::{Entry, Library, LibraryError};
use crate::replica::document::genesis::SCHEMA_VERSION;
use crate::replica::document::item::{Item, ProgressWeek};
use crate::replica::document::name::DocumentName;
use crate::replica::document::read::EntryPlace;
use crate::replica::document::{Document, WriteError};
use crate::replica::document_id::DocumentId;
use crate::replica::key::Fingerprint;
use crate::replica::seal::Seal;
use crate::store::Store;
use crate::store::batch::{Cached, CachedValue, Ownership};

impl Library {
    /// Opens an own document for writing, with what seals it. It is created with its first change if
    /// there is nothing yet.
    fn writable(
        &mut self,
        name: &DocumentName,
        store: &dyn Store,
    ) -> Result<(&mut Document, &Seal), LibraryError> {
        let id = name.id(&self.key);
        self.add_own(name);
        self.open(&id, store)?;
        let Some(Entry { open: Some(document), seal: Some(seal), .. }) = self.entries.get_mut(&id)
        else {
            return Err(LibraryError::UnknownDocument(id));
        };
        document.may_write(seal)?;
        begin(document, self.actor.clone());
        Ok((document, seal))
    }

    /// Puts back into an own document what a message has taken away or overwritten, and notes what somebody
    /// without the key has done. `before`: its heads before the message.
    pub(super) fn put_back(
        &mut self,
        id: &DocumentId,
        places: &BTreeSet<EntryPlace>,
        before: &[ChangeHash],
    ) -> Result<(), WriteError> {
        let Some(Entry { open: Some(document), seal: Some(seal), stored, .. }) =
            self.entries.get_mut(id)
        else {
            return Ok(());
        };
        if !matches!(stored.ownership, Ownership::Own(_)) {
            return Ok(());
        }
        if document.may_write(seal).is_ok() && document.claimed_writer() > SCHEMA_VERSION {
            self.claimed.insert(*id);
        }
        document.set_actor(self.actor.clone());
        match document.put_back(places, before, seal)? {
            0 => {}
            count => *self.put_back.entry(*id).or_default() += count,
        }
        Ok(())
    }

    /// Puts something into an own document.
    pub(in crate::engine) fn put(
        &mut self,
        name: &DocumentName,
        item: &Item,
        store: &dyn Store,
    ) -> Result<(), LibraryError> {
        let (document, seal) = self.writable(name, store)?;
        let (entry, value) = item.seal(seal);
        document.put([(entry, value)])?;
        self.touch(name.id(&self.key), [EntryPlace::Entry(entry)]);
        Ok(())
    }

    /// Brings an own progress document up to `weeks`.
    pub(in crate::engine) fn put_progress(
        &mut self,
        name: &DocumentName,
        weeks: &BTreeMap<String, ProgressWeek>,
        store: &dyn Store,
    ) -> Result<(), LibraryError> {
        let (document, seal) = self.writable(name, store)?;
        Ok(document.put_progress(weeks, seal)?)
    }

    /// What a progress document shows. One that was followed and holds only what does not open is told apart
    /// from an empty one.
    pub(in crate::engine) fn progress(
        &mut self,
        id: &DocumentId,
        store: &dyn Store,
    ) -> Result<BTreeMap<String, ProgressWeek>, LibraryError> {
        self.open(id, store)?;
        let Some(Entry { open: Some(document), seal, stored, .. }) = self.entries.get(id) else {
            return Err(LibraryError::UnknownDocument(*id));
        };
        let shown = document.progress(seal.as_ref());
        let is_followed = matches!(stored.ownership, Ownership::Followed(_));
        if is_followed && shown.is_empty() && document.is_closed_to(seal.as_ref()) {
            return Err(LibraryError::OtherKey(*id));
        }
        Ok(shown)
    }

    /// The fingerprint that an account's document tells, if it is here.
    pub(in crate::engine) fn fingerprint(
        &mut self,
        id: &DocumentId,
        store: &dyn Store,
    ) -> Result<Option<Fingerprint>, LibraryError> {
        Ok(self.open(id, store)?.fingerprint())
    }

    /// Notes the fingerprint of this device's key in an account's document.
    pub(in crate::engine) fn put_fingerprint(
        &mut self,
        id: &DocumentId,
        store: &dyn Store,
    ) -> Result<(), LibraryError> {
        let (actor, fingerprint) = (self.actor.clone(), self.key.fingerprint());
        let document = self.open(id, store)?;
        begin(document, actor);
        Ok(document.put_fingerprint(&fingerprint)?)
    }

    /// Seals what older apps left in plain in the own documents that are here; tells how many entries that
    /// made.
    pub(in crate::engine) fn seal_former(
        &mut self,
        store: &dyn Store,
    ) -> Result<usize, LibraryError> {
        let names: Vec<DocumentName> = self.own().map(|(_, name)| name.clone()).collect();
        let mut count = 0;
        for name in names {
            let id = name.id(&self.key);
            if self.open(&id, store)?.heads().is_empty() {
                continue;
            }
            let (document, seal) = self.writable(&name, store)?;
            let places = document.seal_former(seal)?;
            count += places.len();
            self.touch(id, places);
        }
        Ok(count)
    }

    /// What batches have brought of names and of ends of relations since this was last asked for.
    pub(in crate::engine) fn news(&mut self) -> Vec<Item> {
        std::mem::take(&mut self.news)
    }

    /// The relations that are over, as the profile has them.
    pub(in crate::engine) fn ended(
        &mut self,
        store: &dyn Store,
    ) -> Result<Vec<RelationId>, LibraryError> {
        let profile = DocumentName::Profile.id(&self.key);
        self.open(&profile, store)?;
        let entry = self.entries.get(&profile);
        let ended = entry.and_then(|entry| Some(entry.open.as_ref()?.ended(entry.seal.as_ref()?)));
        Ok(ended.unwrap_or_default())
    }
}

/// Makes a document ready to be written into: with its first change, if there is nothing yet.
fn begin(document: &mut Document, actor: ActorId) {
    if document.heads().is_empty() {
        *document = Document::create();
    }
    document.set_actor(actor);
}

/// What is read at a place. Names and ends of relations are no facts, and are added to `news`.
pub(super) fn read(
    document: &Document,
    place: EntryPlace,
    seal: &Seal,
    news: &mut Vec<Item>,
) -> Cached {
    let content = match document.item(&place, seal) {
        Some(Ok(Item::Fact(id, bytes))) => CachedValue::Fact(id, bytes),
        Some(Ok(item @ (Item::Document(_) | Item::Ended(_)))) => {
            news.push(item);
            CachedValue::Gone
        }
        Some(Ok(Item::Week(..) | Item::Writer(_))) | None => CachedValue::Gone,
        Some(Err(_)) => document.value(&place).map_or(CachedValue::Gone, CachedValue::Closed),
    };
    Cached { place, content }
}
