//! What the log says of accounts, devices and roles: one line each, the same words every time.
//!
//! Words and fields are part of the interface: `docs/operate.md` has them, and filters of fail2ban read them.

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;

use crate::auth::role::Role;
use crate::auth::space::SpaceId;
use crate::client_address::ClientAddress;

/// Somebody has registered a first device.
pub(crate) fn account_made(account: AccountId, device: DeviceId, from: ClientAddress) {
    tracing::info!(%account, %device, address = %from, "an account was made");
}

/// An account has one device more.
pub(crate) fn device_added(account: AccountId, device: DeviceId, from: ClientAddress) {
    tracing::info!(%account, %device, address = %from, "a device was added");
}

/// A device may not speak any more.
pub(crate) fn device_revoked(account: AccountId, device: DeviceId, from: ClientAddress) {
    tracing::info!(%account, %device, address = %from, "a device was revoked");
}

/// Somebody is something in a space, or nothing any more.
pub(crate) fn member_set(
    account: AccountId,
    space: &SpaceId,
    member: AccountId,
    role: Option<Role>,
) {
    match role {
        Some(role) => {
            let role = role.as_str();
            tracing::info!(%account, %space, %member, role, "a member was taken in");
        }
        None => tracing::info!(%account, %space, %member, "a member was taken out"),
    }
}

/// Somebody may do something with a document, or nothing any more.
pub(crate) fn role_set(
    account: AccountId,
    document: &DocumentId,
    member: AccountId,
    role: Option<Role>,
) {
    match role {
        Some(role) => {
            let role = role.as_str();
            tracing::info!(%account, %document, %member, role, "a role was given");
        }
        None => tracing::info!(%account, %document, %member, "a role was taken back"),
    }
}

/// A credential is missing, unknown or revoked. Which of these is not said.
pub(crate) fn sign_in_refused(from: ClientAddress) {
    tracing::warn!(address = %from, "a sign-in was refused");
}

/// Changes of an account were refused for a reason.
pub(crate) fn changes_refused(account: AccountId, code: &str, count: usize) {
    tracing::info!(%account, code, count, "changes were refused");
}

/// A device has ended its connection over a message that was too long for it.
pub(crate) fn message_not_taken(account: AccountId, device: DeviceId) {
    tracing::warn!(%account, %device, "a message was not taken");
}
