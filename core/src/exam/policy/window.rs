//! Limits on the number of attempts: whether one is used up, and what opens the exam again.

use chrono::NaiveDate;

use crate::exam::policy::calendar::{Reading, next_date, plus};
use crate::exam::policy::ordinal::{counts, window_starts};
use crate::exam::policy::rule::{Anchor, AndThen, Cap, CapWindow, DateRange, Span, Then};
use crate::exam::policy::situation::{Circumstances, PastAttempt};
use crate::wording::{Said, retake};

/// The widest stretch that a release cycle may have where its dates are not known.
const CYCLE_SPAN_MAX: Span = Span::Months(12);

/// What a limit says about the next attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Room<'a> {
    /// An attempt is left.
    Left,
    /// None is left until then.
    From {
        /// When the next is allowed.
        reading: Reading,
        /// The attempt from which that counts.
        anchor: &'a PastAttempt,
        /// What is needed besides waiting.
        and: Option<Said>,
    },
    /// None is left until this happens, which is not time.
    Blocked(Opener),
    /// It cannot be told, for this reason.
    Unknown(Said),
}

/// What gives attempts again where waiting does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opener {
    /// Buying the exam again.
    Purchase,
    /// Applying again.
    Application,
    /// Taking the training again.
    Training,
    /// Registering a new certification attempt.
    Registration,
    /// The vendor, who has to be asked.
    Vendor,
}

/// Applies `cap` to the attempts, which are sorted by date.
pub(super) fn room<'a>(cap: &Cap, taken: &[&'a PastAttempt], known: &Circumstances) -> Room<'a> {
    let counted: Vec<&PastAttempt> =
        taken.iter().copied().filter(|attempt| counts(cap.counts, attempt)).collect();
    match &cap.window {
        CapWindow::Sliding(span) => sliding(cap, &counted, *span),
        CapWindow::FromFirstAttempt(span) => from_first(cap, &counted, *span),
        CapWindow::SlidingOrFromFirst(span) => {
            either(sliding(cap, &counted, *span), from_first(cap, &counted, *span))
        }
        CapWindow::EligibilityPeriod { span, .. } => match known.approved_on {
            Some(start) => since(cap, &counted, start, *span),
            None => perhaps(sliding(cap, &counted, *span)),
        },
        CapWindow::PerPurchase { span, .. } => {
            let start = known.purchased_on.unwrap_or(NaiveDate::MIN);
            since(cap, &counted, start, *span)
        }
        CapWindow::ReleaseCycle { cycles, .. } => cycle(cap, &counted, cycles),
        CapWindow::UntilRetrained => since(cap, &counted, NaiveDate::MIN, Span::Days(0)),
    }
}

/// The oldest of the last `max` attempts: the one that has to leave a sliding window.
fn oldest_of_last<'a>(cap: &Cap, counted: &[&'a PastAttempt]) -> Option<&'a PastAttempt> {
    let max = usize::try_from(cap.max).ok()?.max(1);
    counted.iter().rev().nth(max - 1).copied()
}

fn sliding<'a>(cap: &Cap, counted: &[&'a PastAttempt], span: Span) -> Room<'a> {
    let (Some(first), Some(last)) = (oldest_of_last(cap, counted), counted.last()) else {
        return Room::Left;
    };
    let end = plus(first.sat_on, span);
    if end.safe <= last.sat_on {
        return Room::Left;
    }
    used_up(cap.then, first, last, end)
}

fn from_first<'a>(cap: &Cap, counted: &[&'a PastAttempt], span: Span) -> Room<'a> {
    let Some(start) = window_starts(counted, span).pop() else { return Room::Left };
    let window = counted.get(start..).unwrap_or_default();
    let (Some(first), Some(last)) = (window.first(), window.last()) else { return Room::Left };
    if u32::try_from(window.len()).is_ok_and(|used| used < cap.max) {
        return Room::Left;
    }
    used_up(cap.then, first, last, plus(first.sat_on, span))
}

fn since<'a>(cap: &Cap, counted: &[&'a PastAttempt], start: NaiveDate, span: Span) -> Room<'a> {
    let before = counted.iter().take_while(|attempt| attempt.sat_on < start).count();
    let window = counted.get(before..).unwrap_or_default();
    let (Some(first), Some(last)) = (oldest_of_last(cap, window), window.last()) else {
        return Room::Left;
    };
    used_up(cap.then, first, last, plus(start.max(first.sat_on), span))
}

