//! Pairing by a code that is read from one device and typed into another.
//!
//! A code is worth a device of the account for five minutes, once. It is kept in memory alone.
//!
//! Its first characters say which pairing is meant, so that a wrong one is a guess at that one: after a few
//! guesses it is good no more, wherever they come from. Whoever guesses at all pairings ends them, and learns
//! nothing; people begin another one then.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rebound_core::base::crockford;
use rebound_core::base::ids::AccountId;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::time::Instant;

use crate::limits::Limits;

/// A code is good for so long.
pub const PAIRING_SECONDS: u64 = 300;

/// The characters of a code, five bits each.
const LEN: usize = 8;

/// So many of them say which pairing is meant, one of 32,768. The others are the secret, one of 33 million.
const NAME_LEN: usize = 3;

/// A code for a further device: eight characters.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingCode(String);

impl PairingCode {
    /// A code from 40 random bits.
    pub fn from_random(bytes: [u8; 5]) -> Self {
        Self(crockford::encode(&bytes))
    }

    /// Reads a code as people type it; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let code = crockford::read(text)?;
        (code.len() == LEN).then_some(Self(code))
    }

    /// The code as it is shown: two groups of four.
    pub fn reveal(&self) -> String {
        crockford::grouped(&self.0, 4)
    }

    /// Which pairing is meant.
    fn name(&self) -> String {
        self.0.chars().take(NAME_LEN).collect()
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingCode(…)")
    }
}

/// The codes that are good now, one of an account, by the names of their pairings.
#[derive(Debug)]
pub struct Pairings {
    tries_max: u64,
    good: Mutex<HashMap<String, Pairing>>,
}

#[derive(Debug)]
struct Pairing {
    account: AccountId,
    code: [u8; 32],
    until: Instant,
    tries: u64,
}

impl Pairings {
    /// No codes, of which each may be tried so often.
    pub fn new(limits: &Limits) -> Self {
        Self { tries_max: limits.tries_per_pairing, good: Mutex::default() }
    }

    /// Makes a code good for [`PAIRING_SECONDS`], and the account's code before it good no more; tells whether
    /// it did. Another one is to be drawn where the code has the name of another account's pairing.
    #[must_use]
    pub fn begin(&self, code: &PairingCode, account: AccountId, now: Instant) -> bool {
        let mut good = self.lock();
        good.retain(|_, pairing| pairing.account != account && pairing.until > now);
        if good.contains_key(&code.name()) {
            return false;
        }
        let until = now + Duration::from_secs(PAIRING_SECONDS);
        good.insert(code.name(), Pairing { account, code: code.hash(), until, tries: 0 });
        true
    }

    /// Takes a code back, and tells whose it was; `None` if it is not good, or no more.
    pub fn claim(&self, code: &PairingCode, now: Instant) -> Option<AccountId> {
        let (mut good, name) = (self.lock(), code.name());
        let pairing = good.get_mut(&name)?;
        pairing.tries += 1;
        let is_right = bool::from(pairing.code.ct_eq(&code.hash())) && pairing.until > now;
        let account = is_right.then_some(pairing.account);
        if is_right || pairing.tries >= self.tries_max {
            good.remove(&name);
        }
        account
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Pairing>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: u8) -> AccountId {
        AccountId::from_bytes([number; 16])
    }

    #[test]
    fn a_code_is_good_once_for_five_minutes_and_an_account_has_one() {
        let (pairings, now) = (Pairings::new(&Limits::default()), Instant::now());
        let code = |number| PairingCode::from_random([number; 5]);
        assert!((1..5).all(|number| pairings.begin(&code(number), account(number / 2), now)));
        let at = |seconds| now + Duration::from_secs(seconds);
        assert_eq!(pairings.claim(&code(2), at(1)), None, "its account has another by now");
        assert_eq!(pairings.claim(&code(3), at(299)), Some(account(1)));
        assert_eq!(pairings.claim(&code(3), at(299)), None, "used up");
        assert_eq!(pairings.claim(&code(4), at(300)), None, "too old");
        let typed = code(1).reveal().to_lowercase().replace('-', " ");
        assert_eq!(typed.len(), LEN + 1);
        assert_eq!(pairings.claim(&PairingCode::read(&typed).unwrap(), now), Some(account(0)));
        assert_eq!(PairingCode::read("ABCD-EFG"), None);
        assert_eq!(format!("{:?}", code(1)), "PairingCode(…)");
    }

    #[test]
    fn a_pairing_is_guessed_at_five_times_in_all_and_others_are_left_alone() {
        let (pairings, now) = (Pairings::new(&Limits::default()), Instant::now());
        let code = |text: &str| PairingCode::read(text).unwrap();
        for (number, text) in (1..).zip(["AAA0-0000", "BBB0-0000", "CCC0-0000"]) {
            assert!(pairings.begin(&code(text), account(number), now));
        }
        assert!(!pairings.begin(&code("AAA1-1111"), account(4), now), "which one was meant?");
        let guess = |name: &str, number| code(&format!("{name}{number}-1111"));
        assert!((0..4).all(|number| pairings.claim(&guess("AAA", number), now).is_none()));
        assert!((0..5).all(|number| pairings.claim(&guess("BBB", number), now).is_none()));
        assert_eq!(pairings.claim(&code("AAA0-0000"), now), Some(account(1)), "the fifth");
        assert_eq!(pairings.claim(&code("BBB0-0000"), now), None, "the sixth");
        assert_eq!(pairings.claim(&code("CCC0-0000"), now), Some(account(3)));
    }
}
