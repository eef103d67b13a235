//! What the report says and does not say: the score, where each domain stands, topics to come back to.

use std::collections::BTreeMap;

use crate::base::ids::DomainId;
use crate::base::units::Score;
use crate::coach::estimate::{DomainClass, DomainEstimate};
use crate::exam::blueprint::{Exam, Origin};
use crate::exam::catalogue::record::ReportForm;
use crate::facts::attempt::Attempt;
use crate::facts::reflection::DomainNote;
use crate::formats::page::{DomainRow, PagePart, Sources};
use crate::formats::words;
use crate::wording::value::Share;
use crate::wording::{Said, advice, page};

/// At most this many domains are those with the most to gain.
const MOST_TO_GAIN_MAX: usize = 3;

pub(super) fn parts(sources: &Sources<'_>) -> Vec<PagePart> {
    let mut parts: Vec<PagePart> = Vec::new();
    let mut say = |said: Said| parts.push(PagePart::Sentence { said });
    let last = sources.last();
    if let Some(last) = last {
        score(last, sources.record.exam).into_iter().for_each(&mut say);
        let caveat =
            form(sources).map_or_else(page::little_alone, |form| page::report_says(&form.caveat));
        say(caveat);
    }
    sources.briefing.exam.said.iter().cloned().for_each(&mut say);
    if !sources.is_passed() {
        say(advice::how_to_read());
    }
    parts.extend(rows(sources).into_iter().map(|row| PagePart::Domain { row }));
    let most = most_to_gain(&sources.briefing.coaching.estimates);
    if !most.is_empty() && !sources.is_passed() {
        let names = most.into_iter().map(|one| advice::quoted(sources.name(&one.domain)));
        parts.push(PagePart::Sentence { said: advice::most_to_gain(names.collect()) });
    }
    let notes = notes(sources).into_iter();
    parts.extend(notes.map(|said| PagePart::Point { said }));
    parts
}

/// The score as it was printed, and the mark that holds, with who says so.
pub(crate) fn score(attempt: &Attempt, exam: &Exam) -> Option<Said> {
    let report = attempt.report.as_ref();
    let own = |mark: Score| match exam.origin {
        Origin::Catalogue => advice::mark_of_exam(mark),
        Origin::Candidate | Origin::Correction => advice::mark_of_yours(mark),
    };
    let Some(score) = report.and_then(|report| report.overall) else {
        return exam.pass_mark.map(own);
    };
    let printed = match exam.scale {
        Some(scale) => page::score_on_scale(score, scale.min, scale.max),
        None => page::score_printed(score),
    };
    let on_paper = report.and_then(|report| report.pass_mark);
    let said = match (on_paper, exam.pass_mark, exam.origin) {
        (Some(mark), ..) => advice::printed_mark(printed, mark),
        (None, Some(mark), Origin::Catalogue) => page::with_pass_mark(printed, mark),
        (None, Some(mark), Origin::Candidate | Origin::Correction) => {
            advice::your_mark(printed, mark)
        }
        (None, None, _) => printed,
    };
    Some(page::sentence(said))
}

/// One row for each domain of the exam, in its order, and one for each printed result that belongs to
/// none.
pub(crate) fn rows(sources: &Sources<'_>) -> Vec<DomainRow> {
    let levels = form(sources).map_or(&[][..], |form| form.levels.as_slice());
    let readings = sources.last().and_then(|last| last.report.as_ref());
    let readings = readings.iter().flat_map(|report| &report.domains);
    let mut printed: BTreeMap<&DomainId, Vec<Said>> = BTreeMap::new();
    for reading in readings {
        let said = words::evidence(&reading.evidence, levels);
        printed.entry(&reading.domain).or_default().push(said);
    }
    let joined = |each: Option<Vec<Said>>| each.map_or_else(page::nothing, page::printed_results);
    let estimates = &sources.briefing.coaching.estimates;
    let known = estimates.iter().map(|estimate| DomainRow {
        domain: estimate.domain.clone(),
        name: sources.name(&estimate.domain).to_owned(),
        weight: Some(page::share(Share::new(estimate.share))),
        printed: joined(printed.remove(&estimate.domain)),
        standing: Some(standing(estimate)),
        meaning: words::domain_class(estimate.class),
    });
    let mut rows: Vec<DomainRow> = known.collect();
    rows.extend(printed.into_iter().map(|(domain, results)| DomainRow {
        domain: domain.clone(),
        name: String::new(),
        weight: None,
        printed: page::printed_results(results),
        standing: None,
        meaning: page::no_domain(),
    }));
    rows
}

/// Where a domain stands: the range first, then the most likely value.
fn standing(estimate: &DomainEstimate) -> Said {
    match estimate.class {
        DomainClass::Unknown => advice::no_standing(),
        DomainClass::Weak | DomainClass::Uncertain | DomainClass::Strong => {
            words::standing(estimate)
        }
    }
}

/// The domains with the most to gain, most first: a third of all and at most three, as long as they
/// are below the line. Behind one that is not, nothing is said of any.
pub(crate) fn most_to_gain(estimates: &[DomainEstimate]) -> Vec<&DomainEstimate> {
    let mut ranked: Vec<&DomainEstimate> = estimates.iter().collect();
    ranked.sort_by(|a, b| b.expected_points.total_cmp(&a.expected_points));
    let most = ranked.len().div_ceil(3).min(MOST_TO_GAIN_MAX);
    let is_below = |estimate: &&DomainEstimate| {
        estimate.class == DomainClass::Weak && estimate.expected_points > 0.0
    };
    ranked.into_iter().take(most).take_while(is_below).collect()
}

/// The form of the vendor's report, if the catalogue knows it.
pub(crate) fn form<'a>(sources: &Sources<'a>) -> Option<&'a ReportForm> {
    let key = sources.record.exam.report_form.as_ref()?;
    sources.catalogue.report_form(key)
}

/// The topics that the candidate noted beside the report, by domain; a later note replaces an
/// earlier one.
pub(crate) fn notes(sources: &Sources<'_>) -> Vec<Said> {
    let Some(last) = sources.record.sittings.last() else { return Vec::new() };
    let notes = sources.record.history.domain_notes.iter();
    let notes = notes.filter(|note| note.value.attempt == *last.id);
    let latest: BTreeMap<&DomainId, &DomainNote> =
        notes.map(|note| (&note.value.domain, note.value)).collect();
    let with_topics = latest.into_iter().filter(|(_, note)| !note.topics.is_empty());
    let line = |(domain, note): (&DomainId, &DomainNote)| {
        advice::to_come_back_to(sources.name(domain), note.topics.clone())
    };
    with_topics.map(line).collect()
}
