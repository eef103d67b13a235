//! Accounts and devices in memory, where every message asks for them. All of them fit; the store is the
//! truth.

mod accounts;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::{AccountId, DeviceId};
use subtle::ConstantTimeEq;

use crate::auth::credential::Credential;
use crate::auth::opaque::WrappedKey;
use crate::auth::people::{
    DeviceName, KnownAccount, KnownDevice, NewAccount, People, PeopleError, Registration, Standing,
};
use crate::auth::recovery::RecoveryCode;
use crate::auth::registry::accounts::Accounts;
use crate::auth::reserve::Reserve;
use crate::auth::{Principal, seniority};

/// When a device was here last is stored as often as this, in milliseconds.
const SEEN_EVERY_MS: i64 = 3_600_000;

/// Accounts and devices in memory.
#[derive(Debug)]
pub struct Registry {
    people: Arc<dyn People>,
    devices_max: u64,
    /// Room for revocations that the store does not take.
    reserve: Option<Reserve>,
    inner: Mutex<Accounts>,
}

/// A device that is to be registered.
#[derive(Debug)]
pub struct Newcomer<'a> {
    /// The id that it chose.
    pub device: DeviceId,
    /// What it is called.
    pub name: DeviceName,
    /// Its credential.
    pub credential: &'a Credential,
    /// When it comes, in milliseconds since 1970.
    pub now_ms: i64,
}

/// What became of the wish to end a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// It is ended, now or before.
    Done,
    /// The account has no such device.
    Absent,
    /// It is the last one, or older than the one that asks: the recovery code is needed.
    CodeNeeded,
}

impl Registry {
    /// Reads the registry from a store. An account may have so many devices.
    ///
    /// # Errors
    ///
    /// The store's.
    pub fn open(people: Arc<dyn People>, devices_max: u64) -> Result<Self, PeopleError> {
        let mut inner = Accounts::default();
        people.accounts()?.into_iter().for_each(|known| inner.found(known));
        people.devices()?.into_iter().for_each(|known| inner.take(known));
        Ok(Self { people, devices_max, reserve: None, inner: Mutex::new(inner) })
    }

    /// The same with room for revocations that the store does not take, and those that are in it.
    #[must_use]
    pub fn with_reserve(mut self, reserve: Reserve) -> Self {
        let mut inner = self.lock();
        reserve.all().into_iter().for_each(|(account, device)| inner.silence(account, device));
        drop(inner);
        self.reserve = Some(reserve);
        self
    }

    /// Carries revocations over into the store that it did not take before; tells how many wait still.
    pub fn settle_reserve(&self) -> usize {
        let Some(reserve) = &self.reserve else { return 0 };
        let waiting = reserve.all();
        let carried = |(account, device): &(AccountId, DeviceId)| {
            let stored = self.people.revoke(*account, *device).is_ok();
            stored && reserve.release(*account, *device).is_ok()
        };
        waiting.iter().filter(|entry| !carried(entry)).count()
    }

    /// The store that it is read from.
    pub const fn people(&self) -> &Arc<dyn People> {
        &self.people
    }

    /// Registers the first device of a new account, with a recovery code and the key that is wrapped with it.
    ///
    /// # Errors
    ///
    /// The store's: nothing was registered.
    pub fn found(
        &self,
        account: AccountId,
        recovery: &RecoveryCode,
        wrapped_key: Option<&WrappedKey>,
        newcomer: Newcomer<'_>,
    ) -> Result<Registration, PeopleError> {
        let recovery = Some(recovery.hash());
        let new = NewAccount { known: KnownAccount { account, recovery }, wrapped_key };
        self.register_as(account, Some(new), newcomer)
    }

    /// Registers a further device of an account.
    ///
    /// # Errors
    ///
    /// The store's: nothing was registered.
    pub fn register(
        &self,
        account: AccountId,
        newcomer: Newcomer<'_>,
    ) -> Result<Registration, PeopleError> {
        self.register_as(account, None, newcomer)
    }

    fn register_as(
        &self,
        account: AccountId,
        new: Option<NewAccount<'_>>,
        newcomer: Newcomer<'_>,
    ) -> Result<Registration, PeopleError> {
        // Held while the store is asked: who registers or revokes comes one after the other.
        let mut inner = self.lock();
        let Newcomer { device, name, credential, now_ms } = newcomer;
        let known = KnownDevice {
            device,
            account,
            credential: credential.hash(),
            standing: Standing::Live,
            name,
            // Nobody is as old as another, whatever the clock says.
            registered_ms: now_ms.max(inner.newest_ms(account).saturating_add(1)),
            seen_ms: 0,
        };
        let registration = self.people.register(&known, new, self.devices_max)?;
        if registration == Registration::Done {
            new.into_iter().for_each(|new| inner.found(new.known));
            inner.take(known);
        }
        Ok(registration)
    }

    /// Who holds a credential; `None` if nobody does, or no more.
    pub fn principal(&self, credential: &Credential) -> Option<Principal> {
        let hash = credential.hash();
        let inner = self.lock();
        let (account, device) = *inner.by_credential.get(&hash)?;
        let known = inner.live(account, device)?;
        let same: bool = known.credential.ct_eq(&hash).into();
        same.then_some(known.principal())
    }

