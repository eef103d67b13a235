//! Large messages that are on their way at once, in either direction: places, of which an account has few.
//!
//! A message up to [`FREE_BYTES`] needs none. For a larger one a place is taken before its bytes are; until
//! there is one its peer is not read from, or not written to. So what all sockets together hold is bounded,
//! and one account cannot take the places of others.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use rebound_core::base::ids::AccountId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// What a message may have without a place, in bytes: a hundred changes of a commute have 10 KiB.
pub(crate) const FREE_BYTES: usize = 128 * 1024;

/// Places of all accounts together: of 16 MiB at most each.
const PLACES: usize = 8;

/// Places of one account in one direction.
const PLACES_OF_ACCOUNT: usize = 2;

/// While others wait, a place is left after this time.
const HELD_MAX: Duration = Duration::from_secs(30);

/// A peer has to take or bring so many bytes ...
pub(crate) const PROGRESS_BYTES: u64 = 16 * 1024;

/// ... in this time: a telephone at the edge of its network brings 60 KiB.
pub(crate) const PROGRESS_EVERY: Duration = Duration::from_secs(10);

/// The places of one direction.
#[derive(Debug)]
pub(crate) struct Allowance {
    all: Arc<Semaphore>,
    of_account: Mutex<HashMap<AccountId, Weak<Semaphore>>>,
    waiting: AtomicUsize,
}

/// A place for one large message.
#[derive(Debug)]
pub(crate) struct Place {
    since: Instant,
    _of_account: OwnedSemaphorePermit,
    _of_all: OwnedSemaphorePermit,
    allowance: Arc<Allowance>,
}

/// Leave to make a message that may be large. One that is needs a place as well.
#[derive(Debug)]
pub(crate) struct Turn {
    of_account: OwnedSemaphorePermit,
    allowance: Arc<Allowance>,
}

/// Somebody who waits for a place, for as long as this lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Allowance {
    fn default() -> Self {
        let all = Arc::new(Semaphore::new(PLACES));
        Self { all, of_account: Mutex::default(), waiting: AtomicUsize::new(0) }
    }
}

impl Allowance {
    /// Waits for a place of an account; `None` if there never will be one.
    pub(crate) async fn take(self: Arc<Self>, account: AccountId) -> Option<Place> {
        self.turn(account).await?.place().await
    }

    /// Waits until it is the account's turn to make a message that may be large; `None` if it never will be.
    pub(crate) async fn turn(self: Arc<Self>, account: AccountId) -> Option<Turn> {
        let of_account = self.own(account).acquire_owned().await.ok()?;
        Some(Turn { of_account, allowance: self })
    }

    /// How many places are taken.
    pub(crate) fn taken(&self) -> usize {
        PLACES.saturating_sub(self.all.available_permits())
    }

    fn own(&self, account: AccountId) -> Arc<Semaphore> {
        let mut of_account = self.lock();
        if let Some(own) = of_account.get(&account).and_then(Weak::upgrade) {
            return own;
        }
        // Those of accounts that have nothing on its way are gone.
        of_account.retain(|_, own| own.strong_count() > 0);
        let own = Arc::new(Semaphore::new(PLACES_OF_ACCOUNT));
        of_account.insert(account, Arc::downgrade(&own));
        own
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, Weak<Semaphore>>> {
        self.of_account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// Waits for a place among those of all accounts; `None` if there never will be one.
    pub(crate) async fn place(self) -> Option<Place> {
        let Self { of_account, allowance } = self;
        allowance.waiting.fetch_add(1, Ordering::Relaxed);
        let waiting = Waiting(&allowance.waiting);
        let of_all = Arc::clone(&allowance.all).acquire_owned().await.ok()?;
        drop(waiting);
        let since = Instant::now();
        Some(Place { since, _of_account: of_account, _of_all: of_all, allowance })
    }
}

impl Place {
    /// Whether others wait, and this was held for long enough.
    pub(crate) fn is_overdue(&self) -> bool {
        self.since.elapsed() > HELD_MAX && self.allowance.waiting.load(Ordering::Relaxed) > 0
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_account_waits_for_its_own_places_and_others_do_not() {
        let allowance = Arc::new(Allowance::default());
        let take = |number| Arc::clone(&allowance).take(AccountId::from_bytes([number; 16]));
        let held = [take(1).await, take(1).await];
        let mut third = Box::pin(take(1));
        assert!((&mut third).now_or_never().is_none());
        let others = [take(2).await, take(2).await, take(3).await, take(3).await];
        assert_eq!(allowance.taken(), 6);
        assert!(others.iter().flatten().all(|place| !place.is_overdue()));
        drop(held);
        assert!(third.await.is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_place_is_overdue_only_while_somebody_waits() {
        let allowance = Arc::new(Allowance::default());
        let take = |number| Arc::clone(&allowance).take(AccountId::from_bytes([number; 16]));
        let mut held = Vec::new();
        for number in 0..8 {
            held.push(take(number).await.unwrap());
        }
        tokio::time::advance(HELD_MAX * 2).await;
        assert!(held.iter().all(|place| !place.is_overdue()));
        let mut waits = Box::pin(take(9));
        assert!((&mut waits).now_or_never().is_none());
        assert!(held.iter().all(Place::is_overdue));
        held.pop();
        assert!(waits.await.is_some());
        assert!(held.iter().all(|place| !place.is_overdue()));
    }
}
