//! What an account is to a document.

/// What an account is to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Created it: reads, writes, grants.
    Owner,
    /// A study partner: reads and writes.
    Partner,
    /// Somebody who guides: reads and writes.
    Mentor,
    /// Somebody who looks on: reads.
    Witness,
    /// Reads and writes.
    Writer,
    /// Reads.
    Reader,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Owner, Self::Partner, Self::Mentor, Self::Witness, Self::Writer, Self::Reader];

    /// The role as the API and the store name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Partner => "partner",
            Self::Mentor => "mentor",
            Self::Witness => "witness",
            Self::Writer => "writer",
            Self::Reader => "reader",
        }
    }

    /// Reads a role as a store names it; `None` if there is none of this name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }

    /// Reads a role that can be given to somebody.
    ///
    /// # Errors
    ///
    /// [`InvalidRole`] for the owner's, too.
    pub fn grantable(text: &str) -> Result<Self, InvalidRole> {
        Self::named(text).filter(|role| *role != Self::Owner).ok_or(InvalidRole)
    }

    /// The names of the roles that can be given, with commas between them.
    fn all_grantable() -> String {
        let [_, grantable @ ..] = Self::ALL.map(Self::as_str);
        grantable.join(", ")
    }
}

/// A text is no role that can be given to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("role: allowed are {}", Role::all_grantable())]
pub struct InvalidRole;
