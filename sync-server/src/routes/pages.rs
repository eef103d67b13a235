//! What web pages may do here: nothing, unless they are the server's own or the operator has named their origin.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, VARY,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::gate::{Verdict, WebOrigin};
use crate::reply::Refusal;
use crate::site;

/// Public pages ask for this before they talk to a server in the visitor's own network.
const ASKS_FOR_NETWORK: HeaderName =
    HeaderName::from_static("access-control-request-private-network");
const ALLOWS_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// Looks at `Host` and `Origin` before anything else does, and tells browsers which pages may read the
/// answer.
pub(crate) async fn checked(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let origin = match app.gate.judge(request.headers(), request.uri()) {
        Verdict::Pass => return next.run(request).await,
        Verdict::PassPage(origin) => origin,
        Verdict::Followed if request.method() == Method::GET => return site::answer(&request),
        Verdict::Followed => return Refusal::Origin.into_response(),
        Verdict::OtherHost => return Refusal::Host.into_response(),
        Verdict::OtherOrigin => return Refusal::Origin.into_response(),
    };
    let asks_first = request.method() == Method::OPTIONS
        && request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response =
        if asks_first { preflight(request.headers()) } else { next.run(request).await };
    let Ok(origin) = HeaderValue::from_str(WebOrigin::as_str(origin)) else {
        return Refusal::Internal.into_response();
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    headers.append(VARY, HeaderValue::from_static("origin"));
    response
}

/// The answer to a browser that asks before it sends what the page wants sent.
fn preflight(asked: &HeaderMap) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, rebound-recovery-code"),
        (ACCESS_CONTROL_MAX_AGE, "600"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if asked.contains_key(ASKS_FOR_NETWORK) {
        headers.insert(ALLOWS_NETWORK, HeaderValue::from_static("true"));
    }
    response
}
