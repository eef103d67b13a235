//! Many clients: documents that are edited at once, and clients that only sit there.

use std::sync::Arc;
use std::time::Duration;

use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::SyncKind;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::bench::Fallible;
use crate::bench::chain::Chain;
use crate::bench::client::{BenchClient, Heard};
use crate::bench::figures::Figures;
use crate::bench::process::{cpu_seconds, disk_bytes, rss_kib};
use crate::bench::server::Server;

/// The set-up of a crowd, and the work of it, may each take this long.
const PHASE_MAX: Duration = Duration::from_secs(90);

/// How many clients connect at once: a crowd, not a stampede.
const CONNECTING_MAX: usize = 32;

/// Each document begins with one change; this many messages follow, one unacknowledged at a time.
const MESSAGES_PER_DOCUMENT: usize = 10;

/// How many changes an idle client's document holds.
const IDLE_CHANGES: usize = 20;

/// What an idle client has done before it sits there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// It has joined.
    Joined,
    /// It has a document of its own, with 20 changes.
    WithDocument,
}

/// Measures `count` documents with two clients each, `together` changes in each message.
///
/// # Errors
///
/// What did not finish, and when.
pub async fn crowd(
    server: &Arc<Server>,
    chain: &Arc<Chain>,
    (count, together): (usize, usize),
    figures: &mut Figures,
) -> Fallible<()> {
    let mut crowd = Crowd::new();
    for number in 0..count {
        let (server, chain) = (server.clone(), chain.clone());
        crowd.add(|gate| couple(server, chain, (number, together), gate));
    }
    crowd.ready(count).await?;
    let (start, cpu) = (Instant::now(), cpu_seconds(server.pid()));
    crowd.go.send_replace(true);
    crowd.finish().await?;
    let (seconds, cpu) = (start.elapsed().as_secs_f64(), cpu_seconds(server.pid()) - cpu);
    let changes = (count * MESSAGES_PER_DOCUMENT * together) as f64;
    let together = match together {
        1 => String::new(),
        many => format!(", {many} at once"),
    };
    let name = |what: &str| format!("{count} documents × 2 clients{together}: {what}");
    figures.add(server.peer, &name("changes/s"), "1/s", changes / seconds);
    figures.add(server.peer, &name("CPU per 1,000 changes"), "s", cpu * 1_000.0 / changes);
    figures.add(server.peer, &name("RSS"), "MiB", rss_kib(server.pid()) / 1_024.0);
    let all = changes + count as f64;
    let disk = disk_bytes(&server.data()) as f64 / all;
    figures.add(server.peer, &name("disk per change"), "B", disk);
    Ok(())
}

/// Measures the memory of `count` clients that do nothing.
///
/// # Errors
///
/// What did not finish, and when.
pub async fn idle(
    server: &Arc<Server>,
    chain: &Arc<Chain>,
    (count, kind): (usize, Idle),
    figures: &mut Figures,
) -> Fallible<()> {
    let before = rss_kib(server.pid());
    let mut crowd = Crowd::new();
    for number in 0..count {
        let (server, chain) = (server.clone(), chain.clone());
        crowd.add(|gate| sit(server, chain, (number, kind), gate));
    }
    crowd.ready(count).await?;
    let all = rss_kib(server.pid());
    let each = (all - before) / count as f64;
    let what = match kind {
        Idle::Joined => "joined",
        Idle::WithDocument => "with a document each",
    };
    let name = |figure: &str| format!("{count} idle clients, {what}: {figure}");
    figures.add(server.peer, &name("RSS per client"), "KiB", each);
    figures.add(server.peer, &name("RSS in all"), "MiB", all / 1_024.0);
    crowd.go.send_replace(true);
    crowd.finish().await
}

/// Measures a start with `count` documents, of which the first client wants one, and before it the memory of
/// as many clients who have them open.
///
/// # Errors
///
/// What did not finish, and when.
pub async fn again(
    mut server: Arc<Server>,
    chain: &Arc<Chain>,
    count: usize,
    figures: &mut Figures,
) -> Fallible<()> {
    idle(&server, chain, (count, Idle::WithDocument), figures).await?;
    let server = Arc::get_mut(&mut server).ok_or("a client is still there")?;
    server.stop();
    let start = Instant::now();
    server.resume()?;
    let mut client = BenchClient::join(server, "first", PHASE_MAX).await?;
    client.open(document(0), chain, IDLE_CHANGES).await?;
    let waited = start.elapsed().as_secs_f64() * 1_000.0;
    let name = format!("started with {count} documents: to the first sync");
    figures.add(server.peer, &name, "ms", waited);
    Ok(())
}

