//! Where the mock exams go: long slots with time to go through them.

use chrono::NaiveDate;

use crate::base::time::Zone;
use crate::base::units::Minutes;
use crate::coach::model::planner::{
    BASELINE_DAYS, BLOCK_MIN, LAST_SIM_DAYS, SIM_MARGIN, SIM_SPACING,
};
use crate::coach::planner::days::calendar::Day;
use crate::coach::planner::days::phases::{Phase, PhaseKind, phase_of};
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::minutes::{ClockMinute, DayMinute};
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
}

/// What the choice of slots for mock exams depends on.
#[derive(Debug)]
pub(crate) struct MockExamRequest<'a> {
    pub(crate) days: &'a [Day],
    pub(crate) phases: &'a [Phase],
    pub(crate) exam_on: NaiveDate,
    pub(crate) zone: Zone,
    /// The length of a mock exam.
    pub(crate) minutes: Minutes,
    /// How many are wanted.
    pub(crate) count: usize,
    /// The end of the last one that was sat.
    pub(crate) last_sat: Option<ClockMinute>,
    /// The plan that was last shown.
    pub(crate) shown: &'a ShownPlan<'a>,
    /// The first day on which a mock exam may take the place of something else that was shown.
    pub(crate) open_from: NaiveDate,
}

/// Chooses slots: spread over the window, 48 hours apart, each with time for its review.
pub(crate) fn choose(request: &MockExamRequest<'_>) -> Vec<MockExamSlot> {
    let slots = candidates(request, PhaseKind::MockExams);
    let (Some(first), Some(last)) = (slots.first(), slots.last()) else { return Vec::new() };
    let gaps = i64::try_from(request.count.saturating_sub(1)).unwrap_or(0).max(1);
    let stride = first.from.to(last.from) / gaps;
    let mut chosen: Vec<MockExamSlot> = Vec::new();
    for target in (0..=gaps).take(request.count).map(|at| first.from.moved(stride * at)) {
        // Settling in for the next one must not eat into the review of this one.
        let after = chosen.last().map(|slot| slot.to.after(SIM_SPACING + SIM_MARGIN));
        let free = slots.iter().filter(|slot| after.is_none_or(|after| slot.from >= after));
        let best = free.min_by_key(|slot| {
            let away = target.to(slot.from).abs();
            let shown = request.shown.has_mock_exam(slot.date, slot.start) && away * 2 <= stride;
            (!is_settled(request, slot.date, slot.start), if shown { 0 } else { away }, slot.from)
        });
        chosen.extend(best);
    }
    chosen
}

/// The slot of a first mock exam before the window: one that is settled, else the last one in the
/// last week of deep work, so that its result still changes what is practised.
pub(crate) fn baseline(request: &MockExamRequest<'_>) -> Option<MockExamSlot> {
    let deep = request.phases.iter().find(|phase| phase.kind == PhaseKind::DeepWork)?;
    let late = |slot: &MockExamSlot| (deep.to - slot.date).num_days() < BASELINE_DAYS;
    let slots = candidates(request, PhaseKind::DeepWork);
    let settled = slots.iter().find(|slot| is_settled(request, slot.date, slot.start));
    settled.or_else(|| slots.iter().rfind(|slot| late(slot))).copied()
}

/// Whether a mock exam was shown in a slot of the next days, which only the candidate moves.
fn is_settled(request: &MockExamRequest<'_>, date: NaiveDate, start: DayMinute) -> bool {
    date < request.open_from && request.shown.has_mock_exam(date, start)
}

fn candidates(request: &MockExamRequest<'_>, phase: PhaseKind) -> Vec<MockExamSlot> {
    let mut found = Vec::new();
    for (index, day) in request.days.iter().enumerate() {
        let late = (request.exam_on - day.date).num_days() < LAST_SIM_DAYS;
        let of_day = phase_of(request.phases, day.date);
        if late || of_day == PhaseKind::Taper {
            continue;
        }
        let ahead = request.days.get(index..).unwrap_or_default();
        for free in &day.slots {
            let settled = is_settled(request, day.date, free.start);
            if of_day != phase && !settled {
                continue;
            }
            if free.place != SlotPlace::Long || free.minutes < request.minutes + SIM_MARGIN {
                continue;
            }
            let taken = request.shown.is_within(day.date, free.start, free.end());
            if day.date < request.open_from && taken && !settled {
                continue;
            }
            let start = free.start;
            let from = ClockMinute::at(request.zone, day.date, start.after(SIM_MARGIN));
            let to = from.after(request.minutes);
            let rested = request.last_sat.is_none_or(|sat| from >= sat.after(SIM_SPACING));
            if rested && review_minutes(request, ahead, to) >= request.minutes {
                found.push(MockExamSlot { date: day.date, start, from, to });
            }
        }
    }
    found
}

/// The time in which a mock exam that ends at `end` could be gone through within 48 hours.
fn review_minutes(request: &MockExamRequest<'_>, ahead: &[Day], end: ClockMinute) -> Minutes {
    let near = ahead.iter().take(3);
    let open = near.filter(|day| phase_of(request.phases, day.date) != PhaseKind::Taper);
    let mut minutes = Minutes::ZERO;
    for day in open {
        for slot in day.slots.iter().filter(|slot| slot.place != SlotPlace::CommuteAudio) {
            let from = ClockMinute::at(request.zone, day.date, slot.start).max(end);
            let to =
                ClockMinute::at(request.zone, day.date, slot.end()).min(end.after(SIM_SPACING));
            let stretch = from.until(to);
            minutes += if stretch < BLOCK_MIN { Minutes::ZERO } else { stretch };
        }
    }
    minutes
}
