//! What every request and connection works with.

use std::sync::Arc;

use rebound_core::replica::wire::PeerId;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::auth::key_request::KeyRequests;
use crate::auth::pairing::Pairings;
use crate::auth::people::People;
use crate::auth::registry::Registry;
use crate::auth::sign_up::SignUp;
use crate::auth::ticket::Tickets;
use crate::config::Config;
use crate::ephemeral::EphemeralLimits;
use crate::gate::Gate;
use crate::ledger::Ledger;
use crate::limits::Limits;
use crate::metrics::Metrics;
use crate::metrics::token::OperatorToken;
use crate::rates::Rates;
use crate::refusals::Refusals;
use crate::site;
use crate::sockets::Sockets;
use crate::takes_less::TakesLess;
use crate::transport::allowance::Allowance;
use crate::visitors::Visitors;
use crate::vitals::Vitals;

/// What every request and connection works with.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) people: Arc<dyn People>,
    pub(crate) registry: Registry,
    pub(crate) ledger: Ledger,
    pub(crate) sockets: Sockets,
    pub(crate) gate: Gate,
    pub(crate) tickets: Tickets,
    pub(crate) pairings: Pairings,
    pub(crate) key_requests: KeyRequests,
    pub(crate) sign_up: SignUp,
    pub(crate) limits: Limits,
    pub(crate) rates: Rates,
    pub(crate) ephemeral: EphemeralLimits,
    pub(crate) refusals: Refusals,
    /// Devices that have not taken what was sent to them.
    pub(crate) takes_less: TakesLess,
    pub(crate) peer_id: PeerId,
    pub(crate) shutdown: watch::Sender<()>,
    /// Has not seen the shutdown yet. So a copy hears of one that came before it, too.
    pub(crate) stop: watch::Receiver<()>,
    pub(crate) vitals: Arc<Vitals>,
    pub(crate) metrics: Metrics,
    /// Who may see the metrics on the server's own address.
    pub(crate) metrics_token: Option<OperatorToken>,
    /// Places for large messages that come in, and for those that go out.
    pub(crate) receiving: Arc<Allowance>,
    pub(crate) sending: Arc<Allowance>,
    pub(crate) visitors: Arc<Visitors>,
}

impl App {
    pub(crate) fn new(
        registry: Registry,
        ledger: Ledger,
        sockets: Sockets,
        config: &Config,
        peer_id: PeerId,
        shutdown: watch::Sender<()>,
        vitals: Arc<Vitals>,
    ) -> Self {
        Self {
            people: Arc::clone(registry.people()),
            registry,
            ledger,
            sockets,
            gate: Gate::new(config.hosts.clone(), config.origins.clone(), site::PAGES),
            tickets: Tickets::default(),
            pairings: Pairings::new(&config.limits),
            key_requests: KeyRequests::default(),
            sign_up: config.sign_up.clone(),
            limits: config.limits.clone(),
            rates: Rates::new(&config.limits, Instant::now()),
            ephemeral: EphemeralLimits::default(),
            refusals: Refusals::default(),
            takes_less: TakesLess::default(),
            peer_id,
            stop: shutdown.subscribe(),
            shutdown,
            vitals,
            metrics: Metrics::default(),
            metrics_token: None,
            receiving: Arc::default(),
            sending: Arc::default(),
            visitors: Arc::new(Visitors::new(&config.limits)),
        }
    }
}