/// Tasks that get ready, wait for the word, and finish.
pub(super) struct Crowd {
    tasks: JoinSet<Fallible<()>>,
    pub(super) go: watch::Sender<bool>,
    connecting: Arc<Semaphore>,
    ready: (mpsc::UnboundedSender<()>, mpsc::UnboundedReceiver<()>),
}

/// What a task of a crowd waits for and tells.
pub(super) struct Gate {
    pub(super) go: watch::Receiver<bool>,
    pub(super) connecting: Arc<Semaphore>,
    pub(super) ready: mpsc::UnboundedSender<()>,
}

impl Crowd {
    pub(super) fn new() -> Self {
        let connecting = Arc::new(Semaphore::new(CONNECTING_MAX));
        let ready = mpsc::unbounded_channel();
        Self { tasks: JoinSet::new(), go: watch::Sender::new(false), connecting, ready }
    }

    pub(super) fn add<F>(&mut self, task: impl FnOnce(Gate) -> F)
    where
        F: Future<Output = Fallible<()>> + Send + 'static,
    {
        let (connecting, ready) = (self.connecting.clone(), self.ready.0.clone());
        self.tasks.spawn(task(Gate { go: self.go.subscribe(), connecting, ready }));
    }

    pub(super) async fn ready(&mut self, count: usize) -> Fallible<()> {
        let end = Instant::now() + PHASE_MAX;
        for done in 0..count {
            tokio::select! {
                ready = timeout_at(end, self.ready.1.recv()) => {
                    ready.map_err(|_| format!("after 90 s {done} of {count} were ready"))?;
                }
                Some(ended) = self.tasks.join_next() => ended??,
            }
        }
        Ok(())
    }

    pub(super) async fn finish(&mut self) -> Fallible<()> {
        let end = Instant::now() + PHASE_MAX;
        while let Some(ended) = timeout_at(end, self.tasks.join_next())
            .await
            .map_err(|_| format!("after 90 s {} had not finished", self.tasks.len()))?
        {
            ended??;
        }
        Ok(())
    }
}

/// A writer and a reader of one document.
async fn couple(
    server: Arc<Server>,
    chain: Arc<Chain>,
    (number, together): (usize, usize),
    gate: Gate,
) -> Fallible<()> {
    let document = document(number);
    let turn = gate.connecting.acquire().await?;
    let mut writer = BenchClient::join(&server, &format!("writer-{number}"), PHASE_MAX).await?;
    writer.upload(document, &chain, (0, 1)).await?;
    let mut reader = BenchClient::join(&server, &format!("reader-{number}"), PHASE_MAX).await?;
    reader.open(document, &chain, 1).await?;
    drop(turn);
    gate.ready.send(())?;
    let last = 1 + MESSAGES_PER_DOCUMENT * together;
    let reading = async {
        let mut have = 1;
        while have < last {
            let Heard::Sync(message) = reader.receive(document).await? else { continue };
            let reached = chain.len_at(&message.heads);
            if reached > have {
                have = reached;
                reader.send(SyncKind::Sync, document, chain.message(have, have)).await?;
            }
        }
        Ok(())
    };
    let writing = async {
        wait(&mut writer, document, gate.go).await?;
        for sent in (1..last).step_by(together) {
            writer.send(SyncKind::Sync, document, chain.message(sent, sent + together)).await?;
            writer.acknowledged(document, &chain, sent + together).await?;
        }
        Ok(())
    };
    tokio::try_join!(reading, writing).map(|_| ())
}

async fn sit(
    server: Arc<Server>,
    chain: Arc<Chain>,
    (number, kind): (usize, Idle),
    gate: Gate,
) -> Fallible<()> {
    let document = document(number);
    let turn = gate.connecting.acquire().await?;
    let mut client = BenchClient::join(&server, &format!("idle-{number}"), PHASE_MAX).await?;
    if kind == Idle::WithDocument {
        client.upload(document, &chain, (0, IDLE_CHANGES)).await?;
    }
    drop(turn);
    gate.ready.send(())?;
    wait(&mut client, document, gate.go).await
}

/// Waits for the word. Reading meanwhile answers the server's pings.
async fn wait(
    client: &mut BenchClient,
    document: DocumentId,
    mut go: watch::Receiver<bool>,
) -> Fallible<()> {
    loop {
        tokio::select! {
            word = go.wait_for(|go| *go) => return word.map(|_| ()).map_err(Into::into),
            heard = client.receive(document) => { heard?; }
        }
    }
}

fn document(number: usize) -> DocumentId {
    let mut bytes = [0x17; 16];
    bytes[..8].copy_from_slice(&(number as u64).to_be_bytes());
    DocumentId::from_random(bytes)
}
