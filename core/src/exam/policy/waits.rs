//! The waits after fails.

use crate::exam::policy::calendar::{Reading, after};
use crate::exam::policy::draft::{Asks, Draft, Limit};
use crate::exam::policy::ordinal::{Nth, earliest_with_ageing, ordinals};
use crate::exam::policy::rule::{Wait, WaitRule};
use crate::exam::policy::situation::{Circumstances, PastAttempt, SittingOutcome};
use crate::exam::policy::{Policy, audit, terms};
use crate::wording::retake;

/// Applies the waits of `policy` to the attempts, which are sorted by date.
///
/// The last fail decides. A fail before it is named only where its wait ends later still, which
/// takes a vendor that let the candidate sit too early.
pub(super) fn apply(
    draft: &mut Draft,
    policy: &Policy,
    taken: &[&PastAttempt],
    known: &Circumstances,
) {
    let rules = rules_for(policy, known);
    let numbers = ordinals(&policy.ordinal, taken, known);
    let fails: Vec<Waiting<'_>> = taken
        .iter()
        .zip(numbers)
        .filter(|(attempt, _)| attempt.outcome != SittingOutcome::Pass)
        .map(|(attempt, nth)| Waiting::of(rules, attempt, nth))
        .collect();
    note_early_attempts(draft, taken, &fails);
    let Some((last, before)) = fails.split_last() else { return };
    let reading = last_reading(policy, rules, taken, last);
    match (last.rule, reading) {
        (Some(rule), Some(reading)) => push(draft, policy, last, rule, reading),
        (Some(_) | None, None) | (None, Some(_)) => missing(draft, policy, last),
    }
    let older = before.iter().filter_map(|one| Some((one, one.rule?, one.reading?)));
    if let Some((one, rule, older)) = older.max_by_key(|(_, _, reading)| reading.safe)
        && reading.is_none_or(|last| older.safe > last.safe || older.earliest > last.earliest)
    {
        push(draft, policy, one, rule, older);
    }
}

/// The wait that the policy asks for after `attempt`, one of `taken`, and when it is over; `None` if it
/// asks for none.
pub(super) fn between<'a>(
    policy: &'a Policy,
    taken: &[&PastAttempt],
    known: &Circumstances,
    attempt: &PastAttempt,
) -> Option<(&'a Wait, Reading)> {
    let numbers = ordinals(&policy.ordinal, taken, known);
    let (_, nth) = taken.iter().zip(numbers).find(|(one, _)| one.id == attempt.id)?;
    let rule = covering(rules_for(policy, known), nth.strict)?;
    let reading = after(attempt.ending(), &rule.wait)?;
    (reading.safe > attempt.sat_on).then_some((&rule.wait, reading))
}

/// The end of the wait of the last fail, with what grows too old to count in the meantime.
fn last_reading(
    policy: &Policy,
    rules: &[WaitRule],
    taken: &[&PastAttempt],
    last: &Waiting<'_>,
) -> Option<Reading> {
    let reading = last.reading?;
    let generous = earliest_with_ageing(&policy.ordinal, taken, last.nth, |nth| {
        after(last.attempt.ending(), &covering(rules, nth)?.wait)
    });
    let earliest = generous.unwrap_or(reading.earliest).min(reading.safe);
    Some(Reading { earliest, ..reading })
}

/// A fail and the wait that it starts.
struct Waiting<'a> {
    attempt: &'a PastAttempt,
    nth: Nth,
    /// The rule of the strict reading.
    rule: Option<&'a WaitRule>,
    reading: Option<Reading>,
}

impl<'a> Waiting<'a> {
    fn of(rules: &'a [WaitRule], attempt: &'a PastAttempt, nth: Nth) -> Self {
        let generous = covering(rules, nth.generous);
        let strict = covering(rules, nth.strict).or(generous);
        let read = |rule: Option<&WaitRule>| after(attempt.ending(), &rule?.wait);
        let reading = match (read(generous.or(strict)), read(strict)) {
            (Some(generous), Some(strict)) => Some(Reading {
                earliest: generous.earliest.min(strict.earliest),
                ..if generous.safe > strict.safe { generous } else { strict }
            }),
            (None, _) | (_, None) => None,
        };
        Self { attempt, nth, rule: strict, reading }
    }
}

/// The waits that hold for this candidate.
fn rules_for<'a>(policy: &'a Policy, known: &Circumstances) -> &'a [WaitRule] {
    let own = policy.variants.iter().find(|variant| known.traits.contains(&variant.when));
    own.map_or(&policy.waits, |variant| &variant.waits)
}

fn covering(rules: &[WaitRule], nth: u32) -> Option<&WaitRule> {
    rules.iter().find(|rule| rule.after_fail.covers(nth))
}

/// Without a stated wait there is no date, unless a limit that is used up gives one.
fn missing(draft: &mut Draft, policy: &Policy, last: &Waiting<'_>) {
    let what = retake::wait_unsaid(&policy.vendor, last.nth.strict);
    match draft.limit {
        Limit::UsedUp if last.rule.is_none() => draft.unknowns.push(what),
        Limit::UsedUp | Limit::HasRoom => draft.miss(what),
    }
}

fn push(draft: &mut Draft, policy: &Policy, one: &Waiting<'_>, rule: &WaitRule, reading: Reading) {
    let (attempt, nth) = (one.attempt, one.nth.strict);
    let what = match attempt.outcome {
        SittingOutcome::Pending => retake::your_open_attempt(attempt.sat_on),
        SittingOutcome::Pass | SittingOutcome::Fail | SittingOutcome::Uncounted => {
            retake::your_attempt(attempt.sat_on)
        }
    };
    let asked = terms::wait(&rule.wait, rule.wording.as_deref());
    let asks = retake::wait_after(what, nth, &policy.vendor, asked);
    let source = terms::source(policy, &rule.basis);
    let asks = match rule.wait {
        Wait::None => Asks::Nothing(retake::rule_alone(asks, source)),
        Wait::Unknown
        | Wait::Elapsed { .. }
        | Wait::CalendarDays { .. }
        | Wait::Months(_)
        | Wait::Dates(_) => Asks::wait(asks, source, attempt),
    };
    draft.push(format!("{}/wait/{}", policy.id, rule.after_fail.from), reading, attempt, asks);
}

fn note_early_attempts(draft: &mut Draft, taken: &[&PastAttempt], fails: &[Waiting<'_>]) {
    let mut fails = fails.iter().peekable();
    for (before, next) in audit::pairs(taken) {
        let Some(fail) = fails.next_if(|fail| fail.attempt.id == before.id) else { continue };
        if let Some(reading) = fail.reading
            && next.sat_on < reading.earliest
        {
            draft.notes.push(audit::too_early(before, next, reading.earliest));
        }
    }
}
