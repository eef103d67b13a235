//! Whatever happens to the devices of a candidate, once they have talked they hold the same.

use std::collections::BTreeMap;

use rebound_core::base::ids::{AccountId, FactId};
use rebound_core::facts::{Fact, FactBody};
use rebound_tests::setting;
use rebound_tests::world::{DeviceNo, Weather, World};

/// The system's allocator takes a quarter of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs of all four tests together, as the reliability plan wants them; `REBOUND_SEEDS` for more.
const SEEDS: u64 = 5_000;

#[test]
fn devices_converge_first_quarter() {
    quarter(0);
}

#[test]
fn devices_converge_second_quarter() {
    quarter(1);
}

#[test]
fn devices_converge_third_quarter() {
    quarter(2);
}

#[test]
fn devices_converge_last_quarter() {
    quarter(3);
}

#[test]
fn devices_whose_disks_fail_at_every_so_many_calls_lose_nothing_that_was_recorded() {
    (0..setting("REBOUND_SEEDS", SEEDS) / 8).for_each(|seed| converges(seed, Disks::Failing));
}

/// The account of all devices, in the runs that sync by the feed.
const ACCOUNT: AccountId = AccountId::from_bytes([5; 16]);

/// What the devices of a run write on.
#[derive(Clone, Copy)]
enum Disks {
    Sound,
    /// Every 5th to 30th call fails until the end, then no more.
    Failing,
}

fn quarter(number: u64) {
    let seeds = setting("REBOUND_SEEDS", SEEDS);
    (number * seeds / 4..(number + 1) * seeds / 4).for_each(|seed| converges(seed, Disks::Sound));
}

/// 2 to 6 devices take 40 to 200 random steps in bad weather, then talk in fair weather.
fn converges(seed: u64, disks: Disks) {
    let mut world = World::new(seed);
    let devices: Vec<DeviceNo> = (0..2 + world.below(5)).map(|_| world.add_device()).collect();
    if let Disks::Failing = disks {
        for device in &devices {
            let every = 5 + world.below(26);
            world.disk(*device).fail_every(Some(every));
        }
    }
    let mut recorded = BTreeMap::new();
    for _ in 0..40 + world.below(161) {
        let device = devices[usize::try_from(world.below(devices.len() as u64)).expect("small")];
        step(&mut world, device, disks, &mut recorded, syncs_by_feed(seed));
    }
    devices.iter().for_each(|device| world.disk(*device).fail_every(None));
    let by_feed = syncs_by_feed(seed);
    // What the first round brought may be news for those who were served before it came.
    for _ in 0..2 {
        if by_feed {
            world.set_weather(Weather::default());
            devices.iter().for_each(|device| _ = world.sync_by_feed(*device, ACCOUNT));
            devices.iter().for_each(|device| world.take_offline(*device));
        } else {
            world.sync_all();
        }
    }
    for device in devices {
        if by_feed {
            world.sync_by_feed(device, ACCOUNT);
            assert!(
                !world.sync_by_feed(device, ACCOUNT),
                "seed {seed}: {device:?} finds news for ever"
            );
        }
        let facts = world.facts(device);
        assert_eq!(facts, recorded, "seed {seed}: {device:?} lacks facts or has others");
        assert_eq!(world.heads(device), world.heads(DeviceNo(0)), "seed {seed}: {device:?}");
        assert_eq!(world.device(device).pending().expect("a device"), 0, "seed {seed}: {device:?}");
    }
}

/// In every other run the devices are those of one account, and ask what is new before they connect.
const fn syncs_by_feed(seed: u64) -> bool {
    seed % 2 == 1
}

fn step(
    world: &mut World,
    device: DeviceNo,
    disks: Disks,
    recorded: &mut BTreeMap<FactId, Fact>,
    by_feed: bool,
) {
    match world.below(100) {
        0..50 => {
            let body = random_fact(world);
            let id = match (disks, world.record(device, body)) {
                (_, Ok(id)) => id,
                (Disks::Failing, Err(_)) => return,
                (Disks::Sound, Err(error)) => panic!("an honest fact: {error}"),
            };
            let fact = world.facts(device).remove(&id).expect("what was recorded is there");
            recorded.insert(id, fact);
        }
        50..70 => (0..world.below(20)).for_each(|_| _ = world.deliver_one()),
        70..76 if by_feed => _ = world.sync_by_feed(device, ACCOUNT),
        70..80 if by_feed => world.bring_online_as(device, ACCOUNT),
        70..80 => world.bring_online(device),
        80..86 => world.take_offline(device),
        86..90 => world.restart(device),
        90..92 => drop(world.act(device, |device| device.compact())),
        92..94 => {
            let (now, sam) = (world.now(device), "sam".parse().expect("a relation"));
            drop(world.act(device, |device| device.share_progress(sam, now)));
        }
        94..96 => {
            let skew = i64::try_from(world.below(7_200_000)).expect("two hours") - 3_600_000;
            world.skew_clock(device, skew);
        }
        96..98 => {
            let ms = world.below(20 * 86_400_000);
            world.pass_ms(ms);
        }
        _ => {
            let [loss, duplication, latency] =
                [world.below(40), world.below(40), world.below(2_000)];
            world.set_weather(Weather {
                loss: u8::try_from(loss).expect("small"),
                duplication: u8::try_from(duplication).expect("small"),
                latency_ms_max: u16::try_from(latency).expect("small"),
            });
        }
    }
}

fn random_fact(world: &mut World) -> FactBody {
    let exam = ["SY0-701", "AZ-104"][usize::try_from(world.below(2)).expect("small")];
    let minutes = 1 + world.below(120);
    let json = match world.below(5) {
        0 => serde_json::json!({"study_session": {
            "exam": exam, "domain": "2", "minutes": minutes, "activity": "reading", "resource": "guide"}}),
        1 | 2 => serde_json::json!({"answer": {
            "exam": exam, "domain": "4", "bank": "bank-a", "question": format!("q{minutes}"),
            "result": "correct", "conditions": "timed"}}),
        3 => serde_json::json!({"review_time": {"exam": exam, "review_ms": minutes * 1000}}),
        _ => serde_json::json!({"day_exception": {"date": "2026-03-08", "slots": []}}),
    };
    serde_json::from_value(json).expect("a fact")
}
