//! What an operator can rely on: the command line, the data folder, the start, the end and the log.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::link::Progress;
use rebound_core::replica::wire::Frame;
use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;
use rebound_tests::client::{
    Client, PATIENCE, Registered, answer, open_socket, register, register_device, request,
};
use rebound_tests::peer::{Honest, Peer, join};
use rebound_tests::running::Running;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{interval, timeout};

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

const KEY: [u8; 32] = [7; 32];

fn run(args: &[&str]) -> Output {
    Command::new(SERVER).args(args).env_remove("RUST_LOG").output().unwrap()
}

fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    String::from_utf8(text).unwrap()
}

fn now(number: i64) -> Now {
    let utc_ms = UtcMillis(1_772_445_600_000 + number * 60_000);
    Now { utc_ms, zone: Zone::UTC, boot_ms: 0 }
}

/// What attacks have taken is given back by then.
const GIVEN_BACK_WITHIN: Duration = Duration::from_secs(10);

/// Waits until the server has little more memory than it had.
async fn given_back(server: &Running, idle_kib: f64) {
    let mut clock = interval(Duration::from_millis(20));
    let waiting = async {
        while server.resident_kib() - idle_kib >= 32.0 * 1024.0 {
            clock.tick().await;
        }
    };
    let held = timeout(GIVEN_BACK_WITHIN, waiting).await;
    assert!(held.is_ok(), "{} KiB", server.resident_kib() - idle_kib);
}

#[test]
fn every_usual_way_to_ask_for_help_and_version_is_answered() {
    for args in [&["--version"][..], &["-V"], &["version"]] {
        let output = run(args);
        assert!(output.status.success() && said(&output).starts_with("rebound-sync-server 0"));
    }
    for args in [&["--help"][..], &["-h"], &["help"], &["serve", "--help"], &["serve", "-h"]] {
        let output = run(args);
        assert!(output.status.success() && said(&output).contains("--listen"), "{args:?}");
    }
    let output = run(&["serve", "--dtaa", "x"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("--data"));
    let output = run(&["config", "check", "--listen", "0.0.0.0:80"]);
    assert!(output.status.code() == Some(2) && said(&output).contains("certificate"));
    assert!(run(&["config", "check"]).status.success());
}

#[tokio::test]
async fn a_start_that_fails_on_a_busy_port_leaves_nothing_behind() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(&["--listen", &address, "--data", data.to_str().unwrap()]);
    assert!(output.status.code() == Some(1) && said(&output).contains(&address));
    assert!(!data.exists());
}

#[tokio::test]
async fn a_start_says_what_it_found_and_makes_no_new_ledger_where_one_has_to_be() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let existing =
        run(&["--existing", "--listen", "localhost:0", "--data", data.to_str().unwrap()]);
    assert!(existing.status.code() == Some(1) && said(&existing).contains("no ledger"));
    assert!(!data.join("ledger.db").exists());

    let log = directory.path().join("log");
    let server = Running::start_logging(SERVER, &data, &[], &log);
    register(&server.address, 1).await;
    assert!(server.stop().success());
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.contains("a new ledger was made"), "{text}");
    assert!(text.contains("the server has started") && text.contains("the server has stopped"));

    let server = Running::start_logging(SERVER, &data, &["--existing"], &log);
    server.kill();
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.contains("the ledger was found") && text.contains("devices=1"), "{text}");
}

