//! What the engine is asked about: the sittings so far and what is known about the candidate.

use chrono::NaiveDate;

use crate::base::ids::{ExamCode, FactId};
use crate::base::time::{Now, Zone};
use crate::exam::policy::calendar::Ending;
use crate::exam::policy::offer::Trait;
use crate::wording::Said;

/// One exam, the sittings of a candidate, and what else is known.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The exam to be sat again.
    pub exam: &'a ExamCode,
    /// The certification it belongs to, by which policies with a wide scope count together.
    pub family: &'a str,
    /// All sittings, of whatever exam, in any order.
    pub attempts: &'a [PastAttempt],
    /// What else is known.
    pub known: &'a Circumstances,
    /// The moment of asking.
    pub now: Now,
}

/// One sitting, as far as retake rules care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastAttempt {
    /// The fact that recorded it.
    pub id: FactId,
    /// The exam.
    pub exam: ExamCode,
    /// The certification the exam belongs to; the code itself if it stands alone.
    pub family: String,
    /// The local date. Waits run from it, however late the result comes.
    pub sat_on: NaiveDate,
    /// The zone of the place.
    pub zone: Zone,
    /// Local minute after midnight at which it ended, 0 to 1439; `None` if unknown.
    pub ended_minute: Option<u16>,
    /// What came of it.
    pub outcome: SittingOutcome,
    /// The retake date printed on its report.
    pub printed_retake_on: Option<NaiveDate>,
}

impl PastAttempt {
    /// When it ended; a minute that no day has counts as unknown.
    pub fn ending(&self) -> Ending {
        let minute = self.ended_minute.filter(|minute| *minute < 1440);
        Ending { day: self.sat_on, zone: self.zone, minute }
    }
}

/// What came of a sitting, as far as retake rules care.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SittingOutcome {
    /// Passed.
    Pass,
    /// Not passed, or ended by the proctor.
    Fail,
    /// The result is not known yet: until it is, the waits of a fail run.
    Pending,
    /// Not an attempt: missed, or voided by a technical fault.
    Uncounted,
}

/// What else is known about the candidate. Everything may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Traits on which rules depend, such as the product bought.
    pub traits: Vec<Trait>,
    /// The day the exam (or the running certification attempt) was bought or activated.
    pub purchased_on: Option<NaiveDate>,
    /// The day the application was approved.
    pub approved_on: Option<NaiveDate>,
    /// The last day of that purchase or application, where the vendor shows one: it takes the place
    /// of the one worked out from the days above, such as after a paid extension.
    pub access_until: Option<NaiveDate>,
    /// Last days of vouchers, extensions and of the exam itself.
    pub deadlines: Vec<Deadline>,
    /// Retake dates the candidate knows better than the policy.
    pub overrides: Vec<Override>,
}

/// The last day of something, on the clock of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What ends, as the start of a sentence: "Your voucher".
    pub what: Said,
    /// The last day on which a sitting is possible.
    pub last_day: NaiveDate,
    /// An earlier end that may be this candidate's; `None` where there is one for all.
    pub earlier: Option<EarlierEnd>,
}

impl Deadline {
    /// The last day of something, for everybody.
    pub const fn new(what: Said, last_day: NaiveDate) -> Self {
        Self { what, last_day, earlier: None }
    }
}

/// An end that comes first for some, such as that of an exam in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierEnd {
    /// The last day for those.
    pub day: NaiveDate,
    /// Both ends and what has to be known, in a sentence.
    pub both_ends: Said,
}

/// A retake date the candidate knows better than the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    /// The first allowed day.
    pub date: NaiveDate,
    /// The day it was entered. One that was entered before the last sitting is about an earlier
    /// retake.
    pub entered_on: NaiveDate,
    /// Where it comes from, in the candidate's words.
    pub note: Option<String>,
}
