//! How much of an exam's list of objectives a preparation touched.

use std::collections::BTreeSet;

use crate::base::ids::ObjectiveId;
use crate::coach::causes::Signal;
use crate::coach::causes::preparation::Preparation;
use crate::coach::causes::scene::Scene;
use crate::coach::model::causes as model;
use crate::coach::rule::Rule;
use crate::exam::blueprint::Exam;
use crate::facts::score_report::Evidence;
use crate::wording::causes;

/// The objectives that are known of an exam, and what a preparation did with them.
///
/// A domain's list is that of the outline. Without one, a report that lists missed objectives says at
/// least how many there are. A domain about which neither speaks is left out: unknown is not zero.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Coverage {
    /// Objectives of the domains whose number is known.
    of: usize,
    /// Those of them that were touched.
    touched: usize,
    /// Those that the report lists as missed.
    missed: usize,
    /// Those of the missed ones that were never touched.
    missed_untouched: usize,
}

impl Coverage {
    pub(super) fn of(exam: &Exam, preparation: &Preparation<'_>) -> Self {
        let mut coverage = Self::default();
        let each =
            exam.domains.iter().zip(preparation.printed.rows()).zip(preparation.by_domain.rows());
        for ((domain, printed), studied) in each {
            if !domain.objectives.is_empty() {
                let known: BTreeSet<&ObjectiveId> = domain.objectives.iter().collect();
                coverage.of += known.len();
                coverage.touched += known.intersection(&preparation.objectives).count();
            } else if let Some(Evidence::MissedObjectives { objectives, of }) = printed {
                // Which objectives the others are is not known: those that were studied under this
                // domain are taken to be of it.
                let listed = objectives.iter().filter(|id| preparation.objectives.contains(id));
                let touched: BTreeSet<&ObjectiveId> =
                    listed.chain(studied.iter().copied()).collect();
                coverage.of += usize::from(*of);
                coverage.touched += touched.len().min(usize::from(*of));
            }
            if let Some(Evidence::MissedObjectives { objectives, .. }) = printed {
                let untouched = objectives.iter().filter(|id| !preparation.objectives.contains(id));
                coverage.missed += objectives.len();
                coverage.missed_untouched += untouched.count();
            }
        }
        coverage
    }

    /// Whether there is a list to hold anything against.
    pub(super) const fn is_known(&self) -> bool {
        self.of > 0
    }

    /// Says nothing as long as no objective was ever named: that they were not noted does not mean
    /// that they were not studied.
    pub(super) fn signal(&self, scene: &Scene<'_>) -> Option<Signal> {
        let Self { of, touched, missed, missed_untouched } = *self;
        if of == 0 || touched == 0 {
            return None;
        }
        let count = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
        let share = count(touched) / count(of);
        let llr = if share < model::OBJECTIVES_TOUCHED { 0.7 } else { 0.0 };
        let mut said = causes::touched(touched, of);
        let mut values = vec![("touched", count(touched)), ("objectives", count(of))];
        if missed > 0 {
            said = said.then(Some(causes::missed_untouched(missed_untouched, missed)));
            values.extend([("missed", count(missed)), ("untouched", count(missed_untouched))]);
        }
        Some(scene.time().signal(Rule::Objectives, llr, &values, said))
    }
}
