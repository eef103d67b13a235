//! All that the server holds about an account, as lines of JSON: for the account, and for an operator who is
//! asked for it.
//!
//! However much it is, only a piece of one document is in memory, and for that a place is taken as for any
//! other large message. Who takes the lines has to take one every [`PROGRESS_EVERY`].

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;
use tokio::time::timeout;

use crate::app::App;
use crate::auth::grant::{Granted, Share};
use crate::auth::invite::InvitedTo;
use crate::auth::inviting::ListedInvite;
use crate::auth::people::{KnownDevice, PeopleError, Standing};
use crate::auth::role::Role;
use crate::auth::space::{Space, SpaceId};
use crate::ledger::LedgerError;
use crate::ledger::excerpt::Excerpt;
use crate::ledger::storage::{Aside, StorageError};
use crate::transport::allowance::{PROGRESS_EVERY, Place};

/// What the first line says of the others.
const FORMAT: &str = "rebound-account/1";

/// A document's bytes in one line: 16 KiB once they are base64.
const LINE_BYTES: usize = 12 * 1024;

/// A line with its end, or why there is no next one.
pub(crate) type Line = Result<String, ExportError>;

/// What was exported is not everything.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error("the lines were not taken in time, or while others waited")]
    NotTaken,
    #[error("the device was revoked")]
    Revoked,
}

impl From<StorageError> for ExportError {
    fn from(error: StorageError) -> Self {
        Self::Ledger(error.into())
    }
}

impl From<PeopleError> for ExportError {
    fn from(error: PeopleError) -> Self {
        Self::Ledger(error.into())
    }
}

/// Hands over everything about an account, as it is at `now_ms` or later. The last line says that it is whole.
pub(crate) async fn export(
    app: &App,
    account: AccountId,
    now_ms: i64,
    lines: &Sender<Line>,
) -> Result<(), ExportError> {
    let export = Export { app, account, now_ms, lines };
    export.say(json!({ "account": account, "format": FORMAT, "made_ms": now_ms })).await?;
    for known in app.registry.everybody() {
        if known.account == account {
            export.say(json!({ "device": device(&known) })).await?;
        }
    }
    if let Some(wrapped_key) = app.people.wrapped_key(account)? {
        export.say(json!({ "wrapped_key": wrapped_key })).await?;
    }
    for (id, role) in app.people.spaces(account)? {
        export.space(&id, role).await?;
    }
    let documents = app.people.documents(account)?;
    let count = documents.len();
    for (id, role) in documents {
        match role {
            Role::Owner => export.owned(&id).await?,
            Role::Partner | Role::Mentor | Role::Writer | Role::Witness | Role::Reader => {
                export.say(json!({ "document": id, "role": role.as_str() })).await?;
            }
        }
    }
    export.say(json!({ "end": { "documents": count } })).await
}

/// One export.
struct Export<'a> {
    app: &'a App,
    account: AccountId,
    now_ms: i64,
    lines: &'a Sender<Line>,
}

impl Export<'_> {
    /// Hands over a space: of one of the account who is in it, and what.
    async fn space(&self, id: &SpaceId, role: Role) -> Result<(), ExportError> {
        let space = if role == Role::Owner { self.app.people.space(id)? } else { None };
        let Some(Space { members, documents, .. }) = space else {
            return self.say(json!({ "space": id, "role": role.as_str() })).await;
        };
        let members = members.into_iter();
        let members: Value =
            members.map(|(account, role)| (account.to_string(), json!(role.as_str()))).collect();
        let invites = self.app.people.invites(&InvitedTo::Space(*id), self.now_ms)?;
        let invites: Vec<ListedInvite> = invites.into_iter().map(ListedInvite::from).collect();
        let space = json!({ "space": id, "role": "owner", "members": members,
                            "documents": documents, "invites": invites });
        self.say(space).await
    }

    /// Hands over a document of the account: who is what to it, and then its bytes.
    async fn owned(&self, id: &DocumentId) -> Result<(), ExportError> {
        // It may be deleted or given away at any moment.
        let Some(granted) = self.granted(id).await? else { return Ok(()) };
        let roles = self.app.ledger.roles(granted).await?.into_iter();
        let roles = roles.map(|(account, role)| (account.to_string(), json!(role.as_str())));
        let invites = self.app.people.invites(&InvitedTo::Document(*id), self.now_ms)?;
        let invites: Vec<ListedInvite> = invites.into_iter().map(ListedInvite::from).collect();
        let roles: Value = roles.collect();
        let document =
            json!({ "document": id, "role": "owner", "grants": roles, "invites": invites });
        self.say(document).await?;
        let mut first = 0;
        while let Some(next) = self.piece(id, first).await? {
            first = next;
        }
        self.set_aside(id).await
    }

    /// Hands over what was set aside of a document.
    async fn set_aside(&self, id: &DocumentId) -> Result<(), ExportError> {
        let place = self.place().await?;
        let Some(granted) = self.granted(id).await? else { return Ok(()) };
        for Aside { hash, account, bytes } in self.app.ledger.aside(granted).await? {
            for part in bytes.chunks(LINE_BYTES) {
                let part = json!({ "change": hash.to_string(), "account": account,
                                   "bytes": BASE64.encode(part) });
                let part = json!({ "document": id, "aside": part });
                self.say_in(&place, part).await?;
            }
        }
        Ok(())
    }

    /// Hands over a piece of a document and tells where the next one begins.
    async fn piece(&self, id: &DocumentId, first: usize) -> Result<Option<usize>, ExportError> {
        let place = self.place().await?;
        let Some(granted) = self.granted(id).await? else { return Ok(None) };
        let Some(Excerpt { bytes, next }) = self.app.ledger.excerpt(granted, first).await? else {
            return Ok(None);
        };
        for part in bytes.chunks(LINE_BYTES) {
            let part = json!({ "document": id, "bytes": BASE64.encode(part) });
            self.say_in(&place, part).await?;
        }
        Ok(Some(next))
    }

    async fn place(&self) -> Result<Place, ExportError> {
        let place = Arc::clone(&self.app.sending).take(self.account).await;
        Ok(place.ok_or(StorageError::Closed)?)
    }

    /// Hands over a line as long as the place may be held.
    async fn say_in(&self, place: &Place, line: Value) -> Result<(), ExportError> {
        if place.is_overdue() { Err(ExportError::NotTaken) } else { self.say(line).await }
    }

    async fn granted(&self, id: &DocumentId) -> Result<Option<Granted<Share>>, StorageError> {
        self.app.ledger.grant(id, self.account).await
    }

    async fn say(&self, line: Value) -> Result<(), ExportError> {
        let sent = timeout(PROGRESS_EVERY, self.lines.send(Ok(format!("{line}\n")))).await;
        sent.ok().and_then(Result::ok).ok_or(ExportError::NotTaken)
    }
}

fn device(known: &KnownDevice) -> Value {
    let KnownDevice { device, name, registered_ms, seen_ms, standing, .. } = known;
    json!({ "device": device, "name": name.as_str(), "registered_ms": registered_ms,
            "seen_ms": seen_ms, "revoked": *standing == Standing::Revoked })
}
