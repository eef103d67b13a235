//! A server that turns hostile: what it changes in the documents it keeps, the devices notice, and mend.

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::Transactable;
use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, ScalarValue};
use rebound_core::engine::LibraryError;
use rebound_core::facts::{Fact, FactBody, Removal};
use rebound_core::formats::json;
use rebound_core::replica::document::WriteError;
use rebound_core::replica::document::item::Item;
use rebound_core::replica::document::name::DocumentName;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_tests::world::{DeviceNo, World};
use serde_json::Value as Json;

const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

/// A fact of each kind and each way of saying it.
const FACTS: &str = include_str!("../../core/tests/golden/facts.v1.jsonl");

/// Those that a device takes over today.
fn facts() -> Vec<Fact> {
    let read = |line| serde_json::from_str::<Json>(line).expect("a line")["fact"].take();
    let facts = FACTS.lines().map(|line| serde_json::from_value(read(line)).expect("a fact"));
    facts.filter(|fact: &Fact| fact.check().is_ok()).collect()
}

/// Two devices that hold the same facts, and where they lie at the server.
fn two_devices() -> (World, [DeviceNo; 2], DocumentId) {
    let mut world = World::new(13);
    let devices = [world.add_device(), world.add_device()];
    world.act(devices[0], |device| device.import(facts())).expect("facts");
    world.sync_all();
    (world, devices, DocumentName::Profile.id(&KEY))
}

fn entries(document: &Automerge) -> ObjId {
    document.get(ROOT, "entries").expect("a document").expect("entries").1
}

/// The sealed entries of a document.
fn sealed(document: &Automerge) -> BTreeMap<String, Vec<u8>> {
    let entries = document.map_range(entries(document), ..);
    let bytes = |item: automerge::iter::MapRangeItem<'_>| {
        Some((
            item.key.to_string(),
            item.value.into_value().into_scalar().ok()?.as_bytes()?.to_vec(),
        ))
    };
    entries.filter_map(bytes).collect()
}

/// Another client of the account, without the key, puts values in the places of others.
fn put(world: &mut World, document: DocumentId, values: Vec<(String, Option<ScalarValue>)>) {
    world.meddle(document, |document| {
        let entries = entries(document);
        let mut transaction = document.transaction();
        for (key, value) in values {
            match value {
                Some(value) => transaction.put(&entries, key, value).expect("a put"),
                None => transaction.delete(&entries, key).expect("a deletion"),
            }
        }
        transaction.commit();
    });
}

fn resource() -> FactBody {
    let resource = r#"{"resource": {"resource": "lab", "name": "Unmistakable lab", "family": "lab", "offline": "works"}}"#;
    json::read_body("a body", resource).expect("a body")
}

/// What is told about a document or an entry, by what it is about.
fn told(world: &World, device: DeviceNo) -> BTreeMap<String, String> {
    let history = world.device(device).history(world.now(device)).expect("a device");
    let told = history.anomalies.into_iter();
    told.map(|anomaly| (anomaly.subject, anomaly.said.to_string())).collect()
}

#[test]
fn what_was_forged_moved_cut_or_replayed_is_an_anomaly_with_its_id_until_a_device_puts_it_back() {
    let (mut world, [phone, laptop], profile) = two_devices();
    let before = world.facts(phone);
    let mut found = BTreeMap::new();
    world.meddle(profile, |document| found = sealed(document));
    assert!(found.len() > 10, "a profile that holds something");
    let keys: Vec<&String> = found.keys().collect();
    let bytes = |key: &str| found[key].clone();
    let flipped = |key: &str| {
        let mut bytes = bytes(key);
        bytes[9] ^= 1;
        bytes
    };
    let cut = |key: &str| bytes(key)[..bytes(key).len() - 1].to_vec();
    let newer = |key: &str| [&[3], &bytes(key)[1..]].concat();
    let forged = [
        (keys[0], ScalarValue::Bytes(flipped(keys[0]))),
        (keys[1], ScalarValue::Bytes(cut(keys[1]))),
        (keys[2], ScalarValue::Bytes(bytes(keys[3]))),
        (keys[4], ScalarValue::Bytes(newer(keys[4]))),
        (keys[5], ScalarValue::Bytes(Vec::new())),
        (keys[6], ScalarValue::Str("684".into())),
        (keys[7], ScalarValue::Uint(684)),
    ];
    let damaged: BTreeSet<&String> = forged.iter().map(|(key, _)| *key).collect();
    let values = forged.iter().map(|(key, value)| ((*key).clone(), Some(value.clone())));
    [phone, laptop].into_iter().for_each(|device| world.take_offline(device));
    put(&mut world, profile, values.collect());

    // A device that has never had anything else.
    let tablet = world.add_device();
    world.bring_online(tablet);
    world.run_until_quiet();
    for _ in 0..2 {
        let told = told(&world, tablet);
        let told: BTreeSet<&String> =
            told.keys().filter(|told| found.contains_key(*told)).collect();
        assert_eq!(told, damaged);
        let left = world.facts(tablet);
        assert!(left.iter().all(|(id, fact)| before.get(id) == Some(fact)));
        // A profile lists documents as well as facts.
        assert!(left.len() < before.len());
        world.restart(tablet);
    }

    world.bring_online(phone);
    world.run_until_quiet();
    assert!(told(&world, phone)["profile"].contains("put them back"), "{:?}", told(&world, phone));
    world.sync_all();
    for device in [phone, laptop, tablet] {
        assert_eq!(world.facts(device), before);
        assert!(told(&world, device).keys().all(|told| !found.contains_key(told)));
    }
}

