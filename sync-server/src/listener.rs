//! The way in: TCP connections, each with an HTTP parser that does not wait for ever.

use std::io;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1::{Builder, Connection};
use hyper::service::Service;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::client_address::ClientAddress;

/// The head of a request must have arrived by then, counted from the connection or from the last
/// answer: who sends a byte now and then must not hold a place. It is also how long an idle
/// connection is kept.
const HEAD_MAX: Duration = Duration::from_secs(10);

/// What the parser keeps of one connection, in bytes, and so the longest head. Ours take 300.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Without a free file descriptor there is no use in trying again at once.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// Serves until `stop` changes; then waits for the answers that are on their way.
pub(crate) async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<()>) {
    let mut http = Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_MAX).max_buf_size(HEAD_BYTES_MAX);
    let mut open = JoinSet::new();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = open.join_next() => continue,
            _ = stop.changed() => break,
        };
        match accepted {
            Ok((stream, address)) => {
                // A change is one small packet: it must not wait for the next.
                drop(stream.set_nodelay(true));
                let router = TowerToHyperService::new(router.clone());
                let service = Addressed { router, address: ClientAddress(address.ip()) };
                let connection = http.serve_connection(TokioIo::new(stream), service);
                open.spawn(until_stopped(connection, stop.clone()));
            }
            Err(error) => rest_after(&error).await,
        }
    }
    drop(listener);
    let all = async { while open.join_next().await.is_some() {} };
    if timeout(HEAD_MAX, all).await.is_err() {
        tracing::warn!("some requests were not answered before the end");
    }
}

/// All routes, for a connection from an address.
struct Addressed {
    router: TowerToHyperService<Router>,
    address: ClientAddress,
}

impl Service<Request<Incoming>> for Addressed {
    type Response = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Response;
    type Error = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Error;
    type Future = <TowerToHyperService<Router> as Service<Request<Incoming>>>::Future;

    fn call(&self, mut request: Request<Incoming>) -> Self::Future {
        request.extensions_mut().insert(self.address);
        self.router.call(request)
    }
}

/// One connection, until it becomes a WebSocket, its peer has no more requests, or the server stops.
async fn until_stopped(
    connection: Connection<TokioIo<TcpStream>, Addressed>,
    mut stop: watch::Receiver<()>,
) {
    let mut connection = pin!(connection.with_upgrades());
    let served = tokio::select! {
        served = connection.as_mut() => served,
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// A peer that is gone again is no reason to wait; a lack of something is.
async fn rest_after(error: &io::Error) {
    let gone = [
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::ConnectionRefused,
        io::ErrorKind::ConnectionReset,
    ];
    if !gone.contains(&error.kind()) {
        tracing::warn!(%error, "no connection could be accepted");
        sleep(ACCEPT_AGAIN_AFTER).await;
    }
}
