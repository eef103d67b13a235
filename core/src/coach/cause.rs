//! The eight causes by which an attempt can have failed: what they are called, and their keys.

use serde::Serialize;

use crate::wording::{Said, causes};

/// One possible cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// P1: too little time.
    TooLittleTime,
    /// P2: heavy domains not covered.
    HeavyDomainsUncovered,
    /// P3: one resource only.
    SingleResource,
    /// P4: no hands-on work.
    NoHandsOn,
    /// E1: time in the exam.
    ExamTime,
    /// E2: anxiety in the exam.
    Anxiety,
    /// E3: misread questions.
    Misreading,
    /// E4: second-guessing.
    SecondGuessing,
}

impl Cause {
    /// All of them, in order.
    pub const ALL: [Self; 8] = [
        Self::TooLittleTime,
        Self::HeavyDomainsUncovered,
        Self::SingleResource,
        Self::NoHandsOn,
        Self::ExamTime,
        Self::Anxiety,
        Self::Misreading,
        Self::SecondGuessing,
    ];

    /// The key that its rules begin with: `P1` to `P4` for the preparation, `E1` to `E4` for the
    /// exam.
    pub const fn key(self) -> &'static str {
        match self {
            Self::TooLittleTime => "P1",
            Self::HeavyDomainsUncovered => "P2",
            Self::SingleResource => "P3",
            Self::NoHandsOn => "P4",
            Self::ExamTime => "E1",
            Self::Anxiety => "E2",
            Self::Misreading => "E3",
            Self::SecondGuessing => "E4",
        }
    }

    /// What it is called before the candidate.
    pub fn name(self) -> Said {
        match self {
            Self::TooLittleTime => causes::too_little_time(),
            Self::HeavyDomainsUncovered => causes::heavy_domains(),
            Self::SingleResource => causes::one_source(),
            Self::NoHandsOn => causes::little_hands_on(),
            Self::ExamTime => causes::time_in_exam(),
            Self::Anxiety => causes::nerves(),
            Self::Misreading => causes::misread(),
            Self::SecondGuessing => causes::giving_up(),
        }
    }
}
