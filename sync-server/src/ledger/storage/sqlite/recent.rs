//! What was stored lately, for those who follow the tail.
//!
//! Only this process writes the database, so what it remembers itself is all that there is to tell.

use std::collections::VecDeque;

use crate::epoch::Epoch;
use crate::ledger::storage::{Cursor, Number, Tail};

/// Appends that are remembered: a second of a busy server. Each takes 16 bytes.
const REMEMBERED_MAX: usize = 16_384;

/// What was stored lately, in its order.
#[derive(Debug)]
pub(super) struct Recent {
    epoch: Epoch,
    appends: VecDeque<(Number, usize)>,
    /// How many appends there were before the first of these.
    forgotten: u64,
}

impl Recent {
    pub(super) const fn new(epoch: Epoch) -> Self {
        Self { epoch, appends: VecDeque::new(), forgotten: 0 }
    }

    /// Notes that a document has so many changes now.
    pub(super) fn note(&mut self, document: Number, len: usize) {
        if self.appends.len() == REMEMBERED_MAX {
            self.appends.pop_front();
            self.forgotten += 1;
        }
        self.appends.push_back((document, len));
    }

    pub(super) fn since(&self, cursor: Option<Cursor>) -> Tail {
        let now = Cursor { epoch: self.epoch, at: self.forgotten + self.appends.len() as u64 };
        let Some(cursor) = cursor else { return Tail::Grown(Vec::new(), now) };
        let of_this_life = cursor.epoch == self.epoch && cursor.at <= now.at;
        let known = cursor.at.checked_sub(self.forgotten).filter(|_| of_this_life);
        match known.and_then(|known| usize::try_from(known).ok()) {
            Some(known) => Tail::Grown(self.appends.iter().skip(known).copied().collect(), now),
            None => Tail::Expired(now),
        }
    }
}
