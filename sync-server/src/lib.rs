//! The sync server of Rebound: it merges Automerge documents between a candidate's devices and those
//! they let see some of it.
//!
//! It is a ledger of changes, not a merger of documents: it knows which change follows which, and
//! opens none; only the warden, a child process with hard limits, does, to make snapshots. It knows nothing about exams. What a client learns as acknowledged has
//! been committed to disk.

mod app;
pub mod auth;
mod budget;
mod client_address;
pub mod config;
mod connection;
mod ephemeral;
pub mod epoch;
pub mod fanout;
pub mod gate;
pub mod ledger;
pub mod limits;
mod listener;
mod rates;
mod reply;
mod routes;
pub mod server;
mod sockets;
pub mod warden;
