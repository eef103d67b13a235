//! Accounts and their devices.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use rebound_core::base::ids::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::auth::credential::Credential;
use crate::auth::people::{DEVICES_MAX, Registration};
use crate::reply::Refusal;
use crate::routes::input::{Caller, internal, parse, random};

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

pub(crate) async fn create_account(
    State(app): State<Arc<App>>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let account = AccountId::from_bytes(random()?);
    register(&app, account, &body)
}

pub(crate) async fn add_device(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
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

pub(crate) async fn revoke_device(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(device): Path<String>,
) -> Result<StatusCode, Refusal> {
    let device = device.parse().map_err(|_| Refusal::NotFound)?;
    let revoked =
        app.registry.revoke(principal.account, device).map_err(|error| internal(&error))?;
    app.sockets.wake(device);
    if revoked { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::NotFound) }
}
