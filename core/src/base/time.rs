//! Instants, zones and study days. Time is always an argument: there is no `now()` here.

pub mod day;
mod iana;
mod text;

use std::fmt;
use std::ops::RangeInclusive;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::time::iana::Iana;

pub use crate::base::time::text::InvalidStamp;

/// Moments at which something can have been recorded: from 1990-01-01T00:00:00Z to the last
/// millisecond of 2199, the years that dates have. A clock that shows anything else is wrong.
pub const MOMENTS: RangeInclusive<UtcMillis> =
    UtcMillis(631_152_000_000)..=UtcMillis(7_258_118_399_999);

const DAY_MS: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Encode,
    Decode,
)]
#[serde(transparent)]
#[cbor(transparent)]
pub struct UtcMillis(#[n(0)] pub i64);

impl UtcMillis {
    /// The instant as a chrono value; instants outside chrono's range are clamped to a day within its
    /// ends, so that a clock of every zone can show them.
    pub fn to_utc(self) -> DateTime<Utc> {
        let first = DateTime::<Utc>::MIN_UTC.timestamp_millis() + DAY_MS;
        let last = DateTime::<Utc>::MAX_UTC.timestamp_millis() - DAY_MS;
        DateTime::from_timestamp_millis(self.0.clamp(first, last)).unwrap_or_default()
    }

    /// The instant `millis` later (or earlier), saturating.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// The text is not a time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a time zone: allowed are names such as `Europe/Berlin`, or `+05:30`{}",
    meant.map(|name| format!("; did you mean `{name}`?")).unwrap_or_default()
)]
pub struct InvalidZone {
    text: String,
    meant: Option<&'static str>,
}

impl InvalidZone {
    /// A zone can be meant by its city alone, or in other letters.
    fn of(text: &str) -> Self {
        let name = text.trim().replace(' ', "_");
        let is_it = |zone: &&str| {
            let city = zone.rsplit('/').next().unwrap_or_default();
            zone.eq_ignore_ascii_case(&name) || city.eq_ignore_ascii_case(&name)
        };
        let meant = Iana::names().find(is_it);
        Self { text: text.chars().take(64).collect(), meant }
    }
}

const UTC: &str = "UTC";

/// A time zone: an IANA name, as devices know it, or a bare offset where no name is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Zone(Offsets);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Offsets {
    Utc,
    Iana(Iana),
    Fixed(FixedOffset),
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Offsets::Utc);

    /// Reads an IANA name or an offset such as `-05:00`.
    ///
    /// # Errors
    ///
    /// [`InvalidZone`] if no such zone exists.
    pub fn new(name: &str) -> Result<Self, InvalidZone> {
        let invalid = || InvalidZone::of(name);
        if name.starts_with(['+', '-']) {
            return name.parse().map(|offset| Self(Offsets::Fixed(offset))).map_err(|_| invalid());
        }
        if name == UTC {
            return Ok(Self::UTC);
        }
        Iana::named(name).map(|zone| Self(Offsets::Iana(zone))).ok_or_else(invalid)
    }

    /// Wall clock in this zone at `instant`.
    pub fn local(self, instant: UtcMillis) -> NaiveDateTime {
        let utc = instant.to_utc().naive_utc();
        // At the two ends of the calendar an offset would leave it.
        utc.checked_add_offset(self.offset(instant)).unwrap_or(utc)
    }

    /// The instant at which this zone's wall clock shows `local`.
    ///
    /// A time that a daylight-saving change repeats means its first occurrence. A time that the
    /// change skips means one hour later on the wall.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use rebound_core::base::time::Zone;
    ///
    /// let berlin = Zone::new("Europe/Berlin")?;
    /// let skipped = NaiveDate::from_ymd_opt(2026, 3, 29).and_then(|day| day.and_hms_opt(2, 30, 0));
    /// let shown = skipped.map(|time| berlin.local(berlin.instant(time)).to_string());
    /// assert_eq!(shown.as_deref(), Some("2026-03-29 03:30:00"));
    /// # Ok::<_, rebound_core::base::time::InvalidZone>(())
    /// ```
    pub fn instant(self, local: NaiveDateTime) -> UtcMillis {
        let skipped = || self.shows(local.checked_add_signed(TimeDelta::hours(1))?);
        let utc = self.shows(local).or_else(skipped);
        UtcMillis(utc.unwrap_or(local).and_utc().timestamp_millis())
    }

    /// The first moment, in UTC, at which the wall clock shows `local`; `None` if it never does.
    fn shows(self, local: NaiveDateTime) -> Option<NaiveDateTime> {
        let offset = match self.0 {
            Offsets::Utc => iana::UTC,
            Offsets::Iana(zone) => zone.offset_on_the_wall(local.and_utc().timestamp())?,
            Offsets::Fixed(offset) => offset,
        };
        local.checked_sub_offset(offset)
    }

    /// First instant of `day` in this zone.
    pub fn start_of(self, day: NaiveDate) -> UtcMillis {
        self.instant(day.and_time(NaiveTime::MIN))
    }

    /// How far this zone's wall clock is ahead of UTC at `instant`.
    pub fn offset(self, instant: UtcMillis) -> FixedOffset {
        match self.0 {
            Offsets::Utc => iana::UTC,
            Offsets::Iana(zone) => zone.offset(instant.0.div_euclid(1000)),
            Offsets::Fixed(offset) => offset,
        }
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Offsets::Utc => f.pad(UTC),
            Offsets::Iana(zone) => f.pad(zone.name()),
            Offsets::Fixed(offset) => write!(f, "{offset}"),
        }
    }
}

