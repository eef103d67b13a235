//! Moments, days and zones. The platform reads the clock and hands over what it shows.

use chrono::{NaiveDate, TimeDelta, Weekday};
use rebound_core::base::time::{Now, UtcMillis, Zone};

use crate::error::ReboundError;

/// An instant: milliseconds since 1970-01-01T00:00:00Z. UniFFI's own `SystemTime` is not used: it
/// turns the second before 1970 into a later one.
pub type Moment = UtcMillis;

/// A date of the calendar without a time or a zone.
pub type CivilDay = NaiveDate;

/// A time zone: an IANA name, or an offset such as `+05:30`.
pub type ZoneName = Zone;

const EPOCH: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();

uniffi::custom_type!(
    /// An instant.
    Moment, i64, {
        remote,
        try_lift: |millis| Ok(UtcMillis(millis)),
        lower: |moment| moment.0,
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
        lower: |day| days_until(day),
    }
);

uniffi::custom_type!(
    /// A time zone: an IANA name such as `Europe/Berlin`, or an offset such as `+05:30`.
    ZoneName, String, {
        remote,
        try_lift: |name| Zone::new(&name).map_err(|error| ReboundError::invalid("zone", error).into()),
        lower: |zone| zone.to_string(),
    }
);

fn day_at(days: i32) -> Option<NaiveDate> {
    EPOCH.checked_add_signed(TimeDelta::try_days(i64::from(days))?)
}

/// Every date of chrono's calendar lies within 100 million days of 1970.
fn days_until(day: NaiveDate) -> i32 {
    i32::try_from(day.signed_duration_since(EPOCH).num_days()).unwrap_or(i32::MAX)
}

/// What the device's clocks show at the moment of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Record)]
pub struct DeviceClock {
    /// The wall clock.
    pub at: Moment,
    /// The device's zone.
    pub zone: ZoneName,
    /// Milliseconds since the device booted; a clock that never goes back.
    pub boot_ms: u64,
}

impl From<DeviceClock> for Now {
    fn from(clock: DeviceClock) -> Self {
        Self { utc_ms: clock.at, zone: clock.zone, boot_ms: clock.boot_ms }
    }
}

/// A day of the week.
#[uniffi::remote(Enum)]
pub enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
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
}
