//! Changes of a peer that were refused because of what others wrote, and may come again.

use std::collections::BTreeMap;

use automerge::ChangeHash;

/// So many are remembered for a document on a connection. The others come again with the next connection.
const HELD_BACK_MAX: usize = 256;

/// How often one is asked for: a peer whose changes are refused again and again would talk for ever.
const ASKS_MAX: u32 = 3;

/// What was refused for now.
#[derive(Debug, Default)]
pub(super) struct HeldBack {
    /// How often each was asked for, and whether it was refused since.
    asked: BTreeMap<ChangeHash, (u32, HeldStage)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum HeldStage {
    Refused,
    Asked,
}

impl HeldBack {
    /// Notes that a change was refused, if its hash is known.
    pub(super) fn add(&mut self, hash: Option<ChangeHash>) {
        let Some(hash) = hash else { return };
        if let Some((_, standing)) = self.asked.get_mut(&hash) {
            *standing = HeldStage::Refused;
        } else if self.asked.len() < HELD_BACK_MAX {
            self.asked.insert(hash, (0, HeldStage::Refused));
        }
    }

    /// Takes those that are wanted now and may be asked for.
    pub(super) fn ask(&mut self, wanted: impl Fn(&ChangeHash) -> bool) -> Vec<ChangeHash> {
        let mut again = Vec::new();
        for (hash, (asks, standing)) in &mut self.asked {
            if *standing == HeldStage::Refused && *asks < ASKS_MAX && wanted(hash) {
                *asks += 1;
                *standing = HeldStage::Asked;
                again.push(*hash);
            }
        }
        again
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_is_asked_for_three_times_and_then_no_more() {
        let mut held_back = HeldBack::default();
        let hash = ChangeHash([7; 32]);
        let asked = [(); 5].map(|()| {
            held_back.add(Some(hash));
            let asked = held_back.ask(|_| true);
            assert!(held_back.ask(|_| true).is_empty(), "once for each refusal");
            asked.len()
        });
        assert_eq!(asked, [1, 1, 1, 0, 0]);
    }

    #[test]
    fn only_so_many_are_remembered() {
        let mut held_back = HeldBack::default();
        for number in 0..1_000_u16 {
            let [high, low] = number.to_be_bytes();
            held_back.add(Some(ChangeHash([[high; 16], [low; 16]].concat().try_into().unwrap())));
        }
        assert_eq!(held_back.ask(|_| true).len(), HELD_BACK_MAX);
    }
}