#[tokio::test]
async fn nothing_is_acknowledged_once_the_data_folder_is_gone() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let log = directory.path().join("log");
    let server = Running::start_logging(SERVER, &data, &[], &log);
    let credential = register(&server.address, 1).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.connect(&server.address, &credential).await;
    phone.device.record(answer(), now(0)).unwrap();
    phone.sync().await;
    assert_eq!(request(&server.address, "GET", "/readyz", None, "").await.0, 200);

    fs::remove_dir_all(&data).unwrap();
    phone.device.record(answer(), now(1)).unwrap();
    let done = |device: &mut rebound_core::device::Device<_>| {
        device.sync_progress() == Some(Progress::UpToDate)
    };
    assert!(phone.try_until(done).await.is_err(), "it was acknowledged");
    assert_eq!(request(&server.address, "GET", "/readyz", None, "").await.0, 503);
    assert_eq!(request(&server.address, "GET", "/healthz", None, "").await.0, 503);
    // Nor an account: nobody could use it after the next start.
    let answer =
        request(&server.address, "POST", "/v1/accounts", None, "{\"device\":\"0000000000000002\"}");
    assert!(answer.await.0 >= 500);
    assert!(fs::read_to_string(&log).unwrap().contains("REMOVED OR REPLACED"));
    server.kill();
}

#[tokio::test]
async fn who_is_connected_hears_that_the_server_stops_and_it_stops_at_once() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let owner = register(&server.address, 1).await;
    let mut peer = Peer::join(&server.address, &owner.credential, "peer").await;
    let stopped = tokio::task::spawn_blocking(|| server.stop());
    assert!(peer.is_shown_the_door().await.contains("shutting down"));
    assert!(timeout(Duration::from_secs(8), stopped).await.expect("in time").unwrap().success());
}

#[tokio::test]
async fn the_reason_for_an_end_arrives_although_the_client_sends_on() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let owner = register(&server.address, 1).await;
    for round in 0..10 {
        let mut peer = Peer::join(&server.address, &owner.credential, "peer").await;
        let mut bytes = frame(&join("again", "1"));
        // What is on its way when the server has had enough: 4 MiB.
        (0..64).for_each(|_| bytes.extend(frame(&vec![0; 64 * 1024])));
        let (mut reading, mut writing) = tokio::io::split(peer.socket.get_mut());
        let mut heard = Vec::new();
        let sending = async {
            writing.write_all(&bytes).await.expect("the server takes what is on its way");
            writing.flush().await.unwrap();
        };
        let hearing = async {
            while let Ok(byte) = reading.read_u8().await {
                heard.push(byte);
            }
        };
        tokio::join!(sending, hearing);
        let heard = String::from_utf8_lossy(&heard).into_owned();
        assert!(heard.contains("a second join"), "{round}: {heard:?}");
    }
}

/// A WebSocket frame of a client, with a mask of zeros.
fn frame(payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x82, 0x80 | 127];
    bytes.extend((payload.len() as u64).to_be_bytes());
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

#[tokio::test]
async fn a_large_document_comes_in_messages_of_at_most_a_mebibyte() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let owner = register(&server.address, 1).await;
    let document = DocumentId::from_random([7; 16]);
    let mut writer = Honest::join(&server.address, &owner.credential, "writer", document).await;
    for number in 0..7_u8 {
        let mut noise = vec![0; 900_000];
        getrandom::fill(&mut noise).unwrap();
        writer.write_bytes(&number.to_string(), &noise).await;
    }
    let mut reader = Peer::join(&server.address, &owner.credential, "reader").await;
    reader.request(document).await;
    let (mut messages, mut all) = (0, 0);
    while all < 7 * 900_000 {
        let Some(frame @ Frame::Sync { .. }) = reader.next().await else { panic!("no message") };
        let bytes = frame.encode().len();
        assert!(bytes <= 1024 * 1024, "{bytes}");
        messages += 1;
        all += bytes;
    }
    assert!(messages >= 7);
}

/// Two accounts with five devices each: they may have 80 sockets.
async fn crowd(address: &str) -> Vec<Registered> {
    let mut devices = Vec::new();
    for number in [20, 30] {
        let owner = register(address, number).await;
        for number in number + 1..number + 5 {
            devices.push(register_device(address, &owner.credential, number).await);
        }
        devices.push(owner);
    }
    devices
}

