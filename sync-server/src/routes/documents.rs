//! The documents of an account, what of them is new, and the end of one, or of the account with all of them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use serde::Serialize;
use tokio::time::Instant;

use crate::app::App;
use crate::auth::grant::{Granted, Share};
use crate::auth::role::Role;
use crate::ledger::LedgerError;
use crate::ledger::storage::{Cursor, Feed};
use crate::reply::Refusal;
use crate::routes::input::{Caller, internal};
use crate::routes::recovery::owner_at_hand;
use crate::routes::sharing::shared;

#[derive(Serialize)]
pub(crate) struct ListedDocument {
    document: DocumentId,
    role: &'static str,
}

/// Lists the documents that the caller's account has a role in.
pub(crate) async fn list_documents(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
) -> Result<Json<Vec<ListedDocument>>, Refusal> {
    let documents = app.people.documents(principal.account).map_err(|error| internal(&error))?;
    let listed =
        |(document, role): (DocumentId, Role)| ListedDocument { document, role: role.as_str() };
    Ok(Json(documents.into_iter().map(listed).collect()))
}

/// Deletes a document, for everybody.
pub(crate) async fn delete_document(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    Path(document): Path<String>,
) -> Result<StatusCode, Refusal> {
    let granted = shared(&app, principal, &document).await?;
    app.ledger.delete(granted).await.map_err(|error| internal(&error))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Deletes the caller's account with its documents and devices. Done again, it goes on where it was
/// interrupted.
pub(crate) async fn delete_account(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    owner_at_hand(&app, &principal, &headers)?;
    let account = principal.account;
    leave_spaces(&app, account).map_err(|error| internal(&error))?;
    let documents = app.people.documents(account).map_err(|error| internal(&error))?;
    for (document, role) in documents {
        if role == Role::Owner {
            let granted = app.ledger.grant(&document, account).await;
            let granted: Option<Granted<Share>> = granted.map_err(|error| internal(&error))?;
            if let Some(granted) = granted {
                app.ledger.delete(granted).await.map_err(|error| internal(&error))?;
            }
        } else {
            app.ledger.leave(&document, account).map_err(|error| internal(&error))?;
        }
    }
    let devices = app.registry.devices(account);
    app.registry.remove(account).map_err(|error| internal(&error))?;
    devices.iter().for_each(|known| app.sockets.wake(account, known.device));
    Ok(StatusCode::NO_CONTENT)
}

/// Ends the spaces of an account, and what it is in those of others.
fn leave_spaces(app: &App, account: AccountId) -> Result<(), LedgerError> {
    for (id, role) in app.people.spaces(account)? {
        let space = if role == Role::Owner { app.people.space(&id)? } else { None };
        match space.and_then(|space| space.grant(account)) {
            Some(granted) => app.ledger.end_space(granted)?,
            None => app.ledger.leave_space(&id, account)?,
        }
    }
    Ok(())
}

#[derive(Serialize)]
pub(crate) struct NewsPage {
    documents: Vec<DocumentId>,
    next: String,
}

/// Names the documents that the caller's account has to look at since a moment, and the moment to ask from next.
pub(crate) async fn feed(
    State(app): State<Arc<App>>,
    Caller(principal): Caller,
    RawQuery(query): RawQuery,
) -> Result<Json<NewsPage>, Refusal> {
    app.rates.request(principal.account, Instant::now())?;
    let read = |query: String| query.strip_prefix("after=").and_then(Cursor::read);
    let refused = || Refusal::Invalid("after: what `next` said the time before".to_owned());
    let since = query.map(|query| read(query).ok_or_else(refused)).transpose()?;
    let feed = app.ledger.feed(principal.account, since).await;
    match feed.map_err(|error| internal(&error))? {
        Feed::Changed(documents, next) => Ok(Json(NewsPage { documents, next: next.to_string() })),
        Feed::Expired => Err(Refusal::CursorExpired),
    }
}
