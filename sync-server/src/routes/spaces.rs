//! Spaces: what their owner shares with the same members, and who these are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::auth::Principal;
use crate::auth::invite::InvitedTo;
use crate::auth::inviting::ListedInvite;
use crate::auth::role::Role;
use crate::auth::space::{GrantedSpace, Space, SpaceId};
use crate::events;
use crate::reply::Refusal;
use crate::routes::input::{Caller, internal, parse, random};
use crate::routes::invites;
use crate::routes::sharing::{grantable, member, shared};

#[derive(Serialize)]
struct MadeSpace {
    space: SpaceId,
}

/// Makes a space of the caller's account.
pub(crate) async fn make_space(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Result<impl IntoResponse, Refusal> {
    app.rates.request(principal.account, Instant::now())?;
    let (space, most) = (SpaceId::from_bytes(random()?), app.limits.spaces_per_account);
    let made = app.people.make_space(&space, principal.account, most);
    if !made.map_err(|error| internal(&error))? {
        return Err(Refusal::Limit("spaces_per_account", most));
    }
    Ok((StatusCode::CREATED, Json(MadeSpace { space })))
}

#[derive(Serialize)]
pub(crate) struct ListedSpace {
    space: SpaceId,
    role: &'static str,
}

/// Lists the spaces that the caller's account owns or is a member of.
pub(crate) async fn list_spaces(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Result<Json<Vec<ListedSpace>>, Refusal> {
    let spaces = app.people.spaces(principal.account).map_err(|error| internal(&error))?;
    let listed = |(space, role): (SpaceId, Role)| ListedSpace { space, role: role.as_str() };
    Ok(Json(spaces.into_iter().map(listed).collect()))
}

#[derive(Serialize)]
pub(crate) struct Described {
    members: BTreeMap<AccountId, &'static str>,
    documents: BTreeSet<DocumentId>,
}

/// Tells who is in a space, and what.
pub(crate) async fn describe_space(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(space): Path<String>,
) -> Result<Json<Described>, Refusal> {
    let (Space { members, documents, .. }, _) = owned(&app, principal, &space)?;
    let members = members.into_iter().map(|(account, role)| (account, role.as_str())).collect();
    Ok(Json(Described { members, documents }))
}

/// Ends a space. Its documents stay.
pub(crate) async fn end_space(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(space): Path<String>,
) -> Result<StatusCode, Refusal> {
    let (_, granted) = owned(&app, principal, &space)?;
    app.ledger.end_space(granted).map_err(|error| internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewMember {
    role: String,
}

pub(crate) async fn set_member(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((space, account)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let (space, granted) = owned(&app, principal, &space)?;
    let NewMember { role } = parse(&body)?;
    let role = grantable(&role)?;
    let account = member(&app, principal.account, &account, Some(role))?;
    set(&app, (&space, &granted), account, Some(role))
}

pub(crate) async fn end_member(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((space, account)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let (space, granted) = owned(&app, principal, &space)?;
    let account = member(&app, principal.account, &account, None)?;
    set(&app, (&space, &granted), account, None)
}

/// Takes the caller's account out of a space of others. The owner, of whom each space has one, ends it instead.
pub(crate) async fn leave_space(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(space): Path<String>,
) -> Result<StatusCode, Refusal> {
    let (space, account) = (found(&app, &space)?, principal.account);
    match space.role(account) {
        None => Err(Refusal::NotFound),
        Some(Role::Owner) => Err(Refusal::LastOwner),
        Some(Role::Partner | Role::Mentor | Role::Writer | Role::Witness | Role::Reader) => {
            app.ledger.leave_space(&space.id, account).map_err(|error| internal(&error))?;
            events::member_set(account, &space.id, account, None);
            Ok(StatusCode::NO_CONTENT)
        }
    }
}

pub(crate) async fn put_document(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((space, document)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let (_, granted) = owned(&app, principal, &space)?;
    let document = shared(&app, principal, &document).await?;
    app.ledger.put_into(&granted, &document).map_err(|error| internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn take_document(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((space, document)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let (_, granted) = owned(&app, principal, &space)?;
    let document = document.parse().map_err(|_| Refusal::NotFound)?;
    let was_in = app.ledger.take_out(&granted, &document).map_err(|error| internal(&error))?;
    if was_in { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::NotFound) }
}

/// Makes an invite to a space.
pub(crate) async fn invite_into_space(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(space): Path<String>,
    body: Bytes,
) -> Result<impl IntoResponse, Refusal> {
    let (_, granted) = owned(&app, principal, &space)?;
    invites::make(&app, principal, InvitedTo::Space(*granted.space()), &body)
}

/// Lists the invites to a space that can still be claimed or confirmed.
pub(crate) async fn list_space_invites(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(space): Path<String>,
) -> Result<Json<Vec<ListedInvite>>, Refusal> {
    let (_, granted) = owned(&app, principal, &space)?;
    invites::list(&app, InvitedTo::Space(*granted.space()))
}

/// Makes who has claimed the invite a member. The invite is used up then.
pub(crate) async fn confirm_space_invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((space, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let (space, granted) = owned(&app, principal, &space)?;
    let invite = invites::named(&app, InvitedTo::Space(space.id), &name)?;
    let account = invite.claimed_by.ok_or(Refusal::NotClaimed)?;
    let account = member(&app, principal.account, &account.to_string(), Some(invite.role))?;
    set(&app, (&space, &granted), account, Some(invite.role))?;
    invites::end(&app, &invite)
}

/// Withdraws an invite to a space.
pub(crate) async fn withdraw_space_invite(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((space, name)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let (_, granted) = owned(&app, principal, &space)?;
    let invite = invites::named(&app, InvitedTo::Space(*granted.space()), &name)?;
    invites::end(&app, &invite)
}

/// A space with leave to share it. Absent and forbidden ones answer alike.
fn owned(app: &App, principal: Principal, space: &str) -> Result<(Space, GrantedSpace), Refusal> {
    let space = found(app, space)?;
    let granted = space.grant(principal.account).ok_or(Refusal::NotFound)?;
    Ok((space, granted))
}

fn found(app: &App, space: &str) -> Result<Space, Refusal> {
    let id = space.parse().map_err(|_| Refusal::NotFound)?;
    let space = app.people.space(&id).map_err(|error| internal(&error))?;
    space.ok_or(Refusal::NotFound)
}

fn set(
    app: &App,
    (space, granted): (&Space, &GrantedSpace),
    account: AccountId,
    role: Option<Role>,
) -> Result<StatusCode, Refusal> {
    let most = app.limits.members_per_document;
    let others = space.members.keys().filter(|other| **other != account).count();
    if role.is_some() && others as u64 >= most {
        return Err(Refusal::Limit("members_per_document", most));
    }
    app.ledger.set_member(granted, account, role).map_err(|error| internal(&error))?;
    events::member_set(space.owner, &space.id, account, role);
    Ok(StatusCode::NO_CONTENT)
}
