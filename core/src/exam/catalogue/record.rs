//! What the catalogue knows beside blueprints and policies.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::base::calendar::day_text;
use crate::base::ids::ExamCode;
use crate::exam::blueprint::Exam;
use crate::exam::provenance::{Confidence, Provenance};

/// An exam, and what the catalogue knows about it besides.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct CatalogueEntry {
    /// The exam.
    pub exam: Exam,
    /// The certification it belongs to, where several outlines share one.
    pub family: Option<String>,
    /// When it stopped being offered.
    pub retired_on: Option<Retirement>,
    /// The exam that took its place.
    pub successor: Option<ExamCode>,
    /// When the vendor changed its outline under the same code, if it is known that it did.
    pub outline: Option<OutlineChange>,
    /// The price in US dollars, without tax.
    pub price_usd: Option<f64>,
    /// The pass mark that is usually named where the vendor publishes none. Never reckoned with.
    pub pass_mark_cited: Option<String>,
    /// How far the navigation can be trusted.
    pub navigation_confidence: Option<Confidence>,
    /// Numbers that rest on less than the record does.
    pub exceptions: Vec<Exception>,
    /// The data file it was read from.
    pub file: String,
    /// The day on which the sources were last looked at; `None` for a candidate's own exam.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub checked_on: Option<NaiveDate>,
}

/// When an exam stops being offered: a range where its language versions go one by one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Retirement {
    /// The last day of the version that goes first.
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub min: NaiveDate,
    /// The last day of the version that goes last.
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub max: NaiveDate,
    /// The language of the version that goes first, by its English name and the names that candidates
    /// may enter; empty if there is one day for all, or no source says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub first: Vec<String>,
}

impl Retirement {
    /// The last day for those who sit the exam in `language`, in any case and with or without a region:
    /// `English (US)`, `en-US`. `None` if the language decides and is not known.
    pub fn last_day(&self, language: Option<&str>) -> Option<NaiveDate> {
        if self.min == self.max {
            return Some(self.max);
        }
        let language = language.map(|name| name.trim().to_lowercase());
        let language = language.filter(|name| !name.is_empty() && !self.first.is_empty())?;
        let is_named = |name: &String| {
            let rest = language.strip_prefix(&name.to_lowercase());
            rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        };
        Some(if self.first.iter().any(is_named) { self.min } else { self.max })
    }
}

/// A change of an exam's outline under the same code: a sitting before that day follows the one
/// outline, a sitting on it or later the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OutlineChange {
    /// The first day of the new outline.
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub changed_on: NaiveDate,
    /// Which of the two outlines the entry's domains and weights are from.
    pub describes: OutlineSide,
}

/// One of the two outlines that a change lies between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OutlineSide {
    /// The one of before: no source for the new one was found yet.
    Before,
    /// The one since.
    Since,
}

/// A field of a record that rests on other sources than the rest of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The field, such as `pass_mark` or `domains[2].weight` (counted from 0).
    pub field: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// The keys of the record's sources it comes from.
    #[serde(default)]
    pub sources: Vec<String>,
    /// A remark, in words.
    #[serde(default)]
    pub note: Option<String>,
}

/// The form of a vendor's score report: what it prints and what that can and cannot say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportForm {
    /// Its key, to which exams refer.
    pub key: String,
    /// What is printed about the whole exam.
    pub overall: String,
    /// What is printed about each domain.
    pub per_domain: String,
    /// What else is printed.
    pub detail: Option<String>,
    /// What the candidate enters.
    pub type_in: String,
    /// The kinds of evidence per domain, the usual one first.
    pub evidence: Vec<EvidenceKind>,
    /// The names of the levels, lowest first; empty unless levels are printed.
    pub levels: Vec<String>,
    /// Whether a report of a sitting that was not passed prints the first date of a retake: the form asks
    /// for it then.
    pub prints_retake_date: bool,
    /// What the report cannot say: shown beside it.
    pub caveat: String,
    /// The data file it was read from.
    pub file: String,
    /// The day on which the sources were last looked at.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub checked_on: NaiveDate,
    /// Where this comes from.
    pub provenance: Provenance,
}

/// A kind of evidence about a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// One of a few levels.
    Band,
    /// A bar without a number.
    Bar,
    /// A list of missed objectives.
    MissedObjectives,
    /// A percentage.
    Percent,
    /// A place in the order of domains.
    Rank,
    /// A scaled score.
    Scaled,
    /// The candidate's own rating.
    SelfRating,
}

/// One who delivers exams for vendors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DeliveryProvider {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// What is known, one sentence each.
    pub facts: Vec<String>,
    /// The data file it was read from.
    pub file: String,
    /// The day on which the sources were last looked at.
    pub checked_on: NaiveDate,
    /// Where this comes from.
    pub provenance: Provenance,
}
