//! The open form of the facts: in, out, and what is told about a fact before it is recorded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    reason = "a broken fixture should stop the test where it is"
)]

#[path = "../support/clock.rs"]
mod clock;
mod entry;
mod import_export;
mod mistakes;
mod open_format;
