//! What the changes of one message may cost: charged before it is spent, to whoever sends them.

use crate::replica::admission::Refusal;

/// What a message's changes may inflate to besides [`INFLATED_TIMES`] its own bytes, in bytes.
pub const INFLATED_BYTES_FREE: usize = 1024 * 1024;

/// How many times its own bytes a message may inflate to. Text inflates to two or three times its bytes.
pub const INFLATED_TIMES: usize = 4;

/// The most operations that each started MiB of a message may have read here. One costs about a
/// microsecond to read and to check; an honest record has one for every twenty bytes.
pub const OPS_PER_MIB_MAX: u64 = 100_000;

/// What the chunks of a message from one's own server may inflate to together, in bytes: a document at its
/// quota.
const FROM_SERVER_BYTES: usize = 64 * 1024 * 1024;

/// What the changes of one message may still bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    inflated: usize,
    ops: u64,
}

impl Allowance {
    /// For a message of so many bytes.
    pub const fn of_message(bytes: usize) -> Self {
        Self {
            inflated: inflated_max(bytes),
            ops: (bytes as u64).div_ceil(1024 * 1024) * OPS_PER_MIB_MAX,
        }
    }

    /// For a message of one's own server, which has measured what it holds.
    pub const fn of_server() -> Self {
        Self { inflated: FROM_SERVER_BYTES, ops: u64::MAX }
    }

    /// For two messages together.
    pub(super) const fn and(self, other: Self) -> Self {
        let inflated = self.inflated.saturating_add(other.inflated);
        Self { inflated, ops: self.ops.saturating_add(other.ops) }
    }

    /// The bytes that may still come out of inflating.
    pub const fn inflated(&self) -> usize {
        self.inflated
    }

    /// Takes what has come out of inflating.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooMuchAtOnce`] if there is not so much left.
    pub(super) fn charge_inflated(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.inflated = self.inflated.checked_sub(bytes).ok_or(Refusal::TooMuchAtOnce)?;
        Ok(())
    }

    /// Takes operations that are about to be read.
    ///
    /// # Errors
    ///
    /// [`Refusal::TooMuchAtOnce`] if there are not so many left.
    pub(super) fn charge_ops(&mut self, ops: u64) -> Result<(), Refusal> {
        self.ops = self.ops.checked_sub(ops).ok_or(Refusal::TooMuchAtOnce)?;
        Ok(())
    }
}

/// What so many bytes of a message may inflate to.
pub(super) const fn inflated_max(bytes: usize) -> usize {
    bytes.saturating_mul(INFLATED_TIMES).saturating_add(INFLATED_BYTES_FREE)
}
