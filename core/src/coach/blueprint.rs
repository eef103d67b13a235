//! Which outline of an exam holds: one of the candidate's own, or the catalogue's.

use crate::base::ids::ExamCode;
use crate::coach::history::{Anomaly, History};
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::Catalogue;
use crate::wording::{Said, odd};

/// The outline of an exam.
#[derive(Clone, Debug, PartialEq)]
pub struct Blueprint {
    /// The exam; `None` if neither the catalogue nor the candidate describes it.
    pub exam: Option<Exam>,
    /// Own outlines that cannot be used, newest first. Those older than the one that holds are not
    /// looked at.
    pub anomalies: Vec<Anomaly>,
}

impl Blueprint {
    /// The candidate's own outline of `code`, as they last entered one that can be used, or else the
    /// catalogue's. Never fails.
    ///
    /// Choosing the exam again without an outline leaves the own one in force; taking back the choice
    /// that has it takes it back too.
    pub fn of(history: &History<'_>, code: &ExamCode, catalogue: &Catalogue) -> Self {
        let mut anomalies = Vec::new();
        for choice in history.exam_choices.iter().rev().filter(|fact| fact.value.exam == *code) {
            let Some(text) = &choice.value.blueprint else { continue };
            match own(text, code, catalogue) {
                Ok(exam) => return Self { exam: Some(exam), anomalies },
                Err(said) => anomalies.push(Anomaly::new(choice.id, said)),
            }
        }
        Self { exam: catalogue.exam(code).cloned(), anomalies }
    }
}

/// The exam `code` as `text` describes it: one entry of a catalogue file.
///
/// # Errors
///
/// A sentence that names the field, or the other exam that is described.
pub fn own(text: &str, code: &ExamCode, catalogue: &Catalogue) -> Result<Exam, Said> {
    let exam = Exam::from_candidate_json(text, catalogue).map_err(|error| error.said())?;
    if exam.code != *code {
        return Err(odd::other_exam(code, &exam.code));
    }
    Ok(exam)
}
