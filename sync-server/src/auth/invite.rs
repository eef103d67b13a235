//! Invites: a token that its holder turns into a role, once, when the owner has confirmed.

use std::fmt;

use rebound_core::base::crockford;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use sha2::{Digest, Sha256};

use crate::auth::role::Role;
use crate::auth::space::SpaceId;
use crate::hex;

/// How long an invite is good when nothing is said: a day.
pub const INVITE_SECONDS: u64 = 24 * 3_600;

/// The longest that an invite is good: a week.
pub const INVITE_SECONDS_MAX: u64 = 7 * INVITE_SECONDS;

/// What every token starts with.
const PREFIX: &str = "rbi_";

/// SHA-256 of an invite's token.
pub type InviteHash = [u8; 32];

/// The token of an invite: `rbi_` and 128 random bits in Crockford's base 32.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteToken(String);

impl InviteToken {
    /// A token from 128 random bits.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(format!("{PREFIX}{}", crockford::encode(&bytes)))
    }

    /// Reads a token; `None` if it is none.
    pub fn read(text: &str) -> Option<Self> {
        let code = crockford::read(text.trim().strip_prefix(PREFIX)?)?;
        (code.len() == 26).then(|| Self(format!("{PREFIX}{code}")))
    }

    /// What the server keeps.
    pub fn hash(&self) -> InviteHash {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The token itself, for the one answer that hands it out.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for InviteToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InviteToken(…)")
    }
}

/// What somebody is invited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InvitedTo {
    /// One document.
    Document(DocumentId),
    /// A space, with all that is in it and comes into it.
    Space(SpaceId),
}

/// An invite as it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invite {
    /// What is kept of its token.
    pub token: InviteHash,
    /// What it is to.
    pub to: InvitedTo,
    /// What who claims it is to become.
    pub role: Role,
    /// Until when it can be claimed and confirmed, in milliseconds since 1970; not at that moment.
    pub expires_ms: i64,
    /// Who has claimed it; `None` while nobody has.
    pub claimed_by: Option<AccountId>,
}

impl Invite {
    /// Its name: the hash of its token in hex.
    pub fn name(&self) -> String {
        hex::encode(&self.token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_handed_out_and_does_not_show_in_debug_output() {
        let token = InviteToken::from_random(*b"sixteen bytes ok");
        assert_eq!(InviteToken::read(&format!(" {}\n", token.reveal())), Some(token.clone()));
        assert_eq!(InviteToken::read("rbi_short"), None);
        assert_eq!(InviteToken::read(&token.reveal()[4..]), None);
        assert_eq!(format!("{token:?}"), "InviteToken(…)");
    }
}
