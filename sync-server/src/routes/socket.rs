//! The way to a socket: the upgrade, and the ticket that a web page needs for it.

use std::sync::Arc;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Serialize;
use tokio::time::Instant;

use crate::app::App;
use crate::auth::Principal;
use crate::auth::ticket::{TICKET_SECONDS, Ticket};
use crate::connection;
use crate::reply::Refusal;
use crate::routes::input::{Caller, now_ms, random, refused};
use crate::transport::meter::Meter;
use crate::visitors::Visit;

/// What a socket reads at once. The default of 128 KiB is most of what an idle client would cost.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// What a page offers beside its ticket, so that the ticket need not come back to it.
const PROTOCOL: &str = "rebound";

/// Who opens a socket: by a ticket, if the request brings one, or by a credential.
pub(crate) struct Opener {
    principal: Principal,
    ticket: Option<Ticket>,
}

impl FromRequestParts<Arc<App>> for Opener {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refusal> {
        let Some(ticket) = Ticket::of_request(&parts.headers) else {
            let Caller(principal) = Caller::from_request_parts(parts, app).await?;
            return Ok(Self { principal, ticket: None });
        };
        let principal = app.tickets.redeem(&ticket, Instant::now());
        let principal = principal.filter(|principal| app.registry.is_live(*principal));
        let principal = principal.ok_or_else(|| refused(app, parts))?;
        Ok(Self { principal, ticket: Some(ticket) })
    }
}

pub(crate) async fn sync(
    State(app): State<Arc<App>>,
    opener: Opener,
    Extension(visit): Extension<Arc<Visit>>,
    Extension(meter): Extension<Arc<Meter>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let upgrade = upgrade.map_err(|_| Refusal::UpgradeRequired)?;
    let number = visit.number();
    let message_bytes_max = usize::try_from(app.limits.message_bytes).unwrap_or(usize::MAX);
    let receiving = Arc::clone(&app.receiving);
    let frames =
        meter.receive_frames(opener.principal.account, receiving, app.limits.message_bytes);
    frames.map_err(|error| Refusal::Invalid(error.to_string()))?;
    visit.becomes_socket();
    // A browser wants one of its protocols back. A ticket that comes back is used up.
    let ticket = opener.ticket.map(|ticket| ticket.reveal().to_owned());
    let upgrade = upgrade.protocols([Some(PROTOCOL.to_owned()), ticket].into_iter().flatten());
    let principal = opener.principal;
    app.registry.note_seen(principal, now_ms());
    let response = upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_message_size(message_bytes_max)
        .max_frame_size(message_bytes_max)
        .on_upgrade(move |socket| connection::serve(app, principal, socket, number, meter));
    Ok(response)
}

#[derive(Serialize)]
struct Issued {
    /// Shown once, here.
    ticket: String,
    expires_in_s: u64,
}

pub(crate) async fn issue_ticket(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Result<impl IntoResponse, Refusal> {
    app.rates.request(principal.account, Instant::now())?;
    let ticket = Ticket::from_random(random()?);
    app.tickets.issue(&ticket, principal, Instant::now());
    let issued = Issued { ticket: ticket.reveal().to_owned(), expires_in_s: TICKET_SECONDS };
    Ok((StatusCode::CREATED, [("cache-control", "no-store")], Json(issued)))
}
