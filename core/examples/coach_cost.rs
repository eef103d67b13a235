//! What estimates, with reading the record, and causes cost: 20 domains, with 1,000 to 100,000 facts.
//!
//! `cargo run --release -p rebound-core --example coach_cost`

#[path = "../tests/support/exam.rs"]
mod exam;

#[path = "support/stopwatch.rs"]
mod stopwatch;

use std::error::Error;
use std::time::Duration;

use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, Stamp, UtcMillis, Zone};
use rebound_core::base::units::{Minutes, Score};
use rebound_core::coach::causes::findings;
use rebound_core::coach::estimate::estimates;
use rebound_core::coach::history::History;
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::blueprint::Exam;
use rebound_core::facts::attempt::{Attempt, Outcome};
use rebound_core::facts::practice::{
    Answer, AnswerResult, Conditions, Diagnosis, ErrorKind, PracticeSet,
};
use rebound_core::facts::score_report::{DomainReading, Evidence, ScoreReport};
use rebound_core::facts::study::{Activity, StudySession};
use rebound_core::facts::{Fact, FactBody};

use crate::stopwatch::least;

const DOMAINS: usize = 20;
const ROUNDS: u32 = 20;
const DAY_MS: i64 = 86_400_000;

#[expect(clippy::print_stdout, reason = "a report for the terminal")]
fn main() -> Result<(), Box<dyn Error>> {
    let zone = Zone::new("America/New_York")?;
    let now = Now { utc_ms: UtcMillis(1_772_413_200_000), zone, boot_ms: 0 };
    let exam = exam::exam(&[5.0; DOMAINS])?;
    println!("  facts    history  estimates     causes   both per 1,000 (least of {ROUNDS}, ms)");
    for count in [1_000, 5_000, 10_000, 100_000] {
        let facts = facts(&exam, now, count)?;
        let sorting = least(ROUNDS, || History::of(&facts, now));
        let history = History::of(&facts, now);
        let record = ExamRecord::of(&history, &exam, now);
        let reading = least(ROUNDS, || ExamRecord::of(&history, &exam, now));
        let estimating = reading + least(ROUNDS, || estimates(&record));
        let known = estimates(&record);
        let finding = least(ROUNDS, || findings(&record, &known));
        let both = (estimating + finding) / u32::try_from(count / 1_000)?;
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{count:>7}  {:>9.2}  {:>9.2}  {:>9.2}  {:>9.2}",
            ms(sorting),
            ms(estimating),
            ms(finding),
            ms(both)
        );
    }
    Ok(())
}

fn facts(exam: &Exam, now: Now, count: u64) -> Result<Vec<Fact>, Box<dyn Error>> {
    let mut facts = Vec::new();
    for at in 0..count {
        let ago = i64::try_from(at % 90 + 1)?;
        let utc_ms = now.utc_ms.plus(-ago * DAY_MS - i64::try_from(at % 3_600)? * 1_000);
        let (body, days_ago) = match at {
            0 => (attempt(exam, now)?, 0),
            at => (work(exam, at)?, ago),
        };
        let utc_ms = if days_ago == 0 { now.utc_ms } else { utc_ms };
        let at = Stamp { utc_ms, zone: now.zone };
        facts.push(Fact { id: id(facts.len())?, at, device: None, supersedes: None, body });
    }
    Ok(facts)
}

fn id(at: usize) -> Result<FactId, Box<dyn Error>> {
    Ok(format!("{at:024x}").parse()?)
}

fn attempt(exam: &Exam, now: Now) -> Result<FactBody, Box<dyn Error>> {
    let mut report = ScoreReport { overall: Some(Score::points(684)), ..ScoreReport::default() };
    for domain in &exam.domains {
        let evidence = Evidence::Percent(Score::points(60));
        report.domains.push(DomainReading { domain: domain.id.clone(), evidence });
    }
    Ok(FactBody::Attempt(Attempt {
        exam: exam.code.clone(),
        sat_on: now.study_day(),
        zone: now.zone,
        ended_minute: None,
        outcome: Outcome::Fail,
        report: Some(report),
        conditions: None,
        language: None,
    }))
}

/// Of four facts two are answers, one a diagnosis of the answer before it or a set, one a session.
fn work(exam: &Exam, at: u64) -> Result<FactBody, Box<dyn Error>> {
    let domain = (at / 4 % u64::try_from(DOMAINS)? + 1).to_string().parse()?;
    let exam = exam.code.clone();
    Ok(match at % 8 {
        0 | 2 | 4 | 6 => FactBody::Answer(Answer {
            exam,
            domain,
            objective: None,
            bank: "bank".parse()?,
            question: format!("q{}", at % 4_001).parse()?,
            result: if at.is_multiple_of(3) { AnswerResult::Wrong } else { AnswerResult::Correct },
            confidence: None,
            answer_ms: Some(60_000),
            change: None,
            conditions: Conditions::Timed,
            demand: None,
            stem: None,
        }),
        1 => FactBody::Diagnosis(Diagnosis {
            answer: id(usize::try_from(at - 1)?)?,
            primary: ErrorKind::Misread,
            secondary: None,
            step: None,
        }),
        3 | 5 => FactBody::PracticeSet(PracticeSet {
            exam,
            domain: Some(domain),
            bank: "bank".parse()?,
            correct: 7,
            of: 10,
            minutes: Minutes::new(10),
            review_minutes: Minutes::new(10),
            conditions: Conditions::Relaxed,
            seen_before: 2,
        }),
        _ => FactBody::StudySession(StudySession {
            exam,
            domain: Some(domain),
            objectives: Vec::new(),
            minutes: Minutes::new(25),
            activity: Activity::Reading,
            resource: Some("book".parse()?),
        }),
    })
}
