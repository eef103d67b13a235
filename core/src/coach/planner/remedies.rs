//! What the causes ask of the plan.

use std::collections::BTreeSet;

use crate::coach::causes::Cause;
use crate::coach::causes::CauseClass;
use crate::coach::causes::CauseFinding;
use crate::coach::causes::Remedy;
use crate::coach::planner::constants::LAB_SHARE_MAX;
use crate::coach::planner::constants::LAB_SHARE_MIN;
use crate::coach::planner::constants::LAB_SHARE_SOME;
use crate::coach::planner::plan::Reason;
use crate::exam::blueprint::HandsOn;

/// The remedies in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Remedies {
    causes: BTreeSet<Cause>,
    remedies: BTreeSet<Remedy>,
}

impl Remedies {
    /// The remedies of the causes that are confirmed or likely.
    pub(super) fn of(findings: &[CauseFinding]) -> Self {
        let mut remedies = Self::default();
        for finding in findings {
            if matches!(finding.class, CauseClass::Confirmed | CauseClass::Likely) {
                remedies.causes.insert(finding.cause);
                remedies.remedies.extend(&finding.remedies);
            }
        }
        remedies
    }

    /// Whether a cause is in force.
    pub(super) fn treats(&self, cause: Cause) -> bool {
        self.causes.contains(&cause)
    }

    /// Whether a finer remedy is in force.
    pub(super) fn asks_for(&self, remedy: Remedy) -> bool {
        self.remedies.contains(&remedy)
    }

    /// What each remedy in force does to the plan.
    pub(super) fn effects(&self) -> Vec<Reason> {
        self.causes
            .iter()
            .map(|cause| Reason::new(rule(*cause), Vec::new(), effect(*cause).to_owned()))
            .collect()
    }
}

/// The rule id under which a cause's remedy appears in reasons.
pub(super) const fn rule(cause: Cause) -> &'static str {
    match cause {
        Cause::TooLittleTime => "P1.hours",
        Cause::HeavyDomainsUncovered => "P2.weights",
        Cause::SingleResource => "P3.families",
        Cause::NoHandsOn => "P4.labs",
        Cause::ExamTime => "E1.pacing",
        Cause::Anxiety => "E2.technique",
        Cause::Misreading => "E3.reading",
        Cause::SecondGuessing => "E4.changes",
    }
}

const fn effect(cause: Cause) -> &'static str {
    match cause {
        Cause::TooLittleTime => {
            "More time this round: the plan tells how many hours it takes and offers ways to find them."
        }
        Cause::HeavyDomainsUncovered => {
            "The domains that carry most of the exam get their weight, and the weakest of them opens the plan."
        }
        Cause::SingleResource => {
            "Every weak domain is seen from several sides, and the old main resource takes at most 40 %."
        }
        Cause::NoHandsOn => "Part of the time in every weak domain is hands-on work.",
        Cause::ExamTime => "Sets run against the clock, and short drills train the checkpoints.",
        Cause::Anxiety => "Short calming exercises every third day, and one more mock exam.",
        Cause::Misreading => "A short drill every third day: restate the question, then answer it.",
        Cause::SecondGuessing => {
            "A short drill every third day: change an answer only with a stated reason."
        }
    }
}

/// The hands-on share of the hours in weak domains.
pub(super) const fn lab_share(hands_on: HandsOn) -> f64 {
    match hands_on {
        HandsOn::None => LAB_SHARE_MIN,
        HandsOn::Some => LAB_SHARE_SOME,
        HandsOn::All => LAB_SHARE_MAX,
    }
}
