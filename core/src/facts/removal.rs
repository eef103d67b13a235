//! What takes a fact back.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::FactId;
use crate::facts::check::Checked;
use crate::facts::kind::{Home, Kind, PartnerSees, Reference};

/// Takes a fact back.
///
/// Taking back a correction does not bring back what it corrected, for that was wrong. Taking back the
/// removal does bring it back.
///
/// ```
/// use rebound_core::base::time::Now;
/// use rebound_core::coach::history::History;
/// use rebound_core::facts::Fact;
///
/// let facts: Vec<Fact> = serde_json::from_value(serde_json::json!([
///     {"id": "a", "at": "2026-03-01T18:00:00Z", "body": {"exam_date": {"exam": "SY0-701", "date": "2026-04-18"}}},
///     {"id": "b", "at": "2026-03-01T18:01:00Z", "supersedes": "a",
///         "body": {"exam_date": {"exam": "SY0-701", "date": "2026-04-25"}}},
///     {"id": "c", "at": "2026-03-01T18:02:00Z", "body": {"removal": {"target": "b"}}},
///     {"id": "d", "at": "2026-03-01T18:03:00Z", "body": {"removal": {"target": "c"}}},
/// ]))?;
/// let now = Now::at("2026-03-01T20:00:00Z".parse()?);
/// let counting = |facts: &[Fact]| -> Vec<String> {
///     History::of(facts, now).exam_dates.iter().map(|date| date.id.to_string()).collect()
/// };
/// assert_eq!(counting(&facts[..2]), ["b"]);
/// assert_eq!(counting(&facts[..3]), Vec::<String>::new());
/// assert_eq!(counting(&facts), ["b"]);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Removal {
    /// The fact that counts no more.
    #[n(0)]
    pub target: FactId,
}

impl Kind for Removal {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::With(Reference { field: "target", id: &self.target })
    }

    fn check(&self) -> Checked {
        Ok(())
    }
}
