//! Situations of every kind, ordinary and odd.

use chrono::Days;
use proptest::prelude::*;
use rebound_core::base::time::{Stamp, Zone};
use rebound_core::base::units::Minutes;
use rebound_core::coach::estimate::DomainClass;
use rebound_core::coach::planner::topics::Topic;
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::{Attempt, Outcome};
use rebound_core::facts::availability::{Availability, DayException, SlotPlace, WeeklySlot};
use rebound_core::facts::mock_exam::MockExamResult;
use rebound_core::facts::practice::{Conditions, PracticeSet};
use rebound_core::facts::study::{Activity, StudySession};

use crate::situation::{CAUSES, Situation, WEEKDAYS, finding, open_from, situation, slot};

fn class() -> impl Strategy<Value = DomainClass> {
    use DomainClass::{Strong, Uncertain, Unknown, Weak};
    prop_oneof![Just(Weak), Just(Weak), Just(Strong), Just(Uncertain), Just(Unknown)]
}

fn place() -> impl Strategy<Value = SlotPlace> {
    use SlotPlace::{Commute, CommuteAudio, Desk, Long};
    prop_oneof![Just(Commute), Just(CommuteAudio), Just(Desk), Just(Long), Just(Long)]
}

prop_compose! {
    fn weekly_slot()(
        day in 0..7_usize, start in 300..1_400_u16, minutes in 0..300_u32, place in place(),
    ) -> WeeklySlot {
        WeeklySlot { weekday: WEEKDAYS[day], slot: slot(start, minutes, place) }
    }
}

/// One entry of a log: days ago, hour, what, domain, minutes.
type Logged = (i64, i64, usize, usize, u32);

fn body(world: &Situation, (_, _, what, domain, minutes): Logged) -> FactBody {
    let exam = world.exam.code.clone();
    let domain = (domain % world.exam.domains.len() + 1).to_string().parse().unwrap();
    let key = ["book", "videos", "lab", "bank-a", "bank-b"][what % 5].parse().unwrap();
    let part = |parts| u16::try_from(minutes / parts).unwrap();
    let minutes = Minutes::new(minutes);
    match what {
        0..3 => FactBody::StudySession(StudySession {
            domain: Some(domain),
            resource: Some(key),
            ..StudySession::new(exam, minutes, Activity::Reading)
        }),
        3..6 => FactBody::PracticeSet(PracticeSet {
            domain: Some(domain),
            review_minutes: minutes,
            ..PracticeSet::new(exam, key, part(4), part(3), minutes, Conditions::Relaxed)
        }),
        6 => {
            let all = Minutes::new(90);
            FactBody::MockExamResult(MockExamResult::new(exam, key, Vec::new(), all, all))
        }
        _ => {
            let sat_on = world.today() - Days::new(u64::from(minutes.get()));
            FactBody::Attempt(Attempt::new(exam, sat_on, world.now.zone, Outcome::Fail))
        }
    }
}

fn logged() -> impl Strategy<Value = Vec<Logged>> {
    prop::collection::vec((0..60_i64, 0..24_i64, 0..8_usize, 0..20_usize, 1..90_u32), 0..40)
}

/// The candidate travels: every fact keeps the zone it was recorded in.
fn log(world: &mut Situation, entries: Vec<Logged>) {
    for entry in entries {
        let zone = ["America/New_York", "Europe/Berlin", "Asia/Tokyo", "+05:30"][entry.2 % 4];
        let utc_ms = world.now.utc_ms.plus(-(entry.0 * 24 + entry.1) * 3_600_000);
        let body = body(world, entry);
        world.record_at(Stamp { utc_ms, zone: Zone::new(zone).unwrap() }, body);
    }
}

prop_compose! {
    pub(crate) fn any_situation()(
        domains in prop::collection::vec((0.05..1.0_f64, 0.2..0.94_f64, class()), 1..20),
        slots in prop::collection::vec(weekly_slot(), 0..20),
        exam_in in prop::option::of(0..90_u64),
        causes in prop::collection::vec(prop::sample::select(CAUSES.to_vec()), 0..4),
        weekly_cap in prop::option::of(60..900_u32),
        blackout in prop::collection::btree_set(0..40_u64, 0..10),
        topics in prop::collection::vec((1..20_u8, prop::option::of(0..30_u64)), 0..8),
        resources in 0..6_usize,
        safe_in in 0..60_u64,
        entries in logged(),
    ) -> Situation {
        let mut world = situation(&domains, slots.clone(), exam_in);
        world.record(FactBody::Availability(Availability {
            slots, weekly_cap: weekly_cap.map(Minutes::new),
        }));
        let today = world.today();
        for day in blackout {
            world.record(FactBody::DayException(DayException {
                date: today + Days::new(day), slots: Vec::new(),
            }));
        }
        world.facts.retain(|fact| {
            let FactBody::Resource(owned) = &fact.body else { return true };
            let keys = ["book", "videos", "lab", "bank-a", "bank-b"];
            keys.iter().position(|key| *key == owned.resource.as_str()).unwrap() < resources
        });
        world.causes = causes.into_iter().map(finding).collect();
        world.eligibility = open_from(today + Days::new(safe_in));
        world.topics = topics.into_iter().enumerate().map(|(at, (domain, due))| Topic {
            domain: domain.to_string().parse().unwrap(),
            name: format!("topic {at}"),
            due: due.map(|days| today + Days::new(days)),
        }).collect();
        log(&mut world, entries);
        world
    }
}
