//! Which exam everything is about, and what its numbers are worth.

use serde::Serialize;

use crate::base::ids::ExamCode;
use crate::base::time::Now;
use crate::coach::blueprint::Blueprint;
use crate::coach::derivation::outline;
use crate::coach::history::History;
use crate::coach::line::{PassLine, pass_line};
use crate::coach::record::ExamRecord;
use crate::coach::record::sittings::last_exam;
use crate::coach::retirement::OfferEnd;
use crate::exam::blueprint::{Exam, Origin, Status, WeightsKind};
use crate::exam::catalogue::Catalogue;
use crate::wording::{Said, subject};

/// The exam that everything is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One whose domains are known.
    Known(Labels),
    /// One that is neither in the catalogue nor described by the candidate.
    Unknown {
        /// Its code.
        code: ExamCode,
        /// What would help, in words.
        said: Said,
    },
    /// None: nothing was chosen and nothing was sat.
    None {
        /// What would help, in words.
        said: Said,
    },
}

/// An exam, with what its numbers are worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ExamLabels"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExamLabels"))]
pub struct Labels {
    /// Its code.
    pub code: ExamCode,
    /// Its name.
    pub title: String,
    /// The vendor.
    pub vendor: String,
    /// Whether it can still be sat: also on its last day, in the language that was sat.
    pub status: Status,
    /// Who entered it.
    pub origin: Origin,
    /// The names of its domains, in its order.
    pub domains: Vec<String>,
    /// What its weights are worth.
    pub weights: WeightsKind,
    /// The share of right answers that the pass mark stands for, and who says so.
    pub line: PassLine,
    /// The same, and whatever else is assumed, in words.
    pub said: Vec<Said>,
}

/// The exam in question, as it was found.
#[derive(Debug)]
pub(super) struct Sought<'a> {
    code: Option<&'a ExamCode>,
    pub(super) exam: Option<Exam>,
    refused: Option<Said>,
}

impl<'a> Sought<'a> {
    /// The exam of the latest choice, else that of the latest sitting, as its [`Blueprint`] describes
    /// it.
    pub(super) fn of(history: &History<'a>, catalogue: &Catalogue, now: Now) -> Self {
        let code = chosen(history, now);
        let found = code.map(|code| Blueprint::of(history, code, catalogue));
        let (exam, refused) = found.map_or((None, None), |found| (found.exam, found.refused));
        Self { code, exam, refused }
    }

    pub(super) const fn code(&self) -> Option<&'a ExamCode> {
        self.code
    }

    /// What there is to say where the exam is not known.
    pub(super) fn missing(&self, catalogue: &Catalogue) -> (Subject, Said) {
        let Some(code) = self.code else {
            let said = subject::nothing_chosen();
            return (Subject::None { said: said.clone() }, said);
        };
        let said = match (&self.refused, catalogue.nearest(code)) {
            (Some(reason), _) => subject::not_taken(code, reason.clone()),
            (None, Some(near)) => subject::not_in_catalogue_but(code, near),
            (None, None) => subject::not_in_catalogue(code),
        };
        (Subject::Unknown { code: code.clone(), said: said.clone() }, said)
    }
}

/// The exam that a derivation of `history` is about.
///
/// # Errors
///
/// What would help, in words, where it is not known.
pub fn in_question(history: &History<'_>, catalogue: &Catalogue, now: Now) -> Result<Exam, Said> {
    let found = Sought::of(history, catalogue, now);
    let (_, missing) = found.missing(catalogue);
    found.exam.ok_or(missing)
}

/// The exam that everything is about: that of the latest choice, else that of the latest sitting.
pub fn chosen<'a>(history: &History<'a>, now: Now) -> Option<&'a ExamCode> {
    let choice = history.exam_choices.last().map(|fact| &fact.value.exam);
    choice.or_else(|| last_exam(history, now))
}

impl Labels {
    pub(super) fn of(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Self {
        let (exam, line) = (record.exam, pass_line(record));
        let ending = OfferEnd::of(record, catalogue);
        let mut said = vec![line.said()];
        said.extend(weights(exam.weights));
        said.extend(outline::old_weights(record, catalogue));
        said.extend(origin(exam.origin));
        Self {
            code: exam.code.clone(),
            title: exam.title.clone(),
            vendor: exam.vendor.clone(),
            status: ending.map_or(exam.status, |ending| ending.status(exam.status)),
            origin: exam.origin,
            domains: exam.domains.iter().map(|domain| domain.name.clone()).collect(),
            weights: exam.weights,
            line,
            said,
        }
    }
}

/// What the candidate should know about the exam itself.
pub(super) fn warnings(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Vec<Said> {
    let ExamRecord { history, exam, .. } = *record;
    let code = &exam.code;
    let successor = catalogue.record(code).and_then(|record| record.successor.as_ref());
    let instead = successor.map(subject::took_its_place);
    let ending = OfferEnd::of(record, catalogue);
    // While it is offered, until when; that it is not any more only after its last day.
    let offered = ending.and_then(OfferEnd::told_before);
    let gone = match exam.status {
        Status::Current => None,
        Status::Retired => {
            let in_language = ending.and_then(OfferEnd::told_of_language);
            Some(in_language.unwrap_or_else(|| subject::retired(code)).then(instead))
        }
        Status::Superseded => Some(subject::superseded(code).then(instead)),
    };
    let mut warnings: Vec<Said> = offered.or(gone).into_iter().collect();
    let old = predecessor(history, code, catalogue);
    warnings.extend(old.map(|old| subject::sat_predecessor(old, code)));
    warnings.extend(outline::warning(record, catalogue));
    let refused = Blueprint::of(history, code, catalogue).refused;
    warnings.extend(refused.map(|reason| subject::correction_not_taken(code, reason)));
    warnings.extend(mistyped(history, code, catalogue).map(|sat| subject::sat_unknown(sat, code)));
    warnings
}

/// An exam that was sat, that nobody describes, and that was probably meant to be `code`.
fn mistyped<'a>(
    history: &History<'a>,
    code: &ExamCode,
    catalogue: &Catalogue,
) -> Option<&'a ExamCode> {
    let mut sat = history.attempts.iter().map(|fact| &fact.value.exam);
    sat.find(|sat| {
        catalogue.nearest(sat) == Some(code)
            && Blueprint::of(history, sat, catalogue).exam.is_none()
    })
}

/// The exam that was sat before `code` took its place, if one was.
fn predecessor<'a>(
    history: &History<'a>,
    code: &ExamCode,
    catalogue: &Catalogue,
) -> Option<&'a ExamCode> {
    let became = |old: &ExamCode| catalogue.record(old)?.successor.as_ref();
    let sat = history.attempts.iter().map(|fact| &fact.value.exam);
    sat.filter(|old| *old != code && became(old) == Some(code)).max()
}

fn weights(kind: WeightsKind) -> Option<Said> {
    match kind {
        WeightsKind::Exact => None,
        WeightsKind::Range => Some(subject::weight_ranges()),
        WeightsKind::Approximate => Some(subject::weights_approximate()),
        WeightsKind::None => Some(subject::no_weights()),
        WeightsKind::Unknown => Some(subject::weights_not_found()),
    }
}

fn origin(origin: Origin) -> Option<Said> {
    match origin {
        Origin::Catalogue => None,
        Origin::Candidate => Some(subject::own_exam()),
        Origin::Correction => Some(subject::own_correction()),
    }
}
