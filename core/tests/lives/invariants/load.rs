//! The load: what is needed and not all that is offered, with rests, free days, and light long waits.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rebound_core::base::calendar::Week;
use rebound_core::coach::planner::plan::{BlockKind, Plan, PlanDay, Promise};
use rebound_core::facts::attempt::Outcome;
use rebound_core::facts::availability::Slot;

use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant {
        name: "the plan takes what is needed and leaves the rest free",
        of: "3, P8, coach 6",
        holds: enough,
    },
    Invariant { name: "no day has more than four hours", of: "3", holds: day },
    Invariant { name: "an hour of work is followed by a rest", of: "3, coach 6", holds: rests },
    Invariant { name: "a week has a free day where it can", of: "3, coach 6", holds: free_day },
    Invariant {
        name: "a long wait is light until ten weeks before",
        of: "3, coach 6",
        holds: light,
    },
    Invariant {
        name: "the hours to a margin are more than those to the line",
        of: "2, P21",
        holds: monotone,
    },
];

fn enough(view: &View<'_>) -> Result<(), String> {
    let Some(plan) = view.plan() else { return Ok(()) };
    let (buffer, low) = (plan.work.buffer.hours * 60, plan.work.even.hours * 60);
    // Mock exams with their review, drills, and what keeps known things fresh: two hours a week.
    let weeks =
        view.exam_on().map_or(0, |exam_on| (exam_on - view.today()).num_days().max(0) / 7 + 1);
    let upkeep = 120 * weeks as u32;
    let about_domains: u32 = view
        .blocks()
        .filter(|(_, block)| block.domain.is_some())
        .map(|(_, block)| block.minutes.get())
        .sum();
    let most = ((f64::from(buffer.max(low)) * 1.3) as u32).max(upkeep) + 60;
    // The light sessions of a long wait come on top: they keep fresh what is known.
    let most = most + 90 * u32::try_from(weeks - 10).unwrap_or(0);
    ensure(about_domains <= most, || {
        format!("{about_domains} minutes are planned, {buffer} are needed")
    })
}

fn day(view: &View<'_>) -> Result<(), String> {
    for day in view.days() {
        // A mock exam of five hours is sat whole; getting calm before it is no study.
        let mock: u32 = day
            .blocks
            .iter()
            .filter(|block| block.kind == BlockKind::MockExam)
            .map(|block| block.minutes.get())
            .sum();
        let study = day.blocks.iter().filter(|block| block.kind != BlockKind::Technique);
        let minutes: u32 = study.map(|block| block.minutes.get()).sum();
        ensure(minutes <= 240.max(mock), || format!("{}: {minutes} minutes", day.date))?;
    }
    Ok(())
}

/// Blocks without ten minutes between them are one stretch.
fn rests(view: &View<'_>) -> Result<(), String> {
    for day in view.days() {
        let (mut begun, mut end) = (0, 0);
        for block in &day.blocks {
            let start = u32::from(block.start_minute);
            if start >= end + 10 {
                begun = start;
            }
            end = start + block.minutes.get();
            let whole = matches!(block.kind, BlockKind::MockExam);
            if whole {
                begun = end;
            }
            let stretch = end - begun;
            // One block that is longer than an hour is a lab or a timed set as long as an exam.
            let single = begun == start;
            ensure(stretch <= 75 || single, || {
                format!("{}: {stretch} minutes without a rest", day.date)
            })?;
        }
    }
    Ok(())
}

fn free_day(view: &View<'_>) -> Result<(), String> {
    let Some(plan) = view.plan() else { return Ok(()) };
    // Where the time is short every day counts.
    if plan.budget.capacity.get() < plan.budget.needed.get() * 2 {
        return Ok(());
    }
    let mut weeks: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for day in view.days() {
        let studied = day.blocks.iter().any(|block| block.kind != BlockKind::Checklist);
        *weeks.entry(Week::monday_of(day.date)).or_default() += usize::from(studied);
    }
    let full = weeks.iter().find(|(_, days)| **days >= 7);
    ensure(full.is_none(), || format!("{full:?} of seven"))
}

/// Whether the last ten weeks hold the work; where they do not, it begins earlier.
fn ten_weeks_hold_it(view: &View<'_>, plan: &Plan, exam_on: NaiveDate) -> bool {
    let clock = view.clock();
    // A slot counts until midnight.
    let of_slot =
        |slot: &Slot| slot.minutes.get().min(1_440_u32.saturating_sub(slot.start_minute.into()));
    let minutes = |day: NaiveDate| -> u32 { clock.slots(day).iter().map(of_slot).sum() };
    let last = (1..=70).map(|before| minutes(exam_on - Days::new(before)).min(240));
    let needed = plan.budget.needed + plan.budget.reserved;
    last.sum::<u32>() * 6 / 7 >= needed.get() + 360 && clock.cap.is_none()
}

fn light(view: &View<'_>) -> Result<(), String> {
    let (Some(plan), Some(exam_on)) = (view.plan(), view.exam_on()) else { return Ok(()) };
    if !ten_weeks_hold_it(view, plan, exam_on) {
        return Ok(());
    }
    let mut weeks: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    // What was shown stays as it was.
    let from = view.today() + Days::new(if view.was_shown() { 14 } else { 0 });
    // A mock exam that measures is no light session.
    let measures = |day: &PlanDay| {
        let kinds = [BlockKind::MockExam, BlockKind::MockExamReview];
        day.blocks.iter().any(|block| kinds.contains(&block.kind))
    };
    let early =
        |day: &&PlanDay| day.date >= from && (exam_on - day.date).num_days() > 77 && !measures(day);
    for day in view.days().iter().filter(early) {
        *weeks.entry(Week::monday_of(day.date)).or_default() += 1;
    }
    let full = weeks.iter().find(|(_, days)| **days > 2);
    ensure(full.is_none(), || {
        format!("{full:?} days of study more than ten weeks before {exam_on}")
    })
}

fn monotone(view: &View<'_>) -> Result<(), String> {
    let Some(plan) = view.plan() else { return Ok(()) };
    let (even, buffer) = (plan.work.even, plan.work.buffer);
    ensure(even.hours <= buffer.hours, || format!("{} then {}", even.hours, buffer.hours))?;
    for needed in [even, buffer] {
        // By the estimates' ends: more hours where they are too high, fewer where they are too low.
        let (less, more) = (needed.low.min(needed.high), needed.low.max(needed.high));
        let sound = less <= needed.hours && needed.hours <= more && needed.hours % 5 == 0;
        ensure(sound, || format!("{needed:?}"))?;
        if let Promise::EndsAt { whole } = needed.promise {
            ensure((0.0..1.0).contains(&whole), || format!("{needed:?}"))?;
        }
    }
    let failed = view.last_outcome() == Some(Outcome::Fail);
    ensure(!failed || even.hours > 0, || "0 hours after a fail".to_owned())
}
