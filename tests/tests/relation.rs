//! What a study partner sees, from the invitation to the end of the relation.

use std::collections::BTreeMap;

use rebound_core::base::ids::RelationId;
use rebound_core::device::DeviceError;
use rebound_core::engine::{FollowedState, LibraryError, SharedState};
use rebound_core::facts::FactBody;
use rebound_core::replica::document::item::ProgressWeek;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::invitation::Invitation;
use rebound_core::replica::key::RelationKey;
use rebound_core::replica::link::Progress;
use rebound_tests::world::{DeviceNo, World};

fn relation(name: &str) -> RelationId {
    name.parse().expect("a relation")
}

fn session() -> FactBody {
    let json = serde_json::json!({"study_session": {
        "exam": "SY0-701", "domain": "4", "minutes": 25, "activity": "reading"}});
    serde_json::from_value(json).expect("a session")
}

fn share(world: &mut World, device: DeviceNo, name: &str) -> Result<Invitation, DeviceError> {
    let (now, name) = (world.now(device), relation(name));
    world.act(device, |device| device.share_progress(name, now))
}

fn shown(world: &mut World, device: DeviceNo, id: &DocumentId) -> BTreeMap<String, ProgressWeek> {
    world.act(device, |device| device.progress(id)).expect("a document")
}

fn shared_state(world: &World, device: DeviceNo) -> Vec<(String, SharedState)> {
    let sharing = world.device(device).sharing().expect("a device");
    sharing.shared.iter().map(|shared| (shared.relation.to_string(), shared.state)).collect()
}

fn followed_state(world: &World, device: DeviceNo) -> Vec<FollowedState> {
    let sharing = world.device(device).sharing().expect("a device");
    sharing.followed.iter().map(|followed| followed.state).collect()
}

#[test]
fn each_side_is_told_how_a_relation_stands() {
    let mut world = World::new(32);
    let (phone, laptop, sam) = (world.add_device(), world.add_device(), world.add_partner());
    assert_eq!(shared_state(&world, phone), []);
    let invitation = share(&mut world, phone, "sam").expect("an invitation");
    let of = |state| vec![("sam".to_owned(), state)];
    assert_eq!(shared_state(&world, phone), of(SharedState::ToBeSent));
    world.act(sam, |device| device.follow_progress(invitation.clone())).expect("an invitation");
    assert_eq!(followed_state(&world, sam), [FollowedState::Awaited]);
    world.sync_all();
    world.sync_all();
    for device in [phone, laptop] {
        assert_eq!(shared_state(&world, device), of(SharedState::Shown));
    }
    assert_eq!(followed_state(&world, sam), [FollowedState::Shown]);
    let fingerprint = |device| {
        let sharing = world.device(device).sharing().expect("a device");
        let shared = sharing.shared.into_iter().map(|shared| shared.fingerprint);
        shared
            .chain(sharing.followed.into_iter().filter_map(|followed| followed.fingerprint))
            .next()
    };
    assert_eq!(fingerprint(sam), Some(invitation.key.fingerprint().to_string()));
    assert_eq!(fingerprint(sam), fingerprint(laptop));
    world.act(laptop, |device| device.end_sharing(relation("sam"))).expect("an end");
    world.sync_all();
    world.sync_all();
    for device in [phone, laptop] {
        world.restart(device);
        assert_eq!(shared_state(&world, device), of(SharedState::Ended));
        assert_eq!(world.device(device).pending().expect("a device"), 0);
    }
}

/// Whoever gives a server the first change of a document owns it there.
#[test]
fn a_partner_never_gives_the_server_what_somebody_else_shows() {
    let mut world = World::new(34);
    let (phone, sam) = (world.add_device(), world.add_partner());
    world.record(phone, session()).expect("a fact");
    let invitation = share(&mut world, phone, "sam").expect("an invitation");
    let document = invitation.document;
    world.act(sam, |device| device.follow_progress(invitation)).expect("an invitation");
    world.sync_all();
    world.wipe_server();
    for _ in 0..2 {
        world.bring_online(sam);
        world.live_ms(60_000);
        assert_eq!(world.device(sam).sync_progress(), Some(Progress::UpToDate));
        assert_eq!(followed_state(&world, sam), [FollowedState::Withdrawn]);
        assert_eq!(shown(&mut world, sam, &document).len(), 1, "what had come stays");
        assert!(world.server_is_without(&document));
        world.restart(sam);
    }
    world.take_offline(sam);
    // The owner gives it again, and the partner, who asks from time to time, has it.
    world.bring_online(sam);
    world.live_ms(10_000);
    world.record(phone, session()).expect("a fact");
    world.bring_online(phone);
    world.live_ms(600_000);
    assert_eq!(followed_state(&world, sam), [FollowedState::Shown]);
    let weeks = shown(&mut world, sam, &document);
    assert_eq!(weeks.values().map(|week| week.sessions).sum::<u64>(), 2);
}

