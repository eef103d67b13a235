//! The way in: TCP connections, each with an HTTP parser that does not wait for ever.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::Request;
use axum::response::Response;
use hyper::body::Incoming;
use hyper::server::conn::http1::Builder;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::client_address::ClientAddress;
use crate::metrics::Traffic;
use crate::network::Network;
use crate::rates::Whereabouts;
use crate::tls::Tls;
use crate::transport::meter::Meter;
use crate::transport::{LINGERING_MAX, Leaving, Stream, Transport};
use crate::visitors::{Visit, Visitors};

/// The head of a request must have arrived by then, counted from the connection or from the last
/// answer: who sends a byte now and then must not hold a place. It is also how long an idle
/// connection is kept, and how long hands are shaken.
const HEAD_MAX: Duration = Duration::from_secs(10);

/// What the parser keeps of one connection, in bytes, and so the longest head. Ours take 300.
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// Without a free file descriptor there is no use in trying again at once.
const ACCEPT_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// How connections come in.
#[derive(Clone, Debug, Default)]
pub(crate) struct Door {
    /// Whose word about a client's address counts.
    pub(crate) trusted_proxies: Arc<[Network]>,
    /// The certificate; without one, plain HTTP.
    pub(crate) tls: Option<Arc<Tls>>,
    /// Where bytes are counted.
    pub(crate) traffic: Arc<Traffic>,
    /// Where connections are counted.
    pub(crate) visitors: Arc<Visitors>,
}

/// What each connection needs.
#[derive(Clone)]
struct Entrance {
    http: Builder,
    router: Router,
    door: Door,
    lingering: Sender<Leaving>,
    stop: watch::Receiver<()>,
}

/// Serves until `stop` changes; then waits for the answers that are on their way, and for the last words to
/// those who are connected.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    door: Door,
    mut stop: watch::Receiver<()>,
) {
    let mut http = Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_MAX).max_buf_size(HEAD_BYTES_MAX);
    let (lingering, mut left) = channel(LINGERING_MAX);
    let entrance = Entrance { http, router, door, lingering, stop: stop.clone() };
    let (mut open, mut last_words) = (JoinSet::new(), JoinSet::new());
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_) = open.join_next() => continue,
            Some(_) = last_words.join_next() => continue,
            Some(leaving) = left.recv() => {
                if last_words.len() < LINGERING_MAX {
                    last_words.spawn(leaving.linger());
                }
                continue;
            }
            _ = stop.changed() => break,
        };
        match accepted {
            Ok((stream, from)) => {
                let visit = Arc::new(entrance.door.enter(from));
                drop(open.spawn(entrance.clone().take(stream, from, visit)));
            }
            Err(error) => rest_after(&error).await,
        }
    }
    drop(listener);
    drop(entrance);
    if timeout(HEAD_MAX, end(open, last_words, left)).await.is_err() {
        tracing::warn!("some connections did not end in time; they were cut off");
    }
}

/// Waits until every connection is gone. Each has a sender to `left` until then.
async fn end(mut open: JoinSet<()>, mut last_words: JoinSet<()>, mut left: Receiver<Leaving>) {
    while let Some(leaving) = left.recv().await {
        last_words.spawn(leaving.linger());
    }
    while open.join_next().await.is_some() {}
    while last_words.join_next().await.is_some() {}
}

impl Door {
    /// Counts a connection: by its address only if that is one client's.
    fn enter(&self, from: SocketAddr) -> Visit {
        let address = from.ip().to_canonical();
        let is_proxy = self.trusted_proxies.iter().any(|network| network.holds(address));
        let is_counted = !address.is_loopback() && !is_proxy;
        self.visitors.enter(is_counted.then(|| Whereabouts::of(address)))
    }
}

impl Entrance {
    /// One connection, until it becomes a WebSocket, its peer has no more requests, it has to make room, or
    /// the server stops.
    async fn take(self, stream: TcpStream, from: SocketAddr, visit: Arc<Visit>) {
        tokio::select! {
            () = self.serve(stream, from, Arc::clone(&visit)) => {}
            () = visit.has_to_leave() => tracing::debug!(%from, "a connection made room"),
        }
    }

    async fn serve(self, stream: TcpStream, from: SocketAddr, visit: Arc<Visit>) {
        // A change is one small packet: it must not wait for the next.
        drop(stream.set_nodelay(true));
        let stream = match &self.door.tls {
            None => Stream::Plain(stream),
            Some(tls) => match timeout(HEAD_MAX, tls.acceptor().accept(stream)).await {
                Ok(Ok(stream)) => Stream::Tls(Box::new(stream)),
                Ok(Err(error)) => return tracing::debug!(%error, "a handshake failed"),
                Err(_) => return,
            },
        };
        let meter = Arc::new(Meter::new(self.door.traffic));
        let transport =
            Transport::new(stream, Arc::clone(&visit), Arc::clone(&meter), self.lingering);
        let service = service(self.router, (visit, meter), from, self.door.trusted_proxies);
        let connection = self.http.serve_connection(TokioIo::new(transport), service);
        let mut connection = pin!(connection.with_upgrades());
        let mut stop = self.stop;
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
}

/// The routes, which are told of every request who calls and over which connection.
fn service(
    router: Router,
    (visit, meter): (Arc<Visit>, Arc<Meter>),
    from: SocketAddr,
    trusted: Arc<[Network]>,
) -> impl Service<
    Request<Incoming>,
    Response = Response,
    Error = Infallible,
    Future = impl Future<Output = Result<Response, Infallible>> + Send,
> {
    let router = TowerToHyperService::new(router);
    service_fn(move |mut request: Request<Incoming>| {
        meter.note_request();
        let address = ClientAddress::behind(from, request.headers(), &trusted);
        request.extensions_mut().insert(address);
        request.extensions_mut().insert(Arc::clone(&visit));
        request.extensions_mut().insert(Arc::clone(&meter));
        router.call(request)
    })
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

#[cfg(test)]
mod tests {
    use crate::limits::Limits;

    use super::*;

    #[test]
    fn strangers_are_counted_by_address_except_for_this_machine_and_trusted_proxies() {
        let limits = Limits { connections_per_address: 2, ..Limits::default() };
        let visitors = Arc::new(Visitors::new(&limits));
        let trusted_proxies = Arc::new(["192.0.2.0/24".parse().unwrap()]);
        let door = Door { visitors, trusted_proxies, ..Door::default() };
        let displaced = |addresses: [&str; 4]| {
            let from = |address: &str| SocketAddr::new(address.parse().unwrap(), 4_321);
            let visits = addresses.map(|address| door.enter(from(address)));
            visits.iter().filter(|visit| visit.is_displaced()).count()
        };
        assert_eq!(displaced(["198.51.100.7"; 4]), 2);
        assert_eq!(displaced(["2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4"]), 2);
        // However the system writes it.
        let both = ["198.51.100.7", "::ffff:198.51.100.7", "198.51.100.8", "198.51.100.7"];
        assert_eq!(displaced(both), 1);
        for many in ["127.0.0.1", "::1", "::ffff:127.0.0.2", "192.0.2.9", "::ffff:192.0.2.9"] {
            assert_eq!(displaced([many; 4]), 0, "{many}");
        }
    }
}
