//! Whether something is text, and JSON at all: files that are of another kind are told so at once.

use crate::reading::slip::Slip;
use crate::wording::{Said, reading};

/// The longest text that is read, in MiB: some 200,000 facts.
const MIB_MAX: usize = 64;

/// What some programs put in front of a text.
const MARK: char = '\u{feff}';

/// The text of a file.
///
/// ```
/// use rebound_core::reading::text::of_bytes;
///
/// assert_eq!(of_bytes(b"\xef\xbb\xbf{}"), Ok("\u{feff}{}"));
/// let refused = of_bytes(b"\xff\xfe{\0}\0").map_err(|slip| slip.said().text());
/// assert!(refused.is_err_and(|said| said.contains("UTF-16")));
/// ```
///
/// # Errors
///
/// [`Slip`] where it is none in UTF-8: of UTF-16, or of a file that is no text.
pub fn of_bytes(bytes: &[u8]) -> Result<&str, Slip> {
    let zeros = bytes.iter().take(64).filter(|byte| **byte == 0).count();
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) || zeros > 16 {
        return Err(other(reading::utf16()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let slip = other(reading::not_utf8());
        slip.here(error.valid_up_to(), reading::not_utf8)
    })
}

/// The text without a byte order mark in front.
pub(super) fn without_mark(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// Refuses what is not even meant as JSON, and what is too long to look at.
pub(super) fn looks_like_json(text: &str) -> Result<(), Slip> {
    let mib = text.len().div_ceil(1 << 20);
    if mib > MIB_MAX {
        return Err(Slip::form(Some(reading::mib(mib)), reading::mib_up_to(MIB_MAX), None));
    }
    let body = without_mark(text).trim_start();
    let first = body.lines().next().unwrap_or_default();
    let is_table = [',', ';', '\t'].iter().any(|sign| first.matches(*sign).count() > 1);
    let at = text.len() - body.len();
    let found = match body.chars().next() {
        None => reading::empty(),
        Some('{' | '[' | '"') => return Ok(()),
        // A value alone; it is read, and refused for what it is.
        Some(_) if serde_json::from_str::<serde::de::IgnoredAny>(body).is_ok() => return Ok(()),
        Some('<') => reading::markup(),
        Some(_) if is_table => reading::table(),
        Some(_) if body.contains('\0') => reading::utf16(),
        Some(_) => reading::plain_text(),
    };
    Err(other(found.clone()).here(at, || found))
}

fn other(found: Said) -> Slip {
    Slip::form(Some(found), reading::json(), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_is_refused_by_its_length() {
        let longest = " ".repeat(MIB_MAX << 20);
        let said = |text: &str| looks_like_json(text).map_err(|slip| slip.said().text());
        assert_eq!(said(&longest), Err("empty: allowed is JSON in UTF-8".to_owned()));
        let too_long = Err("a text of 65 MiB: allowed is at most 64 MiB".to_owned());
        assert_eq!(said(&(longest + " ")), too_long);
    }
}
