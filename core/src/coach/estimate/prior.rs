//! Where a domain stands before anything is known about it in particular.

use crate::coach::model::estimate as model;
use crate::coach::record::reports::Reports;
use crate::exam::blueprint::Exam;

/// The mean of the prior of every domain.
///
/// The last score that can be held against a pass mark moves it away from the cut by its distance
/// from that mark, as a part of the scale: the score tells only on which side of the line the
/// candidate was, and roughly how far.
pub(super) fn mean(reports: &Reports<'_>, exam: &Exam, cut: f64) -> f64 {
    let shift = || {
        let scale = exam.scale?;
        let range = scale.max.get() - scale.min.get();
        let last = reports.sittings.iter().rev();
        let (score, pass) =
            last.filter_map(|sitting| sitting.overall.zip(sitting.pass_mark)).next()?;
        let shift = model::SCORE_SLOPE * (score.get() - pass.get()) / range;
        shift.is_finite().then(|| shift.clamp(-model::SCORE_SHIFT_MAX, model::SCORE_SHIFT_MAX))
    };
    let mean = shift().map_or(model::PRIOR_MEAN, |shift| cut + shift);
    mean.clamp(model::PRIOR_MARGIN, 1.0 - model::PRIOR_MARGIN)
}
