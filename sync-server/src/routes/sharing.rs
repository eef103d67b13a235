//! Who may read and write a document: what its owner says.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use rebound_core::base::ids::AccountId;
use serde::Deserialize;

use crate::app::App;
use crate::auth::Principal;
use crate::auth::grant::{Granted, Share};
use crate::auth::role::Role;
use crate::events;
use crate::reply::Refusal;
use crate::routes::input::{Caller, internal, parse};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    role: String,
}

pub(crate) async fn set_grant(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((document, account)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    let NewGrant { role } = parse(&body)?;
    let role = grantable(&role)?;
    set_role(&app, granted, &account, Some(role)).await
}

pub(crate) async fn end_grant(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path((document, account)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    set_role(&app, granted, &account, None).await
}

/// Gives back what the caller's account is to a document of somebody else.
pub(crate) async fn leave_document(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(document): Path<String>,
) -> Result<StatusCode, Refusal> {
    let (id, account) = (document.parse().map_err(|_| Refusal::NotFound)?, principal.account);
    let roles = app.people.documents(account).map_err(|error| internal(&error))?;
    match roles.into_iter().find(|(document, _)| *document == id) {
        None => Err(Refusal::NotFound),
        Some((_, Role::Owner)) => Err(Refusal::LastOwner),
        Some(_) => {
            app.ledger.leave(&id, account).map_err(|error| internal(&error))?;
            events::role_set(account, &id, account, None);
            Ok(StatusCode::NO_CONTENT)
        }
    }
}

pub(crate) async fn list_grants(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(document): Path<String>,
) -> Result<Json<BTreeMap<String, &'static str>>, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    let roles = app.ledger.roles(granted).await.map_err(|error| internal(&error))?;
    let roles = roles.into_iter();
    Ok(Json(roles.map(|(account, role)| (account.to_string(), role.as_str())).collect()))
}

/// Reads a role that an owner can give.
pub(crate) fn grantable(role: &str) -> Result<Role, Refusal> {
    Role::grantable(role).map_err(|error| Refusal::Invalid(error.to_string()))
}

/// Leave to share a document. Absent and forbidden ones answer alike.
pub(crate) async fn shared(
    app: &App,
    principal: Principal,
    document: &str,
) -> Result<Granted<Share>, Refusal> {
    let id = document.parse().map_err(|_| Refusal::NotFound)?;
    let granted = app.ledger.grant(&id, principal.account).await;
    granted.map_err(|error| internal(&error))?.ok_or(Refusal::NotFound)
}

/// Gives somebody a role or takes it back. An owner, who alone may share, stays the owner.
pub(crate) async fn set_role(
    app: &App,
    granted: Granted<Share>,
    account: &str,
    role: Option<Role>,
) -> Result<StatusCode, Refusal> {
    let account = member(app, granted.account(), account, role)?;
    let most = app.limits.members_per_document;
    if role.is_some()
        && app.ledger.members(&granted, account).await.map_err(|error| internal(&error))? >= most
    {
        return Err(Refusal::Limit("members_per_document", most));
    }
    let (owner, document) = (granted.account(), *granted.document());
    app.ledger.set_role(granted, account, role).map_err(|error| internal(&error))?;
    events::role_set(owner, &document, account, role);
    Ok(StatusCode::NO_CONTENT)
}

/// Reads the account that is given a role by an owner, or loses it.
pub(crate) fn member(
    app: &App,
    owner: AccountId,
    account: &str,
    role: Option<Role>,
) -> Result<AccountId, Refusal> {
    let account =
        account.parse().map_err(|_| Refusal::Invalid("account: 32 hex digits".to_owned()))?;
    if role.is_some() && !app.registry.is_known(account) {
        return Err(Refusal::NotFound);
    }
    if account == owner {
        return Err(Refusal::Invalid("account: this one is the owner".to_owned()));
    }
    Ok(account)
}
