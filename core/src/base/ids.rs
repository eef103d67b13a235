//! Identifiers. Each constructor is the only door, and checks what its type promises.

use std::fmt;
use std::str::FromStr;

use minicbor::decode::Error as DecodeError;
use minicbor::encode::{Error as EncodeError, Write};
use minicbor::{Decode, Decoder, Encode, Encoder};
use serde::{Deserialize, Serialize};
use smol_str::{SmolStr, format_smolstr};

/// A text is not an identifier of the kind asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {kind}: allowed are {allowed}{}", asked(.meant))]
pub struct InvalidId {
    /// What was being read, with its article: "an exam code".
    pub kind: &'static str,
    /// The rule that the text breaks.
    pub allowed: &'static str,
    /// The offending text, at most 64 characters of it.
    pub text: String,
    /// The same in other letters, if that would be one.
    pub meant: Option<String>,
}

fn asked(meant: &Option<String>) -> String {
    meant.as_ref().map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default()
}

/// The spelling of `text` that `accepts` lets pass: in capitals or small letters, with `-` for spaces.
fn respelt(text: &str, accepts: impl Fn(&str) -> bool) -> Option<String> {
    let joined = text.trim().replace([' ', '/', '\u{2010}', '\u{2011}', '\u{2013}'], "-");
    let spellings = [joined.to_ascii_uppercase(), joined.to_ascii_lowercase(), joined];
    spellings.into_iter().find(|spelling| accepts(spelling))
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $max:literal, $allowed:literal, $accepts:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        // Short ones lie in the fact itself: a derivation compares more of them than it reads of anything else.
        pub struct $name(SmolStr);

        impl $name {
            /// The longest text that is accepted, in bytes.
            pub const LEN_MAX: usize = $max;

            /// Reads an identifier.
            ///
            /// # Errors
            ///
            /// [`InvalidId`] names the rule that the text breaks.
            pub fn new(text: impl Into<SmolStr>) -> Result<Self, InvalidId> {
                let text = text.into();
                let accepts: fn(u8) -> bool = $accepts;
                let is_one = |text: &str| {
                    !text.is_empty() && text.len() <= Self::LEN_MAX && text.bytes().all(accepts)
                };
                if is_one(&text) {
                    return Ok(Self(text));
                }
                let meant = respelt(&text, is_one);
                let text = text.chars().take(64).collect();
                Err(InvalidId { kind: $kind, allowed: $allowed, text, meant })
            }

            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl<C> Encode<C> for $name {
            fn encode<W: Write>(
                &self,
                encoder: &mut Encoder<W>,
                _: &mut C,
            ) -> Result<(), EncodeError<W::Error>> {
                encoder.str(&self.0)?.ok()
            }
        }

        impl<'bytes, C> Decode<'bytes, C> for $name {
            fn decode(decoder: &mut Decoder<'bytes>, _: &mut C) -> Result<Self, DecodeError> {
                Ok(Self(decoder.str()?.into()))
            }
        }
    };
}

text_id! {
    /// The key of one exam in the vendor's catalogue, such as `SY0-701` or `220-1201`.
    ///
    /// Invariant: 1 to 32 bytes of `A-Z`, `0-9`, `-`, `_` and `.`.
    ExamCode, "an exam code", 32, "1 to 32 of A-Z, 0-9, `-`, `_` and `.`, such as SY0-701",
    |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"-_.".contains(&byte)
}

