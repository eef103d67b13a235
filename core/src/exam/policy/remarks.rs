//! What a candidate should hear beside the date: other rules for some, free retakes, appointments.

use crate::exam::policy::Policy;
use crate::exam::policy::draft::Draft;
use crate::exam::policy::offer::Appointment;
use crate::exam::policy::offer::Enforcement;
use crate::exam::policy::offer::Gate;
use crate::exam::policy::offer::NoShowEffect;
use crate::exam::policy::offer::Offer;
use crate::exam::policy::rule::Span;
use crate::exam::policy::situation::PastAttempt;
use crate::exam::policy::situation::Situation;
use crate::exam::policy::words;
use crate::exam::provenance::Confidence;

/// Adds the remarks of `policy`.
pub(super) fn before(
    draft: &mut Draft,
    policy: &Policy,
    taken: &[&PastAttempt],
    situation: &Situation<'_>,
) {
    if policy.provenance.confidence == Confidence::Low {
        draft.unknowns.push(format!(
            "What we know about the retake rules of {} rests on weak sources ({}).",
            policy.vendor, policy.provenance.as_of
        ));
    }
    variants(draft, policy, situation);
    in_force(draft, policy, taken);
    draft.notes.extend(policy.gates.iter().map(gate));
    draft.notes.extend(policy.entitlements.iter().map(|one| offer(&one.offer)));
    draft.notes.extend(policy.appointment.iter().flat_map(appointment));
    draft.notes.extend(enforcement(policy.enforced).map(str::to_owned));
}

fn variants(draft: &mut Draft, policy: &Policy, situation: &Situation<'_>) {
    if policy.variants.is_empty() || !situation.known.traits.is_empty() {
        return;
    }
    let names: Vec<&str> = policy.variants.iter().map(|variant| variant.when.name()).collect();
    draft.unknowns.push(format!(
        "{} has other waits for some candidates ({}). If one of these is you, say so.",
        policy.vendor,
        names.join("; ")
    ));
}

/// Rules change: an attempt outside the time of this text may be under another one.
fn in_force(draft: &mut Draft, policy: &Policy, taken: &[&PastAttempt]) {
    let Some(last) = taken.last() else { return };
    if policy.effective_from.is_some_and(|from| last.sat_on < from)
        || policy.effective_until.is_some_and(|until| until < last.sat_on)
    {
        draft.unknowns.push(format!(
            "The rules we know were not in force on {}. Which ones count for that attempt is not \
             known.",
            words::date(last.sat_on)
        ));
    }
}

fn gate(gate: &Gate) -> String {
    match gate {
        Gate::PriorPass { of, sit_within, .. } => {
            format!("It takes a pass of {of}, at most {} before.", words::span(*sit_within))
        }
        Gate::OpenPeriod { span } => {
            format!(
                "It takes an eligibility period that is open; one lasts {}.",
                words::span(*span)
            )
        }
    }
}

fn offer(offer: &Offer) -> String {
    match offer {
        Offer::FreeRetake { count: 0, .. } => "No free retake is included.".to_owned(),
        Offer::FreeRetake { count, deadline, no_show } => {
            let lapse = deadline.map(|valid| format!(" within {}", words::span(valid.span)));
            let lost = match no_show {
                NoShowEffect::Keeps => "",
                NoShowEffect::Forfeits => " It is lost if you do not turn up.",
            };
            format!(
                "{} may be included{}.{lost}",
                words::quantity(*count, "free retake"),
                lapse.unwrap_or_default()
            )
        }
        Offer::Bundle { name, both_before, gap_days } => format!(
            "With {name} both attempts have to come before {both_before}, with {} without an \
             attempt between them.",
            words::quantity(*gap_days, "day")
        ),
        Offer::PaidRetake { extends_deadline_days: Some(days), .. } => {
            format!("A paid retake moves the deadline by {}.", words::quantity(*days, "day"))
        }
        Offer::PaidRetake { valid: Some(valid), .. } => {
            format!("A paid retake is valid for {}.", words::span(valid.span))
        }
        Offer::PaidRetake { .. } => "A retake has to be paid for.".to_owned(),
        Offer::PaidExtension { extends_deadline_days, .. } => format!(
            "A paid extension moves the deadline by {} and brings no further attempt.",
            words::quantity(*extends_deadline_days, "day")
        ),
        Offer::Prepaid { name, buy_before, valid, .. } => format!(
            "{name} pays for a second attempt within {}; it has to be bought {buy_before}.",
            words::span(valid.span)
        ),
        Offer::Fee { says } => says.clone(),
    }
}

fn appointment(appointment: &Appointment) -> Vec<String> {
    let cutoffs = appointment.cutoffs.iter().map(|cutoff| {
        let place = words::place(cutoff.place);
        match cutoff.before {
            Span::Hours(0) => format!("An appointment{place} can be moved until it begins."),
            before @ (Span::Hours(_) | Span::Days(_) | Span::Months(_)) => format!(
                "An appointment{place} can be moved until {} before it.",
                words::span(before)
            ),
        }
    });
    let often = appointment
        .reschedules_max
        .map(|max| format!("It can be moved {} at most.", words::quantity(max, "time")));
    let no_show = appointment.no_show.as_ref().map(|says| format!("If you do not turn up: {says}"));
    cutoffs.chain(often).chain(appointment.fees.clone()).chain(no_show).collect()
}

const fn enforcement(enforced: Enforcement) -> Option<&'static str> {
    match enforced {
        Enforcement::Unknown => None,
        Enforcement::Booking => Some("The booking system refuses a date that is too early."),
        Enforcement::BookingAfterPass => {
            Some("The booking system refuses an exam that was passed already.")
        }
        Enforcement::PrintedDate => {
            Some("A failing report prints the retake date: enter it, for it decides.")
        }
        Enforcement::ReportedMissing => Some(
            "The booking system may accept a date that is too early. Keep to the safe one all the \
             same.",
        ),
    }
}
