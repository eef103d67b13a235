//! Bytes that the devices of an account leave for each other: the server knows how long they are, and nothing else.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The account's key, sealed by a device with what it derives from the recovery code.
pub type WrappedKey = Opaque<512>;

/// A device's public key, with whatever proves to another device whose it is.
pub type PublicKey = Opaque<128>;

/// What a device has sealed to another one's public key.
pub type SealedKey = Opaque<1024>;

/// 1 to `MAX` bytes; in JSON as base64 with its padding (RFC 4648 §4).
#[derive(Clone, PartialEq, Eq)]
pub struct Opaque<const MAX: usize>(Vec<u8>);

/// There are none of these bytes, or too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("1 to {0} bytes are kept")]
pub struct InvalidLength(usize);

impl<const MAX: usize> Opaque<MAX> {
    /// The most bytes.
    pub const MAX: usize = MAX;

    /// These bytes.
    ///
    /// # Errors
    ///
    /// [`InvalidLength`]: none, or more than `MAX`.
    pub fn new(bytes: Vec<u8>) -> Result<Self, InvalidLength> {
        if (1..=MAX).contains(&bytes.len()) { Ok(Self(bytes)) } else { Err(InvalidLength(MAX)) }
    }

    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// What they are is nobody's business, in a log as elsewhere.
impl<const MAX: usize> fmt::Debug for Opaque<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opaque({} bytes)", self.0.len())
    }
}

impl<const MAX: usize> Serialize for Opaque<MAX> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Opaque<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let refused = || D::Error::custom(format!("base64 of 1 to {MAX} bytes is allowed"));
        let bytes = BASE64.decode(String::deserialize(deserializer)?).map_err(|_| refused())?;
        Self::new(bytes).map_err(|_| refused())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_kept_as_they_came_unless_there_are_none_or_too_many() {
        let read = |text: &str| serde_json::from_str::<Opaque<3>>(text);
        for (text, bytes) in [("\"AA==\"", &[0][..]), ("\"////\"", &[255; 3])] {
            let kept = read(text).unwrap();
            assert_eq!(kept.as_bytes(), bytes);
            assert_eq!(serde_json::to_string(&kept).unwrap(), text);
            assert_eq!(format!("{kept:?}"), format!("Opaque({} bytes)", bytes.len()));
        }
        for wrong in ["\"\"", "\"AAAAAA==\"", "\"AA\"", "\"AB==\"", "\"_w==\"", "7", "null"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        let said = read("\"\"").unwrap_err().to_string();
        assert!(said.contains("1 to 3 bytes"), "{said}");
    }
}
