//! What the result of the last sitting says about the whole: after a fail it lay below the line, after
//! a pass above it.
//!
//! A report of five good bands and a fail contradict each other, and the fail is the surer of the two.
//! All domains move by one common amount in log-odds, so that what the report says about one beside
//! another stays; and they become less sure by half of it.

use crate::base::math::faded;
use crate::coach::estimate::grid::Posterior;
use crate::coach::line::PassLine;
use crate::coach::model::estimate as model;
use crate::coach::record::ExamRecord;
use crate::coach::record::reports::VersionMatch;
use crate::facts::attempt::Outcome;

/// How far all log-odds move for the result of the last sitting that is decided: 0 where domains, as
/// they were known on its day, say the same, below 0 after a fail and above it after a pass. It
/// fades as a report does.
pub(super) fn shift(record: &ExamRecord<'_>, line: PassLine, domains: &[(f64, Posterior)]) -> f64 {
    let Some(sitting) = record.sittings.last_decided() else { return 0.0 };
    let whole: f64 = domains.iter().map(|(share, domain)| share * domain.mean()).sum();
    let target = match sitting.value.outcome {
        Outcome::Fail => whole.min(line.share - model::RESULT_MARGIN),
        Outcome::Pass => whole.max(line.share + model::RESULT_MARGIN),
        Outcome::RemovedByProctor | Outcome::NoShow | Outcome::Void | Outcome::Pending => whole,
    };
    if target == whole {
        return 0.0;
    }
    let age = (record.today - sitting.value.sat_on).num_days();
    let read = record.reports.sittings.iter().find(|read| read.attempt.id == sitting.id);
    let version = match read.map(|read| read.version) {
        Some(VersionMatch::Other) => model::VERSION_MISMATCH,
        Some(VersionMatch::Same) | None => 1.0,
    };
    faded(age, model::REPORT_HALF_LIFE) * version * full(domains, target, whole)
}

/// The common amount at which the whole lies at `target`, from where it is: between two guesses of
/// which one is too much and one too little, the next lies where the straight line through them says.
fn full(domains: &[(f64, Posterior)], target: f64, whole: f64) -> f64 {
    let off = |shift: f64| {
        let mean = |domain: &Posterior| domain.mean_moved(domain.spread(shift));
        domains.iter().map(|(share, domain)| share * mean(domain)).sum::<f64>() - target
    };
    let (mut near, mut off_near) = (0.0, whole - target);
    let mut far = if off_near > 0.0 { -1.0 } else { 1.0 };
    let mut off_far = off(far);
    while off_far * off_near > 0.0 && f64::abs(far) < model::RESULT_SHIFT_MAX {
        (near, off_near) = (far, off_far);
        far *= 2.0;
        off_far = off(far);
    }
    if off_far * off_near > 0.0 {
        return far;
    }
    for _ in 0..model::RESULT_STEPS {
        let next = near - off_near * (far - near) / (off_far - off_near);
        let off_next = off(next);
        if off_next.abs() < model::RESULT_EXACT {
            return next;
        }
        if off_next * off_far < 0.0 {
            (near, off_near) = (far, off_far);
        } else {
            // The end that stays counts half, or it would stay for ever (the Illinois rule).
            off_near /= 2.0;
        }
        (far, off_far) = (next, off_next);
    }
    far
}
