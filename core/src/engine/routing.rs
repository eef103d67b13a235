//! Which document a fact belongs to.
//!
//! What happens often goes into the month's log, so that each document stays small; what belongs to
//! an exam goes into its campaign; what holds for every exam goes into the profile.

use crate::base::ids::{ExamCode, FactId};
use crate::base::time::Stamp;
use crate::facts::FactBody;
use crate::replica::document::name::DocumentName;

/// The fact refers to one that is not on this device.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: there is no fact {id} on this device")]
pub struct UnknownReference {
    /// The field that refers.
    pub field: &'static str,
    /// What it refers to.
    pub id: FactId,
}

/// Names the document of a fact recorded at `at`. `place` tells where another fact lies.
///
/// # Errors
///
/// [`UnknownReference`] if the fact is about another one that is not here.
pub(super) fn route(
    body: &FactBody,
    at: Stamp,
    place: impl Fn(&FactId) -> Option<DocumentName>,
) -> Result<DocumentName, UnknownReference> {
    let log = |exam: &ExamCode| DocumentName::Log(exam.clone(), at.month());
    let campaign = |exam: &ExamCode| DocumentName::Campaign(exam.clone());
    let place =
        |field, id: &FactId| place(id).ok_or_else(|| UnknownReference { field, id: id.clone() });
    Ok(match body {
        FactBody::StudySession(value) => log(&value.exam),
        FactBody::Answer(value) => log(&value.exam),
        FactBody::ReviewTime(value) => log(&value.exam),
        FactBody::PracticeSet(value) => log(&value.exam),
        FactBody::Simulation(value) => log(&value.exam),
        FactBody::Diagnosis(value) => beside(place("answer", &value.answer)?, log),
        FactBody::Attempt(value) => campaign(&value.exam),
        FactBody::ExamChoice(value) => campaign(&value.exam),
        FactBody::ExamDate(value) => campaign(&value.exam),
        FactBody::RetakeOverride(value) => campaign(&value.exam),
        FactBody::PlanAnchor(value) => campaign(&value.exam),
        FactBody::Questionnaire(value) => beside(place("attempt", &value.attempt)?, campaign),
        FactBody::DomainNote(value) => beside(place("attempt", &value.attempt)?, campaign),
        FactBody::PriorPreparation(value) => beside(place("attempt", &value.attempt)?, campaign),
        FactBody::Resource(_) | FactBody::Availability(_) | FactBody::DayException(_) => {
            DocumentName::Profile
        }
        FactBody::Removal(value) => place("target", &value.target)?,
    })
}

/// A document for the same exam as `other`, or `other` itself if it is for all exams.
fn beside(other: DocumentName, of_exam: impl Fn(&ExamCode) -> DocumentName) -> DocumentName {
    match &other {
        DocumentName::Campaign(exam) | DocumentName::Log(exam, _) => of_exam(exam),
        DocumentName::Profile | DocumentName::Progress(_) => other,
    }
}
