//! Situations to plan for: everything a plan depends on, owned and easy to change.

use chrono::{Days, NaiveDate, Weekday};
use rebound_core::base::time::{Now, Stamp, Zone};
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::{Cause, CauseClass, CauseFinding, EvidenceConfidence, Remedy};
use rebound_core::coach::estimate::{DomainClass, DomainEstimate};
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::Plan;
use rebound_core::coach::planner::topics::Topic;
use rebound_core::coach::planner::{PlanInputs, anchor, plan};
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::blueprint::{
    Domain, Exam, HandsOn, Items, Navigation, Origin, Status, Weight, WeightsKind,
};
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict, Window};
use rebound_core::exam::provenance::{Confidence, Provenance};
use rebound_core::facts::availability::{Availability, Slot, SlotPlace, WeeklySlot};
use rebound_core::facts::planning::ExamDate;
use rebound_core::facts::practice::{Conditions, PracticeSet};
use rebound_core::facts::study::{Offline, Resource, ResourceFamily};
use rebound_core::facts::{Fact, FactBody};

/// Everything a situation borrows.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) facts: Vec<Fact>,
    pub(crate) exam: Exam,
    pub(crate) estimates: Vec<DomainEstimate>,
    pub(crate) causes: Vec<CauseFinding>,
    pub(crate) eligibility: Eligibility,
    pub(crate) topics: Vec<Topic>,
    pub(crate) now: Now,
}

impl World {
    pub(crate) fn plan(&self) -> Plan {
        let history = History::of(&self.facts, self.now);
        plan(&PlanInputs {
            record: &ExamRecord::of(&history, &self.exam, self.now),
            estimates: &self.estimates,
            causes: &self.causes,
            eligibility: &self.eligibility,
            topics: &self.topics,
            course: None,
            remedies: None,
        })
    }

    pub(crate) fn record(&mut self, body: FactBody) {
        self.record_at(self.now.stamp(), body);
    }

    pub(crate) fn record_at(&mut self, at: Stamp, body: FactBody) {
        let last: u32 = self.facts.last().map_or(0, |fact| fact.id.as_str()[1..].parse().unwrap());
        let id = format!("t{:06}", last + 1).parse().unwrap();
        self.facts.push(Fact { id, at, device: None, supersedes: None, body });
    }

    /// A set of questions that was answered just now.
    pub(crate) fn practise(&mut self, domain: &str, correct: u16, of: u16) {
        self.record(FactBody::PracticeSet(PracticeSet {
            exam: self.exam.code.clone(),
            domain: Some(domain.parse().unwrap()),
            bank: "bank-a".parse().unwrap(),
            correct,
            of,
            minutes: Minutes::new(15),
            review_minutes: Minutes::new(15),
            conditions: Conditions::Timed,
            seen_before: 0,
        }));
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

    pub(crate) fn today(&self) -> NaiveDate {
        self.now.stamp().study_day()
    }
}

fn exam(shares: &[f64], minutes: Option<u32>) -> Exam {
    let domain = |(at, share): (usize, &f64)| Domain {
        id: (at + 1).to_string().parse().unwrap(),
        name: format!("Domain {}", at + 1),
        weight: Some(Weight { min: share * 100.0, max: share * 100.0 }),
        objectives: Vec::new(),
    };
    Exam {
        vendor: "CompTIA".to_owned(),
        code: EXAM.parse().unwrap(),
        title: "Security+".to_owned(),
        status: Status::Current,
        scale: None,
        pass_mark: None,
        pass_share: None,
        items: Items { min: None, max: Some(90), scored: None },
        minutes: minutes.map(Minutes::new),
        navigation: Navigation::Free,
        hands_on: HandsOn::Some,
        domains: shares.iter().enumerate().map(domain).collect(),
        weights: WeightsKind::Exact,
        report_form: None,
        policy: None,
        notes: Vec::new(),
        origin: Origin::Catalogue,
        provenance: Provenance {
            confidence: Confidence::High,
            as_of: "2026".to_owned(),
            sources: Vec::new(),
        },
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

/// The exam of every world.
pub(crate) const EXAM: &str = "SY0-701";

/// 20:00 in New York on 1 March 2026, a week before the clocks go forward.
pub(crate) fn now() -> Now {
    let zone = Zone::new("America/New_York").unwrap();
    let local = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap().and_hms_opt(20, 0, 0).unwrap();
    Now { utc_ms: zone.instant(local), zone, boot_ms: 0 }
}

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

pub(crate) fn world(
    domains: &[(f64, f64, DomainClass)],
    slots: Vec<WeeklySlot>,
    exam_in: Option<u64>,
) -> World {
    let sum: f64 = domains.iter().map(|(share, ..)| share).sum();
    let shares: Vec<f64> = domains.iter().map(|(share, ..)| share / sum).collect();
    let each = domains.iter().zip(&shares).enumerate();
    let estimates =
        each.map(|(at, ((_, mean, class), share))| estimate(at, *share, *mean, *class)).collect();
    let now = now();
    let mut world = World {
        facts: Vec::new(),
        exam: exam(&shares, Some(90)),
        estimates,
        causes: Vec::new(),
        eligibility: open_from(now.study_day() + Days::new(14)),
        topics: Vec::new(),
        now,
    };
    world.record(FactBody::Availability(Availability { slots, weekly_cap: None }));
    if let Some(days) = exam_in {
        let date = Some(now.study_day() + Days::new(days));
        world.record(FactBody::ExamDate(ExamDate { exam: world.exam.code.clone(), date }));
    }
    for (key, family, offline) in [
        ("book", ResourceFamily::Text, Offline::Works),
        ("videos", ResourceFamily::Video, Offline::NeedsNetwork),
        ("lab", ResourceFamily::Lab, Offline::NeedsNetwork),
        ("bank-a", ResourceFamily::Bank, Offline::Works),
        ("bank-b", ResourceFamily::Bank, Offline::NeedsNetwork),
    ] {
        let (resource, name) = (key.parse().unwrap(), key.to_owned());
        world.record(FactBody::Resource(Resource {
            resource,
            name,
            family,
            domains: vec![],
            offline,
        }));
    }
    world
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
pub(crate) fn usual_world(exam_in: Option<u64>) -> World {
    use DomainClass::{Strong, Uncertain, Weak};
    let domains = [
        (0.12, 0.84, Strong),
        (0.22, 0.66, Weak),
        (0.18, 0.72, Uncertain),
        (0.28, 0.64, Weak),
        (0.20, 0.74, Strong),
    ];
    world(&domains, usual_week(), exam_in)
}
