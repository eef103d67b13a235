//! The candidate's device: one method for each use case, effects out, no I/O.
//!
//! ```text
//! UI ── record ──► engine ── Persist ──► disk      the UI moves on when the disk has it
//! socket ─ input ─►       ── Send ─────► socket    never before what it speaks of is on the disk
//! ```
//!
//! Every call may leave effects; the shell takes them with [`Engine::poll_effect`], in order, until
//! there are none. If a [`Effect::Persist`] fails, the shell drops the engine and opens it again from
//! the disk: nothing that was not stored was ever shown or sent.

mod account;
mod arrivals;
mod coaching;
mod fact_index;
mod library;
mod news;
mod notices;
mod projection;
mod routing;
mod sharing;
mod syncing;

use std::collections::{BTreeMap, VecDeque};

use automerge::ChangeHash;
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

pub use crate::engine::arrivals::Imported;
pub use crate::engine::coaching::{Coach, CoachError};
pub use crate::engine::library::LibraryError;
pub use crate::engine::library::shared::{
    FollowedProgress, FollowedState, SharedProgress, SharedState, Sharing,
};
pub use crate::engine::news::News;
pub use crate::engine::routing::UnknownReference;
pub use crate::engine::syncing::SyncStatus;

use crate::base::ids::{DeviceId, FactId};
use crate::base::time::Now;
use crate::coach::history::History;
use crate::engine::account::LinkAccount;
use crate::engine::fact_index::FactIndex;
use crate::engine::library::Library;
use crate::engine::news::KnownFeed;
use crate::engine::notices::Setbacks;
use crate::engine::syncing::Equality;
use crate::exam::catalogue::Catalogue;
use crate::facts::{Fact, FactBody};
use crate::formats::json;
use crate::replica::document::item::Item;
use crate::replica::document::name::DocumentName;
use crate::replica::document_id::DocumentId;
use crate::replica::key::AccountKey;
use crate::replica::link::{Link, Output};
use crate::store::Store;
use crate::store::batch::{Batch, ChunkUpdate, Stored};
use crate::wording::not_allowed::NotAllowed;

/// Who this device is.
#[derive(Clone, Debug)]
pub struct Identity {
    /// This installation.
    pub device: DeviceId,
    /// The secret that all devices of the candidate share.
    pub key: AccountKey,
}

/// What the shell has to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Store this in one transaction, and only then go on.
    Persist(Batch),
    /// Do what the link says.
    Link(Output),
}

