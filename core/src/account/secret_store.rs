//! The key store that an app brings.

use std::fmt::Debug;

/// The platform's key store, as the app hands it over: the Keychain, the Keystore. It keeps a few small values
/// by their names. Called on the thread that made the call, while nothing of the device is locked.
#[cfg_attr(feature = "uniffi", uniffi::export(with_foreign))]
pub trait SecretStore: Debug + Send + Sync {
    /// The value with this name; nothing if there is none.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`]: whether there is one cannot be told.
    fn get(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError>;

    /// Keeps a value under this name, in place of the one before. Returns when it is kept.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`]: it may not be kept.
    fn put(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError>;

    /// Forgets the value with this name. There may be none.
    ///
    /// # Errors
    ///
    /// [`SecretStoreError`]: it may still be kept.
    fn delete(&self, name: String) -> Result<(), SecretStoreError>;
}

/// A key store did not do what it was asked to. Whatever an app's store throws becomes this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
pub enum SecretStoreError {
    /// It did not.
    #[error("{reason}")]
    Failed {
        /// The store's own words.
        reason: String,
    },
}

#[cfg(feature = "uniffi")]
impl From<uniffi::UnexpectedUniFFICallbackError> for SecretStoreError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Failed { reason: error.reason }
    }
}
