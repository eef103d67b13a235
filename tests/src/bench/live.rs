//! Two clients and one document: how fast a change gets across, and what it costs the server.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::SyncKind;
use tokio::sync::mpsc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::{Instant, interval, timeout_at};

use crate::bench::chain::Chain;
use crate::bench::client::{BenchClient, Heard};
use crate::bench::figures::Figures;
use crate::bench::process::cpu_seconds;
use crate::bench::server::Server;
use crate::bench::{Effort, Fallible};

/// How long the last changes of a phase may take to arrive.
const ARRIVAL_MAX: Duration = Duration::from_secs(15);

/// After this long without an answer the writer asks again.
const SILENCE_MAX: Duration = Duration::from_secs(2);

/// How long a preload may take. The npm server needs a minute for a large one on a busy machine.
const PRELOAD_MAX: Duration = Duration::from_secs(120);

/// Measures a document of `size` changes.
///
/// # Errors
///
/// What the server did instead of answering.
pub async fn measure(
    server: &Server,
    chain: &Arc<Chain>,
    size: usize,
    effort: &Effort,
    figures: &mut Figures,
) -> Fallible<()> {
    let (peer, name) = (server.peer, |what: &str| format!("{what}, document of {size}"));
    let preload = timeout_at(Instant::now() + PRELOAD_MAX, Pair::open(server, chain, size));
    let mut pair = preload.await.map_err(|_| "the preload did not finish in 120 s")??;
    let end = expired(Instant::now() + effort.pace * effort.paced);
    let ((), paced) = pair.paced(effort.pace, end).await?;
    figures.add_latencies(peer, &name("fan-out, paced"), paced);
    let closed = pair.closed_loop(effort).await?;
    figures.add_latencies(peer, &name("fan-out, closed loop"), closed);
    for (window, count) in [(1, effort.stream / 2), (64, effort.stream)] {
        let cpu = cpu_seconds(server.pid());
        let (done, seconds) = pair.stream(window, count, effort.phase).await?;
        let cpu_ms = (cpu_seconds(server.pid()) - cpu) * 1_000.0 / done.max(1) as f64;
        let rate = done as f64 / seconds;
        figures.add(peer, &name(&format!("changes/s, {window} unacknowledged")), "1/s", rate);
        figures.add(peer, &name(&format!("CPU per change, {window} unacknowledged")), "ms", cpu_ms);
    }
    pair.follower.abort();
    Ok(())
}

/// A writer, and a follower in a task of its own that reports what has arrived, and when.
pub(super) struct Pair {
    writer: BenchClient,
    document: DocumentId,
    chain: Arc<Chain>,
    /// How many changes were sent.
    sent: usize,
    /// How many the server has acknowledged to the writer.
    acknowledged: usize,
    arrivals: UnboundedReceiver<(usize, Instant)>,
    follower: tokio::task::JoinHandle<Fallible<()>>,
}

impl Pair {
    pub(super) async fn open(server: &Server, chain: &Arc<Chain>, size: usize) -> Fallible<Self> {
        let document = document();
        let mut writer = BenchClient::join(server, "writer", PRELOAD_MAX).await?;
        // A document without changes is not there yet, so even the small one begins with one.
        let size = size.max(1);
        writer.upload(document, chain, (0, size)).await?;
        let mut reader = BenchClient::join(server, "reader", PRELOAD_MAX).await?;
        reader.open(document, chain, size).await?;
        Ok(Self::of((writer, reader), document, chain, size))
    }

    /// Two who have a document open, of which the server has the first `size` changes of the writer's.
    pub(super) fn of(
        (writer, reader): (BenchClient, BenchClient),
        document: DocumentId,
        chain: &Arc<Chain>,
        size: usize,
    ) -> Self {
        let (arrived, arrivals) = mpsc::unbounded_channel();
        let follower = tokio::spawn(follow(reader, document, chain.clone(), size, arrived));
        let chain = chain.clone();
        Self { writer, document, chain, sent: size, acknowledged: size, arrivals, follower }
    }

    async fn send_next(&mut self) -> Fallible<Instant> {
        let message = self.chain.message(self.sent, self.sent + 1);
        self.sent += 1;
        let at = Instant::now();
        self.writer.send(SyncKind::Sync, self.document, message).await?;
        Ok(at)
    }

    /// Says once more what the writer has, as a client does when it connects again: the npm server
    /// now and then keeps an answer to itself.
    async fn ask_again(&mut self) -> Fallible<()> {
        let message = self.chain.message(self.sent, self.sent);
        self.writer.send(SyncKind::Sync, self.document, message).await
    }

