//! A document that is asked for in parts, because all that its sender has does not go into a message.
//!
//! Only the sender knows what there is. So it is asked for its heads, then for what they depend on, and so
//! on back to what is here; of all that only hashes and lengths are kept. Then it is asked for the changes
//! forward from there, so many at a time as go into a message. The whole way goes over the wire twice.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ChangeHash;
use rebound_core::replica::admission::arrival::Arrival;
use rebound_core::replica::admission::message::NEED_MAX;

/// Changes on the way back; with what each depends on about 2 MiB.
pub const SEEN_MAX: usize = 16_384;

/// What is asked for at once on the way forward, in bytes; one change may be more.
pub const PART_BYTES: usize = 1024 * 1024;

/// One document of a peer on its way.
#[derive(Debug, Default)]
pub struct Walk {
    /// What was seen and is not here, by its place on the way.
    seen: BTreeMap<u64, SeenChange>,
    places: BTreeMap<ChangeHash, u64>,
    /// What was heard of and not seen.
    unseen: BTreeSet<ChangeHash>,
    asked: Vec<ChangeHash>,
    next: u64,
}

#[derive(Debug)]
struct SeenChange {
    hash: ChangeHash,
    deps: Box<[ChangeHash]>,
    len: usize,
}

/// Where a walk stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Ask for these.
    Ask(Vec<ChangeHash>),
    /// Everything is here.
    Arrived,
    /// It leads nowhere: the peer does not send what it is asked for, or it is too long.
    Lost,
}

impl Walk {
    /// Notes a head of the peer, or what else is wanted.
    pub fn want(&mut self, hash: ChangeHash, is_here: impl Fn(&ChangeHash) -> bool) {
        let is_known = self.places.contains_key(&hash) || is_here(&hash);
        if !is_known && self.unseen.len() < SEEN_MAX {
            self.unseen.insert(hash);
        }
    }

    /// Whether the way back has come to its end, so that what comes can be taken.
    pub fn leads_forward(&self) -> bool {
        self.unseen.is_empty()
    }

    /// Notes a change on the way back, and what it depends on.
    pub fn see(&mut self, arrival: &Arrival, is_here: impl Fn(&ChangeHash) -> bool) {
        if !self.unseen.remove(&arrival.hash) || self.seen.len() >= SEEN_MAX {
            return;
        }
        let (hash, deps, len) = (arrival.hash, arrival.deps.clone().into(), arrival.bytes.len());
        // What was asked for has come; on the way forward it is asked for once more.
        self.asked.clear();
        self.places.insert(hash, self.next);
        self.seen.insert(self.next, SeenChange { hash, deps, len });
        self.next += 1;
        arrival.deps.iter().for_each(|dep| self.want(*dep, &is_here));
    }

    /// What to do next.
    pub fn step(&mut self, is_here: impl Fn(&ChangeHash) -> bool) -> Stage {
        self.unseen.retain(|hash| !is_here(hash));
        if self.seen.len() >= SEEN_MAX {
            return Stage::Lost;
        }
        let ask: Vec<ChangeHash> = if self.unseen.is_empty() {
            self.next_part(is_here)
        } else {
            self.unseen.iter().copied().take(NEED_MAX).collect()
        };
        if ask.is_empty() {
            return if self.seen.is_empty() { Stage::Arrived } else { Stage::Lost };
        }
        if ask == self.asked {
            return Stage::Lost;
        }
        self.asked.clone_from(&ask);
        Stage::Ask(ask)
    }

    /// The next changes that depend on nothing but what is here or comes with them, sorted.
    fn next_part(&mut self, is_here: impl Fn(&ChangeHash) -> bool) -> Vec<ChangeHash> {
        let arrived = self.seen.iter().filter(|(_, seen)| is_here(&seen.hash));
        let arrived: Vec<(u64, ChangeHash)> =
            arrived.map(|(place, seen)| (*place, seen.hash)).collect();
        for (place, hash) in arrived {
            self.seen.remove(&place);
            self.places.remove(&hash);
        }
        let (mut part, mut bytes) = (BTreeSet::new(), 0);
        // What was seen last depends on the least.
        for seen in self.seen.values().rev() {
            if bytes >= PART_BYTES || part.len() >= NEED_MAX {
                break;
            }
            if seen.deps.iter().all(|dep| part.contains(dep) || is_here(dep)) {
                part.insert(seen.hash);
                bytes += seen.len;
            }
        }
        part.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use automerge::transaction::Transactable;
    use automerge::{ActorId, AutoCommit, Change, ROOT};

    use super::*;

    /// A chain with a fork in it, of changes of so many bytes.
    fn changes(bytes: usize) -> Vec<Change> {
        let mut one = AutoCommit::new().with_actor(ActorId::from([1; 16]));
        let write = |document: &mut AutoCommit, number: u8| {
            document.put(ROOT, "a", vec![number; bytes]).unwrap();
            document.commit();
        };
        (0..6).for_each(|number| write(&mut one, number));
        let mut other = one.fork().with_actor(ActorId::from([2; 16]));
        (0..3).for_each(|number| write(&mut other, number));
        (0..4).for_each(|number| write(&mut one, number));
        one.merge(&mut other).unwrap();
        write(&mut one, 9);
        one.get_changes(&[])
    }

    #[test]
    fn it_goes_back_to_what_is_here_and_then_forward_part_by_part() {
        let changes = changes(300_000);
        let by_hash: BTreeMap<_, _> =
            changes.iter().map(|change| (change.hash(), Arrival::from(change))).collect();
        let here = RefCell::new(BTreeSet::from([changes[0].hash(), changes[1].hash()]));
        let is_here = |hash: &ChangeHash| here.borrow().contains(hash);
        let mut walk = Walk::default();
        walk.want(changes[13].hash(), is_here);
        let mut parts = 0;
        while let Stage::Ask(ask) = walk.step(is_here) {
            for hash in &ask {
                let arrival = &by_hash[hash];
                if walk.leads_forward() {
                    here.borrow_mut().insert(*hash);
                } else {
                    walk.see(arrival, is_here);
                }
            }
            let bytes: usize = ask.iter().map(|hash| by_hash[hash].bytes.len()).sum();
            assert!(bytes < 2 * PART_BYTES);
            parts += 1;
        }
        assert_eq!(here.borrow().len(), changes.len());
        assert_eq!(walk.step(is_here), Stage::Arrived);
        assert!((10..=20).contains(&parts), "{parts} messages");
    }

    #[test]
    fn one_change_that_is_new_is_asked_for_back_and_forward() {
        let changes = changes(100);
        let (last, before) = (&changes[13], changes[..13].iter().map(Change::hash));
        let here: BTreeSet<_> = before.collect();
        let mut walk = Walk::default();
        walk.want(last.hash(), |hash| here.contains(hash));
        let asked = Stage::Ask(vec![last.hash()]);
        assert_eq!(walk.step(|hash| here.contains(hash)), asked);
        walk.see(&Arrival::from(last), |hash| here.contains(hash));
        assert_eq!(walk.step(|hash| here.contains(hash)), asked);
        assert_eq!(walk.step(|_| true), Stage::Arrived);
    }

    #[test]
    fn a_peer_that_does_not_send_what_it_is_asked_for_is_given_up() {
        let mut walk = Walk::default();
        walk.want(ChangeHash([7; 32]), |_| false);
        assert_eq!(walk.step(|_| false), Stage::Ask(vec![ChangeHash([7; 32])]));
        assert_eq!(walk.step(|_| false), Stage::Lost);
    }
}
