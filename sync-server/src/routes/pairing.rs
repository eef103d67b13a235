//! Pairing by a typed code: one device shows it, the next one is registered with it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use rebound_core::base::ids::{AccountId, DeviceId};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::app::App;
use crate::auth::pairing::{PAIRING_SECONDS, PairingCode};
use crate::client_address::ClientAddress;
use crate::events;
use crate::rates::Whereabouts;
use crate::reply::Refusal;
use crate::routes::devices::{NewDevice, OnlyHere, add_to};
use crate::routes::input::{Caller, parse, random};

/// Codes that are drawn for one pairing. Nine of ten names are taken before that is too few.
const DRAWS_MAX: usize = 64;

#[derive(Serialize)]
struct Begun {
    /// Shown once, here.
    code: String,
    expires_in_s: u64,
}

/// Makes a code for a further device of the caller's account.
pub(crate) async fn begin_pairing(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Result<impl IntoResponse, Refusal> {
    let now = Instant::now();
    app.rates.request(principal.account, now)?;
    let code = draw(&app, principal.account, now)?;
    let begun = Begun { code: code.reveal(), expires_in_s: PAIRING_SECONDS };
    Ok((StatusCode::CREATED, [("cache-control", "no-store")], Json(begun)))
}

/// A code whose pairing has a name of its own.
fn draw(app: &App, account: AccountId, now: Instant) -> Result<PairingCode, Refusal> {
    for _ in 0..DRAWS_MAX {
        let code = PairingCode::from_random(random()?);
        if app.pairings.begin(&code, account, now) {
            return Ok(code);
        }
    }
    Err(Refusal::Internal)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PairingClaim {
    /// As people type it.
    code: String,
    device: DeviceId,
    #[serde(default)]
    name: String,
}

/// Registers the device that shows a code.
pub(crate) async fn claim_pairing(
    State(app): State<Arc<App>>,
    Extension(address): Extension<ClientAddress>,
    body: Bytes,
) -> Result<Response, Refusal> {
    let now = Instant::now();
    let PairingClaim { code, device, name } = parse(&body)?;
    app.rates.pairing(Whereabouts::of(address.0), now)?;
    let code = PairingCode::read(&code);
    let account = code.and_then(|code| app.pairings.claim(&code, now)).ok_or_else(|| {
        events::sign_in_refused(address);
        Refusal::Unauthorised
    })?;
    add_to(&app, account, &NewDevice { device, name }, OnlyHere::default(), address)
}
