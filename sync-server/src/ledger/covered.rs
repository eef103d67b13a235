//! What a snapshot covers of a graph, packed: about 28 bytes of memory for each change, and 16
//! on the disk.
//!
//! A hash is cut to its first 16 bytes. A Bloom filter looks at 12 of them; whoever wants two changes
//! with the same 16 has to try 2^64 hashes, and harms only a document they may write anyway. Heads
//! are kept in full. Who wrote a change and its number stand in the snapshot itself; what the next
//! change of an actor is checked against stands here once for each actor.

use std::collections::BTreeMap;

use automerge::{ActorId, ChangeHash};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;
use rebound_core::base::ids::AccountId;

use crate::ledger::change::{Author, StoredChange};
use crate::ledger::heads::Heads;
use crate::ledger::op_ranges::OpRanges;
use crate::ledger::varint;
use crate::ledger::varint::Varints;

/// The bytes of a hash that are kept.
const CUT: usize = 16;

/// The layout of the packed bytes.
const LAYOUT: u8 = 2;

/// The layout before it, which did not say who wrote which operations.
const LAYOUT_WITHOUT_OPS: u8 = 1;

/// How hard the columns are compressed: they are almost constant, and more effort gains nothing.
const EFFORT: u8 = 6;

/// What the columns may inflate to, in bytes: a document at its quota has about a million changes.
const COLUMNS_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Stands for "depends on nothing".
const NONE: u32 = u32::MAX;

/// The covered part of a graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    cuts: Vec<[u8; CUT]>,
    /// The positions in the order of their cut hashes.
    order: Vec<u32>,
    max_ops: Vec<u32>,
    /// One dependency of each change; most have no other.
    first_deps: Vec<u32>,
    more_deps: BTreeMap<u32, Box<[u32]>>,
    heads: Heads,
    authors: BTreeMap<ActorId, Author>,
    ops: Ops,
    /// The bytes of the changes, inflated.
    raw_bytes: u64,
    /// The bytes of the snapshot that covers them.
    snapshot_bytes: u64,
}

/// Which operations there are, if that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ops {
    Known(OpRanges),
    /// A part was packed by a server that did not keep them.
    Unknown,
}

impl Default for Ops {
    fn default() -> Self {
        Self::Known(OpRanges::default())
    }
}

impl Covered {
    /// The number of changes.
    pub fn len(&self) -> usize {
        self.cuts.len()
    }

    /// Whether nothing is covered.
    pub fn is_empty(&self) -> bool {
        self.cuts.is_empty()
    }

    /// The bytes of the changes, inflated.
    pub fn raw_bytes(&self) -> usize {
        usize::try_from(self.raw_bytes).unwrap_or(usize::MAX)
    }

    /// The bytes of the snapshot.
    pub fn snapshot_bytes(&self) -> usize {
        usize::try_from(self.snapshot_bytes).unwrap_or(usize::MAX)
    }

