//! Who writes to the database: one at a time, with whichever connection.
//!
//! SQLite has one writer, too, but those who wait for it sleep, longer each time and up to a tenth of a second:
//! while strangers register, a change would wait for hundreds of accounts.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The right to write to one database; its copies are the same.
#[derive(Clone, Debug, Default)]
pub struct OneWriter(Arc<Mutex<()>>);

impl OneWriter {
    /// Waits until nobody writes, and then for what is written with.
    pub(crate) fn wait<'a, T>(&'a self, with: &'a Mutex<T>) -> InTurn<'a, T> {
        let turn = lock(&self.0);
        InTurn { with: lock(with), _turn: turn }
    }
}

/// What is written with, by who has the turn.
#[derive(Debug)]
pub(crate) struct InTurn<'a, T> {
    with: MutexGuard<'a, T>,
    _turn: MutexGuard<'a, ()>,
}

impl<T> Deref for InTurn<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.with
    }
}

impl<T> DerefMut for InTurn<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.with
    }
}

/// A panic while holding the lock leaves at worst a transaction that SQLite rolls back.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
