//! Which document a fact belongs to: its kind names the home, and here that becomes a document.

use crate::base::ids::{ExamCode, FactId};
use crate::base::time::Stamp;
use crate::facts::FactBody;
use crate::facts::kind::{Home, Reference};
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
    let place = |Reference { field, id }: Reference<'_>| {
        place(id).ok_or_else(|| UnknownReference { field, id: id.clone() })
    };
    Ok(match body.kind().home() {
        Home::Log(exam) => log(exam),
        Home::Campaign(exam) => campaign(exam),
        Home::Profile => DocumentName::Profile,
        Home::LogBeside(other) => beside(place(other)?, log),
        Home::CampaignBeside(other) => beside(place(other)?, campaign),
        Home::With(other) => place(other)?,
    })
}

/// A document for the same exam as `other`, or `other` itself if it is for all exams.
fn beside(other: DocumentName, of_exam: impl Fn(&ExamCode) -> DocumentName) -> DocumentName {
    match &other {
        DocumentName::Campaign(exam) | DocumentName::Log(exam, _) => of_exam(exam),
        DocumentName::Profile | DocumentName::Progress(_) => other,
    }
}
