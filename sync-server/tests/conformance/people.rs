//! Cases of the port to people.

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_sync_server::auth::people::{DEVICES_MAX, Registration, Standing};
use rebound_sync_server::auth::role::Role;

use crate::Store;
use crate::documents::{OWNER, id};

const OTHER: AccountId = AccountId::from_bytes([2; 16]);

fn register(store: &Store, account: AccountId, number: u8) -> Registration {
    let device = DeviceId::from_bytes([number; 8]);
    store.people.register(account, device, &[number; 32]).unwrap()
}

fn revoke(store: &Store, account: AccountId, number: u8) -> bool {
    store.people.revoke(account, DeviceId::from_bytes([number; 8])).unwrap()
}

pub(crate) fn a_device_is_registered_once_and_for_good(store: &Store) {
    assert_eq!(register(store, OWNER, 1), Registration::Done);
    assert_eq!(register(store, OTHER, 1), Registration::DeviceTaken);
    assert!(revoke(store, OWNER, 1) && revoke(store, OWNER, 1), "again is harmless");
    assert_eq!(register(store, OWNER, 1), Registration::DeviceTaken);
    let devices = store.people.devices().unwrap();
    let seen = devices.iter().map(|known| (known.account, known.credential, known.standing));
    assert!(seen.eq([(OWNER, [1; 32], Standing::Revoked)]));
}

pub(crate) fn an_account_has_ten_devices_and_a_revoked_one_makes_room(store: &Store) {
    for number in (1..).take(DEVICES_MAX) {
        assert_eq!(register(store, OWNER, number), Registration::Done);
    }
    assert_eq!(register(store, OWNER, 100), Registration::TooManyDevices);
    assert_eq!(register(store, OTHER, 101), Registration::Done, "of another account");
    revoke(store, OWNER, 1);
    assert_eq!(register(store, OWNER, 100), Registration::Done);
}

pub(crate) fn nobody_revokes_anothers_device(store: &Store) {
    register(store, OWNER, 1);
    assert!(!revoke(store, OTHER, 1) && !revoke(store, OWNER, 2));
    assert_eq!(store.people.devices().unwrap()[0].standing, Standing::Live);
}

pub(crate) fn roles_are_set_and_taken_back_and_the_ledger_sees_them(store: &Store) {
    store.documents.create(&id(1), OWNER).unwrap();
    let set = |role| store.people.set_role(&id(1), OTHER, role).unwrap();
    let seen = || {
        let of_people = store.people.roles(&id(1)).unwrap().unwrap().all();
        let of_ledger = store.documents.open(&id(1)).unwrap().unwrap().roles.all();
        assert_eq!(of_people, of_ledger);
        of_people.get(&OTHER).copied()
    };
    set(Some(Role::Writer));
    assert_eq!(seen(), Some(Role::Writer));
    set(Some(Role::Reader));
    assert_eq!(seen(), Some(Role::Reader));
    set(None);
    assert_eq!(seen(), None);
}

pub(crate) fn a_role_for_a_document_that_does_not_exist_is_not_kept(store: &Store) {
    store.people.set_role(&id(1), OTHER, Some(Role::Writer)).unwrap();
    assert!(store.people.roles(&id(1)).unwrap().is_none());
    store.documents.create(&id(1), OWNER).unwrap();
    assert_eq!(store.people.roles(&id(1)).unwrap().unwrap().all().len(), 1);
}
