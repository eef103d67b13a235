//! Which sittings of an exam took place, and in which order: the only page that decides it.
//!
//! - A sitting whose result is pending took place: its wait runs. Whoever asks why it went as it did
//!   asks for [`Sittings::last_decided`].
//! - A missed appointment and a sitting that was void are none: no vendor counts them.
//! - A sitting dated after today, where it is sat, has not come yet. In the east it is tomorrow first.
//! - Two on one day stand in the order in which they ended; one whose end nobody told comes first.
//!   Where that does not tell, the one recorded first comes first, and then the smaller id.

use chrono::NaiveDate;

use crate::base::ids::{ExamCode, FactId};
use crate::base::time::{Now, UtcMillis};
use crate::coach::history::{History, Recorded};
use crate::facts::attempt::{Attempt, Outcome};

/// The sittings of one exam.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sittings<'a> {
    taken: Vec<Recorded<'a, Attempt>>,
    to_come: Vec<Recorded<'a, Attempt>>,
    uncounted: Vec<Recorded<'a, Attempt>>,
}

impl<'a> Sittings<'a> {
    /// The sittings of `exam` in a history, as of `now`.
    pub fn of(history: &History<'a>, exam: &ExamCode, now: Now) -> Self {
        let mut sittings = Self::default();
        for fact in history.attempts.iter().filter(|fact| fact.value.exam == *exam) {
            if fact.value.sat_on > now.date_in(fact.value.zone) {
                sittings.to_come.push(*fact);
            } else if took_place(fact.value.outcome) {
                sittings.taken.push(*fact);
            } else {
                sittings.uncounted.push(*fact);
            }
        }
        sittings.taken.sort_by(|a, b| order(a).cmp(&order(b)));
        sittings
    }

    /// Those that took place, oldest first.
    pub fn taken(&self) -> &[Recorded<'a, Attempt>] {
        &self.taken
    }

    /// Those whose day has not come, in the order in which they were recorded.
    pub fn to_come(&self) -> &[Recorded<'a, Attempt>] {
        &self.to_come
    }

    /// Missed and void ones, in the order in which they were recorded.
    pub fn uncounted(&self) -> &[Recorded<'a, Attempt>] {
        &self.uncounted
    }

    /// The last one that took place.
    pub fn last(&self) -> Option<Recorded<'a, Attempt>> {
        self.taken.last().copied()
    }

    /// The last one whose result is known.
    pub fn last_decided(&self) -> Option<Recorded<'a, Attempt>> {
        self.taken.iter().rev().find(|fact| fact.value.outcome != Outcome::Pending).copied()
    }

    /// Those of one day, in order: more than one if it was sat twice, or recorded on two devices.
    pub fn on(&self, day: NaiveDate) -> impl Iterator<Item = Recorded<'a, Attempt>> {
        self.taken.iter().filter(move |fact| fact.value.sat_on == day).copied()
    }

    /// The day of the last one before `day`.
    pub fn day_before(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.taken.iter().map(|fact| fact.value.sat_on).rfind(|sat_on| *sat_on < day)
    }
}

/// The exam of the last sitting of all that took place; without one, of what was recorded otherwise.
pub fn last_exam<'a>(history: &History<'a>, now: Now) -> Option<&'a ExamCode> {
    let rank = |fact: &&Recorded<'a, Attempt>| {
        let has_come = fact.value.sat_on <= now.date_in(fact.value.zone);
        let counts = took_place(fact.value.outcome) && has_come;
        (counts, order(fact))
    };
    history.attempts.iter().max_by_key(rank).map(|fact| &fact.value.exam)
}

const fn took_place(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Pass | Outcome::Fail | Outcome::RemovedByProctor | Outcome::Pending => true,
        Outcome::NoShow | Outcome::Void => false,
    }
}

fn order<'a>(fact: &Recorded<'a, Attempt>) -> (NaiveDate, Option<u16>, UtcMillis, &'a FactId) {
    (fact.value.sat_on, fact.value.ended_minute, fact.at.utc_ms, fact.id)
}
