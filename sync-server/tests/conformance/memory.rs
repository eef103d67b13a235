//! A double of both ports in memory, which can fail at every n-th call.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::grant::Roles;
use rebound_sync_server::auth::invite::{Invite, InviteHash};
use rebound_sync_server::auth::people::{
    KnownAccount, KnownDevice, People, PeopleError, Registration, Standing,
};
use rebound_sync_server::auth::recovery::RecoveryHash;
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::epoch::Epoch;
use rebound_sync_server::ledger::change::StoredChange;
use rebound_sync_server::ledger::covered::Covered;
use rebound_sync_server::ledger::graph::Graph;
use rebound_sync_server::ledger::storage::{
    Append, Created, Cursor, Each, Found, Left, Number, Outcome, Replaced, Snapshot, Storage,
    StorageError, StoredDocument, Tail, Wanted,
};

const EPOCH: Epoch = Epoch::from_bytes([7; 16]);

/// Documents and people in memory.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    state: Mutex<State>,
    calls: AtomicUsize,
    /// Every how many calls one fails; 0 for none.
    fails_every: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    documents: BTreeMap<i64, Kept>,
    appends: Vec<(Number, usize)>,
    deleted: usize,
    invites: Vec<Invite>,
    accounts: Vec<KnownAccount>,
    devices: Vec<KnownDevice>,
}

#[derive(Debug)]
struct Kept {
    id: DocumentId,
    roles: BTreeMap<AccountId, Role>,
    changes: BTreeMap<usize, StoredChange>,
    covered: Covered,
    chunk: Vec<u8>,
}

impl Kept {
    fn len(&self) -> usize {
        let end = self.changes.last_key_value().map_or(0, |(last, _)| last + 1);
        end.max(self.covered.len())
    }

    fn roles(&self) -> Roles {
        Roles::new(self.id, self.roles.iter().map(|(account, role)| (*account, *role)))
    }
}

impl State {
    fn kept(&mut self, number: Number) -> &mut Kept {
        self.documents.get_mut(&number.0).unwrap()
    }

    fn named(&mut self, id: &DocumentId) -> Option<(i64, &mut Kept)> {
        let found = self.documents.iter_mut().find(|(_, kept)| kept.id == *id);
        found.map(|(number, kept)| (*number, kept))
    }
}

impl Memory {
    /// From now on every `calls`-th call fails: in turn before anything was done, and after all was.
    pub(crate) fn fail_every(&self, calls: usize) {
        self.fails_every.store(calls, Ordering::SeqCst);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn call<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, StorageError> {
        let every = self.fails_every.load(Ordering::SeqCst);
        let call = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let fails = every > 0 && call.is_multiple_of(every);
        let failure = || StorageError::Unavailable("out of order".into());
        if fails && (call / every).is_multiple_of(2) {
            return Err(failure());
        }
        let done = work(&mut self.lock());
        if fails { Err(failure()) } else { Ok(done) }
    }
}

impl Storage for Memory {
    fn open(&self, id: &DocumentId) -> Result<Option<StoredDocument>, StorageError> {
        self.call(|state| {
            let (number, kept) = state.named(id)?;
            let mut graph = Graph::new(kept.covered.clone());
            for change in kept.changes.range(kept.covered.len()..).map(|(_, change)| change) {
                graph.push(change);
                graph.commit(graph.len());
            }
            Some(StoredDocument { number: Number(number), roles: kept.roles(), graph })
        })
    }

    fn create(&self, id: &DocumentId, owner: AccountId) -> Result<Created, StorageError> {
        self.call(|state| {
            if state.named(id).is_some() {
                return Created::Theirs;
            }
            let number = i64::try_from(state.documents.len() + state.deleted).unwrap() + 1;
            let kept = Kept {
                id: *id,
                roles: BTreeMap::from([(owner, Role::Owner)]),
                changes: BTreeMap::new(),
                covered: Covered::default(),
                chunk: Vec::new(),
            };
            state.documents.insert(number, kept);
            Created::Mine
        })
    }

    fn take_over(&self, id: &DocumentId, owner: AccountId) -> Result<Created, StorageError> {
        self.call(|state| match state.named(id) {
            Some((_, kept)) if kept.len() == 0 => {
                kept.roles = BTreeMap::from([(owner, Role::Owner)]);
                Created::Mine
            }
            Some(_) | None => Created::Theirs,
        })
    }

    fn delete(&self, document: Number) -> Result<(), StorageError> {
        self.call(|state| {
            if let Some(kept) = state.documents.remove(&document.0) {
                state.invites.retain(|invite| invite.document != kept.id);
            }
            state.deleted += 1;
        })
    }

    fn append(&self, batch: &[Append<'_>]) -> Result<Vec<Outcome>, StorageError> {
        self.call(|state| {
            let one = |Append { document, first, changes }: &Append<'_>| {
                let kept = state.kept(*document);
                let len = kept.len();
                if len != *first {
                    return Outcome::Behind { len };
                }
                kept.changes.extend((len..).zip(changes.iter().cloned()));
                state.appends.push((*document, len + changes.len()));
                Outcome::Stored
            };
            batch.iter().map(one).collect()
        })
    }

