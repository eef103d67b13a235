//! What the causes are read from, gathered once.

use std::collections::BTreeMap;

use crate::base::ids::ResourceId;
use crate::coach::causes::SignalOrigin;
use crate::coach::causes::case::SignalSource;
use crate::coach::causes::planned::Planned;
use crate::coach::causes::preparation::Preparation;
use crate::coach::causes::questions::Questions;
use crate::coach::estimate::DomainEstimate;
use crate::coach::record::ExamRecord;
use crate::exam::blueprint::Exam;

/// What the causes are read from.
#[derive(Clone, Debug)]
pub(super) struct Scene<'a> {
    pub(super) exam: &'a Exam,
    pub(super) estimates: &'a [DomainEstimate],
    pub(super) preparation: &'a Preparation<'a>,
    pub(super) questions: &'a Questions<'a>,
    pub(super) planned: Option<Planned>,
    /// What the candidate calls their resources.
    pub(super) names: BTreeMap<&'a ResourceId, &'a str>,
}

/// What the candidate calls each resource; a later entry of one replaces the earlier.
pub(super) fn names<'a>(record: &ExamRecord<'a>) -> BTreeMap<&'a ResourceId, &'a str> {
    let each = record.history.resources.iter().map(|fact| fact.value);
    each.map(|owned| (&owned.resource, owned.name.as_str())).collect()
}

impl Scene<'_> {
    /// Study time. From memory only it is the candidate's own word.
    pub(super) fn time(&self) -> SignalSource<'_> {
        let import = self.preparation.import;
        let remembered = import.rough > 0.0 && self.preparation.minutes <= import.rough;
        let origin = if remembered { SignalOrigin::SelfReport } else { SignalOrigin::Log };
        SignalSource { origin, basis: &self.preparation.basis }
    }

    /// The points that all domains are short of.
    pub(super) fn points(&self) -> f64 {
        self.estimates.iter().map(|estimate| estimate.expected_points.max(0.0)).sum()
    }

    /// The expected share of wrong answers.
    pub(super) fn errors(&self) -> f64 {
        self.estimates.iter().map(|e| e.share * (1.0 - e.mean)).sum::<f64>().clamp(0.0, 1.0)
    }
}
