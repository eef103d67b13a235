//! A value that may not be as it is: where it stands, what was found, what is allowed.

use std::fmt::Display;

/// A value that may not be as it is. Nothing was taken in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` is {found}: allowed is {allowed}")]
pub struct NotAllowed {
    /// The field, as a path in the open JSON form: `body.attempt.conditions.distress`.
    pub field: String,
    /// What stands there, shortened; or what is wrong with it, in words.
    pub found: String,
    /// What may stand there.
    pub allowed: String,
}

impl NotAllowed {
    /// Names a field with what was found and what is allowed.
    pub fn new(field: impl Display, found: impl Display, allowed: impl Display) -> Self {
        let (field, found) = (field.to_string(), found.to_string());
        Self { field, found, allowed: allowed.to_string() }
    }

    /// The same, seen from the outside of the object `place`.
    #[must_use]
    pub fn inside(mut self, place: impl Display) -> Self {
        self.field = format!("{place}.{}", self.field);
        self
    }
}
