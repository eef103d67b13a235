//! The learning curve: what an hour is worth, and how fast this candidate learns.

use crate::coach::model::planner::{
    CEILING, RATE_ITEMS_MIN, RATE_ITEMS_WEEK_MAX, RATE_MAX, RATE_MIN, RATE_MINUTES_MIN, RATE_PRIOR,
    RATE_SPREAD, RATE_STEPS,
};
use crate::coach::planner::past::WeekOfWork;

/// One domain on its way up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Curve {
    /// The domain's share of the exam, 0 to 1.
    pub(crate) share: f64,
    /// The estimate today, 0 to 1.
    pub(crate) mean: f64,
    /// The learning rate per hour.
    pub(crate) rate: f64,
}

impl Curve {
    /// What can still be gained, as a fraction of the exam.
    pub(crate) fn headroom(self) -> f64 {
        self.share * (CEILING - self.mean).max(0.0)
    }

    /// What `hours` more bring, as a fraction of the exam.
    pub(crate) fn gain(self, hours: f64) -> f64 {
        self.headroom() * (1.0 - decay(self.rate * hours))
    }

    /// What the next hour brings after `hours`, as a fraction of the exam per hour.
    pub(crate) fn marginal(self, hours: f64) -> f64 {
        self.headroom() * self.rate * decay(self.rate * hours)
    }
}

/// e^(−x) for x ≥ 0, made of additions and multiplications only.
///
/// The platforms' own `exp` differ in the last bit, and a plan has to be the same on every one of
/// them. The relative error is below 1e-9.
pub(crate) fn decay(x: f64) -> f64 {
    const HALVINGS: u32 = 10;
    let y = -x.clamp(0.0, 60.0) / f64::from(1_u32 << HALVINGS);
    let mut sum = 1.0;
    for n in (1..=6_u32).rev() {
        sum = 1.0 + y * sum / f64::from(n);
    }
    (0..HALVINGS).fold(sum, |power, _| power * power)
}

/// The candidate's learning rate in one domain, from its weeks in order.
///
/// The mean of the posterior over a grid of rates; the level at the start is the one that fits each
/// rate best. With less than 6 hours or 40 questions the prior stands.
pub(crate) fn rate(weeks: &[WeekOfWork]) -> f64 {
    let minutes: f64 = weeks.iter().map(|week| week.minutes).sum();
    let items: f64 = weeks.iter().map(|week| week.items).sum();
    if minutes < RATE_MINUTES_MIN || items < RATE_ITEMS_MIN {
        return RATE_PRIOR;
    }
    let step = (RATE_MAX - RATE_MIN) / f64::from(RATE_STEPS);
    let rates = (0..=RATE_STEPS).map(|index| RATE_MIN + step * f64::from(index));
    let misfits: Vec<(f64, f64)> = rates.map(|rate| (rate, misfit(weeks, rate))).collect();
    let least = misfits.iter().map(|(_, misfit)| *misfit).fold(f64::INFINITY, f64::min);
    let (mut weighted, mut total) = (0.0, 0.0);
    for (rate, misfit) in misfits {
        let weight = decay((misfit - least) / 2.0);
        weighted += weight * rate;
        total += weight;
    }
    (weighted / total).clamp(RATE_MIN, RATE_MAX)
}

/// Squared standardised residuals of the curve with this rate, and its distance from the prior.
fn misfit(weeks: &[WeekOfWork], rate: f64) -> f64 {
    let (mut hours, mut numerator, mut denominator) = (0.0, 0.0, 0.0);
    let mut points = Vec::with_capacity(weeks.len());
    for week in weeks {
        // The questions of a week were answered, on average, half-way through its hours.
        let left = decay(rate * (hours + week.minutes / 120.0));
        hours += week.minutes / 60.0;
        if week.items > 0.0 {
            let weight = week.items.min(RATE_ITEMS_WEEK_MAX);
            let missing = CEILING - week.correct / week.items;
            numerator += weight * left * missing;
            denominator += weight * left * left;
            points.push((weight, left, missing));
        }
    }
    let start = if denominator > 0.0 { (numerator / denominator).clamp(0.0, 0.9) } else { 0.0 };
    let variance = 0.2;
    let residuals: f64 = points
        .into_iter()
        .map(|(weight, left, missing)| weight * square(missing - start * left) / variance)
        .sum();
    residuals + square((rate - RATE_PRIOR) / RATE_SPREAD)
}

fn square(x: f64) -> f64 {
    x * x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the platform's own, to compare with")]
    fn decay_is_the_exponential() {
        for x in [0.0, 1e-9, 0.02, 0.08, 0.72, 1.0, 4.8, 20.0] {
            let exact = f64::exp(-x);
            assert!((decay(x) - exact).abs() <= exact * 1e-9, "{x}: {} {exact}", decay(x));
        }
        assert_eq!(decay(0.0), 1.0);
    }

    fn weeks(rate: f64, start: f64) -> Vec<WeekOfWork> {
        (0..8)
            .map(|week| {
                let hours = 4.0 * (f64::from(week) + 0.5);
                let level = CEILING - (CEILING - start) * decay(rate * hours);
                WeekOfWork { minutes: 240.0, correct: 60.0 * level, items: 60.0 }
            })
            .collect()
    }

    #[test]
    fn the_prior_stands_until_there_is_enough_data() {
        assert_eq!(rate(&[]), RATE_PRIOR);
        let one = WeekOfWork { minutes: 900.0, correct: 30.0, items: 39.0 };
        assert_eq!(rate(&[one]), RATE_PRIOR);
    }

    #[test]
    fn own_data_pull_the_rate_towards_what_they_show() {
        let (slow, fast) = (rate(&weeks(0.01, 0.5)), rate(&weeks(0.10, 0.5)));
        assert!(slow < RATE_PRIOR && RATE_PRIOR < fast, "{slow} {fast}");
        assert!(slow >= RATE_MIN && fast <= RATE_MAX);
        assert!((rate(&weeks(0.04, 0.5)) - 0.04).abs() < 0.008);
    }
}
