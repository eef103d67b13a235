//! Cases of the port to people.

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_sync_server::auth::invite::{Invite, InvitedTo};
use rebound_sync_server::auth::opaque::WrappedKey;
use rebound_sync_server::auth::people::{
    DeviceName, KnownAccount, KnownDevice, NewAccount, Registration, Standing,
};
use rebound_sync_server::auth::role::Role;

use crate::Store;
use crate::documents::{OWNER, id};

const OTHER: AccountId = AccountId::from_bytes([2; 16]);

/// A device of an account, with a credential of its own.
fn device(account: AccountId, number: u8, credential: u8) -> KnownDevice {
    KnownDevice {
        device: DeviceId::from_bytes([number; 8]),
        account,
        credential: [credential; 32],
        standing: Standing::Live,
        name: DeviceName::new("phone").unwrap(),
        registered_ms: number.into(),
        seen_ms: 0,
    }
}

fn found(store: &Store, account: AccountId, recovery: u8) {
    let known = KnownAccount { account, recovery: Some([recovery; 32]) };
    let first = device(account, 100, 100 + recovery);
    let new = NewAccount { known, wrapped_key: None };
    assert_eq!(store.people.register(&first, Some(new), 10).unwrap(), Registration::Done);
}

fn wrapped(byte: u8) -> WrappedKey {
    WrappedKey::new(vec![byte; 512]).unwrap()
}

fn register(store: &Store, account: AccountId, number: u8, credential: u8) -> Registration {
    store.people.register(&device(account, number, credential), None, 4).unwrap()
}

fn revoke(store: &Store, account: AccountId, number: u8) -> bool {
    store.people.revoke(account, DeviceId::from_bytes([number; 8])).unwrap()
}

pub(crate) fn a_device_id_is_its_accounts_own_and_can_be_used_again_once_it_is_revoked(
    store: &Store,
) {
    found(store, OWNER, 1);
    found(store, OTHER, 2);
    assert_eq!(register(store, OWNER, 1, 1), Registration::Done);
    assert_eq!(register(store, OWNER, 1, 2), Registration::DeviceTaken);
    assert_eq!(register(store, OTHER, 1, 3), Registration::Done, "of another account");
    assert!(revoke(store, OWNER, 1) && revoke(store, OWNER, 1), "again is harmless");
    let of_owner = |store: &Store| {
        let devices = store.people.devices().unwrap();
        let mut devices = devices.into_iter().filter(|known| known.account == OWNER);
        devices.find(|known| known.device == DeviceId::from_bytes([1; 8])).unwrap()
    };
    let revoked = KnownDevice { standing: Standing::Revoked, ..device(OWNER, 1, 1) };
    assert_eq!(of_owner(store), revoked);
    assert_eq!(register(store, OWNER, 1, 4), Registration::Done);
    assert_eq!(of_owner(store), device(OWNER, 1, 4));
}

pub(crate) fn an_account_has_so_many_devices_and_a_revoked_one_makes_room(store: &Store) {
    found(store, OWNER, 1);
    found(store, OTHER, 2);
    for number in 1..4 {
        assert_eq!(register(store, OWNER, number, number), Registration::Done);
    }
    assert_eq!(register(store, OWNER, 4, 4), Registration::TooManyDevices);
    assert_eq!(register(store, OTHER, 5, 5), Registration::Done, "of another account");
    revoke(store, OWNER, 1);
    assert_eq!(register(store, OWNER, 4, 4), Registration::Done);
}

pub(crate) fn nobody_revokes_anothers_device(store: &Store) {
    found(store, OWNER, 1);
    found(store, OTHER, 2);
    register(store, OWNER, 1, 1);
    assert!(!revoke(store, OTHER, 1) && !revoke(store, OWNER, 2));
    let devices = store.people.devices().unwrap();
    assert!(devices.iter().all(|known| known.standing == Standing::Live));
}

pub(crate) fn what_a_device_is_called_and_a_recovery_code_are_kept(store: &Store) {
    found(store, OWNER, 1);
    let named = KnownDevice {
        name: DeviceName::new("Sam’s tablet").unwrap(),
        seen_ms: 7,
        ..device(OWNER, 100, 101)
    };
    store.people.describe(&named).unwrap();
    store.people.describe(&device(OTHER, 100, 101)).unwrap();
    assert_eq!(store.people.devices().unwrap(), [named]);
    assert!(store.people.set_recovery(OWNER, &[9; 32], None).unwrap());
    let known = KnownAccount { account: OWNER, recovery: Some([9; 32]) };
    assert_eq!(store.people.accounts().unwrap(), [known]);
}

