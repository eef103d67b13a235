//! People in the double.

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::grant::Roles;
use rebound_sync_server::auth::invite::{Invite, InviteHash, InvitedTo};
use rebound_sync_server::auth::opaque::WrappedKey;
use rebound_sync_server::auth::people::{
    KnownAccount, KnownDevice, NewAccount, People, PeopleError, Registration, Standing,
};
use rebound_sync_server::auth::recovery::RecoveryHash;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::auth::space::{Space, SpaceId};
use rebound_sync_server::epoch::Epoch;

use crate::memory::{EPOCH, Kept, Memory, State};

/// Whether another account has this recovery code.
fn is_taken(state: &State, account: AccountId, code: Option<RecoveryHash>) -> bool {
    let has = |known: &KnownAccount| known.account != account && known.recovery == code;
    code.is_some() && state.accounts.iter().any(has)
}

impl People for Memory {
    fn epoch(&self) -> Epoch {
        EPOCH
    }

    fn accounts(&self) -> Result<Vec<KnownAccount>, PeopleError> {
        Ok(self.lock().accounts.clone())
    }

    fn devices(&self) -> Result<Vec<KnownDevice>, PeopleError> {
        Ok(self.lock().devices.clone())
    }

    fn register(
        &self,
        device: &KnownDevice,
        new: Option<NewAccount<'_>>,
        devices_max: u64,
    ) -> Result<Registration, PeopleError> {
        let mut state = self.lock();
        if new.is_some_and(|new| is_taken(&state, new.known.account, new.known.recovery)) {
            return Ok(Registration::CodeTaken);
        }
        let live = |known: &&KnownDevice| {
            known.account == device.account && known.standing == Standing::Live
        };
        if state.devices.iter().filter(live).any(|known| known.device == device.device) {
            return Ok(Registration::DeviceTaken);
        } else if state.devices.iter().filter(live).count() as u64 >= devices_max {
            return Ok(Registration::TooManyDevices);
        }
        state
            .devices
            .retain(|known| (known.account, known.device) != (device.account, device.device));
        state.devices.push(device.clone());
        if let Some(NewAccount { known, wrapped_key }) = new {
            state.accounts.push(known);
            state.wrapped_keys.extend(wrapped_key.map(|key| (known.account, key.clone())));
        }
        Ok(Registration::Done)
    }

    fn revoke(&self, account: AccountId, device: DeviceId) -> Result<bool, PeopleError> {
        let mut state = self.lock();
        let mut devices = state.devices.iter_mut();
        let known = devices.find(|known| known.device == device && known.account == account);
        Ok(known.map(|known| known.standing = Standing::Revoked).is_some())
    }

    fn describe(&self, device: &KnownDevice) -> Result<(), PeopleError> {
        let mut state = self.lock();
        let same = |known: &&mut KnownDevice| {
            (known.account, known.device) == (device.account, device.device)
        };
        if let Some(known) = state.devices.iter_mut().find(same) {
            known.name = device.name.clone();
            known.seen_ms = device.seen_ms;
        }
        Ok(())
    }

    fn set_recovery(
        &self,
        account: AccountId,
        code: &RecoveryHash,
        wrapped_key: Option<&WrappedKey>,
    ) -> Result<bool, PeopleError> {
        let mut state = self.lock();
        if is_taken(&state, account, Some(*code)) {
            return Ok(false);
        }
        let known = state.accounts.iter_mut().find(|known| known.account == account);
        known.into_iter().for_each(|known| known.recovery = Some(*code));
        state.wrapped_keys.remove(&account);
        state.wrapped_keys.extend(wrapped_key.map(|key| (account, key.clone())));
        Ok(true)
    }

    fn set_wrapped_key(&self, account: AccountId, key: &WrappedKey) -> Result<(), PeopleError> {
        let mut state = self.lock();
        if state.accounts.iter().any(|known| known.account == account) {
            state.wrapped_keys.insert(account, key.clone());
        }
        Ok(())
    }

    fn wrapped_key(&self, account: AccountId) -> Result<Option<WrappedKey>, PeopleError> {
        Ok(self.lock().wrapped_keys.get(&account).cloned())
    }

    fn remove(&self, account: AccountId) -> Result<(), PeopleError> {
        let mut state = self.lock();
        state.accounts.retain(|known| known.account != account);
        state.wrapped_keys.remove(&account);
        state.devices.retain(|known| known.account != account);
        state.documents.values_mut().for_each(|kept| kept.roles.retain(|of, _| *of != account));
        let owned = state.spaces.values().filter(|space| space.owner == account);
        let owned: Vec<SpaceId> = owned.map(|space| space.id).collect();
        owned.iter().for_each(|id| state.end(id));
        state.spaces.values_mut().for_each(|space| _ = space.members.remove(&account));
        Ok(())
    }

