//! Where the mock exams go: the best that the slots allow, by a ranked list of wishes.
//!
//! Hard are an undisturbed slot that holds one, a day between two of them, and two empty days before
//! the exam. Everything else is a wish, and a wish never empties the plan: in this order two of them, a third,
//! time to go through each, two days between two, the first in the first slot of the window, more of
//! them, those that were shown, and even gaps. Slots of the week before the window count only where the window has fewer
//! than two.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::base::time::Zone;
use crate::base::units::Minutes;
use crate::coach::model::planner::{
    BASELINE_DAYS, BLOCK_MIN, DAY_MINUTES_MAX, EARLY_SIM_DAYS, LAST_SIM_DAYS, PAUSE, REVIEW_DAYS,
    SIM_MARGIN, SIM_SPACING, SIM_SPACING_MIN,
};
use crate::coach::planner::days::calendar::{Day, FreeSlot};
use crate::coach::planner::days::phases::{Phase, PhaseKind, phase_of};
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::minutes::{ClockMinute, DayMinute, study_time};
use crate::facts::availability::SlotPlace;

/// A slot that can hold a mock exam, or one that does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MockExamSlot {
    /// The day.
    pub(crate) date: NaiveDate,
    /// The start of the slot.
    pub(crate) start: DayMinute,
    /// The start of the mock exam.
    pub(crate) from: ClockMinute,
    /// The end of the mock exam.
    pub(crate) to: ClockMinute,
    /// When it should have been gone through: the end of the second study day after it.
    pub(crate) review_until: ClockMinute,
}

/// What the choice of slots for mock exams depends on.
#[derive(Debug)]
pub(crate) struct MockExamRequest<'a> {
    /// The days from today on, with all the time that was offered.
    pub(crate) days: &'a [Day],
    pub(crate) phases: &'a [Phase],
    pub(crate) exam_on: NaiveDate,
    pub(crate) zone: Zone,
    /// The length of a mock exam.
    pub(crate) minutes: Minutes,
    /// How many are wanted at most.
    pub(crate) count: usize,
    /// How many of two are still missing: for these a slot before the window is good enough.
    pub(crate) least: usize,
    /// The start of the last one that was sat, as far as its length is known.
    pub(crate) last_sat: Option<ClockMinute>,
    /// The plan that was last shown.
    pub(crate) shown: &'a ShownPlan<'a>,
    /// The first day on which a mock exam may take the place of something else that was shown.
    pub(crate) open_from: NaiveDate,
}

/// A slot that could hold a mock exam, with what counts for and against it.
#[derive(Debug)]
struct Candidate {
    slot: MockExamSlot,
    phase: PhaseKind,
    /// Shown in the next days, so that only the candidate moves it.
    settled: bool,
    shown: bool,
    /// The stretches in which it can be gone through: the start of each, and its study time.
    review: Vec<(ClockMinute, Minutes)>,
}

impl Candidate {
    /// What is missing to go through it before the slot of the `next` one, which begins then.
    fn missing(&self, minutes: Minutes, next: Option<ClockMinute>) -> Minutes {
        let slot = next.map(|next| next.moved(-i64::from(SIM_MARGIN.get())));
        let before = |(from, _): &&(ClockMinute, Minutes)| slot.is_none_or(|slot| *from < slot);
        minutes.saturating_sub(self.review.iter().filter(before).map(|(_, room)| *room).sum())
    }
}

/// What a choice is worth, the most important first; greater is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Merit {
    settled: i64,
    /// Three at most.
    count: i64,
    reviewed: i64,
    rested: i64,
    begins: i64,
    more: i64,
    /// Shown before, wherever it is even.
    kept: i64,
    even: i64,
}

impl Merit {
    fn plus(self, other: Self) -> Self {
        Self {
            settled: self.settled + other.settled,
            count: self.count + other.count,
            reviewed: self.reviewed + other.reviewed,
            rested: self.rested + other.rested,
            begins: self.begins + other.begins,
            more: self.more + other.more,
            kept: self.kept + other.kept,
            even: self.even + other.even,
        }
    }
}

