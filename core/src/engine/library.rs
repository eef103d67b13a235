//! The documents of one device: which there are, which are open, and what the disk has yet to hold.

mod contents;
pub(super) mod link_documents;
pub(super) mod shared;

use std::collections::{BTreeMap, BTreeSet};

use automerge::sync::{Message, State as SyncState};
use automerge::{ActorId, ChangeHash};

use crate::base::ids::{DeviceId, RelationId};
use crate::replica::document::collision::{Collision, Healed};
use crate::replica::document::item::Item;
use crate::replica::document::name::DocumentName;
use crate::replica::document::read::EntryPlace;
use crate::replica::document::{Applied, ApplyError, Document, LoadError, WriteError};
use crate::replica::document_id::DocumentId;
use crate::replica::key::{AccountKey, RelationKey};
use crate::replica::seal::Seal;
use crate::store::batch::{Batch, ChunkUpdate, DocumentUpdate, Ownership, StoredDocument};
use crate::store::{Store, StoreError};

/// A document cannot be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// There is none of this id on this device.
    #[error("there is no document {0} on this device")]
    UnknownDocument(DocumentId),
    /// The relation was ended. Its key is known to who was shown it: share under another name.
    #[error("the relation {0} was ended: share under another name, with a new invitation")]
    Ended(RelationId),
    /// It was followed, and nothing in it opens with the key that came with the invitation, if one did.
    #[error(
        "nothing in {0} opens with the key of this invitation: follow it once more, with a whole one"
    )]
    OtherKey(DocumentId),
    /// Its chunks cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its chunks do not make the document.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// It refuses the change.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// A document that ended the process this often while a message was applied to it is left out of
/// links. Once may be a phone that ran out of memory.
const SUSPICIONS_MAX: u32 = 2;

/// The documents of one device.
#[derive(Debug)]
pub(super) struct Library {
    key: AccountKey,
    device: DeviceId,
    actor: ActorId,
    entries: BTreeMap<DocumentId, Entry>,
    /// Places of open documents whose value changed since the last batch.
    touched: BTreeMap<DocumentId, BTreeSet<EntryPlace>>,
    /// Documents in which this process found changes of its device that it did not write.
    collided: BTreeSet<DocumentId>,
    /// How many entries this process has put back, by document.
    put_back: BTreeMap<DocumentId, usize>,
    /// Documents that ask for a newer app without a seal.
    claimed: BTreeSet<DocumentId>,
    suspects: BTreeMap<DocumentId, u32>,
    /// Documents that the disk is yet to delete.
    removed: Vec<DocumentId>,
    /// Names and ends of relations that the last batches brought.
    news: Vec<Item>,
}

#[derive(Debug)]
struct Entry {
    stored: StoredDocument,
    /// What opens its values; `None` for a document that was followed without a key.
    seal: Option<Seal>,
    /// What changed about the entry that no chunk shows (`synced`).
    dirty: bool,
    /// What the next stored chunk is to those before it.
    next: NextChunk,
    open: Option<Document>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum NextChunk {
    Follows,
    Replaces,
}

impl Entry {
    fn new(stored: StoredDocument, key: &AccountKey) -> Self {
        let seal = match &stored.ownership {
            Ownership::Own(name) => Some(name.seal(key)),
            Ownership::Ended(_) | Ownership::Account => None,
            Ownership::Followed(relation) => {
                relation.as_ref().map(|relation| Seal::new(relation.reveal(), stored.id))
            }
        };
        Self { stored, seal, dirty: false, next: NextChunk::Follows, open: None }
    }

    fn heads(&self) -> Vec<ChangeHash> {
        self.open.as_ref().map_or_else(|| self.stored.heads.clone(), Document::heads)
    }
}

impl Library {
    /// A library of what the disk holds. `suffix` makes this process' actor its own.
    pub(super) fn new(
        device: DeviceId,
        key: AccountKey,
        suffix: [u8; 8],
        documents: Vec<StoredDocument>,
        suspects: BTreeMap<DocumentId, u32>,
    ) -> Self {
        let actor = [device.as_bytes().as_slice(), suffix.as_slice()].concat();
        let mut library = Self {
            key,
            device,
            actor: ActorId::from(actor),
            entries: BTreeMap::new(),
            touched: BTreeMap::new(),
            collided: BTreeSet::new(),
            put_back: BTreeMap::new(),
            claimed: BTreeSet::new(),
            suspects,
            removed: Vec::new(),
            news: Vec::new(),
        };
        library.add_own(&DocumentName::Profile);
        for document in documents {
            let entry = Entry::new(document, &library.key);
            library.entries.insert(entry.stored.id, entry);
        }
        library
    }

    /// The own documents there are, or will be when the server has sent them.
    pub(super) fn own(&self) -> impl Iterator<Item = (&DocumentId, &DocumentName)> {
        self.entries.iter().filter_map(|(id, entry)| match &entry.stored.ownership {
            Ownership::Own(name) => Some((id, name)),
            Ownership::Ended(_) | Ownership::Account | Ownership::Followed(_) => None,
        })
    }

