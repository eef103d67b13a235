//! What every request and connection works with.

use std::sync::atomic::{AtomicU64, Ordering};

use rebound_core::replica::wire::PeerId;
use tokio::sync::watch;

use crate::auth::registry::Registry;
use crate::ephemeral::EphemeralLimits;
use crate::ledger::Ledger;
use crate::sockets::Sockets;

/// What every request and connection works with.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) registry: Registry,
    pub(crate) ledger: Ledger,
    pub(crate) sockets: Sockets,
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
        peer_id: PeerId,
        shutdown: watch::Sender<()>,
    ) -> Self {
        let (ephemeral, connections) = (EphemeralLimits::default(), AtomicU64::new(1));
        Self { registry, ledger, sockets, ephemeral, peer_id, shutdown, connections }
    }

    /// A number that no other connection of this run has.
    pub(crate) fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed)
    }
}
