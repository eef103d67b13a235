//! Words for a candidate: dates, numbers and sources in plain English.

use chrono::Datelike;
use chrono::NaiveDate;
use chrono::Timelike;

use crate::base::time::UtcMillis;
use crate::base::time::Zone;
use crate::exam::policy::Policy;
use crate::exam::policy::calendar::Reading;
use crate::exam::policy::offer::Place;
use crate::exam::policy::rule::PassBlock;
use crate::exam::policy::rule::Span;
use crate::exam::policy::rule::Wait;
use crate::exam::policy::rule::WaitRule;
use crate::exam::provenance::Basis;
use crate::exam::provenance::Confidence;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `1 March 2026`.
pub(super) fn date(day: NaiveDate) -> String {
    let month = MONTHS.iter().zip(1..).find(|(_, number)| *number == day.month());
    let month = month.map_or("", |(name, _)| name);
    format!("{} {month} {}", day.day(), day.year())
}

/// `29 March 2026, 19:00`.
pub(super) fn moment(instant: UtcMillis, zone: Zone) -> String {
    let local = zone.local(instant);
    format!("{}, {:02}:{:02}", date(local.date()), local.hour(), local.minute())
}

/// `first`, `second`, … `fifth`, `6th`.
pub(super) fn ordinal(n: u32) -> String {
    match n {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        n => {
            let suffix = match (n % 100, n % 10) {
                (11..=13, _) => "th",
                (_, 1) => "st",
                (_, 2) => "nd",
                (_, 3) => "rd",
                _ => "th",
            };
            format!("{n}{suffix}")
        }
    }
}

/// `14 days`, `1 month`.
pub(super) fn span(span: Span) -> String {
    let (number, unit) = match span {
        Span::Hours(hours) => (hours, "hour"),
        Span::Days(days) => (days, "day"),
        Span::Months(months) => (months, "month"),
    };
    quantity(number, unit)
}

/// `1 day`, `14 days`.
pub(super) fn quantity(number: u32, unit: &str) -> String {
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// What a wait asks for: `no wait`, `a wait of 14 days`.
pub(super) fn wait(rule: &WaitRule) -> String {
    let length = match &rule.wait {
        Wait::None => return "no wait".to_owned(),
        Wait::Unknown => return "a wait that no source states".to_owned(),
        Wait::Dates(_) => return "the next published date".to_owned(),
        Wait::Elapsed { hours } => quantity(*hours, "hour"),
        Wait::CalendarDays { days, .. } => quantity(*days, "calendar day"),
        Wait::Months(months) => quantity(*months, "month"),
    };
    match &rule.wording {
        Some(wording) => format!("a wait of {length} (“{wording}”)"),
        None => format!("a wait of {length}"),
    }
}

/// What the two readings of a rule allow, as the end of a sentence.
pub(super) fn reading(reading: Reading, zone: Zone) -> String {
    let safe = match reading.safe_from {
        Some(instant) => moment(instant, zone),
        None => date(reading.safe),
    };
    if reading.earliest == reading.safe {
        return format!("you may sit again from {safe} on");
    }
    format!(
        "you may sit again from {safe} on to be safe; the most generous reading is {}",
        date(reading.earliest)
    )
}

/// What opens a passed exam again, as the end of "until …".
pub(super) fn pass_block(until: PassBlock, vendor: &str) -> String {
    match until {
        PassBlock::Expired => "the certification has expired".to_owned(),
        PassBlock::NewVersion => "a new version of the exam is out".to_owned(),
        PassBlock::RecertWindow { days } => {
            format!("{} before the certification expires", quantity(days, "day"))
        }
        PassBlock::Consent => format!("{vendor} agrees to it"),
        PassBlock::Never => {
            format!("{vendor} brings out a new exam: this one stays passed")
        }
    }
}

/// The first source of a rule, as a sentence of its own.
pub(super) fn source(policy: &Policy, basis: &Basis) -> String {
    let found = basis.sources.iter().find_map(|id| policy.provenance.source(id));
    let Some(source) = found else {
        return "Source: none; this is assumed.".to_owned();
    };
    let date = source.date.as_deref().unwrap_or("undated");
    let weak = match basis.confidence {
        Confidence::Low => " It is not well founded: please check it with the vendor.",
        Confidence::Medium | Confidence::High => "",
    };
    format!("Source: “{}”, {date}.{weak}", source.title)
}

/// Where an appointment is: `at a test center`.
pub(super) const fn place(place: Place) -> &'static str {
    match place {
        Place::Anywhere => "",
        Place::TestCenter => " at a test center",
        Place::Online => " online",
        Place::Lab => " of a lab exam",
    }
}