#[test]
fn who_follows_no_more_keeps_nothing_of_it_and_hears_nothing_of_it() {
    let mut world = World::new(33);
    let (phone, sam) = (world.add_device(), world.add_partner());
    world.record(phone, session()).expect("a fact");
    let invitation = share(&mut world, phone, "sam").expect("an invitation");
    let document = invitation.document;
    world.act(sam, |device| device.follow_progress(invitation.clone())).expect("an invitation");
    world.sync_all();
    assert_eq!(shown(&mut world, sam, &document).len(), 1);
    let held = world.disk(sam).bytes().len();

    // While the link is up, and while more comes.
    world.record(phone, session()).expect("a fact");
    world.act(sam, |device| device.stop_following(&document)).expect("an end");
    world.run_until_quiet();
    let gone = |world: &mut World| world.act(sam, |device| device.progress(&document)).is_err();
    assert!(gone(&mut world) && followed_state(&world, sam).is_empty());
    assert!(world.disk(sam).bytes().len() < held);
    world.restart(sam);
    world.sync_all();
    assert!(gone(&mut world) && followed_state(&world, sam).is_empty());
    let unknown = world.act(sam, |device| device.stop_following(&document));
    assert!(matches!(unknown, Err(DeviceError::Library(LibraryError::UnknownDocument(_)))));
    // What is the candidate's own is not followed.
    let own = world.act(phone, |device| device.stop_following(&document));
    assert!(matches!(own, Err(DeviceError::Library(LibraryError::UnknownDocument(_)))));

    world.act(sam, |device| device.follow_progress(invitation)).expect("an invitation");
    world.sync_all();
    let weeks = shown(&mut world, sam, &document);
    assert_eq!(weeks.values().map(|week| week.sessions).sum::<u64>(), 2);
}

#[test]
fn an_ended_relation_is_shown_nothing_more_by_any_device_and_its_key_is_not_used_again() {
    let mut world = World::new(31);
    let (phone, laptop, sam) = (world.add_device(), world.add_device(), world.add_partner());
    world.record(phone, session()).expect("a fact");
    let invitation = share(&mut world, phone, "sam").expect("an invitation");
    let document = invitation.document;
    world.act(sam, |device| device.follow_progress(invitation.clone())).expect("an invitation");
    world.sync_all();
    let before = shown(&mut world, sam, &document);
    assert_eq!(before.values().map(|week| week.sessions).sum::<u64>(), 1);

    world.act(phone, |device| device.end_sharing(relation("sam"))).expect("an end");
    world.sync_all();
    for device in [phone, laptop] {
        world.pass_ms(8 * 86_400_000);
        world.record(device, session()).expect("a fact");
        let now = world.now(device);
        world.act(device, |device| device.look(now)).expect("a look");
        world.restart(device);
        world.record(device, session()).expect("a fact");
        let refused = share(&mut world, device, "sam");
        let ended = DeviceError::Library(LibraryError::Ended(relation("sam")));
        assert_eq!(refused.map_err(|error| error.to_string()).err(), Some(ended.to_string()));
    }
    world.sync_all();
    world.sync_all();
    assert_eq!(shown(&mut world, sam, &document), before);
    assert_eq!(world.facts(phone), world.facts(laptop));

    // Those who stay get another document and another key.
    let other = share(&mut world, phone, "sam-2").expect("an invitation");
    assert_ne!(other.document, document);
    assert_ne!(other.key, invitation.key);
    assert_ne!(other.key.fingerprint(), invitation.key.fingerprint());
    world.act(sam, |device| device.follow_progress(other.clone())).expect("an invitation");
    world.sync_all();
    let sessions = shown(&mut world, sam, &other.document);
    assert_eq!(sessions.values().map(|week| week.sessions).sum::<u64>(), 5);
}

#[test]
fn with_another_key_a_partner_is_told_so_and_with_the_right_one_everything() {
    let mut world = World::new(32);
    let (phone, sam) = (world.add_device(), world.add_partner());
    world.record(phone, session()).expect("a fact");
    let invitation = share(&mut world, phone, "sam").expect("an invitation");
    let wrong = Invitation { key: RelationKey::from_bytes([1; 32]), ..invitation.clone() };
    world.act(sam, |device| device.follow_progress(wrong)).expect("an invitation");
    world.sync_all();
    let refused = world.act(sam, |device| device.progress(&invitation.document));
    let other = DeviceError::Library(LibraryError::OtherKey(invitation.document));
    assert_eq!(refused.map_err(|error| error.to_string()), Err(other.to_string()));
    world.act(sam, |device| device.follow_progress(invitation.clone())).expect("an invitation");
    world.restart(sam);
    world.sync_all();
    assert!(!shown(&mut world, sam, &invitation.document).is_empty());
}
