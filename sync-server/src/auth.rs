//! Who may do what: accounts, devices with their credentials, roles, and grants.
//!
//! Invariant: a [`grant::Granted`] is made here and nowhere else, and everything that touches a document
//! takes one. Credentials are kept as SHA-256 and never shown.

pub mod authorise;
pub mod credential;
pub mod grant;
pub mod invite;
pub(crate) mod inviting;
pub mod key_request;
pub mod opaque;
pub mod pairing;
pub mod people;
pub mod recovery;
pub mod registry;
pub mod reserve;
pub mod role;
mod seniority;
pub mod sign_up;
pub mod space;
pub mod ticket;

use rebound_core::base::ids::{AccountId, DeviceId};

/// Who speaks: proven by a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Principal {
    /// The account.
    pub account: AccountId,
    /// The device.
    pub device: DeviceId,
    /// When the device was registered: another one that comes to have its id is another.
    pub registered_ms: i64,
}
