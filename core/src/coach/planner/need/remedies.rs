//! What the causes ask of the plan.

use std::collections::BTreeSet;

use crate::coach::causes::{CauseClass, CauseFinding, Remedy};
use crate::coach::model::planner::{LAB_SHARE_MAX, LAB_SHARE_MIN, LAB_SHARE_SOME};
use crate::exam::blueprint::HandsOn;

/// The remedies in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Remedies(BTreeSet<Remedy>);

impl Remedies {
    /// The remedies of the causes that are confirmed or likely.
    pub(crate) fn of(findings: &[CauseFinding]) -> Self {
        let counts = |finding: &&CauseFinding| {
            matches!(finding.class, CauseClass::Confirmed | CauseClass::Likely)
        };
        Self(
            findings.iter().filter(counts).flat_map(|finding| &finding.remedies).copied().collect(),
        )
    }

    /// Puts a remedy out of force.
    pub(crate) fn drop(&mut self, remedy: Remedy) {
        self.0.remove(&remedy);
    }

    /// Whether a remedy is in force.
    pub(crate) fn asks_for(&self, remedy: Remedy) -> bool {
        self.0.contains(&remedy)
    }

    /// The remedies in force, in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Remedy> {
        self.0.iter().copied()
    }
}

/// The hands-on share of the hours in weak domains.
pub(crate) const fn lab_share(hands_on: HandsOn) -> f64 {
    match hands_on {
        HandsOn::None => LAB_SHARE_MIN,
        HandsOn::Some => LAB_SHARE_SOME,
        HandsOn::All => LAB_SHARE_MAX,
    }
}
