//! Cases of spaces, and of the feed.

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::invite::{Invite, InvitedTo};
use rebound_sync_server::auth::role::Role;
use rebound_sync_server::auth::space::SpaceId;
use rebound_sync_server::epoch::Epoch;
use rebound_sync_server::ledger::storage::{Cursor, Feed, Outcome};

use crate::Store;
use crate::documents::{OWNER, append, id};

const OTHER: AccountId = AccountId::from_bytes([2; 16]);

const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);

/// A space of the owner, with a member.
fn space(store: &Store, role: Role) {
    assert!(store.people.make_space(&SPACE, OWNER, 1).unwrap());
    store.people.set_member(&SPACE, OTHER, Some(role)).unwrap();
}

/// What the other account is to a document, as the ledger and people agree.
fn role(store: &Store, number: u8) -> Option<Role> {
    let of_people = store.people.roles(&id(number)).unwrap().unwrap().all();
    let of_ledger = store.documents.open(&id(number)).unwrap().unwrap().roles.all();
    assert_eq!(of_people, of_ledger);
    let listed = store.people.documents(OTHER).unwrap();
    let listed = listed.iter().find(|(listed, _)| *listed == id(number)).map(|(_, role)| *role);
    assert_eq!(listed, of_people.get(&OTHER).copied());
    listed
}

pub(crate) fn a_member_is_the_same_to_all_that_is_in_a_space_or_comes_into_it(store: &Store) {
    (1..4).for_each(|number| _ = store.documents.create(&id(number), OWNER).unwrap());
    store.people.make_space(&SPACE, OWNER, 1).unwrap();
    store.people.put(&id(1), Some(&SPACE)).unwrap();
    store.people.set_member(&SPACE, OTHER, Some(Role::Mentor)).unwrap();
    store.people.put(&id(2), Some(&SPACE)).unwrap();
    let roles = || [1, 2, 3].map(|number| role(store, number));
    assert_eq!(roles(), [Some(Role::Mentor), Some(Role::Mentor), None]);
    store.people.set_member(&SPACE, OTHER, Some(Role::Witness)).unwrap();
    store.people.put(&id(1), None).unwrap();
    assert_eq!(roles(), [None, Some(Role::Witness), None]);
    store.people.set_member(&SPACE, OTHER, None).unwrap();
    assert_eq!(roles(), [None; 3]);
    assert_eq!(store.people.roles(&id(2)).unwrap().unwrap().owner(), Some(OWNER));
}

pub(crate) fn a_role_in_a_document_itself_goes_before_that_of_its_space(store: &Store) {
    store.documents.create(&id(1), OWNER).unwrap();
    space(store, Role::Partner);
    store.people.put(&id(1), Some(&SPACE)).unwrap();
    store.people.set_role(&id(1), OTHER, Some(Role::Reader)).unwrap();
    assert_eq!(role(store, 1), Some(Role::Reader));
    store.people.set_role(&id(1), OTHER, None).unwrap();
    assert_eq!(role(store, 1), Some(Role::Partner));
}

pub(crate) fn a_space_shares_nothing_that_its_owner_does_not_own(store: &Store) {
    let third = AccountId::from_bytes([3; 16]);
    store.documents.create(&id(1), OWNER).unwrap();
    space(store, Role::Partner);
    store.people.put(&id(1), Some(&SPACE)).unwrap();
    assert_eq!(role(store, 1), Some(Role::Partner));
    store.people.set_role(&id(1), third, Some(Role::Owner)).unwrap();
    store.people.set_role(&id(1), OWNER, Some(Role::Writer)).unwrap();
    assert_eq!(role(store, 1), None);
}

pub(crate) fn a_document_is_in_one_space_at_most_and_an_account_has_so_many(store: &Store) {
    let second = SpaceId::from_bytes([2; 16]);
    store.documents.create(&id(1), OWNER).unwrap();
    space(store, Role::Partner);
    assert!(!store.people.make_space(&second, OWNER, 1).unwrap());
    assert!(store.people.space(&second).unwrap().is_none());
    assert!(store.people.make_space(&second, OWNER, 2).unwrap());
    store.people.put(&id(1), Some(&SPACE)).unwrap();
    store.people.put(&id(1), Some(&second)).unwrap();
    store.people.put(&id(9), Some(&second)).unwrap();
    let documents = |space: &SpaceId| store.people.space(space).unwrap().unwrap().documents;
    assert_eq!(documents(&SPACE).len(), 0);
    assert_eq!(documents(&second).into_iter().collect::<Vec<_>>(), [id(1)]);
    assert_eq!(role(store, 1), None);
    let of = |account| store.people.spaces(account).unwrap();
    assert_eq!(of(OWNER), [(SPACE, Role::Owner), (second, Role::Owner)]);
    assert_eq!(of(OTHER), [(SPACE, Role::Partner)]);
}

