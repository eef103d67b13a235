//! Situations to plan for: everything a plan depends on, owned and easy to change.

use std::ops::{Deref, DerefMut};

use chrono::{Days, NaiveDate, Weekday};
use rebound_core::base::ids::FactId;
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::{Cause, CauseClass, CauseFinding, EvidenceConfidence, Remedy};
use rebound_core::coach::estimate::{DomainClass, DomainEstimate};
use rebound_core::coach::planner::plan::Plan;
use rebound_core::coach::planner::topics::Topic;
use rebound_core::coach::planner::{PlanInputs, anchor, plan};
use rebound_core::exam::blueprint::{Exam, Items};
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict, Window};
use rebound_core::facts::FactBody;
use rebound_core::facts::availability::{Availability, Slot, SlotPlace, WeeklySlot};
use rebound_core::facts::planning::ExamDate;
use rebound_core::facts::practice::{Conditions, PracticeSet};
use rebound_core::facts::study::{Offline, Resource, ResourceFamily};

use crate::clock::now;
use crate::world::World;

/// A candidate's world, and what the coach made of it before the planner is asked.
#[derive(Clone, Debug)]
pub(crate) struct Situation {
    pub(crate) world: World,
    pub(crate) estimates: Vec<DomainEstimate>,
    pub(crate) causes: Vec<CauseFinding>,
    pub(crate) eligibility: Eligibility,
    pub(crate) topics: Vec<Topic>,
}

impl Deref for Situation {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for Situation {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

impl Situation {
    pub(crate) fn plan(&self) -> Plan {
        self.look(|record| {
            plan(&PlanInputs {
                record,
                estimates: &self.estimates,
                causes: &self.causes,
                eligibility: &self.eligibility,
                topics: &self.topics,
                course: None,
                remedies: None,
            })
        })
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.now.study_day()
    }

    /// Records something just now.
    pub(crate) fn record(&mut self, body: FactBody) -> FactId {
        let at = self.now.stamp();
        self.record_at(at, body)
    }

    /// A set of questions that was answered just now.
    pub(crate) fn practise(&mut self, domain: &str, correct: u16, of: u16) {
        let (exam, bank) = (self.exam.code.clone(), "bank-a".parse().unwrap());
        let minutes = Minutes::new(15);
        let mut set = PracticeSet::new(exam, bank, correct, of, minutes, Conditions::Timed);
        set.domain = Some(domain.parse().unwrap());
        set.review_minutes = minutes;
        self.record(FactBody::PracticeSet(set));
    }

    pub(crate) fn json(&self) -> String {
        serde_json::to_string(&self.plan()).unwrap()
    }

    pub(crate) fn show(&mut self) -> Plan {
        let plan = self.plan();
        self.record(FactBody::PlanAnchor(anchor(&plan)));
        plan
    }

