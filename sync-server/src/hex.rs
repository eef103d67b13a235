//! Bytes as pairs of hex digits.

use std::fmt::Write;

/// Writes bytes in small letters.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Memory takes every letter.
        let written = write!(text, "{byte:02x}");
        debug_assert!(written.is_ok());
    }
    text
}

/// Reads exactly `N` bytes, in letters of either size; `None` if the text is something else.
pub(crate) fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    if text.len() != 2 * N || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let pairs = (0..N).map(|at| u8::from_str_radix(text.get(2 * at..2 * at + 2)?, 16).ok());
    pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_read_as_they_were_written_and_nothing_else_is() {
        assert_eq!(encode(&[0, 0xab, 0x7f]), "00ab7f");
        assert_eq!(decode("00ab7F"), Some([0, 0xab, 0x7f]));
        for wrong in ["", "00ab7", "00ab7f00", "+0ab7f", "00ab7g", "é0ab7"] {
            assert_eq!(decode::<3>(wrong), None, "{wrong}");
        }
    }
}