    /// Reads what the server tells the writer.
    async fn hear(&mut self) -> Fallible<()> {
        if let Heard::Sync(message) = self.writer.receive(self.document).await? {
            self.acknowledged = self.acknowledged.max(self.chain.len_at(&message.heads));
        }
        Ok(())
    }

    /// Waits until the follower has `len` changes; returns all arrivals on the way.
    async fn arrive(&mut self, len: usize) -> Fallible<Vec<(usize, Instant)>> {
        let end = Instant::now() + ARRIVAL_MAX;
        let mut arrivals: Vec<(usize, Instant)> = Vec::new();
        while arrivals.last().is_none_or(|(reached, _)| *reached < len) {
            tokio::select! {
                arrival = self.arrivals.recv() => {
                    arrivals.push(arrival.ok_or("the follower lost its connection")?);
                }
                heard = self.writer.receive(self.document) => {
                    if let Heard::Sync(message) = heard? {
                        let len = self.chain.len_at(&message.heads);
                        self.acknowledged = self.acknowledged.max(len);
                    }
                }
                () = expired(end) => return Err("a change did not arrive in 15 s".into()),
            }
        }
        Ok(arrivals)
    }

    /// Sends a change each `pace` until `end` has come; returns that, and how long each took to arrive.
    pub(super) async fn paced<T>(
        &mut self,
        pace: Duration,
        end: impl Future<Output = T>,
    ) -> Fallible<(T, Vec<f64>)> {
        let (mut clock, mut end) = (interval(pace), pin!(end));
        let mut sent = Vec::new();
        let ended = loop {
            tokio::select! {
                _ = clock.tick() => {
                    let at = self.send_next().await?;
                    sent.push((self.sent, at));
                }
                heard = self.hear() => heard?,
                ended = &mut end => break ended,
            }
        };
        let arrivals = self.arrive(self.sent).await?;
        let latency = |(len, at): &(usize, Instant)| {
            let arrival = arrivals.iter().find(|(reached, _)| reached >= len);
            arrival.map(|(_, arrived)| milliseconds(*arrived - *at))
        };
        Ok((ended, sent.iter().filter_map(latency).collect()))
    }

    async fn closed_loop(&mut self, effort: &Effort) -> Fallible<Vec<f64>> {
        let end = Instant::now() + effort.phase;
        let mut latencies = Vec::new();
        while latencies.len() < effort.closed_loop && Instant::now() < end {
            let at = self.send_next().await?;
            let arrivals = self.arrive(self.sent).await?;
            latencies.extend(arrivals.last().map(|(_, arrived)| milliseconds(*arrived - at)));
        }
        Ok(latencies)
    }

    /// Sends `count` changes, or as many as `phase` allows; returns how many, and in which time.
    async fn stream(
        &mut self,
        window: usize,
        count: usize,
        phase: Duration,
    ) -> Fallible<(usize, f64)> {
        let (start, first) = (Instant::now(), self.sent);
        let mut last = first + count;
        let patience = start + phase + ARRIVAL_MAX;
        while self.acknowledged < last {
            if start.elapsed() > phase {
                last = self.sent;
            }
            if self.sent < last && self.sent - self.acknowledged < window {
                self.send_next().await?;
            } else {
                match timeout_at(Instant::now() + SILENCE_MAX, self.hear()).await {
                    Ok(heard) => heard?,
                    Err(_) if Instant::now() > patience => {
                        return Err("an acknowledgement did not come in time".into());
                    }
                    Err(_) => self.ask_again().await?,
                }
            }
        }
        let seconds = start.elapsed().as_secs_f64();
        self.arrive(last).await?;
        Ok((last - first, seconds))
    }
}

async fn follow(
    mut reader: BenchClient,
    document: DocumentId,
    chain: Arc<Chain>,
    mut have: usize,
    arrived: UnboundedSender<(usize, Instant)>,
) -> Fallible<()> {
    loop {
        let Heard::Sync(message) = reader.receive(document).await? else { continue };
        let reached = chain.len_at(&message.heads);
        if reached > have {
            have = reached;
            arrived.send((have, Instant::now()))?;
            // What a client with a document answers: the same heads.
            reader.send(SyncKind::Sync, document, chain.message(have, have)).await?;
        }
    }
}

/// The document of a pair.
pub(super) fn document() -> DocumentId {
    DocumentId::from_random([0x42; 16])
}

pub(super) async fn expired(end: Instant) {
    let _ = timeout_at(end, std::future::pending::<()>()).await;
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
