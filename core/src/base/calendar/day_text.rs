//! A date as text: `2026-03-01`, and what other ways of writing one probably mean.

use std::fmt;

use chrono::{Datelike, Days, Month, Months, NaiveDate};
use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// The text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDay {
    /// The form is right, and the month has no such day.
    #[error("{text:?} is not a date: {month} {year} has {days} days; allowed is up to {last}")]
    NotInMonth {
        /// The text.
        text: String,
        /// The month.
        month: &'static str,
        /// The year.
        year: i32,
        /// How many days it has.
        days: u32,
        /// Its last day.
        last: NaiveDate,
    },
    /// The form is another one.
    #[error(
        "{text:?} is not a date: allowed is YYYY-MM-DD, such as 2026-03-01{}", asked(.meant)
    )]
    Form {
        /// The text, shortened.
        text: String,
        /// The days that it can mean, at most two.
        meant: Vec<NaiveDate>,
    },
}

/// Reads a date, `2026-03-01`.
///
/// ```
/// use rebound_core::base::calendar::day;
///
/// let says = |text| day(text).map_err(|error| error.to_string());
/// assert!(day("2026-02-28").is_ok());
/// assert_eq!(
///     says("2026-02-29"),
///     Err("\"2026-02-29\" is not a date: February 2026 has 28 days; allowed is up to 2026-02-28".to_owned())
/// );
/// assert_eq!(
///     says("3/11/2026"),
///     Err("\"3/11/2026\" is not a date: allowed is YYYY-MM-DD, such as 2026-03-01; \
///          did you mean 2026-03-11 or 2026-11-03?".to_owned())
/// );
/// ```
///
/// # Errors
///
/// [`InvalidDay`] tells a day that its month does not have from another form.
pub fn day(text: &str) -> Result<NaiveDate, InvalidDay> {
    // A year of two digits would be one of the first century.
    let year = text.trim_start_matches(['+', '-']).split('-').next().unwrap_or_default();
    let read = text.parse().ok().filter(|_| year.len() >= 4);
    read.ok_or_else(|| {
        let shown = || text.chars().take(40).collect();
        not_in_month(text, shown).unwrap_or_else(|| {
            let mut meant = meant(text);
            meant.dedup();
            InvalidDay::Form { text: shown(), meant }
        })
    })
}

fn asked(meant: &[NaiveDate]) -> String {
    match meant {
        [] => String::new(),
        [one] => format!("; did you mean {one}?"),
        [one, ..] => {
            let last = meant.last().unwrap_or(one);
            format!("; did you mean {one} or {last}?")
        }
    }
}

fn not_in_month(text: &str, shown: impl FnOnce() -> String) -> Option<InvalidDay> {
    let mut parts = text.splitn(3, '-');
    let (year, month) = (parts.next()?, parts.next()?.parse().ok()?);
    let day: u32 = parts.next()?.parse().ok()?;
    let year: i32 = (year.len() == 4).then(|| year.parse().ok()).flatten()?;
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let last = first.checked_add_months(Months::new(1))?.checked_sub_days(Days::new(1))?;
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?.name();
    let days = last.day();
    (days < day && day < 100).then(|| InvalidDay::NotInMonth {
        text: shown(),
        month,
        year,
        days,
        last,
    })
}

/// One part of a date.
#[derive(Clone, Copy)]
enum Part {
    Number(u32),
    Month(u32),
}

/// The days that a text can mean: two where it does not say which number is the month.
fn meant(text: &str) -> Vec<NaiveDate> {
    // A date with a time behind it.
    if let Some(day) = text.get(..10).and_then(|start| start.parse().ok()) {
        return vec![day];
    }
    let pieces = text.split(|sign: char| !sign.is_alphanumeric()).filter(|part| !part.is_empty());
    let Some(parts) = pieces.map(part).collect::<Option<Vec<Part>>>() else { return Vec::new() };
    let date = |year: u32, month, day| {
        let year = if year < 100 { year + 2000 } else { year };
        let in_use = (1990..2200).contains(&year);
        i32::try_from(year)
            .ok()
            .filter(|_| in_use)
            .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
    };
    let each = match *parts.as_slice() {
        [Part::Number(all)] if text.len() == 8 => {
            vec![date(all / 10_000, all / 100 % 100, all % 100)]
        }
        [Part::Number(year @ 100..), Part::Number(month), Part::Number(day)] => {
            vec![date(year, month, day), date(year, day, month)]
        }
        [Part::Number(year @ 100..), Part::Month(month), Part::Number(day)]
        | [Part::Number(day), Part::Month(month), Part::Number(year)]
        | [Part::Month(month), Part::Number(day), Part::Number(year)] => {
            vec![date(year, month, day)]
        }
        [Part::Number(day), Part::Number(month), Part::Number(year)] if text.contains('.') => {
            vec![date(year, month, day)]
        }
        [Part::Number(first), Part::Number(second), Part::Number(year)] => {
            vec![date(year, first, second), date(year, second, first)]
        }
        _ => Vec::new(),
    };
    each.into_iter().flatten().collect()
}

