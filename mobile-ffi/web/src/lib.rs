//! The core for a browser, behind the npm package `@rebound/core`.
//!
//! It wraps the device of `rebound-core` and decides nothing. A worker owns it: the worker has the clock, chance, the
//! database and the network, and hands them in as arguments. What a call changed is taken with
//! [`Engine::take_writes`](engine::Engine::take_writes) and put on the disk before anybody is told that it succeeded.
//!
//! ```text
//! Engine::call(name, [arguments]) ──► calls ──► Host ──► rebound_core::device::Device
//! Engine::begin(name, [arguments]) ─► account ─► Host ──► rebound_core::account
//!         take_writes ◄── rows of the device and its secrets, for one transaction
//! ```
//!
//! What is deliberately absent: a clock, chance, the database, sockets, and any rule about exams. Nothing here
//! catches a panic: it ends the instance, and the worker opens another one from the disk.

mod account;
mod calls;
#[cfg(feature = "declarations")]
pub mod declarations;
pub mod engine;
mod host;
mod link;
mod outcomes;
mod secrets;
mod sharing;
mod table;