    /// The bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        let changes = self.cuts.len() * (CUT + 12) + self.more_deps.len() * 64;
        changes + self.authors.len() * 96 + self.ops().map_or(0, OpRanges::weight)
    }

    /// The heads of this part.
    pub fn heads(&self) -> &Heads {
        &self.heads
    }

    /// The highest operation number.
    pub fn max_op(&self) -> u64 {
        self.max_ops.iter().max().copied().map_or(0, u64::from)
    }

    /// Where a change stands.
    pub fn position(&self, hash: &ChangeHash) -> Option<usize> {
        let wanted = cut(hash);
        let cut_at = |position: &u32| self.cuts.get(*position as usize).copied();
        let at = self.order.partition_point(|position| cut_at(position) < Some(wanted));
        let found = self.order.get(at).filter(|position| cut_at(position) == Some(wanted))?;
        Some(*found as usize)
    }

    /// The first bytes of a hash, filled up with zeros.
    pub fn cut_hash(&self, position: usize) -> Option<ChangeHash> {
        let mut whole = [0; 32];
        whole.iter_mut().zip(self.cuts.get(position)?).for_each(|(to, from)| *to = *from);
        Some(ChangeHash(whole))
    }

    /// The highest operation number of one change.
    pub fn max_op_of(&self, position: usize) -> Option<u64> {
        self.max_ops.get(position).copied().map(u64::from)
    }

    /// The positions that a change depends on.
    pub fn deps(&self, position: usize) -> impl Iterator<Item = u32> {
        let first = self.first_deps.get(position).copied().filter(|dep| *dep != NONE);
        let more = u32::try_from(position).ok().filter(|_| !self.more_deps.is_empty());
        let more = more.and_then(|position| self.more_deps.get(&position));
        first.into_iter().chain(more.into_iter().flat_map(|more| more.iter().copied()))
    }

    /// Which operations there are; `None` if an older server has not kept that.
    pub fn ops(&self) -> Option<&OpRanges> {
        match &self.ops {
            Ops::Known(ops) => Some(ops),
            Ops::Unknown => None,
        }
    }

    /// How far an actor has written.
    pub fn author(&self, actor: &ActorId) -> Option<Author> {
        self.authors.get(actor).copied()
    }

    /// Adds the next change. [`Covered::seal`] makes it findable.
    pub fn push(&mut self, change: &StoredChange) {
        let position = u32::try_from(self.cuts.len()).unwrap_or(NONE);
        self.cuts.push(cut(&change.hash));
        self.max_ops.push(u32::try_from(change.max_op).unwrap_or(u32::MAX));
        self.push_deps(position, &change.deps);
        self.heads.advance(position, change.hash, &change.deps);
        self.authors
            .insert(change.actor.clone(), Author { account: change.account, seq: change.seq });
        let below = change.deps.iter().filter_map(|dep| self.max_op_of(*dep as usize)).max();
        if let Ops::Known(ops) = &mut self.ops {
            ops.add(&change.actor, below.unwrap_or(0) + 1, change.max_op);
        }
        self.raw_bytes += change.plain_len as u64;
    }

    /// Ends a series of additions: a snapshot of so many bytes covers them now.
    pub fn seal(&mut self, snapshot_bytes: usize) {
        self.snapshot_bytes = snapshot_bytes as u64;
        let keys =
            (0..).zip(&self.cuts).map(|(position, cut)| (u128::from_be_bytes(*cut), position));
        let mut keys: Vec<(u128, u32)> = keys.collect();
        keys.sort_unstable();
        self.order = keys.into_iter().map(|(_, position)| position).collect();
    }

    fn push_deps(&mut self, position: u32, deps: &[u32]) {
        let (first, more) = deps.split_first().map_or((NONE, deps), |(dep, more)| (*dep, more));
        self.first_deps.push(first);
        if !more.is_empty() {
            self.more_deps.insert(position, more.into());
        }
    }

    /// The most heads that there ever were at once, as the changes came.
    fn width(&self) -> usize {
        let mut is_head = vec![false; self.cuts.len()];
        let (mut heads, mut width) = (0_usize, 0);
        for position in 0..self.cuts.len() {
            for dep in self.deps(position) {
                let is_head = is_head.get_mut(dep as usize).map(std::mem::take);
                heads -= usize::from(is_head == Some(true));
            }
            heads += 1;
            width = width.max(heads);
            if let Some(is_head) = is_head.get_mut(position) {
                *is_head = true;
            }
        }
        width
    }

    /// The packed bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut columns = Vec::new();
        varint::push(&mut columns, self.raw_bytes);
        varint::push(&mut columns, self.snapshot_bytes);
        varint::push(&mut columns, self.heads.len() as u64);
        for (position, hash) in self.heads.iter() {
            varint::push(&mut columns, u64::from(position));
            columns.extend_from_slice(hash.as_ref());
        }
        varint::push(&mut columns, self.authors.len() as u64);
        for (actor, author) in &self.authors {
            varint::push(&mut columns, actor.to_bytes().len() as u64);
            columns.extend_from_slice(actor.to_bytes());
            columns.extend_from_slice(author.account.as_bytes());
            varint::push(&mut columns, author.seq);
        }
        let mut before = 0;
        for max_op in &self.max_ops {
            varint::push(&mut columns, zigzag(i64::from(*max_op) - before));
            before = i64::from(*max_op);
        }
        for position in 0..self.cuts.len() {
            let deps: Vec<u32> = self.deps(position).collect();
            varint::push(&mut columns, deps.len() as u64);
            varint::push_deps(&mut columns, u32::try_from(position).unwrap_or(NONE), &deps);
        }
        self.push_ops(&mut columns);
        let columns = compress_to_vec(&columns, EFFORT);
        let mut bytes = vec![if self.ops().is_some() { LAYOUT } else { LAYOUT_WITHOUT_OPS }];
        varint::push(&mut bytes, self.cuts.len() as u64);
        bytes.extend(self.cuts.iter().flatten());
        bytes.extend(columns);
        bytes
    }

    /// The ranges of each actor, in the order of the authors, each from where the one before has ended.
    fn push_ops(&self, columns: &mut Vec<u8>) {
        let Some(ops) = self.ops() else { return };
        varint::push(columns, ops.iter().len() as u64);
        for (actor, ranges) in ops.iter() {
            varint::push(columns, actor.to_bytes().len() as u64);
            columns.extend_from_slice(actor.to_bytes());
            varint::push(columns, ranges.len() as u64);
            let mut before = 0;
            for (first, last) in ranges {
                varint::push(columns, u64::from(first.saturating_sub(before)));
                varint::push(columns, u64::from(last - first));
                before = *last;
            }
        }
    }

    fn read_ops(columns: &mut Varints<'_>) -> Option<OpRanges> {
        let mut ops = OpRanges::default();
        for _ in 0..columns.small()? {
            let len = columns.small()? as usize;
            let actor = ActorId::from(columns.take(len)?);
            let mut before = 0_u64;
            for _ in 0..columns.small()? {
                let first = before.checked_add(columns.next()?)?;
                let last = first.checked_add(columns.next()?)?;
                ops.add(&actor, first, last);
                before = last;
            }
        }
        Some(ops)
    }

    /// Reads packed bytes; `None` if they are damaged or of a layout that is not known here.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (&layout, rest) = bytes.split_first()?;
        let mut head = Varints::new(rest);
        let is_known = matches!(layout, LAYOUT | LAYOUT_WITHOUT_OPS);
        let count = head.small().filter(|_| is_known)?;
        let cuts = head.take((count as usize).checked_mul(CUT)?)?;
        let columns = decompress_to_vec_with_limit(head.rest(), COLUMNS_BYTES_MAX).ok()?;
        let mut columns = Varints::new(&columns);
        let mut covered = Self { raw_bytes: columns.next()?, ..Self::default() };
        let snapshot_bytes = columns.small()?;
        covered.cuts = cuts.chunks_exact(CUT).filter_map(|cut| cut.try_into().ok()).collect();
        let mut heads = BTreeMap::new();
        for _ in 0..columns.small()? {
            heads.insert(columns.small()?, ChangeHash(columns.array()?));
        }
        for _ in 0..columns.small()? {
            let len = columns.small()? as usize;
            let actor = ActorId::from(columns.take(len)?);
            let account = AccountId::from_bytes(columns.array()?);
            covered.authors.insert(actor, Author { account, seq: columns.next()? });
        }
        covered.max_ops.reserve_exact(count as usize);
        let mut max_op = 0_i64;
        for _ in 0..count {
            max_op = max_op.checked_add(unzigzag(columns.next()?))?;
            covered.max_ops.push(u32::try_from(max_op).ok()?);
        }
        covered.first_deps.reserve_exact(count as usize);
        for position in 0..count {
            let number = columns.small()?;
            let deps = varint::deps(&mut columns, position, number)?;
            covered.push_deps(position, &deps);
        }
        covered.ops = match layout {
            LAYOUT => Ops::Known(Self::read_ops(&mut columns)?),
            _ => Ops::Unknown,
        };
        covered.heads = Heads::new(heads, covered.width());
        covered.seal(snapshot_bytes as usize);
        columns.is_empty().then_some(covered)
    }
}

