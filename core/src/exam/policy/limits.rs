//! The limits on the number of attempts, told to the candidate.

use crate::exam::policy::draft::{Asks, Draft, Limit, Shut};
use crate::exam::policy::rule::{Anchor, Cap, CapWindow};
use crate::exam::policy::situation::{Circumstances, PastAttempt};
use crate::exam::policy::window::{Opener, Room, room};
use crate::exam::policy::{Policy, terms};
use crate::wording::{Said, retake};

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
                let (window, source) = (window(&cap.window), terms::source(policy, &cap.basis));
                let asks = retake::limit_used_up(&policy.vendor, cap.max, window, anchor.sat_on);
                let asks = Asks::wait(asks, source, anchor);
                draft.push(format!("{}/cap/{number}", policy.id), reading, anchor, asks);
                draft.notes.extend(and.map(retake::besides_waiting));
            }
            Room::Blocked(until) => {
                let (window, source) = (window(&cap.window), terms::source(policy, &cap.basis));
                let why = retake::limit_blocks(&policy.vendor, cap.max, window, source);
                draft.blocked = Some(Shut { until: opened_by(until, &policy.vendor), why });
            }
            Room::Unknown(what) => draft.miss(retake::not_known(what)),
        }
        draft.limit = Limit::UsedUp;
    }
}

fn opened_by(opener: Opener, vendor: &str) -> Said {
    match opener {
        Opener::Purchase => retake::bought_again(),
        Opener::Application => retake::applied_again(),
        Opener::Training => retake::trained_again(),
        Opener::Registration => retake::registered_again(),
        Opener::Vendor => retake::talked_to_vendor(vendor),
    }
}

fn window(window: &CapWindow) -> Said {
    match window {
        CapWindow::FromFirstAttempt(span) => retake::from_first(terms::span(*span)),
        CapWindow::Sliding(span) => retake::within_any(terms::span(*span)),
        CapWindow::SlidingOrFromFirst(span) => retake::within_unsaid(terms::span(*span)),
        CapWindow::EligibilityPeriod { span, .. } => retake::within_period(terms::span(*span)),
        CapWindow::PerPurchase { anchor: Anchor::AttemptStart, .. } => retake::for_registration(),
        CapWindow::PerPurchase { .. } => retake::for_purchase(),
        CapWindow::ReleaseCycle { .. } => retake::in_cycle(),
        CapWindow::UntilRetrained => retake::until_training(),
    }
}

fn note_unknown_start(draft: &mut Draft, policy: &Policy, cap: &Cap, known: &Circumstances) {
    let what = match &cap.window {
        CapWindow::EligibilityPeriod { .. } if known.approved_on.is_none() => {
            retake::day_of_approval()
        }
        CapWindow::PerPurchase { anchor: Anchor::AttemptStart, .. }
            if known.purchased_on.is_none() =>
        {
            retake::day_of_registration()
        }
        CapWindow::PerPurchase { .. } if known.purchased_on.is_none() => retake::day_of_purchase(),
        CapWindow::EligibilityPeriod { .. }
        | CapWindow::PerPurchase { .. }
        | CapWindow::FromFirstAttempt(_)
        | CapWindow::Sliding(_)
        | CapWindow::SlidingOrFromFirst(_)
        | CapWindow::ReleaseCycle { .. }
        | CapWindow::UntilRetrained => return,
    };
    draft.unknowns.push(retake::start_not_known(what, &policy.vendor));
}
