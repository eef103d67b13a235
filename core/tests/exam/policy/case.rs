//! A candidate's attempts in one line, and the answer in another.

use rebound_core::base::ids::ExamCode;
use rebound_core::base::time::{Now, Zone};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::policy::Policy;
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict};
use rebound_core::exam::policy::evaluate::eligibility;
use rebound_core::exam::policy::situation::{
    Circumstances, PastAttempt, SittingOutcome, Situation,
};

use crate::clock::{day, stamp};

/// A situation that a test builds step by step. Attempts are at the exam `X-1` of the family `X`.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) policy: Option<Policy>,
    pub(crate) attempts: Vec<PastAttempt>,
    pub(crate) known: Circumstances,
    pub(crate) now: Now,
}

impl Case {
    /// The policy `policy` of the catalogue, and attempts such as
    /// `fail 2026-03-01, pass 2026-05-01`, seen from the end of 2029.
    pub(crate) fn new(policy: &str, attempts: &str) -> Self {
        let catalogue = Catalogue::embedded().unwrap();
        let policy = catalogue.policy(&policy.parse().unwrap()).unwrap().clone();
        let mut case = Self {
            policy: Some(policy),
            attempts: Vec::new(),
            known: Circumstances::default(),
            now: now("2029-12-31"),
        };
        for words in attempts.split(", ").filter(|words| !words.is_empty()) {
            let (outcome, sat_on) = words.split_once(' ').unwrap();
            let attempt = attempt(case.attempts.len(), outcome, sat_on);
            case.attempts.push(attempt);
        }
        case
    }

    /// The last attempt ended at `minute` after midnight in `zone`.
    pub(crate) fn ended(mut self, minute: u16, zone: &str) -> Self {
        let last = self.attempts.last_mut().unwrap();
        last.ended_minute = Some(minute);
        self.in_zone(zone)
    }

    /// All attempts were in `zone`.
    pub(crate) fn in_zone(mut self, zone: &str) -> Self {
        for attempt in &mut self.attempts {
            attempt.zone = Zone::new(zone).unwrap();
        }
        self
    }

    /// Seen from noon of `day`.
    pub(crate) fn seen_on(mut self, day: &str) -> Self {
        self.now = now(day);
        self
    }

    pub(crate) fn answer(&self) -> Eligibility {
        let exam: ExamCode = "X-1".parse().unwrap();
        eligibility(
            self.policy.as_ref(),
            &Situation {
                exam: &exam,
                family: "X",
                attempts: &self.attempts,
                known: &self.known,
                now: self.now,
            },
        )
    }

    /// The answer in one line: `2026-03-15 .. 2026-03-16 by comptia.all/wait/2`.
    #[track_caller]
    pub(crate) fn check(&self, expected: &str) {
        assert_eq!(line(&self.answer()), expected);
    }
}

/// One line for an answer.
pub(crate) fn line(answer: &Eligibility) -> String {
    let by = answer.bindings.first().map(|binding| format!(" by {}", binding.rule));
    let by = by.unwrap_or_default();
    match &answer.verdict {
        Verdict::Open(window) => {
            let until = window.until.map(|day| format!(" until {day}")).unwrap_or_default();
            format!("{} .. {}{until}{by}", window.earliest, window.safe)
        }
        Verdict::Blocked { until, why } => format!("{until}. {why}"),
        Verdict::Empty { why } => why.text(),
        Verdict::Unknown => "unknown".to_owned(),
    }
}

fn now(today: &str) -> Now {
    Now::at(stamp(Zone::UTC, day(today), 12 * 60))
}

fn attempt(number: usize, outcome: &str, sat_on: &str) -> PastAttempt {
    PastAttempt {
        id: format!("attempt-{number}").parse().unwrap(),
        exam: "X-1".parse().unwrap(),
        family: "X".to_owned(),
        sat_on: day(sat_on),
        zone: Zone::UTC,
        ended_minute: None,
        outcome: match outcome {
            "pass" => SittingOutcome::Pass,
            "fail" => SittingOutcome::Fail,
            "pending" => SittingOutcome::Pending,
            "missed" => SittingOutcome::Uncounted,
            other => panic!("{other} is not an outcome"),
        },
        printed_retake_on: None,
    }
}
