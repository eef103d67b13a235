//! Whether a change's operations are ones that an editor makes: each of a kind that its object takes, and
//! about something.
//!
//! Automerge applies what no editor makes. A key in a list is a map's entry to whoever applies it and a
//! list's element to whoever loads it; a deletion of nothing is lost when the document is saved, and with it
//! the change. What is seen here is what the change itself says: its own objects and operations, and the
//! root. Of which kind an object is that an earlier change made, only a trial knows.

use automerge::legacy::{ElementId, Key, ObjectId, Op, OpId, OpType};
use automerge::{ExpandedChange, ObjType};

use crate::replica::admission::Refusal;

/// Looks at each operation, in time like that of reading them.
///
/// # Errors
///
/// [`Refusal::Reference`] if an operation deletes or counts up nothing, puts something in the place of no
/// element, inserts over something, or is of another kind or about another place than what it names of the
/// same change.
pub(super) fn check(change: &ExpandedChange) -> Result<(), Refusal> {
    let own = Own { change };
    let sound = change.operations.iter().all(|op| is_whole(op) && own.fits(op));
    if sound { Ok(()) } else { Err(Refusal::Reference) }
}

/// Looks at what a change does not show by itself: whether each operation is of the kind that the object of an
/// earlier change takes. `kind` tells which that is; `None` for no object.
///
/// # Errors
///
/// [`Refusal::Reference`] if it is not.
pub fn check_in(
    change: &ExpandedChange,
    kind: impl Fn(&OpId) -> Option<ObjType>,
) -> Result<(), Refusal> {
    let takes = |op: &Op| match &op.obj {
        ObjectId::Root => !is_element(op),
        ObjectId::Id(id) => kind(id).is_some_and(|kind| kind.is_sequence() == is_element(op)),
    };
    if change.operations.iter().all(takes) { Ok(()) } else { Err(Refusal::Reference) }
}

/// Whether an operation is about an element of a sequence, and not about a map's entry.
const fn is_element(op: &Op) -> bool {
    matches!(op.key, Key::Seq(_))
}

/// Whether an operation is one by itself.
fn is_whole(op: &Op) -> bool {
    let replaces = !op.pred.is_empty();
    let is_element = is_element(op);
    match &op.action {
        OpType::Delete | OpType::Increment(_) => replaces && !op.insert && op.key != Key::head(),
        OpType::MarkBegin(_) | OpType::MarkEnd(_) => op.insert && is_element && !replaces,
        OpType::Make(_) | OpType::Put(_) if op.insert => is_element && !replaces,
        // An element that is there, or an entry of a map, which need not be.
        OpType::Make(_) | OpType::Put(_) => !is_element || (replaces && op.key != Key::head()),
    }
}

/// The operations of a change, by their ids.
struct Own<'a> {
    change: &'a ExpandedChange,
}

impl Own<'_> {
    /// Whether an operation fits those of the same change that it names.
    fn fits(&self, op: &Op) -> bool {
        let takes = match &op.obj {
            ObjectId::Root => Some(ObjType::Map),
            ObjectId::Id(id) => match self.op(id).map(|made| &made.action) {
                Some(OpType::Make(kind)) => Some(*kind),
                Some(_) => return false,
                None => None,
            },
        };
        let is_taken = takes.is_none_or(|kind| kind.is_sequence() == is_element(op));
        let element = match &op.key {
            Key::Seq(ElementId::Id(id)) => self.op(id),
            Key::Seq(ElementId::Head) | Key::Map(_) => None,
        };
        let is_element = element.is_none_or(|element| element.insert && element.obj == op.obj);
        is_taken && is_element && op.pred.iter().all(|id| self.is_replaced_by(id, op))
    }

    /// Whether what an operation replaces is at its place, as far as it is the change's own.
    fn is_replaced_by(&self, id: &OpId, op: &Op) -> bool {
        let Some(before) = self.op(id) else { return true };
        let is_there = match &op.key {
            Key::Seq(element) if before.insert => element.as_opid() == Some(id),
            key @ (Key::Seq(_) | Key::Map(_)) => before.key == *key && !before.insert,
        };
        let leaves_something = matches!(before.action, OpType::Make(_) | OpType::Put(_));
        before.obj == op.obj && is_there && leaves_something
    }

    /// An operation of the change.
    fn op(&self, id: &OpId) -> Option<&Op> {
        let index = id.counter().checked_sub(self.change.start_op.get())?;
        let index = usize::try_from(index).ok().filter(|_| *id.actor() == self.change.actor_id)?;
        self.change.operations.get(index)
    }
}
