//! What a device keeps secret, and where: in the platform's own key store.
//!
//! | name | holds |
//! |--|--|
//! | `device` | the id of this installation: 8 bytes |
//! | `key` | the account key: 32 bytes |
//! | `credential` | the server, the account there and this device's credential, as JSON; while an account is being made, the server and the recovery code that it is made with |

use std::fmt::Debug;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::account::Secrets;
use crate::account::address::ServerAddress;
use crate::account::http::{HttpHeader, HttpRequest};
use crate::account::secret_store::SecretStoreError;
use crate::base::ids::{AccountId, DeviceId};
use crate::engine::Identity;
use crate::replica::key::{AccountKey, derive};

/// What is kept secret cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// Try again when the device is unlocked, or show the reason.
    #[error(transparent)]
    Store(#[from] SecretStoreError),
    /// The store gives something else than was put away.
    #[error("what the key store has as `{0}` is not what was put away")]
    Damaged(&'static str),
    /// Get the key back, by pairing or with the recovery code.
    #[error(
        "this device's records are sealed with a key that is not in the key store: get it back by pairing with another device, or with the recovery code"
    )]
    KeyMissing,
    /// Begin a new database.
    #[error(
        "the id of this device is not in the key store: set the database aside, and begin a new one"
    )]
    DeviceMissing,
    /// Export, set the database aside, forget this device, and join again.
    #[error(
        "this device has another key: export its records, set its database aside, forget it, and join again"
    )]
    OtherKey,
    /// Register this device, pair it or use the recovery code first.
    #[error("this device has no account on a server yet")]
    NoAccount,
    /// Nothing: it has one.
    #[error("this device has an account on a server already")]
    HasAccount,
}

const DEVICE: &str = "device";
const KEY: &str = "key";
const CREDENTIAL: &str = "credential";

/// Whether there is a database that an identity belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    /// There is none.
    Absent,
    /// There is one, or it cannot be told.
    Present,
}

/// The account that a device is of, and what it shows for it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    #[serde(with = "text")]
    pub(super) server: ServerAddress,
    pub(super) account: AccountId,
    pub(super) credential: String,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Credential {
    Member(Membership),
    Unanswered(Unanswered),
}

/// What an account is being made with, until there is an answer: a membership takes its place.
#[derive(Serialize, Deserialize)]
pub(super) struct Unanswered {
    /// Another one is not shown the same code.
    #[serde(with = "text")]
    pub(super) server: ServerAddress,
    pub(super) recovery_code: Zeroizing<String>,
}

impl Secrets {
    /// Who this device is. Both are drawn of `seed` and put away where there is neither a key nor a database;
    /// `seed` are 32 bytes that the host drew at random. A call that failed may be repeated: what was put away
    /// is taken, and nothing is drawn in its place.
    ///
    /// # Errors
    ///
    /// [`SecretsError::KeyMissing`], [`SecretsError::DeviceMissing`]: there is a database, or an account, and
    /// not what belongs to it. Nothing was put away.
    pub fn identity(&self, database: Database, seed: &[u8; 32]) -> Result<Identity, SecretsError> {
        let (device, key) = (self.device()?, self.key()?);
        let is_new = database == Database::Absent && self.membership()?.is_none();
        match (device, key) {
            (Some(device), Some(key)) => Ok(Identity { device, key }),
            (_, None) if !is_new => Err(SecretsError::KeyMissing),
            (None, _) if database == Database::Present => Err(SecretsError::DeviceMissing),
            (device, key) => Ok(Identity {
                device: device.map_or_else(|| self.draw_device(seed), Ok)?,
                key: key.map_or_else(|| self.draw_key(seed), Ok)?,
            }),
        }
    }

    /// Forgets all of it. The database can be read no more, unless the key comes back.
    ///
    /// # Errors
    ///
    /// [`SecretsError::Store`]: call it again.
    pub fn forget(&self) -> Result<(), SecretsError> {
        [CREDENTIAL, DEVICE, KEY].into_iter().try_for_each(|name| self.delete(name))
    }

    /// The request that opens the WebSocket to sync over: its address and the head that it needs.
    ///
    /// # Errors
    ///
    /// [`SecretsError::NoAccount`], and as the store says.
    pub fn link(&self) -> Result<HttpRequest, SecretsError> {
        let Membership { server, credential, account: _ } = self.member()?;
        let value = format!("Bearer {credential}");
        let headers = vec![HttpHeader { name: "authorization".to_owned(), value }];
        Ok(HttpRequest { headers, ..HttpRequest::new("GET", server.socket()) })
    }

    /// The account that this device is of, if it is of one.
    ///
    /// # Errors
    ///
    /// [`SecretsError`].
    pub fn account(&self) -> Result<Option<AccountId>, SecretsError> {
        Ok(self.membership()?.map(|membership| membership.account))
    }

