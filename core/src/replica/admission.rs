//! What may enter: a peer's bytes are measured here before any parser that they could blow up.
//!
//! Automerge 0.12 trusts its input. Messages of 45 to 90 bytes make it panic, run for hours or ask for
//! gigabytes, because a few bytes can stand for a million operations. So everything that decides how
//! much work a message is gets counted first, without allocating and in time proportional to its
//! bytes: 0.6 µs for an honest change, a sixth of what reading it takes. Server and phone run the same
//! code; the server, which hears strangers, also writes each new change anew and compares.
//!
//! Invariant: nothing here builds a document, and no limit depends on what a peer claims.

pub mod allowance;
pub mod arrival;
pub mod chunk;
mod columns;
pub mod lineage;
pub mod message;
mod reader;
pub mod references;
pub mod shape;
pub mod snapshot;

use automerge::ChangeHash;

/// A peer's bytes that may not enter. Each variant has a stable code for logs, metrics and the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, thiserror::Error)]
pub enum Refusal {
    /// Not a sync message or not a chunk at all, or cut short.
    #[error("malformed bytes")]
    Malformed,
    /// A list is longer than any honest one.
    #[error("a list is too long")]
    TooMany,
    /// The bloom filter's parameters do not fit its bytes.
    #[error("a bloom filter that fits no set")]
    Bloom,
    /// A chunk of a kind that is not taken from a peer: documents and bundles.
    #[error("a chunk of a kind that is not accepted")]
    ChunkKind,
    /// The chunk's checksum does not fit its content.
    #[error("a checksum that does not fit")]
    Checksum,
    /// Longer than allowed, as it is or once inflated.
    #[error("too many bytes")]
    TooLong,
    /// More operations than one change may hold.
    #[error("too many operations")]
    TooManyOps,
    /// A single value is larger than allowed.
    #[error("a value that is too large")]
    ValueTooLarge,
    /// A message has brought as many operations as it may; the rest may come in another.
    #[error("more operations than one message may bring")]
    TooMuchAtOnce,
    /// The change means something, but is not written as Automerge writes it.
    #[error("a change that is not written as Automerge writes it")]
    Encoding,
    /// Automerge does not read the change.
    #[error("a change that cannot be read")]
    Unreadable,
    /// The operation numbers do not follow from what the change depends on.
    #[error("operation numbers that do not follow")]
    StartOp,
    /// The change is not the next of its actor.
    #[error("not the next change of its actor")]
    Sequence,
    /// The change names an actor that has written nothing yet: what it is about is not there.
    #[error("an actor that has written nothing")]
    UnknownActor,
    /// An operation is about one that is not there, or is of another kind: it writes into, after or over
    /// nothing, deletes nothing, or puts a key into a list.
    #[error("an operation about one that does not exist")]
    Reference,
    /// Tried in a process of its own, the change did harm or came out different.
    #[error("a change that did not stand a trial")]
    Trial,
    /// The actor belongs to somebody else.
    #[error("an actor that belongs to somebody else")]
    Actor,
    /// The account may only read the document.
    #[error("a change of somebody who may only read")]
    ReadOnly,
    /// The change depends on more changes than a document has heads.
    #[error("a change that depends on too many others")]
    TooManyDeps,
    /// With the change the document would have more heads than a next change may depend on. It may come
    /// again when somebody has merged: any change of whoever has them all does.
    #[error("the document has as many heads as it may: it waits for a merge")]
    TooManyHeads,
    /// Too many changes wait for others that they depend on.
    #[error("too many changes wait for missing ones")]
    TooManyOrphans,
    /// The document or the account has no room left.
    #[error("a quota is used up")]
    Quota,
}

impl Refusal {
    /// All of them, in the order in which they are looked for.
    pub const ALL: [Self; 22] = [
        Self::Malformed,
        Self::TooMany,
        Self::Bloom,
        Self::ChunkKind,
        Self::Checksum,
        Self::TooLong,
        Self::TooManyOps,
        Self::ValueTooLarge,
        Self::TooMuchAtOnce,
        Self::Encoding,
        Self::Unreadable,
        Self::StartOp,
        Self::Sequence,
        Self::UnknownActor,
        Self::Reference,
        Self::Trial,
        Self::Actor,
        Self::ReadOnly,
        Self::TooManyDeps,
        Self::TooManyHeads,
        Self::TooManyOrphans,
        Self::Quota,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooMany => "too_many",
            Self::Bloom => "bloom",
            Self::ChunkKind => "chunk_kind",
            Self::Checksum => "checksum",
            Self::TooLong => "too_long",
            Self::TooManyOps => "too_many_ops",
            Self::ValueTooLarge => "value_too_large",
            Self::TooMuchAtOnce => "too_much_at_once",
            Self::Encoding => "encoding",
            Self::Unreadable => "unreadable",
            Self::StartOp => "start_op",
            Self::Sequence => "sequence",
            Self::UnknownActor => "unknown_actor",
            Self::Reference => "reference",
            Self::Trial => "trial",
            Self::Actor => "actor",
            Self::ReadOnly => "read_only",
            Self::TooManyDeps => "too_many_deps",
            Self::TooManyHeads => "too_many_heads",
            Self::TooManyOrphans => "too_many_orphans",
            Self::Quota => "quota",
        }
    }
}

/// A change that was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{refusal}")]
pub struct Refused {
    /// Its hash; `None` if it could not even be read.
    pub hash: Option<ChangeHash>,
    /// Why.
    pub refusal: Refusal,
}

impl From<Refusal> for Refused {
    /// Of a change that could not be read.
    fn from(refusal: Refusal) -> Self {
        Self { hash: None, refusal }
    }
}
