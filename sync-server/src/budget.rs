//! What a peer may cost: tokens that are used up and come back with time.

use std::time::Duration;

use tokio::time::Instant;

/// The part of one core that a socket may keep busy, on and on.
const WORK_SHARE: f64 = 0.5;

/// What a socket may save up, in seconds of work: an upload after a long time offline, or 100,000 small
/// messages at once.
const WORK_BURST_SECONDS: f64 = 5.0;

/// What any message costs at least, in seconds: reading it, and what it keeps others from.
const MESSAGE_SECONDS: f64 = 50e-6;

/// What each byte of a message costs at least, in seconds: 16 MiB a second is all that comes in.
const BYTE_SECONDS: f64 = 30e-9;

/// Tokens that come back with time, up to a most. There can be a debt.
#[derive(Debug)]
pub(crate) struct Bucket {
    tokens: f64,
    tokens_max: f64,
    per_second: f64,
    at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub(crate) const fn new(tokens_max: f64, per_second: f64, now: Instant) -> Self {
        Self { tokens: tokens_max, tokens_max, per_second, at: now }
    }

    /// Takes one token, if there is one.
    pub(crate) fn take(&mut self, now: Instant) -> bool {
        self.fill(now);
        let enough = self.tokens >= 1.0;
        if enough {
            self.tokens -= 1.0;
        }
        enough
    }

    /// Whether as much is there as fits.
    pub(crate) fn is_full(&mut self, now: Instant) -> bool {
        self.fill(now);
        self.tokens >= self.tokens_max
    }

    /// When the next token can be taken.
    pub(crate) fn next_at(&mut self, now: Instant) -> Instant {
        self.fill(now);
        now + Duration::from_secs_f64((1.0 - self.tokens).max(0.0) / self.per_second)
    }

    /// Takes what has been used, even if it is more than there is.
    pub(crate) fn charge(&mut self, tokens: f64, now: Instant) {
        self.fill(now);
        self.tokens -= tokens;
    }

    /// When the debt is paid; `None` if there is none.
    pub(crate) fn paid_at(&mut self, now: Instant) -> Option<Instant> {
        self.fill(now);
        (self.tokens < 0.0).then(|| now + Duration::from_secs_f64(-self.tokens / self.per_second))
    }

    fn fill(&mut self, now: Instant) {
        let seconds = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + seconds * self.per_second).min(self.tokens_max);
        self.at = now;
    }
}

/// The work that one socket makes. Beyond its share it is not read from for a while: the peer's own
/// network slows it down, and nothing is lost. An honest upload never gets there.
#[derive(Debug)]
pub(crate) struct Workload(Bucket);

impl Workload {
    /// Nothing done so far.
    pub(crate) const fn new(now: Instant) -> Self {
        Self(Bucket::new(WORK_BURST_SECONDS, WORK_SHARE, now))
    }

    /// Charges a message of this many bytes that took so long to handle.
    pub(crate) fn charge(&mut self, bytes: usize, took: Duration, now: Instant) {
        #[expect(clippy::cast_precision_loss, reason = "frames are far below 2^52 bytes")]
        let least = (bytes as f64).mul_add(BYTE_SECONDS, MESSAGE_SECONDS);
        self.0.charge(took.as_secs_f64().max(least), now);
    }

    /// Until when nothing should be read; `None` if there is no need to wait.
    pub(crate) fn rests_until(&mut self, now: Instant) -> Option<Instant> {
        self.0.paid_at(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, ms: u64) -> Instant {
        start + Duration::from_millis(ms)
    }

    #[test]
    fn tokens_come_back_with_time_and_no_more_than_fit() {
        let start = Instant::now();
        let mut bucket = Bucket::new(2.0, 10.0, start);
        let taken =
            [0, 0, 0, 100, 100, 10_000, 10_000, 10_000].map(|ms| bucket.take(after(start, ms)));
        assert_eq!(taken, [true, true, false, true, false, true, true, false]);
    }

    #[test]
    fn a_bulk_upload_is_never_held_up_and_an_endless_flood_is() {
        let start = Instant::now();
        let took = Duration::from_micros(100);
        let mut load = Workload::new(start);
        // 40,000 changes within four seconds.
        for change in 0..40_000 {
            let now = after(start, change / 10);
            load.charge(250, took, now);
            assert_eq!(load.rests_until(now), None, "{change}");
        }
        let now = after(start, 4_000);
        (0..100_000).for_each(|_| load.charge(250, took, now));
        let rest = load.rests_until(now).unwrap() - now;
        assert!((13..=14).contains(&rest.as_secs()), "{rest:?}");
    }

    #[test]
    fn large_frames_cost_by_their_bytes() {
        let start = Instant::now();
        let mut load = Workload::new(start);
        (0..20).for_each(|_| load.charge(16 * 1024 * 1024, Duration::ZERO, start));
        assert!(load.rests_until(start).unwrap() > after(start, 5_000));
    }
}
