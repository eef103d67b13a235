//! What becomes of the changes that a peer sends: staged, parked until others come, or refused.

use std::cell::OnceCell;
use std::collections::HashSet;

use automerge::ChangeHash;
use rebound_core::replica::admission::arrival::{Arrival, Clearance};
use rebound_core::replica::admission::{Refusal, Refused};

use crate::auth::grant::{Granted, Write};
use crate::ledger::change::StoredChange;
use crate::ledger::document::State;
use crate::ledger::exchange::Received;
use crate::ledger::graph::Sequel;
use crate::ledger::parking::Parking;
use crate::ledger::quotas::Room;

impl State {
    /// Stages what can be staged. What lacks something else waits in `parking`; what has waited for what
    /// is staged here is ready there. What is staged fits into `room`.
    pub(super) fn receive(
        &mut self,
        sender: &Granted<Write>,
        slice: &[Result<Arrival, Refused>],
        (mut room, parking): (Room, &mut Parking),
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
                    room.of_account = room.of_account.saturating_sub(change.bytes.len() as u64);
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
        (room, parking): (Room, &mut Parking),
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
        let grown = (self.graph.bytes() + arrival.plain_len) as u64;
        if arrival.bytes.len() as u64 > room.of_account || grown > room.of_document {
            return Err(Refusal::Quota);
        }
        let (graph, account) = (&self.graph, sender.account());
        match graph.admit(arrival, account, Sequel::None) {
            // Unless what merges it is waiting for it.
            Err(Refusal::TooManyHeads) => graph.admit(arrival, account, sequel(parking))?,
            admitted => admitted?,
        }
        Ok(Taken::Staged(self.graph.stage(arrival, account)))
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
