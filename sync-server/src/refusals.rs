//! What was not taken of whom, and why: the last refusals of each account, for its owner to look at.
//!
//! They live in memory and end with the server. A client is told on its connection as well; this is for one
//! that has no place for it, and for whoever wonders later.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::Refused;
use rebound_core::replica::document_id::DocumentId;

/// Refusals that are kept of an account; older ones give way.
pub const REFUSALS_MAX: usize = 100;

/// Accounts of which refusals are kept; the one whose last is the oldest gives way. All of them take at
/// most 20 MiB.
pub const ACCOUNTS_MAX: usize = 1_000;

/// One change that was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The document that it was for.
    pub document: DocumentId,
    /// The change, and why.
    pub refused: Refused,
    /// When, in seconds since 1970 by the server's clock.
    pub at: u64,
}

/// The last refusals, by account.
#[derive(Debug, Default)]
pub struct Refusals {
    inner: Mutex<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    by_account: BTreeMap<AccountId, LastRefusals>,
    /// Accounts by the turn of their last refusal.
    by_turn: BTreeMap<u64, AccountId>,
    turns: u64,
}

#[derive(Debug, Default)]
struct LastRefusals {
    entries: VecDeque<Entry>,
    turn: u64,
}

impl Refusals {
    /// Notes what was refused of an account.
    pub fn note(&self, account: AccountId, entries: impl IntoIterator<Item = Entry>) {
        let mut entries = entries.into_iter().peekable();
        if entries.peek().is_none() {
            return;
        }
        let mut accounts = self.lock();
        accounts.turns += 1;
        let turn = accounts.turns;
        let kept = accounts.by_account.entry(account).or_default();
        let before = std::mem::replace(&mut kept.turn, turn);
        for entry in entries {
            // A client that sends it again is refused again: that is no news.
            let is_same =
                |kept: &Entry| (kept.document, kept.refused) == (entry.document, entry.refused);
            kept.entries.retain(|kept| !is_same(kept));
            kept.entries.push_back(entry);
            if kept.entries.len() > REFUSALS_MAX {
                kept.entries.pop_front();
            }
        }
        accounts.by_turn.remove(&before);
        accounts.by_turn.insert(turn, account);
        if accounts.by_turn.len() > ACCOUNTS_MAX
            && let Some((_, oldest)) = accounts.by_turn.pop_first()
        {
            accounts.by_account.remove(&oldest);
        }
    }

    /// The refusals of an account, the newest first.
    pub fn of(&self, account: AccountId) -> Vec<Entry> {
        let accounts = self.lock();
        let kept = accounts.by_account.get(&account);
        kept.map(|kept| kept.entries.iter().rev().copied().collect()).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, Noted> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use automerge::ChangeHash;
    use rebound_core::replica::admission::Refusal;

    use super::*;

    fn account(number: u16) -> AccountId {
        let [high, low] = number.to_be_bytes();
        AccountId::from_bytes([[high; 8], [low; 8]].concat().try_into().unwrap())
    }

    fn entry(number: u8) -> Entry {
        let refused = Refused { hash: Some(ChangeHash([number; 32])), refusal: Refusal::Reference };
        Entry { document: DocumentId::from_random([7; 16]), refused, at: u64::from(number) }
    }

    #[test]
    fn the_last_hundred_are_kept_and_the_newest_comes_first() {
        let refusals = Refusals::default();
        (0..120).for_each(|number| refusals.note(account(1), [entry(number)]));
        refusals.note(account(1), [Entry { at: 500, ..entry(60) }]);
        let kept = refusals.of(account(1));
        assert_eq!(kept.len(), REFUSALS_MAX);
        assert_eq!((kept[0].at, kept[1].at, kept[99].at), (500, 119, 20), "60 is not there twice");
        assert_eq!(refusals.of(account(2)), []);
    }

    #[test]
    fn of_too_many_accounts_the_one_that_was_refused_nothing_for_longest_gives_way() {
        let refusals = Refusals::default();
        (0..1_000).for_each(|number| refusals.note(account(number), [entry(1)]));
        refusals.note(account(0), [entry(2)]);
        refusals.note(account(1_000), [entry(1)]);
        refusals.note(account(1_001), []);
        let counts = [0, 1, 2, 1_000, 1_001].map(|number| refusals.of(account(number)).len());
        assert_eq!(counts, [2, 0, 1, 1, 0]);
    }
}
