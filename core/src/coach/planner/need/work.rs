//! How much work it takes, as it is told and planned with: to the pass line and a little more, and to
//! the margin that makes a pass likely.
//!
//! After a fail it is never nothing. Where the estimates do not explain the fail, the first need is a
//! measurement.

use serde::Serialize;

use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::coach::model::planner::{BUFFER_MARGIN, EVEN_MARGIN};

/// How much work it takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WorkNeeded {
    /// Until the whole lies 3 points above the line: about one chance in two.
    pub even: NeededHours,
    /// Until it lies 10 points above it, which is the least that is advised.
    pub buffer: NeededHours,
    /// What comes before all hours; `None` where the estimates explain the last result.
    pub measure: Option<Measurement>,
}

/// One of the two aims of a preparation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Aim {
    /// A little above the line: about one chance in two.
    Even,
    /// The margin that is advised.
    #[default]
    Buffer,
}

/// Hours of study, in steps of five.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NeededHours {
    /// The hours by the estimates as they are; 0 only where no sitting was failed.
    pub hours: u32,
    /// The hours if the estimates are too low, at the lower end of their 80 % interval.
    pub low: u32,
    /// The hours if they are too high, at its upper end.
    pub high: u32,
    /// What the hours can promise.
    pub promise: Promise,
}

/// What hours of study can promise.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// The expected whole ends at what was aimed at, within half a point.
    Reached,
    /// It ends below it, because nobody knows everything or because no plan asks for more hours: hours
    /// alone cannot be promised to do it.
    EndsAt {
        /// The expected share of right answers after the hours, 0 to 1.
        whole: f64,
    },
}

/// What tells more than any number of hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Measurement {
    /// One mock exam, early: a weekly slot holds it.
    MockExam,
    /// Twelve questions in each of these domains: no weekly slot holds a mock exam.
    Diagnostics {
        /// The domains, those with the most to gain first.
        domains: Vec<DomainId>,
    },
}

impl Aim {
    /// How far above the line the whole should end.
    pub(crate) const fn margin(self) -> f64 {
        match self {
            Self::Even => EVEN_MARGIN,
            Self::Buffer => BUFFER_MARGIN,
        }
    }
}

impl NeededHours {
    /// The hours as a stretch of time.
    pub(crate) const fn minutes(self) -> Minutes {
        Minutes::new(self.hours.saturating_mul(60))
    }
}

impl WorkNeeded {
    /// The hours that an aim takes.
    pub(crate) const fn hours(&self, aim: Aim) -> NeededHours {
        match aim {
            Aim::Even => self.even,
            Aim::Buffer => self.buffer,
        }
    }
}
