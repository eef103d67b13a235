//! The documents of one device: which there are, which are open, and what the disk has yet to hold.

use std::collections::BTreeMap;

use automerge::sync::{Message, State as SyncState};
use automerge::{ActorId, ChangeHash};

use crate::base::ids::{DeviceId, FactId};
use crate::replica::document::name::{AccountKey, DocumentName};
use crate::replica::document::{Applied, Document, LoadError, WriteError};
use crate::replica::document_id::DocumentId;
use crate::replica::link::{Documents, ExchangeFault, Standing};

/// Where a device keeps the chunks of its documents. Reading is an argument of the calls that may
/// need it; writing is an effect.
pub trait Shelf {
    /// The chunks of a document, in the order in which they were stored.
    ///
    /// # Errors
    ///
    /// [`ShelfError`] if they cannot be read now.
    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, ShelfError>;
}

/// Stored chunks cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShelfError {
    /// A chunk is not what was stored.
    #[error("a stored chunk is damaged")]
    Damaged,
    /// The disk or the database does not answer.
    #[error("the device's database cannot be read: {0}")]
    Unavailable(String),
}

/// A document cannot be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// Its chunks cannot be read.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
    /// Its chunks do not make the document.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// It refuses the change.
    #[error(transparent)]
    Write(#[from] WriteError),
}

/// What a document is to this device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Title {
    /// One of the candidate's own.
    Own(DocumentName),
    /// The progress of somebody else, followed by invitation.
    Followed,
}

/// A document as the disk holds it, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its id.
    pub id: DocumentId,
    /// What it is to this device.
    pub title: Title,
    /// The newest changes in the stored chunks.
    pub heads: Vec<ChangeHash>,
    /// The newest changes that the server is known to have stored.
    pub synced: Vec<ChangeHash>,
}

/// What the disk has to hold before anything else happens, in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// One entry for each changed document.
    pub documents: Vec<DocumentUpdate>,
}

/// One document of a [`Batch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentUpdate {
    /// The document as it stands after the update.
    pub document: StoredDocument,
    /// What its chunks become.
    pub chunks: ChunkUpdate,
    /// Its facts that are new or different, in compact form; `None` where an entry is gone. They are
    /// a cache: the chunks hold them too.
    pub facts: Vec<(FactId, Option<Vec<u8>>)>,
}

/// What the chunks of a document become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChunkUpdate {
    /// They stay.
    Keep,
    /// This one follows them.
    Append(Vec<u8>),
    /// This one takes the place of all.
    Replace(Vec<u8>),
}

/// The documents of one device.
#[derive(Debug)]
pub(super) struct Library {
    key: AccountKey,
    actor: ActorId,
    entries: BTreeMap<DocumentId, Entry>,
    /// Facts of open documents that changed since the last batch.
    touched: BTreeMap<DocumentId, Vec<FactId>>,
}

#[derive(Debug)]
struct Entry {
    stored: StoredDocument,
    /// What changed about the entry that no chunk shows (`synced`).
    dirty: bool,
    open: Option<Document>,
}

impl Entry {
    fn heads(&self) -> Vec<ChangeHash> {
        self.open.as_ref().map_or_else(|| self.stored.heads.clone(), Document::heads)
    }
}

impl Library {
    /// A library of what the disk holds. `chance` makes this process' actor its own.
    pub(super) fn new(
        device: DeviceId,
        key: AccountKey,
        chance: [u8; 8],
        stored: Vec<StoredDocument>,
    ) -> Self {
        let actor = [device.as_bytes().as_slice(), chance.as_slice()].concat();
        let mut library = Self {
            key,
            actor: ActorId::from(actor),
            entries: BTreeMap::new(),
            touched: BTreeMap::new(),
        };
        library.add_own(&DocumentName::Profile);
        for document in stored {
            library
                .entries
                .insert(document.id, Entry { stored: document, dirty: false, open: None });
        }
        library
    }

    /// The own documents there are, or will be when the server has sent them.
    pub(super) fn own(&self) -> impl Iterator<Item = (&DocumentId, &DocumentName)> {
        self.entries.iter().filter_map(|(id, entry)| match &entry.stored.title {
            Title::Own(name) => Some((id, name)),
            Title::Followed => None,
        })
    }

    /// All documents.
    pub(super) fn ids(&self) -> impl Iterator<Item = DocumentId> {
        self.entries.keys().copied()
    }

    /// The newest changes of every document.
    pub(super) fn heads(&self) -> BTreeMap<DocumentId, Vec<ChangeHash>> {
        self.entries.iter().map(|(id, entry)| (*id, entry.heads())).collect()
    }

    /// Documents with changes that the server is not known to have stored.
    pub(super) fn pending(&self) -> usize {
        let entries = self.entries.values();
        entries.filter(|entry| entry.stored.heads != entry.stored.synced).count()
    }

