//! What holds once the exam has been passed.

use crate::exam::policy::calendar::{Reading, after};
use crate::exam::policy::draft::{Asks, Draft, Shut};
use crate::exam::policy::rule::{AfterPass, PassBlock};
use crate::exam::policy::situation::{PastAttempt, SittingOutcome};
use crate::exam::policy::{Policy, terms};
use crate::wording::{Said, retake};

/// Applies what `policy` says about a passed exam. A pass that was followed by another attempt no
/// longer blocks: the vendor has let the candidate in since.
pub(super) fn apply(draft: &mut Draft, policy: &Policy, taken: &[&PastAttempt]) {
    let Some(pass) = taken.iter().rev().find(|one| one.outcome == SittingOutcome::Pass) else {
        return;
    };
    let is_last = taken.last().is_some_and(|last| last.id == pass.id);
    let (day, vendor) = (pass.sat_on, policy.vendor.as_str());
    match &policy.after_pass {
        AfterPass::None { basis } => {
            let reading = Reading::on(pass.sat_on);
            let asks = retake::passed_free(day, vendor);
            let asks = Asks::Nothing(retake::rule_alone(asks, terms::source(policy, basis)));
            draft.push(rule(policy), reading, pass, asks);
        }
        AfterPass::Wait { wait, basis } => match after(pass.ending(), wait) {
            Some(reading) => {
                let asks = retake::passed_wait(day, vendor, terms::wait(wait, None));
                let asks = Asks::wait(asks, terms::source(policy, basis), pass);
                draft.push(rule(policy), reading, pass, asks);
            }
            None if is_last => draft.miss(retake::passed_unsaid(day, vendor)),
            None => {}
        },
        AfterPass::Blocked { until, basis } if is_last => {
            let why = retake::passed_blocks(day, vendor, terms::source(policy, basis));
            draft.blocked = Some(Shut { until: pass_block(*until, vendor), why });
        }
        AfterPass::Unknown if is_last => draft.miss(retake::passed_unsaid(day, vendor)),
        AfterPass::Blocked { .. } => draft.notes.push(retake::passed_since(day)),
        AfterPass::Unknown => {}
    }
}

fn rule(policy: &Policy) -> String {
    format!("{}/after_pass", policy.id)
}

/// What opens a passed exam again, as the end of a sentence.
fn pass_block(until: PassBlock, vendor: &str) -> Said {
    match until {
        PassBlock::Expired => retake::expired(),
        PassBlock::NewVersion => retake::new_version(),
        PassBlock::RecertWindow { days } => retake::before_expiry(days),
        PassBlock::Consent => retake::vendor_agrees(vendor),
        PassBlock::Never => retake::new_exam(vendor),
    }
}
