//! The changes of one document and which follows which. Nothing is ever applied.
//!
//! ```text
//! position  0 ........ covered ............ in memory ....... durable ... len
//!           snapshot   raw, on the disk     raw, here too     staged
//! ```

use std::collections::HashMap;
use std::sync::Arc;

use automerge::{ActorId, ChangeHash};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::arrival::{Arrival, Insight};
use rebound_core::replica::admission::lineage::Lineage;
use rebound_core::replica::admission::{Refusal, lineage};

use crate::ledger::change::{Author, StoredChange};
use crate::ledger::covered::Covered;
use crate::ledger::heads::Heads;
use crate::ledger::op_ranges::{OpRanges, hold_all};

/// The most heads of a document. A client's next change depends on all of them, and each of the other
/// clients may have a change of its own on the way: a change may have `DEPS_SPARE` more dependencies.
pub const HEADS_MAX: usize = 48;

/// So many heads more may come while what merges them waits for them: a device that has merged what it was
/// refused gets it in like this.
const HEADS_BEFORE_MERGE: usize = 8;

/// How many more dependencies than a document has had heads a change may have.
const DEPS_SPARE: usize = 16;

/// Bytes of committed changes that a document keeps in memory: what a burst sends on to others at
/// once. Older ones are read from the disk when somebody lacks them.
const RAW_BYTES_IN_MEMORY_MAX: usize = 32 * 1024;

/// What a change takes in memory besides its bytes: itself, its dependencies, its place in the index.
const NODE_BYTES: usize = 184;

#[derive(Debug)]
struct Node {
    hash: ChangeHash,
    deps: Box<[u32]>,
    max_op: u64,
    len: usize,
    /// Its bytes once inflated.
    plain_len: usize,
    /// Here while staged, and for a while after.
    bytes: Option<Arc<[u8]>>,
}

/// The changes of one document, in the order in which they came. The first `durable` are committed;
/// the others wait for their commit.
#[derive(Debug, Default)]
pub struct Graph {
    covered: Arc<Covered>,
    /// The changes after the covered ones.
    tail: Vec<Node>,
    /// Where the changes of the tail stand.
    index: HashMap<ChangeHash, usize>,
    /// Actors that have written in the tail; the others stand in the covered part.
    authors: HashMap<ActorId, Author>,
    /// Which operations the tail brings.
    ops: OpRanges,
    max_op: u64,
    bytes: usize,
    durable: usize,
    durable_bytes: usize,
    /// From here on the bytes of changes are in memory.
    in_memory_from: usize,
    in_memory_bytes: usize,
    /// The heads of the committed part.
    heads: Heads,
    /// The heads of all of it.
    tips: Heads,
}

/// What of a message, or of what waits, there is to a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sequel {
    /// Nothing that is here depends on it.
    None,
    /// A change that waits depends on it.
    Waiting,
}

impl Graph {
    /// The graph of a document whose first changes are covered by a snapshot.
    pub fn new(covered: Covered) -> Self {
        Self {
            max_op: covered.max_op(),
            bytes: covered.raw_bytes(),
            durable: covered.len(),
            durable_bytes: covered.raw_bytes(),
            in_memory_from: covered.len(),
            heads: covered.heads().clone(),
            tips: covered.heads().clone(),
            covered: Arc::new(covered),
            ..Self::default()
        }
    }

    /// All changes, staged ones included.
    pub fn len(&self) -> usize {
        self.covered.len() + self.tail.len()
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of all changes, inflated.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The bytes of the committed changes that no snapshot covers.
    pub fn uncovered_bytes(&self) -> usize {
        self.durable_bytes.saturating_sub(self.covered.raw_bytes())
    }

    /// The bytes that the graph takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let tail = self.tail.len() * NODE_BYTES + self.ops.weight() + self.in_memory_bytes;
        self.covered.weight() + tail
    }

    /// The number of committed changes.
    pub fn durable(&self) -> usize {
        self.durable
    }

    /// The part that a snapshot covers: the first changes.
    pub fn covered(&self) -> &Arc<Covered> {
        &self.covered
    }

    /// The heads of the committed part, sorted.
    pub fn heads(&self) -> &Arc<[ChangeHash]> {
        self.heads.sorted()
    }

    /// Whether there is room for another head.
    pub fn has_room(&self) -> bool {
        self.tips.len() < HEADS_MAX
    }

    /// Where a change stands, committed or not.
    pub fn position(&self, hash: &ChangeHash) -> Option<usize> {
        self.index.get(hash).copied().or_else(|| self.covered.position(hash))
    }

