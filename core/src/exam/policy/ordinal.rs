//! Which fail a fail is: the number by which its wait is looked up.

use crate::exam::policy::calendar::{Reading, plus};
use crate::exam::policy::rule::{Counted, Ordinal, Reach, Span};
use crate::exam::policy::situation::{Circumstances, PastAttempt, SittingOutcome};

use chrono::NaiveDate;

/// The number of a fail under two readings, from 1. The strict one is never smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Nth {
    pub(super) generous: u32,
    pub(super) strict: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Generous,
    Strict,
}

/// Whether `attempt` is one that `counted` counts. A result that is still open counts as a fail.
pub(super) fn counts(counted: Counted, attempt: &PastAttempt) -> bool {
    match (counted, attempt.outcome) {
        (_, SittingOutcome::Fail | SittingOutcome::Pending)
        | (Counted::All, SittingOutcome::Pass) => true,
        (Counted::Failed, SittingOutcome::Pass) | (_, SittingOutcome::Uncounted) => false,
    }
}

/// The number of each attempt, in the order of `taken`, which is sorted by date.
///
/// Where windows begin with a first attempt, the strict reading lets the window slide: that the
/// count begins anew with a window is mostly an inference from the text about limits.
pub(super) fn ordinals(
    ordinal: &Ordinal,
    taken: &[&PastAttempt],
    known: &Circumstances,
) -> Vec<Nth> {
    let generous = numbers(ordinal, taken, known, Side::Generous);
    let strict = numbers(ordinal, taken, known, Side::Strict);
    generous
        .into_iter()
        .zip(strict)
        .map(|(generous, strict)| Nth { generous, strict: strict.max(generous) })
        .collect()
}

/// Where each stretch that begins with a first attempt starts: the index of that attempt for every
/// attempt of `taken`.
pub(super) fn window_starts(taken: &[&PastAttempt], span: Span) -> Vec<usize> {
    let mut start = 0;
    let mut end: Option<NaiveDate> = None;
    let mut starts = Vec::with_capacity(taken.len());
    for (index, attempt) in taken.iter().enumerate() {
        if end.is_none_or(|end| end <= attempt.sat_on) {
            start = index;
            end = Some(plus(attempt.sat_on, span).safe);
        }
        starts.push(start);
    }
    starts
}

/// The generous end of the wait of the last fail where the count slides: while the candidate waits,
/// older fails leave the window, and the wait falls back to that of a smaller number.
///
/// `wait` gives the wait after the k-th fail.
pub(super) fn earliest_with_ageing(
    ordinal: &Ordinal,
    taken: &[&PastAttempt],
    nth: Nth,
    wait: impl Fn(u32) -> Option<Reading>,
) -> Option<NaiveDate> {
    let whole = wait(nth.generous)?.earliest;
    let Reach::Sliding(span) = ordinal.over else { return Some(whole) };
    let newest_first = taken.iter().rev().filter(|attempt| counts(ordinal.counts, attempt));
    let aged = (1..nth.generous).zip(newest_first.skip(1)).filter_map(|(k, older)| {
        let gone = plus(older.sat_on, span).earliest;
        wait(k).map(|reading| reading.earliest.max(gone))
    });
    aged.chain([whole]).min()
}

fn numbers(
    ordinal: &Ordinal,
    taken: &[&PastAttempt],
    known: &Circumstances,
    side: Side,
) -> Vec<u32> {
    let counted = ordinal.counts;
    match (ordinal.over, side) {
        (Reach::Lifetime, _) => running(counted, taken, |_, _| false),
        (Reach::ResetAfterIdle(span), side) => running(counted, taken, |before, attempt| {
            let idle_until = plus(before.sat_on, span);
            attempt.sat_on
                >= if side == Side::Strict { idle_until.safe } else { idle_until.earliest }
        }),
        (Reach::EligibilityPeriod, _) => since(counted, taken, known.approved_on),
        (Reach::Purchase, _) => since(counted, taken, known.purchased_on),
        (Reach::FromFirst(span), Side::Generous) => {
            let starts = window_starts(taken, span);
            let mut starts = starts.iter();
            let mut last = None;
            running(counted, taken, move |_, _| {
                let start = starts.next();
                let fresh = last.is_some() && last != start;
                last = start;
                fresh
            })
        }
        (Reach::Sliding(span) | Reach::FromFirst(span), side) => {
            sliding(counted, taken, span, side)
        }
    }
}

/// Counts on until `resets` says that an attempt begins a new count, seen from the one before it.
/// It is asked once for every attempt; the first is asked about itself.
fn running(
    counted: Counted,
    taken: &[&PastAttempt],
    mut resets: impl FnMut(&PastAttempt, &PastAttempt) -> bool,
) -> Vec<u32> {
    let mut count = 0;
    let mut before = taken.first();
    let mut numbers = Vec::with_capacity(taken.len());
    for attempt in taken {
        if before.is_some_and(|before| resets(before, attempt)) {
            count = 0;
        }
        count += u32::from(counts(counted, attempt));
        numbers.push(count);
        before = Some(attempt);
    }
    numbers
}

fn since(counted: Counted, taken: &[&PastAttempt], start: Option<NaiveDate>) -> Vec<u32> {
    let mut started = start.is_none();
    running(counted, taken, |_, attempt| {
        let begins = !started && start.is_some_and(|start| start <= attempt.sat_on);
        started |= begins;
        begins
    })
}

fn sliding(counted: Counted, taken: &[&PastAttempt], span: Span, side: Side) -> Vec<u32> {
    let inside = |old: &PastAttempt, attempt: &PastAttempt| {
        let end = plus(old.sat_on, span);
        // Exactly twelve months ago is not yet "older than twelve months" to a strict reader.
        match side {
            Side::Generous => end.earliest > attempt.sat_on,
            Side::Strict => end.safe >= attempt.sat_on,
        }
    };
    let mut oldest = taken.iter().enumerate().peekable();
    let mut count = 0;
    let mut numbers = Vec::with_capacity(taken.len());
    for (index, attempt) in taken.iter().enumerate() {
        count += u32::from(counts(counted, attempt));
        // On the last day of the calendar no window ends later; an attempt is in its own all the same.
        while let Some((_, old)) =
            oldest.next_if(|(before, old)| *before < index && !inside(old, attempt))
        {
            count -= u32::from(counts(counted, old));
        }
        numbers.push(count);
    }
    numbers
}
