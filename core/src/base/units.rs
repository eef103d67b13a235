//! Quantities with their unit in the type.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// A stretch of time in whole minutes.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Encode,
    Decode,
)]
#[serde(transparent)]
#[cbor(transparent)]
pub struct Minutes(#[n(0)] u32);

impl Minutes {
    /// No time.
    pub const ZERO: Self = Self(0);

    /// A stretch of `minutes`.
    pub const fn new(minutes: u32) -> Self {
        Self(minutes)
    }

    /// The number of minutes.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// What is left after `other`, or nothing: a slot that was overrun owes no time.
    ///
    /// ```
    /// use rebound_core::base::units::Minutes;
    ///
    /// let (slot, took) = (Minutes::new(25), Minutes::new(40));
    /// assert_eq!(slot.saturating_sub(took), Minutes::ZERO);
    /// assert_eq!((slot + took).to_string(), "1 h 05 min");
    /// ```
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The time `count` times over.
    #[must_use]
    pub const fn times(self, count: u32) -> Self {
        Self(self.0.saturating_mul(count))
    }

    /// A share of the time, 0 to 1, in whole minutes, rounded down.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    pub fn part(self, share: f64) -> Self {
        Self((f64::from(self.0) * share) as u32)
    }

    /// The time in hours.
    pub fn hours(self) -> f64 {
        f64::from(self.0) / 60.0
    }
}

impl Add for Minutes {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Minutes {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        iter.fold(Self::ZERO, Self::add)
    }
}

impl fmt::Display for Minutes {
    /// `25 min`, `2 h`, `2 h 05 min`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (0, minutes) => write!(f, "{minutes} min"),
            (hours, 0) => write!(f, "{hours} h"),
            (hours, minutes) => write!(f, "{hours} h {minutes:02} min"),
        }
    }
}

/// A share of a whole in hundredths of a percent: 10,000 is all of it.
///
/// Documents hold shares as basis points, so that two devices never disagree about a rounding.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Encode,
    Decode,
)]
#[serde(transparent)]
#[cbor(transparent)]
pub struct BasisPoints(#[n(0)] u32);

impl BasisPoints {
    /// The whole.
    pub const ALL: Self = Self(10_000);

    /// A share of `basis_points` hundredths of a percent; more than the whole is allowed.
    pub const fn new(basis_points: u32) -> Self {
        Self(basis_points)
    }

    /// The number of hundredths of a percent.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The share as a fraction: 1.0 is all of it.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 10_000.0
    }
}

/// A score as it is printed on a report, in hundredths of a point: `684`, `66.5`.
///
/// Invariant: 0 to 100,000 points, at most two decimals.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[serde(try_from = "f64", into = "f64")]
#[cbor(transparent)]
pub struct Score(#[n(0)] u32);

/// The number cannot stand on a score report.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{0} is not a score: allowed are 0 to 100000 with at most two decimals")]
pub struct InvalidScore(f64);

impl Score {
    /// A score of whole points; more than 100,000 points are clamped to that.
    pub const fn points(points: u32) -> Self {
        Self(if points > 100_000 { 10_000_000 } else { points * 100 })
    }

    /// The score in points.
    pub fn get(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl TryFrom<f64> for Score {
    type Error = InvalidScore;

    fn try_from(points: f64) -> Result<Self, InvalidScore> {
        let hundredths = (points * 100.0).round();
        if !(0.0..=10_000_000.0).contains(&hundredths) || (points * 100.0 - hundredths).abs() > 1e-6
        {
            return Err(InvalidScore(points));
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "checked above"
        )]
        Ok(Self(hundredths as u32))
    }
}

impl From<Score> for f64 {
    fn from(score: Score) -> Self {
        score.get()
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_read_like_a_timetable() {
        let texts = [25, 120, 125].map(|minutes| Minutes::new(minutes).to_string());
        assert_eq!(texts, ["25 min", "2 h", "2 h 05 min"]);
    }

    #[test]
    fn a_score_is_a_number_a_report_could_print() {
        assert_eq!(Score::try_from(66.5).unwrap().to_string(), "66.5");
        for absurd in [f64::NAN, f64::INFINITY, -1.0, 0.001, 1e9] {
            assert!(Score::try_from(absurd).is_err(), "{absurd}");
        }
    }

    #[test]
    fn a_merge_of_absurd_durations_saturates() {
        let total: Minutes = [Minutes::new(u32::MAX), Minutes::new(9)].into_iter().sum();
        assert_eq!(total, Minutes::new(u32::MAX));
    }
}
