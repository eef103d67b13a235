//! A server whose disk is full stores nothing it cannot keep, says so, and goes on when there is room.

use std::collections::BTreeSet;
use std::time::Duration;

use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::replica::link::Progress;
use rebound_core::replica::wire::Frame;
use rebound_tests::client::{
    Client, answer, facts_on_server, open_socket, register, register_device, request,
};
use rebound_tests::peer::Peer;
use rebound_tests::running::{Running, on_small_disk};
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

const KEY: [u8; 32] = [7; 32];

/// Sizes of the largest file in KiB: the write-ahead log meets them in the middle of whatever it is
/// doing then. Above 990 it never does: it is emptied before.
const SIZES: [u32; 20] = [
    224, 240, 256, 272, 288, 304, 320, 336, 352, 368, 384, 400, 448, 512, 576, 640, 704, 768, 832,
    896,
];

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_acknowledged_and_heals_without_a_restart() {
    for kib in SIZES {
        fill(kib).await;
    }
}

#[test]
fn a_first_start_without_room_says_so_and_leaves_no_ledger() {
    for kib in [0, 1, 7, 8, 12, 40, 64] {
        let directory = TempDir::new().unwrap();
        let data = directory.path().join("server");
        let mut init = on_small_disk(SERVER, kib);
        let output = init.arg("init").arg("--data").arg(&data).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "at {kib} KiB: {said}");
        assert!(said.contains("cannot be used: "), "at {kib} KiB: {said}");
        assert!(!data.join("ledger.db").exists(), "at {kib} KiB");
    }
}

async fn fill(kib: u32) {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let server = Running::start_on_small_disk(SERVER, &data, kib);
    let credential = register(&server.address, 1).await.credential;
    let stolen = register_device(&server.address, &credential, 9).await.credential;
    let mut thief = Peer::join(&server.address, &stolen, "thief").await;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.connect(&server.address, &credential).await;
    let (acknowledged, reason) = write_until_full(&mut phone).await;
    assert_eq!(reason, FULL, "at {kib} KiB");

    // It still serves what it has, and takes nothing.
    for (path, status) in [("/livez", 200), ("/readyz", 503), ("/healthz", 503)] {
        let answer = request(&server.address, "GET", path, None, "").await;
        assert_eq!(answer.0, status, "{path} at {kib} KiB: {}", answer.1);
    }
    let stored = facts_on_server(directory.path(), 2, KEY, (&server.address, &credential)).await;
    assert!(stored.is_superset(&acknowledged), "at {kib} KiB");
    phone.disconnect().await;
    phone.connect(&server.address, &credential).await;
    assert_eq!(sync(&mut phone).await, Err(FULL.to_owned()), "at {kib} KiB");

    // A device can be ended all the same, on its open socket, too.
    let path = "/v1/devices/0000000000000009";
    assert_eq!(request(&server.address, "DELETE", path, Some(&credential), "").await.0, 204);
    let told = thief.next_within(Duration::from_secs(1)).await;
    assert!(matches!(told, Some(Some(Frame::Error { .. }))), "at {kib} KiB: {told:?}");
    server.kill();
    let server = Running::start_on_small_disk(SERVER, &data, kib);
    assert_eq!(open_socket(&server.address, Some(&stolen)).await.unwrap_err(), 401);

    server.make_room();
    phone.disconnect().await;
    phone.connect(&server.address, &credential).await;
    assert_eq!(sync(&mut phone).await, Ok(()), "at {kib} KiB");
    server.kill();
    let server = Running::start(SERVER, &data);
    let all: BTreeSet<FactId> = phone.device.facts().unwrap().map(|fact| fact.id.clone()).collect();
    assert_eq!(open_socket(&server.address, Some(&stolen)).await.unwrap_err(), 401);
    assert_eq!(
        facts_on_server(directory.path(), 3, KEY, (&server.address, &credential)).await,
        all
    );
}

const FULL: &str =
    "the server ended the connection: the server cannot store changes now; try again later";

async fn sync(client: &mut Client) -> Result<(), String> {
    client.try_until(|device| device.sync_progress() == Some(Progress::UpToDate)).await
}

/// What was acknowledged, and why the link ended.
async fn write_until_full(phone: &mut Client) -> (BTreeSet<FactId>, String) {
    let mut acknowledged = BTreeSet::new();
    for number in 0..10_000 {
        let id = phone.device.record(answer(), now(number)).unwrap();
        match sync(phone).await {
            Ok(()) => _ = acknowledged.insert(id),
            Err(reason) => return (acknowledged, reason),
        }
    }
    panic!("the disk never filled up");
}

fn now(number: i64) -> Now {
    let utc_ms = UtcMillis(1_772_445_600_000 + number * 60_000);
    Now { utc_ms, zone: Zone::UTC, boot_ms: 0 }
}