pub(crate) fn a_space_that_ends_leaves_its_documents_and_nothing_else(store: &Store) {
    store.documents.create(&id(1), OWNER).unwrap();
    space(store, Role::Partner);
    store.people.put(&id(1), Some(&SPACE)).unwrap();
    let to = InvitedTo::Space(SPACE);
    let (role_of_invite, expires_ms, claimed_by) = (Role::Mentor, 100, None);
    let invite = Invite { token: [1; 32], to, role: role_of_invite, expires_ms, claimed_by };
    assert!(store.people.invite(&invite, 1, 0).unwrap());
    assert!(!store.people.invite(&Invite { token: [2; 32], ..invite }, 1, 0).unwrap());
    assert_eq!(store.people.invites(&to, 0).unwrap(), [invite]);
    assert_eq!(store.people.invites(&InvitedTo::Document(id(1)), 0).unwrap(), []);
    store.people.end_space(&SPACE).unwrap();
    store.people.end_space(&SPACE).unwrap();
    assert_eq!(role(store, 1), None);
    assert!(store.people.space(&SPACE).unwrap().is_none());
    assert_eq!(store.people.claim_invite(&[1; 32], OTHER, 0).unwrap(), None);
    assert_eq!(store.people.spaces(OTHER).unwrap(), []);
    store.people.set_member(&SPACE, OTHER, Some(Role::Partner)).unwrap();
    assert_eq!(store.people.spaces(OTHER).unwrap(), []);
    // And one whose owner goes.
    space(store, Role::Partner);
    store.people.remove(OTHER).unwrap();
    assert_eq!(store.people.space(&SPACE).unwrap().unwrap().members.len(), 0);
    store.people.remove(OWNER).unwrap();
    assert!(store.people.space(&SPACE).unwrap().is_none());
}

/// What is told after a moment, and the next moment.
fn told(store: &Store, account: AccountId, since: Option<Cursor>) -> (Vec<DocumentId>, Cursor) {
    match store.documents.feed(account, since).unwrap() {
        Feed::Changed(documents, next) => (documents, next),
        Feed::Expired => panic!("a moment of this life"),
    }
}

pub(crate) fn the_feed_names_what_has_changed_since_and_nothing_that_one_may_not_read(
    store: &Store,
) {
    (1..4).for_each(|number| _ = store.documents.create(&id(number), OWNER).unwrap());
    let number_of = |number| store.documents.open(&id(number)).unwrap().unwrap().number;
    let mut lens = [0; 4];
    let mut grow = |number: u8| {
        let len = &mut lens[usize::from(number)];
        let stored = append(&*store.documents, number_of(number), *len, 1);
        assert_eq!(stored, Outcome::Stored);
        *len += 1;
    };
    grow(1);
    grow(2);
    let (documents, start) = told(store, OWNER, None);
    assert_eq!(documents, [id(1), id(2), id(3)], "all, to who has asked nothing before");
    assert_eq!(told(store, OWNER, Some(start)).0, []);
    for _ in 0..3 {
        grow(2);
    }
    let (documents, next) = told(store, OWNER, Some(start));
    assert_eq!(documents, [id(2)]);
    grow(2);
    grow(3);
    assert_eq!(told(store, OWNER, Some(next)).0, [id(2), id(3)]);
    assert_eq!(told(store, OWNER, Some(start)).0, [id(2), id(3)], "whoever asked meanwhile");
    // Of others, what one comes to read, by whatever way.
    let (documents, of_other) = told(store, OTHER, None);
    assert_eq!(documents, []);
    store.people.set_role(&id(1), OTHER, Some(Role::Reader)).unwrap();
    let (documents, of_other) = told(store, OTHER, Some(of_other));
    assert_eq!(documents, [id(1)]);
    space(store, Role::Partner);
    store.people.put(&id(3), Some(&SPACE)).unwrap();
    let (documents, of_other) = told(store, OTHER, Some(of_other));
    assert_eq!(documents, [id(3)]);
    store.people.set_member(&SPACE, OTHER, Some(Role::Witness)).unwrap();
    assert_eq!(told(store, OTHER, Some(of_other)).0, [id(3)]);
    store.people.set_member(&SPACE, OTHER, None).unwrap();
    grow(3);
    assert_eq!(told(store, OTHER, Some(of_other)).0, []);
    // A moment of another life is none, nor one that has not come yet.
    let foreign = Cursor { epoch: Epoch::from_bytes([9; 16]), ..of_other };
    let early = Cursor { at: of_other.at + 100, ..of_other };
    for moment in [foreign, early] {
        assert_eq!(store.documents.feed(OTHER, Some(moment)).unwrap(), Feed::Expired);
    }
    assert_eq!(Cursor::read(&of_other.to_string()), Some(of_other));
}