#[test]
fn what_is_sealed_for_one_document_does_not_open_in_another() {
    let (mut world, [phone, _], profile) = two_devices();
    let log =
        DocumentName::Log("SY0-701".parse().expect("a code"), "2026-03".parse().expect("a month"));
    let mut found = BTreeMap::new();
    world.meddle(log.id(&KEY), |document| found = sealed(document));
    let before = world.facts(phone);
    let (key, bytes) = found.pop_first().expect("an entry");
    put(&mut world, profile, vec![(key.clone(), Some(ScalarValue::Bytes(bytes)))]);
    assert_eq!(world.facts(phone), before);
    let history = world.device(phone).history(world.now(phone)).expect("a device");
    assert!(history.anomalies.iter().any(|anomaly| anomaly.subject == key));
}

#[test]
fn what_is_deleted_at_the_server_is_put_back_by_the_devices_that_had_it() {
    let (mut world, [phone, laptop], profile) = two_devices();
    let before = world.facts(phone);
    let mut found = BTreeMap::new();
    world.meddle(profile, |document| found = sealed(document));
    for turn in 1..=3 {
        put(&mut world, profile, found.keys().map(|key| (key.clone(), None)).collect());
        // Once for each time that it is taken away: there is no end of it otherwise.
        let mut held = BTreeMap::new();
        world.meddle(profile, |document| held = sealed(document));
        assert_eq!(held, found, "turn {turn}");
        let said = format!("lost {} entries", turn * found.len());
        assert!(told(&world, phone)["profile"].starts_with(&said), "{:?}", told(&world, phone));
    }
    let tablet = world.add_device();
    world.sync_all();
    for device in [phone, laptop, tablet] {
        assert_eq!(world.facts(device), before);
        world.restart(device);
        assert_eq!(world.facts(device), before);
    }
}

#[test]
fn another_map_in_the_place_of_the_entries_hides_nothing() {
    let (mut world, [phone, laptop], profile) = two_devices();
    let before = world.facts(phone);
    for value in [Some(ObjType::Map), None, Some(ObjType::List)] {
        world.meddle(profile, |document| {
            let mut transaction = document.transaction();
            match value {
                Some(kind) => drop(transaction.put_object(ROOT, "entries", kind).expect("a put")),
                None => transaction.delete(ROOT, "entries").expect("a deletion"),
            }
            transaction.commit();
        });
        world.record(laptop, resource()).expect("a fact");
        world.run_until_quiet();
    }
    let tablet = world.add_device();
    world.sync_all();
    for device in [phone, laptop, tablet] {
        assert_eq!(world.facts(device).len(), before.len() + 3);
        assert_eq!(world.facts(device), world.facts(phone));
    }
}

#[test]
fn a_newer_app_is_asked_for_under_the_seal_alone() {
    let (mut world, [phone, laptop], profile) = two_devices();
    world.meddle(profile, |document| {
        let mut transaction = document.transaction();
        transaction.put(ROOT, "min_writer", 9_u64).expect("a put");
        transaction.commit();
    });
    world.record(phone, resource()).expect("a fact");
    world.run_until_quiet();
    assert_eq!(world.facts(phone), world.facts(laptop));
    assert!(told(&world, phone)["profile"].starts_with("asks for a newer app"));

    let (entry, value) = Item::Writer(9).seal(&DocumentName::Profile.seal(&KEY));
    put(&mut world, profile, vec![(entry.to_string(), Some(ScalarValue::Bytes(value)))]);
    for device in [phone, laptop] {
        let refused = world.record(device, resource()).map(drop);
        let update_needed = LibraryError::Write(WriteError::UpdateNeeded);
        assert_eq!(refused.map_err(|error| error.to_string()), Err(update_needed.to_string()));
    }
    assert_eq!(world.facts(phone), world.facts(laptop));
}

#[test]
fn what_is_put_in_without_a_seal_does_not_count_and_tells_the_server_nothing() {
    let (mut world, [phone, laptop], profile) = two_devices();
    let before = world.facts(phone);
    let documents = world.heads(phone).len();
    let victim = before.keys().next().expect("a fact").clone();
    world.meddle(profile, |document| {
        let mut fact = before[&victim].clone();
        fact.body = FactBody::Removal(Removal { target: victim.clone() });
        let mut transaction = document.transaction();
        let facts = transaction.put_object(ROOT, "facts", ObjType::Map).expect("a map");
        transaction.put(&facts, "made-up", fact.to_bytes()).expect("a put");
        transaction.put(&facts, "no-fact", b"9".to_vec()).expect("a put");
        // Who is asked for a document of this name would know which one it is.
        let index = transaction.put_object(ROOT, "index", ObjType::Map).expect("a map");
        transaction.put(&index, "campaign/CS0-003", true).expect("a put");
        transaction.commit();
    });
    for device in [phone, laptop] {
        for _ in 0..2 {
            assert_eq!(world.facts(device), before);
            let told = told(&world, device);
            assert!(told["made-up"].starts_with("came without a seal"), "{told:?}");
            assert!(told.contains_key("no-fact"), "{told:?}");
            assert_eq!(world.heads(device).len(), documents);
            world.restart(device);
        }
    }
}
