//! A device asks what is new before it opens a socket: nothing to do is one question, and nothing is missed.

use rebound_core::base::ids::AccountId;
use rebound_core::facts::FactBody;
use rebound_core::replica::link::Progress;
use rebound_tests::client::answer;
use rebound_tests::world::{DeviceNo, World};

const ACCOUNT: AccountId = AccountId::from_bytes([5; 16]);
const OTHER_ACCOUNT: AccountId = AccountId::from_bytes([6; 16]);

/// A phone and a laptop of one account that hold the same.
fn pair(seed: u64) -> (World, DeviceNo, DeviceNo) {
    let mut world = World::new(seed);
    let (phone, laptop) = (world.add_device(), world.add_device());
    world.record(phone, answer()).expect("a fact");
    for device in [phone, laptop] {
        assert!(world.sync_by_feed(device, ACCOUNT));
        assert!(!world.sync_by_feed(device, ACCOUNT), "all of it came over one link");
        world.take_offline(device);
    }
    assert_eq!(world.facts(laptop), world.facts(phone));
    (world, phone, laptop)
}

fn fact_of_another_exam() -> FactBody {
    let json = serde_json::json!({"review_time": {"exam": "AZ-104", "review_ms": 9_000}});
    serde_json::from_value(json).expect("a fact")
}

fn session() -> FactBody {
    let json = serde_json::json!({"study_session": {
        "exam": "SY0-701", "domain": "2", "minutes": 25, "activity": "reading"}});
    serde_json::from_value(json).expect("a fact")
}

#[test]
fn what_a_device_has_sent_itself_is_no_news_to_it() {
    let (mut world, phone, laptop) = pair(1);
    for _ in 0..3 {
        assert!(!world.sync_by_feed(phone, ACCOUNT));
        world.record(phone, answer()).expect("a fact");
        assert!(world.sync_by_feed(phone, ACCOUNT));
        assert_eq!(world.device(phone).pending().expect("a device"), 0);
    }
    assert!(world.sync_by_feed(laptop, ACCOUNT));
    assert_eq!(world.facts(laptop), world.facts(phone));
    assert!(!world.sync_by_feed(laptop, ACCOUNT));
}

#[test]
fn a_sync_of_what_is_new_speaks_of_nothing_else() {
    let (mut world, phone, laptop) = pair(2);
    // A year of months, each a document of its own.
    for _ in 0..12 {
        world.pass_ms(31 * 86_400_000);
        world.record(phone, answer()).expect("a fact");
        world.record(phone, fact_of_another_exam()).expect("a fact");
    }
    for device in [phone, laptop] {
        world.sync_by_feed(device, ACCOUNT);
        world.take_offline(device);
    }
    assert_eq!(world.facts(laptop), world.facts(phone));
    world.record(phone, answer()).expect("a fact");
    let documents_spoken_of = |world: &mut World, device| {
        let before = world.seen_by_the_server().len();
        assert!(world.sync_by_feed(device, ACCOUNT));
        assert_eq!(world.device(device).sync_progress(), Some(Progress::UpToDate));
        world.seen_by_the_server().len() - before
    };
    let sent = documents_spoken_of(&mut world, phone);
    let fetched = documents_spoken_of(&mut world, laptop);
    assert!(sent < 3_000 && fetched < 3_000, "{sent} and {fetched} bytes for one answer");
    assert_eq!(world.facts(laptop), world.facts(phone));
}

#[test]
fn a_document_that_another_device_began_is_fetched_even_after_a_sync_that_was_cut_off() {
    for frames in 0..40 {
        let (mut world, phone, laptop) = pair(3);
        world.record(phone, fact_of_another_exam()).expect("a fact");
        world.sync_by_feed(phone, ACCOUNT);
        world.begin_sync_by_feed(laptop, ACCOUNT);
        (0..frames).for_each(|_| _ = world.deliver_one());
        world.restart(laptop);
        world.take_offline(laptop);
        world.sync_by_feed(laptop, ACCOUNT);
        assert_eq!(world.facts(laptop), world.facts(phone), "after {frames} frames");
        assert!(!world.sync_by_feed(laptop, ACCOUNT), "after {frames} frames");
    }
}

