//! The secrets of a candidate: one for all own documents, one for each study partner.
//!
//! No server ever sees one. They are overwritten when they are let go of, do not show in `Debug`, and
//! have a text form with a checksum, so that a slip of the pen is told apart from another key.

use std::fmt;
use std::str::FromStr;

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit};
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::base::crockford;
use crate::base::ids::RelationId;

/// A text is not a key of the kind asked for. The text itself is not repeated: most of it may be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidKey {
    /// It is not whole: shorter or longer than a key.
    #[error("not a whole key: copy it from its first to its last letter")]
    Length,
    /// A letter is wrong: its checksum does not fit.
    #[error("a letter of this key is wrong: its checksum does not fit")]
    Checksum,
    /// It is the key of something else.
    #[error("this is a key of another kind")]
    OtherKind,
}

/// The letters of a key: 37 bytes in base58, the first of which is not 0.
const TEXT_LEN: usize = 51;

macro_rules! secret_key {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name([u8; 32]);

        impl $name {
            /// The first byte of the text form's bytes.
            const KIND: u8 = $kind;

            /// Takes 256 bits that were drawn at random, or that were handed over.
            pub const fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }

            /// The bytes, for the platform's key store and for handing over. They belong nowhere else.
            pub const fn reveal(&self) -> &[u8; 32] {
                &self.0
            }

            /// A short name: what a device keeps beside its documents, and an account on its server, to tell
            /// another key, and what two people compare. Nothing of the key can be learnt from it.
            pub fn fingerprint(&self) -> Fingerprint {
                let mut bytes = [0; 16];
                derive(&self.0, &[b"fingerprint"], &mut bytes);
                Fingerprint(bytes)
            }

            /// The text form, to be written down or typed: base58 of a byte for the kind, the key, and
            /// four bytes of checksum.
            pub fn to_text(&self) -> Zeroizing<String> {
                Zeroizing::new(bs58::encode(self.0).with_check_version(Self::KIND).into_string())
            }
        }

        impl FromStr for $name {
            type Err = InvalidKey;

            fn from_str(text: &str) -> Result<Self, InvalidKey> {
                let text = text.trim();
                if text.len() != TEXT_LEN {
                    return Err(InvalidKey::Length);
                }
                // Overwritten also if the checksum does not fit: most of it may be right.
                let mut bytes = Zeroizing::new([0; TEXT_LEN]);
                let read = bs58::decode(text).with_check(None).onto(&mut *bytes);
                let read = read.map_err(|_| InvalidKey::Checksum)?;
                match bytes.get(..read).unwrap_or_default().split_first() {
                    Some((&kind, _)) if kind != Self::KIND => Err(InvalidKey::OtherKind),
                    Some((_, key)) => key.try_into().map(Self).map_err(|_| InvalidKey::Length),
                    None => Err(InvalidKey::Length),
                }
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                self.0.zeroize();
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

secret_key! {
    /// The secret that all devices of one candidate share: 256 random bits.
    ///
    /// Document ids are derived from it, so two devices that were never online together open the same
    /// month, and nobody else can guess which documents belong together. What is recorded is sealed
    /// under keys that are derived from it.
    AccountKey, 0x5a
}

secret_key! {
    /// The secret that a candidate shares with one study partner: what that partner may see is sealed
    /// under it.
    RelationKey, 0x5b
}

impl AccountKey {
    /// The key of a relation. All devices of the candidate derive the same one.
    pub fn relation(&self, relation: &RelationId) -> RelationKey {
        let mut bytes = [0; 32];
        derive(&self.0, &[b"relation/", relation.as_str().as_bytes()], &mut bytes);
        RelationKey(bytes)
    }
}

/// A short name of a key: 128 bits that are derived from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    /// Takes the bytes as they are.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Eight groups of four hex digits, to be compared by two people.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, pair) in self.0.chunks(2).enumerate() {
            let gap = if at == 0 { "" } else { " " };
            f.write_str(gap)?;
            pair.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        }
        Ok(())
    }
}

