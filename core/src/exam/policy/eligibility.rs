//! When the vendor lets a candidate sit again.

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::{FactId, PolicyId};
use crate::base::time::UtcMillis;
use crate::wording::Said;

/// When the vendor lets a candidate sit again, and why then.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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
}

/// Whether and when the exam may be sat again.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// From here on.
    Open(#[cfg_attr(feature = "uniffi", uniffi(name = "window"))] Window),
    /// Not before something other than time happens (vendor consent, a new version, retraining).
    Blocked {
        /// What has to happen, in words.
        until: Said,
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
pub struct Window {
    /// First date under the most generous reading: show it only with "check with the vendor".
    pub earliest: NaiveDate,
    /// First date under the strictest reading: the date to show.
    pub safe: NaiveDate,
    /// First instant under the strictest reading, where the rule counts hours.
    pub safe_from: Option<UtcMillis>,
    /// Last date, where a deadline ends the window.
    pub until: Option<NaiveDate>,
}

/// One rule and what it says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "RetakeRule"))]
pub struct Binding {
    /// The rule's key, such as `comptia.all/wait/2`, `printed`, `override`.
    pub rule: String,
    /// First date it allows under the most generous reading.
    pub earliest: NaiveDate,
    /// First date it allows under the strictest reading.
    pub safe: NaiveDate,
    /// The attempt from which it counts.
    pub attempt: Option<FactId>,
    /// One plain sentence with the source's title and date.
    pub reason: Said,
}
