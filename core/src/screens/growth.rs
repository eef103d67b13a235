//! Whether it works: what was known of each domain at the end of each week, and what was done in it.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::base::calendar::Week;
use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::coach::derivation::Briefing;
use crate::coach::derivation::comparison::Comparison;
use crate::coach::estimate::{DomainClass, DomainEstimate, estimates};
use crate::coach::line::{PassLine, pass_line};
use crate::coach::record::ExamRecord;
use crate::coach::summary::{Summary, Tally};
use crate::wording::value::Share;
use crate::wording::{Said, domains, growth};

/// So many weeks are shown at most, the present one among them.
const WEEKS_MAX: u64 = 12;

/// A domain is held against what was known of it so many days ago to see whether it falls.
const FALLS_OVER_DAYS: u64 = 14;

/// The hours of so many full weeks are held against what was planned.
const HOURS_WEEKS: usize = 4;

/// Weeks in which less than this part of the planned time was done, two of them at least, are a reason to plan less.
const DONE_PART: f64 = 0.7;

/// Whether a preparation works.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Growth {
    /// The study day that it is told on.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// The share of right answers that the pass mark stands for.
    pub line: PassLine,
    /// The sentence for the domain that matters most: one that falls, else the one with the most to gain.
    pub finding: Said,
    /// Each domain, in the exam's order.
    pub domains: Vec<DomainGrowth>,
    /// The weeks since the first record or sitting, without a gap, oldest first; at most twelve.
    pub weeks: Vec<WeekDone>,
    /// The hours that were done beside those that were planned, over at most four full weeks; `None` where no plan
    /// was shown.
    pub hours: Option<Said>,
    /// The hours of the last preparation beside those of this one; `None` without either.
    pub comparison: Option<Comparison>,
}

/// What has become of one domain.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DomainGrowth {
    /// The domain.
    pub domain: DomainId,
    /// What the vendor calls it.
    pub name: String,
    /// Its share of the exam, 0 to 1.
    pub share: f64,
    /// What was known on the day of the last sitting whose result is known; `None` without one.
    pub then: Option<GrowthPoint>,
    /// What was known at the end of each week, and today at last. A point of which nothing was on record, or only
    /// what has faded, is left out.
    pub points: Vec<GrowthPoint>,
    /// Where it goes.
    pub direction: Direction,
    /// The same in words, with the range.
    pub said: Said,
}

/// What was known of a domain on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct GrowthPoint {
    /// The study day at whose end it was known.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub day: NaiveDate,
    /// Lower end of the 80 % interval: the probability of a right answer, 0 to 1.
    pub low: f64,
    /// The most likely value: shown with the interval, never alone.
    pub mean: f64,
    /// Upper end of the 80 % interval.
    pub high: f64,
}

/// Where a domain goes, as far as it can be told: a change is one where the value of today lies outside the range
/// of then.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher than on the day of the last sitting, or else at the first point.
    Higher,
    /// Lower than then, or than two weeks ago.
    Lower,
    /// Neither can be told.
    Level,
    /// There is nothing to hold it against.
    First,
    /// Nothing is on record about it.
    Unknown,
}

/// What was done in one week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WeekDone {
    /// Its first day.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub monday: NaiveDate,
    /// The time on record, rounded down.
    pub done: Minutes,
    /// The time of the blocks that were shown for its days before they came, up to today; `None` where no plan was.
    pub planned: Option<Minutes>,
    /// Answers that were right.
    pub correct: u64,
    /// Answers in all.
    pub answered: u64,
}

impl Growth {
    /// How the preparation in `record` goes; `briefing` is what follows from it today. Linear in the number of
    /// facts for each week.
    pub fn of(record: &ExamRecord<'_>, briefing: &Briefing) -> Self {
        let weeks = weeks(record);
        let ends = weeks.iter().map(|week| week.monday + Days::new(6));
        let ends = ends.filter(|sunday| *sunday < record.today);
        let mut known: Vec<(NaiveDate, Vec<DomainEstimate>)> =
            ends.map(|sunday| (sunday, record.as_of(sunday, estimates))).collect();
        known.push((record.today, briefing.coaching.estimates.clone()));
        let sat_on = record.sittings.last_decided().map(|attempt| attempt.value.sat_on);
        let then = sat_on.map(|day| (day, record.as_of(day, estimates)));
        let exam = record.exam.domains.iter().zip(record.exam.shares()).enumerate();
        let domains: Vec<DomainGrowth> = exam
            .map(|(index, (domain, share))| {
                let point = |(day, all): &(NaiveDate, Vec<DomainEstimate>)| {
                    GrowthPoint::of(*day, all.get(index)?)
                };
                let points: Vec<GrowthPoint> = known.iter().filter_map(point).collect();
                let then = then.as_ref().and_then(point);
                let (direction, said) = told(&domain.name, &points, then.as_ref());
                let (domain, name) = (domain.id.clone(), domain.name.clone());
                DomainGrowth { domain, name, share, then, points, direction, said }
            })
            .collect();
        Self {
            date: record.today,
            line: pass_line(record),
            finding: finding(&domains, &briefing.coaching.estimates),
            domains,
            hours: hours(&weeks, record.today),
            weeks,
            comparison: briefing.coaching.comparison.clone(),
        }
    }
}

