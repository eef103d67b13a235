//! A database that was cut or overwritten is called damaged, and what can be read of it is kept.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use rebound_core::base::ids::{DeviceId, FactId};
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::device::{Device, DeviceError, Salvaged};
use rebound_core::engine::{Identity, LibraryError, RecordError};
use rebound_core::facts::{Fact, FactBody};
use rebound_core::replica::key::AccountKey;
use rebound_core::store::StoreError;
use rebound_core::store::sqlite::Sqlite;
use rebound_tests::world::START_MS;
use tempfile::TempDir;

/// SQLite's.
const PAGE: usize = 4_096;

const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

fn open(path: &Path, number: u64) -> Result<Device<Sqlite>, StoreError> {
    let device = DeviceId::from_bytes(number.to_be_bytes());
    let identity = Identity { device, key: KEY };
    Device::open(path, identity, [9; 32])
}

fn now(order: i64) -> Now {
    Now { utc_ms: UtcMillis(START_MS + order * 3_600_000), zone: Zone::UTC, boot_ms: 0 }
}

fn studied(minutes: i64) -> FactBody {
    let json = serde_json::json!({"study_session": {
        "exam": "SY0-701", "domain": "4", "minutes": minutes, "activity": "reading"}});
    serde_json::from_value(json).expect("a fact")
}

/// The bytes of a closed database with 40 records, the first ten of them in snapshots, and the records.
fn database(folder: &Path) -> (Vec<u8>, BTreeMap<FactId, Fact>) {
    let path = folder.join("device-1.db");
    let mut device = open(&path, 1).unwrap();
    for order in 1..=40 {
        device.record(studied(order), now(order)).unwrap();
        if order == 10 {
            device.compact().unwrap();
        }
    }
    let facts = device.facts().unwrap().map(|fact| (fact.id.clone(), fact.clone())).collect();
    device.close().unwrap();
    (fs::read(&path).unwrap(), facts)
}

fn salvaged(path: &Path) -> BTreeMap<FactId, Fact> {
    let facts = Salvaged::from_database(path, &KEY).unwrap().facts;
    facts.into_iter().map(|fact| (fact.id.clone(), fact)).collect()
}

/// `cut-database`.
#[test]
fn a_database_that_was_cut_is_damaged_at_opening_wherever_the_cut_is() {
    let folder = TempDir::new().unwrap();
    let (whole, facts) = database(folder.path());
    let path = folder.path().join("cut.db");
    let step = whole.len() / 40;
    // A file of no byte or one is an empty database to SQLite.
    let cuts = (1..=40).map(|cut| cut * step - 1).chain([2, 15, 16, 50, 99, 100, PAGE, 3 * PAGE]);
    for cut in cuts {
        fs::write(&path, &whole[..cut]).unwrap();
        let refused = open(&path, 1).map(drop);
        assert!(matches!(refused, Err(StoreError::Damaged { .. })), "{cut}: {refused:?}");
        // What is there is what was recorded, and nothing is made up.
        assert!(salvaged(&path).iter().all(|(id, fact)| facts.get(id) == Some(fact)), "{cut}");
        assert_eq!(fs::read(&path).unwrap(), whole[..cut], "{cut}: the file was touched");
    }
    fs::write(&path, &whole[..whole.len() - PAGE]).unwrap();
    assert_eq!(salvaged(&path), facts, "every fact is stored twice");
    fs::write(&path, "these are my notes, and not a database\n".repeat(100)).unwrap();
    assert_eq!(open(&path, 1).err(), Some(StoreError::Foreign));
    assert_eq!(
        Salvaged::from_database(&folder.path().join("no.db"), &KEY),
        Err(StoreError::NotThere { path: folder.path().join("no.db") })
    );
}

#[test]
fn a_page_of_zeros_is_damage_at_opening_or_later_and_costs_no_fact() {
    let folder = TempDir::new().unwrap();
    let (whole, facts) = database(folder.path());
    let path = folder.path().join("zeroed.db");
    let mut told = 0;
    for page in 0..whole.len() / PAGE {
        let mut bytes = whole.clone();
        bytes[page * PAGE..(page + 1) * PAGE].fill(0);
        fs::write(&path, &bytes).unwrap();
        // The first page is the table of contents: without it SQLite finds nothing.
        if page > 0 {
            assert_eq!(salvaged(&path), facts, "page {page}");
        }
        told += usize::from(is_damaged(&path, page));
    }
    assert!(told > 3, "{told} pages were missed");
}