    /// All documents.
    pub(super) fn ids(&self) -> impl Iterator<Item = DocumentId> {
        self.entries.keys().copied()
    }

    /// The documents that links carry: all but those that are suspected, what is not shown to anybody any
    /// more, and the documents of accounts, which are for links as a device of that account.
    pub(super) fn exchanged(&self) -> impl Iterator<Item = DocumentId> {
        let entries = self.entries.iter();
        let carried = entries.filter(|(_, entry)| is_carried(&entry.stored.ownership));
        carried.map(|(id, _)| *id).filter(|id| !self.is_left_out(id))
    }

    /// Whether a document is suspected of ending the process, and so left out of links.
    pub(super) fn is_left_out(&self, id: &DocumentId) -> bool {
        self.suspects.get(id).is_some_and(|count| *count >= SUSPICIONS_MAX)
    }

    /// Documents that are left out of links.
    pub(super) fn left_out(&self) -> impl Iterator<Item = &DocumentId> {
        self.entries.keys().filter(|id| self.is_left_out(id))
    }

    /// Documents in which this process found changes of its device that it did not write.
    pub(super) fn collided(&self) -> impl Iterator<Item = &DocumentId> {
        self.collided.iter()
    }

    /// Documents into which this process has put entries back that somebody without the key had taken away
    /// or overwritten, with how many.
    pub(super) fn restored(&self) -> impl Iterator<Item = (&DocumentId, usize)> {
        self.put_back.iter().map(|(id, count)| (id, *count))
    }

    /// Documents that ask for a newer app, without the seal of one.
    pub(super) fn claimed(&self) -> impl Iterator<Item = &DocumentId> {
        self.claimed.iter()
    }

    /// The newest changes of every document.
    pub(super) fn heads(&self) -> BTreeMap<DocumentId, Vec<ChangeHash>> {
        self.entries.iter().map(|(id, entry)| (*id, entry.heads())).collect()
    }

    /// Documents with changes that the server is not known to have stored.
    pub(super) fn pending(&self) -> usize {
        self.entries.keys().filter(|id| self.is_pending(id)).count()
    }

    /// Whether a document has changes that the server is not known to have stored, and is to have. What is
    /// followed is its owner's to store.
    pub(super) fn is_pending(&self, id: &DocumentId) -> bool {
        self.entries.get(id).is_some_and(|Entry { stored, .. }| {
            matches!(stored.ownership, Ownership::Own(_)) && stored.heads != stored.synced
        })
    }

    /// What an own document is called; `None` for unknown and for followed ones.
    pub(super) fn name(&self, id: &DocumentId) -> Option<&DocumentName> {
        match &self.entries.get(id)?.stored.ownership {
            Ownership::Own(name) => Some(name),
            Ownership::Ended(_) | Ownership::Account | Ownership::Followed(_) => None,
        }
    }

    /// What opens the values of a document; `None` where there is no key for it.
    pub(super) fn seal(&self, id: &DocumentId) -> Option<&Seal> {
        self.entries.get(id)?.seal.as_ref()
    }

    /// Makes room for an own document; tells whether it is new here.
    pub(super) fn add_own(&mut self, name: &DocumentName) -> Option<DocumentId> {
        self.add(name.id(&self.key), Ownership::Own(name.clone()))
    }

    /// Makes room for an own document that another device wrote; tells whether it is new here. The disk
    /// keeps it with the profile that names it: whoever is killed before its content comes still asks
    /// for it.
    pub(super) fn add_listed(&mut self, name: &DocumentName) -> Option<DocumentId> {
        let id = self.add_own(name)?;
        self.entries.get_mut(&id)?.dirty = true;
        Some(id)
    }

    /// Makes room for a followed document; tells whether it is new here. One that was followed with
    /// another key, or without one, takes this one.
    pub(super) fn add_followed(&mut self, id: DocumentId, key: RelationKey) -> Option<DocumentId> {
        let seal = Seal::new(key.reveal(), id);
        let ownership = Ownership::Followed(Some(key));
        if let Some(entry) = self.entries.get_mut(&id)
            && matches!(entry.stored.ownership, Ownership::Followed(_))
        {
            entry.stored.ownership = ownership;
            entry.seal = Some(seal);
            entry.dirty = true;
            return None;
        }
        self.add(id, ownership)
    }

    /// Shows a relation nothing more.
    pub(super) fn end(&mut self, relation: RelationId) {
        let name = DocumentName::Progress(relation.clone());
        let Some(entry) = self.entries.get_mut(&name.id(&self.key)) else { return };
        if entry.stored.ownership == Ownership::Own(name) {
            entry.stored.ownership = Ownership::Ended(relation);
            entry.dirty = true;
        }
    }

    /// Makes room for the document of an account.
    pub(super) fn add_account(&mut self, id: DocumentId) {
        self.add(id, Ownership::Account);
    }

