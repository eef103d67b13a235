//! Messages that are about this moment only: how large, how many, and each of them once.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::PeerId;
use tokio::time::Instant;

use crate::budget::Bucket;
use crate::fanout::Ephemeral;

/// The longest message, in bytes: a cursor takes 100, a drawing some thousands.
const DATA_BYTES_MAX: usize = 64 * 1024;

/// The longest name of a run, in bytes. Clients draw a random number.
const SESSION_BYTES_MAX: usize = 256;

/// Messages that one socket may send at once, and each second after that: a cursor that moves with
/// every frame of a screen.
const OF_SOCKET: (f64, f64) = (200.0, 100.0);

/// Messages about one document at once, and each second after that: every one goes to all who have it
/// open.
const OF_DOCUMENT: (f64, f64) = (1_000.0, 500.0);

/// Runs of senders that are remembered for one document.
const RUNS_MAX: usize = 256;

/// A document without messages for this long is forgotten.
const QUIET_MAX: Duration = Duration::from_secs(60);

/// What one socket may send.
pub(crate) const fn allowance(now: Instant) -> Bucket {
    Bucket::new(OF_SOCKET.0, OF_SOCKET.1, now)
}

/// The documents that are talked about now.
#[derive(Debug, Default)]
pub(crate) struct EphemeralLimits {
    inner: Mutex<HashMap<DocumentId, DocumentLimit>>,
}

#[derive(Debug)]
struct DocumentLimit {
    allowance: Bucket,
    /// The last number of each run, and when it came. The account is part of the key, so that nobody
    /// can use up another's numbers.
    runs: HashMap<(AccountId, PeerId, String), (u64, Instant)>,
    used: Instant,
}

impl EphemeralLimits {
    /// Whether a message of an account may be passed on: it is not too large, there are not too many
    /// about its document, and it was not passed on before. One that may not is dropped, as its like
    /// may be anywhere on its way.
    pub(crate) fn admit(&self, account: AccountId, message: &Ephemeral, now: Instant) -> bool {
        if message.data.len() > DATA_BYTES_MAX || message.session_id.len() > SESSION_BYTES_MAX {
            return false;
        }
        let mut limits = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if !limits.contains_key(&message.document) {
            limits.retain(|_, limit| now.saturating_duration_since(limit.used) < QUIET_MAX);
        }
        let allowance = || Bucket::new(OF_DOCUMENT.0, OF_DOCUMENT.1, now);
        let limit = limits.entry(message.document).or_insert_with(|| DocumentLimit {
            allowance: allowance(),
            runs: HashMap::new(),
            used: now,
        });
        limit.used = now;
        limit.is_news(account, message, now) && limit.allowance.take(now)
    }
}

impl DocumentLimit {
    fn is_news(&mut self, account: AccountId, message: &Ephemeral, now: Instant) -> bool {
        let run = (account, message.sender.clone(), message.session_id.clone());
        let last = self.runs.get(&run).map(|(count, _)| *count);
        if last.is_some_and(|last| message.count <= last) {
            return false;
        }
        if last.is_none() && self.runs.len() == RUNS_MAX {
            let oldest = self.runs.iter().min_by_key(|(_, (_, heard))| *heard);
            if let Some(oldest) = oldest.map(|(run, _)| run.clone()) {
                self.runs.remove(&oldest);
            }
        }
        self.runs.insert(run, (message.count, now));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(document: u8, session: usize, count: u64) -> Ephemeral {
        Ephemeral {
            sender: PeerId::new("sam").unwrap(),
            document: DocumentId::from_bytes([document; 16]),
            session_id: session.to_string(),
            count,
            data: vec![1],
        }
    }

    #[test]
    fn each_number_of_a_run_passes_once_and_only_upwards() {
        let (limits, now) = (EphemeralLimits::default(), Instant::now());
        let (one, two) = (AccountId::from_bytes([1; 16]), AccountId::from_bytes([2; 16]));
        let passed = [1, 1, 3, 2, 4].map(|count| limits.admit(one, &message(7, 0, count), now));
        assert_eq!(passed, [true, false, true, false, true]);
        assert!(limits.admit(two, &message(7, 0, u64::MAX), now));
        assert!(limits.admit(one, &message(7, 0, 5), now), "nobody uses up another's numbers");
    }

    #[test]
    fn a_document_and_the_memory_of_it_are_bounded() {
        let (limits, now) = (EphemeralLimits::default(), Instant::now());
        let account = AccountId::from_bytes([1; 16]);
        let passed = (0..3_000).filter(|run| limits.admit(account, &message(7, *run, 1), now));
        assert_eq!(passed.count(), 1_000);
        let runs =
            |document| limits.inner.lock().unwrap().get(&document).map(|limit| limit.runs.len());
        assert_eq!(runs(DocumentId::from_bytes([7; 16])), Some(RUNS_MAX));
        assert!(limits.admit(account, &message(8, 0, 1), now + QUIET_MAX));
        assert_eq!(runs(DocumentId::from_bytes([7; 16])), None, "a quiet document is forgotten");
        let large = Ephemeral { data: vec![0; DATA_BYTES_MAX + 1], ..message(9, 0, 1) };
        assert!(!limits.admit(account, &large, now));
    }
}
