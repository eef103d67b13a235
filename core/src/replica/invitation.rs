//! What a candidate hands to a study partner: which document shows their progress, and its key.

use std::str::FromStr;

use zeroize::Zeroizing;

use crate::replica::document_id::DocumentId;
use crate::replica::key::{InvalidKey, RelationKey};

/// An invitation to follow somebody's progress. Whoever has it can read what is shown, once the server
/// gives them the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The document.
    pub document: DocumentId,
    /// What opens it.
    pub key: RelationKey,
}

/// A text is not an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInvitation {
    /// It does not begin with a document.
    #[error("not an invitation: it begins with the address of a document")]
    NoDocument,
    /// What follows `#` is not there: many programs cut it off a link.
    #[error("the invitation lacks its key, the part behind `#`: ask for the whole link")]
    NoKey,
    /// What follows `#` is not a key.
    #[error("the key of the invitation cannot be read: {0}")]
    Key(#[from] InvalidKey),
}

impl Invitation {
    /// The text form: the document's URL, `#`, and the key. In a link all of it belongs into the
    /// fragment, which no browser sends to a server.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(format!("{}#{}", self.document.url(), *self.key.to_text()))
    }
}

impl FromStr for Invitation {
    type Err = InvalidInvitation;

    fn from_str(text: &str) -> Result<Self, InvalidInvitation> {
        let (document, key) = match text.trim().split_once('#') {
            Some((document, key)) => (document, Some(key)),
            None => (text.trim(), None),
        };
        let document = document.parse().map_err(|_| InvalidInvitation::NoDocument)?;
        let key = key.filter(|key| !key.is_empty()).ok_or(InvalidInvitation::NoKey)?;
        Ok(Self { document, key: key.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> Invitation {
        let document = DocumentId::from_random([3; 16]);
        Invitation { document, key: RelationKey::from_bytes([5; 32]) }
    }

    #[test]
    fn an_invitation_survives_its_text() {
        assert_eq!(invitation().to_text().parse(), Ok(invitation()));
        assert!(!format!("{:?}", invitation()).contains(&*invitation().key.to_text()));
    }

    #[test]
    fn what_is_missing_is_told() {
        let read = |text: &str| text.parse::<Invitation>().unwrap_err();
        let whole = invitation().to_text();
        assert_eq!(read(""), InvalidInvitation::NoDocument);
        assert_eq!(read(&invitation().document.url()), InvalidInvitation::NoKey);
        assert_eq!(read(&format!("{}#", invitation().document)), InvalidInvitation::NoKey);
        let half = &whole[..whole.len() - 9];
        assert_eq!(read(half), InvalidInvitation::Key(InvalidKey::Length));
        let other = crate::replica::key::AccountKey::from_bytes([5; 32]);
        let mixed = format!("{}#{}", invitation().document, *other.to_text());
        assert_eq!(read(&mixed), InvalidInvitation::Key(InvalidKey::OtherKind));
    }
}
