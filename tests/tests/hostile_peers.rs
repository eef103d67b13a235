//! Peers that break the protocol, hold on for too long, or speak for others: each ends or is ignored
//! alone.

use std::time::Duration;

use automerge::transaction::Transactable;
use automerge::{AutoCommit, Change, ROOT};
use futures_util::SinkExt;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, SyncKind};
use rebound_sync_server::config::Config;
use rebound_sync_server::limits::Limits;
use rebound_sync_server::server::Server;
use rebound_tests::client::{Registered, register, register_device, request};
use rebound_tests::forge::message;
use rebound_tests::peer::{Honest, Peer, join};
use rebound_tests::running::Running;
use rebound_tests::serving::{serve, serve_as};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, interval};
use tokio_tungstenite::tungstenite::Message;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

/// A revocation has to bite by then, on open sockets, too.
const BITES_WITHIN: Duration = Duration::from_secs(1);

async fn serve_with(directory: &TempDir, limits: Limits) -> (Server, String) {
    serve_as(directory, Config { limits, ..Config::default() }).await
}

fn document() -> DocumentId {
    DocumentId::from_random([7; 16])
}

/// Opens the document on a second socket, next to the client that has written it.
async fn opened(address: &str, member: &Registered, name: &str) -> Peer {
    let mut peer = Peer::join(address, &member.credential, name).await;
    peer.request(document()).await;
    peer.next_sync(document()).await;
    peer
}

async fn grant(address: &str, owner: &Registered, to: &Registered, role: &str) {
    let path = format!("/v1/documents/{}/grants/{}", document(), to.account);
    let body = format!("{{\"role\":\"{role}\"}}");
    assert_eq!(request(address, "PUT", &path, Some(&owner.credential), &body).await.0, 204);
}

#[tokio::test]
async fn each_breach_of_the_protocol_is_named_and_ends_one_connection() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let mut honest = Honest::join(&address, &owner.credential, "honest", document()).await;
    let leave = |nested: &[u8]| [b"\xa2\x64type\x65leave\x61x", nested].concat();
    let breaches: [(&str, Vec<u8>); 5] = [
        ("a second join", join("again", "1")),
        ("not of the automerge-repo protocol", Vec::new()),
        ("not of the automerge-repo protocol", b"\xa1\x64type\x64sync".to_vec()),
        ("not of the automerge-repo protocol", b"\xa2\x64type\x64sync\x64type\x64join".to_vec()),
        ("not of the automerge-repo protocol", leave(&[0x9f; 1_000_000])),
    ];
    for (number, (said, bytes)) in breaches.into_iter().enumerate() {
        let mut peer = Peer::join(&address, &owner.credential, "peer").await;
        peer.send_bytes(bytes).await;
        let reason = peer.is_shown_the_door().await;
        assert!(reason.contains(said), "{number}: {reason}");
        honest.write(&number.to_string()).await;
    }
    // A message that says it is a byte longer than any of which the server takes something. It does not wait for
    // it.
    let mut peer = Peer::join(&address, &owner.credential, "peer").await;
    let head = [&[0x82, 0xff][..], &(256 * 1024 * 1024 + 1_u64).to_be_bytes(), &[0; 4]].concat();
    peer.socket.get_mut().write_all(&head).await.unwrap();
    assert!(peer.is_shown_the_door().await.contains("too long"));
    honest.write("after all").await;
    let mut stranger = Peer::open(&address, &owner.credential).await;
    stranger.socket.send(Message::Text("{}".into())).await.unwrap();
    assert!(stranger.is_shown_the_door().await.contains("binary"));
    server.shutdown().await;
}

#[tokio::test]
async fn a_revocation_ends_sockets_that_only_sit_there() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let stolen = register_device(&address, &owner.credential, 2).await;
    let mut sitting = Peer::join(&address, &stolen.credential, "thief").await;
    let path = "/v1/devices/0000000000000002";
    assert_eq!(request(&address, "DELETE", path, Some(&owner.credential), "").await.0, 204);
    let told = sitting.next_within(BITES_WITHIN).await.expect("within a second");
    assert!(matches!(told, Some(Frame::Error { .. })));
    assert_eq!(sitting.next_within(BITES_WITHIN).await, Some(None));
    server.shutdown().await;
}