text_id! {
    /// The place of a domain in its exam, as the vendor numbers it: `1`, `2`, … or `D4`.
    ///
    /// Invariant: 1 to 16 bytes of letters, digits, `-`, `_` and `.`.
    DomainId, "a domain", 16, "1 to 16 letters, digits, `-`, `_` and `.`",
    |byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

text_id! {
    /// The vendor's number of one objective, such as `2.4`.
    ///
    /// Invariant: 1 to 24 bytes of letters, digits, `-`, `_` and `.`.
    ObjectiveId, "an objective", 24, "1 to 24 letters, digits, `-`, `_` and `.`",
    |byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

text_id! {
    /// The key of a retake policy in the catalogue, such as `comptia.all`.
    ///
    /// Invariant: 1 to 64 bytes of `a-z`, `0-9`, `_`, `-` and `.`.
    PolicyId, "a retake policy", 64, "1 to 64 of a-z, 0-9, `_`, `-` and `.`",
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-.".contains(&byte)
}

text_id! {
    /// The candidate's own key for a resource or a question bank, such as `messer-videos`.
    ///
    /// Invariant: 1 to 48 bytes of letters, digits, `-`, `_` and `.`.
    ResourceId, "a resource", 48, "1 to 48 letters, digits, `-`, `_` and `.`",
    |byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)
}

text_id! {
    /// The key of one question inside its bank.
    ///
    /// Invariant: 1 to 48 bytes of letters, digits, `-`, `_`, `.` and `#`.
    QuestionId, "a question", 48, "1 to 48 letters, digits, `-`, `_`, `.` and `#`",
    |byte| byte.is_ascii_alphanumeric() || b"-_.#".contains(&byte)
}

text_id! {
    /// The owner's key for one study partner, such as `sam`. It never leaves the owner's devices.
    ///
    /// Invariant: 1 to 24 bytes of `a-z`, `0-9` and `-`.
    RelationId, "a relation", 24, "1 to 24 of a-z, 0-9 and `-`",
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

text_id! {
    /// The key of one fact, unique among all facts of an account.
    ///
    /// The engine makes them from the time and from chance: 24 hex digits, so that they sort by the
    /// time of recording. Imported facts bring their own.
    ///
    /// Invariant: 1 to 40 bytes of `a-z`, `0-9` and `-`.
    FactId, "a fact id", 40, "1 to 40 of a-z, 0-9 and `-`",
    |byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'
}

impl FactId {
    /// A new key: 48 bits of time and 48 of chance, in hex.
    ///
    /// The same moment and chance make the same key, and of two facts with one key only one counts: a device that
    /// was restored from a backup must not draw again what it drew before.
    ///
    /// ```
    /// use rebound_core::base::ids::FactId;
    ///
    /// let earlier = FactId::generate(1_772_406_300_000, 7);
    /// assert_eq!(earlier.as_str(), "019caba5dd60000000000007");
    /// assert_eq!(earlier, FactId::generate(1_772_406_300_000, 7));
    /// assert!(earlier < FactId::generate(1_772_406_300_001, 0));
    /// ```
    pub fn generate(utc_ms: i64, rng: u64) -> Self {
        Self(format_smolstr!("{:012x}{:012x}", utc_ms & 0xffff_ffff_ffff, rng & 0xffff_ffff_ffff))
    }

    /// The 12 bytes of a generated key; `None` for one that is not 24 hex digits in small letters.
    #[cfg(feature = "coach")]
    pub(crate) fn compact(&self) -> Option<[u8; 12]> {
        parse_hex(&self.0).filter(|_| !self.0.bytes().any(|byte| byte.is_ascii_uppercase()))
    }

    /// The key whose [`compact`](Self::compact) form this is.
    #[cfg(feature = "coach")]
    pub(crate) fn from_compact(bytes: [u8; 12]) -> Self {
        let (time, chance) = bytes.split_at(6);
        let number = |half: &[u8]| half.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        Self(format_smolstr!("{:012x}{:012x}", number(time), number(chance)))
    }
}

macro_rules! byte_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $len:literal, $allowed:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode)]
        #[serde(try_from = "String", into = "String")]
        #[cbor(transparent)]
        pub struct $name(#[cbor(n(0), with = "minicbor::bytes")] [u8; $len]);

        impl $name {
            /// Takes the bytes as they are.
            pub const fn from_bytes(bytes: [u8; $len]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse_hex(text).map(Self).ok_or_else(|| InvalidId {
                    kind: $kind,
                    allowed: $allowed,
                    text: text.chars().take(64).collect(),
                    meant: None,
                })
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidId;

            fn try_from(text: String) -> Result<Self, InvalidId> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.to_string()
            }
        }
    };
}

byte_id! {
    /// One installation of the app. It is the first half of every actor id that the device writes
    /// with, so that a change can be traced to the credential that may send it.
    DeviceId, "a device id", 8, "16 hex digits"
}

byte_id! {
    /// One candidate or partner, as the server knows them: random, no name, no address.
    AccountId, "an account id", 16, "32 hex digits"
}

/// Reads exactly `N` bytes of lower- or upper-case hex.
fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        let value = char::from(*high).to_digit(16)? * 16 + char::from(*low).to_digit(16)?;
        *byte = u8::try_from(value).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exam_code_keeps_the_vendor_s_spelling() {
        assert_eq!(ExamCode::new("SY0-701").unwrap().as_str(), "SY0-701");
    }

    #[test]
    fn lower_case_exam_code_is_refused_with_what_is_allowed() {
        let error = ExamCode::new("sy0-701").unwrap_err();
        assert_eq!(
            error.to_string(),
            r#""sy0-701" is not an exam code: allowed are 1 to 32 of A-Z, 0-9, `-`, `_` and `.`, such as SY0-701; did you mean `SY0-701`?"#
        );
    }

    #[test]
    fn fact_ids_sort_by_time() {
        assert!(FactId::generate(1_000, u64::MAX) < FactId::generate(1_001, 0));
        assert_eq!(FactId::generate(1, 2).as_str().len(), 24);
    }

    #[test]
    fn device_id_survives_its_own_text() {
        let id = DeviceId::from_bytes([0, 1, 2, 3, 0xfc, 0xfd, 0xfe, 0xff]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("0001".parse::<DeviceId>().is_err());
        assert!("é001020304050607".parse::<DeviceId>().is_err());
    }
}
