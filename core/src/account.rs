//! The account on a server: how a device gets one, and how it reaches other devices and people there.
//!
//! Each use case is a [`Call`](call::Call): requests to perform, one after the other, and what came of them.
//! Nothing here opens a socket: the host performs a request, hands back what was answered, and is told what is
//! next. What must stay secret goes through a [`SecretStore`], the platform's own.
//!
//! ```text
//! Secrets::devices(…) ──► Call ── step ──► Send { request } ──► the host's HTTP client
//!                           ▲                                        │
//!                           └──────────── answer(reply) ◄────────────┘      … until Done { outcome }
//! ```
//!
//! What is deliberately absent: a socket, a clock, a source of chance, the device's database.

pub mod address;
mod ask;
pub mod call;
pub mod devices;
mod founding;
pub mod http;
pub mod joining;
pub mod news;
pub mod outcome;
pub mod pairing;
pub mod people;
pub mod problem;
pub mod recovery;
pub mod secret_store;
pub mod secrets;

use std::sync::Arc;

use crate::account::secret_store::SecretStore;

/// What a device keeps secret, and with it what the device can do on a server: one method for each use case.
#[derive(Clone, Debug)]
pub struct Secrets {
    store: Arc<dyn SecretStore>,
}

impl Secrets {
    /// The secrets that a store keeps.
    pub fn new(store: Arc<dyn SecretStore>) -> Self {
        Self { store }
    }
}
