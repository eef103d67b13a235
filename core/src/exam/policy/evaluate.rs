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

use crate::exam::policy::calendar::Reading;
use crate::exam::policy::draft::{Draft, Found, Shut};
use crate::exam::policy::eligibility::{Eligibility, Verdict, Window};
use crate::exam::policy::rule::Scope;
use crate::exam::policy::situation::{PastAttempt, SittingOutcome, Situation};
use crate::exam::policy::{
    Policy, audit, deadline, fixed, limits, passed, remarks, repeated, waits,
};
use crate::wording::{Said, retake};

/// When the vendor lets the candidate sit the exam again.
///
/// The answer depends on the attempts and not on their order. Its dates do not move with the clock: a
/// date that has passed means that the exam is open, and the sentences say so. `now` decides which
/// attempts have happened and which deadlines are over; for a candidate without any attempt the window
/// opens today.
///
/// An attempt that is added later in time, or a rule that is added to the policy, never makes the
/// answer earlier. Where it hangs on whether several records of one day were one sitting, that is
/// asked, and until it is answered all of them count.
pub fn eligibility(policy: Option<&Policy>, situation: &Situation<'_>) -> Eligibility {
    let taken = sittings(policy, situation, &mut Vec::new());
    let mut answer = answer(policy, situation);
    let ask = |attempts: &[PastAttempt]| {
        self::answer(policy, &Situation { attempts, ..*situation }).verdict
    };
    answer.question = repeated::question(policy, situation, &taken, (&answer.verdict, &ask));
    answer.notes.extend(audit::same_day(&taken, answer.question.as_ref()));
    answer
}

fn sittings<'a>(
    policy: Option<&Policy>,
    situation: &Situation<'a>,
    notes: &mut Vec<Said>,
) -> Vec<&'a PastAttempt> {
    audit::sittings(policy.map_or(Scope::ExamCode, |policy| policy.scope), situation, notes)
}

fn answer(policy: Option<&Policy>, situation: &Situation<'_>) -> Eligibility {
    let mut draft = Draft::default();
    let taken = sittings(policy, situation, &mut draft.notes);
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
    let (now, last) = (situation.now, taken.last());
    let zone = last.map_or(now.zone, |attempt| attempt.zone);
    let today = now.date_in(zone);
    let base = last.map_or(today, |attempt| attempt.sat_on);
    let deadline = deadline::nearest(&mut draft, policy, situation, zone);
    draft.found.sort_by(|a, b| binding_order(a).cmp(&binding_order(b)));
    let verdict = verdict(&draft, base);
    let verdict = deadline::limit(verdict, deadline.as_ref(), today, &mut draft);
    let is_over = |reading: &Reading| match reading.safe_from {
        Some(instant) => instant <= now.utc_ms,
        None => reading.safe <= today,
    };
    // Whoever entered a date after a pass wants to sit again.
    let passed = last.filter(|last| last.outcome == SittingOutcome::Pass && draft.fixed.is_none());
    let bindings = draft.fixed.into_iter().chain(draft.found);
    Eligibility {
        bindings: bindings.map(|one| one.told(&verdict, is_over)).collect(),
        verdict,
        passed_on: passed.map(|pass| pass.sat_on),
        question: None,
        unknowns: draft.unknowns,
        notes: draft.notes,
        policy: policy.map(|policy| policy.id.clone()),
    }
}

/// The latest first; the key decides between rules that agree.
fn binding_order(found: &Found) -> (Reverse<NaiveDate>, Reverse<NaiveDate>, &str) {
    (Reverse(found.reading.safe), Reverse(found.reading.earliest), &found.rule)
}

fn verdict(draft: &Draft, base: NaiveDate) -> Verdict {
    if let Some(fixed) = &draft.fixed {
        let Reading { earliest, safe, .. } = fixed.reading;
        return Verdict::Open(Window { earliest, safe, safe_from: None, until: None });
    }
    if let Some(Shut { until, why }) = draft.blocked.clone() {
        return Verdict::Blocked { until, why };
    }
    if draft.lacks_rule {
        return Verdict::Unknown;
    }
    let latest = |date: fn(&Reading) -> NaiveDate| {
        draft.found.iter().map(|one| date(&one.reading)).fold(base, NaiveDate::max)
    };
    let safe = latest(|reading| reading.safe);
    let binding_safe = draft.found.iter().filter(|one| one.reading.safe == safe);
    let safe_from = binding_safe.filter_map(|one| one.reading.safe_from).max();
    let earliest = latest(|reading| reading.earliest);
    Verdict::Open(Window { earliest, safe, safe_from, until: None })
}