    /// The hash of the change at a position, as far as a Bloom filter looks at it.
    pub fn bloom_hash(&self, position: usize) -> Option<ChangeHash> {
        let node = self.node(position).map(|node| node.hash);
        node.or_else(|| self.covered.cut_hash(position))
    }

    /// The bytes of the change at a position, if they are in memory.
    pub fn chunk(&self, position: usize) -> Option<&[u8]> {
        self.node(position)?.bytes.as_deref()
    }

    /// The same, to be kept.
    pub fn shared_chunk(&self, position: usize) -> Option<Arc<[u8]>> {
        self.node(position)?.bytes.clone()
    }

    /// The length of the change at a position; 0 for a covered one.
    pub fn chunk_len(&self, position: usize) -> usize {
        self.node(position).map_or(0, |node| node.len)
    }

    /// Those of the dependencies that are not here.
    pub fn missing_of(&self, deps: &[ChangeHash]) -> Vec<ChangeHash> {
        deps.iter().filter(|dep| self.position(dep).is_none()).copied().collect()
    }

    /// Whether a change follows from what is here.
    ///
    /// # Errors
    ///
    /// [`Refusal::Actor`] if another account has written under the actor before,
    /// [`Refusal::UnknownActor`] if the change is about operations of one who has written nothing,
    /// [`Refusal::Reference`] if it is about an operation that is not there,
    /// [`Refusal::TooManyDeps`] and [`Refusal::TooManyHeads`] if others could not follow, and what
    /// [`lineage::check`] refuses.
    pub fn admit(
        &self,
        change: &Arrival,
        account: AccountId,
        sequel: Sequel,
    ) -> Result<(), Refusal> {
        let author = self.author(&change.actor);
        if author.is_some_and(|author| author.account != account) {
            return Err(Refusal::Actor);
        }
        if !change.others.iter().all(|actor| self.author(actor).is_some()) {
            return Err(Refusal::UnknownActor);
        }
        let deps = change.deps.iter().filter_map(|dep| self.max_op_of(self.position(dep)?));
        let lineage = Lineage {
            deps_max_op: deps.max().unwrap_or(0),
            document_max_op: self.max_op,
            actor_seq: author.map_or(0, |author| author.seq),
        };
        lineage::check(change.seq, change.start_op, lineage)?;
        // One that does not depend on its actor's last change could give its numbers once more.
        let last_of = |ops: &OpRanges| ops.last_of(&change.actor);
        if change.start_op <= last_of(&self.ops).max(self.covered.ops().map_or(0, last_of)) {
            return Err(Refusal::StartOp);
        }
        self.admit_references(&change.insight, lineage.deps_max_op)?;
        self.admit_deps(&change.deps, sequel)
    }

    /// Whether what a change is about is there. What it depends on has no operations above `deps_max_op`.
    fn admit_references(&self, insight: &Insight, deps_max_op: u64) -> Result<(), Refusal> {
        let Insight::Read(references) = insight else { return Ok(()) };
        let mut ends = references.iter().filter_map(|(_, ranges)| ranges.last());
        let is_before = ends.all(|(_, last)| *last <= deps_max_op);
        // A snapshot of an older server does not say who wrote which operations.
        let Some(covered) = self.covered.ops() else { return Ok(()) };
        if is_before && hold_all(&[covered, &self.ops], references) {
            Ok(())
        } else {
            Err(Refusal::Reference)
        }
    }

    /// Whether a change leaves every honest client able to write the next one.
    ///
    /// A document that had more heads before there was this rule keeps them: what it takes only does not
    /// add to them.
    fn admit_deps(&self, deps: &[ChangeHash], sequel: Sequel) -> Result<(), Refusal> {
        if deps.len() > self.tips.width().max(HEADS_MAX) + DEPS_SPARE {
            return Err(Refusal::TooManyDeps);
        }
        let positions = deps.iter().filter_map(|dep| u32::try_from(self.position(dep)?).ok());
        let after = self.tips.len_after(positions);
        let most = match sequel {
            Sequel::None => HEADS_MAX,
            Sequel::Waiting => {
                let before = self.tips.len().min(self.covered.heads().len());
                HEADS_MAX.max(before) + HEADS_BEFORE_MERGE
            }
        };
        if after <= self.tips.len().max(most) { Ok(()) } else { Err(Refusal::TooManyHeads) }
    }

