//! What was done before one sitting: one pass over the facts, linear in their number.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::base::ids::DomainId;
use crate::base::ids::FactId;
use crate::base::ids::ObjectiveId;
use crate::base::ids::ResourceId;
use crate::base::time::Now;
use crate::base::time::Stamp;
use crate::coach::history::History;
use crate::coach::model::causes as model;
use crate::coach::report::reading;
use crate::coach::report::reading::Sitting;
use crate::exam::blueprint::Exam;
use crate::facts::attempt::Outcome;
use crate::facts::attempt::SittingConditions;
use crate::facts::score_report::Evidence;
use crate::facts::study::Activity;
use crate::facts::study::Precision;
use crate::facts::study::ResourceFamily;

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
    pub(super) domains: Vec<f64>,
    /// Objectives that were touched.
    pub(super) objectives: BTreeSet<&'a ObjectiveId>,
    /// Those of them that were touched under a domain, in the exam's order.
    pub(super) by_domain: Vec<BTreeSet<&'a ObjectiveId>>,
    /// What the report prints about each domain, in the exam's order.
    pub(super) printed: Vec<Option<&'a Evidence>>,
    /// The facts that tell of study time, sorted.
    pub(super) basis: Vec<FactId>,
    /// What was imported about the time before the app.
    pub(super) import: Import,
    places: BTreeMap<&'a DomainId, usize>,
    kinds: BTreeMap<&'a ResourceId, ResourceFamily>,
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
    pub(super) fn of(history: &History<'a>, exam: &'a Exam, now: Now) -> Option<Self> {
        let sittings = reading::read(history, exam, now).sittings;
        let decided = |sitting: &&Sitting<'_>| sitting.attempt.value.outcome != Outcome::Pending;
        let last = sittings.iter().rev().find(decided)?.attempt.value;
        let sat_on = last.sat_on;
        let same_day = || sittings.iter().filter(|s| s.attempt.value.sat_on == sat_on);
        let kinds = history.resources.iter().map(|fact| (&fact.value.resource, fact.value.family));
        let mut preparation = Self {
            outcome: last.outcome,
            sat_on,
            attempts: same_day().map(|sitting| sitting.attempt.id).collect(),
            conditions: same_day().find_map(|sitting| sitting.attempt.value.conditions.as_ref()),
            minutes: 0.0,
            daily: BTreeMap::new(),
            families: BTreeMap::new(),
            domains: vec![0.0; exam.domains.len()],
            objectives: BTreeSet::new(),
            by_domain: vec![BTreeSet::new(); exam.domains.len()],
            printed: vec![None; exam.domains.len()],
            basis: Vec::new(),
            import: Import::default(),
            places: exam.domains.iter().enumerate().map(|(at, domain)| (&domain.id, at)).collect(),
            kinds: kinds.collect(),
            after: sittings
                .iter()
                .map(|s| s.attempt.value.sat_on)
                .filter(|day| *day < sat_on)
                .max(),
        };
        for (at, evidence) in same_day().flat_map(|sitting| &sitting.readings) {
            if let Some(printed) = preparation.printed.get_mut(*at) {
                printed.get_or_insert(evidence);
            }
        }
        preparation.read(history, exam);
        preparation.import(history);
        // Once and for all: most signals rest on the same facts.
        preparation.basis.sort_unstable();
        Some(preparation)
    }

    /// Whether something at this moment belongs to the preparation.
    pub(super) fn holds(&self, at: Stamp) -> bool {
        let day = at.study_day();
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

    /// The place of a domain in the exam.
    pub(super) fn place(&self, domain: &DomainId) -> Option<usize> {
        self.places.get(domain).copied()
    }

    fn read(&mut self, history: &History<'a>, exam: &Exam) {
        for fact in history.study_sessions.iter().filter(|fact| fact.value.exam == exam.code) {
            let session = fact.value;
            let family = session.resource.as_ref().and_then(|key| self.kinds.get(key)).copied();
            let family = match session.activity {
                // Hands-on work stays hands-on, whatever is lying beside it.
                Activity::Lab => ResourceFamily::Lab,
                Activity::Reading => family.unwrap_or(ResourceFamily::Text),
                Activity::Video => family.unwrap_or(ResourceFamily::Video),
                Activity::Practice | Activity::Review => family.unwrap_or(ResourceFamily::Bank),
                Activity::Peer => family.unwrap_or(ResourceFamily::Peer),
            };
            let minutes = f64::from(session.minutes.get());
            if self.note((fact.id, fact.at), session.domain.as_ref(), family, minutes) {
                self.touch(session.domain.as_ref(), &session.objectives);
            }
        }
        for fact in history.answers.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = f64::from(fact.value.answer_ms.unwrap_or(0)) / 60_000.0;
            let domain = Some(&fact.value.domain);
            if self.note((fact.id, fact.at), domain, ResourceFamily::Bank, minutes) {
                self.touch(domain, &fact.value.objective);
            }
        }
        for fact in history.practice_sets.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = f64::from((fact.value.minutes + fact.value.review_minutes).get());
            let domain = Some(&fact.value.domain);
            self.note((fact.id, fact.at), domain, ResourceFamily::Bank, minutes);
        }
        for fact in history.simulations.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = f64::from(fact.value.minutes.get());
            self.note((fact.id, fact.at), None, ResourceFamily::Bank, minutes);
        }
        for fact in history.review_times.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = f64::from(fact.value.review_ms) / 60_000.0;
            let domain = fact.value.domain.as_ref();
            self.note((fact.id, fact.at), domain, ResourceFamily::Bank, minutes);
        }
    }

    /// Files a piece of work; says whether it belongs to the preparation.
    fn note(
        &mut self,
        (id, at): (&'a FactId, Stamp),
        domain: Option<&DomainId>,
        family: ResourceFamily,
        minutes: f64,
    ) -> bool {
        if !self.holds(at) {
            return false;
        }
        *self.daily.entry(at.study_day()).or_default() += minutes;
        self.basis.push(id.clone());
        self.add(domain, family, minutes);
        true
    }

    fn touch(
        &mut self,
        domain: Option<&DomainId>,
        objectives: impl IntoIterator<Item = &'a ObjectiveId>,
    ) {
        let place = domain.and_then(|domain| self.place(domain));
        let mut under = place.and_then(|at| self.by_domain.get_mut(at));
        for objective in objectives {
            self.objectives.insert(objective);
            if let Some(under) = &mut under {
                under.insert(objective);
            }
        }
    }

    fn add(&mut self, domain: Option<&DomainId>, family: ResourceFamily, minutes: f64) {
        self.minutes += minutes;
        *self.families.entry(family).or_default() += minutes;
        let place = domain.and_then(|domain| self.place(domain));
        if let Some(of_domain) = place.and_then(|at| self.domains.get_mut(at)) {
            *of_domain += minutes;
        }
    }

    /// The last summary of this preparation that was entered counts.
    fn import(&mut self, history: &History<'a>) {
        let mut summaries = history.prior_preparations.iter().rev();
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
            self.add(share.domain.as_ref(), share.family, f64::from(share.minutes.get()));
        }
        self.basis.push(fact.id.clone());
    }
}