    pub(crate) fn later(&mut self, days: i64) {
        self.now.utc_ms = self.now.utc_ms.plus(days * 86_400_000);
    }
}

/// 90 minutes, and no scale of points.
fn exam(shares: &[f64]) -> Exam {
    let percent: Vec<f64> = shares.iter().map(|share| share * 100.0).collect();
    Exam {
        code: EXAM.parse().unwrap(),
        scale: None,
        pass_mark: None,
        items: Items { min: None, max: Some(90), scored: None },
        ..crate::exam::exam(&percent).unwrap()
    }
}

pub(crate) fn estimate(at: usize, share: f64, mean: f64, class: DomainClass) -> DomainEstimate {
    DomainEstimate {
        domain: (at + 1).to_string().parse().unwrap(),
        share,
        mean,
        sd: 0.07,
        low: mean - 0.09,
        high: mean + 0.09,
        p_below: 0.5,
        class,
        expected_points: 1.0,
        basis: Vec::new(),
    }
}

/// The remedies that a cause can trigger.
pub(crate) fn remedies(cause: Cause) -> Vec<Remedy> {
    let all: &[Remedy] = match cause {
        Cause::TooLittleTime => &[Remedy::Hours, Remedy::LastWeek, Remedy::SmallerBlocks],
        Cause::HeavyDomainsUncovered => &[Remedy::Weights, Remedy::Opens, Remedy::Coverage],
        Cause::SingleResource => &[Remedy::Families, Remedy::SecondBank],
        Cause::NoHandsOn => &[Remedy::Labs, Remedy::Scenarios],
        Cause::ExamTime => &[Remedy::Pacing, Remedy::Stamina],
        Cause::Anxiety => &[Remedy::Technique, Remedy::ExtraMockExam],
        Cause::Misreading => &[Remedy::Reading],
        Cause::SecondGuessing => &[Remedy::Changes],
    };
    all.to_vec()
}

pub(crate) fn finding(cause: Cause) -> CauseFinding {
    CauseFinding {
        cause,
        probability: 0.7,
        class: CauseClass::Likely,
        confidence: EvidenceConfidence::Medium,
        evidence: Vec::new(),
        remedies: remedies(cause),
    }
}

pub(crate) const CAUSES: [Cause; 8] = [
    Cause::TooLittleTime,
    Cause::HeavyDomainsUncovered,
    Cause::SingleResource,
    Cause::NoHandsOn,
    Cause::ExamTime,
    Cause::Anxiety,
    Cause::Misreading,
    Cause::SecondGuessing,
];

/// The exam of every situation.
pub(crate) const EXAM: &str = "SY0-701";

/// 20:00 in New York on 1 March 2026, a week before the clocks go forward.
const NOW: &str = "2026-03-01T20:00:00-05:00[America/New_York]";

pub(crate) fn slot(start_minute: u16, minutes: u32, place: SlotPlace) -> Slot {
    Slot { start_minute, minutes: Minutes::new(minutes), place }
}

pub(crate) fn open_from(day: NaiveDate) -> Eligibility {
    let window = Window { earliest: day, safe: day, safe_from: None, until: None };
    Eligibility {
        verdict: Verdict::Open(window),
        bindings: Vec::new(),
        unknowns: Vec::new(),
        notes: Vec::new(),
        policy: None,
        passed_on: None,
        question: None,
    }
}

pub(crate) fn situation(
    domains: &[(f64, f64, DomainClass)],
    slots: Vec<WeeklySlot>,
    exam_in: Option<u64>,
) -> Situation {
    let sum: f64 = domains.iter().map(|(share, ..)| share).sum();
    let shares: Vec<f64> = domains.iter().map(|(share, ..)| share / sum).collect();
    let each = domains.iter().zip(&shares).enumerate();
    let estimates =
        each.map(|(at, ((_, mean, class), share))| estimate(at, *share, *mean, *class)).collect();
    let world = World::of(exam(&shares), now(NOW));
    let today = world.now.study_day();
    let mut situation = Situation {
        world,
        estimates,
        causes: Vec::new(),
        eligibility: open_from(today + Days::new(14)),
        topics: Vec::new(),
    };
    situation.record(FactBody::Availability(Availability { slots, weekly_cap: None }));
    if let Some(days) = exam_in {
        let date = Some(today + Days::new(days));
        situation.record(FactBody::ExamDate(ExamDate { exam: situation.exam.code.clone(), date }));
    }
    for (key, family, offline) in [
        ("book", ResourceFamily::Text, Offline::Works),
        ("videos", ResourceFamily::Video, Offline::NeedsNetwork),
        ("lab", ResourceFamily::Lab, Offline::NeedsNetwork),
        ("bank-a", ResourceFamily::Bank, Offline::Works),
        ("bank-b", ResourceFamily::Bank, Offline::NeedsNetwork),
    ] {
        let (resource, name) = (key.parse().unwrap(), key.to_owned());
        situation.record(FactBody::Resource(Resource {
            resource,
            name,
            family,
            domains: vec![],
            offline,
        }));
    }
    situation
}

pub(crate) const WEEKDAYS: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Tue,
    Weekday::Wed,
    Weekday::Thu,
    Weekday::Fri,
    Weekday::Sat,
    Weekday::Sun,
];

/// Trains and evenings on working days, four free hours on Saturdays and Sundays.
pub(crate) fn usual_week() -> Vec<WeeklySlot> {
    let mut slots = Vec::new();
    for weekday in WEEKDAYS {
        if matches!(weekday, Weekday::Sat | Weekday::Sun) {
            slots.push(WeeklySlot { weekday, slot: slot(540, 240, SlotPlace::Long) });
        } else {
            slots.push(WeeklySlot { weekday, slot: slot(440, 25, SlotPlace::Commute) });
            slots.push(WeeklySlot { weekday, slot: slot(1_140, 75, SlotPlace::Desk) });
        }
    }
    slots
}

/// Security+ with two heavy weak domains.
pub(crate) fn usual(exam_in: Option<u64>) -> Situation {
    use DomainClass::{Strong, Uncertain, Weak};
    let domains = [
        (0.12, 0.84, Strong),
        (0.22, 0.66, Weak),
        (0.18, 0.72, Uncertain),
        (0.28, 0.64, Weak),
        (0.20, 0.74, Strong),
    ];
    situation(&domains, usual_week(), exam_in)
}