fn part(text: &str) -> Option<Part> {
    let digits = text.trim_end_matches(|sign: char| sign.is_ascii_alphabetic());
    if let Ok(number) = digits.parse() {
        return Some(Part::Number(number));
    }
    text.parse().ok().map(|month: Month| Part::Month(month.number_from_month()))
}

struct DayVisitor;

impl Visitor<'_> for DayVisitor {
    type Value = NaiveDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date in quotation marks, such as \"2026-03-01\"")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<NaiveDate, E> {
        day(text).map_err(E::custom)
    }
}

pub(crate) fn serialize<S: Serializer>(day: &NaiveDate, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(day)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<NaiveDate, D::Error> {
    d.deserialize_str(DayVisitor)
}

/// A date that may be missing.
pub(crate) mod option {
    use std::fmt;

    use chrono::NaiveDate;
    use serde::de::{Error, Visitor};
    use serde::{Deserializer, Serialize, Serializer};

    struct OptionVisitor;

    impl<'de> Visitor<'de> for OptionVisitor {
        type Value = Option<NaiveDate>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            super::DayVisitor.expecting(f)
        }

        fn visit_none<E: Error>(self) -> Result<Option<NaiveDate>, E> {
            Ok(None)
        }

        fn visit_unit<E: Error>(self) -> Result<Option<NaiveDate>, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<Option<NaiveDate>, D::Error> {
            super::deserialize(d).map(Some)
        }
    }

    pub(crate) fn serialize<S: Serializer>(
        day: &Option<NaiveDate>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        day.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        d: D,
    ) -> Result<Option<NaiveDate>, D::Error> {
        d.deserialize_option(OptionVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_as_people_write_it_is_asked_about() {
        for (text, meant) in [
            ("3/11/2026", "; did you mean 2026-03-11 or 2026-11-03?"),
            ("13/3/2026", "; did you mean 2026-03-13?"),
            ("11.3.2026", "; did you mean 2026-03-11?"),
            ("3-11-26", "; did you mean 2026-03-11 or 2026-11-03?"),
            ("March 1, 2026", "; did you mean 2026-03-01?"),
            ("1st Mar 2026", "; did you mean 2026-03-01?"),
            ("2026/03/01", "; did you mean 2026-03-01 or 2026-01-03?"),
            ("20260301", "; did you mean 2026-03-01?"),
            ("2026-03-01T18:05:00Z", "; did you mean 2026-03-01?"),
            ("5/5/2026", "; did you mean 2026-05-05?"),
            ("next Saturday", ""),
            ("", ""),
        ] {
            let says = day(text).unwrap_err().to_string();
            let form = "is not a date: allowed is YYYY-MM-DD, such as 2026-03-01";
            assert_eq!(says, format!("{text:?} {form}{meant}"));
        }
    }

    #[test]
    fn a_day_that_its_month_does_not_have_is_told_by_the_month() {
        for (text, reason) in [
            ("2026-02-29", "February 2026 has 28 days; allowed is up to 2026-02-28"),
            ("2028-02-30", "February 2028 has 29 days; allowed is up to 2028-02-29"),
            ("2026-04-31", "April 2026 has 30 days; allowed is up to 2026-04-30"),
        ] {
            let says = day(text).unwrap_err().to_string();
            assert_eq!(says, format!("{text:?} is not a date: {reason}"));
        }
        let says = day("2026-13-01").unwrap_err().to_string();
        assert!(says.ends_with("; did you mean 2026-01-13?"), "{says}");
    }
}
