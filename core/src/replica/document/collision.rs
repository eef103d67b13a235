//! Two devices that wrote under one actor: a backup that was restored, a copied or reset machine.
//!
//! Automerge takes the first change of an actor and a number, and refuses every other one for ever.
//! Whoever meets the other branch at the server steps aside: the own branch goes, and what it held is
//! written anew under another actor.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::sync::{Message, State};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, AutomergeError, ChangeHash, ObjId, ReadDoc, ScalarValue};
use sha2::{Digest, Sha256};

use crate::base::ids::{DeviceId, FactId};
use crate::facts::Fact;
use crate::replica::document::genesis::{FACTS, INDEX};
use crate::replica::document::progress::ProgressWeek;
use crate::replica::document::{Applied, ApplyError, Document, genesis, read};

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
    /// The facts that are new or different.
    pub facts: BTreeSet<FactId>,
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
    /// writes the facts, names and weeks of the latter anew. A fact of `device` whose id the others use
    /// for something else gets another id, so that both count. `state` starts anew.
    ///
    /// # Errors
    ///
    /// [`ApplyError`]: the document must be loaded again.
    pub fn heal(
        &self,
        message: &Message,
        collision: Collision,
        device: DeviceId,
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
        let mut facts = match applied {
            Applied::Nothing => BTreeSet::new(),
            Applied::Changed(facts) => facts,
        };
        let actor = successor(&collision.actor, device, &healed.heads());
        healed.set_actor(actor.clone());
        facts.extend(healed.write_anew(self, device)?);
        Ok(Healed { document: healed, actor, facts })
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

    /// Writes what `old` holds and this document lacks; tells which facts differ from those of `old`.
    fn write_anew(&mut self, old: &Self, device: DeviceId) -> Result<BTreeSet<FactId>, ApplyError> {
        let (mine, theirs) = (old.scalars(FACTS), self.scalars(FACTS));
        let mut differing = BTreeSet::new();
        let mut facts = Vec::new();
        for (key, value) in mine {
            let Some(other) = theirs.get(&key) else {
                facts.push((key, value));
                continue;
            };
            if *other == value {
                continue;
            }
            differing.extend(FactId::new(key.as_str()).ok());
            match id_beside(&key, &value, device) {
                Some(id) => facts.push((id.to_string(), value)),
                None if value.as_bytes() < other.as_bytes() => facts.push((key, value)),
                None => {}
            }
        }
        let known = self.scalars(INDEX);
        let names = old.scalars(INDEX).into_iter().filter(|(name, _)| !known.contains_key(name));
        let names: Vec<(String, ScalarValue)> = names.collect();
        differing.extend(facts.iter().filter_map(|(key, _)| FactId::new(key.as_str()).ok()));
        let shown = self.progress();
        let weeks = old.progress().into_iter().filter(|(week, _)| !shown.contains_key(week));
        let weeks: BTreeMap<String, ProgressWeek> = weeks.collect();
        let written = self.write(|tx| {
            for (map, entries) in [(FACTS, facts), (INDEX, names)] {
                if entries.is_empty() {
                    continue;
                }
                let map = genesis::map(tx, map)?;
                entries.into_iter().try_for_each(|(key, value)| tx.put(&map, key, value))?;
            }
            Ok(())
        });
        written.and_then(|()| self.put_progress(&weeks)).map_err(|_| ApplyError::Fault)?;
        Ok(differing)
    }

    /// The entries of a root map that are single values.
    fn scalars(&self, map: &str) -> BTreeMap<String, ScalarValue> {
        let Some(map): Option<ObjId> = read::map(&self.automerge, map) else {
            return BTreeMap::new();
        };
        let keys = self.automerge.keys(&map);
        let entries = keys.filter_map(|key| {
            let (value, _) = self.automerge.get(&map, key.as_str()).ok().flatten()?;
            Some((key, value.into_scalar().ok()?))
        });
        entries.collect()
    }
}

/// Another id for a fact that `device` recorded; `None` for one that it did not, which keeps its own.
fn id_beside(key: &str, value: &ScalarValue, device: DeviceId) -> Option<FactId> {
    let id = FactId::new(key).ok()?;
    let bytes = value.as_bytes()?;
    let fact = Fact::from_bytes(id, bytes).ok().filter(|fact| fact.device == Some(device))?;
    Some(FactId::generate(fact.at.utc_ms.0, u64::from_be_bytes(first_bytes(&[bytes]))))
}

/// An actor of `device` that nobody has written under: it follows from the actor that collided and from
/// what it collided with.
fn successor(actor: &ActorId, device: DeviceId, heads: &[ChangeHash]) -> ActorId {
    let heads: Vec<u8> = heads.iter().flat_map(|head| head.0).collect();
    let suffix: [u8; 8] = first_bytes(&[actor.to_bytes(), &heads]);
    ActorId::from([device.as_bytes().as_slice(), &suffix].concat())
}

fn first_bytes(parts: &[&[u8]]) -> [u8; 8] {
    let mut hash = Sha256::new();
    parts.iter().for_each(|part| hash.update(part));
    let mut first = [0; 8];
    first.iter_mut().zip(hash.finalize()).for_each(|(byte, derived)| *byte = derived);
    first
}
