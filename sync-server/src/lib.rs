//! The sync server of Rebound: it merges Automerge documents between a candidate's devices and those
//! they let see some of it.
//!
//! It is a ledger of changes, not a merger of documents: it knows which change follows which, and
//! opens none; only the warden, a child process with hard limits, does, to make snapshots. It knows nothing about exams. What a client learns as acknowledged has
//! been committed to disk.

mod app;
pub mod auth;
pub mod config;
mod connection;
pub mod fanout;
pub mod ledger;
mod reply;
mod routes;
pub mod server;
pub mod warden;
