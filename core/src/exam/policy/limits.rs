//! The limits on the number of attempts, told to the candidate.

use crate::exam::policy::Policy;
use crate::exam::policy::draft::Draft;
use crate::exam::policy::draft::Limit;
use crate::exam::policy::draft::so;
use crate::exam::policy::rule::Cap;
use crate::exam::policy::rule::CapWindow;
use crate::exam::policy::situation::Circumstances;
use crate::exam::policy::situation::PastAttempt;
use crate::exam::policy::window::Room;
use crate::exam::policy::window::room;
use crate::exam::policy::words;

/// Applies the limits of `policy` to the attempts, which are sorted by date.
pub(super) fn apply(
    draft: &mut Draft,
    policy: &Policy,
    taken: &[&PastAttempt],
    known: &Circumstances,
) {
    for (cap, number) in policy.caps.iter().zip(1..) {
        note_unknown_start(draft, policy, cap, known);
        match room(cap, taken, known) {
            Room::Left => continue,
            Room::From { reading, anchor, and } => {
                let because = format!(
                    "{} allows {} {}, and they are used up. Counted from {}, {}",
                    policy.vendor,
                    words::quantity(cap.max, "attempt"),
                    window_words(&cap.window),
                    words::date(anchor.sat_on),
                    so(policy, reading, anchor.zone, &cap.basis)
                );
                draft.push(format!("{}/cap/{number}", policy.id), reading, anchor, because);
                draft.notes.extend(and.map(|and| format!("Besides waiting, {and}.")));
            }
            Room::Blocked(until) => {
                draft.blocked = Some(format!(
                    "{until}: {} allows {} {}. {}",
                    policy.vendor,
                    words::quantity(cap.max, "attempt"),
                    window_words(&cap.window),
                    words::source(policy, &cap.basis)
                ));
            }
            Room::Unknown(what) => draft.miss(format!("It is not known {what}.")),
        }
        draft.limit = Limit::UsedUp;
    }
}

fn window_words(window: &CapWindow) -> String {
    match window {
        CapWindow::FromFirstAttempt(span) => {
            format!("within {} of the first of them", words::span(*span))
        }
        CapWindow::Sliding(span) => format!("within any {}", words::span(*span)),
        CapWindow::SlidingOrFromFirst(span) => {
            format!("within {} (it does not say from when)", words::span(*span))
        }
        CapWindow::EligibilityPeriod { span, .. } => {
            format!("within an eligibility period of {}", words::span(*span))
        }
        CapWindow::PerPurchase { .. } => "for one purchase".to_owned(),
        CapWindow::ReleaseCycle { .. } => "in one release cycle".to_owned(),
        CapWindow::UntilRetrained => "before training has to be repeated".to_owned(),
    }
}

fn note_unknown_start(draft: &mut Draft, policy: &Policy, cap: &Cap, known: &Circumstances) {
    let what = match &cap.window {
        CapWindow::EligibilityPeriod { .. } if known.approved_on.is_none() => {
            "the day your application was approved"
        }
        CapWindow::PerPurchase { .. } if known.purchased_on.is_none() => {
            "the day you bought this exam"
        }
        CapWindow::EligibilityPeriod { .. }
        | CapWindow::PerPurchase { .. }
        | CapWindow::FromFirstAttempt(_)
        | CapWindow::Sliding(_)
        | CapWindow::SlidingOrFromFirst(_)
        | CapWindow::ReleaseCycle { .. }
        | CapWindow::UntilRetrained => return,
    };
    draft.unknowns.push(format!(
        "We do not know {what}. {} counts attempts and a deadline from it.",
        policy.vendor
    ));
}
