//! Two pages in Markdown, to read, to print or to hand on: the page a candidate needs, and the last
//! score report with notes beside it.
//!
//! The text is Markdown with one table. Whatever the candidate or a vendor wrote is escaped, so that
//! it is text and nothing else. The same facts give the same bytes.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::ids::DomainId;
use crate::base::time::Now;
use crate::coach::derivation::subject::Labels;
use crate::coach::derivation::{Briefing, Coaching};
use crate::coach::history::{History, Recorded};
use crate::coach::model;
use crate::coach::record::ExamRecord;
use crate::exam::catalogue::Catalogue;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::attempt::Attempt;
use crate::facts::reflection::DomainNote;
use crate::formats::page::{DomainRow, Page, PagePart, PageSection, Sources, report};
use crate::formats::words;
use crate::wording::{Said, page};

/// A page as Markdown.
pub fn text_of(page: &Page) -> String {
    let mut text = format!("# {}\n", escape(&page.title.text()));
    for section in &page.sections {
        text.push_str(&section_of(section));
    }
    text
}

fn section_of(section: &PageSection) -> String {
    let mut text = format!("\n## {}\n", escape(&section.heading.text()));
    let mut before: Option<&PagePart> = None;
    for part in &section.parts {
        let line = |said: &Said| escape(&said.text());
        match part {
            PagePart::Sentence { said } => text.push_str(&format!("\n{}\n", line(said))),
            PagePart::Point { said } => {
                let first = !matches!(before, Some(PagePart::Point { .. }));
                text.push_str(&format!("{}- {}\n", if first { "\n" } else { "" }, line(said)));
            }
            PagePart::Domain { row } => {
                if !matches!(before, Some(PagePart::Domain { .. })) {
                    text.push_str(&table_head());
                }
                text.push_str(&table_row(row));
            }
            PagePart::Cause { heading, evidence, changes, .. } => {
                text.push_str(&format!("\n{}\n\n", line(heading)));
                for said in evidence.iter().chain(changes) {
                    text.push_str(&format!("- {}\n", line(said)));
                }
            }
        }
        before = Some(part);
    }
    text
}

/// The annotated report of the last sitting that `record` holds; `briefing` is what follows from it.
///
/// `None` if the exam was never sat.
pub fn annotated_report(
    record: &ExamRecord<'_>,
    briefing: &Briefing,
    catalogue: &Catalogue,
) -> Option<String> {
    let Briefing { exam, coaching, .. } = briefing;
    let sources = Sources { record, briefing, catalogue };
    let today = record.today;
    let sitting = &record.sittings.last()?;
    let parts = [
        head(&sources, sitting.value),
        table(&sources),
        notes(record.history, exam, coaching, sitting),
        reflections(coaching),
        causes(coaching),
        retake(coaching, record.now),
        foot(today),
    ];
    Some(parts.concat())
}

fn head(sources: &Sources<'_>, attempt: &Attempt) -> String {
    let exam = &sources.briefing.exam;
    let title = page::title(&escape(&exam.title), &escape(exam.code.as_str()), attempt.sat_on);
    let question = sources.briefing.coaching.eligibility.question.as_ref();
    let question = question.map(|question| format!("\n{}\n", escape(&question.text.text())));
    let question = question.unwrap_or_default();
    let mut text = format!("# {title}\n{question}\n{}.", words::outcome(attempt.outcome));
    let score = report::score(attempt, sources.record.exam);
    text.extend(score.map(|score| format!(" {}", escape(&score.text()))));
    let caveat = report::form(sources);
    let caveat = caveat.map_or_else(|| page::little_alone().text(), |form| form.caveat.clone());
    text.push_str(&format!("\n\n{}\n", page::report_says(&escape(&caveat))));
    for said in &exam.said {
        text.push_str(&format!("{}\n", escape(&said.text())));
    }
    text
}

fn table(sources: &Sources<'_>) -> String {
    let rows = report::rows(sources);
    table_head() + &rows.iter().map(table_row).collect::<String>()
}

fn table_head() -> String {
    let heads =
        [page::domain(), page::weight(), page::printed(), page::estimate(), page::meaning()];
    let heads = heads.map(|head| format!(" {head} |")).concat();
    format!("\n|{heads}\n|--|--|--|--|--|\n")
}