/// A fact was not recorded. Nothing changed.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// One of its values may not be entered.
    #[error(transparent)]
    Invalid(#[from] NotAllowed),
    /// It is about a fact that is not here.
    #[error(transparent)]
    UnknownReference(#[from] UnknownReference),
    /// The document does not take it.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// The candidate's device.
#[derive(Debug)]
pub struct Engine {
    identity: Identity,
    rng: ChaCha8Rng,
    library: Library,
    index: FactIndex,
    setbacks: Setbacks,
    /// What the wall clock showed when it was last read; `None` before it was.
    seen: Option<Now>,
    link: Option<Link>,
    /// The account of the link, if it was told.
    account: Option<LinkAccount>,
    /// When both sides were last equal.
    equality: Equality,
    /// How far the server's feed is known.
    feed: KnownFeed,
    /// How often the facts have changed since the engine was opened.
    facts_revision: u64,
    effects: VecDeque<Effect>,
}

impl Engine {
    /// Opens the engine on what the disk holds. Writes nothing. `seed` is drawn at random by the host
    /// for each process: it makes fact ids and the process' actor.
    pub fn open(identity: Identity, stored: Stored, seed: [u8; 32]) -> Self {
        let mut rng = ChaCha8Rng::from_seed(seed);
        let suffix = rng.next_u64().to_be_bytes();
        let Stored { documents, facts, suspects, synced_at, feed } = stored;
        let key = identity.key.clone();
        let library = Library::new(identity.device, key, suffix, documents, suspects);
        let index = FactIndex::of(facts, &library);
        let (setbacks, effects) = (Setbacks::default(), VecDeque::new());
        let (equality, feed) = (Equality::since(synced_at), KnownFeed::since(feed));
        let facts_revision = 0;
        let (seen, link, account) = (None, None, None);
        Self {
            identity,
            rng,
            library,
            index,
            setbacks,
            seen,
            link,
            account,
            equality,
            feed,
            facts_revision,
            effects,
        }
    }

    /// Records a fact that happens now, as a correction of `supersedes` if given.
    ///
    /// # Errors
    ///
    /// [`RecordError`]: nothing was recorded.
    pub fn record(
        &mut self,
        body: FactBody,
        supersedes: Option<FactId>,
        now: Now,
        store: &mut dyn Store,
    ) -> Result<FactId, RecordError> {
        if let Some(id) = supersedes.clone().filter(|id| !self.index.holds(id)) {
            return Err(UnknownReference { field: "supersedes", id }.into());
        }
        let id = self.new_id(now);
        let device = Some(self.identity.device);
        let fact = Fact { id: id.clone(), at: now.stamp(), device, supersedes, body };
        fact.check()?;
        self.seen = Some(now);
        let name = self.route(&fact)?;
        self.file(&name, &fact, store)?;
        self.flush(store);
        Ok(id)
    }

    /// An id that nothing here has. With fresh chance the first one is.
    fn new_id(&mut self, now: Now) -> FactId {
        loop {
            let id = FactId::generate(now.utc_ms.0, self.rng.next_u64());
            if !self.index.holds(&id) {
                return id;
            }
        }
    }

    /// Takes over facts as they are, with their ids and times, in any order. A fact that is already
    /// here with the same content is passed over.
    ///
    /// # Errors
    ///
    /// [`RecordError`]: nothing was taken over. Unless a value was refused, the engine must be opened
    /// again.
    pub fn import(
        &mut self,
        facts: impl IntoIterator<Item = Fact>,
        store: &mut dyn Store,
    ) -> Result<Imported, RecordError> {
        let facts = arrivals::in_order(facts);
        facts.iter().try_for_each(Fact::check)?;
        let imported = arrivals::foresee(&facts, &self.index);
        for fact in facts {
            // What it is about may yet come from another device. The profile keeps it until then, and
            // a history says what is missing.
            let name = self.route(&fact).unwrap_or(DocumentName::Profile);
            self.file(&name, &fact, store)?;
        }
        self.flush(store);
        Ok(imported)
    }

    /// Takes what older apps left in plain in the documents that are here for the candidate's, and seals it;
    /// tells how many entries that made. For whoever has no device any more that recorded it and could be
    /// brought up to this version: a server could have put it there as well, so a person decides. Documents
    /// that become known by it are fetched next; what they hold in plain is taken over by another call.
    ///
    /// # Errors
    ///
    /// [`LibraryError`]: nothing was taken over; the engine must be opened again.
    pub fn adopt_plain(&mut self, store: &mut dyn Store) -> Result<usize, LibraryError> {
        let count = self.library.seal_former(store)?;
        self.flush(store);
        Ok(count)
    }

    fn route(&self, fact: &Fact) -> Result<DocumentName, UnknownReference> {
        let place = |id: &FactId| self.library.name(self.index.document_of(id)?).cloned();
        routing::route(&fact.body, fact.at, place)
    }

    fn file(
        &mut self,
        name: &DocumentName,
        fact: &Fact,
        store: &mut dyn Store,
    ) -> Result<(), LibraryError> {
        let id = name.id(&self.identity.key);
        let bytes = fact.to_bytes();
        if self.index.keeps(&id, &fact.id, &bytes) {
            return Ok(());
        }
        self.list(name, store)?;
        self.library.put(name, &Item::Fact(fact.id.clone(), bytes), store)?;
        // Later facts of the same import may refer to this one.
        self.index.place(id, fact.clone());
        Ok(())
    }

    /// Enters a document into the profile's index, so that the other devices learn of it.
    fn list(&mut self, name: &DocumentName, store: &mut dyn Store) -> Result<(), LibraryError> {
        if *name != DocumentName::Profile && self.library.add_own(name).is_some() {
            let item = Item::Document(name.clone());
            self.library.put(&DocumentName::Profile, &item, store)?;
        }
        Ok(())
    }

    /// Everything that was recorded, as far as it can be read, and what is odd about the rest.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.index.facts()
    }

    /// The fact with this id, if it is here.
    pub fn fact(&self, id: &FactId) -> Option<&Fact> {
        self.index.get(id)
    }

    /// How often the facts have changed since the engine was opened: by what was recorded here, and by
    /// what came from other devices.
    pub const fn facts_revision(&self) -> u64 {
        self.facts_revision
    }

    /// Everything that was recorded, in the open form.
    pub fn export(&self) -> String {
        json::write(self.index.facts())
    }

    /// The facts that count now; what does not count, and entries that cannot be read, are among its
    /// anomalies.
    pub fn history(&self, now: Now) -> History<'_> {
        let mut history = History::of(self.index.facts(), now);
        history.anomalies.extend(self.index.anomalies());
        history.anomalies.extend(notices::all(&self.library, &self.setbacks));
        history.anomalies.sort();
        history
    }

    /// The coach at a moment: reads the facts once, and answers from them.
    pub fn coach<'a>(&'a self, catalogue: &'a Catalogue, now: Now) -> Coach<'a> {
        Coach::new(self.history(now), catalogue, now)
    }

    /// Replaces the chunks of every document by one verified snapshot each.
    ///
    /// # Errors
    ///
    /// [`LibraryError`] if a document cannot be read; the others are compacted all the same.
    pub fn compact(&mut self, store: &mut dyn Store) -> Result<(), LibraryError> {
        let ids: Vec<DocumentId> = self.library.ids().collect();
        let mut outcome = Ok(());
        for id in ids {
            match self.library.compact(&id, store) {
                Ok(batch) => self.effects.push_back(Effect::Persist(batch)),
                Err(error) => outcome = Err(error),
            }
        }
        outcome
    }

    /// What to do next, until `None`.
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// The newest changes of every document: two devices with the same heads hold the same.
    pub fn heads(&self) -> BTreeMap<DocumentId, Vec<ChangeHash>> {
        self.library.heads()
    }

    /// Files what changed, brings projections up to it, and leaves it all to be stored at once and then
    /// sent. What was recorded is stored whether or not what follows from it can be brought up to it.
    fn flush(&mut self, store: &mut dyn Store) {
        let mut batch = self.library.take_batch();
        let mut changed = told(&batch);
        if self.index.absorb(&batch, &self.library) {
            self.facts_revision += 1;
            self.project(store);
        }
        changed.extend(self.discover(&changed));
        let followed = self.library.take_batch();
        changed.extend(told(&followed));
        batch.documents.extend(followed.documents);
        if batch != Batch::default() {
            self.effects.push_back(Effect::Persist(batch));
        }
        self.touch_link(changed, store);
    }

    /// Makes room for documents that another device entered into the profile.
    fn discover(&mut self, changed: &[DocumentId]) -> Vec<DocumentId> {
        let profile = DocumentName::Profile.id(&self.identity.key);
        if !changed.contains(&profile) {
            return Vec::new();
        }
        // Only what is new: a profile may hold any number of entries.
        let mut found = Vec::new();
        for item in self.library.news() {
            match item {
                Item::Document(name) => found.extend(self.library.add_listed(&name)),
                Item::Ended(relation) => self.library.end(relation),
                Item::Fact(..) | Item::Week(..) | Item::Writer(_) => {}
            }
        }
        found
    }

    /// Writes what partners see as of the moment that was last seen. Before that nothing is known to
    /// count; the device that recorded a fact shows it.
    fn project(&mut self, store: &mut dyn Store) {
        let Some(now) = self.seen else { return };
        let shared = self.library.own().map(|(id, name)| (*id, name.clone()));
        let shared: Vec<(DocumentId, DocumentName)> =
            shared.filter(|(_, name)| matches!(name, DocumentName::Progress(_))).collect();
        if shared.is_empty() {
            return;
        }
        let weeks = self.shown_weeks(now);
        for (id, name) in shared {
            let put = self.library.put_progress(&name, &weeks, store);
            self.setbacks.note(id, put);
        }
    }
}

/// The documents of a batch that the server has to hear of. What was only noted about a document is
/// nothing to tell.
fn told(batch: &Batch) -> Vec<DocumentId> {
    let changed = batch.documents.iter().filter(|update| update.chunks != ChunkUpdate::Keep);
    changed.map(|update| update.document.id).collect()
}
