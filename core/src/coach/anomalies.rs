//! What is odd about facts that count, and can only be seen beside the exam or other facts.
//!
//! Every derivation is total: it clamps or leaves out what a merge or an import brought. Here the
//! candidate reads what that was, so that nothing is dropped in silence. Values that could never have
//! been entered are among the anomalies of the [`History`].

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::{DomainId, ExamCode, FactId};
use crate::base::time::Now;
use crate::coach::blueprint::Blueprint;
use crate::coach::history::{Anomaly, History};
use crate::coach::record::ExamRecord;
use crate::coach::record::reports::Unmatched;
use crate::coach::record::work::WorkSource;
use crate::exam::catalogue::Catalogue;
use crate::wording::odd;

/// Everything odd, sorted and each thing once: what does not count, what is about a fact that is not
/// here, and, for every exam that was chosen or sat, its own outlines and its [own ones](of_exam). The exam
/// of `read`, if there is one, is not read again.
pub fn all(
    history: &History<'_>,
    read: Option<&ExamRecord<'_>>,
    catalogue: &Catalogue,
    now: Now,
) -> Vec<Anomaly> {
    let mut found = history.anomalies.clone();
    found.extend(dangling(history));
    let chosen = history.exam_choices.iter().map(|fact| &fact.value.exam);
    let sat = history.attempts.iter().map(|fact| &fact.value.exam);
    let exams: BTreeSet<&ExamCode> = chosen.chain(sat).collect();
    for code in exams {
        let Blueprint { exam, anomalies, refused } = Blueprint::of(history, code, catalogue);
        found.extend(anomalies);
        match (exam, read) {
            (Some(exam), Some(read)) if exam.code == read.exam.code => found.extend(of_exam(read)),
            (Some(exam), _) => found.extend(of_exam(&ExamRecord::of(history, &exam, now))),
            (None, _) if refused.is_some() => {}
            (None, _) => found.extend(unknown(history, code, catalogue)),
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The sittings of an exam that nobody describes, with the code that was probably meant.
fn unknown(history: &History<'_>, code: &ExamCode, catalogue: &Catalogue) -> Vec<Anomaly> {
    let sat = history.attempts.iter().filter(|fact| fact.value.exam == *code);
    let said = match catalogue.nearest(code) {
        Some(near) => odd::unknown_exam_but(code, near),
        None => odd::unknown_exam(code),
    };
    sat.map(|fact| Anomaly::new(fact.id, said.clone())).collect()
}

/// Everything odd about what was recorded for an exam, sorted: its reports, and domains that it does
/// not have.
pub fn of_exam(record: &ExamRecord<'_>) -> Vec<Anomaly> {
    let (exam, reports) = (record.exam, &record.reports);
    let mut found = reports.anomalies.clone();
    found.extend(reports.unmatched.iter().map(|unmatched| {
        let Unmatched { attempt, domain, outline } = unmatched;
        let said = match outline {
            Some(outline) => odd::result_of_other_outline(domain, outline, &exam.code),
            None => odd::unknown_result(domain, &exam.code),
        };
        Anomaly::new(attempt, said)
    }));
    found.extend(foreign(record).into_iter().map(|(domain, (first, count))| {
        let said = match count - 1 {
            0 => odd::unknown_domain(domain, &exam.code),
            more => odd::unknown_domain_and_more(domain, &exam.code, more),
        };
        Anomaly::new(first, said)
    }));
    found.sort();
    found
}

/// Facts about a fact that is not here: it may yet come from another device.
pub fn dangling(history: &History<'_>) -> Vec<Anomaly> {
    let attempts: BTreeSet<&FactId> = history.attempts.iter().map(|fact| fact.id).collect();
    let answers: BTreeSet<&FactId> = if history.diagnoses.is_empty() {
        BTreeSet::new()
    } else {
        history.answers.iter().map(|fact| fact.id).collect()
    };
    let replies = history.questionnaires.iter().map(|fact| (fact.id, &fact.value.attempt));
    let notes = history.domain_notes.iter().map(|fact| (fact.id, &fact.value.attempt));
    let imports = history.prior_preparations.iter().map(|fact| (fact.id, &fact.value.attempt));
    let about_attempts =
        replies.chain(notes).chain(imports).filter(|(_, attempt)| !attempts.contains(attempt));
    let diagnoses = history.diagnoses.iter().map(|fact| (fact.id, &fact.value.answer));
    let about_answers = diagnoses.filter(|(_, answer)| !answers.contains(answer));
    let each = about_attempts.chain(about_answers);
    let mut found: Vec<Anomaly> =
        each.map(|(id, target)| Anomaly::new(id, odd::about_missing(target))).collect();
    found.sort();
    found
}

/// The domains of study and practice that the exam does not have, each with the first fact that names
/// it and how many do. One anomaly for each would drown the others in a large log.
fn foreign<'a>(record: &ExamRecord<'a>) -> BTreeMap<&'a DomainId, (&'a FactId, usize)> {
    let mut foreign: BTreeMap<&DomainId, (&FactId, usize)> = BTreeMap::new();
    let mut note = |id: &'a FactId, domain: &'a DomainId| {
        if record.domains.index(domain).is_none() {
            foreign.entry(domain).or_insert((id, 0)).1 += 1;
        }
    };
    for work in &record.work {
        if work.domain.is_none() {
            work.named.into_iter().for_each(|domain| note(work.id, domain));
        }
        if let WorkSource::Mock(mock) = work.source {
            mock.domains.iter().for_each(|part| note(work.id, &part.domain));
        }
    }
    let (history, exam) = (record.history, record.exam);
    let attempts = history.attempts.iter().filter(|fact| fact.value.exam == exam.code);
    let attempts: BTreeSet<&FactId> = attempts.map(|fact| fact.id).collect();
    for fact in history.domain_notes.iter().filter(|fact| attempts.contains(&fact.value.attempt)) {
        note(fact.id, &fact.value.domain);
    }
    for fact in
        history.prior_preparations.iter().filter(|fact| attempts.contains(&fact.value.attempt))
    {
        fact.value.shares.iter().flat_map(|share| &share.domain).for_each(|d| note(fact.id, d));
    }
    foreign
}
