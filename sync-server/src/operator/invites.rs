//! Invites by the operator's hand, for an owner who asks for one: the owner still confirms who has claimed it.

use rebound_core::replica::document_id::DocumentId;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::invite::{InviteToken, InvitedTo};
use crate::auth::inviting;
use crate::auth::inviting::{Invitation, ListedInvite};
use crate::operator::document_id;
use crate::routes::input::now_ms;

/// Lists the invites to a document that can still be claimed or confirmed.
pub(super) fn list(app: &App, document: &str) -> Result<Value, String> {
    let invites = app.people.invites(&InvitedTo::Document(owned(app, document)?), now_ms());
    let invites = invites.map_err(|error| error.to_string())?.into_iter();
    Ok(invites.map(|invite| json!(ListedInvite::from(invite))).collect())
}

/// Makes an invite, and shows its token once.
pub(super) fn make(app: &App, document: &str, role: &str, seconds: u64) -> Result<Value, String> {
    let id = owned(app, document)?;
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| error.to_string())?;
    let (token, most) = (InviteToken::from_random(random), app.limits.invites_per_document);
    let invitation = Invitation { to: InvitedTo::Document(id), role, seconds };
    let invite = inviting::invite(&*app.people, invitation, &token, (most, now_ms()));
    let invite = invite.map_err(|error| error.to_string())?;
    tracing::info!(document = %id, role, "the operator made an invite");
    Ok(json!({ "document": document, "invite": invite.name(), "token": token.reveal(),
               "role": invite.role.as_str(), "expires_ms": invite.expires_ms }))
}

/// Ends an invite.
pub(super) fn revoke(app: &App, document: &str, name: &str) -> Result<Value, String> {
    let id = owned(app, document)?;
    let invite = inviting::named(&*app.people, &InvitedTo::Document(id), name, now_ms());
    let invite = invite.map_err(|error| error.to_string())?;
    let invite = invite.ok_or_else(|| format!("the document {id} has no invite {name}"))?;
    app.people.end_invite(&invite.token).map_err(|error| error.to_string())?;
    tracing::info!(document = %id, invite = name, "the operator revoked an invite");
    Ok(json!({ "document": document, "invite": name, "revoked": true }))
}

/// The id of a document that somebody owns.
fn owned(app: &App, document: &str) -> Result<DocumentId, String> {
    let id = document_id(document)?;
    let owner = app.ledger.owner(&id).map_err(|error| error.to_string())?;
    owner.map(|_| id).ok_or_else(|| format!("there is no document {id} with an owner"))
}
