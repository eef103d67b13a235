//! A distribution over the probability of a correct answer, on a grid of 199 points.

use crate::base::math::{exp, ln, logit};
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
    ln_prior: f64,
}

/// The grid with a prior on it.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    points: Vec<Point>,
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
            let ln_prior = -z * z / 2.0 - ln_right - ln_wrong;
            Point { theta, ln_right, ln_wrong, ln_prior }
        });
        Self { points: points.collect() }
    }

    /// The prior times a likelihood, which is given by its logarithm.
    pub(super) fn posterior(&self, ln_likelihood: impl Fn(&Point) -> f64) -> Posterior {
        let logs = self.points.iter().map(|point| point.ln_prior + ln_likelihood(point));
        let logs: Vec<f64> = logs.collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.into_iter().map(|log| exp(log - most)).collect();
        let sum: f64 = weights.iter().sum();
        let cells = self.points.iter().zip(weights);
        Posterior { cells: cells.map(|(point, weight)| (point.theta, weight / sum)).collect() }
    }
}

/// A distribution on the grid: the middle of each cell and its probability, in order. They sum to 1.
#[derive(Clone, Debug)]
pub(super) struct Posterior {
    cells: Vec<(f64, f64)>,
}

impl Posterior {
    pub(super) fn mean(&self) -> f64 {
        self.cells.iter().map(|(theta, p)| theta * p).sum()
    }

    pub(super) fn sd(&self) -> f64 {
        let mean = self.mean();
        let variance: f64 =
            self.cells.iter().map(|(theta, p)| p * (theta - mean) * (theta - mean)).sum();
        variance.max(0.0).sqrt()
    }

    /// The probability of lying below `x`; a cell that `x` cuts counts in part.
    pub(super) fn below(&self, x: f64) -> f64 {
        let part = |theta: f64| ((x - theta) / model::GRID_STEP + 0.5).clamp(0.0, 1.0);
        let sum: f64 = self.cells.iter().map(|(theta, p)| p * part(*theta)).sum();
        sum.clamp(0.0, 1.0)
    }

    /// The value below which the distribution lies with probability `p`.
    pub(super) fn quantile(&self, p: f64) -> f64 {
        let mut below = 0.0;
        for (theta, weight) in &self.cells {
            if below + weight >= p && *weight > 0.0 {
                return theta + model::GRID_STEP * ((p - below) / weight - 0.5);
            }
            below += weight;
        }
        1.0
    }
}