    /// What an own document is called; `None` for unknown and for followed ones.
    pub(super) fn name(&self, id: &DocumentId) -> Option<&DocumentName> {
        match &self.entries.get(id)?.stored.title {
            Title::Own(name) => Some(name),
            Title::Followed => None,
        }
    }

    /// Makes room for an own document; tells whether it is new here.
    pub(super) fn add_own(&mut self, name: &DocumentName) -> Option<DocumentId> {
        self.add(name.id(&self.key), Title::Own(name.clone()))
    }

    /// Makes room for a followed document; tells whether it is new here.
    pub(super) fn add_followed(&mut self, id: DocumentId) -> Option<DocumentId> {
        self.add(id, Title::Followed)
    }

    fn add(&mut self, id: DocumentId, title: Title) -> Option<DocumentId> {
        if self.entries.contains_key(&id) {
            return None;
        }
        // A followed document is known from an invitation alone; an own one can be derived again.
        let dirty = title == Title::Followed;
        let stored = StoredDocument { id, title, heads: Vec::new(), synced: Vec::new() };
        self.entries.insert(id, Entry { stored, dirty, open: None });
        Some(id)
    }

    /// Opens an own document for writing, creating it with its first change if there is nothing yet.
    pub(super) fn writable(
        &mut self,
        name: &DocumentName,
        shelf: &dyn Shelf,
    ) -> Result<&mut Document, LibraryError> {
        let id = name.id(&self.key);
        self.add_own(name);
        let actor = self.actor.clone();
        let document = self.open(&id, shelf)?;
        if document.heads().is_empty() {
            *document = Document::create(name.kind());
        }
        document.set_actor(actor);
        Ok(document)
    }

    /// Opens a document that is listed, for reading.
    pub(super) fn open(
        &mut self,
        id: &DocumentId,
        shelf: &dyn Shelf,
    ) -> Result<&mut Document, LibraryError> {
        let Some(entry) = self.entries.get_mut(id) else {
            return Err(ShelfError::Unavailable("no such document".to_owned()).into());
        };
        if entry.open.is_none() {
            let document = if entry.stored.heads.is_empty() {
                Document::follow()
            } else {
                let chunks = shelf.chunks(id)?;
                Document::load(chunks.iter().map(Vec::as_slice), &entry.stored.heads)?
            };
            entry.open = Some(document);
        }
        entry.open.as_mut().ok_or_else(|| LoadError::Damaged.into())
    }

    /// Notes that facts of a document changed.
    pub(super) fn touch(&mut self, id: DocumentId, facts: impl IntoIterator<Item = FactId>) {
        self.touched.entry(id).or_default().extend(facts);
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
                update.chunks = ChunkUpdate::Append(document.unsaved());
                let touched = self.touched.remove(id).unwrap_or_default();
                let fact = |fact: FactId| (document.fact_bytes(&fact), fact);
                update.facts =
                    touched.into_iter().map(fact).map(|(bytes, id)| (id, bytes)).collect();
                entry.stored.heads = document.heads();
                document.confirm_saved(entry.stored.heads.clone());
            }
            entry.dirty = false;
            update.document = entry.stored.clone();
            documents.push(update);
        }
        Batch { documents }
    }

    /// One snapshot in place of all chunks of a document, checked by loading it again.
    pub(super) fn compact(
        &mut self,
        id: &DocumentId,
        shelf: &dyn Shelf,
    ) -> Result<Batch, LibraryError> {
        let document = self.open(id, shelf)?;
        let (snapshot, heads) = (document.snapshot(), document.heads());
        Document::load([snapshot.as_slice()], &heads)?;
        let Some(entry) = self.entries.get(id) else { return Ok(Batch::default()) };
        let chunks = ChunkUpdate::Replace(snapshot);
        let update = DocumentUpdate { document: entry.stored.clone(), chunks, facts: Vec::new() };
        Ok(Batch { documents: vec![update] })
    }

    fn drop_open(&mut self, id: &DocumentId) {
        if let Some(entry) = self.entries.get_mut(id) {
            entry.open = None;
        }
        self.touched.remove(id);
    }
}

/// The library together with its shelf, as a link needs them.
pub(super) struct Desk<'a> {
    pub(super) library: &'a mut Library,
    pub(super) shelf: &'a dyn Shelf,
}

impl Documents for Desk<'_> {
    fn standing(&mut self, id: &DocumentId) -> Option<Standing> {
        let entry = self.library.entries.get(id)?;
        Some(Standing { heads: entry.heads(), synced: entry.stored.synced.clone() })
    }

    fn generate(
        &mut self,
        id: &DocumentId,
        state: &mut SyncState,
    ) -> Result<Option<Message>, ExchangeFault> {
        let document = self.library.open(id, self.shelf).map_err(|_| ExchangeFault)?;
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
        let document = self.library.open(id, self.shelf).map_err(|_| ExchangeFault)?;
        match document.receive(state, message) {
            Ok(Applied::Nothing) => Ok(()),
            Ok(Applied::Changed(facts)) => {
                self.library.touch(*id, facts);
                Ok(())
            }
            Err(_) => {
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
