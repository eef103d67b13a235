//! Choosing an exam: those that there are, by what somebody types, and one of them as its own screen shows
//! it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::ExamCode;
use crate::base::time::Now;
use crate::coach::blueprint::Blueprint;
use crate::coach::derivation::subject::chosen;
use crate::coach::history::History;
use crate::exam::blueprint::{Exam, Origin, Status};
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::record::ReportForm;

/// One exam in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExamEntry {
    /// Its code.
    pub code: ExamCode,
    /// Its name.
    pub title: String,
    /// The vendor.
    pub vendor: String,
    /// Whether it can be sat today: also on its last day, and as long as one language is offered.
    pub status: Status,
    /// The last day on which it can be sat, in whichever language; `None` where none is known.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub last_day: Option<NaiveDate>,
    /// The last day of the language that goes first, where languages go one by one.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub first_to_end: Option<NaiveDate>,
    /// The exam that takes its place.
    pub successor: Option<ExamCode>,
    /// Who entered it.
    pub origin: Origin,
}

/// One exam, with all that a form for its score report has to know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ExamSheet {
    /// The exam as a list has it.
    pub entry: ExamEntry,
    /// The exam with its domains and weights: the candidate's own outline where they entered one.
    pub exam: Exam,
    /// What the vendor's report prints; `None` for an exam of the candidate's own that names no form.
    pub report_form: Option<ReportForm>,
    /// Whether it is the exam that everything is about.
    pub is_chosen: bool,
}

impl ExamEntry {
    fn of(exam: &Exam, catalogue: &Catalogue, today: NaiveDate) -> Self {
        let known = catalogue.record(&exam.code);
        let retirement = known.and_then(|known| known.retired_on.as_ref());
        let last_day = retirement.map(|retirement| retirement.max);
        let is_offered = last_day.is_some_and(|last_day| today <= last_day);
        Self {
            code: exam.code.clone(),
            title: exam.title.clone(),
            vendor: exam.vendor.clone(),
            status: if is_offered { Status::Current } else { exam.status },
            last_day,
            first_to_end: retirement.filter(|end| end.min < end.max).map(|end| end.min),
            successor: known.and_then(|known| known.successor.clone()),
            origin: exam.origin,
        }
    }
}

impl ExamSheet {
    /// The sheet of `exam` at a moment.
    pub fn of(history: &History<'_>, exam: Exam, catalogue: &Catalogue, now: Now) -> Self {
        let form = exam.report_form.as_ref().and_then(|key| catalogue.report_form(key));
        Self {
            entry: ExamEntry::of(&exam, catalogue, now.date_in(now.zone)),
            report_form: form.cloned(),
            is_chosen: chosen(history, now) == Some(&exam.code),
            exam,
        }
    }
}

/// The exams of the catalogue and the candidate's own in which every word of `search` is found, in code,
/// vendor or title; all of them for an empty one. First those whose code it is or begins, then those that
/// can be sat. Where no exam has the words, the one whose code was probably meant. Empty: the candidate
/// describes the exam.
pub fn exams(
    history: &History<'_>,
    catalogue: &Catalogue,
    search: &str,
    now: Now,
) -> Vec<ExamEntry> {
    let (search, today) = (Search::of(search), now.date_in(now.zone));
    let own = own_exams(history, catalogue);
    let is_own = |exam: &Exam| own.iter().any(|own| own.code == exam.code);
    let all = own.iter().chain(catalogue.exams().filter(|exam| !is_own(exam)));
    let hits = all.filter_map(|exam| Some((search.rank(exam)?, exam)));
    let entry = |(rank, exam)| (rank, ExamEntry::of(exam, catalogue, today));
    let mut found: Vec<(u8, ExamEntry)> = hits.map(entry).collect();
    if found.is_empty() {
        let meant = search.code().and_then(|code| catalogue.exam(catalogue.nearest(&code)?));
        found.extend(meant.map(|exam| entry((0, exam))));
    }
    let order = |(rank, of): &(u8, ExamEntry)| {
        (*rank, of.status != Status::Current, of.vendor.clone(), of.code.clone())
    };
    found.sort_by_cached_key(order);
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// The outlines that the candidate entered, as far as they can be used.
fn own_exams(history: &History<'_>, catalogue: &Catalogue) -> Vec<Exam> {
    let described = history.exam_choices.iter().filter(|fact| fact.value.blueprint.is_some());
    let mut codes: Vec<&ExamCode> = described.map(|fact| &fact.value.exam).collect();
    codes.sort();
    codes.dedup();
    let outlines = codes.into_iter().map(|code| Blueprint::of(history, code, catalogue).exam);
    outlines.flatten().filter(|exam| exam.origin != Origin::Catalogue).collect()
}

/// What somebody types to find an exam.
struct Search {
    words: Vec<String>,
    joined: String,
}

/// More of what is typed says nothing about an exam.
const SEARCH_CHARS: usize = 120;

impl Search {
    fn of(typed: &str) -> Self {
        let typed: String = typed.chars().take(SEARCH_CHARS).collect();
        let words: Vec<String> =
            typed.split_whitespace().map(plain).filter(|word| !word.is_empty()).collect();
        Self { joined: words.concat(), words }
    }

    /// How near an exam is: 0 is nearest; `None` if it is none that was searched for.
    fn rank(&self, exam: &Exam) -> Option<u8> {
        let code = plain(exam.code.as_str());
        if self.words.is_empty() {
            return Some(2);
        }
        if code == self.joined {
            return Some(0);
        }
        if code.starts_with(&self.joined) {
            return Some(1);
        }
        let [vendor, title] = [&exam.vendor, &exam.title].map(|text| plain(text));
        let has = |word: &String| [&code, &vendor, &title].iter().any(|text| text.contains(word));
        self.words.iter().all(has).then_some(2)
    }

    fn code(&self) -> Option<ExamCode> {
        self.joined.to_uppercase().parse().ok()
    }
}

/// The letters and digits of a text in lower case, and the sign that names such as `Security+` have.
fn plain(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric() || *c == '+');
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(search: &str) -> Vec<String> {
        let catalogue = Catalogue::embedded().unwrap();
        let now = Now::at("2026-03-01T20:00:00Z".parse().unwrap());
        let exams = exams(&History::of([], now), &catalogue, search, now);
        exams.iter().map(|exam| exam.code.to_string()).collect()
    }

    #[test]
    fn an_exam_is_found_by_code_name_and_vendor_in_any_writing() {
        for search in ["SY0-701", "sy0 701", "sy0701", "comptia security+", "Security SY0"] {
            assert_eq!(found(search).first().map(String::as_str), Some("SY0-701"), "{search}");
        }
        assert!(found("aws").len() > 5);
        assert_eq!(found("").len(), Catalogue::embedded().unwrap().exams().count());
    }

    #[test]
    fn where_nothing_has_the_words_the_code_that_was_meant_is_found_or_nothing() {
        assert_eq!(found("SYO-701"), ["SY0-701"]);
        assert_eq!(found("pottery for beginners"), Vec::<String>::new());
    }
}
