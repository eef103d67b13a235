//! One device and its disk: opened twice, restored, broken, and what is never lost by it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rebound_core::base::ids::DeviceId;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::device::{Device, DeviceError};
use rebound_core::engine::{Identity, LibraryError, RecordError};
use rebound_core::facts::{FactBody, Removal};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_core::store::StoreError;
use rebound_core::store::sqlite::Sqlite;
use rebound_tests::world::{DeviceNo, START_MS, World};
use tempfile::TempDir;

const HOLD: &str = env!("CARGO_BIN_EXE_hold");

fn identity(number: u64) -> Identity {
    let device = DeviceId::from_bytes(number.to_be_bytes());
    Identity { device, key: AccountKey::from_bytes([7; 32]) }
}

fn open(path: &Path) -> Result<Device<Sqlite>, StoreError> {
    Device::open(path, identity(1), [9; 32])
}

fn now() -> Now {
    Now { utc_ms: UtcMillis(START_MS), zone: Zone::UTC, boot_ms: 0 }
}

fn studied(minutes: u64) -> FactBody {
    let json = serde_json::json!({"study_session": {
        "exam": "SY0-701", "domain": "4", "minutes": minutes, "activity": "reading"}});
    serde_json::from_value(json).expect("a fact")
}

/// The minutes of all study sessions, in order.
fn minutes<'a>(facts: impl Iterator<Item = &'a rebound_core::facts::Fact>) -> Vec<u32> {
    let mut minutes: Vec<u32> = facts
        .filter_map(|fact| match &fact.body {
            FactBody::StudySession(session) => Some(session.minutes.get()),
            _ => None,
        })
        .collect();
    minutes.sort_unstable();
    minutes
}

/// Another process that wants the database.
fn hold(path: &Path) -> (Child, String) {
    let mut command = Command::new(HOLD);
    let piped = command.arg(path).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = piped.spawn().expect("a process");
    let mut said = String::new();
    let output = child.stdout.as_mut().expect("an output");
    BufReader::new(output).read_line(&mut said).expect("a line");
    (child, said.trim().to_owned())
}

/// `opened-twice-new-month`.
#[test]
fn a_database_that_is_open_is_refused_to_every_other_opener_until_it_is_let_go() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("device-1.db");
    let mut app = open(&path).unwrap();
    app.record(studied(5), now()).unwrap();
    // In this process, under another name of the file, and in another process.
    assert_eq!(open(&path).err(), Some(StoreError::OpenElsewhere));
    let link = folder.path().join("link.db");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(open(&link).err(), Some(StoreError::OpenElsewhere));
    let (mut extension, said) = hold(&path);
    assert_eq!(said, StoreError::OpenElsewhere.to_string());
    extension.wait().unwrap();
    // The refused ones took nothing from the one that holds it.
    app.record(studied(6), now()).unwrap();
    assert_eq!(open(&path).err(), Some(StoreError::OpenElsewhere));

    app.pause().unwrap();
    let (mut extension, said) = hold(&path);
    assert_eq!(said, "held");
    assert_eq!(app.resume([1; 32]), Err(StoreError::OpenElsewhere));
    assert!(matches!(app.record(studied(7), now()), Err(DeviceError::Paused)));
    extension.kill().unwrap();
    extension.wait().unwrap();
    app.resume([1; 32]).unwrap();
    app.record(studied(8), now()).unwrap();
    assert_eq!(minutes(app.facts().unwrap()), [5, 6, 8]);
}

#[test]
fn a_paused_device_refuses_every_call_and_leaves_nothing_beside_its_database() {
    let folder = TempDir::new().unwrap();
    let mut device = open(&folder.path().join("device-1.db")).unwrap();
    device.record(studied(5), now()).unwrap();
    device.pause().unwrap();
    device.pause().unwrap();
    let names = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.collect::<Vec<_>>(), ["device-1.db"]);
    assert!(matches!(device.facts().err(), Some(DeviceError::Paused)));
    assert!(matches!(device.pending(), Err(DeviceError::Paused)));
    assert_eq!(device.sync_progress(), None);
    device.resume([2; 32]).unwrap();
    assert_eq!(minutes(device.facts().unwrap()), [5]);
}

