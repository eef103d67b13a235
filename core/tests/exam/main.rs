//! The catalogue that ships, what it refuses, and the retake policy engine.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    reason = "a broken fixture should stop the test where it is"
)]

mod catalogue;
#[path = "../support/clock.rs"]
mod clock;
mod policy;
mod possible;
mod refusals;
#[path = "../support/said.rs"]
mod said;
mod stale;
