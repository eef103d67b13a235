//! Where the mock exams go.

use chrono::NaiveDate;
use chrono::NaiveTime;
use chrono::TimeDelta;

use crate::base::time::Zone;
use crate::coach::planner::days::calendar::Day;
use crate::coach::model::planner::BASELINE_DAYS;
use crate::coach::model::planner::BLOCK_MIN;
use crate::coach::model::planner::LAST_SIM_DAYS;
use crate::coach::model::planner::SIM_MARGIN;
use crate::coach::model::planner::SIM_SPACING_MINUTES;
use crate::coach::planner::days::phases::phase_of;
use crate::coach::planner::plan::Phase;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::days::shown::ShownPlan;
use crate::facts::availability::SlotPlace;

/// A place for a mock exam, or one that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MockExamSlot {
    /// The day.
    pub(crate) date: NaiveDate,
    /// Start of the slot, minutes after midnight.
    pub(crate) start: u32,
    /// Start and end of the mock exam, in minutes since 1970 UTC.
    pub(crate) from: i64,
    /// See `from`.
    pub(crate) to: i64,
}

/// What the choice depends on.
#[derive(Debug)]
pub(crate) struct MockExamRequest<'a> {
    pub(crate) days: &'a [Day],
    pub(crate) phases: &'a [Phase],
    pub(crate) exam_on: NaiveDate,
    pub(crate) zone: Zone,
    /// Length of a mock exam in minutes.
    pub(crate) minutes: u32,
    /// How many are wanted.
    pub(crate) count: usize,
    /// The end of the last one that was sat, in minutes since 1970 UTC.
    pub(crate) last_sat: Option<i64>,
    /// The plan that was last shown.
    pub(crate) shown: &'a ShownPlan<'a>,
    /// The first day on which a mock exam may take the place of something else that was shown.
    pub(crate) open_from: NaiveDate,
}

/// Minutes since 1970 UTC at which the wall clock shows `minute` of `date`.
pub(crate) fn instant(zone: Zone, date: NaiveDate, minute: u32) -> i64 {
    let midnight = date.and_time(NaiveTime::MIN);
    let local = midnight.checked_add_signed(TimeDelta::minutes(i64::from(minute)));
    zone.instant(local.unwrap_or(midnight)).0.div_euclid(60_000)
}

/// Chooses the seats: spread over the window, 48 hours apart, each with time for its review.
pub(crate) fn choose(wish: &MockExamRequest<'_>) -> Vec<MockExamSlot> {
    let seats = candidates(wish, PhaseKind::Simulation);
    let (Some(first), Some(last)) = (seats.first(), seats.last()) else { return Vec::new() };
    let gaps = i64::try_from(wish.count.saturating_sub(1)).unwrap_or(0).max(1);
    let stride = (last.from - first.from) / gaps;
    let mut chosen: Vec<MockExamSlot> = Vec::new();
    for target in (0..=gaps).take(wish.count).map(|at| first.from + stride * at) {
        // Settling in for the next one must not eat into the review of this one.
        let rest = SIM_SPACING_MINUTES + i64::from(SIM_MARGIN);
        let after = chosen.last().map(|seat| seat.to + rest);
        let free = seats.iter().filter(|seat| after.is_none_or(|after| seat.from >= after));
        let best = free.min_by_key(|seat| {
            let away = (seat.from - target).abs();
            let shown = wish.shown.has_simulation(seat.date, seat.start) && away * 2 <= stride;
            (!is_settled(wish, seat.date, seat.start), if shown { 0 } else { away }, seat.from)
        });
        chosen.extend(best);
    }
    chosen
}

/// The seat of a first mock exam before the window: one that is settled, else the last one in the
/// last week of deep work, so that its result still changes what is practised.
pub(crate) fn baseline(wish: &MockExamRequest<'_>) -> Option<MockExamSlot> {
    let deep = wish.phases.iter().find(|phase| phase.kind == PhaseKind::DeepWork)?;
    let late = |seat: &MockExamSlot| (deep.to - seat.date).num_days() < BASELINE_DAYS;
    let seats = candidates(wish, PhaseKind::DeepWork);
    let settled = seats.iter().find(|seat| is_settled(wish, seat.date, seat.start));
    settled.or_else(|| seats.iter().rfind(|seat| late(seat))).copied()
}

/// Whether a mock exam was shown in a slot of the next days, which only the candidate moves.
fn is_settled(wish: &MockExamRequest<'_>, date: NaiveDate, start: u32) -> bool {
    date < wish.open_from && wish.shown.has_simulation(date, start)
}

fn candidates(wish: &MockExamRequest<'_>, phase: PhaseKind) -> Vec<MockExamSlot> {
    let mut seats = Vec::new();
    for (index, day) in wish.days.iter().enumerate() {
        let late = (wish.exam_on - day.date).num_days() < LAST_SIM_DAYS;
        let of_day = phase_of(wish.phases, day.date);
        if late || of_day == PhaseKind::Taper {
            continue;
        }
        for room in &day.rooms {
            let settled = is_settled(wish, day.date, room.start);
            if of_day != phase && !settled {
                continue;
            }
            if room.place != SlotPlace::Long || room.minutes < wish.minutes + SIM_MARGIN {
                continue;
            }
            let taken = wish.shown.is_within(day.date, room.start, room.end());
            if day.date < wish.open_from && taken && !settled {
                continue;
            }
            let from = instant(wish.zone, day.date, room.start + SIM_MARGIN);
            let seat = MockExamSlot {
                date: day.date,
                start: room.start,
                from,
                to: from + i64::from(wish.minutes),
            };
            let rested = wish.last_sat.is_none_or(|sat| seat.from >= sat + SIM_SPACING_MINUTES);
            if rested && review_minutes(wish, index, &seat) >= wish.minutes {
                seats.push(seat);
            }
        }
    }
    seats
}

/// The time in which a mock exam could be gone through within 48 hours.
fn review_minutes(wish: &MockExamRequest<'_>, index: usize, seat: &MockExamSlot) -> u32 {
    let near = wish.days.iter().skip(index).take(3);
    let open = near.filter(|day| phase_of(wish.phases, day.date) != PhaseKind::Taper);
    let mut minutes = 0;
    for day in open {
        for room in day.rooms.iter().filter(|room| room.place != SlotPlace::CommuteAudio) {
            let from = instant(wish.zone, day.date, room.start).max(seat.to);
            let to = instant(wish.zone, day.date, room.end()).min(seat.to + SIM_SPACING_MINUTES);
            let stretch = u32::try_from((to - from).max(0)).unwrap_or(0);
            minutes += if stretch < BLOCK_MIN { 0 } else { stretch };
        }
    }
    minutes
}
