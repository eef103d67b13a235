//! Two devices that wrote under one actor: a backup that was restored, a copied or reset machine.
//!
//! Automerge takes the first change of an actor and a number, and refuses every other one for ever.
//! Whoever meets the other branch at the server steps aside: the own branch goes, and what it held is
//! written anew under another actor.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::sync::{Message, State};
use automerge::{ActorId, Automerge, AutomergeError, ChangeHash};

use crate::base::checksum::checksum;
use crate::base::ids::{DeviceId, FactId};
use crate::facts::Fact;
use crate::replica::document::item::Item;
use crate::replica::document::read::EntryPlace;
use crate::replica::document::{Applied, ApplyError, Document};
use crate::replica::seal::{EntryId, Seal};

/// Where two branches of one actor part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    actor: ActorId,
    seq: u64,
}

/// A document that has taken in the other branch.
#[derive(Debug)]
pub struct Healed {
    /// The document, none of it saved.
    pub document: Document,
    /// The actor to write under from here on: of the same device.
    pub actor: ActorId,
    /// The places whose value is new, different or gone.
    pub places: BTreeSet<EntryPlace>,
}

impl Collision {
    /// What Automerge's refusal of a change means.
    pub(super) fn or_refusal(error: AutomergeError) -> ApplyError {
        if let AutomergeError::DuplicateSeqNumber(seq, actor) = error {
            ApplyError::Collision(Self { actor, seq })
        } else {
            ApplyError::Automerge(error)
        }
    }
}

impl Document {
    /// Applies a message that collided: takes the changes of the message instead of those here, and
    /// writes what the latter held anew, sealed. A fact of `device` whose id the others use for something
    /// else gets another id, so that both count. `state` starts anew.
    ///
    /// # Errors
    ///
    /// [`ApplyError`]: the document must be loaded again.
    pub fn heal(
        &self,
        message: &Message,
        collision: Collision,
        (device, seal): (DeviceId, &Seal),
        state: &mut State,
    ) -> Result<Healed, ApplyError> {
        let shared = state.shared_heads.clone();
        let mut healed = self.without(&collision)?;
        // Each turn takes away a branch, so there is a last one.
        let applied = loop {
            *state = State::new();
            state.shared_heads = shared
                .iter()
                .filter(|head| healed.automerge.get_change_meta_by_hash(head).is_some())
                .copied()
                .collect();
            match healed.receive(state, message.clone()) {
                Err(ApplyError::Collision(next)) => healed = healed.without(&next)?,
                applied => break applied?,
            }
        };
        let mut places = match applied {
            Applied::Nothing => BTreeSet::new(),
            Applied::Changed(places) => places,
        };
        let actor = successor(&collision.actor, device, &healed.heads());
        healed.set_actor(actor.clone());
        places.extend(healed.write_anew(self, device, seal)?);
        Ok(Healed { document: healed, actor, places })
    }

    /// The document without the changes from a collision on, and without all that is built on them.
    fn without(&self, collision: &Collision) -> Result<Self, ApplyError> {
        let mut dropped: BTreeSet<ChangeHash> = BTreeSet::new();
        let mut kept = Vec::new();
        // In an order in which each comes after what it depends on.
        for change in self.automerge.get_changes(&[]) {
            let collides = change.actor_id() == &collision.actor && change.seq() >= collision.seq;
            if collides || change.deps().iter().any(|dep| dropped.contains(dep)) {
                dropped.insert(change.hash());
            } else {
                kept.push(change);
            }
        }
        if dropped.is_empty() {
            return Err(ApplyError::Fault);
        }
        let mut automerge = Automerge::new();
        let applied = AssertUnwindSafe(|| automerge.apply_changes(kept));
        let applied = catch_unwind(applied).map_err(|_| ApplyError::Fault)?;
        applied.map_err(ApplyError::Automerge)?;
        Ok(Self { automerge, saved_heads: Vec::new() })
    }

    /// Writes what `old` holds sealed and this document lacks; tells at which places it differs from `old`.
    fn write_anew(
        &mut self,
        old: &Self,
        device: DeviceId,
        seal: &Seal,
    ) -> Result<BTreeSet<EntryPlace>, ApplyError> {
        let mut differing = BTreeSet::new();
        let mut values: Vec<(EntryId, Vec<u8>)> = Vec::new();
        for place in old.places() {
            let EntryPlace::Entry(entry) = &place else { continue };
            let Some(mine) = old.value(&place) else { continue };
            let theirs = self.value(&place);
            if theirs.as_ref() == Some(&mine) {
                continue;
            }
            let item = old.item(&place, seal).and_then(Result::ok);
            let is_lost = item.is_some() && self.is_closed(&place, seal);
            if !is_lost
                && theirs.is_some()
                && let Some(moved) = item.as_ref().and_then(|item| beside(item, device))
            {
                values.push(moved.seal(seal));
            } else if is_lost || theirs.is_none_or(|theirs| mine < theirs) {
                // What does not open is kept as it is: a newer build may read it.
                values.push((*entry, mine));
            }
            differing.insert(place);
        }
        differing.extend(values.iter().map(|(entry, _)| EntryPlace::Entry(*entry)));
        self.may_write(seal).and_then(|()| self.put(values)).map_err(|_| ApplyError::Fault)?;
        Ok(differing)
    }
}

/// The same under another id, for a fact that `device` recorded; `None` for what keeps its id.
fn beside(item: &Item, device: DeviceId) -> Option<Item> {
    let Item::Fact(id, bytes) = item else { return None };
    let fact =
        Fact::from_bytes(id.clone(), bytes).ok().filter(|fact| fact.device == Some(device))?;
    let chance = u64::from_be_bytes(checksum([bytes.as_slice()]));
    Some(Item::Fact(FactId::generate(fact.at.utc_ms.0, chance), bytes.clone()))
}

/// An actor of `device` that nobody has written under: it follows from the actor that collided and from
/// what it collided with.
fn successor(actor: &ActorId, device: DeviceId, heads: &[ChangeHash]) -> ActorId {
    let heads: Vec<u8> = heads.iter().flat_map(|head| head.0).collect();
    let suffix = checksum([actor.to_bytes(), &heads]);
    ActorId::from([device.as_bytes().as_slice(), &suffix].concat())
}
