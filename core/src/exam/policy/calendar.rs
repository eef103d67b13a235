//! Calendar arithmetic on local dates, total over the whole calendar.
//!
//! The day of a sitting is day 0. A step beyond the last day the calendar knows stays on that day.

use chrono::{Days, Months, NaiveDate};

use crate::base::time::{UtcMillis, Zone};
use crate::exam::policy::rule::{DateRange, Span, Wait};

const HOURS_PER_DAY: u32 = 24;
const MS_PER_HOUR: i64 = 3_600_000;

/// When a sitting ended: the date it was, where, and the minute if it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The local date.
    pub day: NaiveDate,
    /// The zone of the place.
    pub zone: Zone,
    /// Minutes after local midnight, 0 to 1439; `None` if only the date is known.
    pub minute: Option<u16>,
}

/// The first day to sit on, under two readings of the same rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The most generous reading.
    pub earliest: NaiveDate,
    /// The strictest reading; never before `earliest`.
    pub safe: NaiveDate,
    /// The first instant under the strictest reading, where hours are counted.
    pub safe_from: Option<UtcMillis>,
}

impl Reading {
    /// Both readings agree on `day`.
    pub const fn on(day: NaiveDate) -> Self {
        Self { earliest: day, safe: day, safe_from: None }
    }
}

/// The day `days` after `day`.
pub fn plus_days(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

/// The end of a `span` that begins on `day`.
///
/// A month without that day ends the span on its last day under the generous reading and on the
/// first of the next month under the strict one: twelve months from 29 February 2028 end on
/// 28 February or on 1 March 2029. Hours are rounded down to whole days, and up.
pub fn plus(day: NaiveDate, span: Span) -> Reading {
    match span {
        Span::Hours(hours) => Reading {
            earliest: plus_days(day, hours / HOURS_PER_DAY),
            safe: plus_days(day, hours.div_ceil(HOURS_PER_DAY)),
            safe_from: None,
        },
        Span::Days(days) => Reading::on(plus_days(day, days)),
        Span::Months(months) => {
            let clamped = day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
            let safe = if is_clamped(day, clamped) { plus_days(clamped, 1) } else { clamped };
            Reading { earliest: clamped, safe, safe_from: None }
        }
    }
}

/// When a wait that begins with a sitting is over; `None` if no source says, or no published date
/// is left.
///
/// Days and months are counted on the local date and never turned into hours. Hours run from the
/// end of the sitting; where only its date is known, it may have ended at midnight.
pub fn after(ending: Ending, wait: &Wait) -> Option<Reading> {
    match wait {
        Wait::None => Some(Reading::on(ending.day)),
        Wait::Unknown => None,
        Wait::Elapsed { hours } => Some(elapsed(ending, *hours)),
        Wait::CalendarDays { opens_on_day, .. } => Some(Reading {
            earliest: plus_days(ending.day, opens_on_day.min),
            safe: plus_days(ending.day, opens_on_day.max.max(opens_on_day.min)),
            safe_from: None,
        }),
        Wait::Months(months) => Some(plus(ending.day, Span::Months(*months))),
        Wait::Dates(dates) => next_date(ending.day, dates).map(Reading::on),
    }
}

/// The first published day after `day`: inside a range that is under way it is the next day.
pub fn next_date(day: NaiveDate, dates: &[DateRange]) -> Option<NaiveDate> {
    let tomorrow = plus_days(day, 1);
    dates.iter().filter(|range| range.until > day).map(|range| range.from.max(tomorrow)).min()
}

fn is_clamped(from: NaiveDate, to: NaiveDate) -> bool {
    use chrono::Datelike;
    from.day() != to.day()
}

fn elapsed(ending: Ending, hours: u32) -> Reading {
    let (day, zone) = (ending.day, ending.zone);
    let wait_ms = i64::from(hours) * MS_PER_HOUR;
    let generous = plus_days(day, hours / HOURS_PER_DAY);
    let minute = ending
        .minute
        .and_then(|minute| day.and_hms_opt(u32::from(minute) / 60, u32::from(minute) % 60, 0));
    let safe_from = if let Some(end) = minute {
        zone.instant(end).plus(wait_ms)
    } else {
        let midnight = plus_days(day, 1);
        let by_clock = zone.start_of(midnight).plus(wait_ms);
        // Over a night of 25 hours the clock alone would end the wait on the evening before.
        by_clock.max(zone.start_of(plus_days(midnight, hours / HOURS_PER_DAY)))
    };
    let safe = zone.date(safe_from).max(day);
    Reading { earliest: generous.min(safe), safe, safe_from: Some(safe_from) }
}
