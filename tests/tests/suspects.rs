//! Where nothing catches a panic, a document that ends the app is left out of the exchange.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rebound_core::facts::FactBody;
use rebound_core::replica::document::name::DocumentName;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_core::replica::link::Progress;
use rebound_tests::world::{DeviceNo, World};

fn studied(exam: &str) -> FactBody {
    let json = serde_json::json!({"study_session": {
        "exam": exam, "domain": "4", "minutes": 5, "activity": "reading"}});
    serde_json::from_value(json).expect("a fact")
}

fn id(name: &str) -> DocumentId {
    let name: DocumentName = name.parse().expect("a name");
    name.id(&AccountKey::from_bytes([7; 32]))
}

/// Goes online; tells whether the app came to its end.
fn ends_online(world: &mut World, device: DeviceNo) -> bool {
    let online = AssertUnwindSafe(|| {
        world.bring_online(device);
        world.run_until_quiet();
    });
    let ended = catch_unwind(online).is_err();
    world.take_offline(device);
    world.restart(device);
    ended
}

fn is_told(world: &World, device: DeviceNo) -> bool {
    let history = world.device(device).history(world.now(device)).expect("a device");
    history
        .anomalies
        .iter()
        .any(|anomaly| anomaly.said.to_string().contains("left out of the exchange"))
}

#[test]
fn a_document_that_ended_the_app_twice_is_left_out_and_told_and_the_others_go_on() {
    let mut world = World::new(1);
    let (laptop, phone) = (world.add_device(), world.add_device());
    world.record(laptop, studied("SY0-701")).expect("a fact");
    world.record(laptop, studied("AZ-104")).expect("a fact");
    world.bring_online(laptop);
    world.run_until_quiet();
    let poison = id("log/SY0-701/2026-03");
    let disk = world.disk(phone).clone().watching();
    world.restore(phone, &disk);
    world.disk(phone).end_at_apply(Some(poison));
    assert!(ends_online(&mut world, phone));
    assert!(!is_told(&world, phone));
    assert!(ends_online(&mut world, phone));
    assert!(is_told(&world, phone));
    assert!(!ends_online(&mut world, phone), "the document still comes in");

    world.bring_online(phone);
    world.run_until_quiet();
    let facts = world.facts(phone);
    assert_eq!(facts.len(), 1, "the other exam's");
    assert_ne!(world.device(phone).sync_progress(), Some(Progress::UpToDate));
    // What is recorded into it is kept, and waits.
    world.record(phone, studied("SY0-701")).expect("a fact");
    world.record(phone, studied("AZ-104")).expect("a fact");
    world.run_until_quiet();
    assert_eq!(world.device(phone).pending().expect("a device"), 1);
    assert_eq!(world.facts(laptop).len(), 3);
}

#[test]
fn where_a_panic_is_caught_nothing_is_noted() {
    let mut world = World::new(2);
    let (laptop, phone) = (world.add_device(), world.add_device());
    world.record(laptop, studied("SY0-701")).expect("a fact");
    world.bring_online(laptop);
    world.run_until_quiet();
    world.disk(phone).end_at_apply(Some(id("log/SY0-701/2026-03")));
    for _ in 0..3 {
        assert!(ends_online(&mut world, phone));
    }
    assert!(!is_told(&world, phone));
    world.disk(phone).end_at_apply(None);
    world.sync_all();
    assert_eq!(world.facts(phone).len(), 1);
}
