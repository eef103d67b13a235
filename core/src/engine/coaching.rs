//! The coach at work on this device's facts: which exam is meant, and what follows for it.

use crate::base::calendar::Week;
use crate::base::ids::{ExamCode, FactId};
use crate::base::time::Now;
use crate::coach::blueprint::Blueprint;
use crate::coach::derivation::{Briefing, plan, subject};
use crate::coach::eligibility::eligibility;
use crate::coach::history::{Anomaly, History};
use crate::coach::planner::plan::Plan;
use crate::coach::record::ExamRecord;
use crate::coach::summary::Summary;
use crate::coach::{anomalies, blueprint, planner, report};
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::Catalogue;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::FactBody;
use crate::facts::availability::Availability;
use crate::facts::kind::Home;
use crate::facts::planning::PlanAnchor;
use crate::facts::practice::PracticeSet;
use crate::formats::markdown;
use crate::formats::page::Page;
use crate::screens::exams::{ExamEntry, ExamSheet};
use crate::screens::growth::Growth;
use crate::screens::log::FactUse;
use crate::screens::report::ReportReading;
use crate::screens::sittings::{ListedSitting, sittings};
use crate::screens::statements::Statements;
use crate::screens::today::Today;
use crate::screens::{exams, log};
use crate::wording::not_allowed::NotAllowed;
use crate::wording::{Said, entry, subject as words};

/// There is no exam to derive anything for.
#[derive(Debug, thiserror::Error)]
pub enum CoachError {
    /// Neither the catalogue nor the candidate has it.
    #[error("{}", unknown(code, meant.as_ref()))]
    UnknownExam {
        /// Its code.
        code: ExamCode,
        /// The exam of the catalogue that was probably meant.
        meant: Option<ExamCode>,
    },
    /// The catalogue does not have it, and the outline that the candidate entered cannot be used.
    #[error("{}", .0.said)]
    Blueprint(Anomaly),
}

fn unknown(code: &ExamCode, meant: Option<&ExamCode>) -> Said {
    match meant {
        Some(near) => words::unknown_exam_but(code, near),
        None => words::unknown_exam(code),
    }
}

/// The coach at one moment: the facts are read once, and every answer for a screen comes from them.
#[derive(Debug)]
pub struct Coach<'a> {
    history: History<'a>,
    catalogue: &'a Catalogue,
    now: Now,
}

impl<'a> Coach<'a> {
    /// A coach who answers from a history at `now`.
    pub const fn new(history: History<'a>, catalogue: &'a Catalogue, now: Now) -> Self {
        Self { history, catalogue, now }
    }

