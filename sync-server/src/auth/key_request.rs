//! Requests for the account's key: a device that has none leaves its public key, another one of the account hears
//! of it and leaves what it has sealed to that.
//!
//! All of it is opaque here, kept in memory alone, and gone once it is taken, or after [`KEY_REQUEST_SECONDS`].

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rebound_core::base::ids::{AccountId, DeviceId};
use tokio::time::Instant;

use crate::auth::Principal;
use crate::auth::opaque::{PublicKey, SealedKey};

/// A request is kept for so long; then the device may leave another one.
pub const KEY_REQUEST_SECONDS: u64 = 300;

/// What a device asks for, and what it is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRequest {
    /// Who asks.
    pub by: Principal,
    /// To what the account's key is to be sealed.
    pub public_key: PublicKey,
    /// The account's key, once a device has sealed it.
    pub sealed_key: Option<SealedKey>,
    /// When all of it is forgotten.
    pub until: Instant,
}

/// The requests that wait now, one of a device.
#[derive(Debug, Default)]
pub struct KeyRequests(Mutex<HashMap<(AccountId, DeviceId), KeyRequest>>);

impl KeyRequests {
    /// Keeps a request in place of the device's former one and what that was answered.
    pub fn ask(&self, by: Principal, public_key: PublicKey, now: Instant) {
        let mut waiting = self.waiting(now);
        let until = now + Duration::from_secs(KEY_REQUEST_SECONDS);
        let request = KeyRequest { by, public_key, sealed_key: None, until };
        waiting.insert((by.account, by.device), request);
    }

    /// The requests of an account, by their devices' ids.
    pub fn of(&self, account: AccountId, now: Instant) -> Vec<KeyRequest> {
        let waiting = self.waiting(now);
        let mut requests: Vec<_> =
            waiting.values().filter(|request| request.by.account == account).cloned().collect();
        requests.sort_by_key(|request| request.by.device);
        requests
    }

    /// Answers the request of a device that asked with this public key, in place of a former answer; tells whether
    /// there is one.
    #[must_use]
    pub fn answer(
        &self,
        (account, device): (AccountId, DeviceId),
        public_key: &PublicKey,
        sealed_key: SealedKey,
        now: Instant,
    ) -> bool {
        let mut waiting = self.waiting(now);
        let request = waiting.get_mut(&(account, device));
        let Some(request) = request.filter(|request| request.public_key == *public_key) else {
            return false;
        };
        request.sealed_key = Some(sealed_key);
        true
    }

    /// Forgets the request of a device and its answer; tells whether there was one.
    pub fn end(&self, account: AccountId, device: DeviceId, now: Instant) -> bool {
        self.waiting(now).remove(&(account, device)).is_some()
    }

    /// Those that are not over.
    fn waiting(&self, now: Instant) -> MutexGuard<'_, HashMap<(AccountId, DeviceId), KeyRequest>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, request| request.until > now);
        waiting
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(number: u8, account: u8) -> Principal {
        let (account, device) =
            (AccountId::from_bytes([account; 16]), DeviceId::from_bytes([number; 8]));
        Principal { account, device, registered_ms: 1 }
    }

    fn key<const MAX: usize>(byte: u8) -> crate::auth::opaque::Opaque<MAX> {
        crate::auth::opaque::Opaque::new(vec![byte; 32]).unwrap()
    }

    #[test]
    fn a_request_is_answered_for_its_key_alone_and_gone_when_it_is_taken_or_over() {
        let (requests, now) = (KeyRequests::default(), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        let (new, other) = (device(1, 1), device(1, 2));
        requests.ask(new, key(1), now);
        requests.ask(other, key(2), at(9));
        let names = |account: u8, now| {
            let requests = requests.of(AccountId::from_bytes([account; 16]), now);
            requests.into_iter().map(|it| (it.public_key, it.sealed_key)).collect::<Vec<_>>()
        };
        assert_eq!(names(1, now), [(key(1), None)]);
        let answer = |to: Principal, public, sealed| {
            requests.answer((to.account, to.device), &key(public), key(sealed), at(1))
        };
        assert!(!answer(new, 2, 7), "another key");
        assert!(!answer(device(2, 1), 1, 7), "another device");
        assert!(answer(new, 1, 7) && answer(new, 1, 8), "again is harmless");
        assert_eq!(names(1, at(299)), [(key(1), Some(key(8)))]);
        // Whoever asks anew is answered anew.
        requests.ask(new, key(3), at(2));
        assert_eq!(names(1, at(3)), [(key(3), None)]);
        assert!(answer(new, 3, 9));
        assert!(requests.end(new.account, new.device, at(4)));
        assert!(!requests.end(new.account, new.device, at(4)));
        assert_eq!(names(2, at(308)), [(key(2), None)]);
        assert_eq!(names(2, at(309)), []);
    }
}
