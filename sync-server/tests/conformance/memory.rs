//! A double of both ports in memory, which can fail at every n-th call.

mod people;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::grant::Roles;
use rebound_sync_server::auth::invite::{Invite, InvitedTo};
use rebound_sync_server::auth::opaque::WrappedKey;
use rebound_sync_server::auth::people::{KnownAccount, KnownDevice};
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::auth::space::{Space, SpaceId};
use rebound_sync_server::epoch::Epoch;
use rebound_sync_server::ledger::change::StoredChange;
use rebound_sync_server::ledger::covered::Covered;
use rebound_sync_server::ledger::graph::Graph;
use rebound_sync_server::ledger::storage::{
    Append, Aside, Created, Cursor, Each, Feed, Found, Left, Number, Outcome, Replaced,
    SettingAside, Snapshot, Storage, StorageError, StoredDocument, Tail, Wanted,
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
    wrapped_keys: BTreeMap<AccountId, WrappedKey>,
    spaces: BTreeMap<SpaceId, Space>,
    /// In how many periods of the feed there was something new.
    period: u64,
}

#[derive(Debug)]
struct Kept {
    id: DocumentId,
    roles: BTreeMap<AccountId, Role>,
    changes: BTreeMap<usize, StoredChange>,
    covered: Covered,
    chunk: Vec<u8>,
    aside: Vec<Aside>,
    changed: u64,
}

impl Kept {
    fn len(&self) -> usize {
        let end = self.changes.last_key_value().map_or(0, |(last, _)| last + 1);
        end.max(self.covered.len())
    }

    fn is_owned_by(&self, account: AccountId) -> bool {
        self.roles.get(&account) == Some(&Role::Owner)
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

    /// Who is what to a document, by itself and through its space.
    fn roles(&self, kept: &Kept) -> BTreeMap<AccountId, Role> {
        let holds =
            |space: &&Space| space.documents.contains(&kept.id) && kept.is_owned_by(space.owner);
        let through = self.spaces.values().filter(holds).flat_map(|space| &space.members);
        through.chain(&kept.roles).map(|(account, role)| (*account, *role)).collect()
    }

    /// Ends a space, and the invites to it.
    fn end(&mut self, space: &SpaceId) {
        self.spaces.remove(space);
        self.invites.retain(|invite| invite.to != InvitedTo::Space(*space));
    }

    /// Notes that somebody has to look at a document.
    fn mark(&mut self, id: &DocumentId) {
        let period = self.period;
        self.named(id).into_iter().for_each(|(_, kept)| kept.changed = period);
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
        // Those that cannot fail are not counted.
        let call = self.calls.fetch_add(usize::from(every > 0), Ordering::SeqCst) + 1;
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
            let (number, _) = state.named(id)?;
            let kept = state.documents.get(&number)?;
            let mut graph = Graph::new(kept.covered.clone());
            for change in kept.changes.range(kept.covered.len()..).map(|(_, change)| change) {
                graph.push(change);
                graph.commit(graph.len());
            }
            let aside = kept.aside.iter().map(|aside| aside.hash).collect();
            let roles = Roles::new(*id, state.roles(kept));
            Some(StoredDocument { number: Number(number), roles, graph, aside })
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
                aside: Vec::new(),
                changed: 0,
            };
            state.documents.insert(number, kept);
            Created::Mine
        })
    }

    fn take_over(&self, id: &DocumentId, owner: AccountId) -> Result<Created, StorageError> {
        self.call(|state| match state.named(id) {
            Some((_, kept)) if kept.len() == 0 => {
                kept.roles = BTreeMap::from([(owner, Role::Owner)]);
                state.spaces.values_mut().for_each(|space| _ = space.documents.remove(id));
                Created::Mine
            }
            Some(_) | None => Created::Theirs,
        })
    }

    fn delete(&self, document: Number) -> Result<(), StorageError> {
        self.call(|state| {
            if let Some(kept) = state.documents.remove(&document.0) {
                state.invites.retain(|invite| invite.to != InvitedTo::Document(kept.id));
                let spaces = state.spaces.values_mut();
                spaces.for_each(|space| _ = space.documents.remove(&kept.id));
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
                let id = kept.id;
                state.mark(&id);
                state.appends.push((*document, len + changes.len()));
                Outcome::Stored
            };
            batch.iter().map(one).collect()
        })
    }

    fn set_aside(&self, change: &SettingAside<'_>) -> Result<Outcome, StorageError> {
        self.call(|state| {
            let kept = state.kept(change.document);
            let len = kept.len();
            if len != change.len || kept.covered.len() > change.first {
                return Outcome::Behind { len };
            }
            drop(kept.changes.split_off(&change.first));
            kept.changes.extend((change.first..).zip(change.kept.iter().cloned()));
            kept.aside.extend(change.aside.iter().map(|change| Aside {
                hash: change.hash,
                account: change.account,
                bytes: change.bytes.to_vec(),
            }));
            let id = kept.id;
            state.mark(&id);
            Outcome::Stored
        })
    }

    fn aside(&self, document: Number) -> Result<Vec<Aside>, StorageError> {
        let aside =
            |state: &mut State| state.documents.get(&document.0).map(|kept| kept.aside.clone());
        Ok(self.call(aside)?.unwrap_or_default())
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

    fn feed(&self, account: AccountId, since: Option<Cursor>) -> Result<Feed, StorageError> {
        self.call(|state| {
            if since.is_some_and(|since| since.epoch != EPOCH || since.at > state.period) {
                return Feed::Expired;
            }
            let since = since.map_or(0, |since| since.at);
            let is_told =
                |kept: &&Kept| kept.changed >= since && state.roles(kept).contains_key(&account);
            let documents = state.documents.values().filter(is_told).map(|kept| kept.id).collect();
            state.period += 1;
            Feed::Changed(documents, Cursor { epoch: EPOCH, at: state.period })
        })
    }

    fn held(&self, owner: AccountId) -> Result<u64, StorageError> {
        self.call(|state| {
            let owned = |kept: &&Kept| kept.is_owned_by(owner);
            let bytes = |kept: &Kept| {
                let live = kept.changes.range(kept.covered.len()..);
                kept.chunk.len() + live.map(|(_, change)| change.bytes.len()).sum::<usize>()
            };
            state.documents.values().filter(owned).map(bytes).sum::<usize>() as u64
        })
    }

    fn rest(&self) -> Result<(), StorageError> {
        Ok(())
    }
}
