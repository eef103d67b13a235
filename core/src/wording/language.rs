//! A language: its words for every key, and its form of dates, numbers and lists.
//!
//! Words are templates. Between braces stands the name of a value, and after a colon its form:
//!
//! | form | what it takes | in English |
//! |--|--|--|
//! | `{day}` | any value | `3 March 2026`, `14`, `37 %`, `2 h 05 min`, `09:30` |
//! | `{day:iso}` | a date | `2026-03-03` |
//! | `{day:month}` | a date | `March 2026` |
//! | `{n:day\|days}` | a count; writes the word alone | `days` |
//! | `{n:nth}` | a count | `second` |
//! | `{x:.1}`, `{x:+.2}` | a number, with decimals, with its sign | `2.5`, `+0.40` |
//! | `{x:bare}` | a share or minutes, without the unit | `37`, `125` |
//! | `{key:quoted}` | a text | `"SY0"` |
//! | `{each:and}`, `{each:,}`, `{each:;}`, `{each:·}`, `{each}` | a list | `a and b`, `a, b`, `a; b`, `a · b`, `a b` |

use std::fmt;
use std::fmt::Write;

use chrono::{NaiveDate, Timelike};

use crate::wording::Said;
use crate::wording::key::Key;
use crate::wording::value::{Number, Value};

