//! What was done before one sitting: one pass over the record.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::base::ids::{FactId, ObjectiveId};
use crate::coach::index::{DomainIndex, Table};
use crate::coach::model::causes as model;
use crate::coach::record::ExamRecord;
use crate::coach::record::work::Work;
use crate::facts::attempt::{Outcome, SittingConditions};
use crate::facts::score_report::Evidence;
use crate::facts::study::{Precision, ResourceFamily};

/// The preparation for the last sitting whose result is known: since the sitting before it, or since
/// ever.
#[derive(Debug)]
pub(super) struct Preparation<'a> {
    /// Whether that sitting was passed.
    pub(super) outcome: Outcome,
    /// The local date of the sitting.
    pub(super) sat_on: NaiveDate,
    /// The attempts recorded for that day; more than one if two devices recorded it.
    pub(super) attempts: BTreeSet<&'a FactId>,
    /// How the sitting went, if the candidate said so.
    pub(super) conditions: Option<&'a SittingConditions>,
    /// Minutes in all.
    pub(super) minutes: f64,
    /// Minutes by study day. Imported ones have none.
    pub(super) daily: BTreeMap<NaiveDate, f64>,
    /// Minutes by the kind of resource.
    pub(super) families: BTreeMap<ResourceFamily, f64>,
    /// Minutes by domain, in the exam's order.
    pub(super) domains: Table<DomainIndex, f64>,
    /// Objectives that were touched.
    pub(super) objectives: BTreeSet<&'a ObjectiveId>,
    /// Those of them that were touched under a domain, in the exam's order.
    pub(super) by_domain: Table<DomainIndex, BTreeSet<&'a ObjectiveId>>,
    /// What the report prints about each domain, in the exam's order.
    pub(super) printed: Table<DomainIndex, Option<&'a Evidence>>,
    /// The facts that tell of study time, sorted.
    pub(super) basis: Vec<FactId>,
    /// What was imported about the time before the app.
    pub(super) import: Import,
    after: Option<NaiveDate>,
}

/// What was imported about the time before the app.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Import {
    /// Minutes in all.
    pub(super) minutes: f64,
    /// Those of them that are known from memory only.
    pub(super) rough: f64,
    /// Those in the last week, if remembered.
    pub(super) last_week: Option<f64>,
    /// Hours that were recommended or planned.
    pub(super) recommended_hours: Option<f64>,
}

impl<'a> Preparation<'a> {
    /// The preparation, or `None` as long as no sitting has a result.
    pub(super) fn of(record: &ExamRecord<'a>) -> Option<Self> {
        let sittings = &record.sittings;
        let last = sittings.last_decided()?.value;
        let sat_on = last.sat_on;
        let domains = &record.domains;
        let mut preparation = Self {
            outcome: last.outcome,
            sat_on,
            attempts: sittings.on(sat_on).map(|fact| fact.id).collect(),
            conditions: sittings.on(sat_on).find_map(|fact| fact.value.conditions.as_ref()),
            minutes: 0.0,
            daily: BTreeMap::new(),
            families: BTreeMap::new(),
            domains: domains.each(0.0),
            objectives: BTreeSet::new(),
            by_domain: domains.each(BTreeSet::new()),
            printed: domains.each(None),
            basis: Vec::new(),
            import: Import::default(),
            after: sittings.day_before(sat_on),
        };
        let reports = record.reports.sittings.iter();
        let of_day = reports.filter(|sitting| sitting.attempt.value.sat_on == sat_on);
        for (at, evidence) in of_day.flat_map(|sitting| &sitting.readings) {
            if let Some(printed) = preparation.printed.get_mut(*at) {
                printed.get_or_insert(evidence);
            }
        }
        for work in &record.work {
            preparation.note(work);
        }
        preparation.import(record);
        // Once and for all: most signals rest on the same facts.
        preparation.basis.sort_unstable();
        Some(preparation)
    }

    /// Whether something of this study day belongs to the preparation.
    pub(super) fn holds(&self, day: NaiveDate) -> bool {
        day <= self.sat_on && self.after.is_none_or(|after| after < day)
    }

    /// Days between the first study and the sitting.
    pub(super) fn span(&self) -> i64 {
        let first = self.daily.first_key_value().map(|(day, _)| *day);
        let first = if self.import.minutes > 0.0 { self.after } else { first.max(self.after) };
        first.map_or(i64::MAX, |first| (self.sat_on - first).num_days())
    }

    /// Minutes from `first` to `last`, both included.
    pub(super) fn minutes_within(&self, first: NaiveDate, last: NaiveDate) -> f64 {
        if first > last { 0.0 } else { self.daily.range(first..=last).map(|(_, m)| m).sum() }
    }

    /// What evidence about study time is worth: less the more of it is known from rough memory.
    pub(super) fn trust(&self) -> f64 {
        if self.minutes > 0.0 {
            1.0 - (1.0 - model::ROUGH) * self.import.rough / self.minutes
        } else {
            1.0
        }
    }

    /// Files a piece of work, if it belongs to the preparation.
    fn note(&mut self, work: &Work<'a>) {
        if !self.holds(work.day) {
            return;
        }
        *self.daily.entry(work.day).or_default() += work.minutes();
        self.basis.push(work.id.clone());
        self.add(work.domain, work.family, work.minutes());
        self.objectives.extend(work.objectives);
        if let Some(under) = work.domain.and_then(|at| self.by_domain.get_mut(at)) {
            under.extend(work.objectives);
        }
    }

    fn add(&mut self, domain: Option<DomainIndex>, family: ResourceFamily, minutes: f64) {
        self.minutes += minutes;
        *self.families.entry(family).or_default() += minutes;
        if let Some(of_domain) = domain.and_then(|at| self.domains.get_mut(at)) {
            *of_domain += minutes;
        }
    }

    /// The last summary of this preparation that was entered counts.
    fn import(&mut self, record: &ExamRecord<'a>) {
        let mut summaries = record.history.prior_preparations.iter().rev();
        let Some(fact) = summaries.find(|fact| self.attempts.contains(&fact.value.attempt)) else {
            return;
        };
        let summary = fact.value;
        let minutes = summary.shares.iter().map(|share| f64::from(share.minutes.get())).sum();
        self.import = Import {
            minutes,
            rough: match summary.precision {
                Precision::Recorded => 0.0,
                Precision::Rough => minutes,
            },
            last_week: summary.last_week.map(|minutes| f64::from(minutes.get())),
            recommended_hours: summary.recommended_hours.map(f64::from),
        };
        for share in &summary.shares {
            let domain = share.domain.as_ref().and_then(|domain| record.domains.index(domain));
            self.add(domain, share.family, f64::from(share.minutes.get()));
        }
        self.basis.push(fact.id.clone());
    }
}