/// Chooses the slots, in order.
pub(crate) fn choose(request: &MockExamRequest<'_>) -> Vec<MockExamSlot> {
    let all = candidates(request);
    let in_window = |one: &&Candidate| one.phase == PhaseKind::MockExams;
    let inside: Vec<&Candidate> = all.iter().filter(in_window).collect();
    // One that is settled before the window does not decide: before it was shown it did not either.
    if best(request, &inside, request.least).len() >= request.least {
        let settled = |one: &&Candidate| one.settled || in_window(one);
        let chosen: Vec<&Candidate> = all.iter().filter(settled).collect();
        return best(request, &chosen, request.count);
    }
    let near: Vec<&Candidate> = all.iter().collect();
    best(request, &near, request.least.min(request.count))
}

/// The slot of a first mock exam before the window: one that is settled, else the last one in the
/// last week of deep work, so that its result still changes what is practised.
pub(crate) fn baseline(request: &MockExamRequest<'_>) -> Option<MockExamSlot> {
    let deep = request.phases.iter().find(|phase| phase.kind == PhaseKind::DeepWork)?;
    let late = |one: &&Candidate| (deep.to - one.slot.date).num_days() < BASELINE_DAYS;
    let days = request.days.iter().enumerate();
    let days = days.filter(|(_, day)| phase_of(request.phases, day.date) == PhaseKind::DeepWork);
    let slots: Vec<Candidate> = days.flat_map(|(at, day)| of_day(request, at, day)).collect();
    let reviewed = |one: &&Candidate| one.missing(request.minutes, None) == Minutes::ZERO;
    let settled = slots.iter().find(|one| one.settled);
    settled.or_else(|| slots.iter().rfind(|one| late(one) && reviewed(one))).map(|one| one.slot)
}

/// The weekly desk slots that would hold a mock exam if nothing disturbed them: asked about where
/// fewer are planned than wished for. Those of the week before the window too, where it has none and
/// fewer than two are planned.
pub(crate) fn at_desk(
    request: &MockExamRequest<'_>,
    chosen: &[MockExamSlot],
) -> Vec<(Weekday, DayMinute)> {
    let inside = desk_slots(request, chosen, |date| is_open(request, date));
    if inside.is_empty() && chosen.len() < request.least {
        return desk_slots(request, chosen, |date| is_near(request, date));
    }
    inside
}

/// Those on the days that are `wanted`, by weekday and start.
fn desk_slots(
    request: &MockExamRequest<'_>,
    chosen: &[MockExamSlot],
    wanted: impl Fn(NaiveDate) -> bool,
) -> Vec<(Weekday, DayMinute)> {
    let mut found = Vec::new();
    for day in request.days.iter().filter(|day| wanted(day.date)) {
        for slot in day.slots.iter().filter(|slot| slot.place == SlotPlace::Desk) {
            let from = ClockMinute::at(request.zone, day.date, slot.start.after(SIM_MARGIN));
            let apart = |other: ClockMinute| {
                from.to(other).unsigned_abs() >= u64::from(SIM_SPACING_MIN.get())
            };
            let mut others = chosen.iter().map(|one| one.from).chain(request.last_sat);
            let known = (day.date.weekday(), slot.start);
            if holds(request, *slot) && others.all(apart) && !found.contains(&known) {
                found.push(known);
            }
        }
    }
    found.sort_by_key(|(day, start)| (day.num_days_from_monday(), *start));
    found
}

/// The end of the second study day after a mock exam, of the `days` that follow it.
pub(crate) fn review_until<'a>(
    sat_on: NaiveDate,
    days: impl Iterator<Item = &'a Day>,
    zone: Zone,
) -> ClockMinute {
    let last = days.filter(|day| day.slots.iter().any(has_eyes)).take(REVIEW_DAYS).last();
    ClockMinute::at(zone, last.map_or(sat_on, |day| day.date), DayMinute::END)
}