    fn owned(&self, account: AccountId) -> Result<u64, PeopleError> {
        let state = self.lock();
        let owned = |kept: &&Kept| kept.is_owned_by(account);
        Ok(state.documents.values().filter(owned).count() as u64)
    }

    fn invite(&self, invite: &Invite, most: u64, now_ms: i64) -> Result<bool, PeopleError> {
        let mut state = self.lock();
        state.invites.retain(|kept| kept.expires_ms > now_ms);
        let to_same = |kept: &&Invite| kept.to == invite.to;
        let room = (state.invites.iter().filter(to_same).count() as u64) < most;
        let is_there = match &invite.to {
            InvitedTo::Document(id) => state.named(id).is_some(),
            InvitedTo::Space(id) => state.spaces.contains_key(id),
        };
        let room = room && is_there;
        if room {
            state.invites.push(*invite);
        }
        Ok(room)
    }

    fn invites(&self, to: &InvitedTo, now_ms: i64) -> Result<Vec<Invite>, PeopleError> {
        let state = self.lock();
        let good = |kept: &&Invite| kept.to == *to && kept.expires_ms > now_ms;
        let mut invites: Vec<_> = state.invites.iter().filter(good).copied().collect();
        invites.sort_by_key(|kept| (kept.expires_ms, kept.token));
        Ok(invites)
    }

    fn claim_invite(
        &self,
        token: &InviteHash,
        account: AccountId,
        now_ms: i64,
    ) -> Result<Option<Invite>, PeopleError> {
        let mut state = self.lock();
        let kept = state.invites.iter_mut().find(|kept| {
            kept.token == *token
                && kept.expires_ms > now_ms
                && kept.claimed_by.is_none_or(|by| by == account)
        });
        Ok(kept.map(|kept| {
            kept.claimed_by = Some(account);
            *kept
        }))
    }

    fn end_invite(&self, token: &InviteHash) -> Result<(), PeopleError> {
        self.lock().invites.retain(|kept| kept.token != *token);
        Ok(())
    }

    fn documents(&self, account: AccountId) -> Result<Vec<(DocumentId, Role)>, PeopleError> {
        let state = self.lock();
        let role = |kept: &Kept| state.roles(kept).get(&account).copied();
        let documents = state.documents.values();
        Ok(documents.filter_map(|kept| Some((kept.id, role(kept)?))).collect())
    }

    fn roles(&self, document: &DocumentId) -> Result<Option<Roles>, PeopleError> {
        let state = self.lock();
        let kept = state.documents.values().find(|kept| kept.id == *document);
        Ok(kept.map(|kept| Roles::new(*document, state.roles(kept))))
    }

    fn set_role(
        &self,
        document: &DocumentId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), PeopleError> {
        let mut state = self.lock();
        if let Some((_, kept)) = state.named(document) {
            match role {
                Some(role) => drop(kept.roles.insert(account, role)),
                None => drop(kept.roles.remove(&account)),
            }
        }
        state.mark(document);
        Ok(())
    }

    fn make_space(
        &self,
        space: &SpaceId,
        owner: AccountId,
        most: u64,
    ) -> Result<bool, PeopleError> {
        let mut state = self.lock();
        let owned = state.spaces.values().filter(|space| space.owner == owner).count() as u64;
        if owned < most {
            let (members, documents) = Default::default();
            state.spaces.insert(*space, Space { id: *space, owner, members, documents });
        }
        Ok(owned < most)
    }

    fn space(&self, space: &SpaceId) -> Result<Option<Space>, PeopleError> {
        Ok(self.lock().spaces.get(space).cloned())
    }

    fn spaces(&self, account: AccountId) -> Result<Vec<(SpaceId, Role)>, PeopleError> {
        let state = self.lock();
        let spaces = state.spaces.values();
        Ok(spaces.filter_map(|space| Some((space.id, space.role(account)?))).collect())
    }

    fn set_member(
        &self,
        space: &SpaceId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), PeopleError> {
        let mut state = self.lock();
        let Some(space) = state.spaces.get_mut(space) else { return Ok(()) };
        match role {
            Some(role) => drop(space.members.insert(account, role)),
            None => drop(space.members.remove(&account)),
        }
        let documents = space.documents.clone();
        documents.iter().for_each(|id| state.mark(id));
        Ok(())
    }

    fn put(&self, document: &DocumentId, space: Option<&SpaceId>) -> Result<(), PeopleError> {
        let mut state = self.lock();
        if state.named(document).is_none() {
            return Ok(());
        }
        state.spaces.values_mut().for_each(|space| _ = space.documents.remove(document));
        if let Some(space) = space.and_then(|space| state.spaces.get_mut(space)) {
            space.documents.insert(*document);
        }
        state.mark(document);
        Ok(())
    }

    fn end_space(&self, space: &SpaceId) -> Result<(), PeopleError> {
        self.lock().end(space);
        Ok(())
    }
}
