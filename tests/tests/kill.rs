//! What a device was told is stored is stored, even if the server is killed at that moment.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::facts::FactBody;
use rebound_tests::client::{Client, register};
use tempfile::TempDir;
use tokio::time::timeout;

const KILLS: u64 = 50;

const KEY: [u8; 32] = [7; 32];

#[tokio::test]
async fn no_acknowledged_fact_is_lost_when_the_server_is_killed() {
    let directory = TempDir::new().unwrap();
    let mut phone = Client::open(directory.path(), 1, KEY);
    let mut credential = None;
    let mut acknowledged: Vec<FactId> = Vec::new();
    for round in 0..KILLS {
        let (mut server, address) = serve(&directory.path().join("server"));
        let registered = match credential.take() {
            Some(credential) => credential,
            None => register(&address, 1).await.credential,
        };
        everything_is_there(directory.path(), round, &address, &registered, &acknowledged).await;
        phone.connect(&address, &registered).await;
        let mut recorded = Vec::new();
        for minute in 0..3 {
            recorded.push(phone.device.record(answer(), now(round, minute)).unwrap());
        }
        phone.sync().await;
        acknowledged.extend(recorded);
        if round % 2 == 1 {
            // Half of the kills hit a server in the middle of writing.
            let writing = async {
                for minute in 3.. {
                    phone.device.record(answer(), now(round, minute)).unwrap();
                    phone.sync().await;
                }
            };
            drop(timeout(Duration::from_millis(200), writing).await);
        }
        server.kill().unwrap();
        server.wait().unwrap();
        phone.disconnect().await;
        credential = Some(registered);
    }
    let (mut server, address) = serve(&directory.path().join("server"));
    let credential = credential.unwrap();
    everything_is_there(directory.path(), KILLS, &address, &credential, &acknowledged).await;
    server.kill().unwrap();
    server.wait().unwrap();
}

/// A device that has nothing gets every acknowledged fact.
async fn everything_is_there(
    directory: &Path,
    round: u64,
    address: &str,
    credential: &str,
    acknowledged: &[FactId],
) {
    if acknowledged.is_empty() {
        return;
    }
    let mut checker = Client::open(directory, 1_000 + round, KEY);
    checker.connect(address, credential).await;
    let mut missing = acknowledged.len();
    checker
        .talk_until(|device| {
            let held: std::collections::BTreeSet<_> = device.facts().map(|fact| &fact.id).collect();
            missing = acknowledged.iter().filter(|id| !held.contains(id)).count();
            missing == 0
        })
        .await;
    checker.disconnect().await;
}

fn serve(data: &Path) -> (Child, String) {
    let mut server = Command::new(env!("CARGO_BIN_EXE_serve"))
        .arg(data)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the server starts");
    let mut address = String::new();
    let output = server.stdout.take().expect("piped");
    BufReader::new(output).read_line(&mut address).expect("the server says where it is");
    (server, address.trim().to_owned())
}

fn now(round: u64, minute: i64) -> Now {
    let round = i64::try_from(round).unwrap();
    Now {
        utc_ms: UtcMillis(1_772_445_600_000 + round * 86_400_000 / 4 + minute * 1_000),
        zone: Zone::UTC,
        boot_ms: 0,
    }
}

fn answer() -> FactBody {
    let json = serde_json::json!({"answer": {
        "exam": "SY0-701", "domain": "4", "bank": "bank-a", "question": "q1",
        "result": "correct", "conditions": "timed"}});
    serde_json::from_value(json).unwrap()
}
