//! What a message is filled with: typed, so that a language writes dates and numbers its own way.

use std::cmp::Ordering;

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use crate::base::ids::{DomainId, ExamCode, FactId};
use crate::base::units::{Minutes, Score};
use crate::wording::Said;

/// One value of a message.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// A date.
    Date(NaiveDate),
    /// A local date and time, to the minute.
    Moment(NaiveDateTime),
    /// A time of the day.
    Clock(Clock),
    /// A day of the week.
    Weekday(u8),
    /// A whole number.
    Count(u64),
    /// A number with decimals.
    Number(Number),
    /// A share of a whole.
    Share(Share),
    /// A stretch of time, to the minute.
    Minutes(Minutes),
    /// A stretch of time, as long as it takes to say it: half hours, then hours.
    Hours(Hours),
    /// A score as it is printed on a report.
    Points(Score),
    /// An exam, by its code.
    Exam(ExamCode),
    /// A domain of an exam, by its key.
    Domain(DomainId),
    /// A fact, by its id.
    Fact(FactId),
    /// Words that are not ours: a name, a title, a note, what a vendor wrote.
    Text(String),
    /// A message inside of another.
    Said(Box<Said>),
    /// Several of them; the words say how they are joined.
    List(Vec<Self>),
}

/// A number with decimals. It compares as floats do in total order.
#[derive(Clone, Copy, Debug)]
pub struct Number(pub f64);

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Eq for Number {}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

/// A share of a whole as a fraction: 1.0 is all of it. It is said in whole percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(Number);

impl Share {
    /// A share of `fraction`.
    pub const fn new(fraction: f64) -> Self {
        Self(Number(fraction))
    }

    /// As a fraction: 1.0 is all of it.
    pub const fn fraction(self) -> f64 {
        self.0.0
    }

    /// In percent, rounded to the whole.
    pub fn percent(self) -> f64 {
        (self.0.0 * 100.0).round()
    }
}

/// A stretch of time in minutes that is said in hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours(Number);

impl Hours {
    /// A stretch of `minutes`.
    pub const fn of_minutes(minutes: f64) -> Self {
        Self(Number(minutes))
    }

    /// In minutes.
    pub const fn minutes(self) -> f64 {
        self.0.0
    }

    /// In hours: in halves below ten, else whole.
    pub fn rounded(self) -> f64 {
        let hours = self.0.0 / 60.0;
        if hours < 10.0 { (hours * 2.0).round() / 2.0 } else { hours.round() }
    }
}

/// A time of the day in minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock(pub u32);

/// Conversions of what needs no more than its variant.
macro_rules! from {
    ($($Variant:ident($kind:ty),)*) => {
        $(impl From<$kind> for Value {
            fn from(value: $kind) -> Self {
                Self::$Variant(value)
            }
        })*
    };
}

from! {
    Date(NaiveDate),
    Moment(NaiveDateTime),
    Clock(Clock),
    Share(Share),
    Minutes(Minutes),
    Hours(Hours),
    Points(Score),
    Text(String),
    List(Vec<Value>),
}

/// Conversions of whole numbers, keys and texts.
macro_rules! from_each {
    ($($kind:ty: $value:ident => $into:expr,)*) => {
        $(impl From<$kind> for Value {
            fn from($value: $kind) -> Self {
                $into
            }
        })*
    };
}

from_each! {
    u8: n => Self::Count(n.into()),
    u16: n => Self::Count(n.into()),
    u32: n => Self::Count(n.into()),
    u64: n => Self::Count(n),
    usize: n => Self::Count(u64::try_from(n).unwrap_or(u64::MAX)),
    f64: n => Self::Number(Number(n)),
    Weekday: day => Self::Weekday(u8::try_from(day.num_days_from_monday()).unwrap_or(0)),
    &ExamCode: code => Self::Exam(code.clone()),
    &DomainId: id => Self::Domain(id.clone()),
    &FactId: id => Self::Fact(id.clone()),
    &str: text => Self::Text(text.to_owned()),
    Said: said => Self::Said(Box::new(said)),
    Vec<Said>: each => Self::List(each.into_iter().map(Self::from).collect()),
    Vec<String>: each => Self::List(each.into_iter().map(Self::from).collect()),
    Vec<&str>: each => Self::List(each.into_iter().map(Self::from).collect()),
}
