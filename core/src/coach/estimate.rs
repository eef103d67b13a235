//! What the candidate knows, per domain, with its uncertainty.
//!
//! One number per domain: the probability of a correct answer to an exam-like question. Its
//! distribution lives on a grid: the overall score moves the prior, what the report prints about the
//! domain and practice are likelihoods, each fading with age. The same facts in any order give the
//! same bits on every platform.

mod grid;
mod practice;
mod prior;
mod readings;
mod result;

use serde::Serialize;

use crate::base::ids::{DomainId, FactId};
use crate::coach::estimate::grid::{Grid, Posterior};
use crate::coach::estimate::practice::{DomainPractice, Practice};
use crate::coach::estimate::readings::DomainReadings;
use crate::coach::line::{PassLine, pass_line};
use crate::coach::model::estimate as model;
use crate::coach::record::ExamRecord;
use crate::wording::value::Share;
use crate::wording::{Said, domains};

/// The estimate of one domain: the probability of a correct answer to an exam-like question.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DomainEstimate {
    /// The domain.
    pub domain: DomainId,
    /// Its share of the exam, 0 to 1; all shares sum to 1.
    pub share: f64,
    /// Mean, inside (0, 1).
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
    /// Lower end of the 80 % interval.
    pub low: f64,
    /// Upper end of the 80 % interval.
    pub high: f64,
    /// Probability of being below the cut.
    pub p_below: f64,
    /// What that means.
    pub class: DomainClass,
    /// Percentage points of the whole exam that the way to the target is worth.
    pub expected_points: f64,
    /// The facts it rests on, sorted; empty means that only the prior speaks.
    pub basis: Vec<FactId>,
}

impl DomainEstimate {
    /// One sentence about the domain called `name`, for the candidate.
    pub fn said(&self, name: &str) -> Said {
        let [mean, low, high] = [self.mean, self.low, self.high].map(Share::new);
        let range = domains::range(mean, low, high);
        match self.class {
            DomainClass::Weak => domains::weak_today(name, range),
            DomainClass::Uncertain => domains::not_yet_told(name, range),
            DomainClass::Strong => domains::strong(name, range),
            DomainClass::Unknown => domains::unknown(name),
        }
    }
}

/// What an estimate means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum DomainClass {
    /// Below the cut with probability 0.8 or more.
    Weak,
    /// Cannot be told yet: a short diagnostic set comes first.
    Uncertain,
    /// Below the cut with probability 0.2 or less.
    Strong,
    /// No evidence at all, or none that has not faded. Never shown as weak.
    Unknown,
}

/// The estimate of each domain, in the exam's order.
///
/// What was known on the day of the last result is held against that result; what was practised since
/// counts as it is. Never fails: what makes no sense is left out here and told among the record's
/// reports.
pub fn estimates(record: &ExamRecord<'_>) -> Vec<DomainEstimate> {
    let line = pass_line(record);
    let prior = prior::mean(&record.reports, record.exam, line.share);
    let readings = readings::by_domain(record, (line.share, prior)).into_rows();
    let practice = Practice::of(record).domains.into_rows();
    let grid = Grid::new(prior);
    let evidence: Vec<DomainEvidence<'_>> = readings
        .into_iter()
        .zip(practice)
        .map(|(of, practice)| DomainEvidence { of, practice })
        .collect();
    let each = record.exam.shares().into_iter().zip(&evidence);
    let then: Vec<(f64, Posterior)> =
        each.map(|(share, evidence)| (share, evidence.then(&grid))).collect();
    let shift = result::shift(record, line, &then);
    let each = record.exam.domains.iter().zip(then).zip(evidence);
    each.map(|((domain, (share, then)), evidence)| {
        let now = evidence.now(then, shift);
        estimate(line, (&domain.id, share), &now, evidence)
    })
    .collect()
}

/// For each domain, in the exam's order, the probability of being below the line by practice alone,
/// whatever any report says; `None` without practice.
pub fn p_below_by_practice(record: &ExamRecord<'_>) -> Vec<Option<f64>> {
    let line = pass_line(record);
    let grid = Grid::new(model::PRIOR_MEAN);
    let each = Practice::of(record).domains.into_rows().into_iter().map(|practice| {
        let enough = practice.items() >= model::FADED;
        enough.then(|| grid.posterior(|point| practice.ln_likelihood(point)).below(line))
    });
    each.collect()
}

/// What is on record about one domain.
struct DomainEvidence<'a> {
    of: DomainReadings<'a>,
    practice: DomainPractice<'a>,
}

impl DomainEvidence<'_> {
    /// What was known on the day of the last result; without one, all there is.
    fn then(&self, grid: &Grid) -> Posterior {
        let before = self.practice.before;
        grid.posterior(|point| before.ln_likelihood(point) + self.of.ln_likelihood(point))
    }

    /// What is known today, if the result moved all domains by `shift`.
    fn now(&self, then: Posterior, shift: f64) -> Posterior {
        let spread = then.spread(shift);
        let then = if shift == 0.0 { then } else { then.moved(spread) };
        let since = self.practice.since;
        if since.items() > 0.0 { then.times(|point| since.ln_likelihood(point)) } else { then }
    }
}

fn estimate(
    line: PassLine,
    (domain, share): (&DomainId, f64),
    now: &Posterior,
    DomainEvidence { of, practice }: DomainEvidence<'_>,
) -> DomainEstimate {
    let (mean, p_below) = (now.mean(), now.below(line));
    let faded = of.weight() + practice.items() < model::FADED;
    let class = if faded { DomainClass::Unknown } else { class(p_below) };
    // Copied before they are sorted: side by side in memory they are compared much faster.
    let mut basis: Vec<FactId> = Vec::new();
    if !faded {
        basis.extend(of.basis.into_iter().chain(practice.basis).cloned());
        basis.sort_unstable();
        basis.dedup();
    }
    let target = (line.share + model::TARGET_ABOVE_CUT).min(model::TARGET_MAX);
    DomainEstimate {
        domain: domain.clone(),
        share,
        mean,
        sd: now.sd(),
        low: now.quantile(0.1),
        high: now.quantile(0.9),
        p_below,
        class,
        expected_points: 100.0 * share * (target - mean).max(0.0),
        basis,
    }
}

/// Leaves each domain the class that it had `before`, while it is only just another today: evidence
/// fades a little each night, and by itself that is nothing to tell. Both in the exam's order.
pub(crate) fn settle(estimates: &mut [DomainEstimate], before: &[DomainEstimate]) {
    for (estimate, before) in estimates.iter_mut().zip(before) {
        let (weak, strong) = (model::WEAK_FROM, model::STRONG_TO);
        let near = |from: f64, to: f64| {
            (from - model::CLASS_SLACK..=to + model::CLASS_SLACK).contains(&estimate.p_below)
        };
        let stays = match (before.class, estimate.class) {
            (DomainClass::Unknown, _) | (_, DomainClass::Unknown) => false,
            (DomainClass::Weak, _) => near(weak, 1.0),
            (DomainClass::Uncertain, _) => near(strong, weak),
            (DomainClass::Strong, _) => near(0.0, strong),
        };
        if stays {
            estimate.class = before.class;
        }
    }
}

fn class(p_below: f64) -> DomainClass {
    if p_below >= model::WEAK_FROM {
        DomainClass::Weak
    } else if p_below <= model::STRONG_TO {
        DomainClass::Strong
    } else {
        DomainClass::Uncertain
    }
}