impl TryFrom<String> for Zone {
    type Error = InvalidZone;

    fn try_from(name: String) -> Result<Self, InvalidZone> {
        Self::new(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.to_string()
    }
}

impl<C> Encode<C> for Zone {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.to_string())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Zone {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::new(d.str()?).map_err(minicbor::decode::Error::custom)
    }
}

/// When something happened, and in which zone the candidate was at that moment.
///
/// The zone stays with the fact: a flight does not move yesterday's answers to another day. As text
/// it is RFC 9557, `2026-03-01T18:05:00-05:00[America/New_York]`; without a name the offset is the
/// zone, and milliseconds are written only where there are any.
///
/// ```
/// use rebound_core::base::time::Stamp;
///
/// let stamp: Stamp = "2026-03-01T18:05:00-05:00[America/New_York]".parse()?;
/// assert_eq!(stamp.utc_ms.0, 1_772_406_300_000);
/// # Ok::<_, rebound_core::base::time::InvalidStamp>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(try_from = "String", into = "String")]
pub struct Stamp {
    /// The instant, as the device's clock gave it.
    #[n(0)]
    #[cfg_attr(feature = "uniffi", uniffi(name = "utc"))]
    pub utc_ms: UtcMillis,
    /// The device's zone at that instant.
    #[n(1)]
    pub zone: Zone,
}

/// The host's clock at one moment. Every use case takes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Now {
    /// The wall clock.
    #[cfg_attr(feature = "uniffi", uniffi(name = "utc"))]
    pub utc_ms: UtcMillis,
    /// The device's zone.
    pub zone: Zone,
    /// Milliseconds since the device booted: never goes back, says nothing across boots.
    pub boot_ms: u64,
}

impl Now {
    /// The moment of a stamp, for what follows from facts: no deadline of a link counts from it.
    ///
    /// ```
    /// use rebound_core::base::time::{Now, Stamp};
    ///
    /// let stamp: Stamp = "2026-03-01T18:05:00-05:00[America/New_York]".parse()?;
    /// assert_eq!(Now::at(stamp).stamp(), stamp);
    /// # Ok::<_, rebound_core::base::time::InvalidStamp>(())
    /// ```
    pub const fn at(stamp: Stamp) -> Self {
        Self { utc_ms: stamp.utc_ms, zone: stamp.zone, boot_ms: 0 }
    }

    /// This moment as the stamp of a fact.
    pub const fn stamp(self) -> Stamp {
        Stamp { utc_ms: self.utc_ms, zone: self.zone }
    }

    /// This moment on the clock that deadlines use.
    pub const fn boot(self) -> Monotonic {
        Monotonic(self.boot_ms)
    }
}

/// A device's clock since boot, in milliseconds: for deadlines, never for facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Monotonic(pub u64);

impl Monotonic {
    /// The moment `millis` later.
    #[must_use]
    pub const fn plus(self, millis: u64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_day_after_berlin_s_short_night_is_an_hour_later_on_the_wall() {
        let berlin = Zone::new("Europe/Berlin").unwrap();
        let before = date(2026, 3, 28).and_hms_opt(18, 0, 0).unwrap();
        let after = berlin.local(berlin.instant(before).plus(24 * 3_600_000));
        assert_eq!(after, date(2026, 3, 29).and_hms_opt(19, 0, 0).unwrap());
    }

    #[test]
    fn skipped_wall_time_means_the_hour_after_it() {
        let berlin = Zone::new("Europe/Berlin").unwrap();
        let skipped = date(2026, 3, 29).and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(
            berlin.local(berlin.instant(skipped)),
            date(2026, 3, 29).and_hms_opt(3, 30, 0).unwrap()
        );
    }

    /// Since November 2026 Vancouver's clocks stay as in summer.
    #[test]
    fn clocks_follow_what_was_decided_in_2026() {
        let vancouver = Zone::new("America/Vancouver").unwrap();
        let winter = vancouver.start_of(date(2026, 12, 1));
        assert_eq!(vancouver.offset(winter).local_minus_utc(), -7 * 3600);
    }

    #[test]
    fn repeated_wall_time_means_its_first_occurrence() {
        let berlin = Zone::new("Europe/Berlin").unwrap();
        let repeated = date(2026, 10, 25).and_hms_opt(2, 30, 0).unwrap();
        assert_eq!(berlin.offset(berlin.instant(repeated)).local_minus_utc(), 2 * 3600);
    }

    #[test]
    fn absurd_instants_are_clamped() {
        let (first, last) = (DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC);
        assert_eq!((last - UtcMillis(i64::MAX).to_utc()).num_days(), 1);
        assert_eq!((UtcMillis(i64::MIN).to_utc() - first).num_days(), 1);
    }
}
