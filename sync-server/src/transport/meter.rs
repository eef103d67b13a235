//! What a connection has received and sent, and from when on its bytes are WebSocket's.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use rebound_core::base::ids::AccountId;
use rebound_core::replica::wire::LeftOut;

use crate::metrics::Traffic;
use crate::transport::allowance::Allowance;

/// How much goes on of the end of a message that is too long, in bytes.
pub(super) const END_BYTES: usize = 4 * 1024;

/// A message may be so many times as long as one that is kept whole: a document at its quota goes into less.
const LONGEST_TIMES: u64 = 16;

/// The end of a request's head.
const BLANK_LINE: &[u8; 4] = b"\r\n\r\n";

/// Whose messages a connection receives, and the places for large ones.
#[derive(Debug)]
pub(crate) struct Receiver {
    pub(crate) account: AccountId,
    pub(crate) allowance: Arc<Allowance>,
    /// Of a longer message beginning and end are received.
    pub(crate) message_bytes_max: u64,
    /// Whether a message with a place is on its way.
    large: AtomicBool,
    /// How many bytes were left out of the message that was the last one to be too long.
    left_out: AtomicU64,
}

/// What a connection has received and sent.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    receiver: OnceLock<Receiver>,
    /// The sums over all connections.
    traffic: Arc<Traffic>,
    sent: AtomicU64,
    /// Requests that were answered or are being.
    requests: AtomicUsize,
    /// Ends of heads that have come.
    heads: AtomicUsize,
    /// How much of such an end came last.
    matched: AtomicUsize,
    /// Whether nothing has come after the last one.
    at_end: AtomicBool,
}

/// Whether a message with a place is on its way in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Large {
    OnItsWay,
    None,
}

/// A client has sent something after its request to become a WebSocket, and before the answer.
#[derive(Debug, thiserror::Error)]
#[error("frames may be sent once the upgrade is answered, and not before")]
pub(crate) struct TooEager;

impl Meter {
    /// Nothing received and nothing sent.
    pub(crate) fn new(traffic: Arc<Traffic>) -> Self {
        Self { traffic, ..Self::default() }
    }

    /// A request has come.
    pub(crate) fn note_request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// Says that from now on this connection receives frames, and whose.
    ///
    /// # Errors
    ///
    /// [`TooEager`]: a part of a frame has come already, so that nobody could count the rest.
    pub(crate) fn receive_frames(
        &self,
        account: AccountId,
        allowance: Arc<Allowance>,
        message_bytes_max: u64,
    ) -> Result<(), TooEager> {
        let at_end = self.at_end.load(Ordering::Relaxed);
        let heads = self.heads.load(Ordering::Relaxed);
        if !at_end || heads != self.requests.load(Ordering::Relaxed) {
            return Err(TooEager);
        }
        let (large, left_out) = (AtomicBool::new(false), AtomicU64::new(0));
        let receiver = Receiver { account, allowance, message_bytes_max, large, left_out };
        self.receiver.set(receiver).map_err(|_| TooEager)
    }

    /// Who receives frames, if they are some.
    pub(super) fn receiver(&self) -> Option<&Receiver> {
        self.receiver.get()
    }

    /// Whether a large message is on its way in: it has its own rule of how fast it has to come.
    pub(crate) fn is_receiving_large(&self) -> bool {
        self.receiver().is_some_and(|receiver| receiver.large.load(Ordering::Relaxed))
    }

    /// What was left out of a message that has just been received: of none but one that is as long as a message
    /// may be.
    pub(crate) fn take_gap(&self, message: &[u8]) -> Option<LeftOut> {
        let receiver = self.receiver()?;
        if message.len() as u64 != receiver.message_bytes_max {
            return None;
        }
        let bytes = receiver.left_out.swap(0, Ordering::Relaxed);
        let at = message.len().saturating_sub(END_BYTES);
        (bytes > 0).then_some(LeftOut { at, bytes })
    }

    /// How many bytes were sent.
    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub(super) fn note_sent(&self, bytes: usize) {
        self.sent.fetch_add(bytes as u64, Ordering::Relaxed);
        self.traffic.sent.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn note_received(&self, bytes: usize) {
        self.traffic.received.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Looks for the ends of heads in bytes that are HTTP's.
    pub(super) fn note_head(&self, bytes: &[u8]) {
        let mut matched = self.matched.load(Ordering::Relaxed);
        let mut at_end = self.at_end.load(Ordering::Relaxed);
        for byte in bytes {
            matched = if BLANK_LINE.get(matched) == Some(byte) {
                matched + 1
            } else {
                usize::from(*byte == b'\r')
            };
            at_end = matched == BLANK_LINE.len();
            if at_end {
                self.heads.fetch_add(1, Ordering::Relaxed);
                matched = 0;
            }
        }
        self.matched.store(matched, Ordering::Relaxed);
        self.at_end.store(at_end, Ordering::Relaxed);
    }
}

impl Receiver {
    /// How much goes on of the beginning of a message, in bytes.
    pub(super) const fn beginning(&self) -> u64 {
        self.message_bytes_max.saturating_sub(END_BYTES as u64)
    }

    /// The longest message of which anything goes on, in bytes.
    pub(super) const fn longest(&self) -> u64 {
        self.message_bytes_max.saturating_mul(LONGEST_TIMES)
    }

    pub(super) fn note_left_out(&self, bytes: u64) {
        self.left_out.store(bytes, Ordering::Relaxed);
    }

    pub(super) fn set_large(&self, state: Large) {
        self.large.store(state == Large::OnItsWay, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter(parts: &[&str], requests: usize) -> Result<(), TooEager> {
        let meter = Meter::default();
        parts.iter().for_each(|part| meter.note_head(part.as_bytes()));
        (0..requests).for_each(|_| meter.note_request());
        meter.receive_frames(AccountId::from_bytes([1; 16]), Arc::default(), 1)
    }

    #[test]
    fn frames_that_come_before_the_answer_are_noticed() {
        assert!(meter(&["GET / HTTP/1.1\r\nhost: a\r", "\n\r\n"], 1).is_ok());
        assert!(meter(&["GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"], 2).is_ok());
        assert!(meter(&["GET / HTTP/1.1\r\n\r\n", "frame"], 1).is_err());
        assert!(meter(&["GET / HTTP/1.1\r\n\r\nframe that ends so\r\n\r\n"], 1).is_err());
    }
}
