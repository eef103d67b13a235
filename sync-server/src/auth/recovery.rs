//! Recovery codes: what gets somebody back in who has lost every device.
//!
//! A code is shown once, when the account is made, to be written on paper. The server keeps its hash.

use std::fmt;

use rebound_core::base::crockford;
use sha2::{Digest, Sha256};

/// The characters of a code: 128 bits, five in each, and two that are nothing.
const LEN: usize = 26;

/// SHA-256 of a recovery code.
pub type RecoveryHash = [u8; 32];

/// A recovery code: 128 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// A code from 128 random bits.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(crockford::encode(&bytes))
    }

    /// Reads a code as people type it: in small letters, with spaces and dashes, with O for 0. `None` if it
    /// is none.
    pub fn read(text: &str) -> Option<Self> {
        let code = crockford::read(text)?;
        (code.len() == LEN).then_some(Self(code))
    }

    /// What the server keeps.
    pub fn hash(&self) -> RecoveryHash {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The code as it is shown, in groups of five characters.
    pub fn reveal(&self) -> String {
        crockford::grouped(&self.0, 5)
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = RecoveryCode::from_random(*b"sixteen bytes ok");
        let shown = code.reveal();
        assert_eq!(shown.len(), LEN + 5, "{shown}");
        let typed = shown.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(RecoveryCode::read(&typed), Some(code.clone()));
        assert_eq!(RecoveryCode::read(&typed).map(|code| code.hash()), Some(code.hash()));
        for text in ["", "abc", &shown[1..], &format!("{shown}0"), &shown.replace('-', "!")] {
            assert_eq!(RecoveryCode::read(text), None, "{text}");
        }
        assert_eq!(format!("{code:?}"), "RecoveryCode(…)");
    }
}
