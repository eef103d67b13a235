//! What holds once the exam has been passed.

use crate::exam::policy::Policy;
use crate::exam::policy::calendar::Reading;
use crate::exam::policy::calendar::after;
use crate::exam::policy::draft::Draft;
use crate::exam::policy::draft::so;
use crate::exam::policy::rule::AfterPass;
use crate::exam::policy::situation::PastAttempt;
use crate::exam::policy::situation::SittingOutcome;
use crate::exam::policy::words;

/// Applies what `policy` says about a passed exam. A pass that was followed by another attempt no
/// longer blocks: the vendor has let the candidate in since.
pub(super) fn apply(draft: &mut Draft, policy: &Policy, taken: &[&PastAttempt]) {
    let Some(pass) = taken.iter().rev().find(|one| one.outcome == SittingOutcome::Pass) else {
        return;
    };
    let is_last = taken.last().is_some_and(|last| last.id == pass.id);
    let day = words::date(pass.sat_on);
    match &policy.after_pass {
        AfterPass::None { basis } => {
            let reading = Reading::on(pass.sat_on);
            let because = format!(
                "You passed on {day}, and {} lets you sit again after a pass. {}",
                policy.vendor,
                words::source(policy, basis)
            );
            draft.push(rule(policy), reading, pass, because);
        }
        AfterPass::Wait { wait, basis } => match after(pass.ending(), wait) {
            Some(reading) => {
                let because = format!(
                    "You passed on {day}. {} asks for a wait after a pass: {}",
                    policy.vendor,
                    so(policy, reading, pass.zone, basis)
                );
                draft.push(rule(policy), reading, pass, because);
            }
            None if is_last => draft.miss(unsaid(policy, &day)),
            None => {}
        },
        AfterPass::Blocked { until, basis } if is_last => {
            draft.blocked = Some(format!(
                "{}. You passed on {day}, and {} lets nobody retake a passed exam before that. {}",
                words::pass_block(*until, &policy.vendor),
                policy.vendor,
                words::source(policy, basis)
            ));
        }
        AfterPass::Unknown if is_last => draft.miss(unsaid(policy, &day)),
        AfterPass::Blocked { .. } => draft.notes.push(format!(
            "You passed on {day} and were admitted again later, so that pass no longer blocks the exam."
        )),
        AfterPass::Unknown => {}
    }
}

fn rule(policy: &Policy) -> String {
    format!("{}/after_pass", policy.id)
}

fn unsaid(policy: &Policy, day: &str) -> String {
    format!(
        "You passed on {day}. No source states when {} lets a passed exam be sat again.",
        policy.vendor
    )
}
