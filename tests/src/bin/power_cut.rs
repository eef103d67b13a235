//! The power goes while a server stores what two devices write: at any call that it makes of the disk, with any
//! part of what it has not made durable.
//!
//! `power_cut STRACE CUTS` records one load and tells how many acknowledged facts each of so many disks has
//! lost. The load stands in the log of `strace` with its bytes; how it is read stands in `power.rs`.

use std::collections::BTreeSet;
use std::env::args;
use std::fs;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_tests::client::{Client, answer, facts_on_server, register, register_device};
use rebound_tests::power::{Folder, Leaves};
use rebound_tests::running::Running;
use rebound_tests::setting;
use rusqlite::Connection;
use tempfile::TempDir;

/// Facts of each device: enough for the log to move into the database a few times.
const FACTS: i64 = 300;

const KEY: [u8; 32] = [7; 32];

/// A fact, and how long the log was when its device was told that it is stored.
type Acknowledged = (u64, FactId);

#[tokio::main]
async fn main() {
    let mut arguments = args().skip(1);
    let strace = arguments.next().expect("the path of strace");
    let cuts: usize = arguments.next().and_then(|cuts| cuts.parse().ok()).expect("how many cuts");
    let own = std::env::current_exe().expect("this program");
    let serve = own.with_file_name("serve").display().to_string();
    let directory = TempDir::new().expect("a folder");
    let (data, log) = (directory.path().join("server"), directory.path().join("calls"));
    let server = Running::start_traced(&strace, &log, &serve, &data);
    let first = register(&server.address, 1).await.credential;
    let second = register_device(&server.address, &first, 2).await.credential;
    let (one, two) = tokio::join!(
        write(directory.path(), 1, (&server.address, &first), &log),
        write(directory.path(), 2, (&server.address, &second), &log)
    );
    server.kill();
    let mut acknowledged = [one, two].concat();
    acknowledged.sort();

    let seed = setting("REBOUND_SEED", 1);
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (start, end) = (acknowledged[0].0, acknowledged[acknowledged.len() - 1].0);
    let mut moments: Vec<u64> =
        (0..cuts).map(|_| start + random.next_u64() % (end - start + 1)).collect();
    moments.sort_unstable();
    let mut lines = BufReader::new(File::open(&log).expect("a log"));
    let mut disk = Folder::new(&data.display().to_string());
    let (mut at, mut checked, mut open) = (0, 0, 0);
    for (number, moment) in moments.into_iter().enumerate() {
        let mut line = String::new();
        while at < moment && lines.read_line(&mut line).expect("a log") > 0 {
            at += line.len() as u64;
            disk.read(line.trim_end());
            line.clear();
        }
        let leaves = Leaves::ALL[number % Leaves::ALL.len()];
        let files = disk.cut(leaves, &mut random);
        let told: BTreeSet<FactId> =
            acknowledged.iter().filter(|(by, _)| *by <= at).map(|(_, id)| id.clone()).collect();
        let folder = directory.path().join(format!("after-{number}"));
        let stored = after(&serve, &folder, files, &first).await;
        let lost = told.difference(&stored).count();
        assert_eq!(lost, 0, "cut {number} of seed {seed} at {at}, which leaves {leaves:?}");
        (checked, open) = (checked + told.len(), open + disk.undecided());
    }
    println!(
        "power: {cuts} cuts, {checked} times an acknowledged fact was looked for, 0 lost; \
         {open} writes were on their way"
    );
}

/// Writes facts, one after the other, each when the one before is acknowledged.
async fn write(
    directory: &Path,
    number: u64,
    (address, credential): (&str, &str),
    log: &Path,
) -> Vec<Acknowledged> {
    let mut client = Client::open(directory, number, KEY);
    client.connect(address, credential).await;
    let mut acknowledged = Vec::new();
    for recorded in 0..FACTS {
        let id = client.device.record(answer(), now(recorded)).expect("a device");
        client.sync().await;
        acknowledged.push((fs::metadata(log).expect("a log").len(), id));
    }
    acknowledged
}

/// What a server finds on a disk after a cut.
async fn after(
    serve: &str,
    folder: &Path,
    files: std::collections::BTreeMap<String, Vec<u8>>,
    credential: &str,
) -> BTreeSet<FactId> {
    fs::create_dir(folder).expect("a folder");
    // The index of the log is in memory that is shared, and not on the disk.
    for (name, bytes) in files.into_iter().filter(|(name, _)| !name.ends_with("-shm")) {
        fs::write(folder.join(name), bytes).expect("a disk");
    }
    let server = Running::start(serve, folder);
    let stored = facts_on_server(folder, 9, KEY, (&server.address, credential)).await;
    server.kill();
    let database = Connection::open(folder.join("ledger.db")).expect("a database");
    let found: String =
        database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("an answer");
    assert_eq!(found, "ok");
    drop(database);
    fs::remove_dir_all(folder).expect("a folder that may go");
    stored
}

/// A day for every four facts, so that they lie in several documents.
fn now(recorded: i64) -> Now {
    let utc_ms = UtcMillis(1_772_445_600_000 + recorded * 21_600_000);
    Now { utc_ms, zone: Zone::UTC, boot_ms: 0 }
}
