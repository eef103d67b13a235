//! What crosses to Kotlin, Swift and Python as something simpler than it is.
//!
//! Types that cross have named fields, `u32` and `u64` for counts, no tuples, and no name that a
//! platform has taken: `tests/tasks/tests/tidy.rs` holds them to it.

use chrono::{NaiveDate, TimeDelta, Weekday};

use crate::base::ids::{
    AccountId, DeviceId, DomainId, ExamCode, FactId, ObjectiveId, PolicyId, QuestionId, RelationId,
    ResourceId,
};
use crate::base::time::{UtcMillis, Zone};
use crate::base::units::{Minutes, Score};
use crate::coach::rule::Rule;
use crate::crossing::error::ReboundError;
use crate::crossing::length;
use crate::replica::document_id::DocumentId;

macro_rules! text_ids {
    ($($(#[$doc:meta])* $id:ident as $field:literal;)*) => {$(
        uniffi::custom_type!($(#[$doc])* $id, String, {
            try_lift: |text| {
                length::check($field, &text)?;
                text.parse().map_err(|error| ReboundError::invalid($field, error).into())
            },
            lower: |id| id.to_string(),
        });
    )*};
}

// A text that is none is refused before the call begins.
text_ids! {
    /// An account as its server names it: 32 hex digits.
    AccountId as "account";
    /// One installation of the app: 16 hex digits.
    DeviceId as "device";
    /// A document that is shared with a partner, in base58.
    DocumentId as "document";
    /// A domain as its vendor numbers it: `4`.
    DomainId as "domain";
    /// An exam as its vendor names it: `SY0-701`.
    ExamCode as "exam";
    /// One fact, unique among all of the account.
    FactId as "fact";
    /// An objective as its vendor numbers it: `4.1`.
    ObjectiveId as "objective";
    /// A retake policy of the catalogue.
    PolicyId as "policy";
    /// A question inside its bank.
    QuestionId as "question";
    /// The candidate's own key for one study partner.
    RelationId as "relation";
    /// The candidate's own key for a resource or a question bank.
    ResourceId as "resource";
}

/// An instant: milliseconds since 1970-01-01T00:00:00Z. UniFFI's own `SystemTime` is not used: it
/// turns the second before 1970 into a later one.
pub type Moment = UtcMillis;

/// A date of the calendar without a time or a zone.
pub type CivilDay = NaiveDate;

/// A time zone: an IANA name, or an offset such as `+05:30`.
pub type ZoneName = Zone;

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();

// A merge can hold anything. What a platform's own dates cannot hold is shown as the nearest they
// can, so that one odd record never hides the others; the anomalies tell of it.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1, 1, 1).unwrap();
const LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

uniffi::custom_type!(
    /// An instant.
    Moment, i64, {
        try_lift: |millis| Ok(UtcMillis(millis)),
        lower: |moment| shown(moment),
    }
);

uniffi::custom_type!(
    /// A date of the calendar, as days since 1970-01-01.
    CivilDay, i32, {
        remote,
        try_lift: |days| day_at(days).ok_or_else(|| {
            ReboundError::invalid("day", format!("{days} days from 1970 are not in the calendar"))
                .into()
        }),
        lower: |day| days_until(day.clamp(FIRST_DAY, LAST_DAY)),
    }
);

uniffi::custom_type!(
    /// A time zone: an IANA name such as `Europe/Berlin`, or an offset such as `+05:30`.
    ZoneName, String, {
        try_lift: |name| {
            length::check("zone", &name)?;
            Zone::new(&name).map_err(|error| ReboundError::invalid("zone", error).into())
        },
        lower: |zone| zone.to_string(),
    }
);

uniffi::custom_type!(
    /// A rule of the coach by its key, such as `P4.labs`.
    Rule, String, {
        try_lift: |key| {
            length::check("rule", &key)?;
            Rule::from_key(&key)
                .ok_or_else(|| ReboundError::invalid("rule", format!("there is no rule {key}")).into())
        },
        lower: |rule| rule.key().to_owned(),
    }
);

uniffi::custom_type!(
    /// A stretch of time in whole minutes.
    Minutes, u32, {
        try_lift: |minutes| Ok(Minutes::new(minutes)),
        lower: |minutes| minutes.get(),
    }
);

uniffi::custom_type!(
    /// A score as a report prints it: 0 to 100,000 with at most two decimals.
    Score, f64, {
        try_lift: |points| Score::try_from(points)
            .map_err(|error| ReboundError::invalid("score", error).into()),
        lower: |score| score.get(),
    }
);

/// A day of the week.
#[uniffi::remote(Enum)]
pub enum Weekday {
    /// Monday.
    Mon,
    /// Tuesday.
    Tue,
    /// Wednesday.
    Wed,
    /// Thursday.
    Thu,
    /// Friday.
    Fri,
    /// Saturday.
    Sat,
    /// Sunday.
    Sun,
}

fn day_at(days: i32) -> Option<NaiveDate> {
    EPOCH.checked_add_signed(TimeDelta::try_days(i64::from(days))?)
}

fn shown(moment: Moment) -> i64 {
    let start = |day: NaiveDate| i64::from(days_until(day)) * 86_400_000;
    moment.0.clamp(start(FIRST_DAY), start(LAST_DAY) + 86_399_999)
}

/// Every date of chrono's calendar lies within 100 million days of 1970.
fn days_until(day: NaiveDate) -> i32 {
    i32::try_from(day.signed_duration_since(EPOCH).num_days()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_survives_its_number_at_both_ends_of_the_calendar() {
        for day in [NaiveDate::MIN, EPOCH, NaiveDate::MAX] {
            assert_eq!(day_at(days_until(day)), Some(day));
        }
        assert_eq!(day_at(i32::MAX), None);
    }

    #[test]
    fn a_moment_that_no_platform_holds_is_shown_as_the_nearest_that_all_do() {
        // year-zero.json: Python's datetime begins with the year 1, and one such fact hid all.
        let year_zero = UtcMillis(-62_167_219_200_000);
        assert_eq!(shown(year_zero), -62_135_596_800_000);
        assert_eq!(shown(UtcMillis(i64::MAX)), 253_402_300_799_999);
        assert_eq!(shown(UtcMillis(-1)), -1);
    }
}
