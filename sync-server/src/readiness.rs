//! Whether the server lives, and whether it can do its work.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::reply::Refusal;
use crate::vitals::Ailment;

/// The server answers: that is all that this says. A supervisor starts it anew where even that fails.
pub(crate) async fn live() -> &'static str {
    "ok\n"
}

/// Whether what comes in would be stored: 503 with the reason if not.
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Result<&'static str, Refusal> {
    match app.vitals.ailment(app.vitals.free_bytes()) {
        None => Ok("ok\n"),
        Some(ailment) => Err(Refusal::NotReady(ailment)),
    }
}

/// Takes nothing any more once the data folder is gone: it would be lost with the process.
pub(crate) async fn refuse_where_all_is_lost(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method() != Method::GET && app.vitals.compare().is_err() {
        return Refusal::NotReady(Ailment::Gone).into_response();
    }
    next.run(request).await
}