fn cycle<'a>(cap: &Cap, counted: &[&'a PastAttempt], cycles: &[DateRange]) -> Room<'a> {
    let (Some(first), Some(last)) = (oldest_of_last(cap, counted), counted.last()) else {
        return Room::Left;
    };
    let current = cycles.iter().find(|one| (one.from..=one.until).contains(&last.sat_on));
    match current {
        Some(current) if first.sat_on < current.from => Room::Left,
        Some(current) => match next_date(current.until, cycles) {
            Some(day) => Room::From { reading: Reading::on(day), anchor: last, and: None },
            None => Room::Unknown(retake::next_cycle()),
        },
        None if plus(first.sat_on, CYCLE_SPAN_MAX).safe <= last.sat_on => Room::Left,
        None => Room::Unknown(retake::one_cycle(cap.max)),
    }
}

/// What [`Then`] makes of a window that is used up.
fn used_up<'a>(
    then: Then,
    first: &'a PastAttempt,
    last: &'a PastAttempt,
    window_end: Reading,
) -> Room<'a> {
    let besides = |and: Option<AndThen>| and.map(|AndThen::Reapply| retake::new_application());
    match then {
        Then::WaitWindow => Room::From { reading: window_end, anchor: first, and: None },
        Then::WaitUntil { anchor, span } => anchored(anchor, span, first, last, window_end, None),
        Then::WaitFrom { anchor, span, and } => {
            anchored(anchor, span, first, last, window_end, besides(and))
        }
        Then::BuyAgain => Room::Blocked(Opener::Purchase),
        Then::Reapply => Room::Blocked(Opener::Application),
        Then::Retrain => Room::Blocked(Opener::Training),
        Then::AttemptOver => Room::Blocked(Opener::Registration),
        Then::Contact => Room::Blocked(Opener::Vendor),
    }
}

fn anchored<'a>(
    anchor: Anchor,
    span: Span,
    first: &'a PastAttempt,
    last: &'a PastAttempt,
    window_end: Reading,
    and: Option<Said>,
) -> Room<'a> {
    let from_first = plus(first.sat_on, span);
    let from_last = plus(last.sat_on, span);
    let (reading, anchor) = match anchor {
        Anchor::FirstAttemptInWindow | Anchor::FirstSitting => (from_first, first),
        Anchor::LastAttempt => (from_last, last),
        Anchor::LastAttemptOrWindow => {
            let (earliest, safe) = (from_first.earliest, from_last.safe);
            (Reading { earliest, safe, safe_from: None }, last)
        }
        Anchor::Purchase
        | Anchor::AttemptStart
        | Anchor::ApplicationApproved
        | Anchor::PurchaseOrFirstSitting
        | Anchor::LaterOfPurchaseAndWaitEnd => (window_end, first),
    };
    Room::From { reading, anchor, and }
}

/// The vendor does not say which of two windows it means: the generous end of one, the strict end
/// of the other.
fn either<'a>(sliding: Room<'a>, from_first: Room<'a>) -> Room<'a> {
    match (sliding, from_first) {
        (
            Room::From { reading: one, anchor, and },
            Room::From { reading: other, anchor: other_anchor, .. },
        ) => {
            let anchor = if one.safe >= other.safe { anchor } else { other_anchor };
            let reading = Reading {
                earliest: one.earliest.min(other.earliest),
                safe: one.safe.max(other.safe),
                safe_from: None,
            };
            Room::From { reading, anchor, and }
        }
        (used @ Room::From { .. }, Room::Left) | (Room::Left, used @ Room::From { .. }) => {
            perhaps(used)
        }
        (sure @ (Room::Blocked(_) | Room::Unknown(_)), _)
        | (_, sure @ (Room::Blocked(_) | Room::Unknown(_)))
        | (sure @ Room::Left, Room::Left) => sure,
    }
}

/// A limit that may or may not be used up binds the strict reading only.
fn perhaps(room: Room<'_>) -> Room<'_> {
    match room {
        Room::From { reading, anchor, and } => {
            let reading = Reading { earliest: anchor.sat_on, ..reading };
            Room::From { reading, anchor, and }
        }
        sure @ (Room::Left | Room::Blocked(_) | Room::Unknown(_)) => sure,
    }
}
