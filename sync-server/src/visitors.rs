//! The open connections: who has shown a credential, and who has to leave when there are too many.
//!
//! Each connection takes a file descriptor before anybody knows whose it is. So those that have shown no
//! credential are counted by address and give way to newer ones: a stranger who holds many shuts out
//! nobody. A socket is counted with its account from then on, and gives way to no connection.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::limits::Limits;
use crate::rates::Whereabouts;

/// The open connections.
#[derive(Debug)]
pub(crate) struct Visitors {
    most: usize,
    of_address_max: usize,
    displaced: AtomicU64,
    inner: Mutex<Present>,
}

#[derive(Debug, Default)]
struct Present {
    came: u64,
    open: HashMap<u64, Visitor>,
    /// Those that give way, by the order in which they came: all of the first before any of the second.
    strangers: BTreeMap<u64, Leaves>,
    known: BTreeMap<u64, Leaves>,
    /// The strangers of each address that is counted.
    of_address: HashMap<Whereabouts, BTreeSet<u64>>,
}

/// What is known of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Visitor {
    /// It has shown no credential. Its address, if that is counted.
    Stranger(Option<Whereabouts>),
    /// It has shown one with a request.
    Known,
    /// It is a socket of an account, which is counted there.
    Socket,
}

/// How a connection is told to leave.
type Leaves = Arc<Notify>;

/// One open connection, for as long as this lives.
pub(crate) struct Visit {
    number: u64,
    visitors: Arc<Visitors>,
    leaves: Leaves,
}

impl Default for Visitors {
    fn default() -> Self {
        Self::new(&Limits::default())
    }
}

impl Visitors {
    /// No connections, of which there may be so many.
    pub(crate) fn new(limits: &Limits) -> Self {
        let most = |limit| usize::try_from(limit).unwrap_or(usize::MAX);
        Self {
            most: most(limits.connections),
            of_address_max: most(limits.connections_per_address),
            displaced: AtomicU64::new(0),
            inner: Mutex::default(),
        }
    }

    /// Notes a new connection, from an address if that is counted. If there are too many then, of all or of
    /// that address, the oldest that has shown no credential has to leave.
    pub(crate) fn enter(self: &Arc<Self>, from: Option<Whereabouts>) -> Visit {
        let leaves = Leaves::default();
        let mut inner = self.lock();
        inner.came += 1;
        let number = inner.came;
        inner.open.insert(number, Visitor::Stranger(from));
        inner.strangers.insert(number, Arc::clone(&leaves));
        if let Some(from) = from {
            let of_address = inner.of_address.entry(from).or_default();
            of_address.insert(number);
            let oldest = of_address.first().copied();
            let oldest = oldest.filter(|_| of_address.len() > self.of_address_max);
            self.displace(&mut inner, oldest);
        }
        if inner.open.len() > self.most {
            let stranger = inner.strangers.keys().next().filter(|oldest| **oldest != number);
            let oldest = stranger.or_else(|| inner.known.keys().next()).copied();
            // Where all others are sockets, there is no room for it.
            self.displace(&mut inner, oldest.or(Some(number)));
        }
        drop(inner);
        Visit { number, visitors: Arc::clone(self), leaves }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.lock().open.len()
    }

    /// How many had to leave so far.
    pub(crate) fn displaced(&self) -> u64 {
        self.displaced.load(Ordering::Relaxed)
    }

