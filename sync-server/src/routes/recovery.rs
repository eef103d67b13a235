//! The recovery code, and the key that only its holder can unwrap.
//!
//! A device that seals what it records draws its code itself. It shows the server a value that it derives from
//! the code, and seals the account's key with another one; so the server can tell the owner, and cannot open what
//! it keeps.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use rebound_core::base::ids::DeviceId;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::auth::Principal;
use crate::auth::opaque::WrappedKey;
use crate::auth::recovery::RecoveryCode;
use crate::auth::registry::HasCode;
use crate::client_address::ClientAddress;
use crate::events;
use crate::rates::Whereabouts;
use crate::reply::Refusal;
use crate::routes::devices::{NewDevice, OnlyHere, add_to};
use crate::routes::input::{Caller, internal, parse, random, recovery_code};

/// A recovery code that is to be the account's, with what belongs to it.
pub(crate) struct NewRecovery {
    pub(crate) code: RecoveryCode,
    pub(crate) wrapped_key: Option<WrappedKey>,
    /// The code, to be shown once; `None` if the device has it already.
    pub(crate) shown: Option<String>,
}

impl NewRecovery {
    /// The device's own code, or one that is drawn here.
    pub(crate) fn of(code: Option<&str>, wrapped_key: Option<WrappedKey>) -> Result<Self, Refusal> {
        if let Some(code) = code {
            let refused = || Refusal::Invalid("recovery_code: 26 characters".to_owned());
            let code = RecoveryCode::read(code).ok_or_else(refused)?;
            return Ok(Self { code, wrapped_key, shown: None });
        }
        if wrapped_key.is_some() {
            let why = "wrapped_key: with a recovery_code of the device's own, or the server could unwrap it";
            return Err(Refusal::Invalid(why.to_owned()));
        }
        let code = RecoveryCode::from_random(random()?);
        let shown = Some(code.reveal());
        Ok(Self { code, wrapped_key, shown })
    }
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

/// Adds a device to the account whose recovery code the caller knows, and gives it the wrapped key.
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
    let wrapped_key = app.people.wrapped_key(account).map_err(|error| internal(&error))?;
    if revoke_others {
        for known in app.registry.devices(account) {
            let ended = app.registry.end(account, known.device);
            ended.map_err(|error| internal(&error))?;
            app.sockets.wake(account, known.device);
        }
    }
    let only_here = OnlyHere { wrapped_key, ..OnlyHere::default() };
    add_to(&app, account, &NewDevice { device, name }, only_here, address)
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnRecovery {
    #[serde(default)]
    recovery_code: Option<String>,
    #[serde(default)]
    wrapped_key: Option<WrappedKey>,
}

#[derive(Serialize)]
struct NewCode {
    /// Shown once, here, if it was drawn here.
    #[serde(skip_serializing_if = "Option::is_none")]
    recovery_code: Option<String>,
}

/// Gives the caller's account another recovery code, and with it another wrapped key or none. Who has a code shows
/// it; where there is none, as in an account of an older server, the oldest device may.
pub(crate) async fn renew_recovery(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, Refusal> {
    let account = principal.account;
    app.rates.request(account, Instant::now())?;
    owner_at_hand(&app, &principal, &headers)?;
    let own = if body.is_empty() { OwnRecovery::default() } else { parse(&body)? };
    let new = NewRecovery::of(own.recovery_code.as_deref(), own.wrapped_key)?;
    let set = app.registry.set_recovery(account, &new.code, new.wrapped_key.as_ref());
    if !set.map_err(|error| internal(&error))? {
        return Err(Refusal::CodeTaken);
    }
    let unkept = [("cache-control", "no-store")];
    Ok((StatusCode::CREATED, unkept, Json(NewCode { recovery_code: new.shown })))
}

/// The account's key, as a device has wrapped it.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wrapped {
    wrapped_key: WrappedKey,
}

/// Keeps another wrapped key that belongs to the same recovery code. A thief's phone must not spoil what the owner
/// comes back with, so the code has to be at hand, as it is wherever something is wrapped with it.
pub(crate) async fn set_wrapped_key(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Refusal> {
    app.rates.request(principal.account, Instant::now())?;
    let code = recovery_code(&headers);
    if app.registry.has_code(principal.account, code.as_ref()) != HasCode::This {
        return Err(Refusal::CodeNeeded);
    }
    let Wrapped { wrapped_key } = parse(&body)?;
    let set = app.people.set_wrapped_key(principal.account, &wrapped_key);
    set.map_err(|error| internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the caller's account its wrapped key back.
pub(crate) async fn wrapped_key(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Result<impl IntoResponse, Refusal> {
    let kept = app.people.wrapped_key(principal.account).map_err(|error| internal(&error))?;
    let wrapped_key = kept.ok_or(Refusal::NotFound)?;
    Ok(([("cache-control", "no-store")], Json(Wrapped { wrapped_key })))
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
