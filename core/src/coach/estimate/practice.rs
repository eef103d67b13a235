//! What practice says about the probability of a correct answer.
//!
//! Questions of one bank in one week under the same conditions are alike and count as fewer. All
//! clusters of a domain come down to two numbers, right and wrong answers, so that one more right
//! answer can never lower an estimate.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::base::calendar::Week;
use crate::base::ids::{FactId, ResourceId};
use crate::base::math::faded;
use crate::coach::estimate::grid::Point;
use crate::coach::familiarity::Familiarity;
use crate::coach::index::{DomainIndex, Table};
use crate::coach::model::estimate as model;
use crate::coach::record::ExamRecord;
use crate::coach::record::domains::Domains;
use crate::coach::record::work::{Work, WorkSource};
use crate::facts::practice::Conditions;

/// What practice says about one domain, in questions after all discounts.
#[derive(Clone, Debug, Default)]
pub(super) struct DomainPractice<'a> {
    /// What was answered up to the day of the last result.
    pub(super) before: RightWrong,
    /// What was answered since.
    pub(super) since: RightWrong,
    /// The facts they come from.
    pub(super) basis: Vec<&'a FactId>,
}

/// RightWrong questions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RightWrong {
    right: f64,
    /// Wrong ones, and those left open.
    wrong: f64,
}

impl RightWrong {
    pub(super) fn items(self) -> f64 {
        self.right + self.wrong
    }

    pub(super) fn ln_likelihood(self, point: &Point) -> f64 {
        self.right * point.ln_right + self.wrong * point.ln_wrong
    }

    fn add(&mut self, other: Self, factor: f64) {
        self.right += other.right * factor;
        self.wrong += other.wrong * factor;
    }

    fn scale(&mut self, factor: f64) {
        self.right *= factor;
        self.wrong *= factor;
    }
}

impl DomainPractice<'_> {
    pub(super) fn items(&self) -> f64 {
        self.before.items() + self.since.items()
    }

    pub(super) fn ln_likelihood(&self, point: &Point) -> f64 {
        self.before.ln_likelihood(point) + self.since.ln_likelihood(point)
    }
}

/// Questions that are alike: of one bank, in one week, under the same conditions.
#[derive(Clone, Copy, Debug, Default)]
struct Cluster {
    before: RightWrong,
    since: RightWrong,
}

impl Cluster {
    /// The part to which a day belongs. What was answered on the day of the result counts as before
    /// it: nobody practises on the evening of a fail.
    fn of(&mut self, decided: Option<NaiveDate>, day: NaiveDate) -> &mut RightWrong {
        if decided.is_some_and(|decided| day <= decided) {
            &mut self.before
        } else {
            &mut self.since
        }
    }
}

/// Practice by domain, in the exam's order.
#[derive(Debug)]
pub(super) struct Practice<'a> {
    pub(super) domains: Table<DomainIndex, DomainPractice<'a>>,
    clusters: BTreeMap<(DomainIndex, NaiveDate, Worth, &'a ResourceId), Cluster>,
    /// The domains' shares of the exam.
    shares: Table<DomainIndex, f64>,
    today: NaiveDate,
    /// The day of the last result that is known; of several days the later ones are since.
    decided: Option<NaiveDate>,
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
    /// Reads all practice of a record: one pass.
    pub(super) fn of(record: &ExamRecord<'a>) -> Self {
        let mut practice = Self {
            domains: record.domains.each(DomainPractice::default()),
            clusters: BTreeMap::new(),
            shares: Table::from(record.exam.shares()),
            today: record.today,
            decided: record.sittings.last_decided().map(|sitting| sitting.value.sat_on),
            within_week: [0, 1, 2, 3, 4, 5, 6].map(|days| faded(days, model::PRACTICE_HALF_LIFE)),
        };
        for work in &record.work {
            practice.read(work, &record.domains);
        }
        practice.gather();
        practice
    }

    fn read(&mut self, work: &Work<'a>, domains: &Domains<'_>) {
        let (right, of) = (f64::from(work.right), f64::from(work.of));
        let worth = work.conditions.map_or(Worth::SimulatedLoosely, Worth::of);
        match work.source {
            WorkSource::Answer(_, familiarity) => {
                let weight = match familiarity {
                    Familiarity::New => 1.0,
                    Familiarity::Seen => model::SEEN_WEIGHT,
                };
                self.note(work, work.domain, worth, (weight * right, weight * (of - right)));
            }
            WorkSource::Set(set) => {
                let seen = f64::from(set.seen_before.min(set.of));
                let new = seen * (1.0 - model::SEEN_WEIGHT);
                let part = if of > 0.0 { (of - new) / of } else { 0.0 };
                let answered = (part * right, part * (of - right));
                if set.domain.is_some() {
                    self.note(work, work.domain, worth, answered);
                } else {
                    self.note_whole(work, worth, answered);
                }
            }
            WorkSource::Mock(mock) if mock.domains.is_empty() => {
                let (right, of) = mock.whole();
                let (right, wrong) =
                    (f64::from(right.min(of)), f64::from(of.saturating_sub(right)));
                self.note_whole(work, worth, (right, wrong));
            }
            WorkSource::Mock(mock) => {
                for part in &mock.domains {
                    let right = f64::from(part.correct.min(part.of));
                    let wrong = f64::from(part.of.saturating_sub(part.correct));
                    self.note(work, domains.index(&part.domain), worth, (right, wrong));
                }
            }
            WorkSource::Session(_) | WorkSource::Review(_) => {}
        }
    }

    /// Questions of all domains, as many of each as the exam asks: a total says of no domain that it is
    /// better than another.
    fn note_whole(&mut self, work: &Work<'a>, worth: Worth, (right, wrong): (f64, f64)) {
        let shares = std::mem::take(&mut self.shares);
        for (at, share) in shares.iter() {
            self.note(work, Some(at), worth, (right * share, wrong * share));
        }
        self.shares = shares;
    }

    fn note(
        &mut self,
        work: &Work<'a>,
        domain: Option<DomainIndex>,
        worth: Worth,
        (right, wrong): (f64, f64),
    ) {
        let (Some(at), Some(bank)) = (domain, work.resource) else { return };
        if right + wrong <= 0.0 {
            return;
        }
        let day = work.day.min(self.today);
        let monday = Week::monday_of(day);
        let to_sunday = usize::try_from(6 - (day - monday).num_days()).unwrap_or(0);
        let left = self.within_week.get(to_sunday).copied().unwrap_or(1.0);
        let cluster = self.clusters.entry((at, monday, worth, bank)).or_default();
        cluster.of(self.decided, work.day).add(RightWrong { right, wrong }, left);
        if let Some(domain) = self.domains.get_mut(at) {
            domain.basis.push(work.id);
        }
    }

    fn gather(&mut self) {
        for ((place, monday, worth, _), cluster) in &self.clusters {
            let Some(domain) = self.domains.get_mut(*place) else { continue };
            let items = cluster.before.items() + cluster.since.items();
            let alike = 1.0 + model::CLUSTER_CORRELATION * (items - 1.0).max(0.0);
            let sunday = monday.checked_add_days(Days::new(6)).unwrap_or(*monday);
            let factor = worth.factor() * since(sunday, self.today) / alike;
            domain.before.add(cluster.before, factor);
            domain.since.add(cluster.since, factor);
        }
        for domain in self.domains.rows_mut() {
            let factor = (model::PRACTICE_MAX / domain.items()).min(1.0);
            if factor.is_finite() {
                domain.before.scale(factor);
                domain.since.scale(factor);
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
