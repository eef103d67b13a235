//! Changes that wait for others that they depend on: kept as they came, counted, and looked at again only
//! when something has come that they wait for.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use automerge::ChangeHash;
use rebound_core::replica::admission::Refusal;
use rebound_core::replica::admission::arrival::Arrival;
use rebound_core::replica::admission::message::NEED_MAX;

/// Changes of one connection and document that may wait for others they depend on.
pub const PARKED_MAX: usize = 256;

/// Bytes of changes that may wait on one connection, whatever documents they are of.
pub const PARKED_BYTES_MAX: usize = 2 * 1024 * 1024;

/// What a change that waits takes in memory besides its bytes, and what each takes that it waits for.
const WAITING_BYTES: usize = 256;
const MISSING_BYTES: usize = 128;

/// The bytes that wait on one connection.
#[derive(Debug, Default)]
pub struct ParkedBytes(AtomicUsize);

impl ParkedBytes {
    /// How many there are.
    pub fn held(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    fn take(&self, bytes: usize) -> bool {
        let room = |held: usize| held.checked_add(bytes).filter(|held| *held <= PARKED_BYTES_MAX);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, room).is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.0.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The changes of one document on one connection that wait.
#[derive(Debug)]
pub struct Parking {
    waiting: BTreeMap<ChangeHash, WaitingChange>,
    /// Who waits for a change that is missing.
    by_missing: HashMap<ChangeHash, Vec<ChangeHash>>,
    /// What waits for nothing any more.
    ready: VecDeque<(ChangeHash, Arc<[u8]>)>,
    held: Arc<ParkedBytes>,
}

#[derive(Debug)]
struct WaitingChange {
    bytes: Arc<[u8]>,
    /// How many changes are missing.
    missing: usize,
    weight: usize,
}

impl Parking {
    /// Nothing waits; what will is counted in `held`.
    pub fn new(held: Arc<ParkedBytes>) -> Self {
        let (waiting, by_missing, ready) = Default::default();
        Self { waiting, by_missing, ready, held }
    }

    /// Keeps a change until what is missing has come.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooManyOrphans`] if there is no room.
    pub fn park(&mut self, arrival: &Arrival, missing: &[ChangeHash]) -> Result<(), Refusal> {
        if self.waiting.contains_key(&arrival.hash) {
            return Ok(());
        }
        let weight = arrival.bytes.len() + WAITING_BYTES + missing.len() * MISSING_BYTES;
        if self.waiting.len() >= PARKED_MAX || !self.held.take(weight) {
            return Err(Refusal::TooManyOrphans);
        }
        for missing in missing {
            self.by_missing.entry(*missing).or_default().push(arrival.hash);
        }
        let bytes = Arc::clone(&arrival.bytes);
        self.waiting.insert(arrival.hash, WaitingChange { bytes, missing: missing.len(), weight });
        Ok(())
    }

    /// Puts a change that lacks nothing where it comes up next.
    pub fn again(&mut self, arrival: &Arrival) {
        self.ready.push_back((arrival.hash, Arc::clone(&arrival.bytes)));
    }

    /// Notes that a change is there: what waited for it alone is ready.
    pub fn free(&mut self, hash: &ChangeHash) {
        for waiting in self.by_missing.remove(hash).into_iter().flatten() {
            let Some(entry) = self.waiting.get_mut(&waiting) else { continue };
            entry.missing -= 1;
            if entry.missing == 0
                && let Some(entry) = self.waiting.remove(&waiting)
            {
                self.held.give_back(entry.weight);
                self.ready.push_back((waiting, entry.bytes));
            }
        }
    }

    /// Notes which of the missing changes have come by another way.
    pub fn free_those(&mut self, is_here: impl Fn(&ChangeHash) -> bool) {
        let here = self.by_missing.keys().filter(|hash| is_here(hash)).copied();
        here.collect::<Vec<_>>().iter().for_each(|hash| self.free(hash));
    }

    /// Takes a change that waits for nothing any more, as it came. What waits for it alone is ready then: it
    /// comes right after it, and if that one is refused, it lacks it and waits again.
    pub fn take_ready(&mut self) -> Option<Arc<[u8]>> {
        let (hash, bytes) = self.ready.pop_front()?;
        self.free(&hash);
        Some(bytes)
    }

    /// Whether something waits for nothing any more.
    pub fn has_ready(&self) -> bool {
        !self.ready.is_empty()
    }

    /// Whether something waits for a change.
    pub fn awaits(&self, hash: &ChangeHash) -> bool {
        self.by_missing.contains_key(hash)
    }

    /// What is missing and does not wait itself, sorted; at most as many as a message may ask for.
    pub fn missing(&self) -> Vec<ChangeHash> {
        let missing = self.by_missing.keys().filter(|hash| !self.waiting.contains_key(hash));
        let mut missing: Vec<_> = missing.copied().collect();
        missing.sort_unstable();
        missing.truncate(NEED_MAX);
        missing
    }
}

impl Drop for Parking {
    fn drop(&mut self) {
        self.held.give_back(self.waiting.values().map(|waiting| waiting.weight).sum());
    }
}

#[cfg(test)]
mod tests {
    use automerge::transaction::Transactable;
    use automerge::{AutoCommit, Change, ROOT};

    use super::*;

    fn chain(len: usize, bytes: usize) -> Vec<Arrival> {
        let mut document = AutoCommit::new();
        (0..len)
            .map(|number| {
                document.put(ROOT, "a", vec![number.to_le_bytes()[0]; bytes]).unwrap();
                let change: Change = document.get_last_local_change().unwrap();
                Arrival::from(&change)
            })
            .collect()
    }

    #[test]
    fn each_is_ready_when_what_it_waits_for_has_come() {
        let changes = chain(4, 10);
        let mut parking = Parking::new(Arc::default());
        for change in changes.iter().skip(1).rev() {
            parking.park(change, &change.deps).unwrap();
        }
        assert_eq!(parking.missing(), [changes[0].hash]);
        assert!(parking.take_ready().is_none());
        parking.free(&changes[0].hash);
        for change in changes.iter().skip(1) {
            assert_eq!(parking.take_ready().unwrap(), change.bytes);
        }
        assert!(parking.missing().is_empty() && parking.held.held() == 0);
    }

    #[test]
    fn what_waits_on_a_connection_is_counted_over_its_documents_and_given_back() {
        let held = Arc::<ParkedBytes>::default();
        let (mut one, mut two) = (Parking::new(Arc::clone(&held)), Parking::new(Arc::clone(&held)));
        let changes = chain(60, 64 * 1024);
        let refused = |parking: &mut Parking| {
            changes
                .iter()
                .skip(1)
                .filter(|change| parking.park(change, &change.deps).is_err())
                .count()
        };
        assert_eq!(refused(&mut one) + refused(&mut two), 2 * 59 - 31, "of 64 KiB and some");
        assert!(held.held() <= PARKED_BYTES_MAX);
        drop(one);
        assert!(held.held() == 0, "the second had found no room");
        drop(two);
    }
}
