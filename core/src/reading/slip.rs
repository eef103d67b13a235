//! What is wrong with a text: where it stands, what was found, what is allowed, what was meant.

use std::fmt;
use std::fmt::Display;

use serde::de::{Expected, Unexpected};

use crate::reading::meant::nearest;
use crate::wording::{Said, reading};

/// The first thing that is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// The value as a path, such as `facts[3].body.attempt.sat_on`; empty for the text as a whole.
    pub path: String,
    at: Option<usize>,
    problem: Box<Problem>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    /// A value of another form than the field has. What was found is filled in where it stands.
    Form { found: Option<Said>, allowed: Said, meant: Option<String> },
    /// A field that has to be there.
    Missing { field: &'static str, allowed: Option<Said> },
    /// What the type says itself, as a whole sentence.
    Words(String),
}

/// What is asked of a type by giving it something else than what stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asking {
    /// Nothing, for a field that the object does not have.
    Field {
        /// Where the object begins.
        of: usize,
        /// The field.
        field: &'static str,
    },
    /// The largest number of the type.
    Largest {
        /// Where the number stands.
        at: usize,
    },
}

impl Slip {
    /// A value that is not of the form that is wanted.
    pub(super) fn form(found: Option<Said>, allowed: Said, meant: Option<String>) -> Self {
        Self::of(Problem::Form { found, allowed, meant })
    }

    fn of(problem: Problem) -> Self {
        Self { path: String::new(), at: None, problem: Box::new(problem) }
    }

    /// The same, of the value that begins `at` so many bytes, if nothing inside of it was named yet.
    #[must_use]
    pub(super) fn here(mut self, at: usize, value: impl FnOnce() -> Said) -> Self {
        if let Problem::Form { found: found @ None, .. } = &mut *self.problem {
            *found = Some(value());
        }
        if let (Problem::Missing { field, .. }, None) = (&*self.problem, self.at) {
            self.path = (*field).to_owned();
        }
        self.at.get_or_insert(at);
        self
    }

    /// The same, seen from the outside of the field or list entry `step`.
    #[must_use]
    pub fn inside(mut self, step: &str) -> Self {
        let dot = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path = format!("{step}{dot}{}", self.path);
        self
    }

    /// The same, in a text with `bytes` more in front.
    #[must_use]
    pub(super) fn shifted(mut self, bytes: usize) -> Self {
        self.at = self.at.map(|at| at + bytes);
        self
    }

    /// How to ask for what a missing field allows; `None` if none is missing.
    pub(super) fn missing(&self) -> Option<Asking> {
        match &*self.problem {
            Problem::Missing { field, .. } => Some(Asking::Field { of: self.offset(), field }),
            Problem::Form { .. } | Problem::Words(_) => None,
        }
    }

    /// The same, where `asked` is what the missing field said when it was given nothing.
    #[must_use]
    pub(super) fn allowing(mut self, asked: Option<Self>) -> Self {
        let known = match asked.map(|asked| *asked.problem) {
            Some(Problem::Form { allowed, .. }) => Some(allowed),
            Some(Problem::Missing { .. } | Problem::Words(_)) | None => None,
        };
        if let Problem::Missing { allowed, .. } = &mut *self.problem {
            *allowed = known;
        }
        self
    }

    /// The same, with the limits of the number in `text`.
    #[must_use]
    pub(crate) fn within(mut self, limits: Said, text: &str) -> Self {
        match &mut *self.problem {
            Problem::Form { allowed, .. } if *allowed == reading::number() => {
                *allowed = reading::number_within(limits);
            }
            Problem::Form { allowed, .. } => *allowed = reading::whole_within(limits),
            Problem::Missing { allowed, .. } => *allowed = Some(reading::whole_within(limits)),
            Problem::Words(_) => {
                let rest = text.get(self.offset()..).unwrap_or_default();
                let ends = |sign: char| !(sign.is_ascii_digit() || "+-.eE".contains(sign));
                let found = rest.split(ends).next().unwrap_or_default();
                *self.problem = Problem::Form {
                    found: Some(Said::quoted(found)),
                    allowed: limits,
                    meant: None,
                };
            }
        }
        self
    }

    /// How many bytes stand before it.
    pub(crate) fn offset(&self) -> usize {
        self.at.unwrap_or(0)
    }

    /// Its line and column in `text`, both from 1; a column is a character.
    pub fn line_and_column(&self, text: &str) -> (usize, usize) {
        let before = text.get(..self.offset()).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or(before);
        (before.matches('\n').count() + 1, line.chars().count() + 1)
    }

    /// What was found, and what is allowed.
    pub fn said(&self) -> Said {
        match &*self.problem {
            Problem::Form { found, allowed, meant, .. } => {
                let found = found.clone().unwrap_or_else(reading::nothing);
                match meant {
                    Some(meant) => reading::wrong_word(found, allowed.clone(), meant),
                    None => reading::wrong(found, allowed.clone()),
                }
            }
            Problem::Missing { allowed, .. } => {
                let allowed = allowed.clone().unwrap_or_else(reading::a_value);
                reading::wrong(reading::missing(), allowed)
            }
            Problem::Words(words) => Said::quoted(words),
        }
    }
}

impl Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.said())
    }
}

impl std::error::Error for Slip {}

/// Names as they are written in a text.
pub(super) fn names(each: &[&str]) -> Said {
    reading::names(each.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>())
}

impl serde::de::Error for Slip {
    fn custom<T: Display>(words: T) -> Self {
        Self::of(Problem::Words(words.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::form(None, Said::quoted(&wanted.to_string()), None)
    }

    fn invalid_value(_: Unexpected<'_>, wanted: &dyn Expected) -> Self {
        Self::form(None, Said::quoted(&wanted.to_string()), None)
    }

    fn invalid_length(_: usize, wanted: &dyn Expected) -> Self {
        Self::form(None, Said::quoted(&wanted.to_string()), None)
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        let meant = nearest(word, known.iter().copied()).map(|word| format!("`\"{word}\"`"));
        Self::form(None, reading::one_of(names(known)), meant)
    }

    fn unknown_field(field: &str, known: &'static [&'static str]) -> Self {
        let meant = nearest(field, known.iter().copied()).map(|field| format!("`{field}`"));
        Self::form(Some(reading::no_field()), reading::one_of(names(known)), meant)
    }

    fn missing_field(field: &'static str) -> Self {
        Self::of(Problem::Missing { field, allowed: None })
    }

    fn duplicate_field(field: &'static str) -> Self {
        let slip = Self::form(Some(reading::twice()), reading::once(), None);
        Self { path: field.to_owned(), ..slip }
    }
}
