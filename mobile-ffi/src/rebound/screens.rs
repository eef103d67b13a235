//! One call for each screen of an app.

use rebound_core::base::ids::{ExamCode, FactId};
use rebound_core::base::time::Now;
use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::argument;
use rebound_core::facts::availability::Availability;
use rebound_core::facts::practice::PracticeSet;
use rebound_core::screens::exams::{ExamEntry, ExamSheet};
use rebound_core::screens::growth::Growth;
use rebound_core::screens::log::{FactSheet, LogPage, LogQuery};
use rebound_core::screens::report::ReportReading;
use rebound_core::screens::sittings::ListedSitting;
use rebound_core::screens::statements::Statements;
use rebound_core::screens::today::Today;

use crate::rebound::Rebound;

#[uniffi::export]
impl Rebound {
    /// The exam that everything is about: that of the latest choice, else that of the latest sitting;
    /// `None` before either.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn chosen_exam(&self, now: Now) -> Result<Option<ExamCode>, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.chosen_exam().cloned()))
    }

    /// The exams in which the words of `search` are found, in code, vendor or title, in any writing; all
    /// of them for an empty one. Empty: the candidate describes the exam (`ExamChoice.blueprint`).
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn exams(&self, search: String, now: Now) -> Result<Vec<ExamEntry>, ReboundError> {
        let search = argument("search", search)?;
        self.shell.coach(now, |coach| Ok(coach.exams(&search)))
    }

    /// One exam, with its domains and what its vendor's report prints.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn exam_sheet(&self, exam: ExamCode, now: Now) -> Result<ExamSheet, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.exam_sheet(&exam)?))
    }

    /// What the report of the last sitting says, as rows: printed, range, and what that means.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn report(&self, exam: ExamCode, now: Now) -> Result<ReportReading, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.report(&exam)?))
    }

    /// The sixteen statements about the last sitting, and which of them have a reply.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn statements(&self, exam: ExamCode, now: Now) -> Result<Statements, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.statements(&exam)?))
    }

    /// Whether the preparation works: each domain at the end of each week with its range, the hours done beside
    /// those planned, then and now.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn growth(&self, exam: ExamCode, now: Now) -> Result<Growth, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.growth(&exam)?))
    }

    /// All sittings, the newest first: date, printed score, and what stood in front as its causes.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn sittings(&self, exam: ExamCode, now: Now) -> Result<Vec<ListedSitting>, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.sittings(&exam)?))
    }

    /// The set of questions that was logged last, to fill the next one in from; `None` before the first.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn last_set(&self, exam: ExamCode, now: Now) -> Result<Option<PracticeSet>, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.last_set(&exam).cloned()))
    }

    /// The candidate's week as it was entered last; `None` before it was.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn week(&self, now: Now) -> Result<Option<Availability>, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.week().cloned()))
    }

    /// What there is to do today: now, next, later, instead, and what has been done.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn today(&self, exam: ExamCode, now: Now) -> Result<Today, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.today(&exam)?))
    }

    /// Notes that the plan was shown as it is now, so that the next one is kept close to it. Worth a call
    /// whenever the plan or today was shown: `None` where nothing had to be noted.
    ///
    /// # Errors
    ///
    /// As for `eligibility` and `record`: nothing was noted.
    pub fn shown(&self, exam: ExamCode, now: Now) -> Result<Option<FactId>, ReboundError> {
        self.shell.with_catalogue(|device, catalogue| Ok(device.note_shown(&exam, catalogue, now)?))
    }

    /// One page of everything that was recorded, newest first.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn log_page(&self, query: LogQuery, now: Now) -> Result<LogPage, ReboundError> {
        self.shell.with_catalogue(|device, catalogue| Ok(device.log_page(&query, catalogue, now)?))
    }

    /// One fact, with what it corrected and what it counts for.
    ///
    /// # Errors
    ///
    /// `NotHere` for a fact that the log does not have; `Paused`.
    pub fn fact_sheet(&self, fact: FactId, now: Now) -> Result<FactSheet, ReboundError> {
        self.shell.with_catalogue(|device, catalogue| Ok(device.fact_sheet(&fact, catalogue, now)?))
    }

    /// Takes a fact back: it counts no more, and stays in the log for 30 days.
    ///
    /// # Errors
    ///
    /// As for `record`.
    pub fn remove(&self, fact: FactId, now: Now) -> Result<FactId, ReboundError> {
        self.shell.with(|device| Ok(device.remove(fact, now)?))
    }

    /// Brings back a fact that was taken back. Of one that was not, nothing changes.
    ///
    /// # Errors
    ///
    /// As for `record`.
    pub fn restore(&self, fact: FactId, now: Now) -> Result<(), ReboundError> {
        self.shell.with(|device| Ok(device.restore(&fact, now)?))
    }
}
