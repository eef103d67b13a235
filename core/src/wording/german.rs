//! German: the words of every area beside its English table, and German dates and numbers.

mod account;
mod advice;
mod blocks;
mod catalogue;
mod causes;
mod domains;
mod entry;
mod growth;
mod joint;
mod mock_exams;
mod odd;
mod page;
mod plan;
mod reading;
mod remedies;
mod retake;
mod statements;
mod subject;

use std::fmt;
use std::fmt::Write;

use chrono::{Datelike, NaiveDate};

use crate::wording::key::Key;
use crate::wording::language::Language;

/// Plain German, with „du“, for readers in every country that speaks it.
pub const GERMAN: Language = Language {
    words,
    plural: |n| usize::from(n != 1),
    date,
    month: |day, to| write!(to, "{} {}", month(day), day.year()),
    nth,
    weekdays: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"],
    and: "und",
    hours: ["Stunde", "Stunden"],
    decimal: ",",
    percent: "\u{a0}%",
    oclock: " Uhr",
};

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

const fn words(key: Key) -> &'static str {
    match key {
        Key::Account(key) => account::words(key),
        Key::Advice(key) => advice::words(key),
        Key::Blocks(key) => blocks::words(key),
        Key::Causes(key) => causes::words(key),
        Key::Catalogue(key) => catalogue::words(key),
        Key::Domains(key) => domains::words(key),
        Key::Entry(key) => entry::words(key),
        Key::Growth(key) => growth::words(key),
        Key::Joint(key) => joint::words(key),
        Key::MockExams(key) => mock_exams::words(key),
        Key::Odd(key) => odd::words(key),
        Key::Page(key) => page::words(key),
        Key::Plan(key) => plan::words(key),
        Key::Reading(key) => reading::words(key),
        Key::Remedies(key) => remedies::words(key),
        Key::Retake(key) => retake::words(key),
        Key::Statements(key) => statements::words(key),
        Key::Subject(key) => subject::words(key),
    }
}

/// `3. März 2026`.
fn date(day: NaiveDate, to: &mut dyn Write) -> fmt::Result {
    write!(to, "{}. {} {}", day.day(), month(day), day.year())
}

fn month(day: NaiveDate) -> &'static str {
    let at = usize::try_from(day.month0()).unwrap_or_default();
    MONTHS.get(at).copied().unwrap_or_default()
}

/// `ersten`, `zweiten`, … `fünften`, `6.`: as it stands after „dem“.
fn nth(n: u64, to: &mut dyn Write) -> fmt::Result {
    match n {
        1 => to.write_str("ersten"),
        2 => to.write_str("zweiten"),
        3 => to.write_str("dritten"),
        4 => to.write_str("vierten"),
        5 => to.write_str("fünften"),
        _ => write!(to, "{n}."),
    }
}
