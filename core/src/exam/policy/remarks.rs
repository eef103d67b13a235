//! What a candidate should hear beside the date: other rules for some, free retakes, appointments.

use chrono::NaiveDate;

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
    draft.notes.extend(policy.entitlements.iter().map(|one| offer(&one.offer)));
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

fn offer(offer: &Offer) -> Said {
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
        Offer::PaidRetake { extends_deadline_days: Some(days), .. } => retake::retake_moves(*days),
        Offer::PaidRetake { valid: Some(valid), .. } => {
            retake::retake_valid(terms::span(valid.span))
        }
        Offer::PaidRetake { .. } => retake::retake_paid(),
        Offer::PaidExtension { extends_deadline_days, .. } => {
            retake::extension_moves(*extends_deadline_days)
        }
        Offer::Prepaid { name, buy_before, valid, .. } => {
            retake::prepaid(name, terms::span(valid.span), buy_before)
        }
        Offer::Fee { said } => Said::quoted(said),
    }
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
