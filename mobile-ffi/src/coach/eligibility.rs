//! When the vendor lets the candidate sit again.

use rebound_core::base::ids::{FactId, PolicyId};
pub use rebound_core::exam::policy::eligibility::Eligibility;
use rebound_core::exam::policy::eligibility::{Binding, Verdict, Window};

use crate::time::{CivilDay, Moment};

/// When the vendor lets a candidate sit again, and why then.
#[uniffi::remote(Record)]
pub struct Eligibility {
    /// The answer.
    pub verdict: Verdict,
    /// The rules that were applied, the binding one first. Empty only where no policy is known.
    pub bindings: Vec<Binding>,
    /// What could not be known, in words: a missing rule, an unstated reading.
    pub unknowns: Vec<String>,
    /// Things the candidate should know.
    pub notes: Vec<String>,
    /// The policy that was applied.
    pub policy: Option<PolicyId>,
}

/// Whether and when the exam may be sat again.
#[uniffi::remote(Enum)]
pub enum Verdict {
    /// From here on.
    Open(Window),
    /// Not before something other than time happens.
    Blocked {
        /// What has to happen, in words.
        until: String,
    },
    /// A deadline lies before the end of the wait: this way is closed.
    Empty {
        /// Which deadline and which wait, in words.
        why: String,
    },
    /// No source says. Never read as "no wait".
    Unknown,
}

/// The interval of honest answers.
#[uniffi::remote(Record)]
#[uniffi(name = "RetakeWindow")]
pub struct Window {
    /// First date under the most generous reading: show it only with "check with the vendor".
    pub earliest: CivilDay,
    /// First date under the strictest reading: the date to show.
    pub safe: CivilDay,
    /// First instant under the strictest reading, where the rule counts hours.
    pub safe_from: Option<Moment>,
    /// Last date, where a deadline ends the window.
    pub until: Option<CivilDay>,
}

/// One rule and what it says. Not `Binding`: SwiftUI has a type of that name.
#[uniffi::remote(Record)]
#[uniffi(name = "RetakeRule")]
pub struct Binding {
    /// The rule's key, such as `comptia.all/wait/2`, `printed`, `override`.
    pub rule: String,
    /// First date it allows under the most generous reading.
    pub earliest: CivilDay,
    /// First date it allows under the strictest reading.
    pub safe: CivilDay,
    /// The attempt from which it counts.
    pub attempt: Option<FactId>,
    /// One plain sentence with the source's title and date.
    pub because: String,
}
