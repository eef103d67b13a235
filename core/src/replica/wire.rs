//! The frames of the automerge-repo WebSocket protocol, version "1".
//!
//! Each binary WebSocket message is one CBOR map. What the reference clients emit is accepted with
//! all its quirks; what we emit is the plainest form that they accept. Nothing a peer sends makes the
//! decoder allocate more than the frame's own length.

mod decode;
mod encode;
mod left_out;

use std::fmt;

pub use crate::replica::wire::decode::WireError;
pub use crate::replica::wire::encode::encode_sync;
pub use crate::replica::wire::left_out::LeftOut;

use crate::base::ids::DeviceId;
use crate::replica::document_id::DocumentId;

/// The code of the last word of a server that starts anew. After every other one somebody has to do something.
pub const SHUTDOWN: &str = "shutdown";

/// The name that a peer gives itself. It is a claim, never a credential.
///
/// Invariant: 1 to 256 bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeerId(String);

/// The text cannot be a peer id: it is empty or longer than 256 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a peer id has 1 to 256 bytes")]
pub struct InvalidPeerId;

impl PeerId {
    /// The longest peer id, in bytes.
    pub const LEN_MAX: usize = 256;

    /// Takes a name.
    ///
    /// # Errors
    ///
    /// [`InvalidPeerId`].
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidPeerId> {
        let name = name.into();
        if name.is_empty() || name.len() > Self::LEN_MAX {
            Err(InvalidPeerId)
        } else {
            Ok(Self(name))
        }
    }

    /// The name of one connection of a device.
    pub fn of_device(device: DeviceId, connection: u64) -> Self {
        Self(format!("{device}-{connection:016x}"))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PeerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PeerId({:?})", self.0)
    }
}

/// What a peer says about itself. We send nothing and use nothing of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeerMetadata {
    /// The id of the peer's storage, if it has one.
    pub storage_id: Option<String>,
    /// Whether the peer forgets everything at its end.
    pub is_ephemeral: Option<bool>,
}

/// How a sync message is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SyncKind {
    /// From a peer that has nothing and wants to be told if there is nothing.
    Request,
    /// Any other.
    Sync,
}

/// One frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Frame {
    /// The first frame of a client.
    Join {
        /// The client.
        sender: PeerId,
        /// What it says about itself.
        metadata: PeerMetadata,
        /// The protocol versions it speaks.
        supported_versions: Vec<String>,
    },
    /// The server's answer to a join.
    Peer {
        /// The server.
        sender: PeerId,
        /// The client.
        target: PeerId,
        /// What the server says about itself.
        metadata: PeerMetadata,
        /// The version that both speak from here on.
        selected_version: String,
    },
    /// The sender leaves.
    Leave {
        /// Who leaves.
        sender: PeerId,
    },
    /// An Automerge sync message about one document.
    Sync {
        /// How it is meant.
        kind: SyncKind,
        /// Who sends it.
        sender: PeerId,
        /// For whom it is.
        target: PeerId,
        /// The document.
        document: DocumentId,
        /// The Automerge sync message.
        data: Vec<u8>,
    },
    /// The sender has no such document, or does not show it.
    DocUnavailable {
        /// Who has none.
        sender: PeerId,
        /// Who asked.
        target: PeerId,
        /// The document.
        document: DocumentId,
    },
    /// A message for those who have the document open now. Never stored.
    Ephemeral {
        /// Who sent it first.
        sender: PeerId,
        /// The next hop.
        target: PeerId,
        /// The document.
        document: DocumentId,
        /// One run of the sender.
        session_id: String,
        /// Its number in that run.
        count: u64,
        /// CBOR that only the applications understand.
        data: Vec<u8>,
    },
    /// The connection cannot go on.
    Error {
        /// Why, for people.
        message: String,
        /// The stable code of the reason, where the server gives one.
        code: Option<String>,
    },
    /// The server did not take a change; the connection goes on. For automerge-repo it is an error with some
    /// fields more, which a client shows in its log.
    Refused {
        /// The document.
        document: DocumentId,
        /// The hash of the change in hex; `None` if it could not even be read.
        change: Option<String>,
        /// The stable code of the reason.
        code: String,
        /// The reason as a sentence.
        message: String,
    },
    /// Gossip about other peers' storages: understood, not used.
    RemoteSubscriptionChange,
    /// Gossip about other peers' heads: understood, not used.
    RemoteHeadsChanged,
    /// A frame of a type that this version does not know; to be ignored.
    Unknown {
        /// Its type.
        kind: String,
    },
}

/// What a frame may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WireLimits {
    /// The longest frame, in bytes.
    pub frame_bytes_max: usize,
}

impl Default for WireLimits {
    /// 16 MiB: a document at its quota of 8 MiB, and room for its envelope.
    fn default() -> Self {
        Self { frame_bytes_max: 16 * 1024 * 1024 }
    }
}

/// The types of frames, as the wire names them.
mod kind {
    pub(super) const JOIN: &str = "join";
    pub(super) const PEER: &str = "peer";
    pub(super) const LEAVE: &str = "leave";
    pub(super) const REQUEST: &str = "request";
    pub(super) const SYNC: &str = "sync";
    pub(super) const DOC_UNAVAILABLE: &str = "doc-unavailable";
    pub(super) const EPHEMERAL: &str = "ephemeral";
    pub(super) const ERROR: &str = "error";
    pub(super) const REMOTE_SUBSCRIPTION_CHANGE: &str = "remote-subscription-change";
    pub(super) const REMOTE_HEADS_CHANGED: &str = "remote-heads-changed";
}

#[cfg(test)]
mod tests;
