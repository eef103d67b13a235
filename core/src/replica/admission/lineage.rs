//! Whether a change follows from what is already there.

use crate::replica::admission::Refusal;

/// What is known about the surroundings of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lineage {
    /// The highest operation number among the changes it depends on; 0 if there are none.
    pub deps_max_op: u64,
    /// The highest operation number of the document.
    pub document_max_op: u64,
    /// The number of the actor's last change; 0 if there is none.
    pub actor_seq: u64,
}

/// Checks a change's numbers.
///
/// `seq` counts an actor's changes without a gap. `start_op` lies above everything the change depends
/// on, and at most one above everything in the document. Without the upper bound one change near 2³²
/// would make every later edit on every device fail.
///
/// Just above the dependencies would be too strict, although most changes start there. Automerge
/// numbers on from all that a writer has, and a writer who goes back to an older state on purpose
/// (`transaction_at`, `isolate`, npm's `changeAt`) depends on less than it has.
///
/// # Errors
///
/// [`Refusal::Sequence`] or [`Refusal::StartOp`].
pub const fn check(seq: u64, start_op: u64, lineage: Lineage) -> Result<(), Refusal> {
    if seq != lineage.actor_seq + 1 {
        return Err(Refusal::Sequence);
    }
    if start_op <= lineage.deps_max_op || start_op > lineage.document_max_op + 1 {
        return Err(Refusal::StartOp);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use automerge::transaction::Transactable;
    use automerge::{Automerge, PatchLog, ROOT};

    use super::*;

    const LINEAGE: Lineage = Lineage { deps_max_op: 10, document_max_op: 12, actor_seq: 3 };

    #[test]
    fn operation_numbers_lie_just_above_what_is_there() {
        let outcomes =
            [10, 11, 13, 14, u64::MAX].map(|start_op| check(4, start_op, LINEAGE).is_ok());
        assert_eq!(outcomes, [false, true, true, false, false]);
    }

    #[test]
    fn an_actor_s_changes_are_counted_without_a_gap() {
        let outcomes = [3, 4, 5].map(|seq| check(seq, 13, LINEAGE));
        assert_eq!(outcomes, [Err(Refusal::Sequence), Ok(()), Err(Refusal::Sequence)]);
    }

    #[test]
    fn whoever_writes_on_an_older_state_numbers_on_from_all_it_has() {
        let mut document = Automerge::new();
        let mut heads = Vec::new();
        for key in ["one", "two", "three"] {
            let mut transaction = document.transaction();
            transaction.put(ROOT, key, 1).unwrap();
            transaction.commit();
            heads.push(document.get_heads());
        }
        let mut transaction = document.transaction_at(PatchLog::inactive(), &heads[0]).unwrap();
        transaction.put(ROOT, "four", 1).unwrap();
        transaction.commit();
        let change = document.get_changes(&heads[2]).remove(0);
        assert_eq!((change.deps(), change.start_op().get()), (&heads[0][..], 4));
        let lineage = Lineage { deps_max_op: 1, document_max_op: 3, actor_seq: change.seq() - 1 };
        assert_eq!(check(change.seq(), 4, lineage), Ok(()));
        // What is saved with the gap in its numbers is read again.
        let read = Automerge::load(&document.save()).unwrap();
        assert_eq!(read.get_heads(), document.get_heads());
    }
}