    /// The facts that count, and what is odd about the others.
    pub const fn history(&self) -> &History<'a> {
        &self.history
    }

    /// Whether what somebody is about to record can be right for its exam: the form asks before it
    /// records, and shows the field. Nothing is refused later for such a slip; it is told among the
    /// anomalies.
    ///
    /// An exam that nobody describes is asked about, whatever the fact says of it, with the exam that was
    /// probably meant. Of the rest an exam has a say in an attempt, and in a choice with an outline.
    ///
    /// # Errors
    ///
    /// [`NotAllowed`] names the first field that cannot be right: something on a score report, most likely
    /// mistyped, or an outline that cannot be used.
    pub fn check(&self, body: &FactBody) -> Result<(), NotAllowed> {
        // What `record` would refuse, among it a text without end, before anything is made of it.
        body.kind().check().map_err(|not| not.inside(format_args!("body.{}", body.key())))?;
        let checked = if let FactBody::Attempt(attempt) = body {
            let exam = self.described(&attempt.exam).map_err(|not| not.inside("body.attempt"))?;
            // Where the sitting was it may already be tomorrow.
            let there = self.now.date_in(attempt.zone);
            let form = exam.report_form.as_ref().and_then(|key| self.catalogue.report_form(key));
            report::check(attempt, &exam, there)
                .and_then(|()| form.map_or(Ok(()), |form| report::check_levels(attempt, form)))
        } else if let FactBody::ExamChoice(choice) = body
            && let Some(text) = &choice.blueprint
        {
            blueprint::own(text, &choice.exam, self.catalogue)
                .map(drop)
                .map_err(|not| NotAllowed::new("blueprint", not.reason(), entry::an_outline()))
        } else if let Home::Log(exam) | Home::Campaign(exam) = body.kind().home() {
            self.described(exam).map(drop)
        } else {
            Ok(())
        };
        checked.map_err(|not| not.inside(format_args!("body.{}", body.key())))
    }

    /// What is odd about what was recorded, and what does not count; see [`anomalies::all`].
    pub fn anomalies(&self) -> Vec<Anomaly> {
        anomalies::all(&self.history, None, self.catalogue, self.now)
    }

    /// What was studied for `exam`, by week and domain.
    pub fn summary(&self, exam: &ExamCode) -> Summary {
        Summary::of(&self.history, exam)
    }

    /// When the candidate may sit `exam` again.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn eligibility(&self, exam: &ExamCode) -> Result<Eligibility, CoachError> {
        let exam = self.exam(exam)?;
        Ok(eligibility(&ExamRecord::of(&self.history, &exam, self.now), self.catalogue))
    }

    /// What to do on which day until `exam`.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn plan(&self, exam: &ExamCode) -> Result<Plan, CoachError> {
        let exam = self.exam(exam)?;
        Ok(plan(&ExamRecord::of(&self.history, &exam, self.now), self.catalogue))
    }

    /// Everything the coach has to say about `exam`: what is known per domain, why the last sitting
    /// went as it did, when to sit again, and what to do until then.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn briefing(&self, exam: &ExamCode) -> Result<Briefing, CoachError> {
        let exam = self.exam(exam)?;
        Ok(Briefing::of(&ExamRecord::of(&self.history, &exam, self.now), self.catalogue))
    }

    /// The page about `exam` that a candidate needs, in typed parts.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn page(&self, exam: &ExamCode) -> Result<Page, CoachError> {
        let exam = self.exam(exam)?;
        let record = ExamRecord::of(&self.history, &exam, self.now);
        Ok(Page::of(&record, &Briefing::of(&record, self.catalogue), self.catalogue))
    }

    /// The exam that everything is about: that of the latest choice, else that of the latest sitting;
    /// `None` before either.
    pub fn chosen_exam(&self) -> Option<&'a ExamCode> {
        subject::chosen(&self.history, self.now)
    }

    /// The exams in which the words of `search` are found; see [`exams::exams`].
    pub fn exams(&self, search: &str) -> Vec<ExamEntry> {
        exams::exams(&self.history, self.catalogue, search, self.now)
    }

    /// One exam with what the form for its report has to know.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn exam_sheet(&self, exam: &ExamCode) -> Result<ExamSheet, CoachError> {
        Ok(ExamSheet::of(&self.history, self.exam(exam)?, self.catalogue, self.now))
    }

    /// What the report of the last sitting of `exam` says, as rows.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn report(&self, exam: &ExamCode) -> Result<ReportReading, CoachError> {
        self.told(exam, |record, briefing| ReportReading::of(record, briefing, self.catalogue))
    }

    /// Whether the preparation for `exam` works: each domain over the weeks, hours done beside hours planned.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn growth(&self, exam: &ExamCode) -> Result<Growth, CoachError> {
        self.told(exam, Growth::of)
    }

    /// All sittings of `exam`, the newest first.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn sittings(&self, exam: &ExamCode) -> Result<Vec<ListedSitting>, CoachError> {
        let exam = self.exam(exam)?;
        Ok(sittings(&ExamRecord::of(&self.history, &exam, self.now)))
    }

    /// The set of questions that was logged last for `exam`: what the next one is filled in from.
    pub fn last_set(&self, exam: &ExamCode) -> Option<&'a PracticeSet> {
        let mut sets = self.history.practice_sets.iter();
        sets.rfind(|fact| fact.value.exam == *exam).map(|fact| fact.value)
    }

    /// The candidate's week: the one that was entered last.
    pub fn week(&self) -> Option<&'a Availability> {
        self.history.availabilities.last().map(|fact| fact.value)
    }

    /// What there is to do today for `exam`.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn today(&self, exam: &ExamCode) -> Result<Today, CoachError> {
        self.told(exam, |record, briefing| Today::of(record, briefing, self.catalogue))
    }

    /// The sixteen statements about the last sitting of `exam`, and which of them have a reply.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn statements(&self, exam: &ExamCode) -> Result<Statements, CoachError> {
        let exam = self.exam(exam)?;
        Ok(Statements::of(&ExamRecord::of(&self.history, &exam, self.now)))
    }

    /// What to record once the plan for `exam` was shown; `None` where what was last shown in this week
    /// is what is shown now.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn shown(&self, exam: &ExamCode) -> Result<Option<PlanAnchor>, CoachError> {
        let plan = self.plan(exam)?;
        let week = |day| Week::monday_of(day);
        let last = self.history.plan_anchors.iter().rev().find(|fact| fact.value.exam == *exam);
        let is_known = last.is_some_and(|last| {
            plan.changed.is_none() && week(last.at.study_day()) == week(plan.today)
        });
        Ok((!is_known).then(|| planner::anchor(&plan)))
    }

    /// What the fact `id` counts for; `None` where no exam is known that it could count for.
    pub fn counts_for(&self, id: &FactId, body: &FactBody) -> Option<FactUse> {
        let of = log::exam_of(body, &self.history).or_else(|| self.chosen_exam())?;
        Some(FactUse::of(id, body, &self.briefing(of).ok()?))
    }

    /// Everything that follows for `exam`, beside the record it is made from.
    fn told<T>(
        &self,
        exam: &ExamCode,
        tell: impl FnOnce(&ExamRecord<'_>, &Briefing) -> T,
    ) -> Result<T, CoachError> {
        let exam = self.exam(exam)?;
        let record = ExamRecord::of(&self.history, &exam, self.now);
        Ok(tell(&record, &Briefing::of(&record, self.catalogue)))
    }

    /// The report of the last sitting of `exam` as a page in Markdown; `None` if it was never sat.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn annotated_report(&self, exam: &ExamCode) -> Result<Option<String>, CoachError> {
        let exam = self.exam(exam)?;
        let record = ExamRecord::of(&self.history, &exam, self.now);
        let briefing = Briefing::of(&record, self.catalogue);
        Ok(markdown::annotated_report(&record, &briefing, self.catalogue))
    }

    /// The outline of an exam that somebody is about to record something of.
    fn described(&self, code: &ExamCode) -> Result<Exam, NotAllowed> {
        Blueprint::of(&self.history, code, self.catalogue).exam.ok_or_else(|| {
            let allowed =
                self.catalogue.nearest(code).map_or_else(entry::an_exam, entry::an_exam_but);
            NotAllowed::new("exam", entry::nobody_describes(code), allowed)
        })
    }

    /// The outline of `code` that holds.
    fn exam(&self, code: &ExamCode) -> Result<Exam, CoachError> {
        let Blueprint { exam, anomalies, .. } = Blueprint::of(&self.history, code, self.catalogue);
        exam.ok_or_else(|| match anomalies.into_iter().next() {
            Some(odd) => CoachError::Blueprint(odd),
            None => CoachError::UnknownExam {
                code: code.clone(),
                meant: self.catalogue.nearest(code).cloned(),
            },
        })
    }
}
