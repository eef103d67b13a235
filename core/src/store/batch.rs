//! What passes between an engine and its store: documents, and what of them is to be stored.

use std::collections::BTreeMap;

use automerge::ChangeHash;

use crate::base::ids::{AccountId, FactId, RelationId};
use crate::base::time::UtcMillis;
use crate::replica::document::name::DocumentName;
use crate::replica::document::read::EntryPlace;
use crate::replica::document_id::DocumentId;
use crate::replica::key::RelationKey;

/// What a store holds, read when the engine opens.
#[derive(Clone, Debug, Default)]
pub struct Stored {
    /// The documents.
    pub documents: Vec<StoredDocument>,
    /// What was read of them, with the document it lies in, in the order in which it was stored: of two
    /// at one place the later one counts.
    pub facts: Vec<(DocumentId, Cached)>,
    /// How often the process ended while a message about a document was being applied; without those
    /// of which it never did.
    pub suspects: BTreeMap<DocumentId, u32>,
    /// When the device and its server were last known to hold the same; `None` if never.
    pub synced_at: Option<UtcMillis>,
    /// Up to where this device has what the server tells of; `None` if it never had all of it.
    pub feed: Option<FeedMark>,
}

/// Up to where a device has what its account's server tells of in its feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedMark {
    /// The account.
    pub account: AccountId,
    /// Which documents that was compared for: a sum over their ids. With others it is worth nothing.
    pub documents: [u8; 8],
    /// The moment, as the server said it.
    pub moment: String,
}

/// What a document is to this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// One of the candidate's own.
    Own(DocumentName),
    /// What a study partner saw of the candidate until the relation ended.
    Ended(RelationId),
    /// What tells the devices of an account its key's fingerprint.
    Account,
    /// The progress of somebody else, followed by invitation. One that an older app followed has no key.
    Followed(Option<RelationKey>),
}

/// What was read at one place of a document: the cache from which a device starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cached {
    /// Where it lies.
    pub place: EntryPlace,
    /// What was read there.
    pub content: CachedValue,
}

/// What was read at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CachedValue {
    /// A fact, in its compact form.
    Fact(FactId, Vec<u8>),
    /// What does not open, as it lies there: a newer build may read it.
    Closed(Vec<u8>),
    /// No fact, or nothing any more.
    Gone,
}

/// A document as the disk holds it, without its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredDocument {
    /// Its id.
    pub id: DocumentId,
    /// What it is to this device.
    pub ownership: Ownership,
    /// The newest changes in the stored chunks.
    pub heads: Vec<ChangeHash>,
    /// The newest changes that the server is known to have stored.
    pub synced: Vec<ChangeHash>,
}

/// What the disk has to hold before anything else happens, in one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The changed documents, in order. One may come twice: what stands later follows.
    pub documents: Vec<DocumentUpdate>,
    /// Documents that are deleted with all that they hold, after that.
    pub removed: Vec<DocumentId>,
    /// When the device and its server were last known to hold the same, if that is news.
    pub synced_at: Option<UtcMillis>,
    /// Up to where this device has what the server tells of, if that is news.
    pub feed: Option<FeedMark>,
}

/// One document of a [`Batch`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentUpdate {
    /// The document as it stands after the update.
    pub document: StoredDocument,
    /// What its chunks become.
    pub chunks: ChunkUpdate,
    /// What was read where it changed. It is a cache: the chunks hold it too.
    pub facts: Vec<Cached>,
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
