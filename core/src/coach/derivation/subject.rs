//! Which exam everything is about, and what its numbers are worth.

use serde::Serialize;

use crate::base::ids::ExamCode;
use crate::base::time::Now;
use crate::coach::estimate::Cut;
use crate::coach::history::History;
use crate::coach::outline::Outline;
use crate::coach::report::reading;
use crate::exam::blueprint::Exam;
use crate::exam::blueprint::Origin;
use crate::exam::blueprint::Status;
use crate::exam::blueprint::WeightsKind;
use crate::exam::catalogue::Catalogue;

/// The exam that everything is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// One whose domains are known.
    Known(Labels),
    /// One that is neither in the catalogue nor described by the candidate.
    Unknown {
        /// Its code.
        code: ExamCode,
        /// What would help, in words.
        says: String,
    },
    /// None: nothing was chosen and nothing was sat.
    None {
        /// What would help, in words.
        says: String,
    },
}

/// An exam, with what its numbers are worth.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ExamLabels"))]
pub struct Labels {
    /// Its code.
    pub code: ExamCode,
    /// Its name.
    pub title: String,
    /// The vendor.
    pub vendor: String,
    /// Whether it can still be sat.
    pub status: Status,
    /// Who entered it.
    pub origin: Origin,
    /// The names of its domains, in its order.
    pub domains: Vec<String>,
    /// What its weights are worth.
    pub weights: WeightsKind,
    /// The share of right answers that the pass mark stands for.
    pub cut: Cut,
    /// The same, and whatever else is assumed, in words.
    pub says: Vec<String>,
}

const NOTHING_CHOSEN: &str =
    "No exam was chosen and none was sat. Choose one, or enter how a sitting went.";

/// The exam in question, as it was found.
#[derive(Debug)]
pub(super) struct Found<'a> {
    code: Option<&'a ExamCode>,
    pub(super) exam: Option<Exam>,
}

impl<'a> Found<'a> {
    /// The exam of the latest choice, else that of the latest attempt, as its [`Outline`] describes
    /// it.
    pub(super) fn of(history: &History<'a>, catalogue: &Catalogue) -> Self {
        let chosen = history.exam_choices.last().map(|fact| &fact.value.exam);
        let sat = history.attempts.iter().max_by_key(|fact| (fact.value.sat_on, fact.id));
        let code = chosen.or_else(|| sat.map(|fact| &fact.value.exam));
        Self { code, exam: code.and_then(|code| Outline::of(history, code, catalogue).exam) }
    }

    pub(super) const fn code(&self) -> Option<&'a ExamCode> {
        self.code
    }

    /// What there is to say where the exam is not known.
    pub(super) fn missing(&self) -> (Subject, String) {
        let Some(code) = self.code else {
            let says = NOTHING_CHOSEN.to_owned();
            return (Subject::None { says: says.clone() }, says);
        };
        let says = format!(
            "{code} is not in the catalogue. Enter its domains once, as an exam of your own, and \
             everything is worked out; until then your records are kept."
        );
        (Subject::Unknown { code: code.clone(), says: says.clone() }, says)
    }
}

impl Labels {
    pub(super) fn of(history: &History<'_>, exam: &Exam, now: Now) -> Self {
        let cut = Cut::of(exam, reading::read(history, exam, now).printed_pass_mark());
        let mut says = vec![cut.says()];
        says.extend(weights(exam.weights).map(str::to_owned));
        says.extend(origin(exam.origin).map(str::to_owned));
        Self {
            code: exam.code.clone(),
            title: exam.title.clone(),
            vendor: exam.vendor.clone(),
            status: exam.status,
            origin: exam.origin,
            domains: exam.domains.iter().map(|domain| domain.name.clone()).collect(),
            weights: exam.weights,
            cut,
            says,
        }
    }
}

/// What the candidate should know about the exam itself.
pub(super) fn warnings(history: &History<'_>, exam: &Exam, catalogue: &Catalogue) -> Vec<String> {
    let code = &exam.code;
    let successor = catalogue.record(code).and_then(|record| record.successor.as_ref());
    let instead = successor.map_or(String::new(), |code| format!(" {code} took its place."));
    let mut warnings = match exam.status {
        Status::Current => Vec::new(),
        Status::Retired => vec![format!("{code} is no longer offered.{instead}")],
        Status::Superseded => vec![format!("{code} has a newer outline.{instead}")],
    };
    warnings.extend(predecessor(history, code, catalogue).map(|old| {
        format!(
            "You sat {old}, before {code} took its place. What you recorded about it is kept. It \
             speaks of other domains, so what is said here rests on what you do for {code}."
        )
    }));
    warnings
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

const fn weights(kind: WeightsKind) -> Option<&'static str> {
    match kind {
        WeightsKind::Exact => None,
        WeightsKind::Range => Some("The vendor prints ranges as weights: their middles are used."),
        WeightsKind::Approximate => Some("The vendor calls its weights approximate."),
        WeightsKind::None => {
            Some("The vendor prints no weights: all domains are taken to be alike.")
        }
    }
}

const fn origin(origin: Origin) -> Option<&'static str> {
    match origin {
        Origin::Catalogue => None,
        Origin::Candidate => Some("You entered this exam yourself."),
        Origin::Correction => Some("You corrected the catalogue's entry; yours is used."),
    }
}
