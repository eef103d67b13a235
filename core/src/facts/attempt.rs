//! A sitting of the real exam.

use chrono::NaiveDate;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::calendar::{civil, day_text};
use crate::base::ids::ExamCode;
use crate::base::time::Zone;
use crate::facts::check::{Checked, DAY_MINUTES, LABEL_CHARS, day, optional, optional_text};
use crate::facts::kind::{Home, Kind, PartnerSees};
use crate::facts::score_report::ScoreReport;

/// A sitting of the real exam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// The exam that was sat.
    #[n(0)]
    pub exam: ExamCode,
    /// The local date of the sitting. Vendors count waits from it, not from the day of the result.
    #[n(1)]
    #[cbor(with = "civil")]
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub sat_on: NaiveDate,
    /// The zone of the place of the sitting.
    #[n(2)]
    pub zone: Zone,
    /// Local time at which the sitting ended, as minutes after midnight (0 to 1439), if known. Waits
    /// in hours need it.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub ended_minute: Option<u16>,
    /// What came of it.
    #[n(4)]
    pub outcome: Outcome,
    /// What the vendor printed, kept as printed for ever.
    #[n(5)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub report: Option<ScoreReport>,
    /// How the sitting went, as far as the candidate wants to say.
    #[n(6)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub conditions: Option<SittingConditions>,
    /// The language the exam was sat in, as the vendor names it, if the candidate said so.
    #[n(7)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub language: Option<String>,
}

impl Attempt {
    /// A sitting with its outcome; whatever else is known is set afterwards.
    ///
    /// ```
    /// use rebound_core::base::time::Zone;
    /// use rebound_core::chrono::NaiveDate;
    /// use rebound_core::facts::attempt::{Attempt, Outcome};
    /// use rebound_core::facts::score_report::ScoreReport;
    ///
    /// let sat_on = NaiveDate::from_ymd_opt(2026, 3, 1).ok_or("no such day")?;
    /// let zone = Zone::new("America/New_York")?;
    /// let mut attempt = Attempt::new("SY0-701".parse()?, sat_on, zone, Outcome::Fail);
    /// attempt.report = Some(ScoreReport { overall: Some(684.0.try_into()?), ..Default::default() });
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub const fn new(exam: ExamCode, sat_on: NaiveDate, zone: Zone, outcome: Outcome) -> Self {
        Self {
            exam,
            sat_on,
            zone,
            ended_minute: None,
            outcome,
            report: None,
            conditions: None,
            language: None,
        }
    }
}

impl Kind for Attempt {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Campaign(&self.exam)
    }

    fn check(&self) -> Checked {
        day("sat_on", self.sat_on)?;
        optional("ended_minute", self.ended_minute, 0..=1_439)?;
        optional_text("language", self.language.as_deref(), LABEL_CHARS)?;
        if let Some(report) = &self.report {
            report.check().map_err(|not| not.inside("report"))?;
        }
        if let Some(conditions) = &self.conditions {
            conditions.check().map_err(|not| not.inside("conditions"))?;
        }
        Ok(())
    }
}

/// What came of a sitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Outcome {
    /// Passed.
    #[n(0)]
    Pass,
    /// Not passed, this time.
    #[n(1)]
    Fail,
    /// Did not appear; not an attempt for any vendor we know of.
    #[n(2)]
    NoShow,
    /// Voided by a technical fault: not an attempt.
    #[n(3)]
    Void,
    /// Removed by the proctor: counts as an attempt that was not passed.
    #[n(4)]
    RemovedByProctor,
    /// Sat, result not yet known. Waits already run.
    #[n(5)]
    Pending,
}

/// How a sitting went. Every field is optional: nothing has to be told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct SittingConditions {
    /// Questions that were left without an answer.
    #[n(0)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub unanswered: Option<u16>,
    /// Questions in all.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub items: Option<u16>,
    /// Minutes left when the exam was handed in.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub minutes_left: Option<u16>,
    /// Distress in the exam, 0 (calm) to 10.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub distress: Option<u8>,
    /// What was felt in the exam.
    #[n(4)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cbor(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub symptoms: Vec<Symptom>,
}

impl SittingConditions {
    fn check(&self) -> Checked {
        optional("unanswered", self.unanswered, 0..=self.items.unwrap_or(1_000))?;
        optional("items", self.items, 1..=1_000)?;
        optional("minutes_left", self.minutes_left.map(u32::from), 0..=DAY_MINUTES)?;
        optional("distress", self.distress, 0..=10)
    }
}

/// What nerves feel like.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Symptom {
    /// A racing heart.
    #[n(0)]
    Heart,
    /// Trouble concentrating.
    #[n(1)]
    Concentration,
    /// The mind going blank.
    #[n(2)]
    Blank,
    /// Doubting answers that were fine.
    #[n(3)]
    SecondGuessing,
    /// Anything else.
    #[n(4)]
    Other,
}
