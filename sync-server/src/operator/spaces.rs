//! Spaces by the operator's hand: seen, cleared of a member that their owner cannot take out, and deleted once
//! they are empty. Who comes in, and as what, is the owner's to say.

use std::collections::BTreeMap;

use rebound_core::base::ids::AccountId;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::invite::InvitedTo;
use crate::auth::inviting::ListedInvite;
use crate::auth::space::{GrantedSpace, Space};
use crate::routes::input::now_ms;

/// Says who is in a space, and what, and which invites to it are open.
pub(super) fn show(app: &App, space: &str) -> Result<Value, String> {
    let (Space { id, owner, members, documents }, _) = found(app, space)?;
    let invites = app.people.invites(&InvitedTo::Space(id), now_ms());
    let invites = invites.map_err(|error| error.to_string())?.into_iter();
    let invites: Vec<ListedInvite> = invites.map(ListedInvite::from).collect();
    let members = members.into_iter().map(|(account, role)| (account, role.as_str()));
    let members: BTreeMap<AccountId, &str> = members.collect();
    Ok(json!({ "space": id, "owner": owner, "members": members, "documents": documents,
               "invites": invites }))
}

/// Takes a member out. The owner is none.
pub(super) fn remove_member(app: &App, space: &str, account: AccountId) -> Result<Value, String> {
    let (space, granted) = found(app, space)?;
    if !space.members.contains_key(&account) {
        return Err(format!("the space {} has no member {account}", space.id));
    }
    app.ledger.set_member(&granted, account, None).map_err(|error| error.to_string())?;
    tracing::info!(space = %space.id, member = %account, "the operator took a member out");
    Ok(json!({ "space": space.id, "account": account, "removed": true }))
}

/// Deletes a space that is empty. One that is not is its owner's to end.
pub(super) fn delete(app: &App, space: &str) -> Result<Value, String> {
    let (space, granted) = found(app, space)?;
    if !app.ledger.end_empty_space(granted).map_err(|error| error.to_string())? {
        let (members, documents) = (space.members.len(), space.documents.len());
        return Err(format!(
            "the space {} has {members} members and {documents} documents: only an empty one is deleted",
            space.id
        ));
    }
    tracing::info!(space = %space.id, "the operator deleted a space");
    Ok(json!({ "space": space.id, "deleted": true }))
}

/// A space, with its owner's leave to share it.
fn found(app: &App, space: &str) -> Result<(Space, GrantedSpace), String> {
    let id = space.parse().map_err(|_| format!("{space} is no space id"))?;
    let found = app.people.space(&id).map_err(|error| error.to_string())?;
    let found = found.ok_or_else(|| format!("there is no space {id}"))?;
    let granted = found.grant(found.owner).ok_or_else(|| format!("the space {id} has no owner"))?;
    Ok((found, granted))
}
