//! What the planner has to know of the past: one pass over the facts, linear in their number.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::base::calendar::Week;
use crate::base::ids::DomainId;
use crate::base::ids::ObjectiveId;
use crate::base::ids::ResourceId;
use crate::base::time::Stamp;
use crate::coach::history::History;
use crate::coach::model::planner::RESOURCES_MAX;
use crate::coach::planner::need::learning::WeekOfWork;
use crate::exam::blueprint::Exam;
use crate::facts::attempt::Attempt;
use crate::facts::attempt::Outcome;
use crate::facts::practice::AnswerResult;
use crate::facts::study::PriorPreparation;
use crate::facts::study::Resource;
use crate::facts::study::ResourceFamily;

/// The past of one domain, in the preparation for the next sitting.
#[derive(Clone, Debug, Default)]
pub(crate) struct DomainPast {
    /// Work by Monday of its week, oldest first.
    pub(crate) weeks: BTreeMap<NaiveDate, WeekOfWork>,
    /// Minutes with each resource, in the order of [`Past::resources`].
    pub(crate) with: Vec<f64>,
    /// The last day on which the domain was worked on.
    pub(crate) touched: Option<NaiveDate>,
}

/// A mock exam that was sat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SatMockExam {
    pub(crate) at: Stamp,
    pub(crate) minutes: u32,
    pub(crate) reviewed: f64,
}

/// The past, sorted for planning.
#[derive(Debug)]
pub(crate) struct Past<'a> {
    /// The last sitting that counts, if any.
    pub(crate) attempt: Option<&'a Attempt>,
    /// The resources the candidate has, by key.
    pub(crate) resources: Vec<&'a Resource>,
    /// One entry for each domain, in the exam's order.
    pub(crate) domains: Vec<DomainPast>,
    /// Days with any study.
    pub(crate) studied: BTreeSet<NaiveDate>,
    /// The mock exams of this preparation, in order.
    pub(crate) simulations: Vec<SatMockExam>,
    /// The resource that took more than half of the time before the last sitting.
    pub(crate) old_main: Option<usize>,
    /// The question bank that took most of the time before the last sitting.
    pub(crate) main_bank: Option<usize>,
    /// Minutes of study for this exam, before and after the last sitting, logged and remembered.
    pub(crate) spent: f64,
    /// Hours that a guide recommends or the candidate had planned, if they said.
    pub(crate) recommended: Option<f64>,
    /// The objectives that were ever touched.
    pub(crate) objectives: BTreeSet<&'a ObjectiveId>,
    /// Minutes studied this week before today.
    pub(crate) week_minutes: f64,
    before: Vec<f64>,
    places: BTreeMap<&'a DomainId, usize>,
    keys: BTreeMap<&'a ResourceId, usize>,
    since: Option<NaiveDate>,
    today: NaiveDate,
}

impl<'a> Past<'a> {
    pub(crate) fn of(history: &History<'a>, exam: &'a Exam, today: NaiveDate) -> Self {
        let counts = |attempt: &&Attempt| {
            attempt.exam == exam.code
                && attempt.sat_on <= today.succ_opt().unwrap_or(today)
                && !matches!(attempt.outcome, Outcome::NoShow | Outcome::Void)
        };
        let attempts = history.attempts.iter().map(|fact| fact.value).filter(counts);
        let attempt = attempts.max_by_key(|attempt| attempt.sat_on);
        let by_key: BTreeMap<&ResourceId, &Resource> =
            history.resources.iter().map(|fact| (&fact.value.resource, fact.value)).collect();
        let resources: Vec<&Resource> = by_key.into_values().take(RESOURCES_MAX).collect();
        let keys = resources.iter().enumerate().map(|(at, owned)| (&owned.resource, at)).collect();
        let domains = exam
            .domains
            .iter()
            .map(|_| DomainPast { with: vec![0.0; resources.len()], ..DomainPast::default() });
        let mut past = Self {
            attempt,
            domains: domains.collect(),
            studied: BTreeSet::new(),
            simulations: Vec::new(),
            old_main: None,
            main_bank: None,
            spent: 0.0,
            recommended: None,
            objectives: BTreeSet::new(),
            week_minutes: 0.0,
            before: vec![0.0; resources.len()],
            places: exam.domains.iter().enumerate().map(|(at, domain)| (&domain.id, at)).collect(),
            keys,
            since: attempt.map(|attempt| attempt.sat_on),
            today,
            resources,
        };
        past.read(history, exam);
        let prior = prior(history, exam);
        if let Some(prior) = prior {
            past.remember(prior);
        }
        past.old_main = past.main_of_last_time(prior);
        past.main_bank = past.main_bank_of_last_time();
        past
    }

    /// The places of the question banks.
    pub(crate) fn banks(&self) -> impl Iterator<Item = usize> {
        let owned = self.resources.iter().enumerate();
        owned.filter(|(_, owned)| owned.family == ResourceFamily::Bank).map(|(at, _)| at)
    }

    /// The families that the candidate owns.
    pub(crate) fn families(&self) -> BTreeSet<ResourceFamily> {
        self.resources.iter().map(|resource| resource.family).collect()
    }

