//! A candidate, their exam and what they recorded. What only some tests need stands beside these, as
//! more methods or around it.

use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, Stamp};
use rebound_core::coach::history::History;
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::blueprint::Exam;
use rebound_core::facts::{Fact, FactBody};

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) exam: Exam,
    pub(crate) facts: Vec<Fact>,
    pub(crate) now: Now,
    recorded: u32,
}

impl World {
    /// Nothing is recorded yet.
    pub(crate) const fn of(exam: Exam, now: Now) -> Self {
        Self { exam, facts: Vec::new(), now, recorded: 0 }
    }

    /// Records something at `at`, under the next of the ids `t000000`, `t000001`, …
    pub(crate) fn record_at(&mut self, at: Stamp, body: FactBody) -> FactId {
        let id: FactId = format!("t{:06}", self.recorded).parse().unwrap();
        self.recorded += 1;
        self.facts.push(Fact { id: id.clone(), at, device: None, supersedes: None, body });
        id
    }

    /// What `ask` makes of everything that is on record for the exam.
    pub(crate) fn look<T>(&self, ask: impl FnOnce(&ExamRecord<'_>) -> T) -> T {
        let history = History::of(&self.facts, self.now);
        ask(&ExamRecord::of(&history, &self.exam, self.now))
    }
}
