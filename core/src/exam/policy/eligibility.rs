//! When the vendor lets a candidate sit again.

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::{FactId, PolicyId};
use crate::base::time::{Now, UtcMillis};
use crate::exam::policy::terms;
use crate::wording::value::Value;
use crate::wording::{Said, retake};

/// When the vendor lets a candidate sit again, and why then.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Eligibility {
    /// The answer.
    pub verdict: Verdict,
    /// The rules that were applied, the binding one first. Empty only where no policy is known.
    pub bindings: Vec<Binding>,
    /// What could not be known, in words: a missing rule, an unstated reading.
    pub unknowns: Vec<Said>,
    /// Things the candidate should know: history that the policy does not explain, a printed date
    /// that wins over a rule, an expiring voucher.
    pub notes: Vec<Said>,
    /// The policy that was applied.
    pub policy: Option<PolicyId>,
    /// The day of the pass, where the last attempt was one and no retake date was entered since: then
    /// nothing has to be sat again, and the verdict is about those who want to all the same.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub passed_on: Option<NaiveDate>,
    /// A question on whose answer the verdict hangs: it comes before everything else.
    pub question: Option<SittingQuestion>,
}

/// Whether several records of one day, or of days in a row, were one sitting: asked where the answer moves the verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SittingQuestion {
    /// The day, or the first of several in a row.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub day: NaiveDate,
    /// The records, two or more. To remove all but one of them says that it was one sitting; to enter
    /// when each of them ended says that it was not.
    pub records: Vec<FactId>,
    /// The verdict if it was one sitting.
    pub if_one: Verdict,
    /// The verdict if it was not; it holds until the question is answered.
    pub if_each: Verdict,
    /// The question in words, with both dates.
    pub text: Said,
}

/// Whether and when the exam may be sat again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// From here on.
    Open(#[cfg_attr(feature = "uniffi", uniffi(name = "window"))] Window),
    /// Not before something other than time happens (vendor consent, a new version, retraining).
    Blocked {
        /// What has to happen: the end of a sentence, which begins with "until".
        until: Said,
        /// The rule that says so, in a sentence with its source.
        why: Said,
    },
    /// A deadline lies before the end of the wait: this way is closed.
    Empty {
        /// Which deadline and which wait, in words.
        why: Said,
    },
    /// No source says. Never read as "no wait".
    Unknown,
}

/// The interval of honest answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "RetakeWindow"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RetakeWindow"))]
pub struct Window {
    /// First date under the most generous reading: show it only with "check with the vendor".
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub earliest: NaiveDate,
    /// First date under the strictest reading: the date to show.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub safe: NaiveDate,
    /// First instant under the strictest reading, where the rule counts hours.
    pub safe_from: Option<UtcMillis>,
    /// Last date, where a deadline ends the window.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub until: Option<NaiveDate>,
}

/// One rule and what it says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "RetakeRule"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "RetakeRule"))]
pub struct Binding {
    /// The rule's key, such as `comptia.all/wait/2`, `printed`, `override`.
    pub rule: String,
    /// First date it allows under the most generous reading.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub earliest: NaiveDate,
    /// First date it allows under the strictest reading.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub safe: NaiveDate,
    /// The attempt from which it counts.
    pub attempt: Option<FactId>,
    /// One plain sentence with the source's title and date. Only a rule that decides says from when
    /// the exam may be sat.
    pub reason: Said,
}

impl Eligibility {
    /// The answer as it is told at a moment: the verdict, then what decided it with its source. After a
    /// pass there is nothing to wait for and no more to say than that.
    pub fn sentences(&self, now: Now) -> Vec<Said> {
        if let Some(day) = self.passed_on {
            return vec![retake::well_done(day)];
        }
        let decided = || self.bindings.first().map(|binding| binding.reason.clone());
        match &self.verdict {
            Verdict::Open(window) => {
                [Some(window.told(now)), decided()].into_iter().flatten().collect()
            }
            Verdict::Blocked { until, why } => vec![retake::not_until(until.clone()), why.clone()],
            Verdict::Empty { why } => vec![retake::not_this_way(why.clone())],
            Verdict::Unknown => vec![retake::no_source_says()],
        }
    }
}

impl Window {
    /// Whether the first moment under the strictest reading has come.
    pub fn is_open(&self, now: Now) -> bool {
        match self.safe_from {
            Some(instant) => instant <= now.utc_ms,
            None => self.safe <= now.study_day(),
        }
    }

    /// The first moment under the strictest reading, as it is told.
    fn safe_value(&self, now: Now) -> Value {
        self.safe_from.map_or(Value::Date(self.safe), |from| terms::moment(from, now.zone))
    }

    fn told(&self, now: Now) -> Said {
        let (safe, earliest) = (self.safe_value(now), self.earliest);
        match self.until {
            Some(until) if self.is_open(now) => retake::any_day_until(until),
            None if self.is_open(now) => retake::any_day(),
            Some(until) if earliest < self.safe => retake::between_until(safe, until, earliest),
            None if earliest < self.safe => retake::between(safe, earliest),
            Some(until) => retake::from_until(safe, until),
            None => retake::from(safe),
        }
    }
}

impl Verdict {
    /// The verdict as a part of a sentence: "you may sit again from 17 March 2026 on".
    pub(super) fn clause(&self, now: Now) -> Said {
        match self {
            Self::Open(window) if window.is_open(now) => retake::free_now(),
            Self::Open(window) => retake::opens(window.safe_value(now)),
            Self::Blocked { until, .. } => retake::stays_shut(until.clone()),
            Self::Empty { .. } => retake::this_way_is_shut(),
            Self::Unknown => retake::nobody_says(),
        }
    }
}
