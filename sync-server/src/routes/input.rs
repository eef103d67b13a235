//! What a request brings: who sends it, what its body says; and chance, for what it asks for.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use serde::Deserialize;

use crate::app::App;
use crate::auth::Principal;
use crate::auth::credential::Credential;
use crate::auth::recovery::RecoveryCode;
use crate::events;
use crate::reply::Refusal;
use crate::visitors::Visit;

/// Where the recovery code stands in a request, never in its address.
const RECOVERY_CODE: HeaderName = HeaderName::from_static("rebound-recovery-code");

/// Who sends a request, by its credential. A request without a good one is refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caller(pub(crate) Principal);

impl FromRequestParts<Arc<App>> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let credential = Credential::of_request(&parts.headers);
        let principal = credential.and_then(|credential| app.registry.principal(&credential));
        let principal = principal.ok_or_else(|| refused(app, parts))?;
        if let Some(visit) = parts.extensions.get::<Arc<Visit>>() {
            visit.is_known();
        }
        Ok(Self(principal))
    }
}

/// A sign-in that is refused, and a line in the log for those who count them.
pub(crate) fn refused(app: &App, parts: &Parts) -> Refusal {
    app.metrics.note_sign_in_refused();
    if let Some(address) = parts.extensions.get() {
        events::sign_in_refused(*address);
    }
    Refusal::Unauthorised
}

/// The recovery code of a request, which stands in a header of its own; `None` if there is none.
pub(crate) fn recovery_code(headers: &HeaderMap) -> Option<RecoveryCode> {
    RecoveryCode::read(headers.get(RECOVERY_CODE)?.to_str().ok()?)
}

/// Reads a body.
pub(crate) fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|error| Refusal::Invalid(error.to_string()))
}

/// Logs what went wrong here; the client learns only that something did.
pub(crate) fn internal(error: &dyn std::error::Error) -> Refusal {
    tracing::error!(%error, "a request failed");
    Refusal::Internal
}

/// Now, in milliseconds since 1970; 0 on a machine whose clock is before that.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Random bytes.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], Refusal> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| internal(&error))?;
    Ok(bytes)
}
