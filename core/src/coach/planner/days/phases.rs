//! The phases of a preparation, counted back from the exam.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::coach::model::planner::{DEEP_SHARE, REAL_PREPARATION_DAYS, TAPER_DAYS};

/// A stretch of the preparation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Phase {
    /// What it is for.
    pub kind: PhaseKind,
    /// First day.
    pub from: NaiveDate,
    /// Last day, included.
    pub to: NaiveDate,
}

/// What a phase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Understanding the weak domains: study and labs.
    DeepWork,
    /// SetKind where they are needed, and going through them.
    TargetedPractice,
    /// Mock exams.
    MockExams,
    /// Light review and rest.
    Taper,
}

/// The phases of a preparation from `start` to the day before `exam`, in order; empty phases are
/// left out.
///
/// The taper is the last two days; before it lies the mock-exam window of 21 days (14 below six
/// weeks, half of the rest below 20 days); of what remains the first 60 % are deep work. With fewer
/// than four days everything is taper. The lengths depend on the whole preparation, not on how much
/// of it is left, or the window would flee from the candidate as the exam comes closer.
pub(crate) fn phases(start: NaiveDate, exam: NaiveDate) -> Vec<Phase> {
    let days = (exam - start).num_days();
    let taper = if days < REAL_PREPARATION_DAYS { days } else { TAPER_DAYS };
    let window = match days {
        ..REAL_PREPARATION_DAYS => 0,
        REAL_PREPARATION_DAYS..20 => (days - TAPER_DAYS) / 2,
        20..42 => 14,
        _ => 21,
    };
    let rest = (days - taper - window).max(0);
    let deep = part(rest, DEEP_SHARE);
    let mut phases = Vec::new();
    let mut from = start;
    for (kind, days) in [
        (PhaseKind::DeepWork, deep),
        (PhaseKind::TargetedPractice, rest - deep),
        (PhaseKind::MockExams, window),
        (PhaseKind::Taper, taper),
    ] {
        if let Some((to, next)) = end_of(from, days) {
            phases.push(Phase { kind, from, to });
            from = next;
        }
    }
    phases
}

/// How many mock exams a preparation of `days` with a window of `window` days aims at.
pub(crate) fn mock_exams(days: i64, window: i64) -> i64 {
    let least = if days >= 28 { 3 } else { 2 };
    (window / 4).clamp(least, 5)
}

/// The phase of a day; days after the last phase count as taper.
pub(crate) fn phase_of(phases: &[Phase], date: NaiveDate) -> PhaseKind {
    let current = phases.iter().find(|phase| date <= phase.to);
    current.map_or(PhaseKind::Taper, |phase| phase.kind)
}

fn end_of(from: NaiveDate, days: i64) -> Option<(NaiveDate, NaiveDate)> {
    let days = u64::try_from(days).ok().filter(|days| *days > 0)?;
    let next = from.checked_add_days(Days::new(days))?;
    Some((next.pred_opt()?, next))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a number of days"
)]
fn part(days: i64, share: f64) -> i64 {
    (days as f64 * share).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(days: u64, lengths: &[(PhaseKind, i64)]) {
        let start = NaiveDate::from_ymd_opt(2026, 2, 27).unwrap();
        let phases = phases(start, start + Days::new(days));
        let found: Vec<_> = phases
            .iter()
            .map(|phase| (phase.kind, (phase.to - phase.from).num_days() + 1))
            .collect();
        assert_eq!(found, lengths, "{days} days");
    }

    #[test]
    fn phases_count_back_from_the_exam() {
        use PhaseKind::{DeepWork, MockExams, Taper, TargetedPractice};
        check(60, &[(DeepWork, 22), (TargetedPractice, 15), (MockExams, 21), (Taper, 2)]);
        check(30, &[(DeepWork, 8), (TargetedPractice, 6), (MockExams, 14), (Taper, 2)]);
        check(10, &[(DeepWork, 2), (TargetedPractice, 2), (MockExams, 4), (Taper, 2)]);
        check(4, &[(DeepWork, 1), (MockExams, 1), (Taper, 2)]);
        check(3, &[(Taper, 3)]);
        check(0, &[]);
    }

    #[test]
    fn mock_exams_follow_the_window() {
        assert_eq!(
            [(60, 21), (28, 14), (20, 14), (10, 4)].map(|(d, w)| mock_exams(d, w)),
            [5, 3, 3, 2]
        );
    }
}
