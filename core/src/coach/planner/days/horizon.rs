//! The day that everything counts back from: booked, or provisional until one is.

use chrono::{Days, NaiveDate};

use crate::base::time::Now;
use crate::base::units::Minutes;
use crate::coach::model::planner::{
    PROVISIONAL_DAYS_MAX, PROVISIONAL_DAYS_MIN, PROVISIONAL_SIMS, PROVISIONAL_SLACK, SIM_MARGIN,
    TAPER_DAYS,
};
use crate::coach::planner::days::calendar::{Calendar, Day, FreeSlot};
use crate::coach::planner::past::Past;
use crate::exam::policy::eligibility::{Eligibility, Verdict};
use crate::facts::attempt::Outcome;
use crate::facts::availability::SlotPlace;
use crate::facts::planning::PlanAnchor;

const REST: Days = Days::new(TAPER_DAYS.unsigned_abs());

/// The day that a plan counts back from, and how it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goal {
    /// Booked by the candidate.
    Booked(NaiveDate),
    /// Chosen here until one is booked.
    Chosen(NaiveDate, Choice),
    /// There is no day to plan towards.
    None(NoGoal),
}

/// What decided a provisional date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The vendor allows none before it.
    FirstAllowed,
    /// It is as far ahead as a plan looks.
    HalfAYear,
    /// It leaves room for the time that the domains take.
    RoomFor(Minutes),
}

/// Why there is no day to plan towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoGoal {
    /// The exam was passed on this day.
    Passed(NaiveDate),
    /// No slot was ever entered.
    NoTimeEntered,
    /// No date is allowed any more.
    WayClosed,
    /// No day ahead has a free slot.
    NoTimeAhead,
}

impl Goal {
    /// The date, booked or chosen.
    pub(crate) const fn date(self) -> Option<NaiveDate> {
        match self {
            Self::Booked(date) | Self::Chosen(date, _) => Some(date),
            Self::None(_) => None,
        }
    }
}

/// What a provisional date has to leave room for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NeededTime {
    /// The time that the domains take.
    pub(crate) domains: Minutes,
    /// The length of a mock exam.
    pub(crate) mock_exam: Minutes,
}

impl NeededTime {
    /// The domains, and three mock exams with their review where a slot can hold one.
    fn minutes(self, days: &[Day]) -> Minutes {
        let long = |slot: &FreeSlot| {
            slot.place == SlotPlace::Long && slot.minutes >= self.mock_exam + SIM_MARGIN
        };
        let sits = days.iter().flat_map(|day| &day.slots).any(long);
        let each = SIM_MARGIN + self.mock_exam.times(2);
        self.domains + if sits { each.times(PROVISIONAL_SIMS) } else { Minutes::ZERO }
    }
}

/// The day to plan towards: the one that was booked since the exam was passed, if it was; else a
/// provisional one.
pub(crate) fn goal(
    past: &Past<'_>,
    calendar: &Calendar<'_>,
    anchor: Option<&PlanAnchor>,
    eligibility: &Eligibility,
    (now, needed): (Now, NeededTime),
) -> Goal {
    let passed_on = past.attempt.filter(|attempt| attempt.outcome == Outcome::Pass);
    match (past.booked, passed_on) {
        (Some(date), passed) if passed.is_none_or(|attempt| date > attempt.sat_on) => {
            Goal::Booked(date)
        }
        (_, Some(attempt)) => Goal::None(NoGoal::Passed(attempt.sat_on)),
        (_, None) if calendar.is_empty() => Goal::None(NoGoal::NoTimeEntered),
        (_, None) => provisional(calendar, eligibility, anchor, (now, past.today), needed),
    }
}

/// First date on which the vendor is sure to let the candidate sit; `None` if nobody knows.
pub(crate) fn book_from(eligibility: &Eligibility, now: Now) -> Option<NaiveDate> {
    let Verdict::Open(window) = &eligibility.verdict else { return None };
    let instant = window.safe_from.map(|from| {
        let day = now.zone.date(from);
        // An hour of the day before which nothing is allowed: the day after it is safe all day.
        if now.zone.start_of(day) == from { day } else { day + Days::new(1) }
    });
    Some(instant.map_or(window.safe, |day| day.max(window.safe)))
}

/// The first day by whose eve `minutes` are available; `None` if the days never hold them.
pub(crate) fn first_day_after(days: &[Day], minutes: Minutes) -> Option<NaiveDate> {
    let mut sum = Minutes::ZERO;
    let enough = days.iter().find(|day| {
        sum += day.minutes();
        sum >= minutes
    });
    enough.and_then(|day| day.date.succ_opt())
}

/// A provisional date: allowed, at least three weeks ahead, and late enough for the hours needed.
fn provisional(
    calendar: &Calendar<'_>,
    eligibility: &Eligibility,
    anchor: Option<&PlanAnchor>,
    (now, today): (Now, NaiveDate),
    need: NeededTime,
) -> Goal {
    if let Verdict::Empty { .. } = &eligibility.verdict {
        return Goal::None(NoGoal::WayClosed);
    }
    let ahead = |days: u64| today.checked_add_days(Days::new(days)).unwrap_or(today);
    let last = ahead(PROVISIONAL_DAYS_MAX);
    let days = calendar.days(today, last, Minutes::ZERO);
    if days.iter().all(|day| day.slots.is_empty()) {
        return Goal::None(NoGoal::NoTimeAhead);
    }
    let needed = need.minutes(&days);
    let allowed = book_from(eligibility, now);
    let earliest = ahead(PROVISIONAL_DAYS_MIN).max(allowed.unwrap_or(today));
    // The last days before the exam are for rest, not for the hours.
    let rested = first_day_after(&days, needed).and_then(|day| day.checked_add_days(REST));
    let by_need = rested.unwrap_or(last).min(last);
    let mut date = earliest.max(by_need);
    if let Some(shown) = anchor.and_then(|anchor| anchor.exam_on)
        && shown >= allowed.unwrap_or(shown)
        && shown > today
        && is_close(&days, shown, needed, date, earliest)
    {
        date = shown;
    }
    if let Verdict::Open(window) = &eligibility.verdict
        && let Some(until) = window.until
        && until > today
    {
        // A deadline before the first sure date is named among the warnings; no date before that
        // one is ever proposed.
        date = date.min(until).max(allowed.unwrap_or(until).min(date));
    }
    let choice = if date > by_need && Some(date) == allowed {
        Choice::FirstAllowed
    } else if by_need == last {
        Choice::HalfAYear
    } else {
        Choice::RoomFor(need.domains)
    };
    Goal::Chosen(date, choice)
}

/// Whether the date that was shown still fits, so that one answer does not move it by a day.
fn is_close(
    days: &[Day],
    shown: NaiveDate,
    needed: Minutes,
    date: NaiveDate,
    earliest: NaiveDate,
) -> bool {
    let before = |end: NaiveDate| -> f64 {
        let days = days.iter().take_while(|day| day.date < end);
        f64::from(days.map(Day::minutes).sum::<Minutes>().get())
    };
    let needed = f64::from(needed.get());
    let by_need = before(shown) >= needed * (1.0 - PROVISIONAL_SLACK);
    let not_late = before(shown) <= before(date) + needed * PROVISIONAL_SLACK;
    let still_open = shown >= earliest || date == earliest;
    by_need && not_late && still_open
}
