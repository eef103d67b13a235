//! What becomes of the changes that a peer sends: staged, parked until others come, or refused.

use std::cell::OnceCell;
use std::collections::HashSet;

use automerge::ChangeHash;
use rebound_core::replica::admission::arrival::{Arrival, Clearance};
use rebound_core::replica::admission::{Refusal, Refused};

use crate::auth::grant::{Granted, Write};
use crate::ledger::change::StoredChange;
use crate::ledger::document::{DOCUMENT_BYTES_MAX, State};
use crate::ledger::exchange::Received;
use crate::ledger::graph::Sequel;
use crate::ledger::parking::Parking;

impl State {
    /// Stages what can be staged. What lacks something else waits in `parking`; what has waited for what
    /// is staged here is ready there. All that is staged together has at most `room` bytes.
    pub(super) fn receive(
        &mut self,
        sender: &Granted<Write>,
        slice: &[Result<Arrival, Refused>],
        (mut room, parking): (u64, &mut Parking),
    ) -> (Received, Vec<StoredChange>) {
        let (mut received, mut staged) = (Received::default(), Vec::new());
        parking.free_those(|hash| self.graph.position(hash).is_some());
        // What others of them depend on; seldom asked for.
        let wanted: OnceCell<HashSet<ChangeHash>> = OnceCell::new();
        let deps = || slice.iter().flatten().flat_map(|other| other.deps.iter().copied());
        for arrival in slice {
            let taken = match arrival {
                Err(refused) => Err(*refused),
                Ok(arrival) => {
                    let sequel = |parking: &Parking| {
                        let awaited = || wanted.get_or_init(|| deps().collect());
                        if parking.awaits(&arrival.hash) || awaited().contains(&arrival.hash) {
                            Sequel::Waiting
                        } else {
                            Sequel::None
                        }
                    };
                    self.take(arrival, sender, (room, parking), sequel)
                        .map_err(|refusal| Refused { hash: Some(arrival.hash), refusal })
                }
            };
            match taken {
                Ok(Taken::Known(position)) => received.positions.push(position),
                Ok(Taken::Parked) => {}
                Ok(Taken::Staged(change)) => {
                    room = room.saturating_sub(change.bytes.len() as u64);
                    received.positions.push(self.graph.len() - 1);
                    parking.free(&change.hash);
                    staged.push(change);
                }
                Err(refused) => received.refused.push(refused),
            }
        }
        received.missing = parking.missing();
        received.staged = !staged.is_empty();
        (received, staged)
    }

    fn take(
        &mut self,
        arrival: &Arrival,
        sender: &Granted<Write>,
        (room, parking): (u64, &mut Parking),
        sequel: impl Fn(&Parking) -> Sequel,
    ) -> Result<Taken, Refusal> {
        if let Some(position) = self.graph.position(&arrival.hash) {
            return Ok(Taken::Known(position));
        }
        let is_aside = |hash: &ChangeHash| self.aside.contains(hash);
        if is_aside(&arrival.hash) || arrival.deps.iter().any(is_aside) {
            return Err(Refusal::Trial);
        }
        let missing = self.graph.missing_of(&arrival.deps);
        if !missing.is_empty() {
            return parking.park(arrival, &missing).map(|()| Taken::Parked);
        }
        if arrival.clearance == Clearance::Open {
            // What it lacked has come since somebody looked: it is to be tried first.
            parking.again(arrival);
            return Ok(Taken::Parked);
        }
        if arrival.bytes.len() as u64 > room {
            return Err(Refusal::Quota);
        }
        match self.admit(arrival, sender, Sequel::None) {
            // Unless what merges it is waiting for it.
            Err(Refusal::TooManyHeads) => self.admit(arrival, sender, sequel(parking))?,
            admitted => admitted?,
        }
        Ok(Taken::Staged(self.graph.stage(arrival, sender.account())))
    }

    fn admit(
        &self,
        arrival: &Arrival,
        sender: &Granted<Write>,
        sequel: Sequel,
    ) -> Result<(), Refusal> {
        if self.graph.bytes() + arrival.plain_len > DOCUMENT_BYTES_MAX {
            return Err(Refusal::Quota);
        }
        self.graph.admit(arrival, sender.account(), sequel)
    }
}

/// What became of a change.
enum Taken {
    /// It is here, at this position.
    Known(usize),
    /// It waits.
    Parked,
    /// It is to be committed.
    Staged(StoredChange),
}
