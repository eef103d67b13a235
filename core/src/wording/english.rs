//! English: the language that the tables of this folder are written in.

use std::fmt;
use std::fmt::Write;

use chrono::NaiveDate;

use crate::wording::key::Key;
use crate::wording::language::Language;

/// Plain English, for readers all over the world: days before months, 24 hours.
pub const ENGLISH: Language = Language {
    words: Key::english,
    plural: |n| usize::from(n != 1),
    date,
    month: |day, to| write!(to, "{}", day.format("%B %Y")),
    nth,
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    and: "and",
    hours: ["hour", "hours"],
    decimal: ".",
    percent: " %",
    oclock: "",
};

/// `3 March 2026`.
fn date(day: NaiveDate, to: &mut dyn Write) -> fmt::Result {
    write!(to, "{}", day.format("%-d %B %Y"))
}

/// `first`, `second`, … `fifth`, `6th`.
fn nth(n: u64, to: &mut dyn Write) -> fmt::Result {
    let suffix = match (n, n % 100, n % 10) {
        (1, ..) => return to.write_str("first"),
        (2, ..) => return to.write_str("second"),
        (3, ..) => return to.write_str("third"),
        (4, ..) => return to.write_str("fourth"),
        (5, ..) => return to.write_str("fifth"),
        (_, 11..=13, _) => "th",
        (_, _, 1) => "st",
        (_, _, 2) => "nd",
        (_, _, 3) => "rd",
        _ => "th",
    };
    write!(to, "{n}{suffix}")
}