#[tokio::test]
async fn nothing_is_stored_of_a_device_once_its_revocation_is_answered() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let stolen = register_device(&address, &owner.credential, 2).await;
    Honest::join(&address, &owner.credential, "honest", document()).await.write("first").await;
    let mut copy = AutoCommit::new();
    let changes: Vec<Change> = (0..40)
        .map(|number| {
            copy.put(ROOT, "stolen", number).unwrap();
            copy.get_last_local_change().unwrap()
        })
        .collect();
    let (before, after) = changes.split_at(20);
    let mut thief = Peer::join(&address, &stolen.credential, "thief").await;
    for change in before {
        thief.sync(document(), &message(&[change.raw_bytes().to_vec()])).await;
    }
    // The server may be at any of them by now.
    let path = "/v1/devices/0000000000000002";
    assert_eq!(request(&address, "DELETE", path, Some(&owner.credential), "").await.0, 204);
    for change in after {
        let (sender, target) = (PeerId::new("thief").unwrap(), PeerId::new("server").unwrap());
        let data = message(&[change.raw_bytes().to_vec()]);
        let frame =
            Frame::Sync { kind: SyncKind::Sync, sender, target, document: document(), data };
        // The socket may be closed already.
        if thief.socket.send(Message::Binary(frame.encode().into())).await.is_err() {
            break;
        }
    }
    while thief.next().await.is_some() {}
    drop(thief);
    let mut reader = Honest::join(&address, &owner.credential, "reader", document()).await;
    reader.read("first").await;
    let mut is_here = |change: &Change| reader.copy.get_change_by_hash(&change.hash()).is_some();
    assert_eq!(after.iter().filter(|change| is_here(change)).count(), 0);
    server.shutdown().await;
}

#[tokio::test]
async fn who_loses_a_role_is_told_at_once_and_hears_nothing_more() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, partner) = (register(&address, 1).await, register(&address, 3).await);
    let mut writer = Honest::join(&address, &owner.credential, "writer", document()).await;
    writer.write("first").await;
    grant(&address, &owner, &partner, "reader").await;
    let mut sam = opened(&address, &partner, "sam").await;
    let path = format!("/v1/documents/{}/grants/{}", document(), partner.account);
    assert_eq!(request(&address, "DELETE", &path, Some(&owner.credential), "").await.0, 204);
    let told = sam.next_within(BITES_WITHIN).await.expect("within a second");
    assert!(matches!(told, Some(Frame::DocUnavailable { .. })));
    writer.write("second").await;
    writer.peer.whisper("writer", document(), 1, b"secret").await;
    // What comes next is the answer to what is asked next.
    sam.request(DocumentId::from_random([8; 16])).await;
    let next = sam.next().await;
    assert!(
        matches!(next, Some(Frame::DocUnavailable { document, .. }) if document == DocumentId::from_random([8; 16]))
    );
    server.shutdown().await;
}

#[tokio::test]
async fn who_has_news_and_brings_none_is_told_once_what_is_here() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let mut writer = Honest::join(&address, &owner.credential, "writer", document()).await;
    let here = writer.write("first").await;
    let mut peer = opened(&address, &owner, "peer").await;
    // "I had what you have, and something else since", without that: it waits to hear what is here.
    let news = |head: u8| [&[0x42, 1][..], &[head; 32], &[0, 1, 1], &here.0, &[0, 0]].concat();
    for head in [1, 2] {
        peer.sync(document(), &news(head)).await;
        assert_eq!(peer.next_sync(document()).await.heads, [here]);
    }
    // The same once more gets no answer: what comes next is the answer to what is asked next.
    peer.sync(document(), &news(2)).await;
    peer.request(DocumentId::from_random([8; 16])).await;
    assert!(matches!(peer.next().await, Some(Frame::DocUnavailable { .. })));
    server.shutdown().await;
}