/// A document that is on the server before the profile that names it is news when nobody can make anything of it, and
/// none any more when they can.
#[test]
fn a_document_that_was_named_too_early_is_fetched_when_it_is_known() {
    for (sent, received) in (2..12).flat_map(|sent| (2..12).map(move |received| (sent, received))) {
        let (mut world, phone, laptop) = pair(8);
        world.record(phone, fact_of_another_exam()).expect("a fact");
        world.begin_sync_by_feed(phone, ACCOUNT);
        (0..sent).for_each(|_| _ = world.deliver_one());
        world.take_offline(phone);
        world.sync_by_feed(laptop, ACCOUNT);
        world.take_offline(laptop);
        world.sync_by_feed(phone, ACCOUNT);
        world.take_offline(phone);
        world.begin_sync_by_feed(laptop, ACCOUNT);
        (0..received).for_each(|_| _ = world.deliver_one());
        world.restart(laptop);
        world.sync_by_feed(laptop, ACCOUNT);
        assert_eq!(world.facts(laptop), world.facts(phone), "{sent} sent, {received} received");
    }
}

#[test]
fn a_server_that_has_lost_everything_is_given_it_again_by_whoever_has_it() {
    let (mut world, phone, laptop) = pair(4);
    world.wipe_server();
    assert!(world.sync_by_feed(phone, ACCOUNT));
    let third = world.add_device();
    world.sync_by_feed(third, ACCOUNT);
    assert_eq!(world.facts(third), world.facts(laptop));
}

#[test]
fn another_account_begins_from_nothing_although_the_server_is_the_same() {
    let (mut world, phone, _) = pair(5);
    assert!(!world.sync_by_feed(phone, ACCOUNT));
    assert!(world.sync_by_feed(phone, OTHER_ACCOUNT));
    assert!(!world.sync_by_feed(phone, OTHER_ACCOUNT));
}

#[test]
fn a_device_that_was_put_back_to_an_older_state_gets_everything_of_its_own_again() {
    let (mut world, phone, _) = pair(6);
    let older = world.disk(phone).clone();
    world.record(phone, answer()).expect("a fact");
    world.sync_by_feed(phone, ACCOUNT);
    let recorded = world.facts(phone);
    world.restore(phone, &older);
    assert_ne!(world.facts(phone), recorded);
    world.sync_by_feed(phone, ACCOUNT);
    assert_eq!(world.facts(phone), recorded);
}

#[test]
fn a_partner_who_records_nothing_asks_once_and_opens_no_socket() {
    let mut world = World::new(7);
    let (phone, partner) = (world.add_device(), world.add_partner());
    world.record(phone, session()).expect("a fact");
    let (now, sam) = (world.now(phone), "sam".parse().expect("a relation"));
    let invitation = world.act(phone, |device| device.share_progress(sam, now)).expect("shared");
    world.sync_by_feed(phone, ACCOUNT);
    let followed = invitation.document;
    world.act(partner, |device| device.follow_progress(invitation)).expect("followed");
    assert!(world.sync_by_feed(partner, OTHER_ACCOUNT));
    assert!(!world.sync_by_feed(partner, OTHER_ACCOUNT));
    world.record(phone, session()).expect("a fact");
    world.sync_by_feed(phone, ACCOUNT);
    assert!(world.sync_by_feed(partner, OTHER_ACCOUNT));
    let weeks = world.act(partner, |device| device.progress(&followed)).expect("weeks");
    assert_eq!(weeks.values().map(|week| week.sessions).sum::<u64>(), 2);
    assert!(!world.sync_by_feed(partner, OTHER_ACCOUNT));
}
