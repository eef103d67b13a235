//! What practice says about the probability of a correct answer.
//!
//! Questions of one bank in one week under the same conditions are alike and count as fewer. All
//! clusters of a domain come down to two numbers, right and wrong answers, so that one more right
//! answer can never lower an estimate.

use std::collections::BTreeMap;

use chrono::Days;
use chrono::NaiveDate;

use crate::base::calendar::Week;
use crate::base::ids::DomainId;
use crate::base::ids::FactId;
use crate::base::ids::ResourceId;
use crate::base::math::faded;
use crate::base::time::Stamp;
use crate::coach::exposure::Exposures;
use crate::coach::exposure::Familiarity;
use crate::coach::history::History;
use crate::coach::model::estimate as model;
use crate::exam::blueprint::Exam;
use crate::facts::practice::AnswerResult;
use crate::facts::practice::Conditions;
use crate::facts::simulation::Rules;

/// What practice says about one domain, in questions after all discounts.
#[derive(Clone, Debug, Default)]
pub(super) struct DomainPractice<'a> {
    /// Right answers.
    pub(super) right: f64,
    /// Wrong ones, and those left open.
    pub(super) wrong: f64,
    /// The facts they come from.
    pub(super) basis: Vec<&'a FactId>,
}

impl DomainPractice<'_> {
    pub(super) fn items(&self) -> f64 {
        self.right + self.wrong
    }
}

/// Practice by domain, in the exam's order.
#[derive(Debug)]
pub(super) struct Practice<'a> {
    pub(super) domains: Vec<DomainPractice<'a>>,
    clusters: BTreeMap<(usize, NaiveDate, Worth, &'a ResourceId), (f64, f64)>,
    places: BTreeMap<&'a DomainId, usize>,
    today: NaiveDate,
    /// What is left of a question at the end of its week, by the days until then.
    within_week: [f64; 7],
}

/// How much like the exam the conditions were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Worth {
    Simulated,
    SimulatedLoosely,
    Timed,
    Relaxed,
}

impl Worth {
    const fn of(conditions: Conditions) -> Self {
        match conditions {
            Conditions::Simulated => Self::Simulated,
            Conditions::Timed => Self::Timed,
            Conditions::Relaxed => Self::Relaxed,
        }
    }

    const fn factor(self) -> f64 {
        match self {
            Self::Simulated => model::SIMULATED,
            Self::Timed => model::TIMED,
            Self::SimulatedLoosely | Self::Relaxed => model::RELAXED,
        }
    }
}

impl<'a> Practice<'a> {
    /// Reads all practice for `exam`: one pass, and one look-up for each answer.
    pub(super) fn of(history: &History<'a>, exam: &'a Exam, today: NaiveDate) -> Self {
        let mut practice = Self {
            domains: vec![DomainPractice::default(); exam.domains.len()],
            clusters: BTreeMap::new(),
            places: exam.domains.iter().enumerate().map(|(at, domain)| (&domain.id, at)).collect(),
            today,
            within_week: [0, 1, 2, 3, 4, 5, 6].map(|days| faded(days, model::PRACTICE_HALF_LIFE)),
        };
        practice.read(history, exam);
        practice.gather();
        practice
    }

    fn read(&mut self, history: &History<'a>, exam: &Exam) {
        let mut exposures = Exposures::default();
        for fact in history.answers.iter().filter(|fact| fact.value.exam == exam.code) {
            let answer = fact.value;
            let weight = match exposures.note(answer, fact.at) {
                Familiarity::New => 1.0,
                Familiarity::Seen => model::SEEN_WEIGHT,
            };
            let (right, wrong) = match answer.result {
                AnswerResult::Correct => (weight, 0.0),
                AnswerResult::Wrong | AnswerResult::Unanswered => (0.0, weight),
            };
            let from = (fact.id, fact.at, &answer.bank);
            self.note(from, &answer.domain, Worth::of(answer.conditions), (right, wrong));
        }
        for fact in history.practice_sets.iter().filter(|fact| fact.value.exam == exam.code) {
            let set = fact.value;
            let (of, seen) = (f64::from(set.of), f64::from(set.seen_before.min(set.of)));
            let part = if of > 0.0 { (of - seen * (1.0 - model::SEEN_WEIGHT)) / of } else { 0.0 };
            let right = part * f64::from(set.correct.min(set.of));
            let wrong = part * f64::from(set.of.saturating_sub(set.correct));
            let from = (fact.id, fact.at, &set.bank);
            self.note(from, &set.domain, Worth::of(set.conditions), (right, wrong));
        }
        for fact in history.simulations.iter().filter(|fact| fact.value.exam == exam.code) {
            let worth = match fact.value.rules {
                Rules::Kept => Worth::Simulated,
                Rules::Broken => Worth::SimulatedLoosely,
            };
            for domain in &fact.value.domains {
                let right = f64::from(domain.correct.min(domain.of));
                let wrong = f64::from(domain.of.saturating_sub(domain.correct));
                let from = (fact.id, fact.at, &fact.value.bank);
                self.note(from, &domain.domain, worth, (right, wrong));
            }
        }
    }

    fn note(
        &mut self,
        (id, at, bank): (&'a FactId, Stamp, &'a ResourceId),
        domain: &DomainId,
        worth: Worth,
        (right, wrong): (f64, f64),
    ) {
        let Some(place) = self.places.get(domain).copied() else { return };
        if right + wrong <= 0.0 {
            return;
        }
        let day = at.study_day().min(self.today);
        let monday = Week::monday_of(day);
        let to_sunday = usize::try_from(6 - (day - monday).num_days()).unwrap_or(0);
        let left = self.within_week.get(to_sunday).copied().unwrap_or(1.0);
        let cluster = self.clusters.entry((place, monday, worth, bank)).or_default();
        cluster.0 += right * left;
        cluster.1 += wrong * left;
        if let Some(domain) = self.domains.get_mut(place) {
            domain.basis.push(id);
        }
    }

    fn gather(&mut self) {
        for ((place, monday, worth, _), (right, wrong)) in &self.clusters {
            let Some(domain) = self.domains.get_mut(*place) else { continue };
            let alike = 1.0 + model::CLUSTER_CORRELATION * (right + wrong - 1.0).max(0.0);
            let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(*monday);
            let factor = worth.factor() * since(sunday, self.today) / alike;
            domain.right += right * factor;
            domain.wrong += wrong * factor;
        }
        for domain in &mut self.domains {
            let factor = (model::PRACTICE_MAX / domain.items()).min(1.0);
            if factor.is_finite() {
                domain.right *= factor;
                domain.wrong *= factor;
            }
        }
    }
}

/// What is left today of a question of `sunday`. In a week that is not over more than all of it, so
/// that with the part of its own day it comes out right.
fn since(sunday: NaiveDate, today: NaiveDate) -> f64 {
    let days = (today - sunday).num_days();
    if days >= 0 {
        return faded(days, model::PRACTICE_HALF_LIFE);
    }
    1.0 / faded(-days, model::PRACTICE_HALF_LIFE)
}
