//! The same facts in another order, and the same candidate tomorrow.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rebound_core::base::time::Now;
use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::planner::anchor;
use rebound_core::coach::planner::plan::{Block, BlockKind, ExamDay, PhaseKind, Plan, PlanDay};
use rebound_core::facts::{Fact, FactBody};

use crate::candidates::Done;
use crate::clock::stamp;
use crate::invariants::view::Clock;
use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant { name: "facts in another order give the same bytes", of: "P9, P11", holds: order },
    Invariant {
        name: "the next morning the plan is still the plan",
        of: "6, P12, coach 9",
        holds: next_morning,
    },
    Invariant { name: "after a lost week no day is fuller", of: "6, P18", holds: no_fuller },
];

fn order(view: &View<'_>) -> Result<(), String> {
    let mut facts = view.life.facts.clone();
    facts.reverse();
    let third = facts.len() / 3;
    facts.rotate_left(third);
    let other = Derivation::of(&facts, view.catalogue, view.now());
    ensure(other == view.derivation, || "another order, another answer".to_owned())
}

/// What stands where from a day on.
fn places(plan: &Plan, from: NaiveDate) -> BTreeMap<(NaiveDate, u16), &str> {
    let days = plan.days.iter().filter(|day| day.date >= from);
    let each = days.flat_map(|day| day.blocks.iter().map(move |block| (day, block)));
    each.map(|(day, block)| ((day.date, block.start_minute), block.code.as_str())).collect()
}

/// When the next morning is: what lies before it on that day is over.
const MORNING: u16 = 6 * 60 + 30;

fn next_morning(view: &View<'_>) -> Result<(), String> {
    let Some(plan) = view.plan().filter(|plan| !plan.days.is_empty()) else { return Ok(()) };
    let now = view.now();
    let mut facts = view.life.facts.clone();
    let id = "shown-tonight".parse().unwrap();
    let body = FactBody::PlanAnchor(anchor(plan));
    facts.push(Fact { id, at: now.stamp(), device: None, supersedes: None, body });
    let tomorrow = view.today() + Days::new(1);
    let morning = stamp(now.zone, tomorrow, 6 * 60 + 30);
    let then = Now::at(morning);
    let next = Derivation::of(&facts, view.catalogue, then);
    let next = next.coaching.map(|coaching| coaching.plan).ok_or("no plan the next morning")?;
    let (before, after) = (plan.exam_day.date(), next.exam_day.date());
    // A day that was proposed and not booked has come: then another one is.
    if before == Some(tomorrow) && !matches!(plan.exam_day, ExamDay::Fixed { .. }) {
        return Ok(());
    }
    ensure(before == after, || format!("the exam moves from {before:?} to {after:?}"))?;
    let moved = |from: NaiveDate| {
        let (shown, new) = (places(plan, from), places(&next, from));
        let ahead = |place: &(NaiveDate, u16)| *place >= (tomorrow, MORNING);
        let shown = shown.into_iter().filter(|(place, _)| ahead(place));
        let shown: BTreeMap<_, _> = shown.collect();
        let other = shown.iter().filter(|(place, code)| new.get(*place) != Some(*code)).count();
        (other, shown.len())
    };
    // What was planned until then was not done: as many later blocks may make up for it, the review of a
    // mock exam comes later, and that of one that nobody sat falls out.
    let each = plan.days.iter().flat_map(|day| day.blocks.iter().map(move |block| (day, block)));
    let is_over =
        |(day, block): &(&PlanDay, &Block)| (day.date, block.start_minute) < (tomorrow, MORNING);
    let tonight = each.filter(is_over).map(|(_, block)| block);
    let is_mock_exam =
        |block: &Block| matches!(block.kind, BlockKind::MockExam | BlockKind::MockExamReview);
    if tonight.clone().any(is_mock_exam) {
        return Ok(());
    }
    let fell_out = tonight.count();
    for from in [tomorrow, tomorrow + Days::new(14)] {
        let (other, of) = moved(from);
        ensure(other <= (of / 5).max(3).max(fell_out), || {
            format!("{other} of {of} places from {from} on hold another block")
        })?;
    }
    let (other, of) = (moved(tomorrow).0, moved(tomorrow + Days::new(2)).0);
    ensure(other - of <= 1, || format!("{} blocks of the next two days have moved", other - of))
}

fn no_fuller(view: &View<'_>) -> Result<(), String> {
    let (Some(shown), Some(plan)) = (&view.life.shown, view.plan()) else { return Ok(()) };
    if shown.done != Done::Nothing || shown.plan.exam_day.date() != plan.exam_day.date() {
        return Ok(());
    }
    // Where a day was given or took away time since, others may hold more.
    let (then, now) = (Clock::of(&shown.known, shown.at), view.clock());
    let ahead = view.exam_on().map_or(0, |exam_on| (exam_on - view.today()).num_days().max(0));
    let mut dates = view.today().iter_days().take(ahead as usize);
    if !dates.all(|date| then.slots(date) == now.slots(date)) {
        return Ok(());
    }
    // The last two days of a plan are light, and no measure for others.
    let real = shown.plan.days.iter().filter(|day| day.phase != PhaseKind::Taper);
    let Some(most) = real.map(|day| day.minutes().get()).max() else {
        return Ok(());
    };
    let of_then = |day: &&PlanDay| shown.plan.days.iter().any(|then| then.date == day.date);
    let mut days = plan.days.iter().filter(of_then);
    let fuller = days.find(|day| day.minutes().get() > most + 30);
    let reason = |day: &PlanDay| format!("{}: {} of {most}", day.date, day.minutes());
    ensure(fuller.is_none(), || fuller.map(reason).unwrap_or_default())
}
