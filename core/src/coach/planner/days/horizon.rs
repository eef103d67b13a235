//! The day that everything counts back from: booked, or provisional until one is.

use chrono::{Days, NaiveDate};

use crate::base::time::Now;
use crate::base::units::Minutes;
use crate::coach::model::planner::{
    BUFFER_DAYS_MAX, FROZEN_DAYS, HALF_A_YEAR_STAYS, PROVISIONAL_DAYS_MAX, PROVISIONAL_DAYS_MIN,
    PROVISIONAL_SIMS, PROVISIONAL_SLACK, PROVISIONAL_SLACK_MIN, SIM_MARGIN, TAPER_DAYS,
};
use crate::coach::planner::days::calendar::{Calendar, Day};
use crate::coach::planner::days::week;
use crate::coach::planner::need::work::{Aim, WorkNeeded};
use crate::coach::planner::past::Past;
use crate::exam::policy::eligibility::{Eligibility, Verdict};
use crate::facts::attempt::Outcome;

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
    /// It leaves three weeks: the domains take no more time.
    KeepsFresh,
    /// It leaves room for the time that the domains take to an aim.
    RoomFor(Aim, Minutes),
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

/// The exam day that was planned towards when the plan was last shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShownDate {
    /// The day.
    pub(crate) date: NaiveDate,
    /// The days since it was shown; `None` where it was not, or the candidate's time has changed since.
    pub(crate) age: Option<i64>,
}

impl ShownDate {
    /// The time that may lack before the day, or be more than it takes: twice as much in the week
    /// after it was shown.
    fn slack(self, needed: Minutes) -> Minutes {
        let slack = needed.part(PROVISIONAL_SLACK).max(PROVISIONAL_SLACK_MIN);
        if self.age.is_some_and(|age| age < 7) { slack.times(2) } else { slack }
    }

    /// Whether it stays whatever the hours, as the next days do.
    fn is_frozen(self) -> bool {
        self.age.is_some_and(|age| age < FROZEN_DAYS)
    }
}

/// What a date has to leave room for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NeededTime<'a> {
    /// The time that the domains take.
    pub(crate) work: &'a WorkNeeded,
    /// The length of a mock exam.
    pub(crate) mock_exam: Minutes,
}

impl NeededTime<'_> {
    /// The domains to an aim, and three mock exams with their review where a slot can hold one.
    fn minutes(self, aim: Aim, days: &[Day]) -> Minutes {
        let mut slots = days.iter().flat_map(|day| &day.slots);
        let sits = slots.any(|slot| slot.holds_mock_exam(self.mock_exam));
        let each = SIM_MARGIN + self.mock_exam.times(2);
        let domains = self.work.hours(aim).minutes();
        domains + if sits { each.times(PROVISIONAL_SIMS) } else { Minutes::ZERO }
    }

    /// The margin that is advised where it fits before `end`, else a little above the line.
    fn aim(self, offered: &[Day], end: NaiveDate) -> Aim {
        let rested =
            by_need(&week::livable(offered, self.mock_exam), self.minutes(Aim::Buffer, offered));
        if rested.is_some_and(|day| day <= end) { Aim::Buffer } else { Aim::Even }
    }
}

