//! Which day a moment belongs to: no other page takes a day from a moment.
//!
//! - The *date* is what the calendar on the wall shows. Vendors, reports and weekly slots go by it.
//! - The *study day* begins when the clock on the wall shows 04:00: what is answered at 01:30 belongs
//!   to the evening before. Plan, summary, what partners see and reminders go by it.
//! - A date is held against a moment by [`Stamp::sees`], which knows both.

use chrono::{NaiveDate, TimeDelta};

use crate::base::calendar::Month;
use crate::base::time::{Now, Stamp, UtcMillis, Zone};

/// Hour on the wall at which a study day begins.
pub const ROLLOVER_HOURS: u32 = 4;

/// How a date, such as that of an exam, looks from a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nearness {
    /// It is to come: until 04:00 of the date itself it is the night before.
    Ahead,
    /// It is here: from 04:00 until midnight.
    Here,
    /// It is over, from midnight on.
    Over,
}

impl Zone {
    /// The date in this zone at `instant`.
    #[expect(clippy::disallowed_methods, reason = "this page is where days are taken from")]
    pub fn date(self, instant: UtcMillis) -> NaiveDate {
        self.local(instant).date()
    }
}

impl Stamp {
    /// The local calendar date.
    pub fn local_date(self) -> NaiveDate {
        self.zone.date(self.utc_ms)
    }

    /// The day that a study session at this moment counts for: the local date, with days that begin
    /// when the clock on the wall shows 04:00, also in the nights when clocks change.
    ///
    /// ```
    /// use rebound_core::base::time::Stamp;
    ///
    /// let night: Stamp = "2026-03-02T03:59:00-05:00[America/New_York]".parse()?;
    /// assert_eq!(night.local_date().to_string(), "2026-03-02");
    /// assert_eq!(night.study_day().to_string(), "2026-03-01");
    /// # Ok::<_, rebound_core::base::time::InvalidStamp>(())
    /// ```
    #[expect(clippy::disallowed_methods, reason = "this page is where days are taken from")]
    pub fn study_day(self) -> NaiveDate {
        let local = self.zone.local(self.utc_ms);
        let rollover = TimeDelta::hours(i64::from(ROLLOVER_HOURS));
        local.checked_sub_signed(rollover).unwrap_or(local).date()
    }

    /// The calendar month of the study day: which log document the fact belongs to.
    ///
    /// ```
    /// use rebound_core::base::time::Stamp;
    ///
    /// let night: Stamp = "2026-04-01T01:30:00+02:00[Europe/Berlin]".parse()?;
    /// assert_eq!(night.month().to_string(), "2026-03");
    /// # Ok::<_, rebound_core::base::time::InvalidStamp>(())
    /// ```
    pub fn month(self) -> Month {
        Month::of(self.study_day())
    }

    /// How a date looks from this moment.
    ///
    /// ```
    /// use rebound_core::base::time::Stamp;
    /// use rebound_core::base::time::day::Nearness;
    ///
    /// let exam = "2026-03-10".parse()?;
    /// let seen = |at: &str| at.parse::<Stamp>().map(|at| at.sees(exam));
    /// assert_eq!(seen("2026-03-10T01:00:00-05:00[America/Chicago]")?, Nearness::Ahead);
    /// assert_eq!(seen("2026-03-10T09:00:00-05:00[America/Chicago]")?, Nearness::Here);
    /// assert_eq!(seen("2026-03-11T01:00:00-05:00[America/Chicago]")?, Nearness::Over);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn sees(self, date: NaiveDate) -> Nearness {
        if self.local_date() > date {
            Nearness::Over
        } else if self.study_day() < date {
            Nearness::Ahead
        } else {
            Nearness::Here
        }
    }
}

impl Now {
    /// The study day: what a plan calls today.
    pub fn study_day(self) -> NaiveDate {
        self.stamp().study_day()
    }

    /// The date at this moment in another place, such as that of a sitting.
    pub fn date_in(self, place: Zone) -> NaiveDate {
        place.date(self.utc_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(text: &str) -> Stamp {
        text.parse().unwrap()
    }

    #[test]
    fn night_owl_s_answers_count_for_the_evening_before() {
        let late = stamp("2026-03-01T03:59:59-05:00[America/New_York]");
        let early = stamp("2026-03-01T04:00:00-05:00[America/New_York]");
        assert_eq!(late.study_day().to_string(), "2026-02-28");
        assert_eq!(early.study_day().to_string(), "2026-03-01");
    }

    #[test]
    fn nights_in_which_clocks_change_have_a_study_day_that_begins_at_four_on_the_wall() {
        // clock-change-partner-days.json and dst-spring-today.json, and the nights of autumn.
        for (early, begun) in [
            (
                "2026-03-29T03:59:59+02:00[Europe/Berlin]",
                "2026-03-29T04:00:00+02:00[Europe/Berlin]",
            ),
            (
                "2026-10-25T03:59:59+01:00[Europe/Berlin]",
                "2026-10-25T04:00:00+01:00[Europe/Berlin]",
            ),
            (
                "2026-03-08T03:59:59-05:00[America/Chicago]",
                "2026-03-08T04:30:00-05:00[America/Chicago]",
            ),
            (
                "2026-11-01T03:59:59-06:00[America/Chicago]",
                "2026-11-01T04:00:00-06:00[America/Chicago]",
            ),
        ] {
            let [early, begun] = [early, begun].map(stamp);
            assert_eq!(begun.study_day(), begun.local_date(), "{begun}");
            assert_eq!(early.study_day(), begun.local_date().pred_opt().unwrap(), "{early}");
        }
    }

    #[test]
    fn absurd_instants_have_a_day() {
        for utc_ms in [i64::MIN, i64::MAX].map(UtcMillis) {
            let absurd = Stamp { utc_ms, zone: Zone::UTC };
            assert!(absurd.study_day() <= absurd.local_date());
        }
    }
}