    fn add(&mut self, id: DocumentId, ownership: Ownership) -> Option<DocumentId> {
        if self.entries.contains_key(&id) {
            return None;
        }
        // A followed document is known from an invitation alone; an own one can be derived again.
        let dirty = matches!(ownership, Ownership::Followed(_));
        let stored = StoredDocument { id, ownership, heads: Vec::new(), synced: Vec::new() };
        self.entries.insert(id, Entry { dirty, ..Entry::new(stored, &self.key) });
        Some(id)
    }

    /// Opens a document that is listed, for reading.
    pub(super) fn open(
        &mut self,
        id: &DocumentId,
        store: &dyn Store,
    ) -> Result<&mut Document, LibraryError> {
        let Some(entry) = self.entries.get_mut(id) else {
            return Err(LibraryError::UnknownDocument(*id));
        };
        if entry.open.is_none() {
            let document = if entry.stored.heads.is_empty() {
                Document::follow()
            } else {
                let chunks = store.chunks(id)?;
                Document::load(chunks.iter().map(Vec::as_slice), &entry.stored.heads)?
            };
            // Two processes that wrote at once: the chunks of both are there, the heads of one.
            if document.heads() != entry.stored.heads {
                entry.stored.heads = document.heads();
                entry.dirty = true;
            }
            entry.open = Some(document);
        }
        entry.open.as_mut().ok_or_else(|| LoadError::Damaged.into())
    }

    /// Notes that a document's values changed.
    fn touch(&mut self, id: DocumentId, places: impl IntoIterator<Item = EntryPlace>) {
        self.touched.entry(id).or_default().extend(places);
    }

    /// Takes everything that the disk does not hold yet. From here on the library counts it as
    /// stored; if storing fails, the library is dropped and built again from the disk.
    pub(super) fn take_batch(&mut self) -> Batch {
        let mut documents = Vec::new();
        for (id, entry) in &mut self.entries {
            let unsaved = entry.open.as_ref().is_some_and(|document| !document.is_saved());
            if !unsaved && !entry.dirty {
                continue;
            }
            let mut update = DocumentUpdate {
                document: entry.stored.clone(),
                chunks: ChunkUpdate::Keep,
                facts: Vec::new(),
            };
            if let Some(document) = entry.open.as_mut().filter(|_| unsaved) {
                update.chunks = match entry.next {
                    NextChunk::Follows => ChunkUpdate::Append(document.unsaved()),
                    NextChunk::Replaces => ChunkUpdate::Replace(document.snapshot()),
                };
                entry.next = NextChunk::Follows;
                let touched = self.touched.remove(id).unwrap_or_default();
                if let Some(seal) = &entry.seal {
                    let news = &mut self.news;
                    let read = touched
                        .into_iter()
                        .map(|place| contents::read(document, place, seal, news));
                    update.facts = read.collect();
                }
                entry.stored.heads = document.heads();
                document.confirm_saved(entry.stored.heads.clone());
            }
            entry.dirty = false;
            update.document = entry.stored.clone();
            documents.push(update);
        }
        let removed = std::mem::take(&mut self.removed);
        Batch { documents, removed, ..Batch::default() }
    }

    /// One snapshot in place of all chunks of a document, checked by loading it again.
    pub(super) fn compact(
        &mut self,
        id: &DocumentId,
        store: &dyn Store,
    ) -> Result<Batch, LibraryError> {
        let document = self.open(id, store)?;
        let (snapshot, heads) = (document.snapshot(), document.heads());
        Document::load([snapshot.as_slice()], &heads)?;
        let Some(entry) = self.entries.get(id) else { return Ok(Batch::default()) };
        let chunks = ChunkUpdate::Replace(snapshot);
        let update = DocumentUpdate { document: entry.stored.clone(), chunks, facts: Vec::new() };
        Ok(Batch { documents: vec![update], ..Batch::default() })
    }

    /// Applies a message whose changes collide with those here, and writes what was recorded here anew
    /// under another actor.
    fn heal(
        &mut self,
        id: &DocumentId,
        state: &mut SyncState,
        message: &Message,
        collision: Collision,
    ) -> Result<Applied, ApplyError> {
        let Some(entry) = self.entries.get_mut(id) else { return Err(ApplyError::Fault) };
        let Some(document) = entry.open.take() else { return Err(ApplyError::Fault) };
        let Some(seal) = &entry.seal else { return Err(ApplyError::Fault) };
        let Healed { document, actor, places } =
            document.heal(message, collision, (self.device, seal), state)?;
        entry.open = Some(document);
        entry.next = NextChunk::Replaces;
        self.actor = actor;
        self.collided.insert(*id);
        Ok(Applied::Changed(places))
    }

    fn drop_open(&mut self, id: &DocumentId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.open = None;
        }
        self.touched.remove(id);
    }
}

/// Whether links carry such a document for what it holds.
const fn is_carried(ownership: &Ownership) -> bool {
    match ownership {
        Ownership::Own(_) | Ownership::Followed(_) => true,
        Ownership::Ended(_) | Ownership::Account => false,
    }
}
