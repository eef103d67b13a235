//! What a candidate writes down, one thing after the other: facts in the open form, read as an import
//! reads them.

use chrono::NaiveDate;
use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Stamp, Zone};
use rebound_core::facts::{Fact, FactBody};
use serde_json::Value;

use crate::clock::stamp;

/// The facts of one life so far.
#[derive(Clone, Debug)]
pub(crate) struct Diary {
    pub(crate) facts: Vec<Fact>,
    pub(crate) zone: Zone,
    written: u32,
}

impl Diary {
    pub(crate) const fn new(zone: Zone) -> Self {
        Self { facts: Vec::new(), zone, written: 0 }
    }

    /// Writes down `body` on a day, so many minutes after its midnight.
    pub(crate) fn record(&mut self, day: NaiveDate, minute: i64, body: Value) -> FactId {
        let at = stamp(self.zone, day, minute);
        self.record_at(at, body)
    }

    pub(crate) fn record_at(&mut self, at: Stamp, body: Value) -> FactId {
        let body: FactBody = serde_json::from_value(body.clone()).unwrap_or_else(|error| {
            panic!("the generator wrote what nobody reads: {body}: {error}")
        });
        let id = self.next_id();
        let fact = Fact { id: id.clone(), at, device: None, supersedes: None, body };
        fact.check().unwrap_or_else(|invalid| panic!("no entrance takes {fact:?}: {invalid}"));
        self.facts.push(fact);
        id
    }

    /// An id that no fact of this life has.
    pub(crate) fn next_id(&mut self) -> FactId {
        self.written += 1;
        format!("f{:05}", self.written).parse().unwrap()
    }
}
