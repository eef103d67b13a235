//! The coach at work on this device's facts: which exam is meant, and what follows for it.

use crate::base::ids::ExamCode;
use crate::base::time::Now;
use crate::coach::derivation::Coaching;
use crate::coach::eligibility::eligibility;
use crate::coach::history::History;
use crate::coach::planner::plan::Plan;
use crate::coach::summary::Summary;
use crate::engine::Engine;
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::error::CatalogueError;
use crate::exam::policy::eligibility::Eligibility;

/// There is no exam to derive anything for.
#[derive(Debug, thiserror::Error)]
pub enum CoachError {
    /// Neither the catalogue nor the candidate has it.
    #[error("there is no exam {0}: choose one of the catalogue, or enter its outline")]
    UnknownExam(ExamCode),
    /// The outline that the candidate entered for it cannot be read.
    #[error(transparent)]
    Blueprint(#[from] CatalogueError),
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
        Ok(Coaching::of(&history, exam, catalogue, now).plan)
    }
}

/// The candidate's own outline of an exam, as they last entered it, or else the catalogue's.
fn exam_of(
    history: &History<'_>,
    code: &ExamCode,
    catalogue: &Catalogue,
) -> Result<Exam, CoachError> {
    let choices = history.exam_choices.iter().rev().filter(|fact| fact.value.exam == *code);
    if let Some(own) = choices.into_iter().find_map(|fact| fact.value.blueprint.as_deref()) {
        return Ok(Exam::from_candidate_json(own, catalogue)?);
    }
    catalogue.exam(code).cloned().ok_or_else(|| CoachError::UnknownExam(code.clone()))
}
