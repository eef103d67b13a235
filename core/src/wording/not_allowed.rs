//! A value that may not be as it is: where it stands, what was found, what is allowed.

use std::error::Error;
use std::fmt;
use std::fmt::Display;

use serde::Serialize;

use crate::wording::{Said, entry};

/// A value that may not be as it is. Nothing was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct NotAllowed {
    /// The field, as a path in the open JSON form: `body.attempt.conditions.distress`.
    pub field: String,
    /// What stands there, shortened; or what is wrong with it, in words.
    pub found: Said,
    /// What may stand there.
    pub allowed: Said,
}

impl NotAllowed {
    /// Names a field with what was found and what is allowed.
    pub fn new(field: impl Display, found: Said, allowed: Said) -> Self {
        Self { field: field.to_string(), found, allowed }
    }

    /// The same, seen from the outside of the object `place`.
    #[must_use]
    pub fn inside(mut self, place: impl Display) -> Self {
        self.field = format!("{place}.{}", self.field);
        self
    }

    /// All of it as one sentence.
    pub fn said(&self) -> Said {
        entry::not_allowed(&self.field, self.found.clone(), self.allowed.clone())
    }

    /// What was found and what is allowed, for an app that shows it beside the field.
    pub fn reason(&self) -> Said {
        entry::found_and_allowed(self.found.clone(), self.allowed.clone())
    }
}

impl Display for NotAllowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl Error for NotAllowed {}
