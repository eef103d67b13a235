//! From when until when a certificate holds: the one thing that an operator has to know of it.
//!
//! X.509 is DER: each value is a tag, a length and its bytes. Only the way to the two moments is walked.

use std::time::Duration;

/// From when until when a certificate holds, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// The first second.
    pub from: i64,
    /// The last second.
    pub until: i64,
}

const SEQUENCE: u8 = 0x30;
/// The version, which the oldest certificates lack.
const VERSION: u8 = 0xa0;
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

impl Validity {
    /// How long it holds from `now` on, in seconds since 1970; `None` if it does not hold.
    pub fn left(&self, now: i64) -> Option<Duration> {
        let left = u64::try_from(self.until - now).ok()?;
        (self.from <= now).then_some(Duration::from_secs(left))
    }
}

/// Reads from when until when a certificate in DER holds; `None` if it is not of that form.
pub fn validity(certificate: &[u8]) -> Option<Validity> {
    let (signed, _) = value(certificate, SEQUENCE)?;
    let (mut fields, _) = value(signed, SEQUENCE)?;
    if fields.first() == Some(&VERSION) {
        fields = any(fields)?.2;
    }
    // Its number, how it is signed, by whom.
    for _ in 0..3 {
        fields = any(fields)?.2;
    }
    let (times, _) = value(fields, SEQUENCE)?;
    let (tag, from, rest) = any(times)?;
    let (until_tag, until, _) = any(rest)?;
    Some(Validity { from: moment(tag, from)?, until: moment(until_tag, until)? })
}

/// The first value, which has to have this tag, and what follows.
fn value(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (found, value, rest) = any(bytes)?;
    (found == tag).then_some((value, rest))
}

/// The first value's tag, its bytes, and what follows.
fn any(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, short, rest) = (*bytes.first()?, *bytes.get(1)?, bytes.get(2..)?);
    let (length, rest) = match short {
        0..=0x7f => (usize::from(short), rest),
        // So many bytes of length follow; a certificate has at most three.
        0x81..=0x83 => {
            let (length, rest) = rest.split_at_checked(usize::from(short & 0x7f))?;
            (length.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    let (value, rest) = rest.split_at_checked(length)?;
    Some((tag, value, rest))
}

/// `YYMMDDHHMMSSZ` of 1950 to 2049, or `YYYYMMDDHHMMSSZ`, in seconds since 1970.
fn moment(tag: u8, text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let digits = |range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let (year, rest) = match tag {
        UTC_TIME => {
            let year = digits(0..2)?;
            (if year < 50 { 2000 + year } else { 1900 + year }, 2)
        }
        GENERALIZED_TIME => (digits(0..4)?, 4),
        _ => return None,
    };
    let part = |at: usize| digits(rest + 2 * at..rest + 2 * at + 2);
    let (month, day) = (part(0)?, part(1)?);
    let seconds = part(2)? * 3_600 + part(3)? * 60 + part(4)?;
    (1..=12).contains(&month).then(|| days(year, month, day) * 86_400 + seconds)
}

/// Days since 1970 of a day in the Gregorian calendar. Years begin in March here, so that a leap day is
/// the last one.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month < 3 { year - 1 } else { year };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_of_the_calendar() {
        assert_eq!(moment(UTC_TIME, b"700101000000Z"), Some(0));
        assert_eq!(moment(GENERALIZED_TIME, b"20000229120000Z"), Some(951_825_600));
        assert_eq!(moment(UTC_TIME, b"491231235959Z"), Some(2_524_607_999));
        assert_eq!(moment(GENERALIZED_TIME, b"99991231235959Z"), Some(253_402_300_799));
        for wrong in [b"7001010000Z".as_slice(), b"701301000000Z", b"", b"70010100000\xffZ"] {
            assert_eq!(moment(UTC_TIME, wrong), None);
        }
    }

    #[test]
    fn what_is_no_certificate_has_no_validity() {
        for wrong in
            [&[][..], &[0x30], &[0x30, 0x84, 1, 1, 1, 1], &[0x30, 0x83, 255, 255, 255], b"text"]
        {
            assert_eq!(validity(wrong), None);
        }
    }

    #[test]
    fn a_certificate_holds_between_its_moments() {
        let validity = Validity { from: 10, until: 20 };
        assert_eq!(validity.left(9), None);
        assert_eq!(validity.left(15), Some(Duration::from_secs(5)));
        assert_eq!(validity.left(21), None);
    }
}
