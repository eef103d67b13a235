//! What is left after a restart: a cold start, an abrupt end, and a client that was long away.

use std::sync::Arc;
use std::time::Duration;

use automerge::Automerge;
use automerge::sync::{BloomFilter, ChunkList, Have, Message, MessageVersion, State, SyncDoc};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::SyncKind;
use tokio::time::{Instant, interval, timeout, timeout_at};

use crate::bench::Fallible;
use crate::bench::chain::Chain;
use crate::bench::client::{BenchClient, Heard};
use crate::bench::figures::Figures;
use crate::bench::process::{cpu_seconds, disk_bytes, peak_rss_kib};
use crate::bench::server::Server;

/// No upload and no download takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// How many changes the server knows before a long absence, and how many it brings.
const KNOWN_AND_OFFLINE: (usize, usize) = (20_000, 5_000);

/// Measures what a client without anything gets from a server that has just started.
///
/// # Errors
///
/// What did not finish.
pub async fn cold(
    server: &mut Server,
    chain: &Arc<Chain>,
    size: usize,
    figures: &mut Figures,
) -> Fallible<()> {
    let (peer, document) = (server.peer, DocumentId::from_random([0xc0; 16]));
    let mut writer = BenchClient::join(server, "writer", PATIENCE).await?;
    let upload = timeout(PATIENCE, writer.upload(document, chain, (0, size)));
    upload.await.map_err(|_| "the upload did not finish in 120 s")??;
    drop(writer);
    settle(server).await;
    let name = |what: &str| format!("cold start, {size} changes: {what}");
    let disk = disk_bytes(&server.data()) as f64 / size as f64;
    figures.add(peer, &name("disk per change"), "B", disk);
    server.stop();
    server.resume()?;
    let mut reader = BenchClient::join(server, "reader", PATIENCE).await?;
    let (start, cpu) = (Instant::now(), cpu_seconds(server.pid()));
    let fetch = timeout(PATIENCE, fetch(&mut reader, document, chain, size));
    let first = fetch.await.map_err(|_| "the download did not finish in 120 s")??;
    let total = start.elapsed();
    figures.add(peer, &name("first data"), "ms", (first - start).as_secs_f64() * 1_000.0);
    figures.add(peer, &name("all, applied by the client"), "ms", total.as_secs_f64() * 1_000.0);
    figures.add(peer, &name("received"), "B", reader.received_bytes as f64);
    figures.add(peer, &name("CPU"), "s", cpu_seconds(server.pid()) - cpu);
    figures.add(peer, &name("peak RSS"), "MiB", peak_rss_kib(server.pid()) / 1_024.0);
    Ok(())
}

/// Counts the acknowledged changes that are gone after `kill -9` at once after the acknowledgement.
///
/// # Errors
///
/// What did not finish.
pub async fn kills(
    server: &mut Server,
    chain: &Arc<Chain>,
    count: usize,
    figures: &mut Figures,
) -> Fallible<()> {
    let document = DocumentId::from_random([0x99; 16]);
    let (mut kept, mut lost) = (0, 0);
    for trial in 0..count {
        let mut writer = BenchClient::join(server, &format!("writer-{trial}"), PATIENCE).await?;
        // What an earlier trial lost is sent again: the client still has it.
        let upload = timeout(PATIENCE, writer.upload(document, chain, (kept, trial + 1)));
        upload.await.map_err(|_| format!("trial {trial} was not acknowledged in 120 s"))??;
        server.kill();
        server.resume()?;
        let mut reader = BenchClient::join(server, &format!("reader-{trial}"), PATIENCE).await?;
        kept = kept_by(&mut reader, document, chain, trial + 1).await?;
        lost += usize::from(kept < trial + 1);
    }
    let name = "acknowledged changes lost by kill -9";
    figures.add(server.peer, name, "%", lost as f64 * 100.0 / count as f64);
    figures.add(server.peer, "trials of kill -9", "", count as f64);
    Ok(())
}