#[test]
fn a_folder_that_is_not_there_and_a_document_that_is_not_here_are_named() {
    let folder = TempDir::new().unwrap();
    let missing = folder.path().join("no");
    let refused = open(&missing.join("device-1.db")).unwrap_err();
    assert_eq!(refused, StoreError::NotThere { path: missing });
    let mut device = open(&folder.path().join("device-1.db")).unwrap();
    let unknown = DocumentId::from_random([5; 16]);
    let refused = device.progress(&unknown).unwrap_err();
    assert!(
        matches!(refused, DeviceError::Library(LibraryError::UnknownDocument(id)) if id == unknown)
    );
}

#[test]
fn correcting_or_removing_what_is_not_here_is_refused_by_name_and_taken_from_a_file() {
    let folder = TempDir::new().unwrap();
    let mut device = open(&folder.path().join("device-1.db")).unwrap();
    let removal = FactBody::Removal(Removal { target: "a1".parse().unwrap() });
    let corrected = device.correct("a1".parse().unwrap(), studied(5), now());
    for (refused, due) in [(corrected, "supersedes"), (device.record(removal, now()), "target")] {
        let Err(DeviceError::Record(RecordError::UnknownReference(unknown))) = refused else {
            panic!("{refused:?}")
        };
        assert_eq!((unknown.field, unknown.id.as_str()), (due, "a1"));
    }
    assert_eq!(device.facts().unwrap().count(), 0);
    let text = r#"{"format": "rebound-facts", "version": 1, "facts": [
        {"id": "b1", "at": "2026-03-01T12:00:00Z", "body": {"removal": {"target": "a1"}}}]}"#;
    device.import_json("backup", text).unwrap();
    assert_eq!(device.facts().unwrap().count(), 1);
}

/// `repeated-seed-same-moment`.
#[test]
fn what_is_recorded_with_the_seed_and_at_the_moment_of_before_counts_beside_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("device-1.db");
    let mut device = open(&path).unwrap();
    (10..=12).for_each(|each| _ = device.record(studied(each), now()).unwrap());
    device.close().unwrap();
    let mut device = open(&path).unwrap();
    (50..=52).for_each(|each| _ = device.record(studied(each), now()).unwrap());
    assert_eq!(minutes(device.facts().unwrap()).iter().sum::<u32>(), 186);

    // Even where all chance repeats, an id that is there is drawn again.
    let mut world = World::new(1);
    let phone = world.add_device();
    world.disk(phone).repeat_randomness();
    for round in [10..=12, 50..=52] {
        let disk = world.disk(phone).clone();
        world.restore(phone, &disk);
        round.for_each(|each| _ = world.record(phone, studied(each)).expect("a fact"));
    }
    assert_eq!(minutes(world.facts(phone).values()).iter().sum::<u32>(), 186);
}