fn table_row(row: &DomainRow) -> String {
    let cell =
        |said: Option<&Said>| said.map_or_else(|| "–".to_owned(), |said| escape(&said.text()));
    let domain = format!("{} {}", row.domain.as_str(), row.name);
    let cells = [
        escape(domain.trim_end()),
        cell(row.weight.as_ref()),
        cell(Some(&row.printed)),
        cell(row.standing.as_ref()),
        cell(Some(&row.meaning)),
    ];
    format!("|{}\n", cells.map(|cell| format!(" {cell} |")).concat())
}

fn notes(
    history: &History<'_>,
    exam: &Labels,
    coaching: &Coaching,
    sitting: &Recorded<'_, Attempt>,
) -> String {
    let of_sitting = history.domain_notes.iter().filter(|note| note.value.attempt == *sitting.id);
    // A later note about a domain replaces the earlier one.
    let latest: BTreeMap<&DomainId, &DomainNote> =
        of_sitting.map(|note| (&note.value.domain, note.value)).collect();
    if latest.is_empty() {
        return String::new();
    }
    let mut text = format!("\n## {}\n\n", page::noted());
    for (domain, note) in latest {
        let each = coaching.estimates.iter().zip(&exam.domains);
        let mut named = each.filter(|(estimate, _)| estimate.domain == *domain);
        let name = named.next().map_or("", |(_, name)| name.as_str());
        let label = format!("{} {name}", domain.as_str());
        let topics: Vec<String> = note.topics.iter().map(|topic| escape(topic)).collect();
        let (label, explanation) = (escape(label.trim_end()), words::explanation(note.explanation));
        let said = if topics.is_empty() {
            page::note(&label, explanation)
        } else {
            page::note_with_topics(&label, explanation, topics)
        };
        text.push_str(&format!("- {said}\n"));
    }
    text
}

/// The step from a result to what explains it: one line for each weak domain.
fn reflections(coaching: &Coaching) -> String {
    if coaching.reflections.is_empty() {
        return String::new();
    }
    let lines = coaching.reflections.iter().map(|one| format!("- {}\n", escape(&one.said.text())));
    format!("\n## {}\n\n{}", page::explanations(), lines.collect::<String>())
}

fn causes(coaching: &Coaching) -> String {
    let find = |cause| coaching.causes.iter().find(|finding| finding.cause == cause);
    let front = coaching.headline.iter().filter_map(|cause| find(*cause));
    let mut text = format!("\n## {}\n", page::causes());
    let heading = text.len();
    for finding in front {
        let cause = page::cause(finding.cause.name(), words::cause_class(finding.class));
        text.push_str(&format!("\n{cause}\n\n"));
        for signal in &finding.evidence {
            text.push_str(&format!("- {}\n", escape(&signal.said.text())));
        }
    }
    if text.len() == heading {
        text.push_str(&format!("\n{}\n", page::no_cause()));
    }
    text
}

fn retake(coaching: &Coaching, now: Now) -> String {
    let mut text = format!("\n## {}\n\n", page::retake());
    let Eligibility { passed_on, unknowns, .. } = &coaching.eligibility;
    let unknowns = unknowns.iter().filter(|_| passed_on.is_none()).cloned();
    for said in coaching.eligibility.sentences(now).into_iter().chain(unknowns) {
        text.push_str(&format!("- {}\n", escape(&said.text())));
    }
    text
}

fn foot(today: NaiveDate) -> String {
    format!("\n{}\n", page::worked_out(today, model::VERSION))
}

/// A text as Markdown that shows it and does nothing else. Line ends and other control characters
/// become spaces.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&' | '!' | '$'
            | '{' | '}' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // Besides the controls these end a line in some renderers, or turn the text around.
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                escaped.push(' ');
            }
            control if control.is_control() => escaped.push(' '),
            plain => escaped.push(plain),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_is_text_and_nothing_else() {
        assert_eq!(
            escape("| <b>*Log*</b>\n# [x](y) `z` &amp;"),
            "\\| \\<b\\>\\*Log\\*\\</b\\> \\# \\[x\\](y) \\`z\\` \\&amp;"
        );
        assert_eq!(escape("Kerberos, 2nd part (AS-REQ)"), "Kerberos, 2nd part (AS-REQ)");
    }
}
