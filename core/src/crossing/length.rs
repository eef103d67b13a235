//! How long a text may be that an app hands over: told by its length, before anything reads it or copies it.
//!
//! Texts inside of a fact have limits of their own, and ids theirs; a document in JSON is held against that of
//! [`crate::reading`].

use zeroize::Zeroizing;

use crate::crossing::error::ReboundError;

/// The longest text that is no document, in bytes: a name, an address, a code, a link, a path.
pub const TEXT_BYTES: usize = 65_536;

/// An argument that the app hands over as `field`. Keys are among them, so each is overwritten when it was used.
///
/// # Errors
///
/// `Invalid` of a text that is longer than [`TEXT_BYTES`].
pub fn argument(field: &str, text: String) -> Result<Zeroizing<String>, ReboundError> {
    let text = Zeroizing::new(text);
    check(field, &text).map(|()| text)
}

/// As [`argument`], for one that may be missing.
///
/// # Errors
///
/// As for [`argument`].
pub fn optional(
    field: &str,
    text: Option<String>,
) -> Result<Option<Zeroizing<String>>, ReboundError> {
    text.map(|text| argument(field, text)).transpose()
}

/// What is in a text that may be missing.
pub fn as_str(text: &Option<Zeroizing<String>>) -> Option<&str> {
    text.as_deref().map(String::as_str)
}

pub(super) fn check(field: &str, text: &str) -> Result<(), ReboundError> {
    if text.len() <= TEXT_BYTES {
        return Ok(());
    }
    let reason = format!("{} bytes: allowed are at most {TEXT_BYTES}", text.len());
    Err(ReboundError::invalid(field, reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_refused_by_its_length_alone() {
        let longest = "x".repeat(TEXT_BYTES);
        assert_eq!(argument("name", longest.clone()).as_deref(), Ok(&longest));
        let refused = argument("name", longest + "x").unwrap_err();
        assert_eq!(refused.to_string(), "name: 65537 bytes: allowed are at most 65536");
    }
}
