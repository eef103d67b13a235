//! Which documents of the library are shown to partners, and which are theirs.

use serde::Serialize;

use crate::base::ids::RelationId;
use crate::engine::library::{Library, LibraryError};
use crate::replica::document::name::DocumentName;
use crate::replica::document_id::DocumentId;
use crate::replica::key::RelationKey;
use crate::store::batch::{Ownership, StoredDocument};

/// Everything that this device shares and follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Sharing {
    /// What the candidate shows to partners, by the name of the relation; what was ended stands in it, too.
    pub shared: Vec<SharedProgress>,
    /// What others show, by document.
    pub followed: Vec<FollowedProgress>,
}

/// What the candidate shows to one partner.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SharedProgress {
    /// What the candidate calls the relation.
    pub relation: RelationId,
    /// The document.
    pub document: DocumentId,
    /// What both sides compare to know that they have the same key.
    pub fingerprint: String,
    /// How it stands.
    pub state: SharedState,
}

/// How a relation stands, on the candidate's side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SharedState {
    /// It is on this device alone: sync before inviting.
    ToBeSent,
    /// The server has it.
    Shown,
    /// It was ended: it shows nothing new, and its name is not used again.
    Ended,
}

/// What somebody else shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FollowedProgress {
    /// The document.
    pub document: DocumentId,
    /// What both sides compare to know that they have the same key; `None` for one that an older app followed
    /// without a key.
    pub fingerprint: Option<String>,
    /// How it stands.
    pub state: FollowedState,
}

/// How it stands with what somebody else shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FollowedState {
    /// Nothing has come yet: the owner has to confirm, and both to sync.
    Awaited,
    /// It is here.
    Shown,
    /// What had come is here; at the last sync the server had no more of it for this account. The owner has ended
    /// it, or deleted it.
    Withdrawn,
}

impl Library {
    /// What is shared and followed.
    pub(in crate::engine) fn sharing(&self) -> Sharing {
        let mut sharing = Sharing::default();
        for StoredDocument { id, ownership, synced, .. } in self.stored() {
            let sent = if synced.is_empty() { SharedState::ToBeSent } else { SharedState::Shown };
            let shared = match ownership {
                Ownership::Own(DocumentName::Progress(relation)) => Some((relation, sent)),
                Ownership::Ended(relation) => Some((relation, SharedState::Ended)),
                Ownership::Own(_) | Ownership::Account | Ownership::Followed(_) => None,
            };
            sharing.shared.extend(shared.map(|(relation, state)| SharedProgress {
                relation: relation.clone(),
                document: *id,
                fingerprint: self.key.relation(relation).fingerprint().to_string(),
                state,
            }));
        }
        sharing.shared.sort_by(|a, b| a.relation.cmp(&b.relation));
        sharing.followed.extend(self.stored().filter_map(followed));
        sharing
    }

    /// Lets go of a document that was followed.
    ///
    /// # Errors
    ///
    /// [`LibraryError::UnknownDocument`] if there is no such one.
    pub(in crate::engine) fn drop_followed(&mut self, id: &DocumentId) -> Result<(), LibraryError> {
        let ownership = self.entries.get(id).map(|entry| &entry.stored.ownership);
        if !matches!(ownership, Some(Ownership::Followed(_))) {
            return Err(LibraryError::UnknownDocument(*id));
        }
        self.entries.remove(id);
        self.touched.remove(id);
        self.removed.push(*id);
        Ok(())
    }

    fn stored(&self) -> impl Iterator<Item = &StoredDocument> {
        self.entries.values().map(|entry| &entry.stored)
    }
}

fn followed(document: &StoredDocument) -> Option<FollowedProgress> {
    let StoredDocument { id, ownership: Ownership::Followed(key), heads, synced } = document else {
        return None;
    };
    let state = match (heads.is_empty(), synced.is_empty()) {
        (true, _) => FollowedState::Awaited,
        (false, false) => FollowedState::Shown,
        (false, true) => FollowedState::Withdrawn,
    };
    let fingerprint = key.as_ref().map(RelationKey::fingerprint).map(|print| print.to_string());
    Some(FollowedProgress { document: *id, fingerprint, state })
}
