//! Spaces: documents of one owner that are shared under the same members.
//!
//! A member's role holds for every document of the space, those that come later included. What an account is
//! given in a document itself goes before what it is through the space.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use serde::{Serialize, Serializer};

use crate::auth::authorise::{Permission, authorise};
use crate::auth::role::Role;
use crate::hex;

/// The name of a space: 16 random bytes, in text 32 hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId([u8; 16]);

/// A text names no space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a space has 32 hex digits")]
pub struct InvalidSpaceId;

impl SpaceId {
    /// The id with these bytes.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for SpaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&hex::encode(&self.0))
    }
}

impl FromStr for SpaceId {
    type Err = InvalidSpaceId;

    fn from_str(text: &str) -> Result<Self, InvalidSpaceId> {
        hex::decode(text).map(Self).ok_or(InvalidSpaceId)
    }
}

impl Serialize for SpaceId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A space as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    /// Its name.
    pub id: SpaceId,
    /// Whose it is. Of documents that this account does not own any more it shares nothing.
    pub owner: AccountId,
    /// Who else is what in it.
    pub members: BTreeMap<AccountId, Role>,
    /// What is in it.
    pub documents: BTreeSet<DocumentId>,
}

impl Space {
    /// What an account is in it.
    pub fn role(&self, account: AccountId) -> Option<Role> {
        let is_owner = account == self.owner;
        if is_owner { Some(Role::Owner) } else { self.members.get(&account).copied() }
    }

    /// Grants an account to say who is in the space and what; `None` if it may not. The one place where such a
    /// grant is made.
    pub fn grant(&self, account: AccountId) -> Option<GrantedSpace> {
        let granted = GrantedSpace { space: self.id, account };
        authorise(self.role(account), Permission::Share).then_some(granted)
    }
}

/// Proof that an account may say who is in a space, and what.
///
/// It cannot be copied, and is made by [`Space::grant`] alone.
#[derive(Debug)]
pub struct GrantedSpace {
    space: SpaceId,
    account: AccountId,
}

impl GrantedSpace {
    /// The space.
    pub const fn space(&self) -> &SpaceId {
        &self.space
    }

    /// Who may.
    pub const fn account(&self) -> AccountId {
        self.account
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_alone_says_who_is_in_a_space() {
        let [owner, partner, stranger] =
            [1, 2, 3].map(|number| AccountId::from_bytes([number; 16]));
        let space = Space {
            id: SpaceId::from_bytes([7; 16]),
            owner,
            members: BTreeMap::from([(partner, Role::Partner)]),
            documents: BTreeSet::new(),
        };
        assert_eq!(space.role(partner), Some(Role::Partner));
        let may = [owner, partner, stranger].map(|account| space.grant(account).is_some());
        assert_eq!(may, [true, false, false]);
        assert_eq!("07".repeat(16).parse(), Ok(space.id));
        assert_eq!(space.id.to_string(), "07".repeat(16));
    }
}
