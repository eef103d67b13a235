//! `GET /v1/refusals`: which changes of the account were not taken, and why.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;

use crate::app::App;
use crate::refusals::Entry;
use crate::routes::input::Caller;

/// The answer.
#[derive(Serialize)]
pub(super) struct RefusalList {
    /// The newest first; of each account the last hundred since the server started.
    refusals: Vec<Listing>,
}

#[derive(Serialize)]
struct Listing {
    document: String,
    /// The hash of the change in hex; null if it could not even be read.
    change: Option<String>,
    code: &'static str,
    message: String,
    /// Seconds since 1970.
    at: u64,
}

/// Answers with the refusals of the account that asks, and of no other.
pub(super) async fn list(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Json<RefusalList> {
    let entries = app.refusals.of(principal.account).into_iter();
    Json(RefusalList { refusals: entries.map(Listing::from).collect() })
}

impl From<Entry> for Listing {
    fn from(entry: Entry) -> Self {
        Self {
            document: entry.document.to_string(),
            change: entry.refused.hash.map(|hash| hash.to_string()),
            code: entry.refused.refusal.code(),
            message: entry.refused.to_string(),
            at: entry.at,
        }
    }
}
