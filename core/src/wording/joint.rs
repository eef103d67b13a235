//! What other messages are made of: two sentences in a row, and words that are not ours.

use std::fmt::Display;

use chrono::NaiveDate;

use crate::wording::Said;
use crate::wording::table::messages;

messages! {
    /// Keys of parts that others are made of.
    JointKey as "joint"

    Both: both(first: Said, second: Said) = "{first} {second}";
    Quoted: quoted(text: &str) = "{text}";
    OnDay: on_day(day: NaiveDate) = "{day}";
    WholeText: whole_text() = "the text";
    Between: between(from: &str, to: &str) = "{from} to {to}";
    Percentage: percentage() = "0 to 100 percent";
}

/// A number or a key as it is.
pub(crate) fn plain(value: impl Display) -> Said {
    quoted(&value.to_string())
}

/// A range, its ends included.
pub(crate) fn range(from: impl Display, to: impl Display) -> Said {
    between(&from.to_string(), &to.to_string())
}

impl Said {
    /// Words of a vendor, of a file or of the candidate, as they are in every language.
    pub fn quoted(text: &str) -> Self {
        quoted(text)
    }

    /// This, and one more sentence after it.
    #[must_use]
    pub(crate) fn then(self, more: Option<Self>) -> Self {
        match more {
            Some(more) => both(self, more),
            None => self,
        }
    }
}
