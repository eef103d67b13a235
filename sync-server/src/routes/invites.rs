//! Invites to a document: made and confirmed by its owner, claimed by who was given the token.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Extension, Json};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::auth::invite::{INVITE_SECONDS, Invite, InviteToken};
use crate::auth::inviting::{Invitation, InviteError, ListedInvite};
use crate::auth::role::Role;
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
    #[serde(default = "usual_seconds")]
    expires_in_s: u64,
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
    app.rates.request(principal.account, Instant::now())?;
    let NewInvite { role, expires_in_s } = parse(&body)?;
    let (token, most) = (InviteToken::from_random(random()?), app.limits.invites_per_document);
    let invitation =
        Invitation { document: *granted.document(), role: &role, seconds: expires_in_s };
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
    let invites = app.people.invites(granted.document(), now_ms());
    Ok(Json(
        invites.map_err(|error| internal(&error))?.into_iter().map(ListedInvite::from).collect(),
    ))
}

/// Gives the role to who has claimed the invite, which is used up then.
pub(crate) async fn confirm_invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((document, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let invite = named(&app, principal, &document, &name).await?;
    let account = invite.claimed_by.ok_or(Refusal::NotClaimed)?;
    let granted = shared(&app, principal, &document).await?;
    set_role(&app, granted, &account.to_string(), Some(invite.role)).await?;
    end(&app, &invite)
}

/// Withdraws an invite.
pub(crate) async fn withdraw_invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((document, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let invite = named(&app, principal, &document, &name).await?;
    end(&app, &invite)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Claim {
    token: String,
}

#[derive(Serialize)]
struct Claimed {
    document: DocumentId,
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
    let roles = app.people.roles(&invite.document).map_err(|error| internal(&error))?;
    let mut roles = roles.into_iter().flat_map(|roles| roles.all());
    let owner = roles.find(|(_, role)| *role == Role::Owner).map(|(account, _)| account);
    let claimed = Claimed { document: invite.document, role: invite.role.as_str(), owner };
    Ok((StatusCode::ACCEPTED, Json(claimed)))
}

async fn named(
    app: &App,
    principal: Principal,
    document: &str,
    name: &str,
) -> Result<Invite, Refusal> {
    let granted = shared(app, principal, document).await?;
    let invite = inviting::named(&*app.people, granted.document(), name, now_ms());
    invite.map_err(|error| internal(&error))?.ok_or(Refusal::NotFound)
}

fn end(app: &App, invite: &Invite) -> Result<StatusCode, Refusal> {
    app.people.end_invite(&invite.token).map_err(|error| internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}
