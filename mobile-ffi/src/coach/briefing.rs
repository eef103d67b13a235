//! Everything there is to say about one exam, from what is known to what to do.

use rebound_core::coach::causes::Cause;
use rebound_core::coach::derivation::comparison::Comparison;
use rebound_core::coach::derivation::subject::Labels;
use rebound_core::coach::planner::plan::Plan;
use rebound_core::coach::reflection::Reflection;
use rebound_core::coach::{causes, derivation as core};
use rebound_core::exam::policy::eligibility::Eligibility;
use rebound_core::wording::Said;

use crate::coach::causes::CauseFinding;
use crate::coach::domains::DomainEstimate;

/// Everything the coach has to say about one exam.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Briefing {
    /// The exam, with what its numbers are worth.
    pub exam: Labels,
    /// What is known, one line for each domain, in the exam's order.
    pub estimates: Vec<DomainEstimate>,
    /// All eight causes, those first that are likely and worth the most.
    pub causes: Vec<CauseFinding>,
    /// The causes to put in front, at most three: the confirmed ones first.
    pub headline: Vec<Cause>,
    /// What to offer when nothing at all is known about the causes; `None` once something is.
    pub invitation: Option<Said>,
    /// What explains each weak domain of the last sitting, in the exam's order; empty after a pass.
    pub reflections: Vec<Reflection>,
    /// When the exam may be sat again.
    pub eligibility: Eligibility,
    /// What to do on which day.
    pub plan: Plan,
    /// How the hours differ from last time; `None` without an attempt or anything known about the
    /// preparation for it.
    pub comparison: Option<Comparison>,
    /// What the candidate should know about the exam itself, in words; the plan has its own.
    pub warnings: Vec<Said>,
}

impl From<core::Briefing> for Briefing {
    fn from(briefing: core::Briefing) -> Self {
        let core::Briefing { exam, coaching, warnings } = briefing;
        let named = coaching.estimates.into_iter().zip(exam.domains.clone());
        Self {
            estimates: named.map(|(estimate, name)| DomainEstimate::of(estimate, name)).collect(),
            invitation: causes::invitation(&coaching.causes),
            causes: coaching.causes.into_iter().map(CauseFinding::from).collect(),
            headline: coaching.headline,
            reflections: coaching.reflections,
            eligibility: coaching.eligibility,
            plan: coaching.plan,
            comparison: coaching.comparison,
            exam,
            warnings,
        }
    }
}
