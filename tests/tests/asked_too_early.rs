//! Two devices of a candidate that are signed in while there is nothing: what one of them records reaches
//! the other on the links that are open, in virtual time.

use rebound_core::facts::FactBody;
use rebound_core::replica::link::Progress;
use rebound_tests::world::{DeviceNo, World};

const MINUTE_MS: u64 = 60_000;

fn report() -> FactBody {
    let json = serde_json::json!({"study_session": {
        "exam": "SY0-701", "domain": "4", "minutes": 25, "activity": "reading", "resource": "guide"}});
    serde_json::from_value(json).unwrap()
}

fn progress(world: &World, device: DeviceNo) -> Option<Progress> {
    world.device(device).sync_progress()
}

#[test]
fn what_goes_into_the_phone_reaches_the_laptop_that_was_there_before_it() {
    for later_ms in [50, 2_000, 20_000, 10 * MINUTE_MS, 90 * MINUTE_MS] {
        let mut world = World::new(later_ms);
        let (phone, laptop) = (world.add_device(), world.add_device());
        world.bring_online(phone);
        world.bring_online(laptop);
        world.live_ms(later_ms);
        world.record(phone, report()).unwrap();
        world.live_ms(100);
        assert_eq!(progress(&world, phone), Some(Progress::UpToDate));
        if later_ms < 1_000 {
            assert_eq!(progress(&world, laptop), Some(Progress::Exchanging(1)));
        }
        world.live_ms(4_000.max(later_ms / 3));
        assert_eq!(world.facts(laptop), world.facts(phone), "after {later_ms} ms");
        assert_eq!(world.heads(laptop), world.heads(phone));
        assert_eq!(progress(&world, laptop), Some(Progress::UpToDate));
        // From here on everything new comes at once, a new month's document included.
        world.pass_ms(1);
        world.record(phone, report()).unwrap();
        world.live_ms(100);
        assert_eq!(world.facts(laptop).len(), 2);
        world.record(laptop, report()).unwrap();
        world.live_ms(100);
        assert_eq!(world.facts(phone).len(), 3);
    }
}

#[test]
fn a_candidate_with_one_device_and_nothing_recorded_reaches_up_to_date() {
    let mut world = World::new(1);
    let phone = world.add_device();
    world.bring_online(phone);
    world.live_ms(1_000);
    assert_eq!(progress(&world, phone), Some(Progress::Exchanging(1)));
    world.live_ms(2_000);
    assert_eq!(progress(&world, phone), Some(Progress::UpToDate));
    world.live_ms(60 * MINUTE_MS);
    assert_eq!(progress(&world, phone), Some(Progress::UpToDate));
}
