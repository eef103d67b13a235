//! Bytes: what enters, what is refused, and what stays readable for ever.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    reason = "a broken fixture should stop the test where it is"
)]

mod admission;
mod arrival;
mod collided;
mod double;
mod facts_golden;
mod garbage;
mod link_absent;
mod link_end;
mod link_odd;
mod link_silence;
mod link_traffic;
mod post;
mod sealed;
