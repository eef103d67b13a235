//! Nobody but the candidate's own devices can read a fact: not the server, not whoever has its disk, its
//! log or a backup, and not whoever finds a device's database without the key.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use rebound_core::base::ids::{DeviceId, FactId};
use rebound_core::coach::history::Anomaly;
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_core::store::StoreError;
use rebound_tests::client::{Client, register, register_device, request};
use rebound_tests::running::Running;
use rebound_tests::world::World;
use serde_json::Value as Json;
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

/// A fact of each kind and each way of saying it.
const FACTS: &str = include_str!("../../core/tests/golden/facts.v1.jsonl");

/// What an older app wrote, which sealed nothing: its database, and its export.
const OLD_DATABASE: &[u8] = include_bytes!("../../core/tests/golden/device.v1.db");
const OLD_EXPORT: &str = include_str!("../../core/tests/golden/device.v1.json");

/// Those that a device takes over today.
fn facts() -> Vec<Fact> {
    let read = |line| serde_json::from_str::<Json>(line).expect("a line")["fact"].take();
    let facts = FACTS.lines().map(|line| serde_json::from_value(read(line)).expect("a fact"));
    facts.filter(|fact: &Fact| fact.check().is_ok()).collect()
}

/// Every text in the facts that is long enough not to come about by chance, and the names of fields that
/// no server has.
fn words() -> BTreeSet<String> {
    fn gather(value: &Json, words: &mut BTreeSet<String>) {
        match value {
            Json::String(text) => drop(words.insert(text.clone())),
            Json::Array(values) => values.iter().for_each(|value| gather(value, words)),
            Json::Object(fields) => fields.iter().for_each(|(name, value)| {
                words.extend(Some(name.clone()).filter(|name| name.contains('_')));
                gather(value, words);
            }),
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }
    let mut words = BTreeSet::new();
    for fact in facts() {
        gather(&serde_json::to_value(fact).expect("a fact"), &mut words);
    }
    // The id of a device is no secret.
    let told = |word: &String| word.len() >= 6 && word != "0001020304050607";
    words.into_iter().filter(told).collect()
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// No word of a fact and no key stands in the bytes.
#[track_caller]
fn tells_nothing(what: &str, bytes: &[u8]) {
    assert!(bytes.len() > 1_000, "{what} is next to empty");
    for word in words() {
        assert!(!holds(bytes, word.as_bytes()), "{what} holds {word:?}");
    }
    for fact in facts() {
        let plain = fact.to_bytes();
        assert!(!holds(bytes, &plain[plain.len() - 9..]), "{what} holds {}", fact.id);
    }
    let relation = KEY.relation(&"sam".parse().expect("a relation"));
    for key in [KEY.reveal(), relation.reveal()] {
        assert!(!holds(bytes, key) && !holds(bytes, &key[..16]), "{what} holds a key");
    }
    assert!(!holds(bytes, KEY.to_text().as_bytes()), "{what} holds the key as text");
}

fn everything_in(folder: &Path) -> Vec<u8> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let read = |path: std::path::PathBuf| match path.metadata().expect("an entry") {
        entry if entry.is_dir() => everything_in(&path),
        entry if entry.is_file() => fs::read(&path).expect("a file"),
        _ => Vec::new(),
    };
    paths.flat_map(read).collect()
}

#[tokio::test]
async fn server_log_backup_and_database_hold_no_word_and_no_key() {
    let directory = TempDir::new().expect("a folder");
    let (data, log) = (directory.path().join("server"), directory.path().join("log"));
    let backup = directory.path().join("backup.db");
    let args = ["--log-level", "debug"];
    let server = Running::start_logging(SERVER, &data, &args, &log);
    let owner = register(&server.address, 1).await;
    let laptop = register_device(&server.address, &owner.credential, 2).await;
    let partner = register(&server.address, 3).await;
    let mut phone = Client::open(directory.path(), 1, *KEY.reveal());
    phone.device.import(facts()).expect("facts");
    let now = rebound_core::base::time::Now::at("2026-03-09T10:00:00Z".parse().expect("a moment"));
    let invitation = phone.device.share_progress("sam".parse().expect("a relation"), now);
    let invitation = invitation.expect("an invitation");
    phone.connect(&server.address, &owner.credential).await;
    phone.sync().await;
    let grant = format!("/v1/documents/{}/grants/{}", invitation.document, partner.account);
    let role = r#"{"role":"reader"}"#;
    let granted = request(&server.address, "PUT", &grant, Some(&owner.credential), role).await;
    assert_eq!(granted.0, 204, "{}", granted.1);
    let mut other = Client::open(directory.path(), 2, *KEY.reveal());
    other.connect(&server.address, &laptop.credential).await;
    other.sync().await;
    let brought: BTreeSet<FactId> =
        other.device.facts().expect("a device").map(|fact| fact.id.clone()).collect();
    assert_eq!(brought, facts().into_iter().map(|fact| fact.id).collect());

    let mut made = Command::new(SERVER);
    made.arg("backup").arg(&backup).arg("--data").arg(&data);
    assert!(made.output().expect("a command").status.success());
    // A crash: what was written last lies in the write-ahead log, of the server and of the devices.
    server.kill();
    tells_nothing("the server's disk", &everything_in(&data));
    tells_nothing("the backup", &fs::read(&backup).expect("a backup"));
    let log = fs::read(&log).expect("a log");
    tells_nothing("the log", &log.repeat(1 + 1_000 / log.len().max(1)));
    for number in [1, 2] {
        let database = directory.path().join(format!("device-{number}.db"));
        let written = fs::read(database.with_extension("db-wal")).expect("a log");
        tells_nothing("a device's log", &written);
    }
    phone.device.close().expect("a database");
    let database = directory.path().join("device-1.db");
    tells_nothing("a device's database", &fs::read(&database).expect("a database"));
}

/// A database with what SQLite keeps beside it.
fn everything(database: &Path) -> Vec<u8> {
    let beside = ["db", "db-wal"].map(|extension| fs::read(database.with_extension(extension)));
    beside.into_iter().flatten().flatten().collect()
}

#[test]
fn the_wire_holds_no_word_and_no_key() {
    let mut world = World::new(12);
    let (phone, laptop) = (world.add_device(), world.add_device());
    world.sync_all();
    world.act(phone, |device| device.import(facts())).expect("facts");
    let (now, sam) = (world.now(phone), "sam".parse().expect("a relation"));
    world.act(phone, |device| device.share_progress(sam, now)).expect("an invitation");
    world.sync_all();
    assert_eq!(world.facts(phone), world.facts(laptop));
    assert_eq!(world.facts(laptop).len(), facts().len());
    tells_nothing("what the server sees", &world.seen_by_the_server());
}

#[test]
fn another_key_is_refused_by_the_database_and_nothing_is_touched() {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("device.db");
    let open = |path: &Path, key: u8| {
        let (device, key) = (DeviceId::from_bytes([1; 8]), AccountKey::from_bytes([key; 32]));
        Device::open(path, Identity { device, key }, [9; 32])
    };
    let mut device = open(&path, 7).expect("a new device");
    device.import(facts()).expect("facts");
    device.close().expect("a database");
    let before = fs::read(&path).expect("a database");
    assert_eq!(open(&path, 8).err(), Some(StoreError::OtherAccount));
    assert_eq!(fs::read(&path).expect("a database"), before);
    assert_eq!(open(&path, 7).expect("the device").facts().expect("facts").count(), facts().len());
}

fn resource() -> FactBody {
    let resource = r#"{"resource": {"resource": "lab", "name": "Unmistakable lab", "family": "lab", "offline": "works"}}"#;
    json::read_body("a body", resource).expect("a body")
}

/// The facts that the old database holds.
fn old_facts() -> Vec<Fact> {
    json::read("the export", OLD_EXPORT).expect("an export")
}

fn old_database(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("device-1.db");
    fs::write(&path, OLD_DATABASE).expect("a file");
    path
}

#[test]
fn a_database_of_an_older_app_is_read_and_sealed_at_its_first_opening() {
    let folder = TempDir::new().expect("a folder");
    let path = old_database(folder.path());
    let open = |key: u8| {
        let device = DeviceId::from_bytes(1_u64.to_be_bytes());
        Device::open(&path, Identity { device, key: AccountKey::from_bytes([key; 32]) }, [3; 32])
    };
    assert!(holds(OLD_DATABASE, b"campaign/SY0-701") && holds(OLD_DATABASE, b"Sybex guide"));
    assert_eq!(open(8).err(), Some(StoreError::OtherAccount));
    let device = open(7).expect("an old database");
    assert_eq!(device.export().expect("facts"), OLD_EXPORT);
    device.close().expect("a database");
    let mut device = open(7).expect("a database of today");
    assert_eq!(device.export().expect("facts"), OLD_EXPORT);
    // What is recorded from here on is sealed beside what lies in plain.
    let now = rebound_core::base::time::Now::at("2026-03-09T10:00:00Z".parse().expect("a moment"));
    device.record(resource(), now).expect("a fact");
    device.compact().expect("documents");
    device.close().expect("a database");
    let bytes = everything(&path);
    assert!(holds(&bytes, b"Sybex guide") && !holds(&bytes, b"Unmistakable lab"));
    let device = open(7).expect("a database of today");
    assert_eq!(device.facts().expect("facts").count(), old_facts().len() + 1);
}

/// The documents of a database, as its app brings them to a server.
fn documents(database: &Path) -> Vec<(DocumentId, Vec<u8>)> {
    let connection = rusqlite::Connection::open(database).expect("a database");
    let sql = "SELECT document, bytes FROM chunks ORDER BY position";
    let mut query = connection.prepare(sql).expect("a query");
    let rows = query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), row.get(1)?)));
    rows.expect("rows").collect::<Result<_, _>>().expect("chunks")
}