    fn changes(
        &self,
        document: Number,
        first: usize,
        end: usize,
        each: Each<'_>,
    ) -> Result<(), StorageError> {
        let changes = self.call(|state| state.kept(document).changes.clone())?;
        changes.range(first..end).try_for_each(|(position, change)| each(*position, change.clone()))
    }

    fn read(&self, document: Number, wanted: &Wanted) -> Result<Found, StorageError> {
        self.call(|state| {
            let kept = state.kept(document);
            let covers = kept.covered.len();
            let mut found = Found::default();
            if wanted.snapshot && covers == 0 {
                return Err(StorageError::Damaged);
            } else if wanted.snapshot {
                found.snapshot = Some(Snapshot { covers, bytes: kept.chunk.clone() });
            }
            for position in &wanted.positions {
                match kept.changes.get(position) {
                    Some(change) => drop(found.changes.insert(*position, change.bytes.clone())),
                    None if *position < covers => {}
                    None => return Err(StorageError::Damaged),
                }
            }
            Ok(found)
        })?
    }

    fn replace_snapshot(
        &self,
        document: Number,
        expected: usize,
        covered: &Covered,
        chunk: &[u8],
    ) -> Result<Replaced, StorageError> {
        self.call(|state| {
            let kept = state.kept(document);
            if kept.covered.len() != expected {
                return Replaced::Other { covers: kept.covered.len() };
            }
            (kept.covered, kept.chunk) = (covered.clone(), chunk.to_vec());
            Replaced::Done
        })
    }

    fn prune(&self, document: Number) -> Result<Left, StorageError> {
        self.call(|state| {
            let kept = state.kept(document);
            kept.changes = kept.changes.split_off(&kept.covered.len());
            Left::Nothing
        })
    }

    fn unpruned(&self) -> Result<Vec<Number>, StorageError> {
        self.call(|state| {
            let dead = |kept: &Kept| kept.changes.range(..kept.covered.len()).next().is_some();
            let found = state.documents.iter().filter(|(_, kept)| dead(kept));
            found.map(|(number, _)| Number(*number)).collect()
        })
    }

    fn release(&self) -> Result<Left, StorageError> {
        self.call(|_| Left::Nothing)
    }

    fn tail(&self, since: Option<Cursor>) -> Result<Tail, StorageError> {
        self.call(|state| {
            let next = Cursor { epoch: EPOCH, at: state.appends.len() as u64 };
            match since {
                None => Tail::Grown(Vec::new(), next),
                Some(cursor) if cursor.epoch != EPOCH => Tail::Expired(next),
                Some(cursor) => {
                    let seen = usize::try_from(cursor.at).unwrap();
                    Tail::Grown(state.appends[seen..].to_vec(), next)
                }
            }
        })
    }

    fn rest(&self) -> Result<(), StorageError> {
        Ok(())
    }
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
        new: Option<&KnownAccount>,
        devices_max: u64,
    ) -> Result<Registration, PeopleError> {
        let mut state = self.lock();
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
        state.accounts.extend(new);
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

    fn set_recovery(&self, account: AccountId, code: &RecoveryHash) -> Result<(), PeopleError> {
        let mut state = self.lock();
        let known = state.accounts.iter_mut().find(|known| known.account == account);
        known.into_iter().for_each(|known| known.recovery = Some(*code));
        Ok(())
    }

    fn remove(&self, account: AccountId) -> Result<(), PeopleError> {
        let mut state = self.lock();
        state.accounts.retain(|known| known.account != account);
        state.devices.retain(|known| known.account != account);
        state.documents.values_mut().for_each(|kept| kept.roles.retain(|of, _| *of != account));
        Ok(())
    }

    fn owned(&self, account: AccountId) -> Result<u64, PeopleError> {
        let state = self.lock();
        let owned = |kept: &&Kept| kept.roles.get(&account) == Some(&Role::Owner);
        Ok(state.documents.values().filter(owned).count() as u64)
    }

    fn invite(&self, invite: &Invite, most: u64, now_ms: i64) -> Result<bool, PeopleError> {
        let mut state = self.lock();
        state.invites.retain(|kept| kept.expires_ms > now_ms);
        let of_document = |kept: &&Invite| kept.document == invite.document;
        let room = (state.invites.iter().filter(of_document).count() as u64) < most;
        let room = room && state.named(&invite.document).is_some();
        if room {
            state.invites.push(*invite);
        }
        Ok(room)
    }

    fn invites(&self, document: &DocumentId, now_ms: i64) -> Result<Vec<Invite>, PeopleError> {
        let state = self.lock();
        let good = |kept: &&Invite| kept.document == *document && kept.expires_ms > now_ms;
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
        let roles = state.documents.values();
        Ok(roles.filter_map(|kept| Some((kept.id, *kept.roles.get(&account)?))).collect())
    }

    fn roles(&self, document: &DocumentId) -> Result<Option<Roles>, PeopleError> {
        Ok(self.lock().named(document).map(|(_, kept)| kept.roles()))
    }

    fn set_role(
        &self,
        document: &DocumentId,
        account: AccountId,
        role: Option<Role>,
    ) -> Result<(), PeopleError> {
        if let Some((_, kept)) = self.lock().named(document) {
            match role {
                Some(role) => drop(kept.roles.insert(account, role)),
                None => drop(kept.roles.remove(&account)),
            }
        }
        Ok(())
    }
}
