//! What the HTTP API answers when something does not work out: a problem (RFC 9457) with a stable code.

use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::rates::TooOften;
use crate::vitals::Ailment;

/// The kind of every answer that is an error.
const PROBLEM_JSON: &str = "application/problem+json";

/// A request that does not work out. No variant carries anything that the client did not send, and none
/// says which part of a credential was wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("a credential that is known and not revoked is needed here")]
    Unauthorised,
    #[error("this server does not answer to the name in `Host`")]
    Host,
    #[error("web pages of this origin may not use the server")]
    Origin,
    #[error("there is nothing here that you may see")]
    NotFound,
    #[error("there is no such method here; `Allow` names those that are")]
    MethodNotAllowed,
    #[error("{0}")]
    Invalid(String),
    #[error("accounts are not made here by whoever asks; the operator says how one joins")]
    SignUpClosed,
    #[error("the recovery code is needed for this, in the header `Rebound-Recovery-Code`")]
    CodeNeeded,
    #[error("the last owner of a space cannot leave it: end the space instead")]
    LastOwner,
    #[error(
        "the server was restored from a backup since, or is another: ask without `after`, and sync all"
    )]
    CursorExpired,
    #[error("nobody has claimed the invite yet")]
    NotClaimed,
    #[error("the account has a device with this id; end that one first, or choose another")]
    DeviceTaken,
    #[error("another account has this recovery code; draw another one")]
    CodeTaken,
    #[error("the limit {0} of {1} is reached")]
    Limit(&'static str, u64),
    #[error("too often: try again in {0} s")]
    TooOften(u64),
    #[error("the body is longer than any request needs")]
    TooLarge,
    #[error("the request did not arrive in time")]
    TooSlow,
    #[error("a WebSocket of version 13 has to be asked for here")]
    UpgradeRequired,
    #[error("{0}")]
    NotReady(Ailment),
    #[error("the server could not do it now")]
    Internal,
}

impl Refusal {
    /// The status, the stable code, and a title that is the same for all of the code.
    const fn parts(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            Self::Unauthorised => {
                (StatusCode::UNAUTHORIZED, "unauthorised", "Not with this credential")
            }
            Self::Host => (StatusCode::MISDIRECTED_REQUEST, "host", "Another server is meant"),
            Self::Origin => (StatusCode::FORBIDDEN, "origin", "Not from this web page"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found", "Nothing here"),
            Self::MethodNotAllowed => {
                (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Not in this way")
            }
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid", "Not understood"),
            Self::SignUpClosed => (StatusCode::FORBIDDEN, "sign_up_closed", "No new accounts"),
            Self::CodeNeeded => (StatusCode::FORBIDDEN, "code_needed", "The owner is needed"),
            Self::LastOwner => (StatusCode::CONFLICT, "last_owner", "Nobody would be left"),
            Self::CursorExpired => (StatusCode::GONE, "cursor_expired", "Begin again"),
            Self::NotClaimed => (StatusCode::CONFLICT, "not_claimed", "Not yet"),
            Self::TooOften(_) => (StatusCode::TOO_MANY_REQUESTS, "too_often", "Too often"),
            Self::DeviceTaken => (StatusCode::CONFLICT, "device_taken", "Registered before"),
            Self::CodeTaken => (StatusCode::CONFLICT, "code_taken", "Somebody else's"),
            Self::Limit(..) => (StatusCode::FORBIDDEN, "limit", "A limit is reached"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Too long"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too_slow", "Too slow"),
            Self::UpgradeRequired => {
                (StatusCode::UPGRADE_REQUIRED, "upgrade_required", "A WebSocket is needed")
            }
            Self::NotReady(_) => {
                (StatusCode::SERVICE_UNAVAILABLE, "not_ready", "Nothing is stored now")
            }
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", "Not now"),
        }
    }

    /// What an answer of the HTTP layer means, which knows nothing of codes.
    fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::Unauthorised,
            StatusCode::NOT_FOUND => Self::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::REQUEST_TIMEOUT => Self::TooSlow,
            StatusCode::UPGRADE_REQUIRED => Self::UpgradeRequired,
            status if status.is_client_error() => {
                Self::Invalid("the request is not of a form that is understood here".to_owned())
            }
            _ => Self::Internal,
        }
    }
}

impl From<TooOften> for Refusal {
    fn from(TooOften { seconds }: TooOften) -> Self {
        Self::TooOften(seconds)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code, title) = self.parts();
        let problem = json!({
            "type": format!("urn:rebound:problem:{code}"),
            "title": title,
            "status": status.as_u16(),
            "code": code,
            "detail": self.to_string(),
        });
        let mut response = (status, problem.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        if let Self::TooOften(seconds) = self {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self == Self::Unauthorised {
            // A browser that was given a credential in an URL sends it only once it was asked for.
            for scheme in ["Basic realm=\"rebound\", charset=\"UTF-8\"", "Bearer realm=\"rebound\""]
            {
                headers.append(WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
            }
        }
        response
    }
}

/// Gives an error that the HTTP layer made itself the form of all others.
pub(crate) fn as_problem(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE);
    let is_ours =
        kind.is_some_and(|kind| kind == PROBLEM_JSON || kind == "text/html; charset=utf-8");
    if is_ours || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut problem = Refusal::of_status(status).into_response();
    keep(response.headers(), problem.headers_mut());
    problem
}

/// Takes over what a client needs besides the status.
fn keep(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = from.get(&name) {
            to.insert(name, value.clone());
        }
    }
}
