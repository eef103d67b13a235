//! Which documents there are, and how every device of an account finds the same ones offline.

use std::fmt;
use std::str::FromStr;

use crate::base::calendar::Month;
use crate::base::checksum::first_bytes;
use crate::base::ids::{AccountId, ExamCode, RelationId};
use crate::replica::document_id::DocumentId;
use crate::replica::key::AccountKey;
use crate::replica::seal::Seal;

/// A document by what it is for. Its name stands, sealed, in the profile.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentName {
    /// `profile`: one for each account.
    Profile,
    /// `campaign/EXAM`.
    Campaign(ExamCode),
    /// `log/EXAM/MONTH`.
    Log(ExamCode, Month),
    /// `progress/RELATION`: what one study partner may see.
    Progress(RelationId),
}

/// The document by which the devices of an account tell whether they have its key: found by the account's
/// id, with whatever key. SHA-256 of `rebound/account/` and the id, cut to a version-4 UUID.
pub fn account_document(account: &AccountId) -> DocumentId {
    derived([b"rebound/account/", account.as_bytes()])
}

fn derived(parts: [&[u8]; 2]) -> DocumentId {
    DocumentId::from_random(first_bytes(parts))
}

/// The text is not a document name that this build knows; a newer build may.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a document name of this version of the app")]
pub struct UnknownDocumentName;

impl DocumentName {
    /// The document's id for the owner of `key`: SHA-256 of key and name, cut to a version-4 UUID.
    ///
    /// The key has a fixed length, so the two cannot run into each other.
    pub fn id(&self, key: &AccountKey) -> DocumentId {
        derived([key.reveal(), self.to_string().as_bytes()])
    }

    /// What seals the document: under the account's key, or under that of the relation that may read it.
    pub fn seal(&self, key: &AccountKey) -> Seal {
        match self {
            Self::Profile | Self::Campaign(_) | Self::Log(..) => {
                Seal::new(key.reveal(), self.id(key))
            }
            Self::Progress(relation) => Seal::new(key.relation(relation).reveal(), self.id(key)),
        }
    }
}

impl fmt::Display for DocumentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile => f.write_str("profile"),
            Self::Campaign(exam) => write!(f, "campaign/{exam}"),
            Self::Log(exam, month) => write!(f, "log/{exam}/{month}"),
            Self::Progress(relation) => write!(f, "progress/{relation}"),
        }
    }
}

impl FromStr for DocumentName {
    type Err = UnknownDocumentName;

    fn from_str(text: &str) -> Result<Self, UnknownDocumentName> {
        let parts: Vec<&str> = text.split('/').collect();
        let name = match parts.as_slice() {
            ["profile"] => Some(Self::Profile),
            ["campaign", exam] => exam.parse().ok().map(Self::Campaign),
            ["log", exam, month] => {
                exam.parse().ok().zip(month.parse().ok()).map(|(e, m)| Self::Log(e, m))
            }
            ["progress", relation] => relation.parse().ok().map(Self::Progress),
            _ => None,
        };
        name.ok_or(UnknownDocumentName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

    #[test]
    fn names_survive_their_text() {
        for text in ["profile", "campaign/SY0-701", "log/SY0-701/2026-03", "progress/sam"] {
            assert_eq!(text.parse::<DocumentName>().unwrap().to_string(), text);
        }
        for text in ["", "log/SY0-701", "log/SY0-701/2026-3", "diary/2026"] {
            assert!(text.parse::<DocumentName>().is_err(), "{text}");
        }
    }

    #[test]
    fn two_devices_derive_the_same_id_and_two_accounts_never_do() {
        let name: DocumentName = "log/SY0-701/2026-03".parse().unwrap();
        assert_eq!(name.id(&KEY), name.id(&KEY.clone()));
        assert_ne!(name.id(&KEY), name.id(&AccountKey::from_bytes([8; 32])));
    }

    #[test]
    fn derived_ids_are_valid_uuids_for_old_clients() {
        let id = DocumentName::Profile.id(&KEY);
        assert_eq!((id.as_bytes()[6] >> 4, id.as_bytes()[8] >> 6), (4, 0b10));
    }
}
