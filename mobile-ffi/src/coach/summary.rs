//! What was studied, by week and domain.

use rebound_core::base::ids::{DomainId, ExamCode};
use rebound_core::base::units::Minutes;
use rebound_core::coach::summary as core;

/// What was studied for one exam, week by week.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
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

/// One ISO week.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct WeekSummary {
    /// The week: `2026-W10`.
    pub week: String,
    /// What was done in it, by domain.
    pub domains: Vec<DomainTally>,
    /// All of it together.
    pub total: Tally,
}

/// One domain.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct DomainTally {
    /// The domain, or `None` for study across domains.
    pub domain: Option<DomainId>,
    /// Its sums.
    pub tally: Tally,
}

/// Time and answers.
#[derive(Clone, Copy, Debug, PartialEq, uniffi::Record)]
pub struct Tally {
    /// The time in whole minutes, rounded down.
    pub minutes: Minutes,
    /// Answers that were right.
    pub correct: u64,
    /// Answers in all.
    pub answered: u64,
    /// The share that was right, 0 to 1; `None` without answers.
    pub accuracy: Option<f64>,
}

impl From<core::Summary> for Summary {
    fn from(summary: core::Summary) -> Self {
        let core::Summary { exam, weeks, domains, total } = summary;
        Self {
            exam,
            weeks: weeks.into_iter().map(WeekSummary::from).collect(),
            domains: domains.into_iter().map(DomainTally::from).collect(),
            total: total.into(),
        }
    }
}

impl From<core::WeekSummary> for WeekSummary {
    fn from(week: core::WeekSummary) -> Self {
        let core::WeekSummary { week, domains, total } = week;
        let domains = domains.into_iter().map(DomainTally::from).collect();
        Self { week: week.to_string(), domains, total: total.into() }
    }
}

impl From<core::DomainTally> for DomainTally {
    fn from(line: core::DomainTally) -> Self {
        Self { domain: line.domain, tally: line.tally.into() }
    }
}

impl From<core::Tally> for Tally {
    fn from(tally: core::Tally) -> Self {
        let core::Tally { correct, answered, .. } = tally;
        Self { minutes: tally.minutes(), correct, answered, accuracy: tally.accuracy() }
    }
}
