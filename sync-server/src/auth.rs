//! Who may do what: accounts, devices with their credentials, and grants.
//!
//! Invariant: a [`Grant`] is made here and nowhere else, and everything that touches a document
//! takes one. Credentials are kept as SHA-256 and never shown.

pub mod credential;
pub mod registry;

use rebound_core::base::ids::{AccountId, DeviceId};

/// Who speaks: proven by a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The account.
    pub account: AccountId,
    /// The device.
    pub device: DeviceId,
}

/// What an account is to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Created it: reads, writes, grants.
    Owner,
    /// Reads and writes.
    Writer,
    /// Reads.
    Reader,
}

impl Role {
    /// The role as the API and the database name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Writer => "writer",
            Self::Reader => "reader",
        }
    }

    /// Reads a role that can be granted.
    pub fn grantable(text: &str) -> Option<Self> {
        [Self::Writer, Self::Reader].into_iter().find(|role| role.as_str() == text)
    }
}

/// What somebody wants to do with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Receive its changes.
    Read,
    /// Add changes to it.
    Write,
    /// Say who may read or write it.
    Share,
}

/// Proof that an account may do an action on a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    role: Role,
}

impl Grant {
    /// What the account is to the document.
    pub const fn role(self) -> Role {
        self.role
    }
}

/// Decides. `role` is what the account is to the document, if anything.
pub const fn authorise(role: Option<Role>, action: Action) -> Option<Grant> {
    match (role, action) {
        (Some(role @ Role::Owner), Action::Read | Action::Write | Action::Share)
        | (Some(role @ Role::Writer), Action::Read | Action::Write)
        | (Some(role @ Role::Reader), Action::Read) => Some(Grant { role }),
        (Some(Role::Writer), Action::Share)
        | (Some(Role::Reader), Action::Write | Action::Share)
        | (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_it_says_and_no_more() {
        let roles = [Some(Role::Owner), Some(Role::Writer), Some(Role::Reader), None];
        let allowed = roles.map(|role| {
            [Action::Read, Action::Write, Action::Share]
                .map(|action| authorise(role, action).is_some())
        });
        let expected =
            [[true, true, true], [true, true, false], [true, false, false], [false, false, false]];
        assert_eq!(allowed, expected);
    }
}
