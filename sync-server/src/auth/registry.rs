//! Accounts and devices. All of them fit in memory; the database is the truth.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::{AccountId, DeviceId};
use rusqlite::{Connection, params};
use subtle::ConstantTimeEq;

use crate::auth::Principal;
use crate::auth::credential::{Credential, CredentialHash};

/// The most devices of one account.
pub const DEVICES_MAX: usize = 10;

/// Registration failed.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The device id is in use.
    #[error("the device is already registered")]
    DeviceTaken,
    /// The account has as many devices as it may.
    #[error("the account has {DEVICES_MAX} devices, which is the most")]
    TooManyDevices,
    /// The database failed.
    #[error("the database failed")]
    Sqlite(#[from] rusqlite::Error),
}

#[derive(Clone, Copy, Debug)]
struct Registered {
    account: AccountId,
    credential: CredentialHash,
    live: bool,
}

/// Accounts and devices.
#[derive(Debug)]
pub struct Registry {
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    connection: Connection,
    devices: HashMap<DeviceId, Registered>,
    by_credential: HashMap<CredentialHash, DeviceId>,
}

impl Registry {
    /// Reads the registry from an open database.
    ///
    /// # Errors
    ///
    /// The database's.
    pub fn open(connection: Connection) -> Result<Self, rusqlite::Error> {
        let mut devices = HashMap::new();
        let mut by_credential = HashMap::new();
        let mut query =
            connection.prepare("SELECT id, account, credential, revoked FROM devices")?;
        let rows = query.query_map([], |row| {
            let device = DeviceId::from_bytes(row.get(0)?);
            let registered = Registered {
                account: AccountId::from_bytes(row.get(1)?),
                credential: row.get(2)?,
                live: !row.get::<_, bool>(3)?,
            };
            Ok((device, registered))
        })?;
        for row in rows {
            let (device, registered) = row?;
            devices.insert(device, registered);
            by_credential.insert(registered.credential, device);
        }
        drop(query);
        Ok(Self { inner: Mutex::new(Inner { connection, devices, by_credential }) })
    }

    /// Registers a device, of a new account or of `account`.
    ///
    /// # Errors
    ///
    /// [`RegistryError`]: nothing was registered.
    pub fn register(
        &self,
        account: AccountId,
        device: DeviceId,
        credential: &Credential,
    ) -> Result<(), RegistryError> {
        let mut inner = self.lock();
        if inner.devices.contains_key(&device) {
            return Err(RegistryError::DeviceTaken);
        }
        let of_account = |known: &&Registered| known.account == account && known.live;
        if inner.devices.values().filter(of_account).count() >= DEVICES_MAX {
            return Err(RegistryError::TooManyDevices);
        }
        let hash = credential.hash();
        inner.connection.execute(
            "INSERT INTO devices (id, account, credential, revoked) VALUES (?1, ?2, ?3, 0)",
            params![device.as_bytes(), account.as_bytes(), hash],
        )?;
        inner.devices.insert(device, Registered { account, credential: hash, live: true });
        inner.by_credential.insert(hash, device);
        Ok(())
    }

    /// Who holds a credential; `None` if nobody does, or no more.
    pub fn principal(&self, credential: &Credential) -> Option<Principal> {
        let hash = credential.hash();
        let inner = self.lock();
        let device = *inner.by_credential.get(&hash)?;
        let known = inner.devices.get(&device).filter(|known| known.live)?;
        let same: bool = known.credential.ct_eq(&hash).into();
        same.then_some(Principal { account: known.account, device })
    }

    /// Whether a device may still speak. Asked before every message in and out.
    pub fn is_live(&self, principal: Principal) -> bool {
        self.lock().devices.get(&principal.device).is_some_and(|known| known.live)
    }

    /// The account whose device has this id.
    pub fn account_of(&self, device: &DeviceId) -> Option<AccountId> {
        self.lock().devices.get(device).map(|known| known.account)
    }

    /// Ends a device of an account; tells whether there was such a one.
    ///
    /// # Errors
    ///
    /// The database's: the device is not revoked then.
    pub fn revoke(&self, account: AccountId, device: DeviceId) -> Result<bool, rusqlite::Error> {
        let mut inner = self.lock();
        if inner.devices.get(&device).is_none_or(|known| known.account != account) {
            return Ok(false);
        }
        inner
            .connection
            .execute("UPDATE devices SET revoked = 1 WHERE id = ?1", [device.as_bytes()])?;
        if let Some(known) = inner.devices.get_mut(&device) {
            known.live = false;
        }
        Ok(true)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic while holding the lock leaves at worst a registered device out of memory.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
