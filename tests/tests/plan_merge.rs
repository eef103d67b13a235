//! P11: two devices that study and plan apart hold one plan once they have talked.

use rebound_core::base::time::Now;
use rebound_core::coach::eligibility::eligibility;
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::Plan;
use rebound_core::coach::planner::topics::Topic;
use rebound_core::coach::planner::{PlanInputs, anchor, plan};
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::{Fact, FactBody};
use rebound_tests::world::{DeviceNo, World};

const SEEDS: u64 = 60;

fn planned<'a>(facts: impl IntoIterator<Item = &'a Fact>, now: Now, catalogue: &Catalogue) -> Plan {
    let history = History::of(facts, now);
    let exam = catalogue.exam(&"SY0-701".parse().expect("a code")).expect("in the catalogue");
    let record = ExamRecord::of(&history, exam, now);
    let topics = Topic::noted(&record);
    let eligibility = eligibility(&record, catalogue);
    plan(&PlanInputs {
        record: &record,
        estimates: &[],
        causes: &[],
        eligibility: &eligibility,
        topics: &topics,
        course: None,
        remedies: None,
    })
}

fn json(plan: &Plan) -> String {
    serde_json::to_string(plan).expect("a plan as text")
}

fn random_fact(world: &mut World) -> FactBody {
    let (what, minutes) = (world.below(6), 1 + world.below(90));
    let domain = (1 + world.below(5)).to_string();
    let bank = ["bank-a", "bank-b"][usize::try_from(world.below(2)).expect("small")];
    let day = 1 + world.below(28);
    let slot = |place: &str, start: u64| serde_json::json!({"start_minute": start, "minutes": minutes + 30, "place": place});
    let json = match what {
        0 => serde_json::json!({"study_session": {"exam": "SY0-701", "domain": domain,
            "minutes": minutes, "activity": "reading", "resource": "guide"}}),
        1 => serde_json::json!({"practice_set": {"exam": "SY0-701", "domain": domain, "bank": bank,
            "correct": 7, "of": 10, "minutes": minutes, "review_minutes": minutes,
            "conditions": "timed", "seen_before": 0}}),
        2 => {
            serde_json::json!({"day_exception": {"date": format!("2026-03-{day:02}"), "slots": []}})
        }
        3 => serde_json::json!({"exam_date": {"exam": "SY0-701",
            "date": format!("2026-05-{day:02}")}}),
        4 => serde_json::json!({"resource": {"resource": bank, "name": bank, "family": "bank",
            "domains": [], "offline": "works"}}),
        _ => {
            let slots: Vec<_> = ["mon", "wed", "sat"]
                .into_iter()
                .map(|day| serde_json::json!({"weekday": day, "slot": slot("desk", 60 * day.len() as u64)}))
                .chain([serde_json::json!({"weekday": "sun", "slot": slot("long", 600)})])
                .collect();
            serde_json::json!({"availability": {"slots": slots}})
        }
    };
    serde_json::from_value(json).expect("a fact")
}

#[test]
fn devices_that_planned_apart_hold_one_plan_once_they_have_talked() {
    let catalogue = Catalogue::embedded().expect("the catalogue");
    (0..SEEDS).for_each(|seed| meet(seed, &catalogue));
}

fn meet(seed: u64, catalogue: &Catalogue) {
    let mut world = World::new(seed);
    let devices: [DeviceNo; 2] = [world.add_device(), world.add_device()];
    for step in 0..30 {
        let device = devices[usize::try_from(world.below(2)).expect("small")];
        let body = random_fact(&mut world);
        world.record(device, body).expect("an honest fact");
        if step % 10 == 9 {
            for device in devices {
                let facts = world.facts(device);
                let shown = planned(facts.values(), world.now(device), catalogue);
                let body = FactBody::PlanAnchor(anchor(&shown));
                world.record(device, body).expect("an anchor");
            }
        }
        let ms = world.below(36 * 3_600_000);
        world.pass_ms(ms);
    }
    let mut union = world.facts(devices[0]);
    union.extend(world.facts(devices[1]));
    world.sync_all();
    world.sync_all();
    let now = world.now(devices[0]);
    let heads = devices.map(|device| world.heads(device));
    let expected = json(&planned(union.values().rev(), now, catalogue));
    for device in devices {
        let own = planned(world.device(device).facts().expect("a device"), now, catalogue);
        assert_eq!(json(&own), expected, "seed {seed}: {device:?}");
    }
    // Looking at the plan writes nothing, on any day.
    assert_eq!(devices.map(|device| world.heads(device)), heads, "seed {seed}");
}
