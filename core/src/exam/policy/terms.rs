//! Which words go with the data of a rule: its length, what it allows, and its source.

use chrono::NaiveDate;

use crate::base::time::{UtcMillis, Zone};
use crate::exam::policy::Policy;
use crate::exam::policy::calendar::Reading;
use crate::exam::policy::rule::{Span, Wait};
use crate::exam::provenance::{Basis, Confidence};
use crate::wording::value::Value;
use crate::wording::{Said, retake};

/// `14 days`, `1 month`.
pub(super) fn span(span: Span) -> Said {
    match span {
        Span::Hours(hours) => retake::hours(hours),
        Span::Days(days) => retake::days(days),
        Span::Months(months) => retake::months(months),
    }
}

/// What a wait asks for: `no wait`, `a wait of 14 calendar days`, with the source's own words.
pub(super) fn wait(wait: &Wait, wording: Option<&str>) -> Said {
    let length = match wait {
        Wait::None => return retake::no_wait(),
        Wait::Unknown => return retake::wait_not_stated(),
        Wait::Dates(_) => return retake::next_date(),
        Wait::Elapsed { hours } => retake::hours(*hours),
        Wait::CalendarDays { days, .. } => retake::calendar_days(*days),
        Wait::Months(months) => retake::months(*months),
    };
    match wording {
        Some(wording) => retake::wait_in_words(length, wording),
        None => retake::wait_of(length),
    }
}

/// The first moment under the strict reading, as it is told.
pub(super) fn safe(reading: Reading, zone: Zone) -> Value {
    reading.safe_from.map_or(Value::Date(reading.safe), |from| moment(from, zone))
}

/// A moment as it is told in a zone: the start of a day is that day.
pub(super) fn moment(moment: UtcMillis, zone: Zone) -> Value {
    let day = zone.date(moment);
    if zone.start_of(day) == moment { Value::Date(day) } else { Value::Moment(zone.local(moment)) }
}

/// What the two readings of a rule allow, as the end of a sentence.
pub(super) fn opens(reading: Reading, zone: Zone) -> Said {
    let safe = safe(reading, zone);
    if reading.earliest == reading.safe {
        return retake::opens(safe);
    }
    retake::opens_between(safe, reading.earliest)
}

/// The first source of a rule, as a sentence of its own.
pub(super) fn source(policy: &Policy, basis: &Basis) -> Said {
    let found = basis.sources.iter().find_map(|id| policy.provenance.source(id));
    let Some(source) = found else { return retake::no_source() };
    let weak = match basis.confidence {
        Confidence::Low => Some(retake::weak_source()),
        Confidence::Medium | Confidence::High => None,
    };
    dated(&source.title, source.date.as_deref().unwrap_or_default()).then(weak)
}

/// A source with its date in the one form that dates have. Pages date themselves to the day, the month
/// or the year, or not at all; what else a page says of its age is for those who look after the data.
fn dated(title: &str, date: &str) -> Said {
    let start = date.split_whitespace().next().unwrap_or_default();
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mut years = date.split_whitespace().map(|word| word.trim_end_matches('+'));
    if let Ok(day) = start.parse::<NaiveDate>() {
        retake::source(title, Value::Date(day))
    } else if let Ok(month) = format!("{start}-01").parse::<NaiveDate>() {
        retake::source_of_month(title, month)
    } else if let Some(year) = years.find(|word| is_year(word)) {
        retake::source(title, Value::Text(year.to_owned()))
    } else {
        retake::undated_source(title)
    }
}
