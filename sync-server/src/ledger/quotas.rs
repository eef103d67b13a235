//! How many bytes accounts have stored, and how many they may: those of all documents that they own.
//!
//! What an account holds is read from the store when it is needed first, between two commits. From then on it
//! goes with what is committed and with what snapshots save; where it is easier read again, it is forgotten.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::base::ids::AccountId;

/// Accounts of which it is remembered; with more, all of them are read again.
const REMEMBERED_MAX: usize = 65_536;

/// What may be stored besides what is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Room {
    /// Of all documents of its owner, as they are stored.
    pub(super) of_account: u64,
    /// How many the document may have in all, once they are inflated.
    pub(super) of_document: u64,
}

/// What accounts hold, as far as somebody has asked since the start.
#[derive(Debug)]
pub(super) struct Quotas {
    /// How many bytes each may hold.
    most: u64,
    /// How many bytes a document may have.
    pub(super) of_document: u64,
    held: Mutex<HashMap<AccountId, u64>>,
}

impl Quotas {
    /// Nothing is known; each account and each document may hold so many bytes.
    pub(super) fn new(most: u64, of_document: u64) -> Self {
        Self { most, of_document, held: Mutex::default() }
    }

    /// How many bytes an account may store besides what it holds; `None` if that has to be read.
    pub(super) fn left(&self, owner: AccountId) -> Option<u64> {
        self.lock().get(&owner).map(|held| self.most.saturating_sub(*held))
    }

    /// Notes what the store says that an account holds; returns what is left.
    pub(super) fn know(&self, owner: AccountId, bytes: u64) -> u64 {
        let mut held = self.lock();
        if held.len() >= REMEMBERED_MAX {
            held.clear();
        }
        held.insert(owner, bytes);
        self.most.saturating_sub(bytes)
    }

    /// Notes that bytes of a document of this owner have come, and others gone.
    pub(super) fn note(&self, owner: Option<AccountId>, came: usize, gone: usize) {
        let Some(owner) = owner else { return };
        if let Some(held) = self.lock().get_mut(&owner) {
            *held = held.saturating_add(came as u64).saturating_sub(gone as u64);
        }
    }

    /// Forgets what an account holds.
    pub(super) fn forget(&self, owner: Option<AccountId>) {
        owner.into_iter().for_each(|owner| _ = self.lock().remove(&owner));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, u64>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
