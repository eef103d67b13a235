//! The limits of this server, told to whoever asks.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::app::App;
use crate::bounds::bounds;
use crate::limits::Limit;

/// The table of limits.
#[derive(Serialize)]
pub(crate) struct LimitTable {
    limits: Vec<Limit>,
}

/// Tells all limits with their values here, and what is the same everywhere.
pub(crate) async fn list_limits(State(app): State<Arc<App>>) -> Json<LimitTable> {
    Json(LimitTable { limits: [app.limits.rows(), bounds()].concat() })
}
