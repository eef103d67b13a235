//! A change of the vendor's outline under the same code: which outline a retake follows, and which
//! one the catalogue's domains and weights are from.

use crate::coach::record::ExamRecord;
use crate::exam::blueprint::{Exam, Origin};
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::record::{OutlineChange, OutlineSide};
use crate::wording::{Said, subject};

/// What to know about a retake of an exam whose outline changed or is about to.
pub(super) fn warning(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Option<Said> {
    let (exam, today) = (record.exam, record.now.study_day());
    let OutlineChange { changed_on, describes } = known(exam, catalogue)?;
    if today < changed_on {
        return Some(subject::outline_will_change(&exam.code, changed_on));
    }
    match describes {
        OutlineSide::Before => Some(subject::outline_changed(&exam.code, changed_on)),
        OutlineSide::Since => {
            let attempts = record.history.attempts.iter().map(|fact| &fact.value);
            let sat = attempts.filter(|attempt| attempt.exam == exam.code);
            let last = sat.map(|attempt| attempt.sat_on).max()?;
            (last < changed_on).then(|| subject::sat_before_change(&exam.code, last, changed_on))
        }
    }
}

/// That the weights are those of an outline which no longer holds.
pub(super) fn old_weights(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Option<Said> {
    let OutlineChange { changed_on, describes } = known(record.exam, catalogue)?;
    match describes {
        OutlineSide::Before => {
            (changed_on <= record.now.study_day()).then(|| subject::weights_of_before(changed_on))
        }
        OutlineSide::Since => None,
    }
}

/// The change that the catalogue knows of. The candidate's own outline is from neither side.
fn known(exam: &Exam, catalogue: &Catalogue) -> Option<OutlineChange> {
    match exam.origin {
        Origin::Catalogue => catalogue.record(&exam.code)?.outline,
        Origin::Candidate | Origin::Correction => None,
    }
}