fn has_eyes(slot: &FreeSlot) -> bool {
    slot.place != SlotPlace::CommuteAudio
}

fn holds(request: &MockExamRequest<'_>, slot: FreeSlot) -> bool {
    slot.minutes >= request.minutes + SIM_MARGIN
}

/// Whether a day of the window may hold a mock exam.
fn is_open(request: &MockExamRequest<'_>, date: NaiveDate) -> bool {
    (request.exam_on - date).num_days() >= LAST_SIM_DAYS
        && phase_of(request.phases, date) == PhaseKind::MockExams
}

/// Whether a day is near enough to the exam for a mock exam, where the window has fewer than two.
fn is_near(request: &MockExamRequest<'_>, date: NaiveDate) -> bool {
    let left = (request.exam_on - date).num_days();
    (LAST_SIM_DAYS..=EARLY_SIM_DAYS).contains(&left)
}

/// The best choice of at most `count` candidates, which come in order of time.
fn best(
    request: &MockExamRequest<'_>,
    candidates: &[&Candidate],
    count: usize,
) -> Vec<MockExamSlot> {
    let each = (1..=count).filter_map(|count| best_of(request, candidates, count));
    let best = each.reduce(|best, other| if other.0 > best.0 { other } else { best });
    let chosen: Vec<&Candidate> = best
        .iter()
        .flat_map(|(_, path)| path)
        .filter_map(|at| candidates.get(*at).copied())
        .collect();
    chosen.iter().map(|one| one.slot).collect()
}

/// The best choice of exactly `count` of them, with what it is worth: the best way to each
/// candidate as the first, second, … of the choice.
fn best_of(
    request: &MockExamRequest<'_>,
    candidates: &[&Candidate],
    count: usize,
) -> Option<(Merit, Vec<usize>)> {
    let (first, last) = (candidates.first()?.slot.from, candidates.last()?.slot.from);
    let gaps = i64::try_from(count.saturating_sub(1)).ok()?.max(1);
    let stride = first.to(last) / gaps;
    let mut ways: Vec<Option<(Merit, Vec<usize>)>> = candidates
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let begins = Merit { begins: i64::from(at == 0), ..Merit::default() };
            Some((begins.plus(alone(one, first)), vec![at]))
        })
        .collect();
    for place in 1..i64::try_from(count).ok()? {
        let target = first.moved(stride * place);
        let next = candidates.iter().enumerate().map(|(at, one)| {
            let mut longest: Option<(Merit, Vec<usize>)> = None;
            for (worth, path) in ways.iter().take(at).flatten() {
                let Some(before) = path.last().and_then(|at| candidates.get(*at)) else { continue };
                let Some(step) = step(request, before, one) else { continue };
                let worth = worth.plus(step).plus(alone(one, target));
                if longest.as_ref().is_none_or(|(most, _)| worth > *most) {
                    let path = path.iter().copied().chain([at]).collect();
                    longest = Some((worth, path));
                }
            }
            longest
        });
        ways = next.collect();
    }
    let ends = ways.into_iter().zip(candidates).filter_map(|(way, one)| {
        let (worth, path) = way?;
        Some((worth.plus(reviewed(request, one, None)), path))
    });
    let (mut worth, path) =
        ends.reduce(|best, other| if other.0 > best.0 { other } else { best })?;
    let count = i64::try_from(count).ok()?;
    (worth.count, worth.more) = (count.min(3), count);
    Some((worth, path))
}

/// What a candidate is worth by itself where one is wished for at `target`.
fn alone(one: &Candidate, target: ClockMinute) -> Merit {
    Merit {
        settled: i64::from(one.settled),
        kept: i64::from(one.shown),
        even: -target.to(one.slot.from).abs(),
        ..Merit::default()
    }
}

