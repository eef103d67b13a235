//! The day that everything counts back from: booked, or provisional until one is.

use chrono::Days;
use chrono::NaiveDate;

use crate::base::time::Now;
use crate::coach::history::History;
use crate::coach::planner::days::calendar::Calendar;
use crate::coach::planner::days::calendar::Day;
use crate::coach::planner::days::calendar::FreeSlot;
use crate::coach::model::planner::PROVISIONAL_DAYS_MAX;
use crate::coach::model::planner::PROVISIONAL_DAYS_MIN;
use crate::coach::model::planner::PROVISIONAL_SIMS;
use crate::coach::model::planner::PROVISIONAL_SLACK;
use crate::coach::model::planner::SIM_MARGIN;
use crate::coach::model::planner::TAPER_DAYS;
use crate::coach::planner::plan::ExamDay;
use crate::exam::blueprint::Exam;
use crate::exam::policy::eligibility::Eligibility;
use crate::exam::policy::eligibility::Verdict;
use crate::facts::availability::SlotPlace;
use crate::facts::planning::PlanAnchor;

const REST: Days = Days::new(TAPER_DAYS.unsigned_abs());

/// The booked date, by the latest fact about this exam.
pub(crate) fn booked(history: &History<'_>, exam: &Exam) -> Option<NaiveDate> {
    let mut dates = history.exam_dates.iter().rev().filter(|fact| fact.value.exam == exam.code);
    dates.next()?.value.date
}

/// First date on which the vendor is sure to let the candidate sit; `None` if nobody knows.
pub(crate) fn book_from(eligibility: &Eligibility, now: Now) -> Option<NaiveDate> {
    let Verdict::Open(window) = &eligibility.verdict else { return None };
    let instant = window.safe_from.map(|from| {
        let local = now.zone.local(from);
        // An hour of the day before which nothing is allowed: the day after it is safe all day.
        if local.time() == chrono::NaiveTime::MIN {
            local.date()
        } else {
            local.date() + Days::new(1)
        }
    });
    Some(instant.map_or(window.safe, |day| day.max(window.safe)))
}

/// The first day by whose eve `minutes` are available; `None` within the next 180 days.
pub(crate) fn first_day_after(days: &[Day], minutes: u32) -> Option<NaiveDate> {
    let mut sum = 0;
    let enough = days.iter().find(|day| {
        sum += day.minutes();
        sum >= minutes
    });
    enough.and_then(|day| day.date.succ_opt())
}

/// What a provisional date has to leave room for, in minutes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Need {
    /// The time that the domains take.
    pub(crate) domains: u32,
    /// The length of a mock exam.
    pub(crate) mock_exam: u32,
}

impl Need {
    /// The domains, and three mock exams with their review where a slot can hold one.
    fn minutes(self, days: &[Day]) -> u32 {
        let long = |room: &FreeSlot| {
            room.place == SlotPlace::Long && room.minutes >= self.mock_exam + SIM_MARGIN
        };
        let sits = days.iter().flat_map(|day| &day.rooms).any(long);
        let sittings = if sits { PROVISIONAL_SIMS * (SIM_MARGIN + 2 * self.mock_exam) } else { 0 };
        self.domains + sittings
    }
}

/// A provisional date: allowed, at least three weeks ahead, and late enough for the hours needed.
pub(crate) fn provisional(
    calendar: &Calendar<'_>,
    eligibility: &Eligibility,
    anchor: Option<&PlanAnchor>,
    (now, today): (Now, NaiveDate),
    need: Need,
) -> ExamDay {
    if let Verdict::Empty { .. } = &eligibility.verdict {
        let because = "While this way is closed there is no date to plan towards. Choose the exam \
                       that takes its place, or enter the date that the vendor gave you.";
        return ExamDay::None { because: because.to_owned() };
    }
    let ahead = |days: u64| today.checked_add_days(Days::new(days)).unwrap_or(today);
    let last = ahead(PROVISIONAL_DAYS_MAX);
    let days = calendar.days(today, last, 0);
    if days.iter().all(|day| day.rooms.is_empty()) {
        let because = "There is no study time in the weeks ahead. Enter a slot or two, even short \
                       ones, or raise the weekly limit, and the plan begins there.";
        return ExamDay::None { because: because.to_owned() };
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
    let hours = need.domains / 60;
    let because = if date > by_need && Some(date) == allowed {
        "the first date on which the vendor allows another attempt".to_owned()
    } else if by_need == last {
        "half a year from now; see the choices below for a nearer one".to_owned()
    } else {
        format!("the first date that leaves room for the roughly {hours} hours this takes")
    };
    ExamDay::Provisional { date, because }
}

/// Whether the date that was shown still fits, so that one answer does not move it by a day.
fn is_close(
    days: &[Day],
    shown: NaiveDate,
    needed: u32,
    date: NaiveDate,
    earliest: NaiveDate,
) -> bool {
    let before = |end: NaiveDate| -> u32 {
        days.iter().take_while(|day| day.date < end).map(Day::minutes).sum()
    };
    let needed = f64::from(needed);
    let by_need = f64::from(before(shown)) >= needed * (1.0 - PROVISIONAL_SLACK);
    let not_late = f64::from(before(shown)) <= f64::from(before(date)) + needed * PROVISIONAL_SLACK;
    let still_open = shown >= earliest || date == earliest;
    by_need && not_late && still_open
}