/// Uses the database; every fault is called by its name.
fn is_damaged(path: &Path, page: usize) -> bool {
    let mut device = match open(path, 1) {
        Ok(device) => device,
        Err(StoreError::Damaged { .. }) => return true,
        Err(other) => panic!("page {page}: {other}"),
    };
    let recorded = device.record(studied(1), now(50)).map(drop);
    let compacted = device.compact();
    let mut is_damaged = false;
    for outcome in [recorded, compacted] {
        match outcome {
            Ok(()) => {}
            Err(
                DeviceError::Store(StoreError::Damaged { .. })
                | DeviceError::Library(LibraryError::Store(StoreError::Damaged { .. }))
                | DeviceError::Library(LibraryError::Load(_))
                | DeviceError::Record(RecordError::Library(
                    LibraryError::Store(StoreError::Damaged { .. }) | LibraryError::Load(_),
                )),
            ) => is_damaged = true,
            // Damage was found, and found again at the start from the disk.
            Err(DeviceError::Stopped) => assert!(is_damaged, "page {page}"),
            Err(other) => panic!("page {page}: {other}"),
        }
    }
    is_damaged
}

#[test]
fn a_new_device_takes_over_what_was_salvaged() {
    let folder = TempDir::new().unwrap();
    let (whole, facts) = database(folder.path());
    let path = folder.path().join("cut.db");
    fs::write(&path, &whole[..whole.len() - PAGE]).unwrap();
    let salvaged = Salvaged::from_database(&path, &KEY).unwrap();
    let mut device = open(&folder.path().join("device-2.db"), 2).unwrap();
    let imported = device.import_json("salvaged", &salvaged.export()).unwrap();
    let all = u64::try_from(facts.len()).unwrap();
    assert_eq!((imported.new, imported.known), (all, 0));
}

#[test]
fn another_key_is_told_as_such_and_not_as_damage() {
    let folder = TempDir::new().unwrap();
    drop(database(folder.path()));
    let path = folder.path().join("device-1.db");
    let other = AccountKey::from_bytes([8; 32]);
    assert_eq!(Salvaged::from_database(&path, &other), Err(StoreError::OtherAccount));
    // A fingerprint that was damaged keeps nobody from what opens.
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("UPDATE meta SET value = x'00' WHERE key = 'account_key'", []).unwrap();
    drop(connection);
    assert!(!salvaged(&path).is_empty());
}

/// Somebody who has the file and not the key: each block is sealed for its number, which is given once.
#[test]
fn blocks_of_the_cache_that_were_moved_or_repeated_are_damage() {
    let folder = TempDir::new().unwrap();
    let (whole, _) = database(folder.path());
    let path = folder.path().join("device-1.db");
    for meddling in [
        "UPDATE blocks SET bytes = (SELECT bytes FROM blocks WHERE position = 3) WHERE position = 2",
        "UPDATE blocks SET position = 10000 WHERE position = 2",
        "INSERT INTO blocks SELECT 10000, places, bytes FROM blocks WHERE position = 2",
        "UPDATE blocks SET bytes = substr(bytes, 1, length(bytes) - 1) WHERE position = 2",
    ] {
        fs::write(&path, &whole).unwrap();
        let connection = rusqlite::Connection::open(&path).unwrap();
        assert_eq!(connection.execute(meddling, []).unwrap(), 1, "{meddling}");
        drop(connection);
        let refused = open(&path, 1).map(drop);
        assert!(matches!(refused, Err(StoreError::Damaged { .. })), "{meddling}: {refused:?}");
    }
}

/// A database of an older app is damaged before it is ever sealed.
#[test]
fn an_older_app_s_database_gives_what_it_cached_when_its_documents_are_damaged() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("device-1.db");
    fs::write(&path, include_bytes!("../../core/tests/golden/device.v1.db")).unwrap();
    let export = include_str!("../../core/tests/golden/device.v1.json");
    let whole = Salvaged::from_database(&path, &KEY).unwrap();
    assert_eq!((whole.export().as_str(), whole.unreadable), (export, 0));
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("UPDATE chunks SET bytes = zeroblob(99)", []).unwrap();
    drop(connection);
    assert_eq!(Salvaged::from_database(&path, &KEY).unwrap().export(), export);
}