async fn drip_nothing(address: &str, member: &Registered, bytes: usize) -> TcpStream {
    let peer = Peer::join(address, &member.credential, "hostile").await;
    let tokio_tungstenite::MaybeTlsStream::Plain(mut stream) = peer.socket.into_inner() else {
        panic!("plain");
    };
    let head = [&[0x82, 0xff][..], &(16 * 1024 * 1024_u64).to_be_bytes(), &[0; 4]].concat();
    stream.write_all(&head).await.unwrap();
    let payload = vec![0; bytes];
    // As much as the server takes.
    drop(timeout(Duration::from_millis(300), stream.write_all(&payload)).await);
    stream
}

#[tokio::test]
async fn sockets_that_do_not_finish_a_frame_cost_little_and_give_it_back() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let (honest, devices) = (register(&address, 1).await, crowd(&address).await);
    let document = DocumentId::from_random([7; 16]);
    let mut writer = Honest::join(&address, &honest.credential, "writer", document).await;
    writer.write("before").await;
    let idle = server.resident_kib();
    let mut hostile = Vec::new();
    for device in devices.iter().flat_map(|device| std::iter::repeat_n(device, 8)) {
        hostile.push(drip_nothing(&address, device, 15 * 1024 * 1024).await);
    }
    assert_eq!(hostile.len(), 80);
    let held = server.resident_kib() - idle;
    assert!(held < 96.0 * 1024.0, "{held} KiB");
    // Somebody else sends a large message meanwhile.
    writer.write_bytes("large", &vec![7; 4_000_000]).await;
    drop(hostile);
    given_back(&server, idle).await;
}

#[tokio::test]
async fn sockets_that_do_not_read_cost_little_and_give_it_back() {
    let directory = TempDir::new().unwrap();
    let server = Running::start(SERVER, &directory.path().join("server"));
    let address = server.address.clone();
    let (owner, devices) = (register(&address, 1).await, crowd(&address).await);
    let document = DocumentId::from_random([7; 16]);
    let mut writer = Honest::join(&address, &owner.credential, "writer", document).await;
    for number in 0..14_u8 {
        let mut noise = vec![0; 1_000_000];
        getrandom::fill(&mut noise).unwrap();
        writer.write_bytes(&number.to_string(), &noise).await;
    }
    for device in &devices {
        let path = format!("/v1/documents/{document}/grants/{}", device.account);
        let answer =
            request(&address, "PUT", &path, Some(&owner.credential), "{\"role\":\"reader\"}");
        assert_eq!(answer.await.0, 204);
    }
    let idle = server.resident_kib();
    let mut hostile = Vec::new();
    for device in devices.iter().flat_map(|device| std::iter::repeat_n(device, 8)) {
        let mut peer = Peer::join(&address, &device.credential, "hostile").await;
        peer.request(document).await;
        hostile.push(peer);
    }
    assert_eq!(hostile.len(), 80);
    writer.write("meanwhile").await;
    let held = server.resident_kib() - idle;
    assert!(held < 96.0 * 1024.0, "{held} KiB");
    drop(hostile);
    given_back(&server, idle).await;
}