/// The day to plan towards: the one that was booked since the exam was passed, if it was; else a
/// provisional one. And what there is room for until then.
pub(crate) fn goal(
    past: &Past<'_>,
    calendar: &Calendar<'_>,
    shown: Option<ShownDate>,
    eligibility: &Eligibility,
    (now, needed): (Now, NeededTime<'_>),
) -> (Goal, Aim) {
    let passed_on = past.attempt.filter(|attempt| attempt.outcome == Outcome::Pass);
    match (past.booked, passed_on) {
        (Some(date), passed) if passed.is_none_or(|attempt| date > attempt.sat_on) => {
            let end = date.max(ahead(past.today, BUFFER_DAYS_MAX));
            let days = calendar.days(past.today, end.min(last(past.today)));
            (Goal::Booked(date), needed.aim(&days, end))
        }
        (_, Some(attempt)) => (Goal::None(NoGoal::Passed(attempt.sat_on)), Aim::Buffer),
        (_, None) if calendar.is_empty() => (Goal::None(NoGoal::NoTimeEntered), Aim::Buffer),
        (_, None) => provisional(calendar, eligibility, shown, (now, past.today), needed),
    }
}

fn ahead(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_add_days(Days::new(days)).unwrap_or(today)
}

/// The last day that a provisional date is looked for.
fn last(today: NaiveDate) -> NaiveDate {
    ahead(today, PROVISIONAL_DAYS_MAX)
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

/// The first day by which `minutes` are available and two days of rest are over: the last days before
/// the exam are for rest, not for the hours.
fn by_need(days: &[Day], minutes: Minutes) -> Option<NaiveDate> {
    first_day_after(days, minutes).and_then(|day| day.checked_add_days(REST))
}

/// A provisional date: allowed, at least three weeks ahead, and late enough for the hours needed.
fn provisional(
    calendar: &Calendar<'_>,
    eligibility: &Eligibility,
    shown: Option<ShownDate>,
    (now, today): (Now, NaiveDate),
    need: NeededTime<'_>,
) -> (Goal, Aim) {
    if let Verdict::Empty { .. } = &eligibility.verdict {
        return (Goal::None(NoGoal::WayClosed), Aim::Buffer);
    }
    let last = last(today);
    let offered = calendar.days(today, last);
    let days = week::livable(&offered, need.mock_exam);
    if days.iter().all(|day| day.slots.is_empty()) {
        return (Goal::None(NoGoal::NoTimeAhead), Aim::Buffer);
    }
    let allowed = book_from(eligibility, now);
    let earliest = ahead(today, PROVISIONAL_DAYS_MIN).max(allowed.unwrap_or(today));
    let mut aim = need.aim(&offered, earliest.max(ahead(today, BUFFER_DAYS_MAX)));
    let date_for = |aim: Aim| {
        let needed = need.minutes(aim, &offered);
        let rested = by_need(&days, needed).unwrap_or(last).min(last);
        (needed, rested, earliest.max(rested))
    };
    let (_, mut by_need, mut date) = date_for(aim);
    if let Some(shown) = shown
        && shown.date >= allowed.unwrap_or(shown.date)
        && shown.date > today
    {
        // One answer neither moves the date that was shown by a day nor turns the aim over.
        let stays = |aim: &Aim| {
            let (needed, _, date) = date_for(*aim);
            is_close(&days, shown, needed, (date, earliest, last))
        };
        let kept = [aim, Aim::Buffer, Aim::Even].into_iter().find(stays);
        // In the next days the date stays whatever the hours, and what it leaves room for is told.
        let room = |aim: Aim| if shown.date < date_for(aim).2 { Aim::Even } else { aim };
        if let Some(kept) = kept.or_else(|| shown.is_frozen().then(|| room(aim))) {
            (aim, date) = (kept, shown.date);
            (_, by_need, _) = date_for(kept);
        }
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
    } else if need.work.hours(aim).hours == 0 {
        Choice::KeepsFresh
    } else {
        Choice::RoomFor(aim, need.work.hours(aim).minutes())
    };
    (Goal::Chosen(date, choice), aim)
}

/// Whether the date that was shown still fits, so that one answer does not move it by a day.
fn is_close(
    days: &[Day],
    shown: ShownDate,
    needed: Minutes,
    (date, earliest, last): (NaiveDate, NaiveDate, NaiveDate),
) -> bool {
    // As far ahead as a plan looks is no day in particular: it does not move along with each morning.
    if date == last && (last - shown.date).num_days() <= HALF_A_YEAR_STAYS {
        return true;
    }
    let before = |end: NaiveDate| -> f64 {
        let days = days.iter().take_while(|day| day.date < end);
        f64::from(days.map(Day::minutes).sum::<Minutes>().get())
    };
    let slack = f64::from(shown.slack(needed).get());
    let shown = shown.date;
    let by_need = before(shown) + slack >= f64::from(needed.get());
    let not_late = before(shown) <= before(date) + slack;
    by_need && (not_late || date == earliest)
}
