//! What the numbers and texts of a fact may be: checked where a fact comes in, by hand or by file.
//!
//! A merge is not an entrance. What a peer sends is kept whatever it holds, and a history reports
//! what breaks a rule of this page as an anomaly; derivations work with it all the same.

mod attempt;
mod reflection;
mod schedule;
mod study;

use std::fmt::Display;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::facts::{Fact, FactBody, Removal};

/// The longest stretch of anything in minutes: a day.
const DAY_MINUTES: u32 = 1_440;
/// The longest text of the candidate's own, in characters, unless the field says otherwise.
const NOTE_CHARS: usize = 500;
/// The longest name, in characters.
const NAME_CHARS: usize = 120;
/// Years in which exams are sat.
const YEARS: RangeInclusive<NaiveDate> =
    match (NaiveDate::from_ymd_opt(1990, 1, 1), NaiveDate::from_ymd_opt(2199, 12, 31)) {
        (Some(first), Some(last)) => first..=last,
        (None, _) | (_, None) => NaiveDate::MIN..=NaiveDate::MAX,
    };

/// A value that no fact may have. Nothing was taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` is {value}: allowed is {allowed}")]
pub struct InvalidFact {
    /// The field, as a path in the open JSON form: `body.attempt.conditions.distress`.
    pub field: String,
    /// What stands there, shortened.
    pub value: String,
    /// What may stand there.
    pub allowed: String,
}

impl InvalidFact {
    fn new(field: &str, value: impl Display, allowed: impl Into<String>) -> Self {
        Self { field: field.to_owned(), value: value.to_string(), allowed: allowed.into() }
    }

    /// The same, seen from the outside of the object `place`.
    #[must_use]
    pub fn inside(mut self, place: impl Display) -> Self {
        self.field = format!("{place}.{}", self.field);
        self
    }
}

/// Whether a value may come in.
type Checked = Result<(), InvalidFact>;

impl Fact {
    /// Whether every number and text of the fact is one that may be entered.
    ///
    /// What is odd and possible passes: a date in the future, a domain that the exam does not have, a
    /// second attempt on one day. Derivations report those.
    ///
    /// # Errors
    ///
    /// [`InvalidFact`] names the first field that may not be as it is.
    pub fn check(&self) -> Checked {
        if self.supersedes.as_ref() == Some(&self.id) {
            return Err(InvalidFact::new("supersedes", &self.id, "the id of another fact"));
        }
        let (kind, checked) = match &self.body {
            FactBody::Attempt(value) => ("attempt", attempt::attempt(value)),
            FactBody::StudySession(value) => ("study_session", study::session(value)),
            FactBody::Answer(value) => ("answer", study::answer(value)),
            FactBody::ReviewTime(value) => ("review_time", study::review_time(value)),
            FactBody::PracticeSet(value) => ("practice_set", study::practice_set(value)),
            FactBody::Simulation(value) => ("simulation", study::simulation(value)),
            FactBody::Diagnosis(value) => ("diagnosis", study::diagnosis(value)),
            FactBody::Questionnaire(value) => ("questionnaire", reflection::questionnaire(value)),
            FactBody::DomainNote(value) => ("domain_note", reflection::domain_note(value)),
            FactBody::Resource(value) => ("resource", study::resource(value)),
            FactBody::PriorPreparation(value) => ("prior_preparation", study::prior(value)),
            FactBody::Availability(value) => ("availability", schedule::availability(value)),
            FactBody::DayException(value) => ("day_exception", schedule::day_exception(value)),
            FactBody::ExamChoice(value) => ("exam_choice", schedule::exam_choice(value)),
            FactBody::ExamDate(value) => ("exam_date", optional_day("date", value.date)),
            FactBody::RetakeOverride(value) => {
                ("retake_override", schedule::retake_override(value))
            }
            FactBody::PlanAnchor(value) => ("plan_anchor", schedule::plan_anchor(value)),
            FactBody::Removal(value) => ("removal", self.removal(value)),
            FactBody::Commitment(value) => ("commitment", schedule::commitment(value)),
        };
        checked.map_err(|invalid| invalid.inside(format_args!("body.{kind}")))
    }

    fn removal(&self, removal: &Removal) -> Checked {
        if removal.target == self.id {
            return Err(InvalidFact::new("target", &self.id, "the id of another fact"));
        }
        Ok(())
    }
}

/// A number that lies in a range, its ends included.
fn within<T: PartialOrd + Display>(field: &str, value: T, allowed: RangeInclusive<T>) -> Checked {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(InvalidFact::new(field, value, format!("{} to {}", allowed.start(), allowed.end())))
}

/// As [`within`], for a number that may be missing.
fn optional<T: PartialOrd + Display>(
    field: &str,
    value: Option<T>,
    allowed: RangeInclusive<T>,
) -> Checked {
    value.map_or(Ok(()), |value| within(field, value, allowed))
}

/// A date in years in which exams are sat.
fn day(field: &str, value: NaiveDate) -> Checked {
    within(field, value, YEARS)
}

/// As [`day`], for a date that may be missing.
fn optional_day(field: &str, value: Option<NaiveDate>) -> Checked {
    optional(field, value, YEARS)
}

/// A text that says something and is not endless.
fn text(field: &str, value: &str, chars: usize) -> Checked {
    let length = value.chars().take(chars + 1).count();
    if !value.trim().is_empty() && length <= chars {
        return Ok(());
    }
    let shown: String = value.chars().take(24).collect();
    let dots = if value.chars().nth(24).is_some() { "…" } else { "" };
    Err(InvalidFact::new(
        field,
        format_args!("{shown:?}{dots}"),
        format!("a text of 1 to {chars} characters"),
    ))
}

/// As [`text`], for a text that may be missing.
fn optional_text(field: &str, value: Option<&str>, chars: usize) -> Checked {
    value.map_or(Ok(()), |value| text(field, value, chars))
}

/// Every entry of a list, each named by its place.
fn each<T>(list: &str, entries: &[T], check: impl Fn(&T) -> Checked) -> Checked {
    entries.iter().enumerate().try_for_each(|(index, entry)| {
        check(entry).map_err(|invalid| invalid.inside(format_args!("{list}[{index}]")))
    })
}