#[tokio::test]
async fn a_hostile_mebibyte_makes_a_kibibyte_of_log_at_most_and_no_secret_is_in_it() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let log = directory.path().join("log");
    // What comes is read at once: what it costs is the question.
    let fast = "messages_per_account_and_second=100000";
    let args = ["--trusted-proxy", "127.0.0.0/8", "--limit", fast];
    let server = Running::start_logging(SERVER, &data, &args, &log);
    let address = server.address.clone();
    let owner = register(&address, 1).await;
    let document = DocumentId::from_random([7; 16]);
    let mut writer = Honest::join(&address, &owner.credential, "writer", document).await;
    writer.write("first").await;
    let length = |log: &Path| fs::metadata(log).unwrap().len();
    let before = length(&log);

    // A wrong credential, over and over: 1 MiB.
    let wrong = format!("rbd_{}", "0".repeat(64));
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let one = format!(
        "GET /sync HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: 6.6.6.6\r\n\
         authorization: Bearer {wrong}\r\n\r\n"
    );
    let all = one.repeat(1024 * 1024 / one.len());
    let asking = async {
        writing.write_all(all.as_bytes()).await.unwrap();
        writing.shutdown().await.unwrap();
    };
    let mut answers = Vec::new();
    let (_, read) = tokio::join!(asking, reading.read_to_end(&mut answers));
    read.unwrap();
    let refused = length(&log) - before;
    assert!(refused <= 1024, "{refused} bytes");
    let text = fs::read_to_string(&log).unwrap();
    assert!(text.contains("sign-in was refused") && text.contains("address=6.6.6.6"), "{text}");

    // Messages that bring what nobody can take: 1 MiB.
    let before = length(&log);
    let garbage = rebound_tests::forge::message(&[vec![0x85, 0x6f, 0x4a, 0x83, 0, 0, 0, 0, 1, 0]]);
    for _ in 0..1024 * 1024 / 150 {
        writer.peer.sync(document, &garbage).await;
    }
    drop(timeout(PATIENCE, writer.peer.is_shown_the_door()).await);
    let refused = length(&log) - before;
    assert!(refused <= 1024, "{refused} bytes");
    drop(open_socket(&address, Some(&owner.credential)).await);
    assert!(server.stop().success());
    let text = fs::read_to_string(&log).unwrap();
    assert!(!text.contains("rbd_") && !text.contains("backtrace"), "{text}");
}

#[tokio::test]
async fn the_log_names_who_was_let_in_who_shares_and_who_was_ended() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let log = directory.path().join("log");
    let server = Running::start_logging(SERVER, &data, &["--log-format", "json"], &log);
    let (owner, partner) = (register(&server.address, 1).await, register(&server.address, 2).await);
    register_device(&server.address, &owner.credential, 3).await;
    let document = DocumentId::from_random([7; 16]);
    let mut writer = Honest::join(&server.address, &owner.credential, "writer", document).await;
    writer.write("first").await;
    let path = format!("/v1/documents/{document}/grants/{}", partner.account);
    let body = "{\"role\":\"reader\"}";
    let key = Some(owner.credential.as_str());
    assert_eq!(request(&server.address, "PUT", &path, key, body).await.0, 204);
    assert_eq!(request(&server.address, "DELETE", &path, key, "").await.0, 204);
    let path = "/v1/devices/0000000000000003";
    assert_eq!(request(&server.address, "DELETE", path, key, "").await.0, 204);
    assert!(server.stop().success());
    let text = fs::read_to_string(&log).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    for (message, field) in [
        ("the server has started", "version"),
        ("an account was made", "account"),
        ("a device was added", "device"),
        ("a role was given", "document"),
        ("a role was taken back", "document"),
        ("a device was revoked", "device"),
        ("the server has stopped", "level"),
    ] {
        let line = lines.iter().find(|line| line["message"] == message);
        assert!(line.is_some_and(|line| line.get(field).is_some()), "{message}: {text}");
    }
    assert!(!text.contains("rbd_"), "{text}");
}

#[tokio::test]
async fn a_stop_is_told_to_a_socket_that_has_not_even_joined() {
    let directory = TempDir::new().unwrap();
    let (data, listen) = (directory.path().join("server"), "127.0.0.1:0".parse().unwrap());
    let server = Server::bind(&Config { data, listen, ..Config::default() }).await.unwrap();
    let address = server.address().to_string();
    let owner = register(&address, 1).await;
    let mut early = Peer::open(&address, &owner.credential).await;
    let told = async {
        let said = early.is_shown_the_door().await;
        early.leave().await;
        said
    };
    let stopped = timeout(Duration::from_secs(5), server.shutdown());
    let (said, stopped) = tokio::join!(told, stopped);
    assert!(said.contains("shutting down") && stopped.is_ok(), "{said}: {stopped:?}");
}
