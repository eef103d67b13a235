//! How much was studied and how it went: time and accuracy per domain and ISO week.
//!
//! One pass over the work that was read. The sums of two devices' facts add up: time is
//! summed in milliseconds and rounded only where it is shown.

use std::collections::BTreeMap;
use std::ops::{Add, AddAssign};

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::calendar::Week;
use crate::base::ids::{DomainId, ExamCode};
use crate::base::units::Minutes;
use crate::coach::history::History;
use crate::coach::record::domains::Domains;
use crate::coach::record::work;
use crate::coach::record::work::{Work, WorkSource};

/// What was studied for one exam, week by week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DomainTally {
    /// The domain, or `None` for study across domains.
    pub domain: Option<DomainId>,
    /// Its sums.
    pub tally: Tally,
}

/// Time and answers. Absurd sums saturate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(as = "Shown"))]
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
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
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
    /// Sums up what `history` tells about the preparation for `exam`, which nobody needs to describe.
    ///
    /// A mock exam's time is study across domains; its results count for their domains.
    pub fn of(history: &History<'_>, exam: &ExamCode) -> Self {
        Self::of_work(&work::stream(history, exam, &Domains::default()), exam)
    }

    /// As [`Summary::of`], from the work that was read for `exam`.
    pub fn of_work(work: &[Work<'_>], exam: &ExamCode) -> Self {
        let mut cells = Cells::default();
        for work in work {
            cells.read(work);
        }
        cells.summary(exam)
    }
}

/// The sums of each week and domain.
#[derive(Default)]
struct Cells<'a> {
    weeks: BTreeMap<NaiveDate, BTreeMap<Option<&'a DomainId>, Tally>>,
}

impl<'a> Cells<'a> {
    fn read(&mut self, work: &Work<'a>) {
        let week = self.weeks.entry(Week::monday_of(work.day)).or_default();
        let results = Tally::results(work.right, work.of);
        *week.entry(work.named).or_default() += Tally { studied_ms: work.ms, ..results };
        if let WorkSource::Mock(mock) = work.source {
            for part in &mock.domains {
                let results = Tally::results(part.correct, part.of);
                *week.entry(Some(&part.domain)).or_default() += results;
            }
        }
    }

    fn summary(self, exam: &ExamCode) -> Summary {
        let mut overall: BTreeMap<Option<&DomainId>, Tally> = BTreeMap::new();
        let mut weeks = Vec::with_capacity(self.weeks.len());
        for (monday, domains) in self.weeks {
            let week = Week::of(monday);
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
