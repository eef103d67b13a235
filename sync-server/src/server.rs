//! The server as a whole: bind, serve, shut down.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet, spawn_blocking};

use crate::assembly::{Assembly, StartError, StartedWith};
use crate::config::Config;
use crate::keeper::Keeper;
use crate::limits::Limits;
use crate::listener;
use crate::listener::Door;
use crate::operator::desk;
use crate::process::connections_max;
use crate::routes::metrics::metrics_routes;
use crate::routes::routes;
use crate::tls::Tls;

/// A running server.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    task: JoinHandle<()>,
    keeper: Keeper,
    /// What serves the metrics and the operator, until the end.
    side_tasks: JoinSet<()>,
    assembly: Assembly,
}

impl Server {
    /// Opens the data directory, creating it if there is none, and starts to serve.
    ///
    /// # Errors
    ///
    /// [`StartError`] says what is in the way. Where the address is taken, nothing was made.
    pub async fn bind(config: &Config) -> Result<Self, StartError> {
        let address = config.listen;
        let listen = |source| StartError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        let address = listener.local_addr().map_err(listen)?;
        let tls = config.tls.clone().map(Tls::open).transpose()?.map(Arc::new);
        let metrics = match config.metrics_listen {
            Some(address) => {
                let listen = |source| StartError::Listen { address, source };
                Some(TcpListener::bind(address).await.map_err(listen)?)
            }
            None => None,
        };
        let (shutdown, stop) = watch::channel(());
        let config = &Config { limits: fitting(config.limits.clone()), ..config.clone() };
        let assembly = Assembly::open(config, shutdown)?;
        let (app, upkeep) = (&assembly.app, &assembly.upkeep);
        let mut side_tasks = JoinSet::new();
        if let Some(listener) = metrics {
            let routes = metrics_routes(Arc::clone(app));
            side_tasks.spawn(listener::serve(listener, routes, Door::default(), stop.clone()));
        }
        side_tasks.spawn(desk::open(
            config.data.clone(),
            Arc::clone(app),
            Arc::clone(upkeep),
            stop.clone(),
        ));
        let trusted_proxies = config.trusted_proxies.clone().into();
        let (traffic, visitors) = (Arc::clone(&app.metrics.traffic), Arc::clone(&app.visitors));
        let door = Door { trusted_proxies, tls: tls.clone(), traffic, visitors };
        let keeper = Keeper::start(Arc::clone(app), Arc::clone(upkeep), tls, stop.clone());
        let task = tokio::spawn(listener::serve(listener, routes(Arc::clone(app)), door, stop));
        let version = env!("CARGO_PKG_VERSION");
        tracing::info!(version, %address, data = %config.data.display(), "the server has started");
        assembly.found.tell(&config.data);
        Ok(Self { address, task, keeper, side_tasks, assembly })
    }

    /// What the start has found in the data folder.
    pub const fn found(&self) -> StartedWith {
        self.assembly.found
    }

    /// Where the server listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until everything that was received is committed, and every document that was due for a
    /// snapshot has had its turn.
    pub async fn settled(&self) {
        self.assembly.app.ledger.settled().await;
    }

    /// Ends all connections, commits what was received, and closes the database.
    pub async fn shutdown(mut self) {
        let app = Arc::clone(&self.assembly.app);
        app.shutdown.send_replace(());
        if self.task.await.is_err() {
            tracing::error!("the listener panicked");
        }
        self.keeper.ended().await;
        while self.side_tasks.join_next().await.is_some() {}
        // It waits for the disk, and for a warden that is being ended.
        drop(spawn_blocking(move || app.ledger.close()).await);
        tracing::info!("the server has stopped");
    }
}

/// The limits with no more connections than the descriptors allow.
fn fitting(mut limits: Limits) -> Limits {
    if let Some(most) = connections_max().filter(|most| *most < limits.connections) {
        tracing::warn!(
            connections = most,
            "the file descriptors allow fewer connections than the limit"
        );
        limits.connections = most;
    }
    limits
}
