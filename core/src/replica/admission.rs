//! What may enter: a peer's bytes are measured here before any parser that they could blow up.
//!
//! Automerge 0.12 trusts its input. Messages of 45 to 90 bytes make it panic, run for hours or ask for
//! gigabytes, because a few bytes can stand for a million operations. So everything that decides how
//! much work a message is gets counted first, without allocating and in time proportional to its
//! bytes: 0.6 µs for an honest change, a sixth of what reading it takes. Server and phone run the same
//! code; the server, which hears strangers, also writes each new change anew and compares.
//!
//! Invariant: nothing here builds a document, and no limit depends on what a peer claims.

pub mod chunk;
mod columns;
pub mod lineage;
pub mod message;
mod reader;
pub mod snapshot;

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
    /// The actor belongs to somebody else.
    #[error("an actor that belongs to somebody else")]
    Actor,
    /// The account may only read the document.
    #[error("a change of somebody who may only read")]
    ReadOnly,
    /// Too many changes wait for others that they depend on.
    #[error("too many changes wait for missing ones")]
    TooManyOrphans,
    /// The document or the account has no room left.
    #[error("a quota is used up")]
    Quota,
}

impl Refusal {
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
            Self::Actor => "actor",
            Self::ReadOnly => "read_only",
            Self::TooManyOrphans => "too_many_orphans",
            Self::Quota => "quota",
        }
    }
}
