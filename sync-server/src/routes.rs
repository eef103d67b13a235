//! All routes, in one place.

mod accounts;
mod devices;
mod documents;
mod export;
pub(crate) mod input;
mod invites;
mod key_requests;
mod limits;
pub(crate) mod metrics;
mod pages;
mod pairing;
mod recovery;
mod refusals;
mod sharing;
mod socket;
mod spaces;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use tokio::time::timeout;

use crate::app::App;
use crate::endpoints::openapi::openapi;
use crate::reply::{Refusal, as_problem};
use crate::routes::accounts::create_account;
use crate::routes::devices::{add_device, list_devices, rename_device, revoke_device};
use crate::routes::documents::{delete_account, delete_document, feed, list_documents};
use crate::routes::export::export_account;
use crate::routes::invites::{claim_invite, confirm_invite, invite, list_invites, withdraw_invite};
use crate::routes::key_requests::{
    answer_key_request, ask_for_key, end_key_request, list_key_requests,
};
use crate::routes::limits::list_limits;
use crate::routes::metrics::{counted, for_token};
use crate::routes::pages::checked;
use crate::routes::pairing::{begin_pairing, claim_pairing};
use crate::routes::recovery::{recover, renew_recovery, set_wrapped_key, wrapped_key};
use crate::routes::sharing::{end_grant, leave_document, list_grants, set_grant};
use crate::routes::socket::{issue_ticket, sync};
use crate::routes::spaces::{
    confirm_space_invite, describe_space, end_member, end_space, invite_into_space, leave_space,
    list_space_invites, list_spaces, make_space, put_document, set_member, take_document,
    withdraw_space_invite,
};
use crate::{readiness, site};

/// A request's body must have arrived, and be answered, by then.
const REQUEST_MAX: Duration = Duration::from_secs(10);

/// All routes.
pub(crate) fn routes(app: Arc<App>) -> Router {
    let body_bytes_max = usize::try_from(app.limits.body_bytes).unwrap_or(usize::MAX);
    Router::new()
        .route("/livez", get(readiness::live))
        .route("/readyz", get(readiness::ready))
        .route("/healthz", get(readiness::ready))
        .route("/sync", get(sync))
        .route("/v1/accounts", post(create_account))
        .route("/v1/openapi.json", get(|| async { Json(openapi()) }))
        .route("/v1/account", delete(delete_account))
        .route("/v1/account/export", get(export_account))
        .route("/v1/account/wrapped-key", get(wrapped_key).put(set_wrapped_key))
        .route("/v1/recovery", post(recover))
        .route("/v1/recovery-code", post(renew_recovery))
        .route("/v1/devices", get(list_devices).post(add_device))
        .route("/v1/devices/{device}", put(rename_device).delete(revoke_device))
        .route("/v1/limits", get(list_limits))
        .route("/v1/pairings", post(begin_pairing))
        .route("/v1/pairings/claim", post(claim_pairing))
        .route("/v1/key-requests", get(list_key_requests))
        .route("/v1/key-requests/{device}", put(ask_for_key).delete(end_key_request))
        .route("/v1/key-requests/{device}/answer", put(answer_key_request))
        .route("/v1/tickets", post(issue_ticket))
        .route("/v1/documents", get(list_documents))
        .route("/v1/documents/{document}", delete(delete_document))
        .route("/v1/documents/{document}/grants", get(list_grants))
        .route("/v1/documents/{document}/grants/{account}", put(set_grant).delete(end_grant))
        .route("/v1/documents/{document}/invites", get(list_invites).post(invite))
        .route("/v1/documents/{document}/membership", delete(leave_document))
        .route(
            "/v1/documents/{document}/invites/{invite}",
            put(confirm_invite).delete(withdraw_invite),
        )
        .route("/v1/invites/claim", post(claim_invite))
        .route("/v1/feed", get(feed))
        .route("/v1/spaces", get(list_spaces).post(make_space))
        .route("/v1/spaces/{space}", get(describe_space).delete(end_space))
        .route("/v1/spaces/{space}/members/{account}", put(set_member).delete(end_member))
        .route("/v1/spaces/{space}/membership", delete(leave_space))
        .route("/v1/spaces/{space}/documents/{document}", put(put_document).delete(take_document))
        .route("/v1/spaces/{space}/invites", get(list_space_invites).post(invite_into_space))
        .route(
            "/v1/spaces/{space}/invites/{invite}",
            put(confirm_space_invite).delete(withdraw_space_invite),
        )
        .route("/v1/refusals", get(refusals::list))
        .merge(for_token())
        .fallback(site::file)
        .layer(from_fn_with_state(Arc::clone(&app), readiness::refuse_where_all_is_lost))
        .layer(DefaultBodyLimit::max(body_bytes_max))
        .layer(from_fn(in_time))
        .layer(map_response(async |response| as_problem(response)))
        .layer(from_fn_with_state(Arc::clone(&app), counted))
        // The last one is asked first.
        .layer(from_fn_with_state(Arc::clone(&app), checked))
        .with_state(app)
}

/// Ends a request that drips in. A socket's answer is the upgrade: what follows has its own limits.
async fn in_time(request: Request, next: Next) -> Response {
    match timeout(REQUEST_MAX, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Refusal::TooSlow.into_response(),
    }
}
