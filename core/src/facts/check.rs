//! What the numbers and texts of a fact may be: checked where a fact comes in, by hand or by file.
//!
//! Each kind says it on its own page; here are the words that they say it with. A merge is not an
//! entrance: what a peer sends is kept whatever it holds, and a history reports what breaks a rule as an
//! anomaly; derivations work with it all the same.

use std::fmt::Display;
use std::ops::RangeInclusive;

use chrono::NaiveDate;

use crate::base::time::{MOMENTS, Stamp, Zone};
use crate::base::units::Minutes;
use crate::facts::Fact;
use crate::wording::not_allowed::NotAllowed;
use crate::wording::{entry, joint};

/// The longest stretch of anything in minutes: a day.
pub(crate) const DAY_MINUTES: u32 = 1_440;
/// The longest slot, in minutes.
pub(crate) const SLOT_MINUTES: u32 = 720;
/// The most questions of a set or of one domain of a mock exam.
pub(crate) const QUESTIONS_MAX: u16 = 1_000;
/// The longest text of the candidate's own, in characters, unless the field says otherwise.
pub(crate) const NOTE_CHARS: usize = 500;
/// The longest name, in characters.
pub(crate) const NAME_CHARS: usize = 120;
/// The longest name of a language or an exam version, in characters.
pub(crate) const LABEL_CHARS: usize = 64;
/// Years in which exams are sat.
const YEARS: RangeInclusive<NaiveDate> =
    match (NaiveDate::from_ymd_opt(1990, 1, 1), NaiveDate::from_ymd_opt(2199, 12, 31)) {
        (Some(first), Some(last)) => first..=last,
        (None, _) | (_, None) => NaiveDate::MIN..=NaiveDate::MAX,
    };

/// Whether a value may come in.
pub type Checked = Result<(), NotAllowed>;

impl Fact {
    /// Whether every number and text of the fact is one that may be entered.
    ///
    /// What is odd and possible passes: a date in the future, a domain that the exam does not have, a
    /// second attempt on one day. Derivations report those.
    ///
    /// Dates are those of 1990 to 2199, both included.
    ///
    /// ```
    /// use rebound_core::facts::Fact;
    ///
    /// let booked = |date: &str| -> Result<Fact, serde_json::Error> {
    ///     serde_json::from_value(serde_json::json!({
    ///         "id": "booked", "at": "2026-03-01T18:00:00Z",
    ///         "body": {"exam_date": {"exam": "SY0-701", "date": date}},
    ///     }))
    /// };
    /// assert!(booked("2199-12-31")?.check().is_ok());
    /// let refused = booked("2200-01-01")?.check().map_err(|not_allowed| not_allowed.field);
    /// assert_eq!(refused, Err("body.exam_date.date".to_owned()));
    /// # Ok::<_, serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`NotAllowed`] names the first field that may not be as it is.
    pub fn check(&self) -> Checked {
        self.moment()?;
        let not_itself =
            |field: &str| NotAllowed::new(field, joint::plain(&self.id), entry::other_fact());
        if self.supersedes.as_ref() == Some(&self.id) {
            return Err(not_itself("supersedes"));
        }
        let kind = self.body.kind();
        let checked = match kind.refers_to() {
            Some(other) if *other.id == self.id => Err(not_itself(other.field)),
            Some(_) | None => kind.check(),
        };
        checked.map_err(|not| not.inside(format_args!("body.{}", self.body.key())))
    }

    /// A device's clock can be wrong by decades.
    fn moment(&self) -> Checked {
        if MOMENTS.contains(&self.at.utc_ms) {
            return Ok(());
        }
        let ends = [MOMENTS.start(), MOMENTS.end()];
        let [from, to] = ends.map(|end| Stamp { utc_ms: *end, zone: Zone::UTC }.local_date());
        Err(NotAllowed::new("at", joint::plain(self.at), joint::range(from, to)))
    }
}

/// A number that lies in a range, its ends included.
pub(crate) fn within<T: PartialOrd + Display>(
    field: &str,
    value: T,
    allowed: RangeInclusive<T>,
) -> Checked {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(NotAllowed::new(field, joint::plain(value), joint::range(allowed.start(), allowed.end())))
}

/// As [`within`], for a number that may be missing.
pub(crate) fn optional<T: PartialOrd + Display>(
    field: &str,
    value: Option<T>,
    allowed: RangeInclusive<T>,
) -> Checked {
    value.map_or(Ok(()), |value| within(field, value, allowed))
}

/// A stretch of `least` minutes up to a day.
pub(crate) fn minutes(field: &str, value: Minutes, least: u32) -> Checked {
    within(field, value.get(), least..=DAY_MINUTES)
}

/// A date in years in which exams are sat.
pub(crate) fn day(field: &str, value: NaiveDate) -> Checked {
    within(field, value, YEARS)
}

/// As [`day`], for a date that may be missing.
pub(crate) fn optional_day(field: &str, value: Option<NaiveDate>) -> Checked {
    optional(field, value, YEARS)
}

/// A text that says something and is not endless.
pub(crate) fn text(field: &str, value: &str, chars: usize) -> Checked {
    let length = value.chars().take(chars + 1).count();
    if !value.trim().is_empty() && length <= chars {
        return Ok(());
    }
    let shown: String = value.chars().take(24).collect();
    let found = match value.chars().nth(24) {
        Some(_) => entry::long_text(&shown),
        None => entry::short_text(&shown),
    };
    Err(NotAllowed::new(field, found, entry::text_up_to(chars)))
}

/// As [`text`], for a text that may be missing.
pub(crate) fn optional_text(field: &str, value: Option<&str>, chars: usize) -> Checked {
    value.map_or(Ok(()), |value| text(field, value, chars))
}

/// Every entry of a list, each named by its place.
pub(crate) fn each<T>(list: &str, entries: &[T], check: impl Fn(&T) -> Checked) -> Checked {
    entries.iter().enumerate().try_for_each(|(index, entry)| {
        check(entry).map_err(|not| not.inside(format_args!("{list}[{index}]")))
    })
}
