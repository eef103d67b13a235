//! The metrics: to whoever asks on an address of their own, and to who shows the operator's token elsewhere.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::task::spawn_blocking;

use crate::app::App;
use crate::reply::Refusal;
use crate::routes::in_time;
use crate::routes::pages::checked;
use crate::{exposition, readiness};

/// The operator's routes on the server's own address. They are no part of the members' API, and of its table.
pub(crate) fn for_token() -> Router<Arc<App>> {
    Router::new().route("/metrics", get(metrics_for_token))
}

/// The metrics on an address of their own, where no credential is asked for.
pub(crate) fn metrics_routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/livez", get(readiness::live))
        .route("/readyz", get(readiness::ready))
        .route("/metrics", get(all_metrics))
        .fallback(|| async { Refusal::NotFound })
        .layer(from_fn(in_time))
        .layer(from_fn_with_state(Arc::clone(&app), checked))
        .with_state(app)
}

/// All of them.
pub(crate) async fn all_metrics(State(app): State<Arc<App>>) -> Result<Response, Refusal> {
    // It asks the disk.
    let text = spawn_blocking(move || exposition::text(&app)).await;
    let text = text.map_err(|_| Refusal::Internal)?;
    Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response())
}

/// All of them, for the operator's token. Without one there is nothing here.
pub(crate) async fn metrics_for_token(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let token = app.metrics_token.as_ref().ok_or(Refusal::NotFound)?;
    if !token.opens(&headers) {
        return Err(Refusal::Unauthorised);
    }
    all_metrics(State(app)).await
}

/// Counts an answer.
pub(crate) async fn counted(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    app.metrics.note_answer(response.status());
    response
}