#[test]
fn what_a_device_with_an_older_app_records_counts_when_that_device_has_this_one() {
    let folder = TempDir::new().expect("a folder");
    let mut world = World::new(14);
    let (phone, laptop) = (world.add_device(), world.add_device());
    world.act(phone, |device| device.import(facts())).expect("facts");
    world.sync_all();
    let path = old_database(folder.path());
    let bring = |world: &mut World| {
        for (id, chunk) in documents(&path) {
            world.meddle(id, |document| assert!(document.load_incremental(&chunk).is_ok()));
        }
        world.sync_all();
        world.sync_all();
    };
    bring(&mut world);
    let mine: BTreeSet<FactId> = facts().into_iter().map(|fact| fact.id).collect();
    let both: BTreeSet<FactId> =
        mine.iter().cloned().chain(old_facts().into_iter().map(|fact| fact.id)).collect();
    let held = |world: &World, device| world.facts(device).into_keys().collect::<BTreeSet<_>>();
    for device in [phone, laptop] {
        assert_eq!(held(&world, device), mine);
        let history = world.device(device).history(world.now(device)).expect("a device");
        let waits = |anomaly: &Anomaly| anomaly.said.to_string().starts_with("came without a seal");
        assert!(history.anomalies.iter().any(waits), "{:?}", history.anomalies);
    }

    // The older device gets the update.
    let device = DeviceId::from_bytes(1_u64.to_be_bytes());
    let updated = Device::open(&path, Identity { device, key: KEY }, [3; 32]);
    updated.expect("an old database").close().expect("a database");
    bring(&mut world);
    for device in [phone, laptop] {
        assert_eq!(held(&world, device), both);
        world.restart(device);
        assert_eq!(held(&world, device), both);
    }
}

#[test]
fn what_no_device_can_seal_any_more_is_taken_over_when_a_person_says_so() {
    let folder = TempDir::new().expect("a folder");
    let mut world = World::new(15);
    let (phone, laptop) = (world.add_device(), world.add_device());
    for (id, chunk) in documents(&old_database(folder.path())) {
        world.meddle(id, |document| assert!(document.load_incremental(&chunk).is_ok()));
    }
    world.sync_all();
    assert_eq!(world.facts(phone).len(), 0);
    // The first time it learns which documents there are.
    for _ in 0..2 {
        world.act(phone, Device::adopt_plain).expect("documents");
        world.sync_all();
    }
    let old: BTreeSet<FactId> = old_facts().into_iter().map(|fact| fact.id).collect();
    for device in [phone, laptop] {
        assert_eq!(world.facts(device).into_keys().collect::<BTreeSet<_>>(), old);
    }
    assert_eq!(world.act(phone, Device::adopt_plain).expect("documents"), 0);
}
