//! The compact form of a fact inside a document: one version byte, then CBOR.
//!
//! A reader of a newer build reads every older version for ever (golden files hold one of each
//! kind). A fact of a newer build that this one does not know is kept in the document as it is and
//! reported as an anomaly.

use minicbor::{Decode, Encode};

use crate::base::ids::{DeviceId, FactId};
use crate::base::time::Stamp;
use crate::facts::{Fact, FactBody};
use crate::wording::{Said, odd};

/// The version that this build writes.
pub const VERSION: u8 = 1;

/// The bytes are not a fact that this build can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableFact {
    /// Written by a newer build: update the app to see it.
    #[error("{}", odd::newer_version(*.0))]
    NewerVersion(u8),
    /// Of a kind or shape that no build writes in this version, or cut short.
    #[error("{}", odd::unreadable(.0))]
    Malformed(String),
}

impl UnreadableFact {
    /// What is odd about the entry, for the candidate.
    pub fn said(&self) -> Said {
        match self {
            Self::NewerVersion(version) => odd::newer_version(*version),
            Self::Malformed(problem) => odd::unreadable(problem),
        }
    }
}

/// The stored part of a fact; its id is the key it is stored under.
#[derive(Encode, Decode)]
struct EncodedFact<'a> {
    #[n(0)]
    at: Stamp,
    #[n(1)]
    device: Option<DeviceId>,
    #[n(2)]
    supersedes: Option<FactId>,
    #[b(3)]
    body: std::borrow::Cow<'a, FactBody>,
}

impl Fact {
    /// The compact form, without the id.
    pub fn to_bytes(&self) -> Vec<u8> {
        let stored = EncodedFact {
            at: self.at,
            device: self.device,
            supersedes: self.supersedes.clone(),
            body: std::borrow::Cow::Borrowed(&self.body),
        };
        let mut bytes = vec![VERSION];
        // Memory takes every byte and no encoder of these types refuses a value, so this cannot fail.
        let encoded = minicbor::encode(&stored, &mut bytes);
        debug_assert!(encoded.is_ok(), "{encoded:?}");
        bytes
    }

    /// Reads what [`Fact::to_bytes`] of this or an older build wrote.
    ///
    /// # Errors
    ///
    /// [`UnreadableFact`] tells a newer fact from a damaged one.
    pub fn from_bytes(id: FactId, bytes: &[u8]) -> Result<Self, UnreadableFact> {
        let Some((&version, cbor)) = bytes.split_first() else {
            return Err(UnreadableFact::Malformed(odd::no_bytes().text()));
        };
        if version != VERSION {
            return Err(UnreadableFact::NewerVersion(version));
        }
        let stored: EncodedFact<'_> =
            minicbor::decode(cbor).map_err(|error| UnreadableFact::Malformed(error.to_string()))?;
        let EncodedFact { at, device, supersedes, body } = stored;
        Ok(Self { id, at, device, supersedes, body: body.into_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact() -> Fact {
        let json = r#"{
            "id": "a1",
            "at": "2026-03-01T18:05:00-05:00[America/New_York]",
            "device": "0001020304050607",
            "body": {"attempt": {
                "exam": "SY0-701", "sat_on": "2026-02-28", "zone": "America/New_York", "outcome": "fail",
                "report": {"overall": 684, "retake_on": "2026-03-14", "domains": [
                    {"domain": "2", "evidence": {"missed_objectives": {"objectives": ["2.4"], "of": 5}}},
                    {"domain": "4", "evidence": {"percent": 66.5}}
                ]}
            }}
        }"#;
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_fact_survives_its_compact_form() {
        let bytes = fact().to_bytes();
        assert_eq!(Fact::from_bytes(fact().id, &bytes), Ok(fact()));
    }

    #[test]
    fn a_fact_survives_its_open_form() {
        let json = serde_json::to_string(&fact()).unwrap();
        assert_eq!(serde_json::from_str::<Fact>(&json).unwrap(), fact());
    }

    #[test]
    fn every_truncation_is_told_apart_from_a_newer_version() {
        let bytes = fact().to_bytes();
        for len in 0..bytes.len() {
            let error = Fact::from_bytes(fact().id, &bytes[..len]).unwrap_err();
            assert!(matches!(error, UnreadableFact::Malformed(_)), "{len}: {error}");
        }
        assert_eq!(Fact::from_bytes(fact().id, &[9, 0]), Err(UnreadableFact::NewerVersion(9)));
    }
}
