//! A stopwatch for the examples that tell what something costs.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The least of several runs: what the work costs when nothing else wants the core.
#[expect(clippy::disallowed_methods, reason = "a stopwatch, outside of the library")]
pub(crate) fn least<T>(rounds: u32, work: impl Fn() -> T) -> Duration {
    let times = (0..rounds).map(|_| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    });
    times.min().unwrap_or_default()
}
