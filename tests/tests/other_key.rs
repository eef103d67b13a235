//! A device that has another key than its account is told at its first link, and before it has sent
//! anything.

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document::name::account_document;
use rebound_core::replica::link::{CloseReason, Progress};
use rebound_tests::client::answer;
use rebound_tests::world::{DeviceNo, World};

const ACCOUNT: AccountId = AccountId::from_bytes([5; 16]);

fn progress(world: &World, device: DeviceNo) -> Option<Progress> {
    world.device(device).sync_progress()
}

#[test]
fn another_key_is_told_at_the_first_link_and_nothing_is_sent() {
    let mut world = World::new(21);
    let (phone, laptop, stranger) = (world.add_device(), world.add_device(), world.add_partner());
    for device in [phone, laptop, stranger] {
        world.record(device, answer()).expect("a fact");
    }
    world.bring_online_as(phone, ACCOUNT);
    world.run_until_quiet();
    assert_eq!(progress(&world, phone), Some(Progress::UpToDate));

    let before = world.seen_by_the_server().len();
    world.bring_online_as(stranger, ACCOUNT);
    world.record(stranger, answer()).expect("a fact, meanwhile");
    world.run_until_quiet();
    let ended = Some(Progress::Closed(CloseReason::OtherKey));
    assert_eq!(progress(&world, stranger), ended);
    assert!(!world.is_online(stranger));
    // The join, and the account's document: no more.
    assert!(world.seen_by_the_server().len() - before < 1_500);

    // It is told each time, from its disk.
    world.restart(stranger);
    world.bring_online_as(stranger, ACCOUNT);
    world.run_until_quiet();
    assert_eq!(progress(&world, stranger), ended);

    world.bring_online_as(laptop, ACCOUNT);
    world.run_until_quiet();
    assert_eq!(progress(&world, laptop), Some(Progress::UpToDate));
    assert_eq!(world.facts(laptop).len(), 2);
    assert_eq!(world.facts(laptop), world.facts(phone));
}

#[test]
fn of_two_first_devices_with_different_keys_one_goes_on_and_the_other_is_told() {
    for seed in 0..20 {
        let mut world = World::new(seed);
        let (phone, stranger) = (world.add_device(), world.add_partner());
        for device in [phone, stranger] {
            world.record(device, answer()).expect("a fact");
            world.bring_online_as(device, ACCOUNT);
        }
        world.run_until_quiet();
        world.live_ms(5_000);
        let ends = [phone, stranger].map(|device| progress(&world, device));
        let told = ends.iter().filter(|end| **end == Some(Progress::Closed(CloseReason::OtherKey)));
        assert_eq!(told.count(), 1, "seed {seed}: {ends:?}");
        assert!(ends.contains(&Some(Progress::UpToDate)), "seed {seed}: {ends:?}");
    }
}

#[test]
fn a_server_that_lost_everything_hears_the_fingerprint_again() {
    let mut world = World::new(22);
    let (phone, laptop) = (world.add_device(), world.add_device());
    world.record(phone, answer()).expect("a fact");
    world.bring_online_as(phone, ACCOUNT);
    world.run_until_quiet();
    world.wipe_server();
    world.bring_online_as(phone, ACCOUNT);
    world.bring_online_as(laptop, ACCOUNT);
    world.run_until_quiet();
    world.live_ms(5_000);
    assert_eq!(world.facts(laptop), world.facts(phone));
    let document = account_document(&ACCOUNT);
    assert_eq!(world.heads(laptop)[&document], world.heads(phone)[&document]);
}
