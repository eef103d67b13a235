//! How many cases a property is tried on.

use proptest::test_runner::{Config, RngSeed};

/// `usual` cases that are the same in every run, so that a failure is of the change at hand. Where
/// `PROPTEST_CASES` is set, as the nightly run does, so many others, new ones each time or those
/// of `PROPTEST_RNG_SEED`.
#[expect(clippy::disallowed_methods, reason = "a test has no other arguments")]
pub(crate) fn cases(usual: u32) -> Config {
    if std::env::var_os("PROPTEST_CASES").is_some() {
        return Config::default();
    }
    Config { cases: usual, rng_seed: RngSeed::Fixed(1), ..Config::default() }
}
