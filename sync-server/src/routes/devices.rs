//! The devices of an account: registered, listed, named and revoked.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use rebound_core::base::ids::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::auth::credential::Credential;
use crate::auth::opaque::WrappedKey;
use crate::auth::people::{DeviceName, KnownDevice, PeopleError, Registration};
use crate::auth::registry::{Newcomer, Revocation};
use crate::client_address::ClientAddress;
use crate::events;
use crate::reply::Refusal;
use crate::routes::input::{Caller, internal, now_ms, parse, random, recovery_code};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewDevice {
    /// The id that the device chose at its installation.
    pub(crate) device: DeviceId,
    /// What it is called.
    #[serde(default)]
    pub(crate) name: String,
}

#[derive(Serialize)]
struct Registered {
    account: AccountId,
    device: DeviceId,
    /// Shown once, here.
    credential: String,
    #[serde(flatten)]
    only_here: OnlyHere,
}

/// What some ways to register a device answer besides its credential.
#[derive(Default, Serialize)]
pub(crate) struct OnlyHere {
    /// Shown once, here, for a new account whose device brought no code of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recovery_code: Option<String>,
    /// For who came back with the recovery code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wrapped_key: Option<WrappedKey>,
}

/// Adds a device to the caller's account.
pub(crate) async fn add_device(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Extension(address): Extension<ClientAddress>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let account = principal.account;
    app.rates.request(account, Instant::now())?;
    add_to(&app, account, &parse(&body)?, OnlyHere::default(), address)
}

/// Registers a further device of an account that somebody has proven to be of.
pub(crate) fn add_to(
    app: &App,
    account: AccountId,
    new: &NewDevice,
    only_here: OnlyHere,
    address: ClientAddress,
) -> Result<Response, Refusal> {
    let register = |newcomer: Newcomer<'_>| app.registry.register(account, newcomer);
    let added = registered(app, account, new, register, only_here)?;
    events::device_added(account, new.device, address);
    Ok(added)
}

/// Registers a device in a way of the caller's, and answers with its credential.
pub(crate) fn registered(
    app: &App,
    account: AccountId,
    new: &NewDevice,
    register: impl FnOnce(Newcomer<'_>) -> Result<Registration, PeopleError>,
    only_here: OnlyHere,
) -> Result<Response, Refusal> {
    let (device, name) = (new.device, device_name(&new.name)?);
    let credential = Credential::from_random(random()?);
    let newcomer = Newcomer { device, name, credential: &credential, now_ms: now_ms() };
    match register(newcomer).map_err(|error| internal(&error))? {
        Registration::Done => {}
        Registration::DeviceTaken => return Err(Refusal::DeviceTaken),
        Registration::CodeTaken => return Err(Refusal::CodeTaken),
        Registration::TooManyDevices => {
            return Err(Refusal::Limit("devices_per_account", app.limits.devices_per_account));
        }
    }
    let credential = credential.reveal().to_owned();
    let registered = Registered { account, device, credential, only_here };
    let unkept = [("cache-control", "no-store")];
    Ok((StatusCode::CREATED, unkept, Json(registered)).into_response())
}

fn device_name(text: &str) -> Result<DeviceName, Refusal> {
    let allowed = || Refusal::Invalid("name: at most 64 characters in one line".to_owned());
    DeviceName::new(text).ok_or_else(allowed)
}

/// A device as its owner sees it.
#[derive(Serialize)]
pub(crate) struct Listed {
    device: DeviceId,
    name: String,
    registered_ms: i64,
    seen_ms: i64,
    this: bool,
}

/// Lists the devices of the caller's account that are not revoked.
pub(crate) async fn list_devices(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Json<Vec<Listed>> {
    let listed = |known: KnownDevice| Listed {
        device: known.device,
        this: known.device == principal.device,
        name: known.name.as_str().to_owned(),
        registered_ms: known.registered_ms,
        seen_ms: known.seen_ms,
    };
    Json(app.registry.devices(principal.account).into_iter().map(listed).collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewName {
    name: String,
}

/// Names a device of the caller's account.
pub(crate) async fn rename_device(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(device): Path<String>,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    app.rates.request(principal.account, Instant::now())?;
    let device = device.parse().map_err(|_| Refusal::NotFound)?;
    let name = device_name(&parse::<NewName>(&body)?.name)?;
    let named = app.registry.rename(principal.account, device, name);
    let named = named.map_err(|error| internal(&error))?;
    if named { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::NotFound) }
}

/// Ends a device of the caller's account.
pub(crate) async fn revoke_device(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    Path(device): Path<String>,
) -> Result<StatusCode, Refusal> {
    let device = device.parse().map_err(|_| Refusal::NotFound)?;
    let code = recovery_code(&headers);
    let revocation = app.registry.revoke(principal, device, code.as_ref());
    // Even where the disk did not take it, it does not speak any more.
    app.sockets.wake(principal.account, device);
    match revocation.map_err(|error| internal(&error))? {
        Revocation::Done => {
            events::device_revoked(principal.account, device, address);
            Ok(StatusCode::NO_CONTENT)
        }
        Revocation::Absent => Err(Refusal::NotFound),
        Revocation::CodeNeeded => Err(Refusal::CodeNeeded),
    }
}
