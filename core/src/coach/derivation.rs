//! Everything that follows from the facts at one moment, in one value: what `derive` prints.
//!
//! ```text
//! facts ─► History ─► subject (which exam) ─► record ─► estimates ─► causes ─┐
//!                                                       eligibility ─────────┼─► plan ─► comparison
//!                                                       reflections          │
//!                                                       summary, oddities ◄──┘
//! ```
//!
//! The same facts in any order give the same value, and so the same bytes of JSON.

pub mod comparison;
mod outline;
pub mod subject;

use serde::Serialize;

use crate::base::time::{Now, Stamp};
use crate::coach::causes::{Cause, CauseFinding};
use crate::coach::derivation::comparison::Comparison;
use crate::coach::derivation::subject::{Labels, Sought, Subject};
use crate::coach::eligibility::eligibility;
use crate::coach::estimate::{DomainEstimate, estimates};
use crate::coach::history::{Anomaly, History};
use crate::coach::planner::PlanInputs;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::topics::Topic;
use crate::coach::record::ExamRecord;
use crate::coach::reflection::{Reflection, reflections};
use crate::coach::summary::Summary;
use crate::coach::{anomalies, causes, estimate, model, planner};
use crate::exam::catalogue::Catalogue;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::Fact;
use crate::wording::Said;

/// Everything that follows from the facts at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Derivation {
    /// The version of the coach's constants.
    pub model: u32,
    /// The moment.
    pub now: Stamp,
    /// The exam that all of it is about.
    pub exam: Subject,
    /// What the coach says; `None` unless the exam is known.
    pub coaching: Option<Coaching>,
    /// Time and answers, week by week; `None` where no exam was chosen or sat.
    pub summary: Option<Summary>,
    /// What the candidate should know, in words; the plan's own come first.
    pub warnings: Vec<Said>,
    /// What is odd about the facts, whichever exam they are about, sorted. Nothing odd is left out in
    /// silence.
    pub anomalies: Vec<Anomaly>,
}

/// Everything there is to say about one known exam.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Briefing {
    /// The exam, with what its numbers are worth.
    pub exam: Labels,
    /// What the coach says.
    pub coaching: Coaching,
    /// What the candidate should know about the exam itself, in words. What there is to know about
    /// the plan stands in the plan.
    pub warnings: Vec<Said>,
}

/// What the coach says about a known exam.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Coaching {
    /// What is known, per domain, in the exam's order.
    pub estimates: Vec<DomainEstimate>,
    /// All eight causes, those first that are likely and worth the most.
    pub causes: Vec<CauseFinding>,
    /// The causes to put in front, at most three: the confirmed ones first.
    pub headline: Vec<Cause>,
    /// What the candidate says explains each weak domain of the last sitting, held beside what was
    /// counted, in the exam's order; empty after a pass.
    pub reflections: Vec<Reflection>,
    /// When the exam may be sat again.
    pub eligibility: Eligibility,
    /// What to do on which day.
    pub plan: Plan,
    /// How the hours differ from last time; `None` without an attempt or anything known about the
    /// preparation for it.
    pub comparison: Option<Comparison>,
}

impl Derivation {
    /// Derives everything from `facts`, given in any order. Never fails: what cannot be used is among
    /// the anomalies, what is missing is among the warnings or the unknowns.
    pub fn of<'a>(
        facts: impl IntoIterator<Item = &'a Fact>,
        catalogue: &Catalogue,
        now: Now,
    ) -> Self {
        Self::of_history(&History::of(facts, now), catalogue, now)
    }

    /// As [`Derivation::of`], from a history at `now`.
    pub fn of_history(history: &History<'_>, catalogue: &Catalogue, now: Now) -> Self {
        let found = Sought::of(history, catalogue, now);
        let record = found.exam.as_ref().map(|exam| ExamRecord::of(history, exam, now));
        let (exam, coaching, warnings) = match &record {
            Some(record) => {
                let Briefing { exam, coaching, warnings } = Briefing::of(record, catalogue);
                let warnings = coaching.plan.warnings.iter().cloned().chain(warnings).collect();
                (Subject::Known(exam), Some(coaching), warnings)
            }
            None => {
                let (subject, said) = found.missing(catalogue);
                (subject, None, vec![said])
            }
        };
        let summary = found.code().map(|code| match &record {
            Some(record) => Summary::of_work(&record.work, code),
            None => Summary::of(history, code),
        });
        Self {
            model: model::VERSION,
            now: now.stamp(),
            exam,
            coaching,
            summary,
            warnings,
            anomalies: anomalies::all(history, record.as_ref(), catalogue, now),
        }
    }
}

