//! Accounts and devices by whatever somebody names them with: ids, credentials and recovery codes.

use std::collections::HashMap;

use rebound_core::base::ids::{AccountId, DeviceId};

use crate::auth::credential::CredentialHash;
use crate::auth::people::{KnownAccount, KnownDevice, People, PeopleError, Standing};
use crate::auth::recovery::RecoveryHash;
use crate::auth::reserve::Reserve;

#[derive(Debug, Default)]
pub(super) struct Accounts {
    pub(super) members: HashMap<AccountId, Membership>,
    pub(super) by_credential: HashMap<CredentialHash, (AccountId, DeviceId)>,
    pub(super) by_recovery: HashMap<RecoveryHash, AccountId>,
}

#[derive(Debug, Default)]
pub(super) struct Membership {
    pub(super) recovery: Option<RecoveryHash>,
    pub(super) devices: HashMap<DeviceId, KnownDevice>,
}

impl Accounts {
    pub(super) fn found(&mut self, known: KnownAccount) {
        let member = self.members.entry(known.account).or_default();
        if let Some(old) = std::mem::replace(&mut member.recovery, known.recovery) {
            self.by_recovery.remove(&old);
        }
        if let Some(new) = known.recovery {
            self.by_recovery.insert(new, known.account);
        }
    }

    pub(super) fn take(&mut self, known: KnownDevice) {
        let (account, device) = (known.account, known.device);
        self.by_credential.insert(known.credential, (account, device));
        let member = self.members.entry(account).or_default();
        if let Some(old) = member.devices.insert(device, known) {
            self.by_credential.remove(&old.credential);
        }
    }

    pub(super) fn end(
        &mut self,
        people: &dyn People,
        reserve: Option<&Reserve>,
        account: AccountId,
        device: DeviceId,
    ) -> Result<bool, PeopleError> {
        // Whatever becomes of it on the disk, from now on the device does not speak.
        self.silence(account, device);
        let error = match people.revoke(account, device) {
            Ok(revoked) => return Ok(revoked),
            Err(error) => error,
        };
        let is_known = self.device(account, device).is_some();
        let kept = is_known && reserve.is_some_and(|room| room.keep(account, device).is_ok());
        if kept { Ok(true) } else { Err(error) }
    }

    pub(super) fn silence(&mut self, account: AccountId, device: DeviceId) {
        if let Some(known) = self.device(account, device) {
            known.standing = Standing::Revoked;
        }
    }

    pub(super) fn forget(&mut self, account: AccountId) {
        let Some(member) = self.members.remove(&account) else { return };
        if let Some(code) = member.recovery {
            self.by_recovery.remove(&code);
        }
        for known in member.devices.values() {
            self.by_credential.remove(&known.credential);
        }
    }

    pub(super) fn device(
        &mut self,
        account: AccountId,
        device: DeviceId,
    ) -> Option<&mut KnownDevice> {
        self.members.get_mut(&account)?.devices.get_mut(&device)
    }

    pub(super) fn live(&self, account: AccountId, device: DeviceId) -> Option<&KnownDevice> {
        let known = self.members.get(&account)?.devices.get(&device)?;
        (known.standing == Standing::Live).then_some(known)
    }

    pub(super) fn live_of(&self, account: AccountId) -> impl Iterator<Item = &KnownDevice> {
        let devices = self.members.get(&account).into_iter().flat_map(|m| m.devices.values());
        devices.filter(|known| known.standing == Standing::Live)
    }

    /// When the newest device of an account was registered, revoked ones included; 0 without any.
    pub(super) fn newest_ms(&self, account: AccountId) -> i64 {
        let devices = self.members.get(&account).into_iter().flat_map(|m| m.devices.values());
        devices.map(|known| known.registered_ms).max().unwrap_or(0)
    }
}
