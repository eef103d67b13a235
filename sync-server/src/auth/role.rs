//! What an account is to a document.

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
    /// Whether who has it may add changes.
    pub const fn may_write(self) -> bool {
        match self {
            Self::Owner | Self::Writer => true,
            Self::Reader => false,
        }
    }

    /// The role as the API and the store name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Writer => "writer",
            Self::Reader => "reader",
        }
    }

    /// Reads a role as a store names it; `None` if there is none of this name.
    pub fn named(text: &str) -> Option<Self> {
        [Self::Owner, Self::Writer, Self::Reader].into_iter().find(|role| role.as_str() == text)
    }

    /// Reads a role that can be granted; `None` for the owner's, too.
    pub fn grantable(text: &str) -> Option<Self> {
        Self::named(text).filter(|role| *role != Self::Owner)
    }
}
