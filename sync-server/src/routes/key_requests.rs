//! Requests for the account's key, from a device that has none to those that have it.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use rebound_core::base::ids::DeviceId;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::auth::key_request::KeyRequest;
use crate::auth::opaque::{PublicKey, SealedKey};
use crate::auth::people::KnownDevice;
use crate::reply::Refusal;
use crate::routes::input::{Caller, parse};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewKeyRequest {
    public_key: PublicKey,
}

/// Keeps the request of the device that sends it, and of no other.
pub(crate) async fn ask_for_key(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(device): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let now = Instant::now();
    app.rates.request(principal.account, now)?;
    if named(&device)? != principal.device {
        return Err(Refusal::NotFound);
    }
    let NewKeyRequest { public_key } = parse(&body)?;
    app.key_requests.ask(principal, public_key, now);
    Ok(StatusCode::NO_CONTENT)
}

/// A request as the devices of its account see it.
#[derive(Serialize)]
pub(crate) struct ListedKeyRequest {
    device: DeviceId,
    name: String,
    public_key: PublicKey,
    #[serde(skip_serializing_if = "Option::is_none")]
    sealed_key: Option<SealedKey>,
    expires_in_s: u64,
}

/// Lists the requests of the caller's account.
pub(crate) async fn list_key_requests(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Json<Vec<ListedKeyRequest>> {
    let now = Instant::now();
    let devices = app.registry.devices(principal.account);
    let listed = |request: KeyRequest| {
        let asks = |known: &&KnownDevice| known.principal() == request.by;
        // One that was ended meanwhile asks for nothing.
        let KnownDevice { device, name, .. } = devices.iter().find(asks)?;
        Some(ListedKeyRequest {
            device: *device,
            name: name.as_str().to_owned(),
            public_key: request.public_key,
            sealed_key: request.sealed_key,
            expires_in_s: (request.until - now).as_secs(),
        })
    };
    let requests = app.key_requests.of(principal.account, now);
    Json(requests.into_iter().filter_map(listed).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyAnswer {
    /// That of the request: who answers has heard it.
    public_key: PublicKey,
    sealed_key: SealedKey,
}

/// Answers the request of another device of the caller's account.
pub(crate) async fn answer_key_request(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(device): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    let now = Instant::now();
    app.rates.request(principal.account, now)?;
    let device = named(&device)?;
    let KeyAnswer { public_key, sealed_key } = parse(&body)?;
    let to = (principal.account, device);
    if app.key_requests.answer(to, &public_key, sealed_key, now) {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::NotFound)
    }
}

/// Ends a request of the caller's account: taken by its device, or refused by another one.
pub(crate) async fn end_key_request(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(device): Path<String>,
) -> Result<StatusCode, Refusal> {
    let is_ended = app.key_requests.end(principal.account, named(&device)?, Instant::now());
    if is_ended { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::NotFound) }
}

fn named(device: &str) -> Result<DeviceId, Refusal> {
    device.parse().map_err(|_| Refusal::NotFound)
}
