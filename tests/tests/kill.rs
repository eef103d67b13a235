//! What a device was told is stored is stored, even if the server is killed at that moment.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::facts::Fact;
use rebound_tests::client::{Client, answer, facts_on_server, register, register_device};
use rebound_tests::running::Running;
use rebound_tests::setting;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::time::timeout;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

/// `REBOUND_KILLS` for more.
const KILLS: u64 = 50;

/// Every other kill comes this long after an acknowledgement, while both devices go on writing.
const MIDDLE_OF_WRITING: Duration = Duration::from_millis(200);

const KEY: [u8; 32] = [7; 32];

/// A device that writes, and what it was told is stored.
struct Writer {
    client: Client,
    credential: String,
    recorded: i64,
    acknowledged: BTreeSet<FactId>,
}

#[tokio::test]
async fn no_acknowledged_fact_is_lost_and_no_device_diverges_when_the_server_is_killed() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let mut server = Running::start(SERVER, &data);
    let first = register(&server.address, 1).await.credential;
    let second = register_device(&server.address, &first, 2).await.credential;
    let mut phone = Writer::open(directory.path(), 1, first);
    let mut laptop = Writer::open(directory.path(), 2, second);
    for round in 0..setting("REBOUND_KILLS", KILLS) {
        phone.client.connect(&server.address, &phone.credential).await;
        laptop.client.connect(&server.address, &laptop.credential).await;
        tokio::join!(phone.write(3), laptop.write(2));
        if round % 2 == 1 {
            let writing = async { tokio::join!(phone.write(i64::MAX), laptop.write(i64::MAX)) };
            drop(timeout(MIDDLE_OF_WRITING, writing).await);
        }
        server.kill();
        phone.client.disconnect().await;
        laptop.client.disconnect().await;
        is_whole(&data.join("ledger.db"));
        server = Running::start(SERVER, &data);
        // Before the writers come back: they would bring what was lost.
        let server_of = (server.address.as_str(), phone.credential.as_str());
        let stored = facts_on_server(directory.path(), 1_000 + round, KEY, server_of).await;
        let lost =
            phone.acknowledged.union(&laptop.acknowledged).filter(|id| !stored.contains(*id));
        assert_eq!(lost.count(), 0, "lost by kill {round}");
    }
    phone.client.connect(&server.address, &phone.credential).await;
    laptop.client.connect(&server.address, &laptop.credential).await;
    phone.client.sync().await;
    laptop.client.sync().await;
    let all = usize::try_from(phone.recorded + laptop.recorded).unwrap();
    phone.client.talk_until(|device| device.facts().unwrap().count() == all).await;
    laptop.client.talk_until(|device| device.facts().unwrap().count() == all).await;
    assert_eq!(phone.facts(), laptop.facts());
}

impl Writer {
    fn open(directory: &Path, number: u64, credential: String) -> Self {
        let client = Client::open(directory, number, KEY);
        Self { client, credential, recorded: 0, acknowledged: BTreeSet::new() }
    }

    /// Records facts, one after the other, each when the one before is acknowledged.
    async fn write(&mut self, count: i64) {
        for _ in 0..count {
            let id = self.client.device.record(answer(), now(self.recorded)).unwrap();
            self.recorded += 1;
            self.client.sync().await;
            self.acknowledged.insert(id);
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self.client.device.facts().unwrap().cloned().collect();
        facts.sort_by(|one, other| one.id.cmp(&other.id));
        facts
    }
}

/// The database opens after a kill, and SQLite finds nothing wrong with it.
fn is_whole(path: &Path) {
    let database = Connection::open(path).unwrap();
    let check = "PRAGMA integrity_check";
    let found: String = database.query_row(check, [], |row| row.get(0)).unwrap();
    assert_eq!(found, "ok");
}

/// A day for every four facts, so that they lie in several documents.
fn now(recorded: i64) -> Now {
    let utc_ms = UtcMillis(1_772_445_600_000 + recorded * 21_600_000);
    Now { utc_ms, zone: Zone::UTC, boot_ms: 0 }
}
