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

use chrono::NaiveDate;

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
}