/// Why a code that somebody typed is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCode {
    /// It is not whole, or too long.
    #[error("not a whole code: it has {0} letters and digits")]
    Length(usize),
    /// It holds something that no code has.
    #[error("a code has digits and letters only, and never U")]
    Letter,
    /// A letter is wrong: its check sum does not fit.
    #[error("a letter of this code is wrong: look at it once more")]
    Checksum,
}

/// What somebody typed as the characters of a code, and the bytes that these say.
///
/// # Errors
///
/// [`InvalidCode`]: it has another length than `len`, or characters that are none.
pub(super) fn typed(text: &str, len: usize) -> Result<Zeroizing<Vec<u8>>, InvalidCode> {
    let read = Zeroizing::new(crockford::read(text).ok_or(InvalidCode::Letter)?);
    if read.len() != len {
        return Err(InvalidCode::Length(len));
    }
    crockford::decode(&read).map(Zeroizing::new).ok_or(InvalidCode::Letter)
}

/// HMAC with SHA-256 under a key of 32 bytes, which it fills up with zeros to the length of a block.
pub(super) fn hmac(key: &[u8; 32]) -> Hmac<Sha256> {
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(byte, part)| *byte = *part);
    Hmac::new((&*block).into())
}

/// Fills `derived`, of at most 64 bytes, from a secret by HKDF with SHA-256 (RFC 5869), without a salt;
/// `purpose`, end to end behind `rebound/`, is the info. Different purposes give bytes that tell nothing
/// of each other.
pub(crate) fn derive(secret: &[u8], purpose: &[&[u8]], derived: &mut [u8]) {
    let info: Vec<&[u8]> =
        [b"rebound/".as_slice()].into_iter().chain(purpose.iter().copied()).collect();
    let expanded = Hkdf::<Sha256>::new(None, secret).expand_multi_info(&info, derived);
    // HKDF has 8,160 bytes to give.
    debug_assert!(expanded.is_ok());
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

    #[test]
    fn a_key_survives_its_text() {
        let text = KEY.to_text();
        assert_eq!(text.parse(), Ok(KEY));
        assert_eq!(format!(" {}\n", *text).parse(), Ok(KEY));
        for byte in [0, 0xff] {
            let key = AccountKey::from_bytes([byte; 32]);
            assert_eq!(key.to_text().len(), TEXT_LEN);
            assert_eq!(key.to_text().parse(), Ok(key));
        }
    }

    #[test]
    fn half_a_key_a_wrong_letter_and_a_key_of_another_kind_are_told_apart() {
        let text = KEY.to_text();
        let read = |text: &str| text.parse::<AccountKey>().unwrap_err();
        assert_eq!(read(&text[..text.len() / 2]), InvalidKey::Length);
        assert_eq!(read(""), InvalidKey::Length);
        assert_eq!(read(&format!("{}{}", *text, *text)), InvalidKey::Length);
        for at in 0..text.len() {
            let mut wrong = text.as_bytes().to_vec();
            wrong[at] = if wrong[at] == b'z' { b'y' } else { b'z' };
            let wrong = String::from_utf8(wrong).unwrap();
            assert_eq!(read(&wrong), InvalidKey::Checksum, "{wrong}");
        }
        let relation = KEY.relation(&"sam".parse().unwrap());
        assert_eq!(read(&relation.to_text()), InvalidKey::OtherKind);
    }

    #[test]
    fn keys_do_not_show_in_debug_output() {
        assert_eq!(format!("{KEY:?}"), "AccountKey(…)");
        assert_eq!(format!("{:?}", KEY.relation(&"sam".parse().unwrap())), "RelationKey(…)");
    }

    /// Part of the format: by RFC 5869 with another program.
    #[test]
    fn what_is_derived_is_the_same_in_every_release() {
        assert_eq!(KEY.fingerprint().to_string(), "62af d7de 580a 209c d4d5 c8bd 61d7 098c");
        let key = KEY.relation(&"sam".parse().unwrap());
        let half = Fingerprint::from_bytes(key.reveal()[..16].try_into().unwrap());
        assert_eq!(half.to_string(), "704e 9cba 4741 f2d8 1c0d 1fdb 2e62 941e");
    }
}
