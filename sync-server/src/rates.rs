//! How often somebody may do what costs others something: make accounts, try codes, ask for things.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rebound_core::base::ids::AccountId;
use tokio::time::Instant;

use crate::auth::pairing::PAIRING_SECONDS;
use crate::budget::Bucket;
use crate::limits::Limits;

const HOUR_SECONDS: f64 = 3_600.0;

const MINUTE_SECONDS: f64 = 60.0;

/// Messages that an account may send at once, in seconds of its allowance: a telephone that comes back opens
/// all of its documents.
const MESSAGE_BURST_SECONDS: f64 = 10.0;

/// Addresses and accounts that are remembered each. Those whose allowance is full again leave first.
const REMEMBERED_MAX: usize = 16_384;

/// Where a request comes from, as far as it is counted: an address, or of version 6 the network of 64 bits,
/// all of which one household has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Whereabouts(u64, u64);

/// It has to wait for so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooOften {
    /// Whole seconds, at least 1.
    pub(crate) seconds: u64,
}

/// How often, for each of those who can do it.
#[derive(Debug)]
pub(crate) struct Rates {
    inner: Mutex<Allowances>,
}

#[derive(Debug)]
struct Allowances {
    accounts: Bucket,
    accounts_of_address: Each<Whereabouts>,
    tries_of_address: Each<Whereabouts>,
    pairings_of_address: Each<Whereabouts>,
    requests_of_account: Each<AccountId>,
    messages_of_account: Each<AccountId>,
    bytes_of_account: Each<AccountId>,
}

/// An allowance for each of many.
#[derive(Debug)]
struct Each<K> {
    most: f64,
    per_second: f64,
    buckets: HashMap<K, Bucket>,
}

impl Whereabouts {
    /// What is counted of an address.
    pub(crate) fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(4, u64::from(address.to_bits())),
            IpAddr::V6(address) => {
                Self(6, u64::try_from(address.to_bits() >> 64).unwrap_or(u64::MAX))
            }
        }
    }
}

impl Rates {
    pub(crate) fn new(limits: &Limits, now: Instant) -> Self {
        let accounts = amount(limits.accounts_per_hour);
        let inner = Allowances {
            accounts: Bucket::new(accounts, accounts / HOUR_SECONDS, now),
            accounts_of_address: Each::new(limits.accounts_per_address_and_hour, HOUR_SECONDS),
            tries_of_address: Each::new(limits.tries_per_address_and_hour, HOUR_SECONDS),
            pairings_of_address: Each::new(
                limits.pairing_tries_per_address,
                amount(PAIRING_SECONDS),
            ),
            requests_of_account: Each::new(limits.requests_per_account_and_minute, MINUTE_SECONDS),
            messages_of_account: Each::saving(
                amount(limits.messages_per_account_and_second) * MESSAGE_BURST_SECONDS,
                limits.messages_per_account_and_second,
            ),
            bytes_of_account: Each::saving(
                amount(limits.message_bytes),
                limits.bytes_per_account_and_second,
            ),
        };
        Self { inner: Mutex::new(inner) }
    }

    /// Counts a new account, from an address if that is counted.
    pub(crate) fn account(&self, from: Option<Whereabouts>, now: Instant) -> Result<(), TooOften> {
        let mut inner = self.lock();
        // Who is stopped by its own limit uses up nothing of the others'.
        from.map_or(Ok(()), |from| inner.accounts_of_address.take(from, now))?;
        take(&mut inner.accounts, now)
    }

    /// Counts a try of a code or token from an address.
    pub(crate) fn attempt(&self, from: Whereabouts, now: Instant) -> Result<(), TooOften> {
        self.lock().tries_of_address.take(from, now)
    }

    /// Counts a try of a pairing's code from an address.
    pub(crate) fn pairing(&self, from: Whereabouts, now: Instant) -> Result<(), TooOften> {
        self.lock().pairings_of_address.take(from, now)
    }

    /// Counts a request of an account that stores something.
    pub(crate) fn request(&self, account: AccountId, now: Instant) -> Result<(), TooOften> {
        self.lock().requests_of_account.take(account, now)
    }

    /// Counts a message of so many bytes on a socket of an account, which has been read.
    pub(crate) fn message(&self, account: AccountId, bytes: usize, now: Instant) {
        let mut inner = self.lock();
        inner.messages_of_account.bucket(account, now).charge(1.0, now);
        inner.bytes_of_account.bucket(account, now).charge(amount(bytes as u64), now);
    }