/// `repeated-seed-after-restore`: the worst of it, where what the disk draws repeats too.
#[test]
fn a_restored_device_that_repeats_its_actor_is_told_and_nothing_recorded_stays_behind() {
    let mut world = World::new(2);
    let (phone, tablet) = (world.add_device(), world.add_device());
    world.disk(phone).repeat_randomness();
    let reopen = |world: &mut World| {
        let disk = world.disk(phone).clone();
        world.restore(phone, &disk);
    };
    reopen(&mut world);
    (1..=5).for_each(|each| _ = world.record(phone, studied(each)).expect("a fact"));
    world.sync_all();
    let old = world.disk(phone).clone();
    reopen(&mut world);
    (6..=9).for_each(|each| _ = world.record(phone, studied(each)).expect("a fact"));
    world.sync_all();
    world.restore(phone, &old);
    (10..=12).for_each(|each| _ = world.record(phone, studied(each)).expect("a fact"));
    (0..3).for_each(|_| world.sync_all());
    for device in [phone, tablet] {
        assert_eq!(minutes(world.facts(device).values()), (1..=12).collect::<Vec<_>>());
        assert_eq!(world.device(device).pending().unwrap(), 0);
    }
    assert_eq!(world.heads(phone), world.heads(tablet));
    assert!(tells(&world, phone, "a copy of this device"));
    // What is recorded from here on goes the usual way, and the disk has it all.
    world.restart(phone);
    world.record(phone, studied(13)).expect("a fact");
    world.sync_all();
    assert_eq!(minutes(world.facts(tablet).values()), (1..=13).collect::<Vec<_>>());
}

#[test]
fn two_copies_of_one_device_that_write_at_once_keep_what_both_recorded() {
    let mut world = World::new(3);
    let devices = [world.add_device(), world.add_device(), world.add_device()];
    world.disk(devices[0]).repeat_randomness();
    let first = world.disk(devices[0]).clone();
    world.become_copy(devices[1], devices[0]);
    world.restore(devices[0], &first);
    for (device, each) in [(devices[0], 1), (devices[1], 2), (devices[0], 3), (devices[1], 4)] {
        world.record(device, studied(each)).expect("a fact");
    }
    (0..3).for_each(|_| world.sync_all());
    for device in devices {
        assert_eq!(minutes(world.facts(device).values()), [1, 2, 3, 4]);
        assert_eq!(world.device(device).pending().unwrap(), 0);
    }
}

/// Whether the device tells something about itself.
fn tells(world: &World, device: DeviceNo, what: &str) -> bool {
    let history = world.device(device).history(world.now(device)).expect("a device");
    history.anomalies.iter().any(|anomaly| anomaly.said.to_string().contains(what))
}

#[test]
fn a_device_that_is_killed_between_a_document_s_name_and_its_content_asks_for_it_again() {
    let mut world = World::new(5);
    let (laptop, phone) = (world.add_device(), world.add_device());
    world.record(laptop, studied(1)).expect("a fact");
    world.bring_online(laptop);
    world.run_until_quiet();
    world.bring_online(phone);
    while world.device(phone).engine().expect("a device").heads().len() < 2 {
        assert!(world.deliver_one(), "the phone never heard of the document");
    }
    assert_eq!(world.facts(phone).len(), 0);
    world.restart(phone);
    world.run_until_quiet();
    assert_eq!(world.facts(phone), world.facts(laptop));
}

#[test]
fn a_shared_progress_document_that_cannot_be_opened_costs_no_record() {
    let mut world = World::new(4);
    let phone = world.add_device();
    world.record(phone, studied(1)).expect("a fact");
    let (now, sam) = (world.now(phone), "sam".parse().expect("a relation"));
    let shared =
        world.act(phone, |device| device.share_progress(sam, now)).expect("a document").document;
    world.restart(phone);
    world.disk(phone).break_document(Some(shared));
    (2..=4).for_each(|each| _ = world.record(phone, studied(each)).expect("a fact"));
    assert!(tells(&world, phone, "could not be brought up"));
    world.restart(phone);
    assert_eq!(minutes(world.facts(phone).values()), [1, 2, 3, 4]);
    world.record(phone, studied(5)).expect("chunks without a gap");
    // Once it can be opened again it holds what was recorded meanwhile.
    world.disk(phone).break_document(None);
    world.record(phone, studied(6)).expect("a fact");
    assert!(!tells(&world, phone, "could not be brought up"));
    let weeks = world.act(phone, |device| device.progress(&shared)).expect("a document");
    assert_eq!(weeks["2026-W09"].sessions + weeks.get("2026-W10").map_or(0, |w| w.sessions), 6);
}
