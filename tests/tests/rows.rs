//! A device whose rows its host writes: what was written outlives it, and nothing else does.

use std::collections::BTreeMap;

use automerge::ChangeHash;
use rebound_core::base::ids::DeviceId;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::device::{Device, DeviceError};
use rebound_core::engine::Identity;
use rebound_core::facts::FactBody;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_core::store::batch::{Batch, ChunkUpdate, DocumentUpdate, Ownership, StoredDocument};
use rebound_core::store::rows::{RowStore, RowWrite};
use rebound_core::store::{Store, StoreError};

type Disk = BTreeMap<String, Vec<u8>>;

fn identity(device: u8, key: u8) -> Identity {
    Identity { device: DeviceId::from_bytes([device; 8]), key: AccountKey::from_bytes([key; 32]) }
}

fn store(disk: &Disk, identity: &Identity) -> RowStore {
    RowStore::of(disk.clone(), identity.device, &identity.key, [3; 32])
}

fn open(disk: &Disk) -> Result<Device<RowStore>, StoreError> {
    let own = identity(1, 7);
    Device::start(store(disk, &own), own, [9; 32])
}

/// What a host does with the writes.
fn write(disk: &mut Disk, store: &mut RowStore) {
    for RowWrite { key, value } in store.take_writes() {
        match value {
            Some(value) => drop(disk.insert(key, value)),
            None => drop(disk.remove(&key)),
        }
    }
}

fn study(device: &mut Device<RowStore>, minutes: u32) -> Result<(), DeviceError> {
    let json = format!(
        r#"{{"study_session": {{"exam": "SY0-701", "domain": "4", "minutes": {minutes}, "activity": "reading"}}}}"#
    );
    let body: FactBody = serde_json::from_str(&json).expect("it is possible");
    let now = Now { utc_ms: UtcMillis(1_772_000_000_000), zone: Zone::UTC, boot_ms: 0 };
    device.record(body, now).map(drop)
}

fn with_facts(count: u32) -> Disk {
    let mut disk = Disk::new();
    let mut device = open(&disk).expect("it is possible");
    for minutes in 1..=count {
        study(&mut device, minutes).expect("it is possible");
        write(&mut disk, device.store_mut());
    }
    disk
}

#[test]
fn the_disk_has_every_fact_whose_writes_were_done() {
    let mut disk = with_facts(300);
    let mut device = open(&disk).expect("it is possible");
    assert_eq!(device.facts().expect("it is possible").count(), 300);
    let blocks = disk.keys().filter(|key| key.starts_with("block/")).count();
    assert!(blocks < 130, "{blocks} blocks: small ones become one");
    // What was not written is not there.
    study(&mut device, 5).expect("it is possible");
    assert_eq!(open(&disk).expect("it is possible").facts().expect("it is possible").count(), 300);
    write(&mut disk, device.store_mut());
    device.compact().expect("it is possible");
    write(&mut disk, device.store_mut());
    let chunks = disk.keys().filter(|key| key.starts_with("chunk/")).count();
    let documents = disk.keys().filter(|key| key.starts_with("document/")).count();
    assert_eq!(chunks, documents);
    assert_eq!(open(&disk).expect("it is possible").facts().expect("it is possible").count(), 301);
}

#[test]
fn the_rows_tell_nothing_of_what_was_recorded() {
    let bytes: Vec<u8> = with_facts(3)
        .into_iter()
        .flat_map(|(key, value)| [key.into_bytes(), value].concat())
        .collect();
    for secret in ["SY0-701", "reading", "study"] {
        assert!(!bytes.windows(secret.len()).any(|at| at == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn another_device_and_another_key_are_refused() {
    let disk = with_facts(1);
    let start =
        |own: Identity| Device::start(store(&disk, &own), own, [9; 32]).expect_err("it is refused");
    assert_eq!(start(identity(2, 7)), StoreError::OtherDevice);
    assert_eq!(start(identity(1, 8)), StoreError::OtherAccount);
}

#[test]
fn a_row_that_was_changed_is_told_and_never_read() {
    let disk = with_facts(2);
    for key in disk.keys().filter(|key| !key.starts_with("meta/")) {
        let mut broken = disk.clone();
        *broken.get_mut(key).expect("it is possible").last_mut().expect("it is possible") ^= 1;
        let opened = open(&broken).and_then(|device| {
            let documents = device.store().read()?.documents;
            documents.iter().try_for_each(|document| device.store().chunks(&document.id).map(drop))
        });
        assert!(matches!(opened, Err(StoreError::Damaged { .. })), "{key}: {opened:?}");
    }
}

#[test]
fn a_message_without_a_note_is_refused_and_a_note_that_stands_is_counted() {
    let (id, other) = (DocumentId::from_bytes([1; 16]), DocumentId::from_bytes([2; 16]));
    let own = identity(1, 7);
    let mut disk = Disk::new();
    for ended in 1..=2 {
        let mut rows = store(&disk, &own);
        rows.reopen().expect("it is possible");
        assert!(rows.note_apply(&id).is_err());
        rows.note(&id);
        assert!(rows.note_apply(&other).is_err());
        rows.note_apply(&id).expect("it is possible");
        write(&mut disk, &mut rows);
        let mut next = store(&disk, &own);
        next.reopen().expect("it is possible");
        assert_eq!(next.read().expect("it is possible").suspects.get(&id), Some(&ended));
        write(&mut disk, &mut next);
    }
    let mut rows = store(&disk, &own);
    rows.reopen().expect("it is possible");
    rows.note(&id);
    rows.clear_apply().expect("it is possible");
    // When the server has the same, all of it has been applied.
    let heads = vec![ChangeHash([5; 32])];
    let ownership = Ownership::Account;
    let document = StoredDocument { id, ownership, heads: heads.clone(), synced: heads };
    let update = DocumentUpdate { document, chunks: ChunkUpdate::Keep, facts: Vec::new() };
    rows.apply(&Batch { documents: vec![update], ..Batch::default() }).expect("it is possible");
    write(&mut disk, &mut rows);
    let mut last = store(&disk, &own);
    last.reopen().expect("it is possible");
    assert!(last.read().expect("it is possible").suspects.is_empty());
}
