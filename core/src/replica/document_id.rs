//! Document ids and their text form.

use std::fmt;
use std::str::FromStr;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

/// The id of one document: 16 bytes, written as base58check, as automerge-repo does.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[serde(try_from = "String", into = "String")]
#[cbor(transparent)]
pub struct DocumentId(#[cbor(n(0), with = "minicbor::bytes")] [u8; 16]);

/// The text is not a document id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "not a document id: allowed is the base58check form of 16 bytes, with or without `automerge:`"
)]
pub struct InvalidDocumentId;

impl DocumentId {
    /// Takes the bytes as they are.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Makes an id of random bytes. Six bits say "UUID version 4": automerge-repo 1.x falls silent
    /// over ids that are no valid UUIDs.
    pub const fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[6] = (bytes[6] & 0x0f) | 0x40;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The URL by which automerge-repo finds the document.
    pub fn url(&self) -> String {
        format!("automerge:{self}")
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&bs58::encode(self.0).with_check().into_string())
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentId({self})")
    }
}

impl FromStr for DocumentId {
    type Err = InvalidDocumentId;

    fn from_str(text: &str) -> Result<Self, InvalidDocumentId> {
        let text = text.strip_prefix("automerge:").unwrap_or(text);
        // 20 bytes make at most 28 digits: longer texts are refused before the quadratic decoder.
        if text.len() > 32 {
            return Err(InvalidDocumentId);
        }
        let bytes =
            bs58::decode(text).with_check(None).into_vec().map_err(|_| InvalidDocumentId)?;
        bytes.try_into().map(Self).map_err(|_| InvalidDocumentId)
    }
}

impl TryFrom<String> for DocumentId {
    type Error = InvalidDocumentId;

    fn try_from(text: String) -> Result<Self, InvalidDocumentId> {
        text.parse()
    }
}

impl From<DocumentId> for String {
    fn from(id: DocumentId) -> Self {
        id.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_the_one_automerge_repo_prints() {
        let bytes = [
            0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x42, 0xd3, 0xa4, 0x56, 0x42, 0x66, 0x14, 0x17,
            0x40, 0x00,
        ];
        let id = DocumentId::from_bytes(bytes);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.url().parse(), Ok(id));
    }

    #[test]
    fn a_mistyped_id_is_refused() {
        let mut text = DocumentId::from_bytes([7; 16]).to_string();
        text.replace_range(3..4, if &text[3..4] == "z" { "y" } else { "z" });
        assert_eq!(text.parse::<DocumentId>(), Err(InvalidDocumentId));
        assert_eq!("1".repeat(10_000).parse::<DocumentId>(), Err(InvalidDocumentId));
    }
}