#[tokio::test]
async fn nobody_speaks_in_the_name_of_another_who_is_connected() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, partner) = (register(&address, 1).await, register(&address, 3).await);
    let mut writer = Honest::join(&address, &owner.credential, "writer", document()).await;
    writer.write("first").await;
    grant(&address, &owner, &partner, "reader").await;
    let mut listener = opened(&address, &owner, "listener").await;
    let mut sam = opened(&address, &partner, "sam").await;
    let spoken = [
        ("writer", 1, b"forged".as_slice()),
        ("sam", 1, b"own"),
        ("sam", 1, b"the same number again"),
        ("sam", 2, &[0; 64 * 1024 + 1]),
        ("somebody who is not here", 1, b"relayed"),
    ];
    for (name, count, data) in spoken {
        sam.whisper(name, document(), count, data).await;
    }
    let mut heard = Vec::new();
    while heard.len() < 2 {
        if let Some(Frame::Ephemeral { sender, data, .. }) = listener.next().await {
            heard.push((sender.as_str().to_owned(), data));
        }
    }
    let expected = [("sam", b"own".as_slice()), ("somebody who is not here", b"relayed")];
    assert_eq!(heard, expected.map(|(name, data)| (name.to_owned(), data.to_vec())));
    server.shutdown().await;
}

#[tokio::test]
async fn who_speaks_without_pause_is_heard_now_and_then_and_hinders_nobody() {
    let directory = TempDir::new().unwrap();
    let limits = Limits { messages_per_account_and_second: 1_000, ..Limits::default() };
    let (server, address) = serve_with(&directory, limits).await;
    let owner = register(&address, 1).await;
    let mut writer = Honest::join(&address, &owner.credential, "writer", document()).await;
    writer.write("first").await;
    let mut listener = opened(&address, &owner, "listener").await;
    let mut chatterbox = opened(&address, &owner, "chatterbox").await;
    let began = Instant::now();
    for count in 1..=5_000 {
        chatterbox.whisper("chatterbox", document(), count, b"hello").await;
    }
    writer.write("meanwhile").await;
    // The change comes after what was let through, as both went the same way.
    let mut heard = 0;
    let has_come = |frame: &Option<Frame>| matches!(frame, Some(Frame::Sync { .. }));
    loop {
        let frame = listener.next().await;
        if has_come(&frame) {
            break;
        }
        heard += 1;
    }
    let most = 200.0 + 100.0 * began.elapsed().as_secs_f64();
    assert!(f64::from(heard) <= most, "{heard} of at most {most}");
    server.shutdown().await;
}

#[tokio::test]
async fn an_account_that_sends_too_much_is_read_later_on_all_its_sockets_and_refused_nothing() {
    let directory = TempDir::new().unwrap();
    let limits = Limits { messages_per_account_and_second: 40, ..Limits::default() };
    let (server, address) = serve_with(&directory, limits).await;
    let (busy, other) = (register(&address, 1).await, register(&address, 2).await);
    let mut sockets = [
        Peer::join(&address, &busy.credential, "one").await,
        Peer::join(&address, &busy.credential, "two").await,
    ];
    let mut bystander = Peer::join(&address, &other.credential, "bystander").await;
    let began = Instant::now();
    // 400 at once, and then 40 a second.
    for _ in 0..220 {
        sockets[0].request(document()).await;
        sockets[1].request(document()).await;
    }
    bystander.request(document()).await;
    assert!(matches!(bystander.next().await, Some(Frame::DocUnavailable { .. })));
    for _ in 0..220 {
        for peer in &mut sockets {
            assert!(matches!(peer.next().await, Some(Frame::DocUnavailable { .. })));
        }
    }
    let most = 400.0 + 40.0 * began.elapsed().as_secs_f64() + 2.0;
    assert!(most >= 440.0, "440 of at most {most}");
    server.shutdown().await;
}

