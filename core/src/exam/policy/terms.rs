//! Which words go with the data of a rule: its length, what it allows, and its source.

use crate::base::time::Zone;
use crate::exam::policy::Policy;
use crate::exam::policy::calendar::Reading;
use crate::exam::policy::rule::Span;
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

/// What the two readings of a rule allow, as the end of a sentence.
pub(super) fn opens(reading: Reading, zone: Zone) -> Said {
    let safe = match reading.safe_from {
        Some(instant) => Value::Moment(zone.local(instant)),
        None => Value::Date(reading.safe),
    };
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
    let named = match &source.date {
        Some(date) => retake::source(&source.title, date),
        None => retake::undated_source(&source.title),
    };
    named.then(weak)
}
