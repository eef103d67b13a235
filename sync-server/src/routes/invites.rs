//! Invites to a document: made and confirmed by its owner, claimed by who was given the token.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::auth::invite::{INVITE_SECONDS, Invite, InviteToken, InvitedTo};
use crate::auth::inviting::{Invitation, InviteError, ListedInvite};
use crate::auth::space::SpaceId;
use crate::auth::{Principal, inviting};
use crate::client_address::ClientAddress;
use crate::rates::Whereabouts;
use crate::reply::Refusal;
use crate::routes::input::{Caller, internal, now_ms, parse, random};
use crate::routes::sharing::{set_role, shared};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewInvite {
    role: String,
    #[serde(default = "usual_seconds", deserialize_with = "whole")]
    expires_in_s: u64,
}

/// Reads a whole number, also one that is written as `60.0`, which JSON takes for the same.
fn whole<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if !(0.0..9_007_199_254_740_992.0).contains(&number) || number.fract() != 0.0 {
        return Err(D::Error::custom("expires_in_s: no whole number"));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    Ok(number as u64)
}

const fn usual_seconds() -> u64 {
    INVITE_SECONDS
}

#[derive(Serialize)]
struct Made {
    invite: String,
    /// Shown once, here.
    token: String,
    expires_ms: i64,
}

/// Makes an invite.
pub(crate) async fn invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(document): Path<String>,
    body: Bytes,
) -> Result<impl IntoResponse, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    make(&app, principal, InvitedTo::Document(*granted.document()), &body)
}

/// Makes an invite to what the caller has leave to share.
pub(crate) fn make(
    app: &App,
    principal: Principal,
    to: InvitedTo,
    body: &[u8],
) -> Result<impl IntoResponse + use<>, Refusal> {
    app.rates.request(principal.account, Instant::now())?;
    let NewInvite { role, expires_in_s } = parse(body)?;
    let (token, most) = (InviteToken::from_random(random()?), app.limits.invites_per_document);
    let invitation = Invitation { to, role: &role, seconds: expires_in_s };
    let invite = inviting::invite(&*app.people, invitation, &token, (most, now_ms()));
    let invite = invite.map_err(not_made)?;
    let (token, expires_ms) = (token.reveal().to_owned(), invite.expires_ms);
    let made = Made { invite: invite.name(), token, expires_ms };
    Ok((StatusCode::CREATED, [("cache-control", "no-store")], Json(made)))
}

fn not_made(error: InviteError) -> Refusal {
    match error {
        InviteError::Role(_) | InviteError::Seconds => Refusal::Invalid(error.to_string()),
        InviteError::TooMany(most) => Refusal::Limit("invites_per_document", most),
        InviteError::People(error) => internal(&error),
    }
}

/// Lists the invites to a document that can still be claimed or confirmed.
pub(crate) async fn list_invites(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(document): Path<String>,
) -> Result<Json<Vec<ListedInvite>>, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    list(&app, InvitedTo::Document(*granted.document()))
}

/// Lists the invites to what the caller has leave to share.
pub(crate) fn list(app: &App, to: InvitedTo) -> Result<Json<Vec<ListedInvite>>, Refusal> {
    let invites = app.people.invites(&to, now_ms()).map_err(|error| internal(&error))?;
    Ok(Json(invites.into_iter().map(ListedInvite::from).collect()))
}

/// Gives the role to who has claimed the invite, which is used up then.
pub(crate) async fn confirm_invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((document, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    let invite = named(&app, InvitedTo::Document(*granted.document()), &name)?;
    let account = invite.claimed_by.ok_or(Refusal::NotClaimed)?;
    set_role(&app, granted, &account.to_string(), Some(invite.role)).await?;
    end(&app, &invite)
}

/// Withdraws an invite.
pub(crate) async fn withdraw_invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((document, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    let invite = named(&app, InvitedTo::Document(*granted.document()), &name)?;
    end(&app, &invite)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    token: String,
}

#[derive(Serialize)]
struct Claimed {
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<DocumentId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    space: Option<SpaceId>,
    role: &'static str,
    /// Both sides compare: the owner sees the account that has claimed.
    owner: Option<AccountId>,
}

/// Claims an invite for the caller's account. It gets the role when the owner confirms.
pub(crate) async fn claim_invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Extension(address): Extension<ClientAddress>,
    body: Bytes,
) -> Result<impl IntoResponse, Refusal> {
    let Claim { token } = parse(&body)?;
    app.rates.attempt(Whereabouts::of(address.0), Instant::now())?;
    let token = InviteToken::read(&token).ok_or(Refusal::NotFound)?;
    let claimed = app.people.claim_invite(&token.hash(), principal.account, now_ms());
    let invite = claimed.map_err(|error| internal(&error))?.ok_or(Refusal::NotFound)?;
    let (document, space, owner) = match invite.to {
        InvitedTo::Document(id) => {
            let owner = app.ledger.owner(&id).map_err(|error| internal(&error))?;
            (Some(id), None, owner)
        }
        InvitedTo::Space(id) => {
            let space = app.people.space(&id).map_err(|error| internal(&error))?;
            (None, Some(id), space.map(|space| space.owner))
        }
    };
    let claimed = Claimed { document, space, role: invite.role.as_str(), owner };
    Ok((StatusCode::ACCEPTED, Json(claimed)))
}

/// The invite with a name to what the caller has leave to share.
pub(crate) fn named(app: &App, to: InvitedTo, name: &str) -> Result<Invite, Refusal> {
    let invite = inviting::named(&*app.people, &to, name, now_ms());
    invite.map_err(|error| internal(&error))?.ok_or(Refusal::NotFound)
}

/// Ends an invite, used or withdrawn.
pub(crate) fn end(app: &App, invite: &Invite) -> Result<StatusCode, Refusal> {
    app.people.end_invite(&invite.token).map_err(|error| internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}
