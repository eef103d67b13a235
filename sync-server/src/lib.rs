//! The sync server of Rebound: it merges Automerge documents between a candidate's devices and those
//! they let see some of it.
//!
//! It is a ledger of changes, not a merger of documents: it knows which change follows which, and
//! opens none; only the warden, a child process with hard limits, does, to make snapshots. It knows nothing about exams. What a client learns as acknowledged has
//! been committed to disk.

mod app;
pub mod assembly;
pub mod auth;
pub mod bounds;
mod budget;
pub mod certificate;
mod client_address;
pub mod command;
pub mod config;
mod connection;
pub mod endpoints;
mod ephemeral;
pub mod epoch;
mod events;
mod export;
mod exposition;
pub mod fanout;
pub mod gate;
mod hex;
mod keeper;
pub mod ledger;
pub mod limits;
mod listener;
pub mod log;
pub mod metrics;
pub mod network;
pub mod one_writer;
pub mod operator;
mod process;
mod rates;
mod readiness;
pub mod refusals;
mod reply;
mod routes;
pub mod server;
mod site;
mod sockets;
mod takes_less;
pub mod tls;
mod transport;
mod visitors;
pub mod vitals;
pub mod warden;
