//! Comparing two ways of answering, and two kinds of changes, with their uncertainty.

use std::ops::AddAssign;

use crate::base::math::normal_cdf;
use crate::coach::model::causes as model;

/// Right answers of a number of questions. Parts of questions are possible.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct RightOf {
    pub(super) right: f64,
    pub(super) of: f64,
}

impl RightOf {
    /// Never more right than asked, whatever a merge holds.
    pub(super) fn of(right: u16, of: u16) -> Self {
        Self { right: f64::from(right.min(of)), of: f64::from(of) }
    }

    pub(super) fn times(self, part: f64) -> Self {
        Self { right: self.right * part, of: self.of * part }
    }

    /// The share of right answers; 0 of nothing.
    pub(super) fn share(self) -> f64 {
        if self.of > 0.0 { self.right / self.of } else { 0.0 }
    }
}

impl AddAssign for RightOf {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.of += other.of;
    }
}

/// How much better it went one way than another, as a difference of shares with its 80 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Gap {
    pub(super) difference: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    /// Questions on either side.
    pub(super) of: (f64, f64),
}

impl Gap {
    /// Surely large enough to matter.
    pub(super) fn is_clear(self) -> bool {
        self.low > model::GAP
    }
}

/// The gap between two ways of answering, domain by domain: the domains of the second decide how much
/// each counts, so that a different mix of domains does not look like a gap. `None` without a domain
/// that has both.
pub(super) fn gap(easy: &[RightOf], hard: &[RightOf]) -> Option<Gap> {
    let both = || easy.iter().zip(hard).filter(|(easy, hard)| easy.of > 0.0 && hard.of > 0.0);
    let hard_of: f64 = both().map(|(_, hard)| hard.of).sum();
    if hard_of <= 0.0 {
        return None;
    }
    let (mut easy_share, mut hard_share, mut easy_of, mut spread) = (0.0, 0.0, 0.0, 0.0);
    for (easy, hard) in both() {
        let part = hard.of / hard_of;
        easy_share += part * easy.share();
        hard_share += part * hard.share();
        easy_of += easy.of;
        spread += part * part / easy.of;
    }
    let variance =
        easy_share * (1.0 - easy_share) * spread + hard_share * (1.0 - hard_share) / hard_of;
    let (difference, half) = (easy_share - hard_share, model::Z_80 * variance.max(0.0).sqrt());
    let of = (easy_of, hard_of);
    Some(Gap { difference, low: difference - half, high: difference + half, of })
}

/// The probability that changing an answer harms more often than it helps: with a uniform prior,
/// P(Beta(1 + harmful, 1 + helpful) > ½).
pub(super) fn p_harmful(harmful: u32, helpful: u32) -> f64 {
    // It equals the probability of at most `harmful` heads in one more toss than there are changes.
    let tosses = harmful.saturating_add(helpful).saturating_add(1);
    if tosses > 500 {
        let (mean, sd) = (f64::from(tosses) / 2.0, f64::from(tosses).sqrt() / 2.0);
        return normal_cdf((f64::from(harmful) + 0.5 - mean) / sd);
    }
    let mut term = (0..tosses).fold(1.0, |p, _| p / 2.0);
    let mut sum = term;
    for heads in 1..=harmful {
        term *= f64::from(tosses - heads + 1) / f64::from(heads);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(gap: Gap) -> [f64; 3] {
        [gap.difference, gap.low, gap.high].map(|x| (x * 1_000.0).round() / 10.0)
    }

    #[test]
    fn a_gap_over_many_questions_is_clear_and_over_few_it_is_not() {
        let gap_of = |easy, hard| gap(&[easy], &[hard]).unwrap();
        let clear = gap_of(RightOf::of(248, 300), RightOf::of(63, 90));
        assert_eq!(points(clear), [12.7, 5.9, 19.5]);
        assert!(clear.is_clear());
        let unclear = gap_of(RightOf::of(33, 40), RightOf::of(7, 10));
        assert_eq!(points(unclear), [12.5, -7.6, 32.6]);
        assert!(!unclear.is_clear());
    }

    #[test]
    fn another_mix_of_domains_is_no_gap() {
        let easy = [RightOf::of(90, 100), RightOf::of(5, 10)];
        let hard = [RightOf::of(9, 10), RightOf::of(50, 100)];
        assert!(gap(&easy, &hard).unwrap().difference.abs() < 1e-12);
        assert_eq!(gap(&[RightOf::of(1, 1)], &[RightOf::default()]), None);
    }

    #[test]
    fn the_balance_of_changes_is_that_of_the_beta_distribution() {
        assert!((p_harmful(0, 0) - 0.5).abs() < 1e-12);
        assert!((p_harmful(3, 9) - 0.046_14).abs() < 1e-4);
        assert!((p_harmful(9, 3) - 0.953_86).abs() < 1e-4);
        assert!(p_harmful(400, 300) > 0.99 && p_harmful(u32::MAX, 0) > 0.99);
    }
}
