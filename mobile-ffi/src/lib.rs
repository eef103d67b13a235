//! The library that the Rebound apps for iOS and Android load, through UniFFI.
//!
//! It wraps the device of `rebound-core` and decides nothing: objects delegate, records and enums
//! convert, and one error names what an app can do. The platform owns the socket, the clock and
//! chance; bytes, moments and seeds come in as arguments.
//!
//! ```text
//! Rebound ── record, read, plan ──► shell ──► rebound_core::device::Device
//! Account ── requests, answers ──► rebound_core::account
//! SyncLink ── bytes in, out ──────► shell      (one lock; gone while paused)
//! ```
//!
//! What is deliberately absent: sockets, an async runtime, a clock, and any rule about exams. Every
//! exported method that does something returns a `Result`: Swift ends the process where a method
//! that cannot throw panics.

pub mod account;
pub mod coach;
pub mod rebound;
pub mod salvage;
mod shell;
pub mod sync;

uniffi::setup_scaffolding!();
