//! A distribution over the probability of a correct answer, on a grid of 199 points.

use crate::base::math::{exp, ln, logistic, logit, normal_cdf};
use crate::coach::line::{LineSource, PassLine};
use crate::coach::model::estimate as model;

/// One point of the grid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// The probability of a correct answer, the middle of its cell.
    pub(super) theta: f64,
    /// Its logarithm.
    pub(super) ln_right: f64,
    /// That of the probability of a wrong answer.
    pub(super) ln_wrong: f64,
}

impl Point {
    fn of_log_odds(log_odds: f64) -> Self {
        let theta = logistic(log_odds);
        let ln_right = ln(theta);
        Self { theta, ln_right, ln_wrong: ln_right - log_odds }
    }

    fn log_odds(self) -> f64 {
        self.ln_right - self.ln_wrong
    }
}

/// The grid with a prior on it.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    points: Vec<(Point, f64)>,
}

impl Grid {
    /// The grid with a prior that is normal in log-odds, around those of `mean`.
    pub(super) fn new(mean: f64) -> Self {
        let middle = logit(mean);
        let points = (1..=model::GRID_POINTS).map(|at| {
            let theta = f64::from(at) * model::GRID_STEP;
            let (ln_right, ln_wrong) = (ln(theta), ln(1.0 - theta));
            let z = (ln_right - ln_wrong - middle) / model::PRIOR_SPREAD;
            // A density in log-odds becomes one in θ by its slope, 1 / θ(1 − θ).
            (Point { theta, ln_right, ln_wrong }, -z * z / 2.0 - ln_right - ln_wrong)
        });
        Self { points: points.collect() }
    }

    /// The prior times a likelihood, which is given by its logarithm.
    pub(super) fn posterior(&self, ln_likelihood: impl Fn(&Point) -> f64) -> Posterior {
        let logs = self.points.iter().map(|(point, ln_prior)| ln_prior + ln_likelihood(point));
        let weights = normalised(logs.collect());
        let cells = self.points.iter().zip(weights).map(|((point, _), p)| (*point, p)).collect();
        let half = model::GRID_STEP / 2.0;
        let ends = self.points.iter().map(|(point, _)| (point.theta - half, point.theta + half));
        Posterior { cells, ends: ends.collect() }
    }
}

/// Weights that sum to 1, from their logarithms.
fn normalised(logs: Vec<f64>) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = logs.into_iter().map(|log| exp(log - most)).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// A distribution on cells: the middle of each and its probability, in order. They sum to 1.
#[derive(Clone, Debug)]
pub(super) struct Posterior {
    cells: Vec<(Point, f64)>,
    /// Where each cell begins and ends.
    ends: Vec<(f64, f64)>,
}

impl Posterior {
    pub(super) fn mean(&self) -> f64 {
        self.cells.iter().map(|(point, p)| point.theta * p).sum()
    }

    pub(super) fn sd(&self) -> f64 {
        let mean = self.mean();
        let square = |point: &Point| (point.theta - mean) * (point.theta - mean);
        let variance: f64 = self.cells.iter().map(|(point, p)| p * square(point)).sum();
        variance.max(0.0).sqrt()
    }

    /// The probability of lying below the line; a cell that it cuts counts in part. A line that
    /// nobody knows is itself a distribution.
    pub(super) fn below(&self, line: PassLine) -> f64 {
        let cells = self.cells.iter().zip(&self.ends);
        let sum: f64 = match line.source {
            LineSource::Unknown => {
                let part = |point: &Point| {
                    normal_cdf((line.share - point.theta) / line.give_or_take.max(1e-9))
                };
                cells.map(|((point, p), _)| p * part(point)).sum()
            }
            LineSource::Stated
            | LineSource::Printed
            | LineSource::Published
            | LineSource::Assumed => {
                let part =
                    |(low, high): &(f64, f64)| ((line.share - low) / (high - low)).clamp(0.0, 1.0);
                cells.map(|((_, p), ends)| p * part(ends)).sum()
            }
        };
        sum.clamp(0.0, 1.0)
    }

    /// The value below which the distribution lies with probability `p`.
    pub(super) fn quantile(&self, p: f64) -> f64 {
        let mut below = 0.0;
        for ((_, weight), (low, high)) in self.cells.iter().zip(&self.ends) {
            if below + weight >= p && *weight > 0.0 {
                return low + (high - low) * (p - below) / weight;
            }
            below += weight;
        }
        1.0
    }

    /// How log-odds move where all of them move by `shift` and spread by half of it.
    pub(super) fn spread(&self, shift: f64) -> Spread {
        let mean: f64 = self.cells.iter().map(|(point, p)| p * point.log_odds()).sum();
        let square = |point: &Point| (point.log_odds() - mean) * (point.log_odds() - mean);
        let variance: f64 = self.cells.iter().map(|(point, p)| p * square(point)).sum();
        let wider = shift * shift / 4.0 / variance.max(1e-9);
        Spread { mean, shift, stretch: (1.0 + wider).sqrt() }
    }

    /// The mean once the distribution has moved.
    pub(super) fn mean_moved(&self, spread: Spread) -> f64 {
        self.cells.iter().map(|(point, p)| p * logistic(spread.of(point.log_odds()))).sum()
    }

    /// The distribution once it has moved.
    pub(super) fn moved(self, spread: Spread) -> Self {
        let end = |x: f64| logistic(spread.of(logit(x)));
        Self {
            cells: self
                .cells
                .into_iter()
                .map(|(point, p)| (Point::of_log_odds(spread.of(point.log_odds())), p))
                .collect(),
            ends: self.ends.into_iter().map(|(low, high)| (end(low), end(high))).collect(),
        }
    }

    /// The distribution times a likelihood, which is given by its logarithm.
    pub(super) fn times(self, ln_likelihood: impl Fn(&Point) -> f64) -> Self {
        let logs = self.cells.iter().map(|(point, p)| ln(*p) + ln_likelihood(point));
        let weights = normalised(logs.collect());
        let cells = self.cells.iter().zip(weights).map(|((point, _), p)| (*point, p)).collect();
        Self { cells, ends: self.ends }
    }
}

/// A way to move log-odds: away from a middle by a factor, and all of them by the same amount.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spread {
    mean: f64,
    shift: f64,
    stretch: f64,
}

impl Spread {
    fn of(self, log_odds: f64) -> f64 {
        self.mean + (log_odds - self.mean) * self.stretch + self.shift
    }
}
