//! What a plan costs: 120 days × 20 domains with all remedies, from 1,000 to 1,000,000 facts.
//!
//! `cargo run --release -p rebound-core --example planner_cost`

#[path = "../tests/support/exam.rs"]
mod exam;

#[path = "support/stopwatch.rs"]
mod stopwatch;

use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use chrono::{Days, Weekday};
use rebound_core::base::time::{Now, Stamp, UtcMillis, Zone};
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::{Cause, CauseClass, CauseFinding, EvidenceConfidence, Remedy};
use rebound_core::coach::estimate::{DomainClass, DomainEstimate};
use rebound_core::coach::history::History;
use rebound_core::coach::planner::{PlanInputs, plan};
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::blueprint::Exam;
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict};
use rebound_core::facts::availability::{Availability, Slot, SlotPlace, WeeklySlot};
use rebound_core::facts::planning::ExamDate;
use rebound_core::facts::practice::{Conditions, PracticeSet};
use rebound_core::facts::study::{Activity, Offline, Resource, ResourceFamily, StudySession};
use rebound_core::facts::{Fact, FactBody};

use crate::stopwatch::least;

const DOMAINS: usize = 20;
const ROUNDS: u32 = 30;
const DAY_MS: i64 = 86_400_000;

#[expect(clippy::print_stdout, reason = "a report for the terminal")]
fn main() -> Result<(), Box<dyn Error>> {
    let zone = Zone::new("America/New_York")?;
    let now = Now { utc_ms: UtcMillis(1_772_413_200_000), zone, boot_ms: 0 };
    let exam = exam::exam(&[5.0; DOMAINS])?;
    let (estimates, causes) = (estimates(&exam), causes());
    let eligibility = Eligibility {
        verdict: Verdict::Unknown,
        bindings: Vec::new(),
        unknowns: Vec::new(),
        notes: Vec::new(),
        policy: None,
        passed_on: None,
        question: None,
    };
    println!("  facts      history         plan     together   µs a fact   days  blocks");
    for count in [1_000, 5_000, 10_000, 100_000, 1_000_000] {
        let facts = facts(&exam, now, count)?;
        let rounds = if count > 10_000 { 3 } else { ROUNDS };
        let history = least(rounds, || History::of(black_box(&facts), now));
        let sorted = History::of(&facts, now);
        let record = ExamRecord::of(&sorted, &exam, now);
        let reading = least(rounds, || ExamRecord::of(black_box(&sorted), &exam, now));
        let situation = PlanInputs {
            record: &record,
            estimates: &estimates,
            causes: &causes,
            eligibility: &eligibility,
            topics: &[],
            course: None,
            remedies: None,
        };
        let planning = reading + least(rounds, || plan(black_box(&situation)));
        let days = plan(&situation).days;
        let blocks: usize = days.iter().map(|day| day.blocks.len()).sum();
        let together = history + planning;
        #[expect(clippy::cast_precision_loss, reason = "a million is exact")]
        let each = together.as_secs_f64() * 1e6 / count as f64;
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{count:>7}  {:>8.2} ms  {:>8.2} ms  {:>8.2} ms  {each:>10.2}  {:>5}  {blocks:>6}",
            ms(history),
            ms(planning),
            ms(together),
            days.len(),
        );
    }
    Ok(())
}

/// Every remedy at once: the dearest plan.
fn causes() -> Vec<CauseFinding> {
    vec![CauseFinding {
        cause: Cause::TooLittleTime,
        probability: 0.8,
        class: CauseClass::Likely,
        confidence: EvidenceConfidence::Medium,
        evidence: Vec::new(),
        remedies: Remedy::ALL.to_vec(),
    }]
}

fn estimates(exam: &Exam) -> Vec<DomainEstimate> {
    let classes = [DomainClass::Weak, DomainClass::Strong, DomainClass::Uncertain];
    let each = exam.domains.iter().zip(classes.into_iter().cycle()).zip(0_u32..);
    let estimates = each.map(|((domain, class), at)| DomainEstimate {
        domain: domain.id.clone(),
        share: 0.05,
        mean: 0.5 + 0.02 * f64::from(at),
        sd: 0.07,
        low: 0.4,
        high: 0.9,
        p_below: 0.5,
        class,
        expected_points: 1.0,
        basis: Vec::new(),
    });
    estimates.collect()
}

fn facts(exam: &Exam, now: Now, count: u64) -> Result<Vec<Fact>, Box<dyn Error>> {
    let date = now.study_day().checked_add_days(Days::new(120));
    let mut bodies =
        vec![availability(), FactBody::ExamDate(ExamDate { exam: exam.code.clone(), date })];
    for (key, family) in [
        ("book", ResourceFamily::Text),
        ("video", ResourceFamily::Video),
        ("lab", ResourceFamily::Lab),
        ("bank", ResourceFamily::Bank),
    ] {
        bodies.push(FactBody::Resource(Resource {
            resource: key.parse()?,
            name: key.to_owned(),
            family,
            domains: Vec::new(),
            offline: Offline::Works,
        }));
    }
    let first = u64::try_from(bodies.len())?;
    for at in first..count {
        bodies.push(work(exam, at)?);
    }
    let facts = bodies.into_iter().zip(0_i64..).map(|(body, at)| {
        let utc_ms = now.utc_ms.plus(-(at % 90 + 1) * DAY_MS - at % 3_600 * 1_000);
        let id = format!("c{at:07}").parse()?;
        let at = Stamp { utc_ms, zone: now.zone };
        Ok(Fact { id, at, device: None, supersedes: None, body })
    });
    facts.collect()
}

fn work(exam: &Exam, at: u64) -> Result<FactBody, Box<dyn Error>> {
    let domain = (at % u64::try_from(DOMAINS)? + 1).to_string().parse()?;
    if at.is_multiple_of(2) {
        return Ok(FactBody::PracticeSet(PracticeSet {
            exam: exam.code.clone(),
            domain: Some(domain),
            bank: "bank".parse()?,
            correct: 7,
            of: 10,
            minutes: Minutes::new(10),
            review_minutes: Minutes::new(10),
            conditions: Conditions::Timed,
            seen_before: 0,
        }));
    }
    Ok(FactBody::StudySession(StudySession {
        exam: exam.code.clone(),
        domain: Some(domain),
        objectives: Vec::new(),
        minutes: Minutes::new(25),
        activity: Activity::Reading,
        resource: Some("book".parse()?),
    }))
}

fn availability() -> FactBody {
    let weekdays = (0..7_u8).filter_map(|day| Weekday::try_from(day).ok());
    let slot =
        |start_minute, minutes, place| Slot { start_minute, minutes: Minutes::new(minutes), place };
    let slots = weekdays.flat_map(|weekday| {
        [slot(440, 30, SlotPlace::Commute), slot(1_080, 240, SlotPlace::Long)]
            .map(|slot| WeeklySlot { weekday, slot })
    });
    FactBody::Availability(Availability { slots: slots.collect(), weekly_cap: None })
}
