//! All routes, in one place.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use rebound_core::base::ids::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};
use tokio::time::timeout;

use crate::app::App;
use crate::auth::Principal;
use crate::auth::credential::Credential;
use crate::auth::grant::{Granted, Share};
use crate::auth::people::{DEVICES_MAX, Registration};
use crate::auth::role::Role;
use crate::connection;
use crate::reply::Refusal;

/// The longest body of a request, in bytes. The API takes names, not documents.
const BODY_BYTES_MAX: usize = 4 * 1024;

/// A request's body must have arrived, and be answered, by then.
const REQUEST_MAX: Duration = Duration::from_secs(10);

/// The longest frame, in bytes: a document at its quota of 8 MiB, and room for its envelope.
const FRAME_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What a socket reads at once. The default of 128 KiB is most of what an idle client would cost.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// All routes.
pub(crate) fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/sync", get(sync))
        .route("/v1/accounts", post(create_account))
        .route("/v1/devices", post(add_device))
        .route("/v1/devices/{device}", delete(revoke_device))
        .route("/v1/documents/{document}/grants", get(list_grants))
        .route("/v1/documents/{document}/grants/{account}", put(set_grant).delete(end_grant))
        .fallback(|| async { Refusal::NotFound })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(from_fn(in_time))
        .with_state(app)
}

/// Ends a request that drips in. A socket's answer is the upgrade: what follows has its own limits.
async fn in_time(request: Request, next: Next) -> Response {
    match timeout(REQUEST_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::TooSlow.into_response(),
    }
}

impl FromRequestParts<Arc<App>> for Principal {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        principal(&parts.headers, app)
    }
}

fn principal(headers: &HeaderMap, app: &App) -> Result<Principal, Refusal> {
    let credential = Credential::of_request(headers).ok_or(Refusal::Unauthorised)?;
    app.registry.principal(&credential).ok_or(Refusal::Unauthorised)
}

async fn sync(
    State(app): State<Arc<App>>,
    principal: Principal,
    upgrade: WebSocketUpgrade,
) -> impl IntoResponse {
    let number = app.next_connection();
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(FRAME_BYTES_MAX)
        .max_frame_size(FRAME_BYTES_MAX)
        .on_upgrade(move |socket| connection::serve(app, principal, socket, number))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewDevice {
    /// The id that the device chose at its installation.
    device: DeviceId,
}

#[derive(Serialize)]
struct Registered {
    account: AccountId,
    device: DeviceId,
    /// Shown once, here.
    credential: String,
}

async fn create_account(State(app): State<Arc<App>>, body: Bytes) -> Result<Response, Refusal> {
    let account = AccountId::from_bytes(random()?);
    register(&app, account, &body)
}

async fn add_device(
    State(app): State<Arc<App>>,
    principal: Principal,
    body: Bytes,
) -> Result<Response, Refusal> {
    register(&app, principal.account, &body)
}

fn register(app: &App, account: AccountId, body: &[u8]) -> Result<Response, Refusal> {
    let NewDevice { device } = parse(body)?;
    let credential = Credential::from_random(random()?);
    let registration = app.registry.register(account, device, &credential);
    match registration.map_err(|error| internal(&error))? {
        Registration::Done => {}
        Registration::DeviceTaken => return Err(Refusal::DeviceTaken),
        Registration::TooManyDevices => {
            let most = format!("the account has {DEVICES_MAX} devices, which is the most");
            return Err(Refusal::Limit(most));
        }
    }
    let registered = Registered { account, device, credential: credential.reveal().to_owned() };
    Ok((StatusCode::CREATED, Json(registered)).into_response())
}

async fn revoke_device(
    State(app): State<Arc<App>>,
    principal: Principal,
    Path(device): Path<String>,
) -> Result<StatusCode, Refusal> {
    let device = device.parse().map_err(|_| Refusal::NotFound)?;
    let revoked =
        app.registry.revoke(principal.account, device).map_err(|error| internal(&error))?;
    app.sockets.wake(device);
    if revoked { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::NotFound) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    role: String,
}

async fn set_grant(
    State(app): State<Arc<App>>,
    principal: Principal,
    Path((document, account)): Path<(String, String)>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    let NewGrant { role } = parse(&body)?;
    let role = Role::grantable(&role)
        .ok_or_else(|| Refusal::Invalid("role: allowed are `reader` and `writer`".to_owned()))?;
    set_role(&app, granted, &account, Some(role)).await
}

async fn end_grant(
    State(app): State<Arc<App>>,
    principal: Principal,
    Path((document, account)): Path<(String, String)>,
) -> Result<StatusCode, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    set_role(&app, granted, &account, None).await
}

async fn list_grants(
    State(app): State<Arc<App>>,
    principal: Principal,
    Path(document): Path<String>,
) -> Result<Json<BTreeMap<String, &'static str>>, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    let roles = app.ledger.roles(granted).await.map_err(|error| internal(&error))?;
    let roles = roles.into_iter();
    Ok(Json(roles.map(|(account, role)| (account.to_string(), role.as_str())).collect()))
}

/// Leave to share a document. Absent and forbidden ones answer alike.
async fn shared(
    app: &App,
    principal: Principal,
    document: &str,
) -> Result<Granted<Share>, Refusal> {
    let id = document.parse().map_err(|_| Refusal::NotFound)?;
    let granted = app.ledger.grant(&id, principal.account).await;
    granted.map_err(|error| internal(&error))?.ok_or(Refusal::NotFound)
}

/// Gives somebody a role or takes it back. An owner, who alone may share, stays the owner.
async fn set_role(
    app: &App,
    granted: Granted<Share>,
    account: &str,
    role: Option<Role>,
) -> Result<StatusCode, Refusal> {
    let account =
        account.parse().map_err(|_| Refusal::Invalid("account: 32 hex digits".to_owned()))?;
    if account == granted.account() {
        return Err(Refusal::Invalid("account: this one owns the document".to_owned()));
    }
    app.ledger.set_role(granted, account, role).await.map_err(|error| internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::Invalid(error.to_string()))
}

fn internal(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(%error, "a request failed");
    Refusal::Internal
}

fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| internal(&error))?;
    Ok(bytes)
}
