//! The heads of a graph that grows, kept as a set: a change costs as much as it has dependencies, however
//! many heads there are.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use automerge::ChangeHash;

/// The heads of a graph, by their positions.
#[derive(Clone, Debug, Default)]
pub struct Heads {
    by_position: BTreeMap<u32, ChangeHash>,
    /// The same in the order of their hashes, once somebody has asked.
    sorted: OnceLock<Arc<[ChangeHash]>>,
    width: usize,
}

impl Heads {
    /// Heads that are known from elsewhere, of a graph that never had more than `width`.
    pub fn new(by_position: BTreeMap<u32, ChangeHash>, width: usize) -> Self {
        let width = width.max(by_position.len());
        Self { by_position, sorted: OnceLock::new(), width }
    }

    /// Takes in the next change: what it depends on is no head any more.
    pub fn advance(&mut self, position: u32, hash: ChangeHash, deps: &[u32]) {
        for dep in deps {
            self.by_position.remove(dep);
        }
        self.by_position.insert(position, hash);
        self.width = self.width.max(self.by_position.len());
        self.sorted = OnceLock::new();
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.by_position.len()
    }

    /// Whether there is none: nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.by_position.is_empty()
    }

    /// The most there ever were at once.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many there would be with a change that depends on `deps`, each of them named once.
    pub fn len_after(&self, deps: impl Iterator<Item = u32>) -> usize {
        let covered = deps.filter(|dep| self.by_position.contains_key(dep)).count();
        (self.len() + 1).saturating_sub(covered)
    }

    /// The hashes, sorted. Sorted once after each change of the set.
    pub fn sorted(&self) -> &Arc<[ChangeHash]> {
        self.sorted.get_or_init(|| {
            let mut hashes: Vec<_> = self.by_position.values().copied().collect();
            hashes.sort_unstable();
            hashes.into()
        })
    }

    /// The positions and hashes, in the order of the positions.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (u32, ChangeHash)> {
        self.by_position.iter().map(|(position, hash)| (*position, *hash))
    }
}

impl PartialEq for Heads {
    fn eq(&self, other: &Self) -> bool {
        self.by_position == other.by_position && self.width == other.width
    }
}

impl Eq for Heads {}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(number: u32) -> ChangeHash {
        let mut hash = [0; 32];
        hash[..4].copy_from_slice(&number.wrapping_mul(0x9e37_79b9).to_be_bytes());
        ChangeHash(hash)
    }

    #[test]
    fn a_change_takes_the_place_of_what_it_depends_on() {
        let mut heads = Heads::default();
        (0..5).for_each(|number| heads.advance(number, hash(number), &[]));
        assert_eq!(heads.len_after([1, 3, 9].into_iter()), 4);
        heads.advance(5, hash(5), &[1, 3]);
        let expected: Vec<_> = [0, 2, 4, 5].map(|number| (number, hash(number))).into();
        assert_eq!(heads.iter().collect::<Vec<_>>(), expected);
        assert!(heads.sorted().is_sorted());
        assert_eq!((heads.len(), heads.width()), (4, 5));
    }
}