    fn read(&mut self, history: &History<'a>, exam: &Exam) {
        for fact in history.study_sessions.iter().filter(|fact| fact.value.exam == exam.code) {
            let (session, minutes) = (fact.value, f64::from(fact.value.minutes.get()));
            let work = WeekOfWork { minutes, ..WeekOfWork::default() };
            self.objectives.extend(&session.objectives);
            self.note(fact.at, session.domain.as_ref(), session.resource.as_ref(), work);
        }
        for fact in history.answers.iter().filter(|fact| fact.value.exam == exam.code) {
            let answer = fact.value;
            let minutes = f64::from(answer.answer_ms.unwrap_or(0)) / 60_000.0;
            let correct = if answer.result == AnswerResult::Correct { 1.0 } else { 0.0 };
            let work = WeekOfWork { minutes, correct, items: 1.0 };
            self.objectives.extend(answer.objective.as_ref());
            self.note(fact.at, Some(&answer.domain), Some(&answer.bank), work);
        }
        for fact in history.practice_sets.iter().filter(|fact| fact.value.exam == exam.code) {
            let set = fact.value;
            let work = WeekOfWork {
                minutes: f64::from((set.minutes + set.review_minutes).get()),
                correct: f64::from(set.correct.min(set.of)),
                items: f64::from(set.of),
            };
            self.note(fact.at, Some(&set.domain), Some(&set.bank), work);
        }
        for fact in history.simulations.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = fact.value.minutes.get();
            let work = WeekOfWork { minutes: f64::from(minutes), ..WeekOfWork::default() };
            if self.note(fact.at, None, Some(&fact.value.bank), work) {
                self.simulations.push(SatMockExam { at: fact.at, minutes, reviewed: 0.0 });
            }
        }
        for fact in history.review_times.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = f64::from(fact.value.review_ms) / 60_000.0;
            let work = WeekOfWork { minutes, ..WeekOfWork::default() };
            self.note(fact.at, fact.value.domain.as_ref(), None, work);
            if let Some(last) = self.simulations.last_mut()
                && last.at.utc_ms <= fact.at.utc_ms
            {
                last.reviewed += minutes;
            }
        }
    }

    /// What the candidate remembers of the time before the app.
    fn remember(&mut self, prior: &PriorPreparation) {
        let shares = prior.shares.iter().map(|share| f64::from(share.minutes.get()));
        self.spent += shares.sum::<f64>();
        self.recommended = prior.recommended_hours.map(f64::from);
    }

    /// Files one piece of work; says whether it belongs to the present preparation.
    fn note(
        &mut self,
        at: Stamp,
        domain: Option<&DomainId>,
        resource: Option<&ResourceId>,
        work: WeekOfWork,
    ) -> bool {
        let day = at.study_day();
        self.spent += work.minutes;
        let resource = resource.and_then(|resource| self.keys.get(resource)).copied();
        if self.since.is_some_and(|since| day <= since) {
            if let Some(minutes) = resource.and_then(|at| self.before.get_mut(at)) {
                *minutes += work.minutes;
            }
            return false;
        }
        self.studied.insert(day);
        let monday = Week::monday_of(day);
        if day < self.today && monday == Week::monday_of(self.today) {
            self.week_minutes += work.minutes;
        }
        let place = domain.and_then(|domain| self.places.get(domain)).copied();
        if let Some(past) = place.and_then(|at| self.domains.get_mut(at)) {
            let week = past.weeks.entry(monday).or_default();
            week.minutes += work.minutes;
            week.correct += work.correct;
            week.items += work.items;
            past.touched = past.touched.max(Some(day));
            if let Some(minutes) = resource.and_then(|at| past.with.get_mut(at)) {
                *minutes += work.minutes;
            }
        }
        true
    }

    /// The bank with most of the logged time; else the only one, or the one that was all there was.
    fn main_bank_of_last_time(&self) -> Option<usize> {
        let minutes = |at: &usize| self.before.get(*at).copied().unwrap_or(0.0);
        let logged = self.banks().filter(|at| minutes(at) > 0.0);
        // Of equals the first in the order of keys.
        let logged = logged.max_by(|a, b| minutes(a).total_cmp(&minutes(b)).then(b.cmp(a)));
        logged.or_else(|| {
            let main = self.old_main.filter(|main| self.banks().any(|at| at == *main));
            let mut banks = self.banks();
            main.or_else(|| banks.next().filter(|_| banks.next().is_none()))
        })
    }

    /// What took more than half of the time before the last sitting: by the log, else by what the
    /// candidate remembers, where only one resource is of the family they name.
    fn main_of_last_time(&self, prior: Option<&PriorPreparation>) -> Option<usize> {
        let total: f64 = self.before.iter().sum();
        let logged = self.before.iter().position(|minutes| *minutes > total / 2.0);
        logged.or_else(|| {
            let shares = &prior?.shares;
            let total: u64 = shares.iter().map(|share| u64::from(share.minutes.get())).sum();
            let mut by_family: BTreeMap<ResourceFamily, u64> = BTreeMap::new();
            for share in shares {
                *by_family.entry(share.family).or_default() += u64::from(share.minutes.get());
            }
            let family = by_family.into_iter().find(|(_, minutes)| *minutes * 2 > total)?.0;
            let mut owned = self.resources.iter().enumerate().filter(|(_, r)| r.family == family);
            let (only, _) = owned.next()?;
            owned.next().is_none().then_some(only)
        })
    }
}

/// The latest totals from before the app, unless they are known to be about another exam.
fn prior<'a>(history: &History<'a>, exam: &Exam) -> Option<&'a PriorPreparation> {
    let fits = |prior: &&PriorPreparation| {
        let attempt = history.attempts.iter().find(|fact| *fact.id == prior.attempt);
        attempt.is_none_or(|fact| fact.value.exam == exam.code)
    };
    history.prior_preparations.iter().rev().map(|fact| fact.value).find(fits)
}
