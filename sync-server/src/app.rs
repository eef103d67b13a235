//! What every request and connection works with.

use std::sync::atomic::{AtomicU64, Ordering};

use rebound_core::replica::wire::PeerId;
use tokio::sync::watch;

use crate::auth::registry::Registry;
use crate::auth::ticket::Tickets;
use crate::ephemeral::EphemeralLimits;
use crate::gate::Gate;
use crate::ledger::Ledger;
use crate::sockets::Sockets;

/// What every request and connection works with.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) registry: Registry,
    pub(crate) ledger: Ledger,
    pub(crate) sockets: Sockets,
    pub(crate) gate: Gate,
    pub(crate) tickets: Tickets,
    pub(crate) ephemeral: EphemeralLimits,
    pub(crate) peer_id: PeerId,
    pub(crate) shutdown: watch::Sender<()>,
    connections: AtomicU64,
}

impl App {
    pub(crate) fn new(
        registry: Registry,
        ledger: Ledger,
        sockets: Sockets,
        gate: Gate,
        peer_id: PeerId,
        shutdown: watch::Sender<()>,
    ) -> Self {
        Self {
            registry,
            ledger,
            sockets,
            gate,
            tickets: Tickets::default(),
            ephemeral: EphemeralLimits::default(),
            peer_id,
            shutdown,
            connections: AtomicU64::new(1),
        }
    }

    /// A number that no other connection of this run has.
    pub(crate) fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }
}