    /// Takes a change whose dependencies are here, and returns what to store at the end.
    pub fn stage(&mut self, change: &Arrival, account: AccountId) -> StoredChange {
        let deps = change.deps.iter().filter_map(|dep| self.position(dep));
        let stored = StoredChange {
            account,
            hash: change.hash,
            deps: deps.filter_map(|dep| u32::try_from(dep).ok()).collect(),
            actor: change.actor.clone(),
            seq: change.seq,
            max_op: change.max_op(),
            plain_len: change.plain_len,
            bytes: Arc::clone(&change.bytes),
        };
        self.push(&stored);
        stored
    }

    /// Takes a change at the end, as it was staged once.
    pub fn push(&mut self, stored: &StoredChange) {
        let (len, plain_len) = (stored.bytes.len(), stored.plain_len);
        self.bytes += plain_len;
        self.in_memory_bytes += len;
        self.max_op = self.max_op.max(stored.max_op);
        // Where it begins is not stored: just above what it depends on, except for one that was written on
        // an older state.
        let below = stored.deps.iter().filter_map(|dep| self.max_op_of(*dep as usize)).max();
        self.ops.add(&stored.actor, below.unwrap_or(0) + 1, stored.max_op);
        let position = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.tips.advance(position, stored.hash, &stored.deps);
        self.index.insert(stored.hash, self.len());
        self.authors
            .insert(stored.actor.clone(), Author { account: stored.account, seq: stored.seq });
        let (hash, deps, bytes) =
            (stored.hash, stored.deps.clone(), Some(Arc::clone(&stored.bytes)));
        self.tail.push(Node { hash, deps, max_op: stored.max_op, len, plain_len, bytes });
    }

    /// Notes that everything before `end` is committed.
    pub fn commit(&mut self, end: usize) {
        let end = end.min(self.len());
        for position in self.durable..end {
            // Not by `node`: the heads are changed while it is looked at.
            let index = position.checked_sub(self.covered.len());
            let Some(node) = index.and_then(|index| self.tail.get(index)) else { continue };
            let number = u32::try_from(position).unwrap_or(u32::MAX);
            self.heads.advance(number, node.hash, &node.deps);
            self.durable_bytes += node.plain_len;
        }
        self.durable = self.durable.max(end);
        self.drop_old_bytes();
    }

    /// Notes that a snapshot covers more than before. Its bytes have to be on the disk.
    pub fn cover(&mut self, covered: Arc<Covered>) {
        let count = covered.len().saturating_sub(self.covered.len()).min(self.tail.len());
        for node in self.tail.drain(..count) {
            self.index.remove(&node.hash);
            self.in_memory_bytes -= node.bytes.map_or(0, |bytes| bytes.len());
        }
        self.tail.shrink_to_fit();
        self.index.shrink_to_fit();
        self.in_memory_from = self.in_memory_from.max(covered.len());
        self.covered = covered;
    }

    /// The position up to which a snapshot should cover next: all committed changes but the last
    /// `kept_bytes`, and about `run_bytes_max` more than now. A change that is only partly to be covered
    /// is covered, so that there is always progress.
    pub fn next_cover(&self, kept_bytes: usize, run_bytes_max: usize) -> usize {
        let mut left = self.uncovered_bytes().saturating_sub(kept_bytes).min(run_bytes_max);
        let taken = self.tail.iter().take_while(|node| {
            let wanted = left > 0;
            left = left.saturating_sub(node.plain_len);
            wanted
        });
        (self.covered.len() + taken.count()).min(self.durable)
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
            match self.node(position) {
                Some(node) => stack.extend(node.deps.iter().map(|dep| *dep as usize)),
                None => stack.extend(self.covered.deps(position).map(|dep| dep as usize)),
            }
        }
    }

    fn node(&self, position: usize) -> Option<&Node> {
        self.tail.get(position.checked_sub(self.covered.len())?)
    }

    fn author(&self, actor: &ActorId) -> Option<Author> {
        self.authors.get(actor).copied().or_else(|| self.covered.author(actor))
    }

    fn max_op_of(&self, position: usize) -> Option<u64> {
        let node = self.node(position).map(|node| node.max_op);
        node.or_else(|| self.covered.max_op_of(position))
    }

    fn drop_old_bytes(&mut self) {
        while self.in_memory_bytes > RAW_BYTES_IN_MEMORY_MAX && self.in_memory_from < self.durable {
            let index = self.in_memory_from.saturating_sub(self.covered.len());
            let bytes = self.tail.get_mut(index).and_then(|node| node.bytes.take());
            self.in_memory_bytes -= bytes.map_or(0, |bytes| bytes.len());
            self.in_memory_from += 1;
        }
    }
}
