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
/// on, and at most one above everything in the document: a writer numbers on from what it has, which
/// may be more than it depends on when it wrote on an older state on purpose. Without the upper bound
/// one change near 2³² would make every later edit on every device fail.
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
}
