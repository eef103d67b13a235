//! Exams that the candidate defined or corrected.

use crate::exam::blueprint::{Exam, Origin};
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::check::Place;
use crate::exam::catalogue::error::CatalogueError;
use crate::exam::catalogue::exam_file::RawExam;
use crate::exam::catalogue::file::from_json_by_hand;
use crate::wording::catalogue;

impl Exam {
    /// Reads an exam that the candidate entered: one entry of a catalogue file as JSON text.
    ///
    /// Only vendor, code, title and the domains have to be there; where it comes from does not. An
    /// exam whose code the catalogue knows is a correction of it, and replaces it whole.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] names the field, the value and what is allowed. A policy or a report form
    /// that the catalogue does not have is an error.
    pub fn from_candidate_json(text: &str, known: &Catalogue) -> Result<Self, CatalogueError> {
        // The entry is in no file.
        let own = catalogue::your_exam().text();
        let raw: RawExam = from_json_by_hand(&own, text)?;
        let origin = match known.exam(&raw.code) {
            Some(_) => Origin::Correction,
            None => Origin::Candidate,
        };
        let place = Place::root(&own);
        let exam = raw.into_own(&place, origin)?;
        known.check_exam(&exam, &place)?;
        Ok(exam)
    }
}