/// A language. Another one is one more constant of this type.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    /// The words of a message.
    pub words: fn(Key) -> &'static str,
    /// Which of the words in `{n:day|days}` goes with a number, counted from 0.
    pub plural: fn(u64) -> usize,
    /// Writes a date in full.
    pub date: fn(NaiveDate, &mut dyn Write) -> fmt::Result,
    /// Writes the month of a date.
    pub month: fn(NaiveDate, &mut dyn Write) -> fmt::Result,
    /// Writes a place in an order, in the one form that the words of the language ask for.
    pub nth: fn(u64, &mut dyn Write) -> fmt::Result,
    /// The days of the week, from Monday on, as short as in a calendar.
    pub weekdays: [&'static str; 7],
    /// The word before the last of several.
    pub and: &'static str,
    /// One hour, and several.
    pub hours: [&'static str; 2],
    /// What stands before decimals.
    pub decimal: &'static str,
    /// What stands after a number of hundredths, with the space between them.
    pub percent: &'static str,
    /// What stands after the time of a moment, with the space between them.
    pub oclock: &'static str,
}

/// How a value is written, besides its usual way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form<'a> {
    Usual,
    Iso,
    Month,
    Nth,
    Words(&'a str),
    Decimals(usize),
    Signed(usize),
    Bare,
    Quoted,
    And,
    Joined(&'static str),
}

impl<'a> Form<'a> {
    /// `None` for what is no form: the tests let no such table pass.
    pub(super) fn of(text: &'a str) -> Option<Self> {
        Some(match text {
            "" => Self::Usual,
            "iso" => Self::Iso,
            "month" => Self::Month,
            "nth" => Self::Nth,
            "bare" => Self::Bare,
            "quoted" => Self::Quoted,
            "and" => Self::And,
            "," => Self::Joined(", "),
            ";" => Self::Joined("; "),
            "·" => Self::Joined(" · "),
            words if words.contains('|') => Self::Words(words),
            number => match number.strip_prefix('.') {
                Some(places) => Self::Decimals(places.parse().ok()?),
                None => Self::Signed(number.strip_prefix("+.")?.parse().ok()?),
            },
        })
    }
}

impl Language {
    /// Writes the text of a message.
    pub(super) fn write(&self, said: &Said, to: &mut dyn Write) -> fmt::Result {
        let (mut rest, key) = ((self.words)(said.key()), said.key());
        while let Some((before, placeholder, after)) = next(rest) {
            to.write_str(before)?;
            let (name, form) = placeholder.split_once(':').unwrap_or((placeholder, ""));
            let at = key.values().iter().position(|value| *value == name);
            if let Some(value) = at.and_then(|at| said.in_order().get(at)) {
                self.value(value, Form::of(form).unwrap_or(Form::Usual), to)?;
            }
            rest = after;
        }
        to.write_str(rest)
    }

    #[expect(clippy::disallowed_methods, reason = "a moment is written, no day is taken from it")]
    fn value(&self, value: &Value, form: Form<'_>, to: &mut dyn Write) -> fmt::Result {
        match (value, form) {
            (Value::Date(day), Form::Iso) => write!(to, "{day}"),
            (Value::Date(day), Form::Month) => (self.month)(*day, to),
            (Value::Date(day), _) => (self.date)(*day, to),
            (Value::Moment(moment), _) => {
                (self.date)(moment.date(), to)?;
                write!(to, ", {:02}:{:02}{}", moment.hour(), moment.minute(), self.oclock)
            }
            (Value::Clock(clock), _) => write!(to, "{:02}:{:02}", clock.0 / 60, clock.0 % 60),
            (Value::Weekday(day), _) => {
                to.write_str(self.weekdays.get(usize::from(*day)).copied().unwrap_or_default())
            }
            (Value::Count(n), Form::Nth) => (self.nth)(*n, to),
            (Value::Count(n), Form::Words(words)) => {
                let mut each = words.split('|');
                to.write_str(each.nth((self.plural)(*n)).unwrap_or_default())
            }
            (Value::Count(n), _) => write!(to, "{n}"),
            (Value::Number(Number(n)), Form::Decimals(places)) => {
                self.decimals(format_args!("{n:.places$}"), to)
            }
            (Value::Number(Number(n)), Form::Signed(places)) => {
                self.decimals(format_args!("{n:+.places$}"), to)
            }
            (Value::Number(Number(n)), _) => self.decimals(format_args!("{n}"), to),
            (Value::Share(share), Form::Bare) => write!(to, "{}", share.percent()),
            (Value::Share(share), _) => write!(to, "{}{}", share.percent(), self.percent),
            (Value::Minutes(minutes), Form::Bare) => write!(to, "{}", minutes.get()),
            (Value::Minutes(minutes), _) => write!(to, "{minutes}"),
            (Value::Hours(hours), _) => {
                let (hours, [one, several]) = (hours.rounded(), self.hours);
                self.decimals(format_args!("{hours}"), to)?;
                write!(to, " {}", if hours == 1.0 { one } else { several })
            }
            (Value::Points(score), _) => self.decimals(format_args!("{score}"), to),
            (Value::Exam(code), _) => to.write_str(code.as_str()),
            (Value::Domain(id), _) => to.write_str(id.as_str()),
            (Value::Fact(id), _) => to.write_str(id.as_str()),
            (Value::Text(text), Form::Quoted) => write!(to, "{text:?}"),
            (Value::Text(text), _) => to.write_str(text),
            (Value::Said(said), _) => self.write(said, to),
            (Value::List(each), form) => self.list(each, form, to),
        }
    }

    /// Writes a number as this language writes its decimals.
    fn decimals(&self, number: fmt::Arguments<'_>, to: &mut dyn Write) -> fmt::Result {
        to.write_str(&number.to_string().replace('.', self.decimal))
    }

    fn list(&self, each: &[Value], form: Form<'_>, to: &mut dyn Write) -> fmt::Result {
        let comma = match form {
            Form::Joined(comma) => comma,
            Form::And => ", ",
            Form::Usual
            | Form::Iso
            | Form::Month
            | Form::Nth
            | Form::Words(_)
            | Form::Decimals(_)
            | Form::Signed(_)
            | Form::Quoted
            | Form::Bare => " ",
        };
        for (index, value) in each.iter().enumerate() {
            let last = index + 1 == each.len();
            match index {
                0 => {}
                _ if last && form == Form::And => write!(to, " {} ", self.and)?,
                _ => to.write_str(comma)?,
            }
            self.value(value, Form::Usual, to)?;
        }
        Ok(())
    }
}

/// What comes before the next placeholder, the placeholder, and what comes after it.
pub(super) fn next(words: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = words.split_once('{')?;
    let (placeholder, after) = rest.split_once('}')?;
    Some((before, placeholder, after))
}
