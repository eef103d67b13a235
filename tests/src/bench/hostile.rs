//! An attack, and an honest pair beside it that has nothing to do with it: what it costs the server, and them.

use std::sync::Arc;
use std::time::Duration;

use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::SyncKind;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::{Instant, interval, timeout};

use crate::bench::attacks::{Attack, Kind, Script, document};
use crate::bench::chain::Chain;
use crate::bench::client::{BenchClient, Heard};
use crate::bench::figures::{Figures, Toll, percentile};
use crate::bench::live::{Pair, expired};
use crate::bench::process::{cpu_seconds, disk_bytes, peak_rss_kib, rss_kib};
use crate::bench::server::{Server, ServerKind};
use crate::bench::{Fallible, live};
use crate::client::{Registered, register, register_device, request};
use crate::peer::NOTHING;

/// An edit of the honest pair each so often: half of the messages that an account may send are theirs.
const PACE: Duration = Duration::from_millis(20);

/// The pair edits so long before anything is measured.
const BEFORE: Duration = Duration::from_secs(1);

/// The pair edits at least so long beside an attack, and so long after its end.
const BESIDE: Duration = Duration::from_secs(5);
const AFTER: Duration = Duration::from_secs(1);

/// No attack takes longer.
const PATIENCE: Duration = Duration::from_secs(60);

/// Memory is back when no more than this is left.
const LEFT_KIB: f64 = 32.0 * 1_024.0;
const BACK_MAX: Duration = Duration::from_secs(10);

/// Sockets that a device may have.
const SOCKETS_PER_DEVICE: usize = 8;

/// Measures one attack on a server of its own, with the limits that a server usually has.
///
/// # Errors
///
/// What did not arrive, or could not be done.
pub async fn measure(
    (name, prepare): Kind,
    device: &[u8; 8],
    chain: &Arc<Chain>,
    figures: &mut Figures,
) -> Fallible<()> {
    let attack = prepare()?;
    let server = Arc::new(Server::start(ServerKind::Ours, device, &[])?);
    let mut pair = Pair::open(&server, chain, 0).await?;
    let stranger = register(&server.address(), 1).await;
    server.let_write(&stranger, live::document()).await?;
    pair.paced(PACE, expired(Instant::now() + BEFORE)).await?;

    let (pid, data) = (server.pid(), server.data());
    let (cpu, resident, peak) = (cpu_seconds(pid), rss_kib(pid), peak_rss_kib(pid));
    let disk = disk_bytes(&data);
    let beside = Instant::now() + BESIDE;
    let device = *device;
    // A thread of its own: what the stranger has to compute is not to hold the pair up.
    let striking = spawn_blocking({
        let server = Arc::clone(&server);
        move || -> Fallible<()> {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let strike = strike(&server, &stranger, &device, attack);
            runtime.block_on(async { timeout(PATIENCE, strike).await })?
        }
    });
    let attack = async {
        let struck = striking.await;
        let ended = Instant::now();
        expired(beside.max(ended + AFTER)).await;
        (struck, ended)
    };
    let ((struck, ended), mut latencies) = pair.paced(PACE, attack).await?;
    if let Err(error) = struck? {
        figures.note(server.peer, name, &format!("the stranger was ended: {error}"));
    }
    latencies.sort_by(f64::total_cmp);
    let cpu_ms = (cpu_seconds(pid) - cpu) * 1_000.0;
    let left = remaining(pid, resident, ended + BACK_MAX).await;
    figures.add_toll(Toll {
        attack: name.to_owned(),
        p99_ms: percentile(&latencies, 0.99).unwrap_or(f64::NAN),
        longest_ms: latencies.last().copied().unwrap_or(f64::NAN),
        cpu_ms,
        peak_mib: (peak_rss_kib(pid) - peak) / 1_024.0,
        left_mib: left / 1_024.0,
        back_s: ended.elapsed().min(BACK_MAX).as_secs_f64(),
        disk_mib: disk_bytes(&data).saturating_sub(disk) as f64 / 1_048_576.0,
    });
    Ok(())
}

