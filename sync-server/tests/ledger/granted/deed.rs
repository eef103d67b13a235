//! What accounts do to each other, at random.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rebound_sync_server::auth::role::Role;

const ACCOUNTS: u8 = 4;
pub(super) const DOCUMENTS: u8 = 3;
const SPACES: u8 = 2;

/// What somebody does. Accounts, documents and spaces are numbers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Deed {
    /// Writes into its own copy, and talks.
    Write(u8, u8),
    /// Connects anew, and talks.
    Connect(u8, u8),
    /// Is sent what there is for it on the connection that it has.
    Listen(u8, u8),
    /// Gives somebody a role, or takes it back.
    Set(u8, What, u8, Option<Role>),
    /// Invites somebody, who claims it; and confirms.
    Invite(u8, What, u8, Role),
    /// Does something with a space itself.
    Space(u8, u8, InSpace),
    Delete(u8, u8),
    /// The server begins anew.
    Restart,
}

/// What is done with a space itself; some of it with a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum InSpace {
    Make,
    Put(u8),
    TakeOut(u8),
    End,
}

/// What a role is in.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Document(u8),
    Space(u8),
}

pub(super) fn deeds() -> impl Strategy<Value = Deed> {
    let (account, document, space) = (0..ACCOUNTS, 0..DOCUMENTS, 0..SPACES);
    let role = prop::sample::select(Role::ALL[1..].to_vec());
    let what =
        prop_oneof![document.clone().prop_map(What::Document), space.clone().prop_map(What::Space)];
    let to = (account.clone(), what, account.clone());
    let in_space = prop_oneof![
        4 => Just(InSpace::Make),
        5 => document.clone().prop_map(InSpace::Put),
        2 => document.clone().prop_map(InSpace::TakeOut),
        1 => Just(InSpace::End),
    ];
    let of_space = (account.clone(), space, in_space);
    let one = (account, document);
    prop_oneof![
        8 => one.clone().prop_map(|(by, document)| Deed::Write(by, document)),
        4 => one.clone().prop_map(|(by, document)| Deed::Connect(by, document)),
        8 => one.clone().prop_map(|(by, document)| Deed::Listen(by, document)),
        12 => (to.clone(), prop::option::of(role.clone()))
            .prop_map(|((by, what, to), role)| Deed::Set(by, what, to, role)),
        4 => (to, role).prop_map(|((by, what, to), role)| Deed::Invite(by, what, to, role)),
        12 => of_space.prop_map(|(by, space, deed)| Deed::Space(by, space, deed)),
        1 => one.prop_map(|(by, document)| Deed::Delete(by, document)),
        1 => Just(Deed::Restart),
    ]
}

/// The same deeds in each run; with `PROPTEST_CASES` so many others.
pub(super) fn config() -> ProptestConfig {
    match std::env::var_os("PROPTEST_CASES") {
        Some(_) => ProptestConfig::default(),
        None => ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::with_cases(48) },
    }
}
