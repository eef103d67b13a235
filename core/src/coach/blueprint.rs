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
    /// Why the outline that the candidate entered last was not taken; `None` if it was, and without
    /// one.
    pub refused: Option<Said>,
}

impl Blueprint {
    /// The candidate's own outline of `code`, as they last entered one that can be used, or else the
    /// catalogue's. Never fails.
    ///
    /// Choosing the exam again without an outline leaves the own one in force; taking back the choice
    /// that has it takes it back too.
    pub fn of(history: &History<'_>, code: &ExamCode, catalogue: &Catalogue) -> Self {
        let (mut anomalies, mut refused) = (Vec::new(), None);
        for choice in history.exam_choices.iter().rev().filter(|fact| fact.value.exam == *code) {
            let Some(text) = &choice.value.blueprint else { continue };
            match own(text, code, catalogue) {
                Ok(exam) => return Self { exam: Some(exam), anomalies, refused },
                Err(unusable) => {
                    anomalies.push(Anomaly::new(choice.id, unusable.odd()));
                    refused.get_or_insert_with(|| unusable.reason());
                }
            }
        }
        Self { exam: catalogue.exam(code).cloned(), anomalies, refused }
    }
}

/// The exam `code` as `text` describes it: one entry of a catalogue file.
///
/// # Errors
///
/// What is wrong, with the field, or the other exam that is described.
pub fn own(text: &str, code: &ExamCode, catalogue: &Catalogue) -> Result<Exam, Unusable> {
    let exam = Exam::from_candidate_json(text, catalogue);
    let exam = exam.map_err(|error| Unusable::Fault(error.reason()))?;
    if exam.code != *code {
        return Err(Unusable::OtherExam(odd::other_exam(code, &exam.code)));
    }
    Ok(exam)
}

/// Why an outline of the candidate's own is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// Something in it is wrong.
    Fault(Said),
    /// It describes another exam than the one that is chosen.
    OtherExam(Said),
}

impl Unusable {
    /// What is odd about the choice that has it.
    fn odd(&self) -> Said {
        match self {
            Self::Fault(reason) => odd::exam_not_taken(reason.clone()),
            Self::OtherExam(said) => said.clone(),
        }
    }

    /// What is wrong, with the field.
    pub fn reason(self) -> Said {
        match self {
            Self::Fault(said) | Self::OtherExam(said) => said,
        }
    }
}
