//! How what is said to the candidate crosses: its key and values, for an app that has words of its
//! own, and its text in English.

use chrono::Timelike;

use crate::base::ids::{DomainId, ExamCode, FactId};
use crate::base::units::{Minutes, Score};
use crate::crossing::native::CivilDay;
use crate::wording::Said;
use crate::wording::value::Value;

/// Something that is said to the candidate. An app shows `text`, or its own words for `key`.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Message {
    /// Which message it is, such as `retake.no_policy`. A key keeps its meaning from version to
    /// version.
    pub key: String,
    /// What it is filled with, in the order of its words.
    pub values: Vec<MessageValue>,
    /// The text in English.
    pub text: String,
}

/// One value of a message, by the name that its words use.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct MessageValue {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub holds: Held,
}

/// What a value of a message holds, unrounded: how much of it is said is a language's affair.
#[derive(Clone, Debug, PartialEq, uniffi::Enum)]
#[expect(clippy::use_self, reason = "what the derive writes stands outside of the type")]
pub enum Held {
    /// A date.
    Date {
        /// The date.
        day: CivilDay,
    },
    /// A date and time on the wall of the place that it is about.
    WallTime {
        /// The date.
        day: CivilDay,
        /// Minutes after midnight, 0 to 1,439.
        minute: u32,
    },
    /// A time of the day.
    Clock {
        /// Minutes after midnight, 0 to 1,439.
        minute: u32,
    },
    /// A day of the week.
    DayOfWeek {
        /// 0 for Monday to 6 for Sunday.
        day: u32,
    },
    /// A whole number.
    Count {
        /// The number.
        count: u64,
    },
    /// A number with decimals.
    Number {
        /// The number.
        number: f64,
    },
    /// A share of a whole.
    Share {
        /// As a fraction: 1.0 is all of it.
        fraction: f64,
    },
    /// A stretch of time that is said to the minute.
    Duration {
        /// Its length.
        minutes: Minutes,
    },
    /// A stretch of time that is said in hours, as long as that takes.
    RoughDuration {
        /// Its length in minutes.
        minutes: f64,
    },
    /// A score as it is printed on a report.
    Points {
        /// The score.
        score: Score,
    },
    /// An exam.
    Exam {
        /// Its code.
        code: ExamCode,
    },
    /// A domain of an exam.
    Domain {
        /// Its key.
        id: DomainId,
    },
    /// A fact.
    Fact {
        /// Its id.
        id: FactId,
    },
    /// Words that are not ours: a name, a title, a note, what a vendor wrote.
    Words {
        /// The words.
        text: String,
    },
    /// Messages inside of this one: the words say how they are joined.
    Messages {
        /// One or several.
        each: Vec<Message>,
    },
    /// Several values; the words say how they are joined.
    Several {
        /// One or several.
        each: Vec<Held>,
    },
}

uniffi::custom_type!(
    /// Something that is said to the candidate.
    Said, Message, {
        // What an app hands back is shown as it stands.
        try_lift: |message| Ok(Self::quoted(&message.text)),
        lower: |said| (&said).into(),
    }
);

impl From<&Said> for Message {
    fn from(said: &Said) -> Self {
        let value = |(name, value): (&'static str, &Value)| MessageValue {
            name: name.to_owned(),
            holds: Held::from(value),
        };
        Self {
            key: said.key().name().to_owned(),
            values: said.values().map(value).collect(),
            text: said.text(),
        }
    }
}

impl From<&Value> for Held {
    #[expect(clippy::disallowed_methods, reason = "the date of what a wall shows, not a study day")]
    fn from(value: &Value) -> Self {
        match value {
            Value::Date(day) => Self::Date { day: *day },
            Value::Moment(moment) => {
                Self::WallTime { day: moment.date(), minute: moment.hour() * 60 + moment.minute() }
            }
            Value::Clock(clock) => Self::Clock { minute: clock.0 },
            Value::Weekday(day) => Self::DayOfWeek { day: (*day).into() },
            Value::Count(count) => Self::Count { count: *count },
            Value::Number(number) => Self::Number { number: number.0 },
            Value::Share(share) => Self::Share { fraction: share.fraction() },
            Value::Minutes(minutes) => Self::Duration { minutes: *minutes },
            Value::Hours(hours) => Self::RoughDuration { minutes: hours.minutes() },
            Value::Points(score) => Self::Points { score: *score },
            Value::Exam(code) => Self::Exam { code: code.clone() },
            Value::Domain(id) => Self::Domain { id: id.clone() },
            Value::Fact(id) => Self::Fact { id: id.clone() },
            Value::Text(text) => Self::Words { text: text.clone() },
            Value::Said(said) => Self::Messages { each: vec![Message::from(&**said)] },
            Value::List(each) => Self::Several { each: each.iter().map(Self::from).collect() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    use chrono::NaiveDate;

    use crate::wording::retake;

    #[test]
    fn a_message_crosses_with_its_key_its_values_and_its_text() {
        let date = NaiveDate::from_ymd_opt(2026, 3, 3).unwrap();
        let said = retake::own_decides(date);
        let message = Message::from(&said);
        assert_eq!((message.key.as_str(), &message.text), (said.key().name(), &said.text()));
        let names: Vec<&str> = message.values.iter().map(|value| value.name.as_str()).collect();
        assert_eq!(names, said.key().values());
        assert_eq!(message.values[0].holds, Held::Date { day: date });
    }
}
