//! What can be kept of a damaged database.

use std::path::Path;
use std::sync::Arc;

use rebound_core::account::Secrets;
use rebound_core::account::secret_store::SecretStore;
use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::argument;
use rebound_core::device;

/// What was read from a damaged database.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Salvaged {
    /// How many facts there are.
    pub facts: u64,
    /// Places that could not be read. Not the number of lost facts: most are stored twice.
    pub unreadable: u64,
    /// The facts in the open JSON form: for `Rebound.import_json` of a new device.
    pub json: String,
}

/// Reads what can be read of the database at `path`, after `Damaged`, with the key that it was
/// opened with. Changes nothing in it. Set it aside afterwards, open a new device with a new id, import the
/// JSON, and sync.
///
/// # Errors
///
/// `Invalid` if there is no file, `OpenElsewhere` while it is open, `OtherAccount` if another key made it,
/// `KeyMissing`, `SecretsUnavailable`.
#[uniffi::export]
pub fn salvage(path: String, secrets: Arc<dyn SecretStore>) -> Result<Salvaged, ReboundError> {
    let (path, key) = (argument("path", path)?, Secrets::new(secrets).account_key()?);
    let salvaged = device::Salvaged::from_database(Path::new(&*path), &key)?;
    Ok(Salvaged {
        facts: salvaged.facts.len().try_into().unwrap_or(u64::MAX),
        unreadable: salvaged.unreadable.try_into().unwrap_or(u64::MAX),
        json: salvaged.export(),
    })
}
