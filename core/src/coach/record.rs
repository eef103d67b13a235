//! One exam's part of the history, read once: what every derivation is a reader of.
//!
//! ```text
//! History ─┬─► sittings   which sittings took place, and in which order
//!          ├─► reports    what the report of each sitting says
//!          ├─► work       what was studied and practised, one stream
//!          └─► domains    the exam's domains by a typed index
//! ```

pub mod domains;
pub mod reports;
pub mod sittings;
pub mod work;

use chrono::{NaiveDate, NaiveTime};

use crate::base::time::Now;
use crate::coach::history::History;
use crate::coach::record::domains::Domains;
use crate::coach::record::reports::Reports;
use crate::coach::record::sittings::Sittings;
use crate::coach::record::work::Work;
use crate::exam::blueprint::Exam;

/// One exam's part of a history at a moment.
#[derive(Clone, Debug)]
pub struct ExamRecord<'a> {
    /// Everything that counts, for what is rare and belongs to no exam: notes, slots, resources.
    pub history: &'a History<'a>,
    /// The exam.
    pub exam: &'a Exam,
    /// The moment.
    pub now: Now,
    /// Its study day.
    pub today: NaiveDate,
    /// The exam's domains.
    pub domains: Domains<'a>,
    /// The sittings that took place.
    pub sittings: Sittings<'a>,
    /// What their reports say.
    pub reports: Reports<'a>,
    /// What was studied and practised, by kind, each in order of time.
    pub work: Vec<Work<'a>>,
}

impl<'a> ExamRecord<'a> {
    /// Reads what `history` at `now` holds about `exam`: one pass, linear in the number of facts but
    /// for one look-up for each piece of work. Never fails.
    pub fn of(history: &'a History<'a>, exam: &'a Exam, now: Now) -> Self {
        let domains = Domains::of(exam);
        let sittings = Sittings::of(history, &exam.code, now);
        let reports = reports::read(&sittings, &domains, exam);
        let work = work::stream(history, &exam.code, &domains);
        let today = now.study_day();
        Self { history, exam, now, today, domains, sittings, reports, work }
    }

    /// Asks the record as it stood with a study day: without the work of after it, which ends at four in the morning of
    /// the next, and without the sittings of later days, in whichever zone within half a day. What the candidate
    /// can do and says about a sitting is as it is known now.
    pub fn as_of<T>(&self, day: NaiveDate, ask: impl FnOnce(&ExamRecord<'_>) -> T) -> T {
        let at = |day: NaiveDate, hour| {
            let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
            self.now.zone.instant(day.and_time(time))
        };
        let end = at(day.succ_opt().unwrap_or(day), 4).plus(-1);
        let history = self.history.before_work_of(end);
        ask(&ExamRecord::of(&history, self.exam, Now { utc_ms: at(day, 12), ..self.now }))
    }
}