/// Waits until the memory is back, or the time is over; returns how many KiB there are beyond `before`.
async fn remaining(pid: u32, before: f64, end: Instant) -> f64 {
    let mut clock = interval(Duration::from_millis(50));
    loop {
        clock.tick().await;
        let left = rss_kib(pid) - before;
        if left <= LEFT_KIB || Instant::now() > end {
            return left;
        }
    }
}

async fn strike(
    server: &Arc<Server>,
    stranger: &Registered,
    honest: &[u8; 8],
    attack: Attack,
) -> Fallible<()> {
    match attack {
        Attack::Messages(scripts) => {
            let mut sockets = JoinSet::new();
            for script in scripts {
                let (server, stranger) = (Arc::clone(server), stranger.clone());
                sockets.spawn(async move { play(&server, &stranger, script).await.map(drop) });
            }
            sockets.join_all().await.into_iter().collect()
        }
        Attack::Namesake(script) => {
            let namesake = server.register(honest)?;
            play(server, &namesake, script).await.map(drop)
        }
        Attack::Strangers(time, script, idle) => {
            let connecting = (0..idle).map(|_| TcpStream::connect(server.address()));
            let mut held = Vec::new();
            for connecting in connecting {
                held.push(connecting.await?);
            }
            let playing = play(server, stranger, script);
            let (played, ()) = tokio::join!(playing, accounts(server, Instant::now() + time));
            played.map(drop)
        }
        Attack::Stalled(script, count) => stalled(server, stranger, script, count).await,
    }
}

/// Sends all, and waits until the last was dealt with.
async fn play(server: &Server, member: &Registered, script: Script) -> Fallible<BenchClient> {
    let credential = Some(member.credential.as_str());
    let mut client = BenchClient::join_as(server, credential, "stranger", PATIENCE).await?;
    for (document, data) in script {
        client.send_data(SyncKind::Sync, document, data).await?;
    }
    // What is not there is told at once, and after all that came before.
    let marker = DocumentId::from_random([0xee; 16]);
    client.send_data(SyncKind::Request, marker, NOTHING.to_vec()).await?;
    while !matches!(client.receive(marker).await?, Heard::Unavailable) {}
    Ok(client)
}

/// Makes accounts, four at once, as many as there is time for and the server lets in.
async fn accounts(server: &Server, end: Instant) {
    let address = server.address();
    let maker = async |maker: u64| {
        for number in 0.. {
            if Instant::now() > end {
                break;
            }
            let body = format!("{{\"device\":\"{:016x}\"}}", (maker + 1) << 32 | number);
            request(&address, "POST", "/v1/accounts", None, &body).await;
        }
    };
    tokio::join!(maker(1), maker(2), maker(3), maker(4));
}

/// `count` sockets that do not finish what they send, and as many that do not read what they want.
async fn stalled(
    server: &Server,
    stranger: &Registered,
    script: Script,
    count: usize,
) -> Fallible<()> {
    let other = register(&server.address(), 2).await;
    // One by one: who does not read what it is answered is not read from.
    for step in script {
        drop(play(server, stranger, vec![step]).await?);
    }
    let mut held = Vec::new();
    for (member, is_reading) in [(stranger, false), (&other, true)] {
        let mut device = member.clone();
        for number in 0..count {
            if number % SOCKETS_PER_DEVICE == 0 {
                let id = 1_000 + 1_000 * u64::from(is_reading) + number as u64;
                device = register_device(&server.address(), &member.credential, id).await;
            }
            let credential = Some(device.credential.as_str());
            let mut client = BenchClient::join_as(server, credential, "stranger", PATIENCE).await?;
            if is_reading {
                begin_a_frame(client.stream()).await?;
            } else {
                client.send_data(SyncKind::Request, document(0), NOTHING.to_vec()).await?;
            }
            held.push(client);
        }
    }
    expired(Instant::now() + BESIDE).await;
    drop(held);
    Ok(())
}

/// The head of a message of 16 MiB, and as much of it as the server takes at once.
async fn begin_a_frame(stream: &mut TcpStream) -> Fallible<()> {
    let head = [&[0x82, 0xff][..], &(16 * 1024 * 1024_u64).to_be_bytes(), &[0; 4]].concat();
    stream.write_all(&head).await?;
    let payload = vec![0; 15 * 1024 * 1024];
    let _ = timeout(Duration::from_millis(50), stream.write_all(&payload)).await;
    Ok(())
}
