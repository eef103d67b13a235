//! Mock exams: how many an ordinary week has, and when they are.

use chrono::{Datelike, Days, NaiveDate};
use rebound_core::coach::cause::Cause;
use rebound_core::coach::planner::plan::BlockKind;
use rebound_core::facts::availability::SlotPlace;

use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant { name: "two mock exams where two slots hold one", of: "1, P4, coach 1", holds: two },
    Invariant {
        name: "mock exams are a day apart and not in the last two days",
        of: "P3, P4",
        holds: apart,
    },
    Invariant { name: "mock exams lie in the last 21 days", of: "1, coach 1", holds: in_window },
    Invariant { name: "a mock exam is sat whole", of: "P2", holds: whole },
    Invariant { name: "a mock exam is gone through", of: "P20", holds: gone_through },
    Invariant { name: "what falls short of the mock exams is told", of: "1, coach 2", holds: told },
];

/// Minutes since some midnight of long ago.
fn minute(date: NaiveDate, start: u32) -> i64 {
    i64::from(date.num_days_from_ce()) * 1_440 + i64::from(start)
}

fn starts(view: &View<'_>) -> Vec<i64> {
    let sims = view.blocks().filter(|(_, block)| block.kind == BlockKind::MockExam);
    sims.map(|(day, block)| minute(day.date, u32::from(block.start_minute))).collect()
}

/// The slots ahead that hold a mock exam between 28 and 3 days before the exam, taken as early as can
/// be with a day between them.
fn room(view: &View<'_>, exam_on: NaiveDate) -> usize {
    let (clock, minutes) = (view.clock(), view.mock_exam_minutes());
    let mut found = 0;
    let mut free_from = 0;
    for date in (3..=28).rev().map(|before| exam_on - Days::new(before)) {
        if date <= view.today() + Days::new(1) {
            continue;
        }
        for slot in clock.holding(date, minutes, SlotPlace::Long) {
            let start = minute(date, u32::from(slot.start_minute));
            if start >= free_from {
                found += 1;
                free_from = start + i64::from(minutes) + 15 + 1_440;
            }
        }
    }
    found
}

fn two(view: &View<'_>) -> Result<(), String> {
    // Days are laid out for a year: the weeks before a later exam come into the plan by then.
    let laid_out = view.today()..=view.today() + Days::new(366);
    let Some(exam_on) = view.exam_on().filter(|on| laid_out.contains(on)) else {
        return Ok(());
    };
    // A limit on the week may leave less of a slot than there is.
    if view.clock().cap.is_some() {
        return Ok(());
    }
    let sat = view.mock_exams_since(exam_on - Days::new(28));
    let wanted = room(view, exam_on).min(2).saturating_sub(sat);
    let planned = starts(view).len();
    ensure(planned >= wanted, || {
        format!("{planned} planned, {sat} sat, room for {wanted} before {exam_on}")
    })
}

fn apart(view: &View<'_>) -> Result<(), String> {
    let Some(exam_on) = view.exam_on() else { return Ok(()) };
    let starts = starts(view);
    ensure(starts.windows(2).all(|pair| pair[1] - pair[0] >= 1_440), || format!("{starts:?}"))?;
    let late = starts.iter().any(|start| *start >= minute(exam_on - Days::new(2), 0));
    ensure(!late, || format!("in the last two days before {exam_on}"))
}