    /// The account key.
    ///
    /// # Errors
    ///
    /// [`SecretsError::KeyMissing`] if there is none.
    pub fn account_key(&self) -> Result<AccountKey, SecretsError> {
        self.key()?.ok_or(SecretsError::KeyMissing)
    }

    /// Takes over a key, such as one that was written down.
    ///
    /// # Errors
    ///
    /// [`SecretsError::OtherKey`] if there is another one.
    pub fn take_key(&self, key: &AccountKey) -> Result<(), SecretsError> {
        match self.key()? {
            Some(known) if known == *key => Ok(()),
            Some(_) => Err(SecretsError::OtherKey),
            None => self.put_key(key),
        }
    }

    pub(super) fn drawn_device(seed: &[u8; 32]) -> DeviceId {
        DeviceId::from_bytes(*draw(seed, "device"))
    }

    pub(super) fn device(&self) -> Result<Option<DeviceId>, SecretsError> {
        Ok(self.bytes(DEVICE)?.map(DeviceId::from_bytes))
    }

    pub(super) fn key(&self) -> Result<Option<AccountKey>, SecretsError> {
        Ok(self.bytes(KEY)?.map(AccountKey::from_bytes))
    }

    pub(super) fn membership(&self) -> Result<Option<Membership>, SecretsError> {
        let member = |kept| if let Credential::Member(member) = kept { Some(member) } else { None };
        Ok(self.credential()?.and_then(member))
    }

    pub(super) fn unanswered(&self) -> Result<Option<Unanswered>, SecretsError> {
        let asked =
            |kept| if let Credential::Unanswered(asked) = kept { Some(asked) } else { None };
        Ok(self.credential()?.and_then(asked))
    }

    fn credential(&self) -> Result<Option<Credential>, SecretsError> {
        let read = |bytes: &Zeroizing<Vec<u8>>| serde_json::from_slice(bytes);
        let credential = self.get(CREDENTIAL)?.as_ref().map(read).transpose();
        credential.map_err(|_| SecretsError::Damaged(CREDENTIAL))
    }

    /// The account, which there has to be.
    pub(super) fn member(&self) -> Result<Membership, SecretsError> {
        self.membership()?.ok_or(SecretsError::NoAccount)
    }

    pub(super) fn put_device(&self, device: DeviceId) -> Result<(), SecretsError> {
        self.put(DEVICE, device.as_bytes().to_vec())
    }

    pub(super) fn put_credential(&self, credential: &Credential) -> Result<(), SecretsError> {
        // Plain records always become JSON.
        self.put(CREDENTIAL, serde_json::to_vec(credential).unwrap_or_default())
    }

    pub(super) fn put_membership(&self, membership: Membership) -> Result<(), SecretsError> {
        self.put_credential(&Credential::Member(membership))
    }

    pub(super) fn forget_membership(&self) -> Result<(), SecretsError> {
        self.delete(CREDENTIAL)
    }

    fn draw_device(&self, seed: &[u8; 32]) -> Result<DeviceId, SecretsError> {
        let device = Self::drawn_device(seed);
        self.put_device(device)?;
        Ok(device)
    }

    fn draw_key(&self, seed: &[u8; 32]) -> Result<AccountKey, SecretsError> {
        let key = AccountKey::from_bytes(*draw(seed, "account-key"));
        self.put_key(&key)?;
        Ok(key)
    }

    fn put_key(&self, key: &AccountKey) -> Result<(), SecretsError> {
        self.put(KEY, key.reveal().to_vec())
    }

    fn bytes<const N: usize>(&self, name: &'static str) -> Result<Option<[u8; N]>, SecretsError> {
        let read = |bytes: Zeroizing<Vec<u8>>| bytes.as_slice().try_into();
        self.get(name)?.map(read).transpose().map_err(|_| SecretsError::Damaged(name))
    }

    fn get(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        Ok(self.store.get(name.to_owned())?.map(Zeroizing::new))
    }

    fn put(&self, name: &str, secret: Vec<u8>) -> Result<(), SecretsError> {
        Ok(self.store.put(name.to_owned(), secret)?)
    }

    fn delete(&self, name: &str) -> Result<(), SecretsError> {
        Ok(self.store.delete(name.to_owned())?)
    }
}

/// What is drawn of `seed` for one purpose.
pub(super) fn draw<const N: usize>(seed: &[u8; 32], purpose: &str) -> Zeroizing<[u8; N]> {
    let mut drawn = Zeroizing::new([0; N]);
    derive(seed, &[b"draw/", purpose.as_bytes()], &mut *drawn);
    drawn
}

impl Debug for Membership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Membership({} at {})", self.account, self.server)
    }
}