impl Briefing {
    /// Derives it from a record. Never fails.
    pub fn of(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Self {
        Self {
            exam: Labels::of(record, catalogue),
            coaching: Coaching::of(record, catalogue),
            warnings: subject::warnings(record, catalogue),
        }
    }

    /// That for the exam which a [`Derivation`] of the same history is about; `None` if it is not
    /// known.
    pub fn of_history(history: &History<'_>, catalogue: &Catalogue, now: Now) -> Option<Self> {
        let exam = Sought::of(history, catalogue, now).exam?;
        Some(Self::of(&ExamRecord::of(history, &exam, now), catalogue))
    }
}

impl Coaching {
    /// Derives it from a record. Never fails.
    pub fn of(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Self {
        let (plan, grounds) = grounded(record, catalogue);
        let Grounds { estimates, causes, eligibility } = grounds;
        let headline = causes::headline(&causes).iter().map(|finding| finding.cause).collect();
        let reflections = reflections(record, &estimates);
        let comparison = Comparison::of(record, &plan);
        Self { estimates, causes, headline, reflections, eligibility, plan, comparison }
    }
}

/// The plan of [`Coaching::of`], without what only stands beside it. Never fails.
pub fn plan(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Plan {
    grounded(record, catalogue).0
}

/// The plan with what it is built on.
fn grounded(record: &ExamRecord<'_>, catalogue: &Catalogue) -> (Plan, Grounds) {
    let moments = planner::shown_at(record);
    let histories: Vec<(Now, History<'_>)> = moments
        .into_iter()
        .map(|moment| (moment, record.history.before_work_of(moment.utc_ms)))
        .collect();
    let records: Vec<ExamRecord<'_>> = histories
        .iter()
        .map(|(moment, history)| ExamRecord::of(history, record.exam, *moment))
        .collect();
    let mut shown: Vec<Showing<'_>> = Vec::new();
    for record in &records {
        shown.push(Showing::of(record, shown.last()));
    }
    let now = Showing::of(record, shown.last());
    let grounds = Grounds::of(&now, catalogue);
    (grounds.plan(&now, &shown, catalogue), grounds)
}

/// What was on record when a plan was shown, or now.
struct Showing<'a> {
    record: &'a ExamRecord<'a>,
    /// The record by which it is judged: that of an earlier showing as long as nothing was recorded since,
    /// as by itself a night is no reason for another plan.
    known: &'a ExamRecord<'a>,
    /// What that says of the domains.
    estimates: Vec<DomainEstimate>,
}

impl<'a> Showing<'a> {
    fn of(record: &'a ExamRecord<'a>, before: Option<&Self>) -> Self {
        if let Some(before) = before.filter(|before| planner::stands(record, before.record.now)) {
            return Self { record, known: before.known, estimates: before.estimates.clone() };
        }
        let mut estimates = estimates(record);
        // The classes that were shown before stay where they are only just others now.
        if let Some(before) = before {
            estimate::settle(&mut estimates, &before.estimates);
        }
        Self { record, known: record, estimates }
    }
}

/// What a plan is built on.
struct Grounds {
    estimates: Vec<DomainEstimate>,
    causes: Vec<CauseFinding>,
    eligibility: Eligibility,
}

impl Grounds {
    fn of(now: &Showing<'_>, catalogue: &Catalogue) -> Self {
        Self {
            estimates: now.estimates.clone(),
            causes: causes::findings(now.known, &now.estimates),
            eligibility: eligibility(now.record, catalogue),
        }
    }

    /// The plan, with its later weeks as they were when it was last shown: that plan is derived from the
    /// same slots, dates and causes, the work until then, and the one that was shown before it. Which days
    /// were allowed is asked for that day: what is open today was open today only.
    fn plan(&self, now: &Showing<'_>, shown: &[Showing<'_>], catalogue: &Catalogue) -> Plan {
        let known = PlanInputs {
            record: now.known,
            estimates: &self.estimates,
            causes: &self.causes,
            eligibility: &self.eligibility,
            topics: &Topic::noted(now.record),
            course: None,
            remedies: None,
        };
        let remedies = planner::remedies(&known);
        let inputs = PlanInputs { record: now.record, remedies: Some(&remedies), ..known };
        let mut course = None;
        for Showing { record, estimates, .. } in shown {
            let (eligibility, course_before) = (&eligibility(record, catalogue), course.as_ref());
            let then =
                PlanInputs { record, estimates, eligibility, course: course_before, ..inputs };
            course = Some(planner::course(&then));
        }
        planner::plan(&PlanInputs { course: course.as_ref(), ..inputs })
    }
}
