//! What a candidate should hear beside the date: other rules for some, free retakes, appointments.

use chrono::{Days, NaiveDate};

use crate::exam::policy::draft::Draft;
use crate::exam::policy::offer::{Appointment, Enforcement, Gate, NoShowEffect, Offer, Venue};
use crate::exam::policy::rule::Span;
use crate::exam::policy::situation::{PastAttempt, SittingOutcome, Situation};
use crate::exam::policy::{Policy, terms};
use crate::exam::provenance::Confidence;
use crate::wording::{Said, retake};

/// Adds the remarks of `policy`.
pub(super) fn before(
    draft: &mut Draft,
    policy: &Policy,
    taken: &[&PastAttempt],
    situation: &Situation<'_>,
) {
    // After a pass nobody needs to hear what a retake costs.
    let last = taken.last();
    if last.is_some_and(|last| last.outcome == SittingOutcome::Pass) {
        return;
    }
    if policy.provenance.confidence == Confidence::Low {
        draft.unknowns.push(retake::weak_sources(&policy.vendor));
    }
    variants(draft, policy, situation);
    in_force(draft, policy, taken);
    draft.notes.extend(policy.gates.iter().map(gate));
    let last_fail = taken.iter().rev().find(|attempt| attempt.outcome == SittingOutcome::Fail);
    let zone = last.map_or(situation.now.zone, |attempt| attempt.zone);
    let today = situation.now.date_in(zone);
    let facts = Facts { failed_on: last_fail.map(|attempt| attempt.sat_on), today };
    draft.notes.extend(policy.entitlements.iter().map(|one| offer(&one.offer, facts)));
    draft.notes.extend(policy.appointment.iter().flat_map(appointment));
    let printed = last.and_then(|last| last.printed_retake_on);
    draft.notes.extend(enforcement(policy.enforced, printed));
}

fn variants(draft: &mut Draft, policy: &Policy, situation: &Situation<'_>) {
    if policy.variants.is_empty() || !situation.known.traits.is_empty() {
        return;
    }
    let names: Vec<&str> = policy.variants.iter().map(|variant| variant.when.name()).collect();
    draft.unknowns.push(retake::other_waits(&policy.vendor, names));
}

/// Rules change: an attempt outside the time of this text may be under another one.
fn in_force(draft: &mut Draft, policy: &Policy, taken: &[&PastAttempt]) {
    let Some(last) = taken.last() else { return };
    if policy.effective_from.is_some_and(|from| last.sat_on < from)
        || policy.effective_until.is_some_and(|until| until < last.sat_on)
    {
        draft.unknowns.push(retake::not_in_force(last.sat_on));
    }
}

fn gate(gate: &Gate) -> Said {
    match gate {
        Gate::PriorPass { of, sit_within, .. } => retake::prior_pass(of, terms::span(*sit_within)),
        Gate::OpenPeriod { span } => retake::open_period(terms::span(*span)),
    }
}

/// What an offer's dates hang on.
#[derive(Clone, Copy, Debug)]
struct Facts {
    failed_on: Option<NaiveDate>,
    today: NaiveDate,
}

fn offer(offer: &Offer, facts: Facts) -> Said {
    match offer {
        Offer::FreeRetake { count: 0, .. } => retake::no_free_retake(),
        Offer::FreeRetake { count, deadline, no_show } => {
            let lost = match no_show {
                NoShowEffect::Keeps => None,
                NoShowEffect::Forfeits => Some(retake::lost_by_absence()),
            };
            let included = match deadline {
                Some(valid) => retake::free_retake_within(*count, terms::span(valid.span)),
                None => retake::free_retake(*count),
            };
            included.then(lost)
        }
        Offer::Bundle { name, both_before, gap_days } => {
            retake::bundle(name, both_before, *gap_days)
        }
        Offer::PaidRetake { .. } => paid_retake(offer, facts),
        Offer::PaidExtension { extends_deadline_days, .. } => {
            retake::extension_moves(*extends_deadline_days)
        }
        Offer::Prepaid { name, buy_before, valid, .. } => {
            retake::prepaid(name, terms::span(valid.span), buy_before)
        }
        Offer::Fee { said } => Said::quoted(said),
    }
}

/// Until when a retake is bought, and what it does to the deadline.
fn paid_retake(offer: &Offer, facts: Facts) -> Said {
    let Offer::PaidRetake {
        buy_by_days_after_fail,
        buy_by_days_after_deadline,
        extends_deadline_days,
        of_these_wait_days,
        valid,
    } = offer
    else {
        return retake::retake_paid();
    };
    let moves = extends_deadline_days.map(|days| match of_these_wait_days {
        Some(wait) => retake::retake_moves_and_waits(days, *wait, days.saturating_sub(*wait)),
        None => retake::retake_moves(days),
    });
    let valid = valid.as_ref().map(|valid| retake::retake_valid(terms::span(valid.span)));
    let what = moves.or(valid).unwrap_or_else(retake::retake_paid);
    let Some(days) = *buy_by_days_after_fail else { return what };
    let last_day = facts.failed_on.and_then(|day| day.checked_add_days(Days::new(days.into())));
    let bought = match (facts.failed_on, last_day) {
        (Some(failed), Some(last)) if last < facts.today => {
            retake::retake_was_bought_by(last, days, failed)
        }
        (Some(failed), Some(last)) => retake::retake_bought_by(last, days, failed),
        (None, _) | (_, None) => retake::retake_bought_within(days),
    };
    let other = buy_by_days_after_deadline.map(|_| retake::counted_otherwise());
    bought.then(other).then(Some(what))
}

fn appointment(appointment: &Appointment) -> Vec<Said> {
    let cutoffs = appointment.cutoffs.iter().map(|cutoff| {
        let what = match cutoff.place {
            Venue::Anywhere => retake::appointment(),
            Venue::TestCenter => retake::at_center(),
            Venue::Online => retake::online(),
            Venue::Lab => retake::of_lab(),
        };
        match cutoff.before {
            Span::Hours(0) => retake::moved_until_start(what),
            before @ (Span::Hours(_) | Span::Days(_) | Span::Months(_)) => {
                retake::moved_until(what, terms::span(before))
            }
        }
    });
    let often = appointment.reschedules_max.map(retake::moved_at_most);
    let fees = appointment.fees.as_deref().map(Said::quoted);
    let no_show = appointment.no_show.as_deref().map(retake::absence);
    cutoffs.chain(often).chain(fees).chain(no_show).collect()
}

fn enforcement(enforced: Enforcement, printed: Option<NaiveDate>) -> Option<Said> {
    match enforced {
        Enforcement::Unknown => None,
        Enforcement::Booking => Some(retake::refuses_early()),
        Enforcement::BookingAfterPass => Some(retake::refuses_passed()),
        Enforcement::PrintedDate if printed.is_some() => None,
        Enforcement::PrintedDate => Some(retake::enter_printed()),
        Enforcement::ReportedMissing => Some(retake::may_accept_early()),
    }
}
