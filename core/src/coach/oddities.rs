//! Recorded work that makes no sense, or counts for less than it seems to.
//!
//! Every derivation is total: it clamps or leaves out what a merge or an import brought. Here the
//! candidate reads what that was, so that nothing is dropped in silence.

use std::collections::BTreeSet;

use crate::base::ids::DomainId;
use crate::base::ids::FactId;
use crate::base::time::Now;
use crate::coach::history::Anomaly;
use crate::coach::history::History;
use crate::coach::report::reading;
use crate::exam::blueprint::Exam;

/// Everything odd about what was recorded for `exam`, sorted: its reports, practice, study and the
/// candidate's words. What [`History`] set aside is in its own list.
pub fn oddities(history: &History<'_>, exam: &Exam, now: Now) -> Vec<Anomaly> {
    let mut odd = reading::read(history, exam, now).anomalies;
    let domains: BTreeSet<&DomainId> = exam.domains.iter().map(|domain| &domain.id).collect();
    let mut elsewhere = |id: &FactId, domain: &DomainId| {
        if !domains.contains(domain) {
            let says = format!("is about domain {domain}, which {} does not have", exam.code);
            odd.push(Anomaly::new(id, says));
        }
    };
    let sessions = history.study_sessions.iter().filter(|fact| fact.value.exam == exam.code);
    for fact in sessions.clone() {
        fact.value.domain.iter().for_each(|domain| elsewhere(fact.id, domain));
    }
    for fact in history.answers.iter().filter(|fact| fact.value.exam == exam.code) {
        elsewhere(fact.id, &fact.value.domain);
    }
    let sets = history.practice_sets.iter().filter(|fact| fact.value.exam == exam.code);
    sets.clone().for_each(|fact| elsewhere(fact.id, &fact.value.domain));
    let mocks = history.simulations.iter().filter(|fact| fact.value.exam == exam.code);
    for fact in mocks.clone() {
        fact.value.domains.iter().for_each(|domain| elsewhere(fact.id, &domain.domain));
    }
    for fact in sessions.filter(|fact| !(1..=1_440).contains(&fact.value.minutes.get())) {
        let says =
            format!("is a session of {}; a day has 1 minute to 24 hours", fact.value.minutes);
        odd.push(Anomaly::new(fact.id, says));
    }
    for fact in sets {
        let set = fact.value;
        if set.correct > set.of || set.seen_before > set.of || set.of == 0 {
            let says = format!(
                "is a set of {} questions with {} right and {} seen before; not more than all count",
                set.of, set.correct, set.seen_before
            );
            odd.push(Anomaly::new(fact.id, says));
        }
    }
    for fact in mocks {
        let items: u64 = fact.value.domains.iter().map(|domain| u64::from(domain.of)).sum();
        let over = fact.value.domains.iter().any(|domain| domain.correct > domain.of);
        if over || u64::from(fact.value.unanswered) > items {
            let says = format!("is a mock exam of {items} questions with more right or left open");
            odd.push(Anomaly::new(fact.id, says));
        }
    }
    words(history, &mut odd);
    odd.sort();
    odd
}

/// Words about attempts that are not here, and replies off their scale.
fn words(history: &History<'_>, odd: &mut Vec<Anomaly>) {
    let attempts: BTreeSet<&FactId> = history.attempts.iter().map(|fact| fact.id).collect();
    let questionnaires = history.questionnaires.iter().map(|f| (f.id, &f.value.attempt));
    let notes = history.domain_notes.iter().map(|fact| (fact.id, &fact.value.attempt));
    let imports = history.prior_preparations.iter().map(|fact| (fact.id, &fact.value.attempt));
    for (id, attempt) in questionnaires.chain(notes).chain(imports) {
        if !attempts.contains(attempt) {
            odd.push(Anomaly::new(id, format!("is about attempt {attempt}, which is not here")));
        }
    }
    for fact in &history.questionnaires {
        let replies = fact.value.replies.iter();
        let off = replies.filter(|r| r.agreement > 4 || !(1..=16).contains(&r.statement)).count();
        if off > 0 {
            let says = format!("has {off} replies off their scale; the others count");
            odd.push(Anomaly::new(fact.id, says));
        }
    }
}