    fn displace(&self, inner: &mut Present, oldest: Option<u64>) {
        if let Some(leaves) = oldest.and_then(|number| inner.remove(number)) {
            self.displaced.fetch_add(1, Ordering::Relaxed);
            leaves.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Present> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Present {
    /// Takes a connection out; returns how it is told to leave, if it is one that may have to.
    fn remove(&mut self, number: u64) -> Option<Leaves> {
        match self.open.remove(&number)? {
            Visitor::Stranger(from) => self.remove_stranger(number, from),
            Visitor::Known => self.known.remove(&number),
            Visitor::Socket => None,
        }
    }

    fn remove_stranger(&mut self, number: u64, from: Option<Whereabouts>) -> Option<Leaves> {
        if let Some((from, of_address)) =
            from.and_then(|from| Some((from, self.of_address.get_mut(&from)?)))
        {
            of_address.remove(&number);
            if of_address.is_empty() {
                self.of_address.remove(&from);
            }
        }
        self.strangers.remove(&number)
    }
}

impl Visit {
    /// A number that no other connection to the same listener has.
    pub(crate) const fn number(&self) -> u64 {
        self.number
    }

    /// Notes that a request of this connection has shown a credential.
    pub(crate) fn is_known(&self) {
        let mut inner = self.visitors.lock();
        let Some(standing) = inner.open.get_mut(&self.number) else { return };
        if let Visitor::Stranger(from) = *standing {
            *standing = Visitor::Known;
            if let Some(leaves) = inner.remove_stranger(self.number, from) {
                inner.known.insert(self.number, leaves);
            }
        }
    }

    /// Notes that this connection becomes a socket of an account.
    pub(crate) fn becomes_socket(&self) {
        let mut inner = self.visitors.lock();
        // One that has to leave already is not there any more.
        if inner.remove(self.number).is_some() {
            inner.open.insert(self.number, Visitor::Socket);
        }
    }

    /// Waits until this connection has to leave, for ever if it never has to. One may wait at a time.
    pub(crate) async fn has_to_leave(&self) {
        self.leaves.notified().await;
    }

    /// Whether it had to leave.
    pub(crate) fn is_displaced(&self) -> bool {
        !self.visitors.lock().open.contains_key(&self.number)
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.visitors.lock().remove(self.number);
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Visit").field("number", &self.number).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitors(connections: u64, connections_per_address: u64) -> Arc<Visitors> {
        let limits = Limits { connections, connections_per_address, ..Limits::default() };
        Arc::new(Visitors::new(&limits))
    }

    fn address(last: u8) -> Option<Whereabouts> {
        Some(Whereabouts::of([192, 0, 2, last].into()))
    }

    fn displaced(visits: &[Visit]) -> Vec<u64> {
        visits.iter().filter(|visit| visit.is_displaced()).map(Visit::number).collect()
    }

    #[test]
    fn an_address_with_too_many_connections_loses_its_oldest_and_no_other_address_does() {
        let visitors = visitors(100, 2);
        let mut visits = vec![visitors.enter(address(1))];
        visits.extend((0..5).map(|_| visitors.enter(address(2))));
        assert_eq!(displaced(&visits), [2, 3, 4]);
        // Those that are not counted are those of a proxy: many people come from there.
        visits.extend((0..50).map(|_| visitors.enter(None)));
        assert_eq!(displaced(&visits), [2, 3, 4]);
    }

    #[test]
    fn who_has_shown_a_credential_counts_for_no_address_and_gives_way_after_all_strangers() {
        let visitors = visitors(4, 2);
        let mut visits = Vec::new();
        for _ in 0..3 {
            visits.push(visitors.enter(address(1)));
            visits[visits.len() - 1].is_known();
        }
        visits.push(visitors.enter(address(1)));
        assert_eq!(displaced(&visits), [0; 0]);
        visits.push(visitors.enter(address(2)));
        assert_eq!(displaced(&visits), [4], "a stranger, though not the oldest");
        visits[4].is_known();
        visits.push(visitors.enter(address(1)));
        assert_eq!(displaced(&visits), [1, 4], "there is no stranger besides the newest");
        assert_eq!(visitors.len(), 4);
    }

    #[tokio::test]
    async fn a_socket_stays_and_who_has_to_leave_is_told() {
        let visitors = visitors(2, 100);
        let socket = visitors.enter(address(1));
        socket.becomes_socket();
        let stranger = visitors.enter(address(2));
        let newer = visitors.enter(address(3));
        stranger.has_to_leave().await;
        assert!(stranger.is_displaced() && !socket.is_displaced() && !newer.is_displaced());
        // Too late: it is not there any more.
        stranger.becomes_socket();
        stranger.is_known();
        assert_eq!((visitors.len(), visitors.displaced()), (2, 1));
        newer.becomes_socket();
        let newest = visitors.enter(None);
        assert!(newest.is_displaced(), "all others are sockets");
        drop((stranger, socket, newer, newest));
        let inner = visitors.lock();
        assert!(inner.open.is_empty() && inner.strangers.is_empty() && inner.known.is_empty());
        assert!(inner.of_address.is_empty());
    }
}
