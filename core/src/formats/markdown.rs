//! The last score report as a page to read, to print or to hand on: what was printed, what it can and
//! cannot say, what the candidate noted, what explains the weak domains, and what follows.
//!
//! The text is Markdown with one table. Whatever the candidate or a vendor wrote is escaped, so that
//! it is text and nothing else. The same facts give the same bytes.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::ids::DomainId;
use crate::base::time::Now;
use crate::coach::derivation::Briefing;
use crate::coach::derivation::Coaching;
use crate::coach::derivation::subject::Labels;
use crate::coach::history::History;
use crate::coach::history::Recorded;
use crate::coach::model;
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::record::ReportForm;
use crate::facts::attempt::Attempt;
use crate::facts::attempt::Outcome;
use crate::facts::reflection::DomainNote;
use crate::facts::score_report::Evidence;
use crate::formats::words;

const HONESTY: &str =
    "A report says little about a single domain: read it together with what you practise.";

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
    let today = now.stamp().local_date();
    let took_place = |outcome| !matches!(outcome, Outcome::NoShow | Outcome::Void);
    let sittings = history.attempts.iter().filter(|fact| {
        fact.value.exam == exam.code
            && took_place(fact.value.outcome)
            && fact.value.sat_on <= today.succ_opt().unwrap_or_default()
    });
    let sitting = sittings.max_by_key(|fact| (fact.value.sat_on, fact.id))?;
    let known = catalogue.exam(&exam.code).and_then(|exam| exam.report_form.as_ref());
    let form = known.and_then(|key| catalogue.report_form(key));
    let parts = [
        head(exam, sitting.value, form, catalogue),
        table(exam, coaching, sitting.value, form),
        notes(history, exam, coaching, sitting),
        reflections(coaching),
        causes(coaching),
        retake(coaching, today),
        foot(today),
    ];
    Some(parts.concat())
}

fn head(
    exam: &Labels,
    attempt: &Attempt,
    form: Option<&ReportForm>,
    catalogue: &Catalogue,
) -> String {
    let mut text = format!(
        "# {} ({}), sat on {}\n\n{}.",
        escape(&exam.title),
        escape(exam.code.as_str()),
        words::date(attempt.sat_on),
        words::outcome(attempt.outcome),
    );
    let report = attempt.report.as_ref();
    if let Some(score) = report.and_then(|report| report.overall) {
        text.push_str(&format!(" Score as printed: {score}"));
        if let Some(scale) = catalogue.exam(&exam.code).and_then(|exam| exam.scale) {
            text.push_str(&format!(" on a scale of {} to {}", scale.min, scale.max));
        }
        let mark = report.and_then(|report| report.pass_mark);
        let mark = mark.or_else(|| catalogue.exam(&exam.code).and_then(|exam| exam.pass_mark));
        if let Some(mark) = mark {
            text.push_str(&format!("; the pass mark is {mark}"));
        }
        text.push('.');
    }
    text.push_str(&format!(
        "\n\nWhat such a report can say: {}\n",
        escape(form.map_or(HONESTY, |form| &form.honesty))
    ));
    for says in &exam.says {
        text.push_str(&format!("{}\n", escape(says)));
    }
    text
}

fn table(
    exam: &Labels,
    coaching: &Coaching,
    attempt: &Attempt,
    form: Option<&ReportForm>,
) -> String {
    let mut text = "\n| Domain | Weight | Printed | Estimate, 80 % | What that means |\n\
                    |--|--|--|--|--|\n"
        .to_owned();
    let levels = form.map_or(&[][..], |form| form.levels.as_slice());
    let readings = attempt.report.iter().flat_map(|report| &report.domains);
    let mut printed: BTreeMap<&DomainId, Vec<&Evidence>> = BTreeMap::new();
    for reading in readings {
        printed.entry(&reading.domain).or_default().push(&reading.evidence);
    }
    let in_words = |evidence: Vec<&Evidence>| {
        let each: Vec<String> =
            evidence.into_iter().map(|one| escape(&words::evidence(one, levels))).collect();
        each.join("; ")
    };
    for (estimate, name) in coaching.estimates.iter().zip(&exam.domains) {
        let result = printed.remove(&estimate.domain);
        let result = result.map_or_else(|| "nothing".to_owned(), in_words);
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
        text.push_str(&format!("| {domain} | – | {result} | – | not a domain of this exam |\n"));
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
    let mut text = "\n## What you noted\n\n".to_owned();
    for (domain, note) in latest {
        let each = coaching.estimates.iter().zip(&exam.domains);
        let mut named = each.filter(|(estimate, _)| estimate.domain == *domain);
        let name = named.next().map_or("", |(_, name)| name.as_str());
        let label = format!("{} {name}", domain.as_str());
        let topics: Vec<String> = note.topics.iter().map(|topic| escape(topic)).collect();
        let because = words::explanation(note.explanation);
        text.push_str(&format!("- {}: {because}", escape(label.trim_end())));
        if !topics.is_empty() {
            text.push_str(&format!(". To come back to: {}", topics.join("; ")));
        }
        text.push('\n');
    }
    text
}

/// The step from a result to what explains it: one line for each weak domain.
fn reflections(coaching: &Coaching) -> String {
    if coaching.reflections.is_empty() {
        return String::new();
    }
    let lines = coaching.reflections.iter().map(|one| format!("- {}\n", escape(&one.says)));
    format!("\n## What may explain the weak domains\n\n{}", lines.collect::<String>())
}

fn causes(coaching: &Coaching) -> String {
    let front = coaching.causes.iter().filter(|finding| coaching.headline.contains(&finding.cause));
    let mut text = "\n## What may have played a part\n".to_owned();
    let heading = text.len();
    for finding in front {
        text.push_str(&format!(
            "\n{} ({}):\n\n",
            finding.cause.name(),
            words::cause_class(finding.class)
        ));
        for signal in &finding.evidence {
            text.push_str(&format!("- {}\n", escape(&signal.says)));
        }
    }
    if text.len() == heading {
        text.push_str("\nToo little is recorded to name a cause. That is not a verdict.\n");
    }
    text
}

fn retake(coaching: &Coaching, today: NaiveDate) -> String {
    let mut text = "\n## When it may be sat again\n\n".to_owned();
    let answer = words::retake(&coaching.eligibility, today);
    let unknowns = coaching.eligibility.unknowns.iter().map(|says| format!("Not known: {says}"));
    for says in answer.into_iter().chain(unknowns) {
        text.push_str(&format!("- {}\n", escape(&says)));
    }
    text
}

fn foot(today: NaiveDate) -> String {
    format!(
        "\nWorked out on {} with version {} of the coach's constants, which are reasoned and not \
         fitted. It leaves your devices only if you hand it on.\n",
        words::date(today),
        model::VERSION,
    )
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
