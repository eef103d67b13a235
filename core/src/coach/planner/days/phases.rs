//! The phases of a preparation, counted back from the exam.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::coach::model::planner::{DEEP_SHARE, REAL_PREPARATION_DAYS, SIMS_LEAST, TAPER_DAYS};

/// A stretch of the preparation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Phase {
    /// What it is for.
    pub kind: PhaseKind,
    /// First day.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub from: NaiveDate,
    /// Last day, included.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub to: NaiveDate,
}

/// What a phase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PhaseKind {
    /// Understanding the weak domains: study and labs.
    DeepWork,
    /// Questions where they are needed, and going through them.
    TargetedPractice,
    /// Mock exams.
    MockExams,
    /// Light review and rest.
    Taper,
}

/// The phases of a preparation from `start` to the day before `exam`, in order; empty phases are
/// left out.
///
/// The window of the mock exams is the last 21 days before the exam (14 below six weeks, half of the
/// days below 20); its last two days are the taper and hold none. Of what lies before it the first
/// 60 % are deep work. With fewer than four days everything is taper. The lengths depend on the whole preparation, not on how much
/// of it is left, or the window would flee from the candidate as the exam comes closer. Where light
/// sessions come first, they are deep work, and the lengths are those of the weeks from `work` on.
pub(crate) fn phases((start, work): (NaiveDate, NaiveDate), exam: NaiveDate) -> Vec<Phase> {
    let mut phases = of_weeks(start.max(work), exam);
    if let Some(first) = phases.first_mut() {
        first.from = start;
    }
    phases
}

fn of_weeks(start: NaiveDate, exam: NaiveDate) -> Vec<Phase> {
    let days = (exam - start).num_days();
    let taper = if days < REAL_PREPARATION_DAYS { days } else { TAPER_DAYS };
    let window = match days {
        ..REAL_PREPARATION_DAYS => 0,
        REAL_PREPARATION_DAYS..20 => days / 2 - TAPER_DAYS,
        20..42 => 14 - TAPER_DAYS,
        _ => 21 - TAPER_DAYS,
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

/// How many mock exams a preparation of `days` holds at most, with a window of `window` days, the
/// taper included.
pub(crate) fn mock_exams(days: i64, window: i64) -> usize {
    let most = usize::try_from(window / 4).unwrap_or(0);
    most.clamp(mock_exams_aimed_at(days), 5)
}

/// How many a preparation of `days` aims at: what falls short of them is told.
pub(crate) const fn mock_exams_aimed_at(days: i64) -> usize {
    if days >= 28 { SIMS_LEAST + 1 } else { SIMS_LEAST }
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
        let phases = phases((start, start), start + Days::new(days));
        let found: Vec<_> = phases
            .iter()
            .map(|phase| (phase.kind, (phase.to - phase.from).num_days() + 1))
            .collect();
        assert_eq!(found, lengths, "{days} days");
    }

    #[test]
    fn phases_count_back_from_the_exam() {
        use PhaseKind::{DeepWork, MockExams, Taper, TargetedPractice};
        check(60, &[(DeepWork, 23), (TargetedPractice, 16), (MockExams, 19), (Taper, 2)]);
        check(30, &[(DeepWork, 10), (TargetedPractice, 6), (MockExams, 12), (Taper, 2)]);
        check(10, &[(DeepWork, 3), (TargetedPractice, 2), (MockExams, 3), (Taper, 2)]);
        check(4, &[(DeepWork, 1), (TargetedPractice, 1), (Taper, 2)]);
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