/// An address as its text.
mod text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::account::address::ServerAddress;

    pub(in crate::account) fn serialize<S: Serializer>(
        at: &ServerAddress,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.collect_str(at)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<ServerAddress, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::account::secret_store::SecretStore;

    /// A key store in memory that fails at its call of a number, before or after it has done it.
    #[derive(Debug, Default)]
    struct Moody {
        kept: Mutex<BTreeMap<String, Vec<u8>>>,
        calls: Mutex<usize>,
        fails: Option<(usize, Late)>,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Late {
        No,
        Yes,
    }

    impl Moody {
        fn call<T>(
            &self,
            work: impl FnOnce(&mut BTreeMap<String, Vec<u8>>) -> T,
        ) -> Result<T, SecretStoreError> {
            let mut calls = self.calls.lock().unwrap();
            *calls += 1;
            let locked = || SecretStoreError::Failed { reason: "locked".to_owned() };
            match self.fails.filter(|(at, _)| at == &*calls) {
                Some((_, Late::No)) => Err(locked()),
                Some((_, Late::Yes)) => {
                    work(&mut self.kept.lock().unwrap());
                    Err(locked())
                }
                None => Ok(work(&mut self.kept.lock().unwrap())),
            }
        }
    }

    impl SecretStore for Moody {
        fn get(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
            self.call(|kept| kept.get(&name).cloned())
        }

        fn put(&self, name: String, secret: Vec<u8>) -> Result<(), SecretStoreError> {
            self.call(|kept| drop(kept.insert(name, secret)))
        }

        fn delete(&self, name: String) -> Result<(), SecretStoreError> {
            self.call(|kept| drop(kept.remove(&name)))
        }
    }

    #[test]
    fn whichever_call_of_the_store_fails_the_next_try_takes_what_was_kept() {
        for (at, late) in (1..=5).flat_map(|at| [(at, Late::No), (at, Late::Yes)]) {
            let store = Arc::new(Moody { fails: Some((at, late)), ..Moody::default() });
            let secrets = Secrets::new(store.clone());
            let failed = secrets.identity(Database::Absent, &[1; 32]);
            assert!(matches!(failed, Err(SecretsError::Store(_))), "{at} {late:?}: {failed:?}");
            let kept = store.kept.lock().unwrap().clone();
            let Identity { device, key } = secrets.identity(Database::Absent, &[2; 32]).unwrap();
            for (name, value) in kept {
                assert_eq!(store.kept.lock().unwrap().get(&name), Some(&value), "{at} {late:?}");
            }
            let again = secrets.identity(Database::Present, &[3; 32]).unwrap();
            assert_eq!((again.device, again.key), (device, key));
        }
    }

    #[test]
    fn where_there_is_a_database_or_an_account_no_key_is_drawn() {
        let store = Arc::new(Moody::default());
        let secrets = Secrets::new(store.clone());
        let Identity { device, key } = secrets.identity(Database::Absent, &[1; 32]).unwrap();
        let kept = store.kept.lock().unwrap().clone();
        secrets.delete(KEY).unwrap();
        let missing = |database| secrets.identity(database, &[2; 32]).unwrap_err();
        assert_eq!(missing(Database::Present), SecretsError::KeyMissing);
        let membership = Membership {
            server: "sync.example.org".parse().unwrap(),
            account: AccountId::from_bytes([4; 16]),
            credential: "rbd_00".to_owned(),
        };
        secrets.put_membership(membership.clone()).unwrap();
        assert_eq!(missing(Database::Absent), SecretsError::KeyMissing);
        secrets.take_key(&key).unwrap();
        assert_eq!(secrets.take_key(&AccountKey::from_bytes([9; 32])), Err(SecretsError::OtherKey));
        assert_eq!(secrets.identity(Database::Present, &[2; 32]).unwrap().device, device);
        secrets.delete(DEVICE).unwrap();
        assert_eq!(missing(Database::Present), SecretsError::DeviceMissing);
        let link = secrets.link().unwrap();
        assert_eq!(link.url, "wss://sync.example.org/sync");
        assert_eq!(link.headers[0].value, "Bearer rbd_00");
        assert!(!format!("{membership:?} {link:?}").contains("rbd_"));
        secrets.forget().unwrap();
        assert!(store.kept.lock().unwrap().is_empty());
        assert_ne!(secrets.identity(Database::Absent, &[2; 32]).unwrap().key, key);
        assert_eq!(kept.get(KEY).unwrap(), key.reveal());
    }

    #[test]
    fn what_was_not_put_away_is_told_and_not_read() {
        let store = Arc::new(Moody::default());
        for name in [DEVICE, KEY, CREDENTIAL] {
            store.put(name.to_owned(), b"short".to_vec()).unwrap();
            let damaged =
                Secrets::new(store.clone()).identity(Database::Absent, &[1; 32]).unwrap_err();
            assert_eq!(damaged, SecretsError::Damaged(name));
            store.delete(name.to_owned()).unwrap();
        }
    }
}