impl GrowthPoint {
    fn of(day: NaiveDate, estimate: &DomainEstimate) -> Option<Self> {
        let DomainEstimate { low, mean, high, class, .. } = *estimate;
        (class != DomainClass::Unknown).then_some(Self { day, low, mean, high })
    }

    fn range(&self) -> Said {
        let [mean, low, high] = [self.mean, self.low, self.high].map(Share::new);
        domains::range(mean, low, high)
    }
}

fn told(name: &str, points: &[GrowthPoint], then: Option<&GrowthPoint>) -> (Direction, Said) {
    let Some((now, earlier)) = points.split_last() else {
        return (Direction::Unknown, growth::unknown(name));
    };
    let falls_from = now.day.checked_sub_days(Days::new(FALLS_OVER_DAYS)).unwrap_or(now.day);
    let lately = earlier.iter().rfind(|point| point.day <= falls_from);
    let lower = |from: &GrowthPoint| {
        (Direction::Lower, growth::lower(name, now.range(), Share::new(from.mean), from.day))
    };
    if let Some(from) = lately.filter(|from| now.mean < from.low) {
        return lower(from);
    }
    match then.filter(|then| then.day < now.day).or_else(|| earlier.first()) {
        None => (Direction::First, growth::first(name, now.range())),
        Some(from) if now.mean < from.low => lower(from),
        Some(from) if now.mean > from.high => {
            (Direction::Higher, growth::higher(name, now.range(), Share::new(from.mean), from.day))
        }
        Some(from) => (Direction::Level, growth::level(name, now.range(), from.day)),
    }
}

/// The sentence for the domain that matters most.
fn finding(domains: &[DomainGrowth], estimates: &[DomainEstimate]) -> Said {
    let known = domains.iter().zip(estimates);
    let known = known
        .filter(|(domain, _)| !matches!(domain.direction, Direction::First | Direction::Unknown));
    let weight = |(domain, estimate): &(&DomainGrowth, &DomainEstimate)| {
        (domain.direction == Direction::Lower, estimate.expected_points)
    };
    let first = known.reduce(|most, next| if weight(&next) > weight(&most) { next } else { most });
    first.map_or_else(growth::nothing_yet, |(domain, _)| domain.said.clone())
}

fn weeks(record: &ExamRecord<'_>) -> Vec<WeekDone> {
    let sat = record.sittings.taken().iter().map(|attempt| attempt.value.sat_on);
    let first = record.work.iter().map(|work| work.day).chain(sat).min().unwrap_or(record.today);
    let this_week = Week::monday_of(record.today);
    let earliest = this_week.checked_sub_days(Days::new(7 * (WEEKS_MAX - 1))).unwrap_or(this_week);
    let from = Week::monday_of(first).clamp(earliest, this_week);
    let summary = Summary::of_work(&record.work, &record.exam.code);
    let mondays = from.iter_weeks().take_while(|monday| *monday <= this_week);
    mondays
        .map(|monday| {
            let done = summary.weeks.iter().find(|done| done.week == Week::of(monday));
            week(record, monday, done.map_or_else(Tally::default, |done| done.total))
        })
        .collect()
}

fn week(record: &ExamRecord<'_>, monday: NaiveDate, done: Tally) -> WeekDone {
    let days = monday.iter_days().take(7).filter(|day| *day <= record.today);
    let planned: Vec<Minutes> = days.filter_map(|day| planned_on(record, day)).collect();
    WeekDone {
        monday,
        done: done.minutes(),
        planned: (!planned.is_empty()).then(|| planned.into_iter().sum()),
        correct: done.correct,
        answered: done.answered,
    }
}

/// The time that was planned for a day as it was shown last before it, or first on it; `None` without such a plan.
fn planned_on(record: &ExamRecord<'_>, day: NaiveDate) -> Option<Minutes> {
    let of_exam = record.history.plan_anchors.iter();
    let mut of_exam =
        of_exam.filter(|fact| fact.value.exam == record.exam.code && fact.value.from <= day);
    let before = of_exam.clone().rfind(|fact| fact.at.study_day() < day);
    let shown = before.or_else(|| of_exam.find(|fact| fact.at.study_day() == day))?;
    let blocks = shown.value.blocks.iter().filter(|block| block.day == day);
    Some(blocks.map(|block| block.minutes).sum())
}

fn hours(weeks: &[WeekDone], today: NaiveDate) -> Option<Said> {
    let over = weeks.iter().rev().filter(|week| week.monday + Days::new(6) < today);
    let over = over.filter_map(|week| Some((week.done, week.planned?)));
    let over: Vec<(Minutes, Minutes)> = over.take(HOURS_WEEKS).collect();
    let count = u32::try_from(over.len()).unwrap_or_default();
    let done: Minutes = over.iter().map(|(done, _)| *done).sum();
    let planned: Minutes = over.iter().map(|(_, planned)| *planned).sum();
    if planned == Minutes::ZERO {
        return None;
    }
    let part = f64::from(done.get()) / f64::from(planned.get());
    Some(if count >= 2 && part < DONE_PART {
        growth::plan_fewer(count, done, planned)
    } else {
        growth::done_of_planned(count, done, planned)
    })
}
