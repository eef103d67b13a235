//! When may this candidate sit again: the one question that a retake policy answers.
//!
//! ```text
//! attempts ─► those that count together ─► waits ─┐
//!                                          limits ─┼─► latest of all ─► deadlines ─► verdict
//!                                       after pass ─┘       ▲
//!                        printed date, the candidate's own ─┘ win, and stay labelled
//! ```
//!
//! What is unknown stays unknown: a wait that no source states never reads as no wait.

use std::cmp::Reverse;

use chrono::NaiveDate;

use crate::exam::policy::draft::Draft;
use crate::exam::policy::eligibility::{Binding, Eligibility, Verdict, Window};
use crate::exam::policy::rule::Scope;
use crate::exam::policy::situation::{PastAttempt, Situation};
use crate::exam::policy::{Policy, audit, deadline, fixed, limits, passed, remarks, waits};
use crate::wording::retake;

/// When the vendor lets the candidate sit the exam again.
///
/// The answer depends on the attempts and not on their order. It does not move with the clock: a
/// date that has passed means that the exam is open. `now` decides which attempts have happened and
/// which deadlines are over; for a candidate without any attempt the window opens today.
///
/// An attempt that is added later in time, or a rule that is added to the policy, never makes the
/// answer earlier.
pub fn eligibility(policy: Option<&Policy>, situation: &Situation<'_>) -> Eligibility {
    let mut draft = Draft::default();
    let scope = policy.map_or(Scope::ExamCode, |policy| policy.scope);
    let taken = audit::sittings(scope, situation, &mut draft.notes);
    draft.notes.extend(audit::same_day(&taken));
    match policy {
        Some(policy) => apply(&mut draft, policy, &taken, situation),
        None => draft.miss(retake::no_policy()),
    }
    fixed::apply(&mut draft, &taken, situation);
    close(draft, policy, &taken, situation)
}

fn apply(draft: &mut Draft, policy: &Policy, taken: &[&PastAttempt], situation: &Situation<'_>) {
    remarks::before(draft, policy, taken, situation);
    if taken.is_empty() {
        draft.notes.push(retake::nothing_sat());
        return;
    }
    limits::apply(draft, policy, taken, situation.known);
    waits::apply(draft, policy, taken, situation.known);
    passed::apply(draft, policy, taken);
}

fn close(
    mut draft: Draft,
    policy: Option<&Policy>,
    taken: &[&PastAttempt],
    situation: &Situation<'_>,
) -> Eligibility {
    let zone = taken.last().map_or(situation.now.zone, |attempt| attempt.zone);
    let today = situation.now.date_in(zone);
    let base = taken.last().map_or(today, |attempt| attempt.sat_on);
    let deadline = deadline::nearest(&mut draft, policy, situation, zone);
    draft.found.sort_by(|a, b| binding_order(&a.binding).cmp(&binding_order(&b.binding)));
    let verdict = verdict(&draft, base);
    let verdict = deadline::limit(verdict, deadline.as_ref(), today, &mut draft.notes);
    let bindings = draft.fixed.into_iter().chain(draft.found.into_iter().map(|one| one.binding));
    Eligibility {
        verdict,
        bindings: bindings.collect(),
        unknowns: draft.unknowns,
        notes: draft.notes,
        policy: policy.map(|policy| policy.id.clone()),
    }
}

/// The latest first; the key decides between rules that agree.
fn binding_order(binding: &Binding) -> (Reverse<NaiveDate>, Reverse<NaiveDate>, &str) {
    (Reverse(binding.safe), Reverse(binding.earliest), &binding.rule)
}

fn verdict(draft: &Draft, base: NaiveDate) -> Verdict {
    if let Some(fixed) = &draft.fixed {
        let (earliest, safe) = (fixed.earliest, fixed.safe);
        return Verdict::Open(Window { earliest, safe, safe_from: None, until: None });
    }
    if let Some(until) = &draft.blocked {
        return Verdict::Blocked { until: until.clone() };
    }
    if draft.lacks_rule {
        return Verdict::Unknown;
    }
    let latest = |date: fn(&Binding) -> NaiveDate| {
        draft.found.iter().map(|one| date(&one.binding)).fold(base, NaiveDate::max)
    };
    let safe = latest(|binding| binding.safe);
    let binding_safe = draft.found.iter().filter(|one| one.binding.safe == safe);
    let safe_from = binding_safe.filter_map(|one| one.safe_from).max();
    let earliest = latest(|binding| binding.earliest);
    Verdict::Open(Window { earliest, safe, safe_from, until: None })
}
