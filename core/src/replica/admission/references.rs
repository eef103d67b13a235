//! What a change is about: the operations of others, or of its own actor's earlier changes, that it writes
//! into, after or over. All of them have to be there before it.

use std::collections::BTreeMap;

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId};
use automerge::{ActorId, ExpandedChange};

use crate::replica::admission::Refusal;

/// The operations that a change refers to and that are not its own: ranges of numbers of each actor, both
/// ends included, rising and apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    ranges: BTreeMap<ActorId, Vec<(u64, u64)>>,
}

impl References {
    /// Collects them, in time and memory like those of the change.
    ///
    /// # Errors
    ///
    /// [`Refusal::Reference`] if an operation refers to itself or a later one.
    pub(super) fn of(change: &ExpandedChange) -> Result<Self, Refusal> {
        let start = change.start_op.get();
        let is_own = |id: &OpId| id.counter() >= start && *id.actor() == change.actor_id;
        let mut numbers: BTreeMap<&ActorId, Vec<u64>> = BTreeMap::new();
        for (number, op) in (start..).zip(&change.operations) {
            for id in ids(op) {
                let first_not_there = if is_own(id) { number } else { start };
                if id.counter() == 0 || id.counter() >= first_not_there {
                    return Err(Refusal::Reference);
                }
                if !is_own(id) {
                    let numbers = numbers.entry(id.actor()).or_default();
                    if numbers.last() != Some(&id.counter()) {
                        numbers.push(id.counter());
                    }
                }
            }
        }
        let ranges = numbers.into_iter().map(|(actor, numbers)| (actor.clone(), ranges(numbers)));
        Ok(Self { ranges: ranges.collect() })
    }

    /// The ranges, by actor.
    pub fn iter(&self) -> impl Iterator<Item = (&ActorId, &[(u64, u64)])> {
        self.ranges.iter().map(|(actor, ranges)| (actor, &**ranges))
    }
}

/// The operations that one operation names.
fn ids(op: &Op) -> impl Iterator<Item = &OpId> {
    let object = match &op.obj {
        ObjectId::Root => None,
        ObjectId::Id(id) => Some(id),
    };
    let element = match &op.key {
        Key::Map(_) | Key::Seq(ElementId::Head) => None,
        Key::Seq(ElementId::Id(id)) => Some(id),
    };
    object.into_iter().chain(element).chain(op.pred.iter())
}

/// Numbers as ranges.
fn ranges(mut numbers: Vec<u64>) -> Vec<(u64, u64)> {
    numbers.sort_unstable();
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for number in numbers {
        match ranges.last_mut() {
            Some((_, end)) if number <= *end + 1 => *end = number,
            Some(_) | None => ranges.push((number, number)),
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use automerge::transaction::Transactable;
    use automerge::{AutoCommit, ObjType, ROOT};

    use super::*;

    #[test]
    fn what_is_deleted_is_a_range_and_one_s_own_is_left_out() {
        let mut document = AutoCommit::new().with_actor(ActorId::from([1; 16]));
        let text = document.put_object(ROOT, "text", ObjType::Text).unwrap();
        document.splice_text(&text, 0, 0, "0123456789").unwrap();
        document.commit();
        document.set_actor(ActorId::from([2; 16]));
        document.splice_text(&text, 2, 5, "new").unwrap();
        let change = document.get_last_local_change().unwrap();
        let references = References::of(&change.decode()).unwrap();
        // The text is operation 1, its characters are 2 to 11.
        let of_first = ActorId::from([1; 16]);
        let expected = [(&of_first, [(1, 1), (3, 8)].as_slice())];
        assert_eq!(references.iter().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn numbers_are_gathered_in_whatever_order_they_come() {
        assert_eq!(ranges(vec![5, 3, 9, 4, 4, 8]), [(3, 5), (8, 9)]);
        assert_eq!(ranges(Vec::new()), []);
    }
}
