//! What looks odd about the attempts themselves. Oddities are told, never dropped in silence.

use chrono::NaiveDate;

use crate::base::ids::FactId;
use crate::exam::policy::rule::Scope;
use crate::exam::policy::situation::PastAttempt;
use crate::exam::policy::situation::SittingOutcome;
use crate::exam::policy::situation::Situation;
use crate::exam::policy::words;

/// The attempts that count together with the exam in question, in order of time.
///
/// Attempts that do not count, and those whose day has not come, are left out; the latter are noted.
pub(super) fn sittings<'a>(
    scope: Scope,
    situation: &Situation<'a>,
    notes: &mut Vec<String>,
) -> Vec<&'a PastAttempt> {
    let mut taken: Vec<&PastAttempt> = Vec::new();
    for attempt in situation.attempts {
        if attempt.outcome == SittingOutcome::Uncounted || !in_scope(scope, situation, attempt) {
            continue;
        }
        let today = attempt.zone.local(situation.now.utc_ms).date();
        if attempt.sat_on > today {
            notes.push(format!(
                "The attempt of {} lies in the future. It counts when its day has come.",
                words::date(attempt.sat_on)
            ));
        } else {
            taken.push(attempt);
        }
    }
    taken.sort_by_key(|attempt| order(attempt));
    notes.sort();
    taken
}

/// Notes on pairs of attempts on one day.
pub(super) fn same_day(taken: &[&PastAttempt]) -> Vec<String> {
    pairs(taken)
        .filter(|(one, other)| one.sat_on == other.sat_on)
        .map(|(one, _)| {
            format!(
                "Two attempts are recorded on {}. Both count; if one was entered twice, remove it.",
                words::date(one.sat_on)
            )
        })
        .collect()
}

/// A note that `next` came sooner than the rule as we know it allows.
pub(super) fn too_early(before: &PastAttempt, next: &PastAttempt, opened: NaiveDate) -> String {
    format!(
        "You sat again on {}, though after {} the rule as we know it opened on {}. The vendor \
         allowed this; the policy data may be wrong.",
        words::date(next.sat_on),
        words::date(before.sat_on),
        words::date(opened)
    )
}

/// Attempts next to each other in time.
pub(super) fn pairs<'a>(
    taken: &[&'a PastAttempt],
) -> impl Iterator<Item = (&'a PastAttempt, &'a PastAttempt)> {
    taken.iter().copied().zip(taken.iter().copied().skip(1))
}

fn in_scope(scope: Scope, situation: &Situation<'_>, attempt: &PastAttempt) -> bool {
    match scope {
        Scope::ExamCode | Scope::ExamVersion | Scope::ExamAnyLanguage => {
            attempt.exam == *situation.exam
        }
        Scope::Track | Scope::CertificationProgram | Scope::Credential => {
            attempt.family == situation.family || attempt.exam == *situation.exam
        }
        Scope::Purchase => {
            attempt.exam == *situation.exam
                && situation.known.purchased_on.is_none_or(|bought| bought <= attempt.sat_on)
        }
    }
}

fn order(attempt: &PastAttempt) -> (NaiveDate, Option<u16>, &FactId) {
    (attempt.sat_on, attempt.ending().minute, &attempt.id)
}
