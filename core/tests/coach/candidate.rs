//! A candidate, their exam and what they recorded, for the tests of estimates and causes.

use chrono::{Days, NaiveDate};
use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, Stamp, Zone};
use rebound_core::base::units::{Minutes, Score};
use rebound_core::coach::causes::{Cause, CauseFinding, findings};
use rebound_core::coach::estimate::{DomainEstimate, estimates};
use rebound_core::coach::history::History;
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::blueprint::{Exam, PassShare};
use rebound_core::facts::attempt::{Attempt, Outcome};
use rebound_core::facts::mock_exam::{MockExamDomain, MockExamResult, Rules};
use rebound_core::facts::practice::{Answer, AnswerResult, Conditions, PracticeSet};
use rebound_core::facts::score_report::{DomainReading, Evidence, ScoreReport};
use rebound_core::facts::study::{Activity, StudySession};
use rebound_core::facts::{Fact, FactBody};

/// A Monday, at eight in the evening in Berlin.
pub(crate) const TODAY: &str = "2026-03-02";

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) exam: Exam,
    pub(crate) facts: Vec<Fact>,
    pub(crate) now: Now,
    recorded: u32,
}

pub(crate) fn day(days_ago: u64) -> NaiveDate {
    TODAY.parse::<NaiveDate>().unwrap() - Days::new(days_ago)
}

pub(crate) fn score(points: f64) -> Score {
    Score::try_from(points).unwrap()
}

/// An exam with domains `1`, `2`, … of these weights in percent.
pub(crate) fn exam(weights: &[f64]) -> Exam {
    crate::exam::exam(weights).unwrap()
}

impl World {
    pub(crate) fn new(weights: &[f64]) -> Self {
        let zone = Zone::new("Europe/Berlin").unwrap();
        let utc_ms = zone.instant(day(0).and_hms_opt(20, 0, 0).unwrap());
        Self {
            exam: exam(weights),
            facts: Vec::new(),
            now: Now { utc_ms, zone, boot_ms: 0 },
            recorded: 0,
        }
    }

    /// One domain of so many questions, with a cut that is known.
    pub(crate) fn one_domain(items: u16, cut: f64) -> Self {
        let mut world = Self::new(&[100.0]);
        world.exam.items.scored = Some(items);
        world.exam.scale = None;
        world.exam.pass_mark = None;
        world.exam.pass_share = Some(PassShare { share: cut });
        world
    }

    /// Records something at noon, so many days ago.
    pub(crate) fn record(&mut self, days_ago: u64, body: FactBody) -> FactId {
        let zone = self.now.zone;
        let utc_ms = zone.instant(day(days_ago).and_hms_opt(12, 0, 0).unwrap());
        let utc_ms = utc_ms.plus(i64::from(self.recorded));
        let id: FactId = format!("t{:06}", self.recorded).parse().unwrap();
        self.recorded += 1;
        let at = Stamp { utc_ms, zone };
        self.facts.push(Fact { id: id.clone(), at, device: None, supersedes: None, body });
        id
    }

    pub(crate) fn attempt(&self, days_ago: u64, outcome: Outcome) -> Attempt {
        Attempt::new(self.exam.code.clone(), day(days_ago), self.now.zone, outcome)
    }

    pub(crate) fn fail(&mut self, days_ago: u64) -> FactId {
        let attempt = self.attempt(days_ago, Outcome::Fail);
        self.record(days_ago, FactBody::Attempt(attempt))
    }

    /// A failed attempt with its report.
    pub(crate) fn report(
        &mut self,
        days_ago: u64,
        overall: Option<f64>,
        readings: &[(&str, Evidence)],
    ) -> FactId {
        let mut attempt = self.attempt(days_ago, Outcome::Fail);
        attempt.report = Some(ScoreReport {
            overall: overall.map(score),
            domains: readings.iter().map(|(domain, evidence)| reading(domain, evidence)).collect(),
            ..ScoreReport::default()
        });
        self.record(days_ago, FactBody::Attempt(attempt))
    }

    pub(crate) fn set(
        &mut self,
        days_ago: u64,
        (domain, bank): (&str, &str),
        (correct, of): (u16, u16),
        conditions: Conditions,
    ) -> FactId {
        let body = FactBody::PracticeSet(PracticeSet {
            exam: self.exam.code.clone(),
            domain: Some(domain.parse().unwrap()),
            bank: bank.parse().unwrap(),
            correct,
            of,
            minutes: Minutes::new(u32::from(of)),
            review_minutes: Minutes::new(u32::from(of)),
            conditions,
            seen_before: 0,
        });
        self.record(days_ago, body)
    }

    pub(crate) fn answer(&mut self, days_ago: u64, question: &str, result: AnswerResult) -> FactId {
        let answer = self.plain_answer(question, result);
        self.record(days_ago, FactBody::Answer(answer))
    }

    pub(crate) fn plain_answer(&self, question: &str, result: AnswerResult) -> Answer {
        let (domain, bank) = ("1".parse().unwrap(), "bank".parse().unwrap());
        let (exam, question) = (self.exam.code.clone(), question.parse().unwrap());
        let mut answer = Answer::new(exam, domain, bank, question, result, Conditions::Simulated);
        answer.answer_ms = Some(60_000);
        answer
    }

    pub(crate) fn simulation(&self, results: &[(&str, u16, u16)]) -> MockExamResult {
        let domain = |(domain, correct, of): &(&str, u16, u16)| MockExamDomain {
            domain: domain.parse().unwrap(),
            correct: *correct,
            of: *of,
        };
        MockExamResult {
            exam: self.exam.code.clone(),
            bank: "mock".parse().unwrap(),
            domains: results.iter().map(domain).collect(),
            unanswered: 0,
            minutes: Minutes::new(88),
            minutes_allowed: Minutes::new(90),
            rushed: None,
            rules: Rules::Kept,
            total: None,
        }
    }

    pub(crate) fn study(
        &mut self,
        days_ago: u64,
        domain: &str,
        (activity, resource): (Activity, &str),
        minutes: u32,
    ) -> FactId {
        let body = FactBody::StudySession(StudySession {
            exam: self.exam.code.clone(),
            domain: Some(domain.parse().unwrap()),
            objectives: Vec::new(),
            minutes: Minutes::new(minutes),
            activity,
            resource: Some(resource.parse().unwrap()),
        });
        self.record(days_ago, body)
    }

    pub(crate) fn estimates(&self) -> Vec<DomainEstimate> {
        let history = History::of(&self.facts, self.now);
        estimates(&ExamRecord::of(&history, &self.exam, self.now))
    }

    /// The estimate of the first domain.
    pub(crate) fn first(&self) -> DomainEstimate {
        self.estimates().swap_remove(0)
    }

    pub(crate) fn findings(&self) -> Vec<CauseFinding> {
        let history = History::of(&self.facts, self.now);
        findings(&ExamRecord::of(&history, &self.exam, self.now), &self.estimates())
    }

    pub(crate) fn finding(&self, cause: Cause) -> CauseFinding {
        self.findings().into_iter().find(|finding| finding.cause == cause).unwrap()
    }
}

pub(crate) fn reading(domain: &str, evidence: &Evidence) -> DomainReading {
    DomainReading { domain: domain.parse().unwrap(), evidence: evidence.clone() }
}