pub(crate) fn a_wrapped_key_goes_with_its_recovery_code_which_is_one_accounts(store: &Store) {
    let people = &store.people;
    let known = KnownAccount { account: OWNER, recovery: Some([1; 32]) };
    let new = NewAccount { known, wrapped_key: Some(&wrapped(1)) };
    assert_eq!(people.register(&device(OWNER, 1, 1), Some(new), 9).unwrap(), Registration::Done);
    found(store, OTHER, 2);
    let kept = |account| people.wrapped_key(account).unwrap();
    assert_eq!((kept(OWNER), kept(OTHER)), (Some(wrapped(1)), None));
    people.set_wrapped_key(OWNER, &wrapped(2)).unwrap();
    assert_eq!(kept(OWNER), Some(wrapped(2)));
    // Another code comes with another key, or with none; the same one again is harmless.
    for key in [Some(wrapped(3)), Some(wrapped(4)), None] {
        assert!(people.set_recovery(OWNER, &[3; 32], key.as_ref()).unwrap());
        assert_eq!(kept(OWNER), key);
    }
    people.set_wrapped_key(OWNER, &wrapped(5)).unwrap();
    // With the code of another account nothing changes, and nobody is registered.
    assert!(!people.set_recovery(OWNER, &[2; 32], None).unwrap());
    assert_eq!(kept(OWNER), Some(wrapped(5)));
    let third = AccountId::from_bytes([3; 16]);
    let known = KnownAccount { account: third, recovery: Some([3; 32]) };
    let new = NewAccount { known, wrapped_key: Some(&wrapped(6)) };
    let registration = people.register(&device(third, 1, 9), Some(new), 9).unwrap();
    assert_eq!((registration, kept(third)), (Registration::CodeTaken, None));
    assert_eq!(people.accounts().unwrap().len(), 2);
    people.set_wrapped_key(third, &wrapped(6)).unwrap();
    assert_eq!(kept(third), None, "no such account");
    people.remove(OWNER).unwrap();
    assert_eq!(kept(OWNER), None);
}

pub(crate) fn an_account_that_is_removed_leaves_nothing(store: &Store) {
    found(store, OWNER, 1);
    found(store, OTHER, 2);
    store.documents.create(&id(1), OWNER).unwrap();
    store.documents.create(&id(2), OTHER).unwrap();
    store.people.set_role(&id(1), OTHER, Some(Role::Writer)).unwrap();
    let mut documents = store.people.documents(OTHER).unwrap();
    documents.sort_by_key(|(_, role)| role.as_str());
    assert_eq!(documents, [(id(2), Role::Owner), (id(1), Role::Writer)]);
    store.people.remove(OTHER).unwrap();
    assert_eq!(store.people.documents(OTHER).unwrap(), []);
    let accounts = store.people.accounts().unwrap();
    assert_eq!(accounts.iter().map(|known| known.account).collect::<Vec<_>>(), [OWNER]);
    assert!(store.people.devices().unwrap().iter().all(|known| known.account == OWNER));
    assert_eq!(store.people.roles(&id(1)).unwrap().unwrap().all().len(), 1);
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

pub(crate) fn an_invite_is_claimed_by_one_account_before_it_is_over(store: &Store) {
    store.documents.create(&id(1), OWNER).unwrap();
    let third = AccountId::from_bytes([3; 16]);
    let to = |document: u8| InvitedTo::Document(id(document));
    let invite = |number: u8, document: u8, expires_ms| Invite {
        token: [number; 32],
        to: to(document),
        role: Role::Mentor,
        expires_ms,
        claimed_by: None,
    };
    let people = &store.people;
    assert!(!people.invite(&invite(1, 2, 100), 9, 0).unwrap(), "no such document");
    assert!(people.invite(&invite(1, 1, 100), 2, 0).unwrap());
    assert!(people.invite(&invite(2, 1, 50), 2, 0).unwrap());
    assert!(!people.invite(&invite(3, 1, 50), 2, 49).unwrap(), "so many are open");
    assert!(people.invite(&invite(3, 1, 80), 2, 50).unwrap(), "one of them is over");
    assert_eq!(people.invites(&to(1), 60).unwrap(), [invite(3, 1, 80), invite(1, 1, 100)]);
    let claim =
        |number: u8, account, now_ms| people.claim_invite(&[number; 32], account, now_ms).unwrap();
    assert_eq!(claim(2, OTHER, 60), None);
    assert_eq!(claim(3, OTHER, 80), None, "at that moment it is over");
    let claimed = Invite { claimed_by: Some(OTHER), ..invite(1, 1, 100) };
    assert_eq!(claim(1, OTHER, 99), Some(claimed));
    assert_eq!(claim(1, third, 99), None, "somebody else's");
    assert_eq!(claim(1, OTHER, 99), Some(claimed), "again is harmless");
    people.end_invite(&[1; 32]).unwrap();
    people.end_invite(&[1; 32]).unwrap();
    assert_eq!(people.invites(&to(1), 60).unwrap(), [invite(3, 1, 80)]);
}

pub(crate) fn a_document_that_is_deleted_leaves_nothing_and_its_number_is_nobodys(store: &Store) {
    store.documents.create(&id(1), OWNER).unwrap();
    store.documents.create(&id(2), OWNER).unwrap();
    let open = |number| store.documents.open(&id(number)).unwrap();
    let last = open(2).unwrap().number;
    store.documents.delete(last).unwrap();
    assert!(open(2).is_none() && open(1).is_some());
    assert!(store.people.roles(&id(2)).unwrap().is_none());
    assert_eq!(store.people.owned(OWNER).unwrap(), 1);
    store.documents.create(&id(3), OWNER).unwrap();
    assert!(open(3).unwrap().number > last, "what was about the old one does not reach it");
    store.documents.create(&id(2), OTHER).unwrap();
    assert_eq!(open(2).unwrap().roles.all().len(), 1);
    store.documents.delete(open(1).unwrap().number).unwrap();
    assert_eq!(store.people.owned(OWNER).unwrap(), 1);
}
