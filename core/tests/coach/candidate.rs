//! What a candidate records in the days before a Monday, and what the coach makes of it.

use chrono::{Days, NaiveDate};
use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, Zone};
use rebound_core::base::units::{Minutes, Score};
use rebound_core::coach::causes::{Cause, CauseFinding, findings};
use rebound_core::coach::estimate::{DomainEstimate, estimates};
use rebound_core::exam::blueprint::{Exam, PassShare};
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::{Attempt, Outcome};
use rebound_core::facts::mock_exam::{MockExamDomain, MockExamResult};
use rebound_core::facts::practice::{Answer, AnswerResult, Conditions, PracticeSet};
use rebound_core::facts::score_report::{DomainReading, Evidence, ScoreReport};
use rebound_core::facts::study::{Activity, StudySession};

use crate::clock::{day, stamp};
use crate::world::World;

/// A Monday, at eight in the evening in Berlin.
pub(crate) const TODAY: &str = "2026-03-02";

/// The day so many days before [`TODAY`].
pub(crate) fn ago(days: u64) -> NaiveDate {
    day(TODAY) - Days::new(days)
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
        Self::of(exam(weights), Now::at(stamp(zone, ago(0), 20 * 60)))
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

    /// Records something at noon, so many days ago, each a millisecond after the one before.
    pub(crate) fn record(&mut self, days_ago: u64, body: FactBody) -> FactId {
        let mut at = stamp(self.now.zone, ago(days_ago), 12 * 60);
        at.utc_ms = at.utc_ms.plus(i64::try_from(self.facts.len()).unwrap());
        self.record_at(at, body)
    }

    pub(crate) fn attempt(&self, days_ago: u64, outcome: Outcome) -> Attempt {
        Attempt::new(self.exam.code.clone(), ago(days_ago), self.now.zone, outcome)
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
        let (exam, bank) = (self.exam.code.clone(), bank.parse().unwrap());
        let minutes = Minutes::new(u32::from(of));
        let mut set = PracticeSet::new(exam, bank, correct, of, minutes, conditions);
        set.domain = Some(domain.parse().unwrap());
        set.review_minutes = minutes;
        self.record(days_ago, FactBody::PracticeSet(set))
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
        let (exam, bank) = (self.exam.code.clone(), "mock".parse().unwrap());
        let domains = results.iter().map(domain).collect();
        MockExamResult::new(exam, bank, domains, Minutes::new(88), Minutes::new(90))
    }

    pub(crate) fn study(
        &mut self,
        days_ago: u64,
        domain: &str,
        (activity, resource): (Activity, &str),
        minutes: u32,
    ) -> FactId {
        let exam = self.exam.code.clone();
        let mut session = StudySession::new(exam, Minutes::new(minutes), activity);
        session.domain = Some(domain.parse().unwrap());
        session.resource = Some(resource.parse().unwrap());
        self.record(days_ago, FactBody::StudySession(session))
    }

    pub(crate) fn estimates(&self) -> Vec<DomainEstimate> {
        self.look(estimates)
    }

    /// The estimate of the first domain.
    pub(crate) fn first(&self) -> DomainEstimate {
        self.estimates().swap_remove(0)
    }

    pub(crate) fn findings(&self) -> Vec<CauseFinding> {
        self.look(|record| findings(record, &self.estimates()))
    }

    pub(crate) fn finding(&self, cause: Cause) -> CauseFinding {
        self.findings().into_iter().find(|finding| finding.cause == cause).unwrap()
    }
}

pub(crate) fn reading(domain: &str, evidence: &Evidence) -> DomainReading {
    DomainReading { domain: domain.parse().unwrap(), evidence: evidence.clone() }
}
