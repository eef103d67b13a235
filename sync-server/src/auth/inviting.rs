//! How an invite is made and found, by its document's owner and by the operator alike.

use rebound_core::base::ids::AccountId;
use serde::Serialize;

use crate::auth::invite::{INVITE_SECONDS_MAX, Invite, InviteToken, InvitedTo};
use crate::auth::people::{People, PeopleError};
use crate::auth::role::{InvalidRole, Role};

/// What an invite is to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invitation<'a> {
    /// What it is to.
    pub(crate) to: InvitedTo,
    /// What who claims it is to become.
    pub(crate) role: &'a str,
    /// How long it is good, in seconds.
    pub(crate) seconds: u64,
}

/// An invite as its owner and an operator are told of it.
#[derive(Debug, Serialize)]
pub(crate) struct ListedInvite {
    invite: String,
    role: &'static str,
    expires_ms: i64,
    claimed_by: Option<AccountId>,
}

impl From<Invite> for ListedInvite {
    fn from(invite: Invite) -> Self {
        let Invite { role, expires_ms, claimed_by, .. } = invite;
        Self { invite: invite.name(), role: role.as_str(), expires_ms, claimed_by }
    }
}

/// There is no invite.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InviteError {
    /// Nobody can become that.
    #[error(transparent)]
    Role(#[from] InvalidRole),
    /// No such time.
    #[error("expires_in_s: allowed is 1 to {INVITE_SECONDS_MAX}, a week")]
    Seconds,
    /// The document or space has so many already.
    #[error("the limit invites_per_document of {0} is reached")]
    TooMany(u64),
    /// The store did not do it.
    #[error(transparent)]
    People(#[from] PeopleError),
}

/// Keeps an invite with this token, from now on, if there are fewer than `most` to the same.
pub(crate) fn invite(
    people: &dyn People,
    invitation: Invitation<'_>,
    token: &InviteToken,
    (most, now_ms): (u64, i64),
) -> Result<Invite, InviteError> {
    let Invitation { to, role, seconds } = invitation;
    let role = Role::grantable(role)?;
    if !(1..=INVITE_SECONDS_MAX).contains(&seconds) {
        return Err(InviteError::Seconds);
    }
    let ms = i64::try_from(seconds * 1_000).unwrap_or(i64::MAX);
    let expires_ms = now_ms.saturating_add(ms);
    let invite = Invite { token: token.hash(), to, role, expires_ms, claimed_by: None };
    if people.invite(&invite, most, now_ms)? { Ok(invite) } else { Err(InviteError::TooMany(most)) }
}

/// The invite to a document or space that has this name and is not over; `None` if there is none.
pub(crate) fn named(
    people: &dyn People,
    to: &InvitedTo,
    name: &str,
    now_ms: i64,
) -> Result<Option<Invite>, PeopleError> {
    Ok(people.invites(to, now_ms)?.into_iter().find(|invite| invite.name() == name))
}
