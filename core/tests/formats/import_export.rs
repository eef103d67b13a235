//! A device's records leave in the open form and come back, on this device or on another.

use rebound_core::base::ids::DeviceId;
use rebound_core::base::units::Minutes;
use rebound_core::device::{Device, DeviceError};
use rebound_core::engine::{Identity, RecordError};
use rebound_core::facts::practice::{Conditions, PracticeSet};
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json::{read, write};
use rebound_core::replica::key::AccountKey;
use rebound_core::store::sqlite::Sqlite;
use tempfile::TempDir;

use crate::clock::now;

const NOW: &str = "2026-06-01T12:00:00+02:00[Europe/Berlin]";
const SCHEMA: &str = include_str!("../../../docs/design/facts-json.md");

fn facts() -> Vec<Fact> {
    let blocks = SCHEMA.split("```json\n").skip(2);
    blocks.map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap()).collect()
}

fn device(folder: &TempDir, number: u64) -> Device<Sqlite> {
    let device = DeviceId::from_bytes(number.to_be_bytes());
    let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
    let path = folder.path().join(format!("{number}.db"));
    Device::open(&path, identity, [u8::try_from(number).unwrap(); 32]).unwrap()
}

#[test]
fn what_one_device_exports_another_takes_over_whole() {
    let folder = TempDir::new().unwrap();
    let mut first = device(&folder, 1);
    // What a fact is about may stand after it.
    let mut backwards = facts();
    backwards.reverse();
    let imported = first.import(backwards).unwrap();
    let all: u64 = facts().len().try_into().unwrap();
    assert_eq!((imported.new, imported.known, imported.clashes), (all, 0, vec![]));
    let text = first.export().unwrap();
    assert_eq!(text, write(&facts()));

    let mut second = device(&folder, 2);
    second.import_json("backup.json", &text).unwrap();
    assert_eq!(second.export().unwrap(), text);
    let again = second.import_json("backup.json", &text).unwrap();
    assert_eq!((again.new, again.known), (0, all));
    drop(second);
    assert_eq!(device(&folder, 2).export().unwrap(), text, "the disk has it");
}

#[test]
fn a_fact_about_one_that_is_not_here_is_kept_and_told() {
    let folder = TempDir::new().unwrap();
    let mut device = device(&folder, 1);
    let orphans: Vec<Fact> =
        facts().into_iter().filter(|fact| matches!(fact.body, FactBody::Removal(_))).collect();
    device.import(orphans).unwrap();
    let anomalies = device.history(now(NOW)).unwrap().anomalies;
    assert_eq!(anomalies[0].said, "corrects known-1, which is not here");
}

#[test]
fn of_two_facts_with_one_id_the_same_counts_in_any_order_and_the_clash_is_told() {
    let folder = TempDir::new().unwrap();
    let one = facts().into_iter().find(|fact| fact.id.as_str() == "session-1").unwrap();
    let mut other = one.clone();
    if let FactBody::StudySession(session) = &mut other.body {
        session.objectives.clear();
    }
    let mut exports = Vec::new();
    for (number, order) in [(1, [one.clone(), other.clone()]), (2, [other, one])] {
        let mut device = device(&folder, number);
        let imported = device.import(order).unwrap();
        assert_eq!(imported.clashes.len(), 1);
        assert_eq!(imported.clashes[0].subject, "session-1");
        exports.push(device.export().unwrap());
    }
    assert_eq!(exports[0], exports[1]);
}

#[test]
fn a_refused_value_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let mut device = device(&folder, 1);
    let set = |correct| {
        let (exam, bank) = ("SY0-701".parse().unwrap(), "bank-a".parse().unwrap());
        let minutes = Minutes::new(20);
        FactBody::PracticeSet(PracticeSet::new(exam, bank, correct, 20, minutes, Conditions::Timed))
    };
    let error = device.record(set(21), now(NOW)).unwrap_err();
    let DeviceError::Record(RecordError::Invalid(invalid)) = error else { panic!("{error}") };
    assert_eq!(invalid.to_string(), "`body.practice_set.correct` is 21: allowed is 0 to 20");
    device.record(set(20), now(NOW)).unwrap();
    assert_eq!(device.facts().unwrap().count(), 1);

    let bad = device.export().unwrap().replace("\"correct\":20", "\"correct\":21");
    let error = device.import_json("backup.json", &bad).unwrap_err().to_string();
    assert_eq!(
        error,
        "backup.json: `facts[0].body.practice_set.correct` is 21: allowed is 0 to 20"
    );
    assert_eq!(device.facts().unwrap().count(), 1);
}

#[test]
fn a_hundred_thousand_facts_come_and_go() {
    let one = facts().into_iter().find(|fact| fact.id.as_str() == "answer-1").unwrap();
    let each = (0..100_000_i64).map(|at| {
        let mut fact = one.clone();
        fact.id = format!("answer-{at}").parse().unwrap();
        fact.at.utc_ms = one.at.utc_ms.plus(at * 1_000);
        fact
    });
    let many: Vec<Fact> = each.collect();
    let text = write(many.iter().rev());
    assert_eq!(read("many", &text).unwrap(), many);
}