fn in_window(view: &View<'_>) -> Result<(), String> {
    let Some(exam_on) = view.exam_on() else { return Ok(()) };
    let early = view.blocks().find(|(day, block)| {
        let away = (exam_on - day.date).num_days();
        let measures = view.plan().is_some_and(|plan| plan.work.measure.is_some());
        let baseline = measures
            || block.reasons.iter().any(|reason| reason.rule.cause() == Some(Cause::Anxiety));
        block.kind == BlockKind::MockExam && away > 21 && !baseline
    });
    let Some((day, _)) = early else { return Ok(()) };
    // What was shown of the next days stays where it was, whatever became of the date.
    let settled = view.was_shown() && (day.date - view.today()).num_days() < 3;
    // Up to seven days earlier where the window has fewer than two.
    let window = minute(exam_on - Days::new(21), 0);
    let inside = starts(view).into_iter().filter(|start| *start >= window);
    let near = (exam_on - day.date).num_days() <= 28;
    ensure(settled || (near && inside.count() < 2), || format!("{} for {exam_on}", day.date))
}

fn whole(view: &View<'_>) -> Result<(), String> {
    for (day, block) in view.blocks().filter(|(_, block)| block.kind == BlockKind::MockExam) {
        let minutes = block.minutes.get();
        ensure(minutes == view.mock_exam_minutes().clamp(10, 720), || {
            format!("{}: {minutes} minutes", day.date)
        })?;
    }
    Ok(())
}

/// Where time is left after it, before the last two days: a wish for review never costs a mock exam. A
/// limit on the week may leave less of a slot than there is: there time is left where the plan has
/// other work. A day that holds a mock exam of nearly four hours holds no more.
fn gone_through(view: &View<'_>) -> Result<(), String> {
    let Some(exam_on) = view.exam_on() else { return Ok(()) };
    let (clock, starts) = (view.clock(), starts(view));
    for (sat, mock) in view.blocks().filter(|(_, block)| block.kind == BlockKind::MockExam) {
        let start = minute(sat.date, u32::from(mock.start_minute));
        let end = start + i64::from(mock.minutes.get());
        let last = (sat.date + Days::new(2)).min(exam_on - Days::new(3));
        let full = mock.minutes.get() + 10 > 240;
        let days = sat.date.iter_days().skip(usize::from(full));
        let room = days.take_while(|date| *date <= last).any(|date| {
            clock.slots(date).iter().any(|slot| {
                let from = minute(date, u32::from(slot.start_minute)).max(end);
                let to = minute(date, u32::from(slot.start_minute) + slot.minutes.get());
                // The next mock exam comes before the review of this one.
                let taken = starts.iter().any(|next| *next > start && (from..to).contains(next));
                // Ten minutes to rest, and ten are the shortest block.
                let left = clock.cap.is_none() || has_other_work(view, (from, to));
                slot.place != SlotPlace::CommuteAudio && to - from >= 20 && !taken && left
            })
        });
        let reviewed = view.blocks().any(|(day, block)| {
            let at = minute(day.date, u32::from(block.start_minute));
            block.kind == BlockKind::MockExamReview && at >= start && at <= start + 5 * 1_440
        });
        ensure(reviewed || !room, || format!("no review of that on {}", sat.date))?;
    }
    Ok(())
}

/// Whether something is planned in a stretch that is neither a mock exam nor going through one.
fn has_other_work(view: &View<'_>, (from, to): (i64, i64)) -> bool {
    view.blocks().any(|(day, block)| {
        let at = minute(day.date, u32::from(block.start_minute));
        let other = !matches!(block.kind, BlockKind::MockExam | BlockKind::MockExamReview);
        (from..to).contains(&at) && other
    })
}

/// Three are aimed at with four weeks ahead, two with less.
fn told(view: &View<'_>) -> Result<(), String> {
    let (Some(plan), Some(exam_on)) = (view.plan(), view.exam_on()) else { return Ok(()) };
    let ahead = (exam_on - view.today()).num_days();
    if ahead < 8 || plan.days.is_empty() {
        return Ok(());
    }
    let planned = starts(view).len() + view.mock_exams_since(exam_on - Days::new(28));
    let aim = if ahead >= 28 { 3 } else { 2 };
    let said = plan.warnings.iter().any(|warning| warning.text().contains("mock exam"));
    ensure(planned >= aim || said, || format!("{planned} of {aim}, and not a word"))
}
