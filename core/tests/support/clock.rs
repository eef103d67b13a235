//! Days and moments, as a test writes them.

#![allow(dead_code, reason = "not every test program needs all of them")]

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use rebound_core::base::time::{Now, Stamp, Zone};

/// The day that `text` names.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The moment that `text` names, with its zone.
pub(crate) fn now(text: &str) -> Now {
    Now::at(text.parse().unwrap())
}

/// A moment by the wall clock, so many minutes after midnight. Minutes beyond a day belong to the
/// days after it.
pub(crate) fn stamp(zone: Zone, day: NaiveDate, minute: i64) -> Stamp {
    let wall = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute);
    Stamp { utc_ms: zone.instant(wall), zone }
}
