//! One change as it is stored: its bytes, and what the graph has to know of them without reading them
//! again.

use std::sync::Arc;

use automerge::{ActorId, ChangeHash};
use rebound_core::base::ids::AccountId;

/// One change as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredChange {
    /// The account that sent it first.
    pub account: AccountId,
    /// Its hash.
    pub hash: ChangeHash,
    /// The positions of the changes it depends on.
    pub deps: Box<[u32]>,
    /// Who wrote it.
    pub actor: ActorId,
    /// Its number among its actor's changes, from 1.
    pub seq: u64,
    /// The highest number of its operations; of a change without any, the one before its start.
    pub max_op: u64,
    /// Its bytes once inflated.
    pub plain_len: usize,
    /// The change, as a chunk: plain or deflated, as it came.
    pub bytes: Arc<[u8]>,
}

/// An actor of a document: whose it is, and how far it has written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Author {
    /// The account.
    pub account: AccountId,
    /// The number of its last change.
    pub seq: u64,
}
