//! What the HTTP API answers when something does not work out: a status, a stable code, a sentence.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// A request that does not work out. No variant carries anything that the client did not send.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("the credential is missing, unknown or revoked")]
    Unauthorised,
    #[error("there is nothing here that you may see")]
    NotFound,
    #[error("{0}")]
    Invalid(String),
    #[error("the device is already registered")]
    DeviceTaken,
    #[error("{0}")]
    Limit(String),
    #[error("the request did not arrive in time")]
    TooSlow,
    #[error("the server could not do it now")]
    Internal,
}

impl Refusal {
    const fn parts(&self) -> (StatusCode, &'static str) {
        match self {
            Self::Unauthorised => (StatusCode::UNAUTHORIZED, "unauthorised"),
            Self::NotFound => (StatusCode::NOT_FOUND, "not_found"),
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid"),
            Self::DeviceTaken => (StatusCode::CONFLICT, "device_taken"),
            Self::Limit(_) => (StatusCode::FORBIDDEN, "limit"),
            Self::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too_slow"),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.parts();
        (status, Json(json!({"error": {"code": code, "message": self.to_string()}})))
            .into_response()
    }
}
