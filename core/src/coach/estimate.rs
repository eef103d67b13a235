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

use serde::Serialize;

use crate::base::ids::{DomainId, FactId};
use crate::base::units::Score;
use crate::coach::estimate::grid::{Grid, Posterior};
use crate::coach::estimate::practice::{DomainPractice, Practice};
use crate::coach::estimate::readings::DomainReadings;
use crate::coach::model::estimate as model;
use crate::coach::record::ExamRecord;
use crate::exam::blueprint::{Exam, ScaleKind};
use crate::wording::value::Share;
use crate::wording::{Said, domains};

/// The estimate of one domain: the probability of a correct answer to an exam-like question.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// The share of correct answers that the pass mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Cut {
    /// The share, inside (0, 1). Whether the candidate is ready is measured against it in full.
    pub share: f64,
    /// Whether it is an assumption: no source says it, and the scale is not one of percent or
    /// points. Then it may be 4 points off either way, and is shown so.
    pub assumed: bool,
}

impl Cut {
    /// The cut of an exam: as a source says; else by the straight line through the scale, with the
    /// pass mark that the candidate's report printed, if it did.
    pub fn of(exam: &Exam, printed: Option<Score>) -> Self {
        if let Some(pass) = exam.pass_share.filter(|pass| pass.share > 0.0 && pass.share < 1.0) {
            return Self { share: pass.share, assumed: false };
        }
        let line = || {
            let (scale, pass) = (exam.scale?, printed.or(exam.pass_mark)?);
            // Points and percent count from nothing, whatever the lowest score is.
            let (min, assumed) = match scale.kind {
                ScaleKind::Scaled => (scale.min.get(), true),
                ScaleKind::Percent | ScaleKind::Points => (0.0, false),
            };
            let share = (pass.get() - min) / (scale.max.get() - min);
            (share > 0.0 && share < 1.0).then_some(Self { share, assumed })
        };
        line().unwrap_or(Self { share: model::CUT_UNKNOWN, assumed: true })
    }

    /// The cut that estimates are held against, at most 75 %: vendors set pass marks near
    /// competence, and the straight line through a scale overstates them.
    pub const fn for_estimates(self) -> f64 {
        self.share.min(model::CUT_MAX)
    }

    /// One sentence for the candidate.
    pub fn said(self) -> Said {
        let share = Share::new(self.share);
        if self.assumed { domains::cut_assumed(share) } else { domains::cut_stated(share) }
    }
}

/// The cut of an exam as this candidate knows it: with the pass mark that their last report printed.
pub fn cut(record: &ExamRecord<'_>) -> Cut {
    Cut::of(record.exam, record.reports.printed_pass_mark())
}

/// The estimate of each domain, in the exam's order.
///
/// Never fails: what makes no sense is left out here and told among the record's reports.
pub fn estimates(record: &ExamRecord<'_>) -> Vec<DomainEstimate> {
    let exam = record.exam;
    let cut = cut(record).for_estimates();
    let prior = prior::mean(&record.reports, exam, cut);
    let readings = readings::by_domain(record, (cut, prior));
    let practice = Practice::of(record).domains;
    let grid = Grid::new(prior);
    let each = exam
        .domains
        .iter()
        .zip(exam.shares())
        .zip(readings.into_rows().into_iter().zip(practice.into_rows()));
    each.map(|((domain, share), (readings, practice))| {
        estimate(&grid, cut, (&domain.id, share), readings, practice)
    })
    .collect()
}

/// For each domain, in the exam's order, the probability of being below the cut by practice alone,
/// whatever any report says; `None` without practice.
pub fn p_below_by_practice(record: &ExamRecord<'_>) -> Vec<Option<f64>> {
    let cut = cut(record).for_estimates();
    let grid = Grid::new(model::PRIOR_MEAN);
    let each = Practice::of(record).domains.into_rows().into_iter().map(|practice| {
        let enough = practice.items() >= model::FADED;
        enough.then(|| posterior(&grid, &DomainReadings::default(), &practice).below(cut))
    });
    each.collect()
}

fn posterior(
    grid: &Grid,
    readings: &DomainReadings<'_>,
    practice: &DomainPractice<'_>,
) -> Posterior {
    grid.posterior(|point| {
        practice.right * point.ln_right
            + practice.wrong * point.ln_wrong
            + readings.ln_likelihood(point)
    })
}

fn estimate(
    grid: &Grid,
    cut: f64,
    (domain, share): (&DomainId, f64),
    readings: DomainReadings<'_>,
    practice: DomainPractice<'_>,
) -> DomainEstimate {
    let posterior = posterior(grid, &readings, &practice);
    let (mean, p_below) = (posterior.mean(), posterior.below(cut));
    let faded = readings.weight() + practice.items() < model::FADED;
    let class = if faded { DomainClass::Unknown } else { class(p_below) };
    // Copied before they are sorted: side by side in memory they are compared much faster.
    let mut basis: Vec<FactId> = Vec::new();
    if !faded {
        basis.extend(readings.basis.into_iter().chain(practice.basis).cloned());
        basis.sort_unstable();
        basis.dedup();
    }
    DomainEstimate {
        domain: domain.clone(),
        share,
        mean,
        sd: posterior.sd(),
        low: posterior.quantile(0.1),
        high: posterior.quantile(0.9),
        p_below,
        class,
        expected_points: 100.0 * share * (cut + model::TARGET_ABOVE_CUT - mean).max(0.0),
        basis,
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