#[tokio::test]
async fn a_device_with_too_many_sockets_loses_its_oldest() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let other = register_device(&address, &owner.credential, 2).await;
    let mut bystander = Peer::join(&address, &other.credential, "bystander").await;
    let mut sockets = Vec::new();
    for _ in 0..9 {
        sockets.push(Peer::join(&address, &owner.credential, "window").await);
    }
    assert!(sockets[0].is_shown_the_door().await.contains("oldest"));
    for peer in sockets.iter_mut().skip(1).chain([&mut bystander]) {
        peer.request(document()).await;
        assert!(matches!(peer.next().await, Some(Frame::DocUnavailable { .. })));
    }
    server.shutdown().await;
}

/// Connections of somebody who shows no credential: each says one of these, and no more.
async fn strangers(address: &str, count: usize) -> Vec<TcpStream> {
    let (drip, request) = ("GE", "GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let mut streams = Vec::new();
    for said in ["", drip, request].iter().cycle().take(count) {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // One that had to make room already may be reset.
        drop(stream.write_all(said.as_bytes()).await);
        streams.push(stream);
    }
    streams
}

#[tokio::test]
async fn a_stranger_with_more_connections_than_there_are_descriptors_shuts_nobody_out() {
    let directory = TempDir::new().unwrap();
    let server = Running::start_with_descriptors(SERVER, &directory.path().join("server"), 256);
    let address = server.address.clone();
    let mut held = strangers(&address, 400).await;
    let owner = register(&address, 1).await;
    let mut honest = Honest::join(&address, &owner.credential, "honest", document()).await;
    honest.write("first").await;
    held.extend(strangers(&address, 400).await);
    // Who is a member stays, and who becomes one comes in.
    honest.write("second").await;
    let other = register_device(&address, &owner.credential, 2).await;
    let mut reader = Honest::join(&address, &other.credential, "reader", document()).await;
    reader.read("second").await;
    // As in a limit of 256 descriptors, of which some are the server's own and a tenth the operator's.
    let (_, limits) = request(&address, "GET", "/v1/limits", None, "").await;
    let limits: serde_json::Value = serde_json::from_str(&limits).unwrap();
    let row = limits["limits"].as_array().unwrap().iter().find(|row| row["name"] == "connections");
    assert_eq!(row.unwrap()["value"], 171);
    let mut said = Vec::new();
    drop(held[0].read_to_end(&mut said).await);
    assert_eq!(said, b"", "the oldest had to go");
    server.kill();
}

/// Sends `bytes` one a second until the server closes the connection; returns what it said, and after
/// how many seconds it closed.
async fn drip(address: &str, bytes: &[u8]) -> (String, u64) {
    let began = Instant::now();
    let (mut reading, mut writing) = TcpStream::connect(address).await.unwrap().into_split();
    let mut clock = interval(Duration::from_secs(1));
    let dripping = async {
        for byte in bytes.chunks(1) {
            clock.tick().await;
            if writing.write_all(byte).await.is_err() {
                break;
            }
        }
        std::future::pending::<()>().await;
    };
    let mut said = Vec::new();
    tokio::select! {
        read = reading.read_to_end(&mut said) => drop(read),
        () = dripping => {}
    }
    (String::from_utf8_lossy(&said).into_owned(), began.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn a_request_that_drips_in_is_not_waited_for() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let head = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-pad: a-long-line\r\n\r\n";
    let (said, seconds) = drip(&address, head.as_bytes()).await;
    assert!(!said.contains("200 OK") && (9..=12).contains(&seconds), "{seconds} s: {said}");
    let (said, seconds) = drip(&address, b"").await;
    assert!(said.is_empty() && (9..=12).contains(&seconds), "{seconds} s: {said}");
    server.shutdown().await;
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_and_a_head_that_is_too_long_are_refused() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let ask = async |request: String| {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        drop(stream.read_to_end(&mut answer).await);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let post = |length: usize, body: &str| {
        format!(
            "POST /v1/accounts HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    assert!(ask(post(30, "{")).await.starts_with("HTTP/1.1 408"));
    assert!(ask(post(5_000, &"{".repeat(5_000))).await.starts_with("HTTP/1.1 413"));
    let long = format!("GET /healthz HTTP/1.1\r\nhost: {}\r\n\r\n", "a".repeat(20_000));
    assert!(ask(long).await.starts_with("HTTP/1.1 431"));
    server.shutdown().await;
}
