//! What looks odd about the attempts themselves. Oddities are told, never dropped in silence.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::ids::FactId;
use crate::exam::policy::eligibility::SittingQuestion;
use crate::exam::policy::rule::Scope;
use crate::exam::policy::situation::{PastAttempt, SittingOutcome, Situation};
use crate::wording::{Said, retake};

/// The attempts that count together with the exam in question, in order of time.
///
/// Attempts that do not count, and those whose day has not come, are left out; the latter are noted.
pub(super) fn sittings<'a>(
    scope: Scope,
    situation: &Situation<'a>,
    notes: &mut Vec<Said>,
) -> Vec<&'a PastAttempt> {
    let mut taken: Vec<&PastAttempt> = Vec::new();
    for attempt in situation.attempts {
        if attempt.outcome == SittingOutcome::Uncounted || !in_scope(scope, situation, attempt) {
            continue;
        }
        if attempt.sat_on > situation.now.date_in(attempt.zone) {
            notes.push(retake::attempt_ahead(attempt.sat_on));
        } else {
            taken.push(attempt);
        }
    }
    taken.sort_by_key(|attempt| order(attempt));
    notes.sort();
    taken
}

/// One note on each day on which several attempts are recorded, but for the one that is asked about.
pub(super) fn same_day(taken: &[&PastAttempt], asked: Option<&SittingQuestion>) -> Vec<Said> {
    let mut days: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for attempt in taken {
        *days.entry(attempt.sat_on).or_default() += 1;
    }
    let asked = asked.map(|question| question.day);
    let crowded = days.into_iter().filter(|(day, count)| *count > 1 && Some(*day) != asked);
    crowded
        .map(|(day, count)| match count {
            2 => retake::two_on_a_day(day),
            more => retake::several_on_a_day(more, day),
        })
        .collect()
}

/// A note that `next` came sooner than the rule as we know it allows.
pub(super) fn too_early(before: &PastAttempt, next: &PastAttempt, opened: NaiveDate) -> Said {
    retake::too_early(next.sat_on, before.sat_on, opened)
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
