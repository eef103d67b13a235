//! The open sockets: whose they are, and under which names they speak.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::wire::PeerId;

use crate::auth::Principal;
use crate::fanout::Mailbox;

/// The open sockets.
#[derive(Debug)]
pub(crate) struct Sockets {
    per_device_max: usize,
    inner: Mutex<Joined>,
}

#[derive(Debug, Default)]
struct Joined {
    open: HashMap<u64, Open>,
    /// By the order in which they came.
    of_device: HashMap<DeviceId, BTreeSet<u64>>,
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
    /// No sockets. A device may have `per_device_max` of them.
    pub(crate) fn new(per_device_max: usize) -> Self {
        Self { per_device_max, inner: Mutex::default() }
    }

    /// Notes a new socket. If its device has too many then, its oldest one has to end: it is most
    /// likely the one that has lost its network without a word.
    pub(crate) fn open(&self, number: u64, principal: Principal, mailbox: &Arc<Mailbox>) {
        let mut inner = self.lock();
        let of_device = inner.of_device.entry(principal.device).or_default();
        of_device.insert(number);
        let crowded = of_device.len() > self.per_device_max;
        let oldest = if crowded { of_device.pop_first() } else { None };
        let open = Open { principal, mailbox: Arc::clone(mailbox), name: None };
        inner.open.insert(number, open);
        if let Some(open) = oldest.and_then(|oldest| inner.open.get(&oldest)) {
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
        if let Some(sockets) = inner.of_device.get_mut(&open.principal.device) {
            sockets.remove(&number);
            if sockets.is_empty() {
                inner.of_device.remove(&open.principal.device);
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
    pub(crate) fn wake(&self, device: DeviceId) {
        let inner = self.lock();
        let numbers = inner.of_device.get(&device).into_iter().flatten();
        numbers.filter_map(|number| inner.open.get(number)).for_each(|open| open.mailbox.wake());
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

#[cfg(test)]
mod tests {
    use super::*;

    fn principal(number: u8) -> Principal {
        let (account, device) =
            (AccountId::from_bytes([number; 16]), DeviceId::from_bytes([number; 8]));
        Principal { account, device }
    }

    #[test]
    fn a_name_belongs_to_the_account_that_has_had_it_longest() {
        let (sockets, name) = (Sockets::new(8), PeerId::new("sam").unwrap());
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
        assert!(sockets.lock().named.is_empty() && sockets.lock().of_device.is_empty());
    }
}
