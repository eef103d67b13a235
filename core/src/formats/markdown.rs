//! The last score report as a page to read, to print or to hand on: what was printed, what it can and
//! cannot say, what the candidate noted, what explains the weak domains, and what follows.
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
use crate::coach::record::sittings::Sittings;
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::record::ReportForm;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::attempt::Attempt;
use crate::facts::reflection::DomainNote;
use crate::facts::score_report::Evidence;
use crate::formats::words;
use crate::wording::page;

/// The annotated report of the last sitting. `briefing` is what follows from `history` at `now`.
///
/// `None` if the exam was never sat.
pub fn annotated_report(
    history: &History<'_>,
    briefing: &Briefing,
    catalogue: &Catalogue,
    now: Now,
) -> Option<String> {
    let Briefing { exam, coaching, .. } = briefing;
    let today = now.study_day();
    let sitting = &Sittings::of(history, &exam.code, now).last()?;
    let known = catalogue.exam(&exam.code).and_then(|exam| exam.report_form.as_ref());
    let form = known.and_then(|key| catalogue.report_form(key));
    let parts = [
        title(exam, coaching, sitting.value),
        head(exam, sitting.value, form, catalogue),
        table(exam, coaching, sitting.value, form),
        notes(history, exam, coaching, sitting),
        reflections(coaching),
        causes(coaching),
        retake(coaching, now),
        foot(today),
    ];
    Some(parts.concat())
}

/// The title, and what has to be answered before anything else.
fn title(exam: &Labels, coaching: &Coaching, attempt: &Attempt) -> String {
    let title = page::title(&escape(&exam.title), &escape(exam.code.as_str()), attempt.sat_on);
    let question = coaching.eligibility.question.as_ref();
    let question = question.map(|question| format!("\n{}\n", escape(&question.text.text())));
    format!("# {title}\n{}", question.unwrap_or_default())
}

fn head(
    exam: &Labels,
    attempt: &Attempt,
    form: Option<&ReportForm>,
    catalogue: &Catalogue,
) -> String {
    let mut text = format!("\n{}.", words::outcome(attempt.outcome));
    let report = attempt.report.as_ref();
    if let Some(score) = report.and_then(|report| report.overall) {
        let scale = catalogue.exam(&exam.code).and_then(|exam| exam.scale);
        let printed = match scale {
            Some(scale) => page::score_on_scale(score, scale.min, scale.max),
            None => page::score_printed(score),
        };
        let mark = report.and_then(|report| report.pass_mark);
        let mark = mark.or_else(|| catalogue.exam(&exam.code).and_then(|exam| exam.pass_mark));
        let printed = match mark {
            Some(mark) => page::with_pass_mark(printed, mark),
            None => printed,
        };
        text.push_str(&format!(" {printed}."));
    }
    let caveat = form.map_or_else(|| page::little_alone().text(), |form| form.caveat.clone());
    text.push_str(&format!("\n\n{}\n", page::report_says(&escape(&caveat))));
    for said in &exam.said {
        text.push_str(&format!("{}\n", escape(&said.text())));
    }
    text
}

fn table(
    exam: &Labels,
    coaching: &Coaching,
    attempt: &Attempt,
    form: Option<&ReportForm>,
) -> String {
    let heads =
        [page::domain(), page::weight(), page::printed(), page::estimate(), page::meaning()];
    let heads = heads.map(|head| format!(" {head} |")).concat();
    let mut text = format!("\n|{heads}\n|--|--|--|--|--|\n");
    let levels = form.map_or(&[][..], |form| form.levels.as_slice());
    let readings = attempt.report.iter().flat_map(|report| &report.domains);
    let mut printed: BTreeMap<&DomainId, Vec<&Evidence>> = BTreeMap::new();
    for reading in readings {
        printed.entry(&reading.domain).or_default().push(&reading.evidence);
    }
    let in_words = |evidence: Vec<&Evidence>| {
        let each: Vec<String> =
            evidence.into_iter().map(|one| escape(&words::evidence(one, levels).text())).collect();
        each.join("; ")
    };
    for (estimate, name) in coaching.estimates.iter().zip(&exam.domains) {
        let result = printed.remove(&estimate.domain);
        let result = result.map_or_else(|| page::nothing().text(), in_words);
        text.push_str(&format!(
            "| {} {} | {:.0} % | {result} | {} | {} |\n",
            escape(estimate.domain.as_str()),
            escape(name),
            estimate.share * 100.0,
            words::interval(estimate),
            words::domain_class(estimate.class),
        ));
    }
    // A result that belongs to no domain of this exam stays on the page.
    for (domain, evidence) in printed {
        let (domain, result) = (escape(domain.as_str()), in_words(evidence));
        text.push_str(&format!("| {domain} | – | {result} | – | {} |\n", page::no_domain()));
    }
    text
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
    let front = coaching.causes.iter().filter(|finding| coaching.headline.contains(&finding.cause));
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
