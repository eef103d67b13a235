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

/// Where a kind of fact is filed.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// The month's log of an exam.
    Log(&'a ExamCode),
    /// The campaign of an exam.
    Campaign(&'a ExamCode),
    /// What holds for every exam.
    Profile,
    /// The month's log of the exam that another fact is for.
    LogBeside(Reference<'a>),
    /// The campaign of the exam that another fact is for.
    CampaignBeside(Reference<'a>),
    /// The document of another fact.
    With(Reference<'a>),
}

/// The fact that another one is about, and the field that says so.
#[derive(Clone, Copy)]
struct Reference<'a> {
    field: &'static str,
    id: &'a FactId,
}

impl<'a> Place<'a> {
    const fn of(body: &'a FactBody) -> Self {
        const fn reference<'a>(field: &'static str, id: &'a FactId) -> Reference<'a> {
            Reference { field, id }
        }
        match body {
            FactBody::StudySession(value) => Self::Log(&value.exam),
            FactBody::Answer(value) => Self::Log(&value.exam),
            FactBody::ReviewTime(value) => Self::Log(&value.exam),
            FactBody::PracticeSet(value) => Self::Log(&value.exam),
            FactBody::Simulation(value) => Self::Log(&value.exam),
            FactBody::Diagnosis(value) => Self::LogBeside(reference("answer", &value.answer)),
            FactBody::Attempt(value) => Self::Campaign(&value.exam),
            FactBody::ExamChoice(value) => Self::Campaign(&value.exam),
            FactBody::ExamDate(value) => Self::Campaign(&value.exam),
            FactBody::RetakeOverride(value) => Self::Campaign(&value.exam),
            FactBody::PlanAnchor(value) => Self::Campaign(&value.exam),
            FactBody::Commitment(value) => Self::Campaign(&value.exam),
            FactBody::Questionnaire(value) => {
                Self::CampaignBeside(reference("attempt", &value.attempt))
            }
            FactBody::DomainNote(value) => {
                Self::CampaignBeside(reference("attempt", &value.attempt))
            }
            FactBody::PriorPreparation(value) => {
                Self::CampaignBeside(reference("attempt", &value.attempt))
            }
            FactBody::Resource(_) | FactBody::Availability(_) | FactBody::DayException(_) => {
                Self::Profile
            }
            FactBody::Removal(value) => Self::With(reference("target", &value.target)),
        }
    }
}

/// The fact that `body` is about, if its document depends on that of another one.
pub(super) const fn about(body: &FactBody) -> Option<&FactId> {
    match Place::of(body) {
        Place::LogBeside(other) | Place::CampaignBeside(other) | Place::With(other) => {
            Some(other.id)
        }
        Place::Log(_) | Place::Campaign(_) | Place::Profile => None,
    }
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
    let place = |Reference { field, id }: Reference<'_>| {
        place(id).ok_or_else(|| UnknownReference { field, id: id.clone() })
    };
    Ok(match Place::of(body) {
        Place::Log(exam) => log(exam),
        Place::Campaign(exam) => campaign(exam),
        Place::Profile => DocumentName::Profile,
        Place::LogBeside(other) => beside(place(other)?, log),
        Place::CampaignBeside(other) => beside(place(other)?, campaign),
        Place::With(other) => place(other)?,
    })
}

/// A document for the same exam as `other`, or `other` itself if it is for all exams.
fn beside(other: DocumentName, of_exam: impl Fn(&ExamCode) -> DocumentName) -> DocumentName {
    match &other {
        DocumentName::Campaign(exam) | DocumentName::Log(exam, _) => of_exam(exam),
        DocumentName::Profile | DocumentName::Progress(_) => other,
    }
}
