//! The ledger with its database and the real warden, and clients that talk to it without sockets.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

mod authors;
mod compaction;
mod cost;
mod eviction;
mod excerpt;
mod granted;
mod heads;
mod honest;
mod log;
mod parts;
mod peer;
mod schema;
mod size;
mod warden;
