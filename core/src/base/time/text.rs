//! A moment as text: RFC 9557, RFC 3339 with the zone's name in brackets.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, SecondsFormat};

use crate::base::calendar;
use crate::base::calendar::InvalidDay;
use crate::base::time::{InvalidZone, Offsets, Stamp, UtcMillis, Zone};

/// The text is not a moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidStamp {
    /// The part before the bracket is not RFC 3339.
    #[error(
        "{0:?} is not a moment: allowed are a date, a time and how far it is from UTC, with or \
         without the zone, such as `2026-03-01T18:05:00-05:00[America/New_York]` or \
         `2026-03-01T23:05:00Z`"
    )]
    Syntax(String),
    /// The day is none.
    #[error(transparent)]
    Day(#[from] InvalidDay),
    /// The zone in the bracket does not exist.
    #[error(transparent)]
    Zone(#[from] InvalidZone),
    /// The offset is none that the zone in the bracket has at that moment.
    #[error(
        "{text:?} contradicts itself: at that moment {zone} is at {offset}; allowed is {allowed}"
    )]
    Offset {
        /// The text, shortened.
        text: String,
        /// The zone in the bracket.
        zone: Zone,
        /// Its offset at the moment that the text means.
        offset: FixedOffset,
        /// The same moment without the contradiction.
        allowed: Stamp,
    },
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = self.zone.offset(self.utc_ms);
        let local = self.utc_ms.to_utc().with_timezone(&offset);
        let text = local.to_rfc3339_opts(SecondsFormat::AutoSi, false);
        match self.zone.0 {
            Offsets::Fixed(_) => f.write_str(&text),
            Offsets::Utc | Offsets::Iana(_) => write!(f, "{text}[{}]", self.zone),
        }
    }
}

impl FromStr for Stamp {
    type Err = InvalidStamp;

    fn from_str(text: &str) -> Result<Self, InvalidStamp> {
        let (moment, name) = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
            Some((moment, name)) => (moment, Some(name)),
            None => (text, None),
        };
        let shortened = || text.chars().take(64).collect();
        // RFC 9557: `Z` and `-00:00` say nothing about the zone.
        let is_bare = moment.ends_with(['Z', 'z']) || moment.ends_with("-00:00");
        let moment = DateTime::parse_from_rfc3339(moment).map_err(|_| {
            match moment.get(..10).map(calendar::day) {
                Some(Err(not @ InvalidDay::NotInMonth { .. })) => InvalidStamp::Day(not),
                Some(Ok(_) | Err(InvalidDay::Form { .. })) | None => {
                    InvalidStamp::Syntax(shortened())
                }
            }
        })?;
        let zone = match name {
            Some(name) => Zone::new(name)?,
            None => Zone(Offsets::Fixed(*moment.offset())),
        };
        let stamp = Self { utc_ms: UtcMillis(moment.timestamp_millis()), zone };
        let offset = zone.offset(stamp.utc_ms);
        // Before 1972 some zones had seconds, which the text does not have.
        let apart = (offset.local_minus_utc() - moment.offset().local_minus_utc()).abs();
        if !is_bare && apart >= 60 {
            return Err(InvalidStamp::Offset { text: shortened(), zone, offset, allowed: stamp });
        }
        Ok(stamp)
    }
}

impl TryFrom<String> for Stamp {
    type Error = InvalidStamp;

    fn try_from(text: String) -> Result<Self, InvalidStamp> {
        text.parse()
    }
}

impl From<Stamp> for String {
    fn from(stamp: Stamp) -> Self {
        stamp.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_its_own_text() {
        for text in ["2026-03-01T18:05:00-05:00[America/New_York]", "2026-03-01T18:05:00.250+05:30"]
        {
            assert_eq!(text.parse::<Stamp>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_moment_beyond_every_calendar_has_a_text() {
        for ms in [i64::MIN, i64::MAX] {
            for zone in ["Pacific/Kiritimati", "-12:00"] {
                let stamp = Stamp { utc_ms: UtcMillis(ms), zone: Zone::new(zone).unwrap() };
                assert!(stamp.to_string().contains("T"), "{ms}");
            }
        }
    }

    #[test]
    fn a_date_without_a_time_is_not_a_moment() {
        assert!(matches!("2026-03-01".parse::<Stamp>(), Err(InvalidStamp::Syntax(_))));
        assert!(matches!(
            "2026-03-01T00:00:00Z[Mars/Olympus]".parse::<Stamp>(),
            Err(InvalidStamp::Zone(_))
        ));
    }

    #[test]
    fn an_offset_that_its_zone_does_not_have_is_refused_with_the_one_that_it_has() {
        let refused = "2026-03-01T18:05:00+05:00[Europe/Berlin]".parse::<Stamp>().unwrap_err();
        assert_eq!(
            refused.to_string(),
            "\"2026-03-01T18:05:00+05:00[Europe/Berlin]\" contradicts itself: at that moment \
             Europe/Berlin is at +01:00; allowed is 2026-03-01T14:05:00+01:00[Europe/Berlin]"
        );
        for text in [
            "2026-03-01T18:05:00Z[Europe/Berlin]",
            "2026-03-01T18:05:00-00:00[Europe/Berlin]",
            "2026-10-25T02:30:00+01:00[Europe/Berlin]",
            "2026-10-25T02:30:00+02:00[Europe/Berlin]",
        ] {
            assert!(text.parse::<Stamp>().is_ok(), "{text}");
        }
    }
}
