//! Proof that an account may do one thing with one document, as a value.
//!
//! A wrong call does not compile. Who may share a document can say who reads it:
//!
//! ```
//! use rebound_core::base::ids::AccountId;
//! use rebound_sync_server::auth::grant::{Granted, Share};
//! use rebound_sync_server::ledger::Ledger;
//!
//! fn stop_sharing(ledger: &Ledger, granted: Granted<Share>, account: AccountId) {
//!     drop(ledger.set_role(granted, account, None));
//! }
//! ```
//!
//! Who may write it cannot:
//!
//! ```compile_fail,E0308
//! use rebound_core::base::ids::AccountId;
//! use rebound_sync_server::auth::grant::{Granted, Write};
//! use rebound_sync_server::ledger::Ledger;
//!
//! fn stop_sharing(ledger: &Ledger, granted: Granted<Write>, account: AccountId) {
//!     drop(ledger.set_role(granted, account, None));
//! }
//! ```
//!
//! A grant is used up by the call that it allows, so that nothing is done by an old one:
//!
//! ```compile_fail,E0382
//! use rebound_core::base::ids::AccountId;
//! use rebound_sync_server::auth::grant::{Granted, Share};
//! use rebound_sync_server::ledger::Ledger;
//!
//! async fn stop_sharing(ledger: &Ledger, granted: Granted<Share>, account: AccountId) {
//!     drop(ledger.set_role(granted, account, None));
//!     drop(ledger.roles(granted).await);
//! }
//! ```

use std::collections::{BTreeMap, HashMap};
use std::marker::PhantomData;

use rebound_core::base::ids::AccountId;
use rebound_core::replica::document_id::DocumentId;

use crate::auth::authorise::{Permission, authorise};
use crate::auth::role::Role;

mod sealed {
    /// Only the actions of this page are any.
    #[expect(unnameable_types, reason = "nobody else may name it")]
    pub trait Sealed {}
}

/// Something that is done with a document. There are [`Read`], [`Write`] and [`Share`].
pub trait Action: sealed::Sealed {
    /// What it needs.
    const PERMISSION: Permission;
}

/// Receive the document's changes.
#[derive(Debug)]
pub enum Read {}

/// Add changes to the document.
#[derive(Debug)]
pub enum Write {}

/// Say who may read or write the document, see who may, and delete it.
#[derive(Debug)]
pub enum Share {}

impl sealed::Sealed for Read {}
impl sealed::Sealed for Write {}
impl sealed::Sealed for Share {}

impl Action for Read {
    const PERMISSION: Permission = Permission::Read;
}

impl Action for Write {
    const PERMISSION: Permission = Permission::Write;
}

impl Action for Share {
    const PERMISSION: Permission = Permission::Share;
}

/// Proof that an account may do `A` with a document, as its roles were when it was made.
///
/// It cannot be copied, and is made by [`Roles::grant`] alone.
#[derive(Debug)]
pub struct Granted<A> {
    document: DocumentId,
    account: AccountId,
    role: Role,
    action: PhantomData<A>,
}

impl<A: Action> Granted<A> {
    /// The document that it is about.
    pub const fn document(&self) -> &DocumentId {
        &self.document
    }

    /// Who may.
    pub const fn account(&self) -> AccountId {
        self.account
    }

    /// What the account is to the document.
    pub const fn role(&self) -> Role {
        self.role
    }
}

/// Who is what to one document.
#[derive(Clone, Debug)]
pub struct Roles {
    document: DocumentId,
    of: HashMap<AccountId, Role>,
}

impl Roles {
    /// The roles of a document, as a store has them.
    pub fn new(document: DocumentId, of: impl IntoIterator<Item = (AccountId, Role)>) -> Self {
        Self { document, of: of.into_iter().collect() }
    }

    /// Grants an account the action now; `None` if it may not. The one place where a grant is made.
    pub fn grant<A: Action>(&self, account: AccountId) -> Option<Granted<A>> {
        let role = *self.of.get(&account)?;
        let granted = Granted { document: self.document, account, role, action: PhantomData };
        authorise(Some(role), A::PERMISSION).then_some(granted)
    }

    /// The account that owns the document; `None` if none does.
    pub fn owner(&self) -> Option<AccountId> {
        self.of.iter().find(|(_, role)| **role == Role::Owner).map(|(account, _)| *account)
    }

    /// How many accounts have a role.
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether nobody has a role.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Everybody with a role, in the order of their ids.
    pub fn all(&self) -> BTreeMap<AccountId, Role> {
        self.of.iter().map(|(account, role)| (*account, *role)).collect()
    }
}
