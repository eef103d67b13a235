//! Accounts and devices in memory, where every message asks for them. All of them fit; the store is the
//! truth.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::{AccountId, DeviceId};
use subtle::ConstantTimeEq;

use crate::auth::Principal;
use crate::auth::credential::{Credential, CredentialHash};
use crate::auth::people::{KnownDevice, People, PeopleError, Registration, Standing};

/// Accounts and devices in memory.
#[derive(Debug)]
pub struct Registry {
    people: Arc<dyn People>,
    inner: Mutex<Accounts>,
}

#[derive(Debug, Default)]
struct Accounts {
    devices: HashMap<DeviceId, KnownDevice>,
    by_credential: HashMap<CredentialHash, DeviceId>,
}

impl Registry {
    /// Reads the registry from a store.
    ///
    /// # Errors
    ///
    /// The store's.
    pub fn open(people: Arc<dyn People>) -> Result<Self, PeopleError> {
        let mut inner = Accounts::default();
        people.devices()?.into_iter().for_each(|known| inner.take(known));
        Ok(Self { people, inner: Mutex::new(inner) })
    }

    /// Registers a device, of a new account or of `account`.
    ///
    /// # Errors
    ///
    /// The store's: nothing was registered.
    pub fn register(
        &self,
        account: AccountId,
        device: DeviceId,
        credential: &Credential,
    ) -> Result<Registration, PeopleError> {
        let credential = credential.hash();
        // Held while the store is asked: who registers or revokes comes one after the other.
        let mut inner = self.lock();
        let registration = self.people.register(account, device, &credential)?;
        if registration == Registration::Done {
            inner.take(KnownDevice { device, account, credential, standing: Standing::Live });
        }
        Ok(registration)
    }

    /// Who holds a credential; `None` if nobody does, or no more.
    pub fn principal(&self, credential: &Credential) -> Option<Principal> {
        let hash = credential.hash();
        let inner = self.lock();
        let device = *inner.by_credential.get(&hash)?;
        let known = inner.live(device)?;
        let same: bool = known.credential.ct_eq(&hash).into();
        same.then_some(Principal { account: known.account, device })
    }

    /// Whether a device may still speak. Asked before every message in and out.
    pub fn is_live(&self, principal: Principal) -> bool {
        self.lock().live(principal.device).is_some()
    }

    /// Ends a device of an account; tells whether there was such a one.
    ///
    /// # Errors
    ///
    /// The store's: the device is not revoked then.
    pub fn revoke(&self, account: AccountId, device: DeviceId) -> Result<bool, PeopleError> {
        let mut inner = self.lock();
        let revoked = self.people.revoke(account, device)?;
        if let Some(known) = inner.devices.get_mut(&device).filter(|_| revoked) {
            known.standing = Standing::Revoked;
        }
        Ok(revoked)
    }

    fn lock(&self) -> MutexGuard<'_, Accounts> {
        // A panic while holding the lock leaves at worst a registered device out of memory.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Accounts {
    fn take(&mut self, known: KnownDevice) {
        self.by_credential.insert(known.credential, known.device);
        self.devices.insert(known.device, known);
    }

    fn live(&self, device: DeviceId) -> Option<&KnownDevice> {
        self.devices.get(&device).filter(|known| known.standing == Standing::Live)
    }
}