fn cut(hash: &ChangeHash) -> [u8; CUT] {
    hash.as_ref().first_chunk().copied().unwrap_or_default()
}

const fn zigzag(value: i64) -> u64 {
    (value << 1 ^ value >> 63).cast_unsigned()
}

const fn unzigzag(value: u64) -> i64 {
    (value >> 1).cast_signed() ^ -((value & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn row(number: u32, deps: &[u32]) -> StoredChange {
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&number.wrapping_mul(0x9e37_79b9).to_be_bytes());
        hash[31] = 7;
        StoredChange {
            account: AccountId::from_bytes([1; 16]),
            hash: ChangeHash(hash),
            deps: deps.into(),
            actor: ActorId::from([number.to_le_bytes()[0] % 3; 16]),
            seq: u64::from(number / 3 + 1),
            max_op: u64::from(number * 9 % 1_000),
            plain_len: 10,
            bytes: Arc::from(&[0; 10][..]),
        }
    }

    fn covered(rows: &[StoredChange]) -> Covered {
        let mut covered = Covered::default();
        rows.iter().for_each(|change| covered.push(change));
        covered.seal(99);
        covered
    }

    #[test]
    fn what_is_packed_comes_back_and_is_found() {
        let mut rows: Vec<StoredChange> =
            (0..500_u32).map(|n| row(n, n.checked_sub(1).as_slice())).collect();
        rows.push(row(500, &[3, 498, 7]));
        let covered = covered(&rows);
        let read = Covered::decode(&covered.encode()).unwrap();
        assert_eq!(read, covered);
        for (position, change) in rows.iter().enumerate() {
            assert_eq!(read.position(&change.hash), Some(position));
            assert_eq!(read.deps(position).collect::<Vec<_>>(), change.deps.to_vec());
            assert_eq!(read.max_op_of(position), Some(change.max_op));
        }
        assert_eq!(read.position(&ChangeHash([9; 32])), None);
        assert_eq!(read.heads().len(), 2, "499 and 500; both in full");
        assert_eq!((read.raw_bytes(), read.snapshot_bytes()), (5_010, 99));
    }

    #[test]
    fn a_chain_takes_little_more_than_its_cut_hashes() {
        let rows: Vec<StoredChange> =
            (0..5_000_u32).map(|n| row(n, n.checked_sub(1).as_slice())).collect();
        assert!(covered(&rows).encode().len() < 5_000 * (CUT + 1));
    }

    #[test]
    fn damaged_bytes_are_refused_wherever_they_are_cut() {
        let bytes = covered(&[row(0, &[]), row(1, &[0]), row(2, &[0, 1])]).encode();
        assert!((0..bytes.len()).all(|len| Covered::decode(&bytes[..len]).is_none()));
        assert_eq!(Covered::decode(&[3, 0]), None, "a layout of the future");
    }
}
