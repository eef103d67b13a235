//! Accounts and their devices: sign-up, pairing by hand, the list, revocation and recovery.

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
use crate::auth::Principal;
use crate::auth::credential::{Credential, bearer};
use crate::auth::people::{DeviceName, KnownDevice, PeopleError, Registration};
use crate::auth::recovery::RecoveryCode;
use crate::auth::registry::{HasCode, Newcomer, Revocation};
use crate::auth::sign_up::{ComesFrom, SignUp};
use crate::client_address::ClientAddress;
use crate::events;
use crate::rates::Whereabouts;
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
    /// Shown once, here, and only for a new account.
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_code: Option<String>,
}

/// Makes an account with its first device.
pub(crate) async fn create_account(
    State(app): State<Arc<App>>,
    Extension(address): Extension<ClientAddress>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refusal> {
    let from = address.comes_from(&headers);
    if !app.sign_up.admits(from, bearer(&headers)) {
        return Err(match app.sign_up {
            SignUp::ByToken(_) => {
                // Each wrong one counts: a token that people chose could be guessed.
                app.rates.attempt(Whereabouts::of(address.0), Instant::now())?;
                events::sign_in_refused(address);
                Refusal::Unauthorised
            }
            SignUp::OnThisMachine | SignUp::Open | SignUp::Closed => Refusal::SignUpClosed,
        });
    }
    let new = parse::<NewDevice>(&body)?;
    let counted = match from {
        ComesFrom::ThisMachine => None,
        ComesFrom::Elsewhere => Some(Whereabouts::of(address.0)),
    };
    app.rates.account(counted, Instant::now())?;
    let (account, code) = (AccountId::from_bytes(random()?), RecoveryCode::from_random(random()?));
    let register = |newcomer: Newcomer<'_>| app.registry.found(account, &code, newcomer);
    let made = registered(&app, account, &new, register, Some(code.reveal()))?;
    events::account_made(account, new.device, address);
    Ok(made)
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
    add_to(&app, account, &parse(&body)?, address)
}

/// Registers a further device of an account that somebody has proven to be of.
pub(crate) fn add_to(
    app: &App,
    account: AccountId,
    new: &NewDevice,
    address: ClientAddress,
) -> Result<Response, Refusal> {
    let register = |newcomer: Newcomer<'_>| app.registry.register(account, newcomer);
    let added = registered(app, account, new, register, None)?;
    events::device_added(account, new.device, address);
    Ok(added)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recovery {
    device: DeviceId,
    #[serde(default)]
    name: String,
    /// As people type it.
    recovery_code: String,
    /// Ends all other devices: they were lost, or there is no room for another.
    #[serde(default)]
    revoke_others: bool,
}

/// Adds a device to the account whose recovery code the caller knows.
pub(crate) async fn recover(
    State(app): State<Arc<App>>,
    Extension(address): Extension<ClientAddress>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let Recovery { device, name, recovery_code, revoke_others } = parse(&body)?;
    app.rates.attempt(Whereabouts::of(address.0), Instant::now())?;
    let code = RecoveryCode::read(&recovery_code);
    let account = code.and_then(|code| app.registry.recovered(&code)).ok_or_else(|| {
        events::sign_in_refused(address);
        Refusal::Unauthorised
    })?;
    if revoke_others {
        for known in app.registry.devices(account) {
            let ended = app.registry.end(account, known.device);
            ended.map_err(|error| internal(&error))?;
            app.sockets.wake(account, known.device);
        }
    }
    add_to(&app, account, &NewDevice { device, name }, address)
}

fn registered(
    app: &App,
    account: AccountId,
    new: &NewDevice,
    register: impl FnOnce(Newcomer<'_>) -> Result<Registration, PeopleError>,
    recovery_code: Option<String>,
) -> Result<Response, Refusal> {
    let (device, name) = (new.device, device_name(&new.name)?);
    let credential = Credential::from_random(random()?);
    let newcomer = Newcomer { device, name, credential: &credential, now_ms: now_ms() };
    match register(newcomer).map_err(|error| internal(&error))? {
        Registration::Done => {}
        Registration::DeviceTaken => return Err(Refusal::DeviceTaken),
        Registration::TooManyDevices => {
            return Err(Refusal::Limit("devices_per_account", app.limits.devices_per_account));
        }
    }
    let credential = credential.reveal().to_owned();
    let registered = Registered { account, device, credential, recovery_code };
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

#[derive(Serialize)]
pub(crate) struct NewCode {
    /// Shown once, here.
    recovery_code: String,
}

/// Gives the caller's account another recovery code. Who has one shows it; where there is none, as in an
/// account of an older server, the oldest device may.
pub(crate) async fn renew_recovery(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Refusal> {
    let account = principal.account;
    app.rates.request(account, Instant::now())?;
    owner_at_hand(&app, &principal, &headers)?;
    let code = RecoveryCode::from_random(random()?);
    app.registry.set_recovery(account, &code).map_err(|error| internal(&error))?;
    let unkept = [("cache-control", "no-store")];
    Ok((StatusCode::CREATED, unkept, Json(NewCode { recovery_code: code.reveal() })))
}

/// Whether what a thief must not do may be done: with the recovery code, or, where there is none, by the
/// oldest device.
pub(crate) fn owner_at_hand(
    app: &App,
    principal: &Principal,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let oldest = || app.registry.devices(principal.account).first().map(|known| known.device);
    match app.registry.has_code(principal.account, recovery_code(headers).as_ref()) {
        HasCode::This => Ok(()),
        HasCode::None if oldest() == Some(principal.device) => Ok(()),
        HasCode::None | HasCode::Another => Err(Refusal::CodeNeeded),
    }
}
