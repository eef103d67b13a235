//! The open sockets: whose they are, and under which names they speak.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::wire::PeerId;

use crate::auth::Principal;
use crate::fanout::Mailbox;
use crate::limits::Limits;

/// The open sockets.
#[derive(Debug)]
pub(crate) struct Sockets {
    per_device_max: usize,
    per_account_max: usize,
    inner: Mutex<Joined>,
}

#[derive(Debug, Default)]
struct Joined {
    open: HashMap<u64, Open>,
    /// By the order in which they came, as those below.
    of_device: HashMap<Principal, BTreeSet<u64>>,
    of_account: HashMap<AccountId, BTreeSet<u64>>,
    /// Who has joined under a name, by the order in which they came.
    named: HashMap<PeerId, BTreeMap<u64, AccountId>>,
}

#[derive(Debug)]
struct Open {
    principal: Principal,
    mailbox: Arc<Mailbox>,
    name: Option<PeerId>,
}

impl Sockets {
    /// No sockets, of which a device and an account may have so many.
    pub(crate) fn new(limits: &Limits) -> Self {
        let most = |limit| usize::try_from(limit).unwrap_or(usize::MAX);
        let per_account_max = most(limits.sockets_per_account);
        let per_device_max = most(limits.sockets_per_device);
        Self { per_device_max, per_account_max, inner: Mutex::default() }
    }

    /// Notes a new socket. If its device or account has too many then, the oldest one has to end: it is most
    /// likely one that has lost its network without a word.
    pub(crate) fn open(&self, number: u64, principal: Principal, mailbox: &Arc<Mailbox>) {
        let mut inner = self.lock();
        let of_device = inner.of_device.entry(principal).or_default();
        let of_one = take_place(of_device, number, self.per_device_max);
        let of_account = inner.of_account.entry(principal.account).or_default();
        if let Some(displaced) = of_one {
            of_account.remove(&displaced);
        }
        let displaced = [of_one, take_place(of_account, number, self.per_account_max)];
        let open = Open { principal, mailbox: Arc::clone(mailbox), name: None };
        inner.open.insert(number, open);
        for open in displaced.into_iter().flatten().filter_map(|number| inner.open.get(&number)) {
            open.mailbox.displace();
        }
    }

    /// Notes the name that a socket has joined under.
    pub(crate) fn join(&self, number: u64, name: &PeerId) {
        let mut inner = self.lock();
        let Some(open) = inner.open.get_mut(&number) else { return };
        open.name = Some(name.clone());
        let account = open.principal.account;
        inner.named.entry(name.clone()).or_default().insert(number, account);
    }

    /// Forgets a socket that is closed.
    pub(crate) fn close(&self, number: u64) {
        let mut inner = self.lock();
        let Some(open) = inner.open.remove(&number) else { return };
        let principal = open.principal;
        if let Some(sockets) = inner.of_device.get_mut(&principal) {
            sockets.remove(&number);
            if sockets.is_empty() {
                inner.of_device.remove(&principal);
            }
        }
        if let Some(sockets) = inner.of_account.get_mut(&principal.account) {
            sockets.remove(&number);
            if sockets.is_empty() {
                inner.of_account.remove(&principal.account);
            }
        }
        let Some(name) = open.name else { return };
        if let Some(sockets) = inner.named.get_mut(&name) {
            sockets.remove(&number);
            if sockets.is_empty() {
                inner.named.remove(&name);
            }
        }
    }

    /// Makes a device's sockets look whether they may still speak.
    pub(crate) fn wake(&self, account: AccountId, device: DeviceId) {
        let inner = self.lock();
        let numbers = inner.of_account.get(&account).into_iter().flatten();
        let open = numbers.filter_map(|number| inner.open.get(number));
        open.filter(|open| open.principal.device == device).for_each(|open| open.mailbox.wake());
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.lock().open.len()
    }

    /// How many a device has.
    pub(crate) fn of_device(&self, account: AccountId, device: DeviceId) -> usize {
        let inner = self.lock();
        let numbers = inner.of_account.get(&account).into_iter().flatten();
        let open = numbers.filter_map(|number| inner.open.get(number));
        open.filter(|open| open.principal.device == device).count()
    }

    /// Whether an account may pass on what is said to come from `name`.
    ///
    /// A name that somebody is connected under belongs to the account that has had it longest: its
    /// own messages come over its own sockets. Anybody may relay for those who are not here, as the
    /// protocol has it.
    pub(crate) fn may_speak_as(&self, account: AccountId, name: &PeerId) -> bool {
        let inner = self.lock();
        let holder = inner.named.get(name).and_then(|sockets| sockets.first_key_value());
        holder.is_none_or(|(_, holder)| *holder == account)
    }

    fn lock(&self) -> MutexGuard<'_, Joined> {
        // Nothing under this lock panics; what a panic leaves behind is still whole.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds a socket to those of somebody who may have so many, and takes the oldest out if that is one too many.
fn take_place(sockets: &mut BTreeSet<u64>, number: u64, most: usize) -> Option<u64> {
    sockets.insert(number);
    if sockets.len() > most { sockets.pop_first() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(number: u8) -> Principal {
        let (account, device) =
            (AccountId::from_bytes([number; 16]), DeviceId::from_bytes([number; 8]));
        Principal { account, device, registered_ms: 1 }
    }

    #[test]
    fn a_name_belongs_to_the_account_that_has_had_it_longest() {
        let (sockets, name) = (Sockets::new(&Limits::default()), PeerId::new("sam").unwrap());
        let may = |number: u8| sockets.may_speak_as(principal(number).account, &name);
        (1..3).for_each(|number| sockets.open(number, principal(1), &Arc::default()));
        sockets.open(3, principal(2), &Arc::default());
        assert_eq!([may(1), may(2)], [true, true], "nobody is connected under it");
        [1, 3, 2].iter().for_each(|number| sockets.join(*number, &name));
        assert_eq!([may(1), may(2)], [true, false]);
        sockets.close(1);
        assert_eq!([may(1), may(2)], [true, false], "another socket of the account has it");
        sockets.close(2);
        assert_eq!([may(1), may(2)], [false, true]);
        sockets.close(3);
        let inner = sockets.lock();
        assert!(inner.named.is_empty() && inner.of_device.is_empty());
        assert!(inner.of_account.is_empty());
    }

    #[test]
    fn an_account_with_too_many_sockets_loses_its_oldest_whatever_device_that_is() {
        let limits = Limits { sockets_per_device: 2, sockets_per_account: 3, ..Limits::default() };
        let sockets = Sockets::new(&limits);
        let of = |device: u8, number: u8| Principal {
            device: DeviceId::from_bytes([device; 8]),
            ..principal(number)
        };
        let mailboxes: Vec<Arc<Mailbox>> = (0..6).map(|_| Arc::default()).collect();
        for (number, (device, account)) in
            (0_u8..).zip([(1, 1), (2, 1), (1, 1), (1, 1), (2, 1), (1, 2)])
        {
            let mailbox = &mailboxes[usize::from(number)];
            sockets.open(number.into(), of(device, account), mailbox);
        }
        let displaced: Vec<_> = mailboxes.iter().map(|mailbox| mailbox.is_displaced()).collect();
        assert_eq!(displaced, [true, true, false, false, false, false]);
    }
}