/// Measures how long a client waits for the acknowledgement of what it did offline.
///
/// # Errors
///
/// What did not finish.
pub async fn offline(server: &Server, chain: &Arc<Chain>, figures: &mut Figures) -> Fallible<()> {
    let (document, (known, offline)) = (DocumentId::from_random([0x0f; 16]), KNOWN_AND_OFFLINE);
    let mut writer = BenchClient::join(server, "writer", PATIENCE).await?;
    let upload = timeout(PATIENCE, writer.upload(document, chain, (0, known)));
    upload.await.map_err(|_| "the preload did not finish in 120 s")??;
    let (start, cpu) = (Instant::now(), cpu_seconds(server.pid()));
    let upload = timeout(PATIENCE, writer.upload(document, chain, (known, known + offline)));
    upload.await.map_err(|_| "no acknowledgement in 120 s")??;
    let name = |what: &str| format!("{offline} offline changes on {known}: {what}");
    let waited = start.elapsed().as_secs_f64() * 1_000.0;
    figures.add(server.peer, &name("acknowledged after"), "ms", waited);
    figures.add(server.peer, &name("CPU"), "s", cpu_seconds(server.pid()) - cpu);
    Ok(())
}

/// Waits until the server has written what it wants to write: its folder stays the same for eight
/// seconds, in which a large document is compacted on a busy machine, or a minute has passed.
async fn settle(server: &Server) {
    let end = Instant::now() + Duration::from_secs(60);
    let mut clock = interval(Duration::from_millis(200));
    let (mut last, mut since) = (0, Instant::now());
    while Instant::now() < end && since.elapsed() < Duration::from_secs(8) {
        clock.tick().await;
        let size = disk_bytes(&server.data());
        if size != last || size == 0 {
            (last, since) = (size, Instant::now());
        }
    }
}

/// Fetches a document as a client with Automerge does; returns when the first changes came.
async fn fetch(
    reader: &mut BenchClient,
    document: DocumentId,
    chain: &Chain,
    size: usize,
) -> Fallible<Instant> {
    let (mut copy, mut state) = (Automerge::new(), State::new());
    let mut first = None;
    let request = copy.generate_sync_message(&mut state).ok_or("a client has something to say")?;
    reader.send(SyncKind::Request, document, request).await?;
    while copy.get_heads() != chain.heads(size) {
        // The npm server may say that it has nothing and send the document after that.
        let Heard::Sync(message) = reader.receive(document).await? else { continue };
        if !message.changes.is_empty() {
            first.get_or_insert_with(Instant::now);
        }
        copy.receive_sync_message(&mut state, message)?;
        if let Some(answer) = copy.generate_sync_message(&mut state) {
            reader.send(SyncKind::Sync, document, answer).await?;
        }
    }
    first.ok_or_else(|| "the document came without changes".into())
}

/// How many changes the server says it has, after at most two seconds.
async fn kept_by(
    reader: &mut BenchClient,
    document: DocumentId,
    chain: &Chain,
    expected: usize,
) -> Fallible<usize> {
    let have = vec![Have { last_sync: Vec::new(), bloom: BloomFilter::default() }];
    let (heads, need, changes) = (Vec::new(), Vec::new(), ChunkList::empty());
    let version = MessageVersion::V1;
    let question = Message { heads, need, have, changes, flags: None, version };
    reader.send(SyncKind::Request, document, question).await?;
    let end = Instant::now() + Duration::from_secs(2);
    let mut kept = 0;
    while kept < expected {
        match timeout_at(end, reader.receive(document)).await {
            Ok(Ok(Heard::Sync(message))) => kept = kept.max(chain.len_at(&message.heads)),
            Ok(Ok(Heard::Unavailable)) => {}
            Ok(Err(error)) => return Err(error),
            Err(_) => break,
        }
    }
    Ok(kept)
}
