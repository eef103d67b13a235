//! Everything there is to say about one exam, from what is known to what to do.

use rebound_core::base::ids::ExamCode;
use rebound_core::coach::causes;
use rebound_core::coach::causes::Cause;
use rebound_core::coach::derivation as core;
use rebound_core::coach::derivation::comparison::Comparison;
use rebound_core::coach::derivation::subject::Labels;
use rebound_core::coach::estimate::Cut;
use rebound_core::exam::blueprint::{Origin, Status, WeightsKind};

use crate::coach::causes::CauseFinding;
use crate::coach::domains::{DomainEstimate, Reflection};
use crate::coach::eligibility::Eligibility;
use crate::coach::plan::Plan;

/// Everything the coach has to say about one exam.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Briefing {
    /// The exam, with what its numbers are worth.
    pub exam: ExamLabels,
    /// What is known, one line for each domain, in the exam's order.
    pub estimates: Vec<DomainEstimate>,
    /// All eight causes, those first that are likely and worth the most.
    pub causes: Vec<CauseFinding>,
    /// The causes to put in front, at most three, in the order of `causes`.
    pub headline: Vec<Cause>,
    /// What to offer when nothing at all is known about the causes; `None` once something is.
    pub invitation: Option<String>,
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
    pub warnings: Vec<String>,
}

/// An exam, with what its numbers are worth.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ExamLabels {
    /// Its code.
    pub code: ExamCode,
    /// Its name.
    pub title: String,
    /// The vendor.
    pub vendor: String,
    /// Whether it can still be sat.
    pub status: Status,
    /// Who entered it.
    pub origin: Origin,
    /// What its weights are worth.
    pub weights: WeightsKind,
    /// The share of right answers that the pass mark stands for.
    pub cut: Cut,
    /// The same, and whatever else is assumed, in words.
    pub says: Vec<String>,
}

impl From<core::Briefing> for Briefing {
    fn from(briefing: core::Briefing) -> Self {
        let core::Briefing { exam, coaching, warnings } = briefing;
        let Labels { code, title, vendor, status, origin, domains, weights, cut, says } = exam;
        let named = coaching.estimates.into_iter().zip(domains);
        Self {
            estimates: named.map(|(estimate, name)| DomainEstimate::of(estimate, name)).collect(),
            invitation: causes::invitation(&coaching.causes).map(str::to_owned),
            causes: coaching.causes.into_iter().map(CauseFinding::from).collect(),
            headline: coaching.headline,
            reflections: coaching.reflections.into_iter().map(Reflection::from).collect(),
            eligibility: coaching.eligibility,
            plan: coaching.plan.into(),
            comparison: coaching.comparison,
            exam: ExamLabels { code, title, vendor, status, origin, weights, cut, says },
            warnings,
        }
    }
}

/// Whether an exam can be sat.
#[uniffi::remote(Enum)]
#[uniffi(name = "ExamStatus")]
pub enum Status {
    /// Offered.
    Current,
    /// No longer offered.
    Retired,
    /// Replaced by a newer outline under the same name.
    Superseded,
}

/// Who entered an exam.
#[uniffi::remote(Enum)]
#[uniffi(name = "ExamOrigin")]
pub enum Origin {
    /// The catalogue.
    Catalogue,
    /// The candidate, for an exam that the catalogue does not know.
    Candidate,
    /// The candidate, correcting the catalogue.
    Correction,
}

/// What the weights of an exam's domains are worth.
#[uniffi::remote(Enum)]
pub enum WeightsKind {
    /// As the vendor prints them.
    Exact,
    /// The vendor prints ranges: their middles are used, and labelled.
    Range,
    /// The vendor says "about".
    Approximate,
    /// The vendor prints none: equal shares are used, and labelled.
    None,
}

/// The share of correct answers that the pass mark stands for.
#[uniffi::remote(Record)]
pub struct Cut {
    /// The share, inside (0, 1). Whether the candidate is ready is measured against it in full.
    pub share: f64,
    /// Whether it is an assumption: no source says it, and the scale is not one of percent or
    /// points. Then it may be 4 points off either way, and is shown so.
    pub assumed: bool,
}
