//! Pairing by a code that is read from one device and typed into another.
//!
//! A code is worth a device of the account for five minutes, once. It is kept in memory alone.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rebound_core::base::ids::AccountId;
use sha2::{Digest, Sha256};
use tokio::time::Instant;

use crate::auth::crockford;

/// A code is good for so long.
pub const PAIRING_SECONDS: u64 = 300;

/// The characters of a code, five bits each. A trillion codes, and five tries: see the table of limits.
const LEN: usize = 8;

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

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingCode(…)")
    }
}

/// The codes that are good now: one of an account, by their hashes.
#[derive(Debug, Default)]
pub struct Pairings {
    good: Mutex<HashMap<[u8; 32], (AccountId, Instant)>>,
}

impl Pairings {
    /// Makes a code good for [`PAIRING_SECONDS`], and the account's code before it good no more.
    pub fn begin(&self, code: &PairingCode, account: AccountId, now: Instant) {
        let mut good = self.lock();
        good.retain(|_, (of, until)| *of != account && *until > now);
        good.insert(code.hash(), (account, now + Duration::from_secs(PAIRING_SECONDS)));
    }

    /// Takes a code back, and tells whose it was; `None` if it is not good, or no more.
    pub fn claim(&self, code: &PairingCode, now: Instant) -> Option<AccountId> {
        let (account, until) = self.lock().remove(&code.hash())?;
        (until > now).then_some(account)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<[u8; 32], (AccountId, Instant)>> {
        self.good.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_once_for_five_minutes_and_an_account_has_one() {
        let (pairings, now) = (Pairings::default(), Instant::now());
        let account = |number| AccountId::from_bytes([number; 16]);
        let code = |number| PairingCode::from_random([number; 5]);
        (1..5).for_each(|number| pairings.begin(&code(number), account(number / 2), now));
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
}
