//! A message's changes in slices: so much is read at a stretch, and then others have their turn.

use std::slice::Iter;

use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::arrival::Arrival;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::admission::{Refusal, Refused, arrival};

use crate::ledger::parking::Parking;

/// Changes that are read and staged at a stretch: one group of the writer.
pub const SLICE_CHANGES_MAX: usize = 512;

/// Bytes that are read at a stretch, inflated ones included. A slice ends with the change that goes beyond:
/// 2 ms for inflating and measuring.
pub const SLICE_BYTES_MAX: usize = 1024 * 1024;

/// Operations that are read at a stretch, in the same way. One takes a microsecond or two.
pub const SLICE_OPS_MAX: u64 = 5_000;

/// The changes of a message, and those that wait for nothing any more since they came.
#[derive(Debug)]
pub struct Slices<'a> {
    chunks: Iter<'a, &'a [u8]>,
    allowance: Allowance,
}

impl<'a> Slices<'a> {
    /// For the chunks of a message.
    pub fn new(message: &'a SyncMessage<'a>) -> Self {
        Self { chunks: message.chunks.iter(), allowance: message.allowance() }
    }

    /// The next slice. With [`Refusal::TooMuchAtOnce`] at its end the rest of the message is not looked at.
    pub fn next_slice(&mut self, parking: &mut Parking) -> Vec<Result<Arrival, Refused>> {
        let mut slice = Vec::new();
        let (mut bytes, mut ops) = (0, 0);
        while slice.len() < SLICE_CHANGES_MAX && bytes < SLICE_BYTES_MAX && ops < SLICE_OPS_MAX {
            let arrival = if let Some(chunk) = parking.take_ready() {
                // It was charged when it came; reading it once more takes what it may take alone.
                bytes += chunk.len();
                arrival::admit(&chunk, &mut Allowance::of_message(chunk.len()))
            } else if let Some(chunk) = self.chunks.next() {
                let before = self.allowance.inflated();
                let arrival = arrival::admit(chunk, &mut self.allowance);
                bytes += chunk.len() + before.saturating_sub(self.allowance.inflated());
                arrival
            } else {
                break;
            };
            ops += arrival.as_ref().map_or(0, |arrival| arrival.ops);
            if arrival.as_ref().is_err_and(|refused| refused.refusal == Refusal::TooMuchAtOnce) {
                self.chunks = [].iter();
            }
            slice.push(arrival);
        }
        slice
    }

    /// Whether nothing is left, in the message and of what had waited.
    pub fn is_done(&self, parking: &Parking) -> bool {
        self.chunks.len() == 0 && !parking.has_ready()
    }
}