    /// Until when no socket of an account should be read; `None` if there is no need to wait.
    pub(crate) fn rests_until(&self, account: AccountId, now: Instant) -> Option<Instant> {
        let mut inner = self.lock();
        let messages = inner.messages_of_account.bucket(account, now).paid_at(now);
        messages.max(inner.bytes_of_account.bucket(account, now).paid_at(now))
    }

    fn lock(&self) -> MutexGuard<'_, Allowances> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Eq + Hash> Each<K> {
    fn new(most: u64, seconds: f64) -> Self {
        let most = amount(most);
        Self { most, per_second: most / seconds, buckets: HashMap::new() }
    }

    /// So many at once, and so many in a second.
    fn saving(most: f64, per_second: u64) -> Self {
        Self { most, per_second: amount(per_second), buckets: HashMap::new() }
    }

    fn take(&mut self, key: K, now: Instant) -> Result<(), TooOften> {
        take(self.bucket(key, now), now)
    }

    fn bucket(&mut self, key: K, now: Instant) -> &mut Bucket {
        if self.buckets.len() >= REMEMBERED_MAX && !self.buckets.contains_key(&key) {
            self.buckets.retain(|_, bucket| !bucket.is_full(now));
            // With so many at once nobody can be told apart; the limits for all hold on.
            if self.buckets.len() >= REMEMBERED_MAX {
                self.buckets.clear();
            }
        }
        let full = || Bucket::new(self.most, self.per_second, now);
        self.buckets.entry(key).or_insert_with(full)
    }
}

fn take(bucket: &mut Bucket, now: Instant) -> Result<(), TooOften> {
    if bucket.take(now) {
        return Ok(());
    }
    let wait = bucket.next_at(now).saturating_duration_since(now);
    Err(TooOften { seconds: (wait + Duration::from_millis(999)).as_secs().max(1) })
}

fn amount(limit: u64) -> f64 {
    f64::from(u32::try_from(limit).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_stopped_uses_up_nothing_of_the_others() {
        let limits = Limits { accounts_per_hour: 15, ..Limits::default() };
        let now = Instant::now();
        let rates = Rates::new(&limits, now);
        let [one, two] =
            ["192.0.2.1", "2001:db8::1"].map(|ip| Whereabouts::of(ip.parse().unwrap()));
        let made = (0..100).filter(|_| rates.account(Some(one), now).is_ok()).count();
        assert_eq!(made, 10);
        let made = (0..100).filter(|_| rates.account(Some(two), now).is_ok()).count();
        assert_eq!(made, 5, "the limit of all");
        // A tenth of an hour, in which one more of an address comes back.
        assert_eq!(rates.account(Some(one), now), Err(TooOften { seconds: 360 }));
        let later = now + Duration::from_secs(360);
        assert_eq!(rates.account(Some(one), later), Ok(()));
    }

    #[test]
    fn a_network_of_version_6_counts_as_one_and_a_mapped_address_as_what_it_is() {
        let of = |ip: &str| Whereabouts::of(ip.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn an_account_that_sends_too_much_rests_on_all_its_sockets_and_no_other_does() {
        let (limits, now) = (Limits::default(), Instant::now());
        let rates = Rates::new(&limits, now);
        let [one, two] = [1, 2].map(|number| AccountId::from_bytes([number; 16]));
        let rest = |account, now| rates.rests_until(account, now).map(|until| until - now);
        // A telephone that comes back, and one message of the greatest length.
        (0..1_999).for_each(|_| rates.message(one, 100, now));
        rates.message(two, 16 * 1024 * 1024, now);
        assert_eq!((rest(one, now), rest(two, now)), (None, None));
        (0..401).for_each(|_| rates.message(one, 100, now));
        rates.message(two, 16 * 1024 * 1024, now);
        let of = |account| rest(account, now).map(|rest| rest.as_secs());
        assert_eq!((of(one), of(two)), (Some(2), Some(4)));
        let later = now + Duration::from_secs(2);
        assert_eq!((rest(one, later), rest(two, later)), (None, Some(Duration::from_secs(2))));
    }

    #[test]
    fn the_memory_of_addresses_is_bounded() {
        let now = Instant::now();
        let mut each = Each::new(1, HOUR_SECONDS);
        assert!((0..100_000).all(|key| each.take(key, now).is_ok()));
        assert!(each.buckets.len() <= REMEMBERED_MAX);
    }
}
