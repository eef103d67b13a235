//! `GET /v1/account/export`: everything about the account, line by line.

use std::sync::Arc;
use std::task::ready;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream::poll_fn;
use tokio::sync::mpsc::channel;
use tokio::time::{Instant, timeout};

use crate::app::App;
use crate::export::{ExportError, export};
use crate::reply::Refusal;
use crate::routes::input::{Caller, now_ms};
use crate::transport::allowance::PROGRESS_EVERY;

/// Exports the caller's account. It ends when the device is revoked.
pub(crate) async fn export_account(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Result<Response, Refusal> {
    let account = principal.account;
    app.rates.request(account, Instant::now())?;
    let (lines, mut taken) = channel(1);
    let exporting = Arc::clone(&app);
    tokio::spawn(async move {
        if let Err(error) = export(&exporting, account, now_ms(), &lines).await {
            tracing::warn!(%error, %account, "an export was broken off");
            // Where it is not taken either, the last line is missing.
            drop(timeout(PROGRESS_EVERY, lines.send(Err(error))).await);
        }
    });
    let lines = poll_fn(move |context| {
        let line = ready!(taken.poll_recv(context));
        let is_live = app.registry.is_live(principal);
        line.map(|line| if is_live { line } else { Err(ExportError::Revoked) }).into()
    });
    let head = [(CONTENT_TYPE, "application/jsonl"), (CACHE_CONTROL, "no-store")];
    Ok((head, Body::from_stream(lines)).into_response())
}
