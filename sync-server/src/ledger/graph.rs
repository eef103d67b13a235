//! The changes of one document and which follows which. Nothing is ever applied.

use std::collections::HashMap;
use std::sync::Arc;

use automerge::{ActorId, Change, ChangeHash};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::Refusal;
use rebound_core::replica::admission::lineage::{self, Lineage};

/// Changes of one connection and document that may wait for others they depend on.
pub const PARKED_MAX: usize = 256;

/// One change to be stored.
#[derive(Clone, Debug)]
pub struct Row {
    /// Whose it is.
    pub account: AccountId,
    /// The change, as a chunk.
    pub bytes: Arc<[u8]>,
}

#[derive(Debug)]
struct Node {
    hash: ChangeHash,
    deps: Vec<usize>,
    max_op: u64,
    row: Row,
}

#[derive(Debug)]
struct Writer {
    account: AccountId,
    seq: u64,
}

/// The changes of one document, in the order in which they came. The first `durable` are committed;
/// the others wait for their commit.
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    index: HashMap<ChangeHash, usize>,
    writers: HashMap<ActorId, Writer>,
    max_op: u64,
    bytes: usize,
    durable: usize,
    /// The heads of the committed part, sorted.
    heads: Vec<ChangeHash>,
    failed: bool,
}

impl Graph {
    /// All changes, staged ones included.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The bytes of all changes.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The number of committed changes.
    pub fn durable(&self) -> usize {
        self.durable
    }

    /// The heads of the committed part, sorted.
    pub fn heads(&self) -> &[ChangeHash] {
        &self.heads
    }

    /// Where a change stands, committed or not.
    pub fn position(&self, hash: &ChangeHash) -> Option<usize> {
        self.index.get(hash).copied()
    }

    /// The hash of the change at a position.
    pub fn hash(&self, position: usize) -> Option<&ChangeHash> {
        self.nodes.get(position).map(|node| &node.hash)
    }

    /// The bytes of the change at a position.
    pub fn chunk(&self, position: usize) -> Option<&[u8]> {
        self.nodes.get(position).map(|node| &*node.row.bytes)
    }

    /// Whether a change depends on one that is not here.
    pub fn lacks_deps(&self, change: &Change) -> bool {
        change.deps().iter().any(|dep| !self.index.contains_key(dep))
    }

    /// What is missing before `waiting` can be taken, sorted.
    pub fn missing(&self, waiting: &[Change]) -> Vec<ChangeHash> {
        let here = |hash: &ChangeHash| waiting.iter().any(|change| change.hash() == *hash);
        let deps = waiting.iter().flat_map(|change| change.deps().iter().copied());
        let mut missing: Vec<_> =
            deps.filter(|dep| !self.index.contains_key(dep) && !here(dep)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Whether a change follows from what is here.
    ///
    /// # Errors
    ///
    /// [`Refusal::Actor`] if another account has written under the actor before, and what
    /// [`lineage::check`] refuses.
    pub fn admit(&self, change: &Change, account: AccountId) -> Result<(), Refusal> {
        let writer = self.writers.get(change.actor_id());
        if writer.is_some_and(|writer| writer.account != account) {
            return Err(Refusal::Actor);
        }
        let deps = change.deps().iter().filter_map(|dep| self.nodes.get(self.position(dep)?));
        let lineage = Lineage {
            deps_max_op: deps.map(|node| node.max_op).max().unwrap_or(0),
            document_max_op: self.max_op,
            actor_seq: writer.map_or(0, |writer| writer.seq),
        };
        lineage::check(change.seq(), change.start_op().get(), lineage)
    }

    /// Takes a change whose dependencies are here, and returns its position.
    pub fn stage(&mut self, change: &Change, account: AccountId) -> usize {
        let position = self.nodes.len();
        let deps = change.deps().iter().filter_map(|dep| self.position(dep)).collect();
        let row = Row { account, bytes: Arc::from(change.raw_bytes()) };
        // A change without operations numbers none: its highest is the one before its start.
        let max_op = change.max_op();
        self.bytes += row.bytes.len();
        self.max_op = self.max_op.max(max_op);
        self.index.insert(change.hash(), position);
        self.writers.insert(change.actor_id().clone(), Writer { account, seq: change.seq() });
        self.nodes.push(Node { hash: change.hash(), deps, max_op, row });
        position
    }

    /// The rows from a position on.
    pub fn rows(&self, first: usize) -> Vec<Row> {
        self.nodes.iter().skip(first).map(|node| node.row.clone()).collect()
    }

    /// Notes that everything before `end` is committed.
    pub fn commit(&mut self, end: usize) {
        for node in self.nodes.iter().take(end).skip(self.durable) {
            let deps: Vec<ChangeHash> = node
                .deps
                .iter()
                .filter_map(|dep| self.nodes.get(*dep))
                .map(|dep| dep.hash)
                .collect();
            self.heads.retain(|head| !deps.contains(head));
            self.heads.push(node.hash);
        }
        self.heads.sort_unstable();
        self.durable = self.durable.max(end.min(self.nodes.len()));
    }

    /// Notes that a commit failed: what is staged will never be durable.
    pub fn fail(&mut self) {
        self.failed = true;
    }

    /// Whether a commit failed.
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// Marks `hashes` and everything they depend on in `known`, which has one entry for each
    /// position.
    pub fn mark_ancestors<'a>(
        &self,
        hashes: impl IntoIterator<Item = &'a ChangeHash>,
        known: &mut [bool],
    ) {
        let mut stack: Vec<usize> =
            hashes.into_iter().filter_map(|hash| self.position(hash)).collect();
        while let Some(position) = stack.pop() {
            let Some(mark) = known.get_mut(position).filter(|mark| !**mark) else { continue };
            *mark = true;
            stack.extend(self.nodes.get(position).into_iter().flat_map(|node| &node.deps));
        }
    }
}
