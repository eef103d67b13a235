//! What the vendor printed, as printed. Nothing here is converted: derived numbers live in the coach.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::calendar::{civil_option, day_text};
use crate::base::ids::{DomainId, ObjectiveId};
use crate::base::units::Score;
use crate::facts::check::{Checked, LABEL_CHARS, each, optional_day, optional_text, within};
use crate::wording::entry;
use crate::wording::not_allowed::NotAllowed;

/// A score report as the candidate typed it in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ScoreReport {
    /// The overall score, in the exam's own scale.
    #[n(0)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub overall: Option<Score>,
    /// The pass mark printed on this report (Cisco prints one per form); wins over the catalogue's.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub pass_mark: Option<Score>,
    /// The exam version on the report, if it is not the one of the attempt's exam.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub version: Option<String>,
    /// What is printed per domain. A domain may be missing; a name may be unknown.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cbor(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub domains: Vec<DomainReading>,
    /// The first retake date printed on the report (Cisco prints one); wins over every rule.
    #[n(4)]
    #[cbor(with = "civil_option", has_nil)]
    #[serde(default, with = "day_text::option", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub retake_on: Option<NaiveDate>,
}

impl ScoreReport {
    pub(super) fn check(&self) -> Checked {
        optional_text("version", self.version.as_deref(), LABEL_CHARS)?;
        optional_day("retake_on", self.retake_on)?;
        each("domains", &self.domains, |reading| {
            reading.evidence.check().map_err(|not| not.inside("evidence"))
        })
    }
}

/// What a report prints about one domain.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DomainReading {
    /// The domain, by the exam's numbering.
    #[n(0)]
    pub domain: DomainId,
    /// What is printed.
    #[n(1)]
    pub evidence: Evidence,
}

/// The forms in which vendors print a domain's result.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Evidence {
    /// A percentage (Cisco, HashiCorp): 0 to 100.
    #[n(0)]
    Percent(
        #[n(0)]
        #[cfg_attr(feature = "uniffi", uniffi(name = "percent"))]
        Score,
    ),
    /// The length of an unlabelled bar (Microsoft), between two percentages of its full length.
    #[n(1)]
    Bar {
        /// The shortest the bar can be.
        #[n(0)]
        low: Score,
        /// The longest the bar can be.
        #[n(1)]
        high: Score,
    },
    /// A level (AWS 2, ISC2 3, PMI 4): 1 is the lowest of `of`.
    #[n(2)]
    Band {
        /// The printed level, 1 to `of`.
        #[n(0)]
        level: u8,
        /// How many levels the vendor has, 2 to 4.
        #[n(1)]
        of: u8,
    },
    /// A scaled score of the domain (ISACA), in the exam's scale.
    #[n(3)]
    Scaled(
        #[n(0)]
        #[cfg_attr(feature = "uniffi", uniffi(name = "points"))]
        Score,
    ),
    /// The domain's place when the domains are ordered from weakest (1) to strongest (old ISC2).
    #[n(4)]
    Rank {
        /// The place, 1 to `of`.
        #[n(0)]
        position: u8,
        /// How many domains are ranked.
        #[n(1)]
        of: u8,
    },
    /// The objectives with at least one miss (CompTIA).
    #[n(5)]
    MissedObjectives {
        /// The listed objectives.
        #[n(0)]
        objectives: Vec<ObjectiveId>,
        /// How many objectives the domain has.
        #[n(1)]
        of: u16,
    },
    /// Correct answers of a known number (a printed count, or a GIAC-like report).
    #[n(6)]
    Count {
        /// Correct answers, 0 to `of`.
        #[n(0)]
        correct: u16,
        /// Questions.
        #[n(1)]
        of: u16,
    },
    /// The candidate's own impression, 1 (weak) to 5 (strong): what remains where the vendor prints
    /// nothing (Google, Linux Foundation).
    #[n(7)]
    SelfRating(
        #[n(0)]
        #[cfg_attr(feature = "uniffi", uniffi(name = "rating"))]
        u8,
    ),
}

impl Evidence {
    fn check(&self) -> Checked {
        match self {
            Self::Percent(percent) => of_hundred("percent", *percent),
            Self::Bar { low, high } => {
                of_hundred("bar.high", *high)?;
                within("bar.low", *low, Score::points(0)..=*high)
            }
            Self::Band { level, of } => {
                within("band.of", *of, 2..=4)?;
                within("band.level", *level, 1..=*of)
            }
            // The exam's scale bounds it; that is looked up where the report is read.
            Self::Scaled(_) => Ok(()),
            Self::Rank { position, of } => {
                within("rank.of", *of, 1..=u8::MAX)?;
                within("rank.position", *position, 1..=*of)
            }
            Self::MissedObjectives { objectives, of } => {
                within("missed_objectives.of", *of, 1..=1_000)?;
                let listed: BTreeSet<_> = objectives.iter().collect();
                if listed.len() < objectives.len() || objectives.len() > usize::from(*of) {
                    return Err(NotAllowed::new(
                        "missed_objectives.objectives",
                        entry::list_of(objectives.len()),
                        entry::objectives_at_most(*of),
                    ));
                }
                Ok(())
            }
            Self::Count { correct, of } => {
                within("count.of", *of, 1..=1_000)?;
                within("count.correct", *correct, 0..=*of)
            }
            Self::SelfRating(rating) => within("self_rating", *rating, 1..=5),
        }
    }
}

fn of_hundred(field: &str, percent: Score) -> Checked {
    within(field, percent, Score::points(0)..=Score::points(100))
}
