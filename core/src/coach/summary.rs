//! How much was studied and how it went: time and accuracy per domain and ISO week.
//!
//! One pass over the facts, linear in their number. The sums of two devices' facts add up: time is
//! summed in milliseconds and rounded only where it is shown.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign};

use serde::Serialize;

use crate::base::calendar::Week;
use crate::base::ids::{DomainId, ExamCode};
use crate::base::time::Stamp;
use crate::base::units::Minutes;
use crate::coach::history::History;
use crate::facts::practice::AnswerResult;

/// What was studied for one exam, week by week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// The exam.
    pub exam: ExamCode,
    /// The weeks in which anything was recorded, in order.
    pub weeks: Vec<WeekSummary>,
    /// All weeks together, by domain.
    pub domains: Vec<DomainTally>,
    /// Everything together.
    pub total: Tally,
}

/// One ISO week of a [`Summary`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WeekSummary {
    /// The week. A fact counts for the study day on which it was recorded, in its own zone.
    pub week: Week,
    /// What was done in it, by domain.
    pub domains: Vec<DomainTally>,
    /// All of it together.
    pub total: Tally,
}

/// One domain of a [`Summary`]; study across domains comes before the first of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DomainTally {
    /// The domain, or `None` for study across domains.
    pub domain: Option<DomainId>,
    /// Its sums.
    pub tally: Tally,
}

/// Time and answers. Absurd sums saturate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(into = "Shown")]
pub struct Tally {
    /// Time in milliseconds: study sessions, answering, reviewing and mock exams.
    pub studied_ms: u64,
    /// Answers that were right.
    pub correct: u64,
    /// Answers in all; questions that were left open count.
    pub answered: u64,
}

impl Tally {
    /// The time in whole minutes, rounded down.
    pub fn minutes(self) -> Minutes {
        Minutes::new(u32::try_from(self.studied_ms / MINUTE_MS).unwrap_or(u32::MAX))
    }

    /// The share of answers that were right, 0 to 1; `None` without answers.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more than 53 bits")]
    pub fn accuracy(self) -> Option<f64> {
        (self.answered > 0).then(|| self.correct as f64 / self.answered as f64)
    }

    fn time(minutes: Minutes) -> Self {
        Self { studied_ms: u64::from(minutes.get()) * MINUTE_MS, ..Self::default() }
    }

    /// Results of `of` questions. A merge can hold more right answers than questions: all were right.
    fn results(correct: u16, of: u16) -> Self {
        let correct = u64::from(correct.min(of));
        Self { correct, answered: u64::from(of), ..Self::default() }
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            studied_ms: self.studied_ms.saturating_add(other.studied_ms),
            correct: self.correct.saturating_add(other.correct),
            answered: self.answered.saturating_add(other.answered),
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

const MINUTE_MS: u64 = 60_000;

/// A [`Tally`] as it is read.
#[derive(Serialize)]
struct Shown {
    minutes: Minutes,
    correct: u64,
    answered: u64,
    accuracy: Option<f64>,
}

impl From<Tally> for Shown {
    fn from(tally: Tally) -> Self {
        let Tally { correct, answered, .. } = tally;
        Self { minutes: tally.minutes(), correct, answered, accuracy: tally.accuracy() }
    }
}

impl Summary {
    /// Sums up what `history` tells about the preparation for `exam`.
    ///
    /// A mock exam's time is study across domains; its results count for their domains.
    pub fn of(history: &History<'_>, exam: &ExamCode) -> Self {
        let mut cells = Cells::default();
        cells.read_study(history, exam);
        cells.read_answers(history, exam);
        cells.read_simulations(history, exam);
        cells.summary(exam)
    }
}

/// The sums of each week and domain.
#[derive(Default)]
struct Cells<'a>(BTreeMap<Week, BTreeMap<Option<&'a DomainId>, Tally>>);

impl<'a> Cells<'a> {
    fn add(&mut self, at: Stamp, domain: Option<&'a DomainId>, tally: Tally) {
        let week = self.0.entry(Week::of(at.study_day())).or_default();
        *week.entry(domain).or_default() += tally;
    }

    fn read_study(&mut self, history: &History<'a>, exam: &ExamCode) {
        for fact in history.study_sessions.iter().filter(|fact| fact.value.exam == *exam) {
            self.add(fact.at, fact.value.domain.as_ref(), Tally::time(fact.value.minutes));
        }
        for fact in history.review_times.iter().filter(|fact| fact.value.exam == *exam) {
            let studied_ms = u64::from(fact.value.review_ms);
            let tally = Tally { studied_ms, ..Tally::default() };
            self.add(fact.at, fact.value.domain.as_ref(), tally);
        }
    }

    fn read_answers(&mut self, history: &History<'a>, exam: &ExamCode) {
        for fact in history.answers.iter().filter(|fact| fact.value.exam == *exam) {
            let answer = fact.value;
            let correct = u64::from(answer.result == AnswerResult::Correct);
            let studied_ms = u64::from(answer.answer_ms.unwrap_or(0));
            self.add(fact.at, Some(&answer.domain), Tally { studied_ms, correct, answered: 1 });
        }
        for fact in history.practice_sets.iter().filter(|fact| fact.value.exam == *exam) {
            let set = fact.value;
            let time = Tally::time(set.minutes) + Tally::time(set.review_minutes);
            self.add(fact.at, Some(&set.domain), time + Tally::results(set.correct, set.of));
        }
    }

    fn read_simulations(&mut self, history: &History<'a>, exam: &ExamCode) {
        for fact in history.simulations.iter().filter(|fact| fact.value.exam == *exam) {
            self.add(fact.at, None, Tally::time(fact.value.minutes));
            for part in &fact.value.domains {
                self.add(fact.at, Some(&part.domain), Tally::results(part.correct, part.of));
            }
        }
    }

    fn summary(self, exam: &ExamCode) -> Summary {
        let mut overall: BTreeMap<Option<&DomainId>, Tally> = BTreeMap::new();
        let mut weeks = Vec::with_capacity(self.0.len());
        for (week, domains) in self.0 {
            for (domain, tally) in &domains {
                *overall.entry(*domain).or_default() += *tally;
            }
            let total = total(&domains);
            weeks.push(WeekSummary { week, domains: lines(domains), total });
        }
        let total = total(&overall);
        Summary { exam: exam.clone(), weeks, domains: lines(overall), total }
    }
}

fn total(domains: &BTreeMap<Option<&DomainId>, Tally>) -> Tally {
    domains.values().copied().fold(Tally::default(), Tally::add)
}

fn lines(domains: BTreeMap<Option<&DomainId>, Tally>) -> Vec<DomainTally> {
    let line =
        |(domain, tally): (Option<&DomainId>, _)| DomainTally { domain: domain.cloned(), tally };
    domains.into_iter().map(line).collect()
}