/// What it is worth that `next` follows `before`; `None` if they are less than a day apart.
fn step(request: &MockExamRequest<'_>, before: &Candidate, next: &Candidate) -> Option<Merit> {
    let apart = before.slot.from.until(next.slot.from);
    if apart < SIM_SPACING_MIN {
        return None;
    }
    let rested = -i64::from(apart < SIM_SPACING);
    Some(Merit { rested, ..reviewed(request, before, Some(next.slot.from)) })
}

fn reviewed(request: &MockExamRequest<'_>, one: &Candidate, next: Option<ClockMinute>) -> Merit {
    let missing = one.missing(request.minutes, next);
    Merit { reviewed: -i64::from(missing.get()), ..Merit::default() }
}

/// The slots of the window and of the week before it, in order of time; of the next days those that are
/// settled, wherever they lie.
fn candidates(request: &MockExamRequest<'_>) -> Vec<Candidate> {
    let near = |date: NaiveDate| is_near(request, date);
    let days = request.days.iter().enumerate();
    let days = days.filter(|(_, day)| near(day.date) || day.date < request.open_from);
    let slots = days.flat_map(|(at, day)| of_day(request, at, day));
    slots.filter(|one| one.settled || near(one.slot.date)).collect()
}

fn of_day(request: &MockExamRequest<'_>, at: usize, day: &Day) -> Vec<Candidate> {
    let phase = phase_of(request.phases, day.date);
    let late = (request.exam_on - day.date).num_days() < LAST_SIM_DAYS;
    if late || phase == PhaseKind::Taper {
        return Vec::new();
    }
    let later = request.days.get(at + 1..).unwrap_or_default();
    let fitting = day.slots.iter().filter(|slot| slot.holds_mock_exam(request.minutes));
    let each = fitting.filter_map(|free| {
        let shown = request.shown.has_mock_exam(day.date, free.start);
        let settled = shown && day.date < request.open_from && request.shown.reaches(day.date);
        let taken = request.shown.is_within(day.date, free.start, free.end());
        if day.date < request.open_from && taken && !settled {
            return None;
        }
        let from = ClockMinute::at(request.zone, day.date, free.start.after(SIM_MARGIN));
        let to = from.after(request.minutes);
        if request.last_sat.is_some_and(|sat| from < sat.after(SIM_SPACING_MIN)) {
            return None;
        }
        let open =
            later.iter().filter(|day| phase_of(request.phases, day.date) != PhaseKind::Taper);
        let review_until = review_until(day.date, open.clone(), request.zone);
        let near: Vec<&Day> = open
            .take_while(|day| {
                ClockMinute::at(request.zone, day.date, DayMinute::START) < review_until
            })
            .collect();
        let review = review_stretches(request, (day, *free), &near);
        let (date, start) = (day.date, free.start);
        let slot = MockExamSlot { date, start, from, to, review_until };
        Some(Candidate { slot, phase, settled, shown, review })
    });
    each.collect()
}

/// The stretches for going through a mock exam: the rest of its day, as far as the day allows, and
/// the study days after it.
fn review_stretches(
    request: &MockExamRequest<'_>,
    (day, held): (&Day, FreeSlot),
    later: &[&Day],
) -> Vec<(ClockMinute, Minutes)> {
    let end = held.start.after(SIM_MARGIN + request.minutes + PAUSE);
    let mut found = Vec::new();
    let mut left = DAY_MINUTES_MAX.saturating_sub(request.minutes);
    let mut note = |date: NaiveDate, from: DayMinute, slot: &FreeSlot, left: &mut Minutes| {
        let room = study_time(from.until(slot.end())).min(*left);
        if room >= BLOCK_MIN {
            *left = left.saturating_sub(room);
            found.push((ClockMinute::at(request.zone, date, from), room));
        }
    };
    for slot in day.slots.iter().filter(|slot| has_eyes(slot) && slot.start >= held.start) {
        note(day.date, slot.start.max(end), slot, &mut left);
    }
    for day in later {
        let mut left = DAY_MINUTES_MAX;
        for slot in day.slots.iter().filter(|slot| has_eyes(slot)) {
            note(day.date, slot.start, slot, &mut left);
        }
    }
    found
}
