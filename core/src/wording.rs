//! Everything that is said to a candidate, in one place.
//!
//! Logic says *what* is told: it calls the function of a message with the values, and gets a
//! [`Said`]. The words themselves stand in the tables of this folder and nowhere else, each
//! beside its function, so that tone is reviewed here and another language is one more table: [`german`].
//!
//! Plain and kind. Nothing here blames, no number is printed that is not known, and nothing shouts.
//!
//! What is deliberately absent: rules. Which message fits is decided where the rule is.

pub mod account;
pub mod advice;
pub mod blocks;
pub mod catalogue;
pub mod causes;
pub mod domains;
pub mod english;
pub mod entry;
pub mod german;
pub mod growth;
pub mod joint;
pub mod key;
pub mod language;
pub mod mock_exams;
pub mod not_allowed;
pub mod odd;
pub mod page;
pub mod plan;
pub mod reading;
pub mod remedies;
pub mod retake;
mod spoken;
pub mod statements;
pub mod subject;
mod table;
pub mod value;

#[cfg(test)]
mod tests;

pub use crate::wording::spoken::written_in;

use std::cmp::Ordering;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::wording::english::ENGLISH;
use crate::wording::german::GERMAN;
use crate::wording::key::Key;
use crate::wording::language::Language;
use crate::wording::value::Value;

impl Language {
    /// The language for a tag as browsers and systems write it (BCP 47): `de`, `de-AT` and `DE_ch` are
    /// German. What is not spoken here is English.
    pub fn of(tag: &str) -> &'static Self {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("de") { &GERMAN } else { &ENGLISH }
    }
}

/// Something that is said to the candidate.
///
/// Only the functions of the tables make one, so its values are those that its words name. The text
/// is worked out when it is asked for: a plan that nobody looks at formats nothing.
///
/// Two are equal if key and values are. They are ordered by their English text, so that a list that
/// is sorted for a candidate is in one order in every language.
///
/// It is written as its text: in JSON it is a string, in the language that [`written_in`] sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    key: Key,
    values: Vec<Value>,
}

impl Said {
    /// A message with its values, in the order of its table. Called by the functions of the tables
    /// alone.
    pub(crate) fn of(key: impl Into<Key>, values: Vec<Value>) -> Self {
        Self { key: key.into(), values }
    }

    /// Which message it is.
    pub const fn key(&self) -> Key {
        self.key
    }

    /// What it was given, by the names that its words use.
    pub fn values(&self) -> impl Iterator<Item = (&'static str, &Value)> {
        self.key.values().iter().copied().zip(&self.values)
    }

    /// The text in English.
    pub fn text(&self) -> String {
        self.to_string()
    }

    /// The text in a language.
    pub fn text_in(&self, language: &Language) -> String {
        let mut text = String::new();
        // A text takes whatever is written into it.
        let written = language.write(self, &mut text);
        debug_assert!(written.is_ok(), "{self:?}");
        text
    }

    /// The values alone, in the order of the table.
    fn in_order(&self) -> &[Value] {
        &self.values
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ENGLISH.write(self, f)
    }
}

impl Serialize for Said {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&InLanguage(self, spoken::language()))
    }
}

/// A message as its text in a language.
struct InLanguage<'a>(&'a Said, &'a Language);

impl fmt::Display for InLanguage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.write(self.0, f)
    }
}

impl Ord for Said {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other {
            return Ordering::Equal;
        }
        let others = || self.key.cmp(&other.key).then_with(|| self.values.cmp(&other.values));
        self.text().cmp(&other.text()).then_with(others)
    }
}

impl PartialOrd for Said {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq<str> for Said {
    fn eq(&self, text: &str) -> bool {
        self.text() == text
    }
}

impl PartialEq<&str> for Said {
    fn eq(&self, text: &&str) -> bool {
        self == *text
    }
}