    /// Whether a device may still speak. Asked before every message in and out. Another device that was
    /// registered under the id of a revoked one is another.
    pub fn is_live(&self, principal: Principal) -> bool {
        let inner = self.lock();
        let known = inner.live(principal.account, principal.device);
        known.is_some_and(|known| known.principal() == principal)
    }

    /// Whether there is such an account.
    pub fn is_known(&self, account: AccountId) -> bool {
        self.lock().members.contains_key(&account)
    }

    /// The account whose recovery code this is; `None` if it is nobody's.
    pub fn recovered(&self, code: &RecoveryCode) -> Option<AccountId> {
        self.lock().by_recovery.get(&code.hash()).copied()
    }

    /// Whether an account has a recovery code, and whether it is this one.
    pub fn has_code(&self, account: AccountId, code: Option<&RecoveryCode>) -> HasCode {
        let inner = self.lock();
        let kept = inner.members.get(&account).and_then(|member| member.recovery);
        match (kept, code.map(RecoveryCode::hash)) {
            (Some(kept), Some(shown)) if kept.ct_eq(&shown).into() => HasCode::This,
            (Some(_), _) => HasCode::Another,
            (None, _) => HasCode::None,
        }
    }

    /// All devices of all accounts, revoked ones included, by account and age.
    pub fn everybody(&self) -> Vec<KnownDevice> {
        let inner = self.lock();
        let devices = inner.members.values().flat_map(|member| member.devices.values());
        let mut devices: Vec<_> = devices.cloned().collect();
        devices.sort_by_key(|known| (known.account, known.registered_ms, known.device));
        devices
    }

    /// The live devices of an account, the oldest first.
    pub fn devices(&self, account: AccountId) -> Vec<KnownDevice> {
        let inner = self.lock();
        let mut live: Vec<_> = inner.live_of(account).cloned().collect();
        live.sort_by_key(|known| (known.registered_ms, known.device));
        live
    }

    /// Ends a device of the caller's account.
    ///
    /// # Errors
    ///
    /// The store's, which had no room for it either: the device is revoked until the server ends.
    pub fn revoke(
        &self,
        caller: Principal,
        device: DeviceId,
        code: Option<&RecoveryCode>,
    ) -> Result<Revocation, PeopleError> {
        let has_code = self.has_code(caller.account, code) == HasCode::This;
        let mut inner = self.lock();
        let live: Vec<_> = inner.live_of(caller.account).collect();
        if !has_code && !seniority::may_end(&live, caller.device, device) {
            return Ok(Revocation::CodeNeeded);
        }
        let revoked = inner.end(&*self.people, self.reserve.as_ref(), caller.account, device)?;
        Ok(if revoked { Revocation::Done } else { Revocation::Absent })
    }

    /// Ends a device of an account, whose owner is known to be at hand; tells whether there is such a one.
    ///
    /// # Errors
    ///
    /// The store's, which had no room for it either: the device is revoked until the server ends.
    pub fn end(&self, account: AccountId, device: DeviceId) -> Result<bool, PeopleError> {
        self.lock().end(&*self.people, self.reserve.as_ref(), account, device)
    }

    /// Gives an account another recovery code, and the key that is wrapped with it or none; tells whether it did:
    /// not with the code of another account.
    ///
    /// # Errors
    ///
    /// The store's: the old ones are good then.
    pub fn set_recovery(
        &self,
        account: AccountId,
        code: &RecoveryCode,
        wrapped_key: Option<&WrappedKey>,
    ) -> Result<bool, PeopleError> {
        let mut inner = self.lock();
        let is_set = self.people.set_recovery(account, &code.hash(), wrapped_key)?;
        if is_set {
            inner.found(KnownAccount { account, recovery: Some(code.hash()) });
        }
        Ok(is_set)
    }

    /// Names a device of an account; tells whether there is a live one.
    ///
    /// # Errors
    ///
    /// The store's: the name is the old one then.
    pub fn rename(
        &self,
        account: AccountId,
        device: DeviceId,
        name: DeviceName,
    ) -> Result<bool, PeopleError> {
        let mut inner = self.lock();
        let known = inner.device(account, device);
        let Some(known) = known.filter(|known| known.standing == Standing::Live) else {
            return Ok(false);
        };
        let named = KnownDevice { name, ..known.clone() };
        self.people.describe(&named)?;
        *known = named;
        Ok(true)
    }

    /// Notes that a device is here. Stored now and then: a disk that is full keeps nobody out.
    pub fn note_seen(&self, principal: Principal, now_ms: i64) {
        let mut inner = self.lock();
        let Some(known) = inner.device(principal.account, principal.device) else { return };
        let is_news = now_ms.saturating_sub(known.seen_ms) >= SEEN_EVERY_MS;
        known.seen_ms = known.seen_ms.max(now_ms);
        if is_news && let Err(error) = self.people.describe(known) {
            tracing::warn!(%error, "when a device was here is not noted");
        }
    }

    /// Removes an account with its devices.
    ///
    /// # Errors
    ///
    /// The store's: nothing was removed.
    pub fn remove(&self, account: AccountId) -> Result<(), PeopleError> {
        let mut inner = self.lock();
        self.people.remove(account)?;
        inner.forget(account);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Accounts> {
        // A panic while holding the lock leaves at worst a registered device out of memory.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an account has a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HasCode {
    /// The one that was shown.
    This,
    /// One, and not the one that was shown, if any was.
    Another,
    /// None: it was made by an older server.
    None,
}
