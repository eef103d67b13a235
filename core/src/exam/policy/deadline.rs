//! Deadlines: a wait can end after the last day on which an attempt is possible.

use chrono::NaiveDate;

use crate::base::time::Zone;
use crate::exam::policy::Policy;
use crate::exam::policy::calendar::{plus, plus_days};
use crate::exam::policy::draft::{Draft, Limit};
use crate::exam::policy::eligibility::{Verdict, Window};
use crate::exam::policy::rule::{CapWindow, DeadlineClock, Span};
use crate::exam::policy::situation::{Deadline, Situation};
use crate::wording::{Said, retake};

/// The deadline that comes first, on the calendar of `zone`.
pub(super) fn nearest(
    draft: &mut Draft,
    policy: Option<&Policy>,
    situation: &Situation<'_>,
    zone: Zone,
) -> Option<Deadline> {
    let worked_out = match draft.limit {
        Limit::HasRoom => policy.and_then(|policy| of_policy(policy, situation)),
        // The next attempt is under another purchase or period, with a deadline of its own.
        Limit::UsedUp => None,
    };
    let known = situation.known.deadlines.iter().cloned();
    let mut nearest = known
        .chain(worked_out)
        .min_by(|one, other| (one.last_day, &one.what).cmp(&(other.last_day, &other.what)))?;
    let clock = policy.map_or(DeadlineClock::PlaceOfSitting, |policy| policy.deadlines);
    match clock {
        DeadlineClock::PlaceOfSitting => {}
        DeadlineClock::Utc => {
            let end = Zone::UTC.start_of(plus_days(nearest.last_day, 1)).plus(-1);
            draft.notes.push(retake::in_utc(zone.local(end)));
            nearest.last_day = nearest.last_day.min(zone.date(end));
        }
    }
    Some(nearest)
}

/// What a deadline makes of a verdict. A window whose safe date lies behind the deadline is empty:
/// nobody should plan on the generous reading alone. Of two ends the earlier one holds as long as it
/// leaves a day, and both are told.
pub(super) fn limit(
    verdict: Verdict,
    deadline: Option<&Deadline>,
    today: NaiveDate,
    draft: &mut Draft,
) -> Verdict {
    let Some(Deadline { what, last_day, earlier }) = deadline else { return verdict };
    if *last_day < today {
        return Verdict::Empty { why: retake::deadline_over(what.clone(), *last_day) };
    }
    draft.unknowns.extend(earlier.iter().map(|earlier| earlier.both_ends.clone()));
    match verdict {
        Verdict::Open(window) if window.safe > *last_day => {
            Verdict::Empty { why: too_late(what, window, *last_day) }
        }
        Verdict::Open(window) => {
            let earlier = earlier.as_ref().map(|earlier| earlier.day);
            let earlier = earlier.filter(|day| window.safe.max(today) <= *day);
            Verdict::Open(Window { until: Some(earlier.unwrap_or(*last_day)), ..window })
        }
        Verdict::Blocked { .. } | Verdict::Empty { .. } | Verdict::Unknown => {
            draft.notes.push(retake::deadline_ends(what.clone(), *last_day));
            verdict
        }
    }
}

fn too_late(what: &Said, window: Window, last_day: NaiveDate) -> Said {
    let hope = (window.earliest <= last_day).then(|| retake::generous_hope(window.earliest));
    retake::too_late(what.clone(), last_day, window.safe).then(hope)
}

/// The deadline that follows from a purchase or an approval, unless the candidate gave the vendor's
/// own date.
fn of_policy(policy: &Policy, situation: &Situation<'_>) -> Option<Deadline> {
    let known = situation.known;
    policy.caps.iter().find_map(|cap| {
        let (what, start, span) = match &cap.window {
            CapWindow::EligibilityPeriod { span, .. } => {
                (retake::eligibility_period(), known.approved_on?, *span)
            }
            CapWindow::PerPurchase { span, .. } => {
                (retake::purchase_period(), known.purchased_on?, *span)
            }
            CapWindow::FromFirstAttempt(_)
            | CapWindow::Sliding(_)
            | CapWindow::SlidingOrFromFirst(_)
            | CapWindow::ReleaseCycle { .. }
            | CapWindow::UntilRetrained => return None,
        };
        let last_day = known.access_until.unwrap_or_else(|| last_day_of(start, span));
        Some(Deadline::new(what, last_day))
    })
}

/// The last whole day of a span: the day before its end.
fn last_day_of(start: NaiveDate, span: Span) -> NaiveDate {
    let end = plus(start, span).earliest;
    end.pred_opt().unwrap_or(end)
}
