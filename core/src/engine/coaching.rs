//! The coach at work on this device's facts: which exam is meant, and what follows for it.

use crate::base::ids::ExamCode;
use crate::base::time::Now;
use crate::coach::derivation::plan;
use crate::coach::eligibility::eligibility;
use crate::coach::history::Anomaly;
use crate::coach::history::History;
use crate::coach::outline::Outline;
use crate::coach::planner::plan::Plan;
use crate::coach::summary::Summary;
use crate::engine::Engine;
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::Catalogue;
use crate::exam::policy::eligibility::Eligibility;

/// There is no exam to derive anything for.
#[derive(Debug, thiserror::Error)]
pub enum CoachError {
    /// Neither the catalogue nor the candidate has it.
    #[error("there is no exam {0}: choose one of the catalogue, or enter its outline")]
    UnknownExam(ExamCode),
    /// The catalogue does not have it, and the outline that the candidate entered cannot be used.
    #[error("{}", .0.says)]
    Outline(Anomaly),
}

impl Engine {
    /// What was studied for `exam`, by week and domain.
    pub fn summary(&self, exam: &ExamCode, now: Now) -> Summary {
        Summary::of(&self.history(now), exam)
    }

    /// When the candidate may sit `exam` again.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn eligibility(
        &self,
        exam: &ExamCode,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<Eligibility, CoachError> {
        let history = self.history(now);
        let exam = exam_of(&history, exam, catalogue)?;
        Ok(eligibility(&history, &exam, catalogue, now))
    }

    /// What to do on which day until `exam`.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn plan(
        &self,
        exam: &ExamCode,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<Plan, CoachError> {
        let history = self.history(now);
        let exam = &exam_of(&history, exam, catalogue)?;
        Ok(plan(&history, exam, catalogue, now))
    }
}

/// The outline of `code` that holds.
fn exam_of(
    history: &History<'_>,
    code: &ExamCode,
    catalogue: &Catalogue,
) -> Result<Exam, CoachError> {
    let Outline { exam, anomalies } = Outline::of(history, code, catalogue);
    exam.ok_or_else(|| match anomalies.into_iter().next() {
        Some(odd) => CoachError::Outline(odd),
        None => CoachError::UnknownExam(code.clone()),
    })
}
