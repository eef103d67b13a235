//! Months and weeks: the stretches of the calendar that documents and summaries are cut into.

pub(crate) mod day_text;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};
use serde::Serialize;

pub use crate::base::calendar::day_text::{InvalidDay, day};

/// A calendar month, such as `2026-03`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The text is not a month.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a month: allowed are texts such as `2026-03`")]
pub struct InvalidMonth(String);

impl FromStr for Month {
    type Err = InvalidMonth;

    fn from_str(text: &str) -> Result<Self, InvalidMonth> {
        let first = NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").ok();
        first
            .map(Self::of)
            .filter(|month| month.to_string() == text)
            .ok_or_else(|| InvalidMonth(text.chars().take(64).collect()))
    }
}

/// An ISO 8601 week, Monday to Sunday, such as `2026-W09`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    year: i32,
    week: u32,
}

impl Week {
    /// The week of a day. The first days of January may belong to the year before.
    pub fn of(day: NaiveDate) -> Self {
        let week = day.iso_week();
        Self { year: week.year(), week: week.week() }
    }

    /// The Monday of the week that `day` lies in.
    pub fn monday_of(day: NaiveDate) -> NaiveDate {
        let past_monday = Days::new(u64::from(day.weekday().num_days_from_monday()));
        day.checked_sub_days(past_monday).unwrap_or(day)
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-W{:02}", self.year, self.week)
    }
}

/// The text is not a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a week: allowed are texts such as `2026-W09`")]
pub struct InvalidWeek;

impl FromStr for Week {
    type Err = InvalidWeek;

    fn from_str(text: &str) -> Result<Self, InvalidWeek> {
        let monday = NaiveDate::parse_from_str(&format!("{text}-1"), "%G-W%V-%u").ok();
        monday.map(Self::of).filter(|week| week.to_string() == text).ok_or(InvalidWeek)
    }
}

impl Serialize for Week {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Civil dates as days since 1970-01-01, for compact encoding.
pub(crate) mod civil {
    use chrono::{NaiveDate, TimeDelta};
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();

    pub(crate) fn encode<C, W: Write>(
        day: &NaiveDate,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.i64(day.signed_duration_since(EPOCH).num_days())?.ok()
    }

    pub(crate) fn decode<'b, C>(d: &mut Decoder<'b>, _: &mut C) -> Result<NaiveDate, DecodeError> {
        TimeDelta::try_days(d.i64()?)
            .and_then(|days| EPOCH.checked_add_signed(days))
            .ok_or_else(|| DecodeError::message("a date outside the calendar"))
    }
}

/// Optional civil dates, encoded as [`civil`] or null.
pub(crate) mod civil_option {
    use chrono::NaiveDate;
    use minicbor::data::Type;
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    pub(crate) fn encode<C, W: Write>(
        day: &Option<NaiveDate>,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        match day {
            Some(day) => super::civil::encode(day, e, ctx),
            None => e.null()?.ok(),
        }
    }

    pub(crate) fn decode<'b, C>(
        d: &mut Decoder<'b>,
        ctx: &mut C,
    ) -> Result<Option<NaiveDate>, DecodeError> {
        if d.datatype()? == Type::Null {
            d.null()?;
            return Ok(None);
        }
        super::civil::decode(d, ctx).map(Some)
    }

    pub(crate) fn is_nil(day: &Option<NaiveDate>) -> bool {
        day.is_none()
    }

    pub(crate) fn nil() -> Option<Option<NaiveDate>> {
        Some(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_week_survives_its_text_and_what_is_none_is_told() {
        for text in ["2026-W09", "2020-W53"] {
            assert_eq!(text.parse::<Week>().unwrap().to_string(), text);
        }
        for text in ["", "2026-W9", "2026-W00", "2025-W53", "2026-09", "2026-W09 ", "call 555-0100"]
        {
            assert_eq!(text.parse::<Week>(), Err(InvalidWeek), "{text}");
        }
    }

    #[test]
    fn first_of_january_can_lie_in_last_year_s_week() {
        assert_eq!(Week::of(date(2027, 1, 1)).to_string(), "2026-W53");
        assert_eq!(Week::monday_of(date(2027, 1, 1)), date(2026, 12, 28));
    }
}
