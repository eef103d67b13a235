//! What does not go on of a message that is longer than a message may be: its middle.
//!
//! The end does: what a frame says besides its long part stands behind that as often as before it.

use std::collections::VecDeque;

use crate::transport::meter::END_BYTES;

/// What has come of a message after its beginning.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    end: VecDeque<u8>,
    left_out: u64,
}

/// The part of a frame that does not go on as it is.
#[derive(Debug)]
pub(super) struct Hold {
    bytes: u64,
    mask: [u8; 4],
    /// Where in the mask the next byte stands.
    phase: usize,
    /// Whether the message ends with it.
    pub(super) is_last: bool,
}

impl Withheld {
    /// The end of the message, and how many bytes were left out before it.
    pub(super) fn into_end(self) -> (VecDeque<u8>, u64) {
        (self.end, self.left_out)
    }

    fn add(&mut self, byte: u8) {
        if self.end.len() == END_BYTES {
            self.end.pop_front();
            self.left_out += 1;
        }
        self.end.push_back(byte);
    }
}

impl Hold {
    /// So many bytes of a frame with this mask, which follow `before` others of it.
    pub(super) fn new(bytes: u64, mask: Option<[u8; 4]>, before: u64) -> Self {
        let phase = usize::try_from(before % 4).unwrap_or(0);
        Self { bytes, mask: mask.unwrap_or_default(), phase, is_last: false }
    }

    /// Whether nothing of it is to come.
    pub(super) const fn is_over(&self) -> bool {
        self.bytes == 0
    }

    /// Takes what there is of it from the front of `raw`; tells how many bytes.
    pub(super) fn take(&mut self, raw: &mut Vec<u8>, withheld: &mut Withheld) -> usize {
        let count = usize::try_from(self.bytes).unwrap_or(usize::MAX).min(raw.len());
        for byte in raw.drain(..count) {
            withheld.add(byte ^ self.mask.get(self.phase).copied().unwrap_or_default());
            self.phase = (self.phase + 1) % 4;
        }
        self.bytes -= count as u64;
        count
    }
}
