//! What is kept secret, as the worker's database has it: held here, with what is to be written of it.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::account::secret_store::{SecretStore, SecretStoreError};
use rebound_core::store::rows::RowWrite;

/// The secrets of a device.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<State>);

#[derive(Default)]
struct State {
    secrets: BTreeMap<String, Vec<u8>>,
    writes: Vec<RowWrite>,
}

impl Kept {
    /// The secrets that the disk has.
    pub(crate) fn of(secrets: BTreeMap<String, Vec<u8>>) -> Self {
        Self(Mutex::new(State { secrets, writes: Vec::new() }))
    }

    /// Forgets what was never written.
    pub(crate) fn clear(&self) {
        *self.state() = State::default();
    }

    pub(crate) fn take_writes(&self) -> Vec<RowWrite> {
        std::mem::take(&mut self.state().writes)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SecretStore for Kept {
    fn get(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
        Ok(self.state().secrets.get(&name).cloned())
    }

    fn put(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError> {
        let mut state = self.state();
        state.secrets.insert(name.clone(), secret.clone());
        state.writes.push(RowWrite { key: name, value: Some(secret) });
        Ok(())
    }

    fn delete(&self, name: String) -> Result<(), SecretStoreError> {
        let mut state = self.state();
        state.secrets.remove(&name);
        state.writes.push(RowWrite { key: name, value: None });
        Ok(())
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} secrets", self.secrets.len())
    }
}
