//! Accounts: how one comes to be.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use rebound_core::base::ids::{AccountId, DeviceId};
use serde::Deserialize;
use tokio::time::Instant;

use crate::app::App;
use crate::auth::credential::bearer;
use crate::auth::opaque::WrappedKey;
use crate::auth::registry::Newcomer;
use crate::auth::sign_up::{ComesFrom, SignUp};
use crate::client_address::ClientAddress;
use crate::events;
use crate::rates::Whereabouts;
use crate::reply::Refusal;
use crate::routes::devices::{NewDevice, OnlyHere, registered};
use crate::routes::input::{parse, random};
use crate::routes::recovery::NewRecovery;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstDevice {
    device: DeviceId,
    #[serde(default)]
    name: String,
    /// The device's own, if it seals what it records.
    #[serde(default)]
    recovery_code: Option<String>,
    #[serde(default)]
    wrapped_key: Option<WrappedKey>,
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
    let FirstDevice { device, name, recovery_code, wrapped_key } = parse(&body)?;
    let new = NewDevice { device, name };
    let recovery = NewRecovery::of(recovery_code.as_deref(), wrapped_key)?;
    let counted = match from {
        ComesFrom::ThisMachine => None,
        ComesFrom::Elsewhere => Some(Whereabouts::of(address.0)),
    };
    app.rates.account(counted, Instant::now())?;
    let account = AccountId::from_bytes(random()?);
    let NewRecovery { code, wrapped_key, shown } = recovery;
    let register =
        |newcomer: Newcomer<'_>| app.registry.found(account, &code, wrapped_key.as_ref(), newcomer);
    let only_here = OnlyHere { recovery_code: shown, ..OnlyHere::default() };
    let made = registered(&app, account, &new, register, only_here)?;
    events::account_made(account, new.device, address);
    Ok(made)
}
