//! What each role allows, in one place.

use crate::auth::role::Role;

/// Something that is done with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Receive the document's changes.
    Read,
    /// Add changes to the document.
    Write,
    /// Say who else may, invite, and delete the document.
    Share,
}

/// Whether who has a role in a document may do something with it. Who has none may do nothing.
pub const fn authorise(role: Option<Role>, permission: Permission) -> bool {
    match (role, permission) {
        (Some(Role::Owner), Permission::Read | Permission::Write | Permission::Share)
        | (
            Some(Role::Partner | Role::Mentor | Role::Writer),
            Permission::Read | Permission::Write,
        )
        | (Some(Role::Witness | Role::Reader), Permission::Read) => true,
        (
            Some(Role::Partner | Role::Mentor | Role::Writer | Role::Witness | Role::Reader),
            Permission::Share,
        )
        | (Some(Role::Witness | Role::Reader), Permission::Write)
        | (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_do_what_it_says_and_no_more() {
        let table = [
            (Some(Role::Owner), [true, true, true]),
            (Some(Role::Partner), [true, true, false]),
            (Some(Role::Mentor), [true, true, false]),
            (Some(Role::Writer), [true, true, false]),
            (Some(Role::Witness), [true, false, false]),
            (Some(Role::Reader), [true, false, false]),
            (None, [false, false, false]),
        ];
        for (role, expected) in table {
            let permissions = [Permission::Read, Permission::Write, Permission::Share];
            assert_eq!(permissions.map(|it| authorise(role, it)), expected, "{role:?}");
        }
        assert_eq!(table.len(), Role::ALL.len() + 1);
    }
}
