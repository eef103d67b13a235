//! Which operations there are: ranges of numbers for each actor, which is what a change that writes into,
//! after or over one is held against.

use std::collections::BTreeMap;

use automerge::ActorId;
use rebound_core::replica::admission::references::References;

/// The operations of a document or of a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpRanges {
    /// First and last numbers, rising and apart.
    by_actor: BTreeMap<ActorId, Vec<(u32, u32)>>,
    ranges: usize,
}

impl OpRanges {
    /// Adds the operations `first` to `last` of an actor, which lie above all that it had; none if
    /// `last` is below `first`.
    pub fn add(&mut self, actor: &ActorId, first: u64, last: u64) {
        // Automerge knows no numbers from 2³² on.
        let (Ok(first), Ok(last)) = (u32::try_from(first), u32::try_from(last)) else { return };
        if last < first {
            return;
        }
        let ranges = match self.by_actor.get_mut(actor) {
            Some(ranges) => ranges,
            None => self.by_actor.entry(actor.clone()).or_default(),
        };
        match ranges.last_mut() {
            Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
            Some(_) | None => {
                ranges.push((first, last));
                self.ranges += 1;
            }
        }
    }

    /// The last of the operations from `number` on that follow each other; `None` if that one is not here.
    pub fn end_of(&self, actor: &ActorId, number: u64) -> Option<u64> {
        let number = u32::try_from(number).ok()?;
        let ranges = self.by_actor.get(actor)?;
        let after = ranges.partition_point(|(first, _)| *first <= number);
        let (_, last) = ranges.get(after.checked_sub(1)?)?;
        (number <= *last).then_some(u64::from(*last))
    }

    /// The last operation of an actor; 0 if it has none.
    pub fn last_of(&self, actor: &ActorId) -> u64 {
        let last = self.by_actor.get(actor).and_then(|ranges| ranges.last());
        last.map_or(0, |(_, last)| u64::from(*last))
    }

    /// The ranges of each actor.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&ActorId, &[(u32, u32)])> {
        self.by_actor.iter().map(|(actor, ranges)| (actor, &**ranges))
    }

    /// The bytes that this takes in memory, roughly.
    pub fn weight(&self) -> usize {
        self.by_actor.len() * 96 + self.ranges * 8
    }
}

/// Whether all that a change refers to is in one of the parts. Takes a search for each range.
pub fn hold_all(parts: &[&OpRanges], references: &References) -> bool {
    references.iter().all(|(actor, ranges)| {
        ranges.iter().all(|(first, last)| {
            let mut next = *first;
            while next <= *last {
                let ends = parts.iter().filter_map(|part| part.end_of(actor, next));
                let Some(end) = ends.max() else { return false };
                next = end + 1;
            }
            true
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_follow_each_other_are_one_and_gaps_stay() {
        let actor = ActorId::from([1; 16]);
        let mut ranges = OpRanges::default();
        for (first, last) in [(1, 3), (4, 4), (9, 12), (13, 12)] {
            ranges.add(&actor, first, last);
        }
        let ends = [0, 1, 4, 5, 8, 9, 12, 13].map(|number| ranges.end_of(&actor, number));
        let expected = [None, Some(4), Some(4), None, None, Some(12), Some(12), None];
        assert_eq!(ends, expected);
        assert_eq!(ranges.iter().next().unwrap().1.len(), 2);
        assert_eq!(ranges.end_of(&ActorId::from([2; 16]), 1), None);
    }
}
