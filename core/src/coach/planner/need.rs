//! What is needed: what an hour is worth in each domain, what would be enough, and what the causes
//! ask for.

pub(crate) mod allocation;
pub(crate) mod learning;
pub(crate) mod remedies;
pub(crate) mod road;
pub(crate) mod work;

use std::collections::BTreeMap;

use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::coach::causes::{CauseFinding, Remedy};
use crate::coach::estimate::{DomainClass, DomainEstimate};
use crate::coach::index::{DomainIndex, Table};
use crate::coach::line::PassLine;
use crate::coach::model::planner::{
    EXAM_MINUTES_UNKNOWN, FLOOR_OF_WEIGHT, HEAVY_FLOOR_OF_WEIGHT, HEAVY_TOGETHER, MEAN_PRIOR,
    MEASURED_ITEMS, NEED_STEP_HOURS, OPENING, REMEDIED_OF, SD_PRIOR, SIM_MARGIN, UNIT_MINUTES,
};
use crate::coach::planner::need::allocation::{Allocation, Claim, FloorKind, allocate};
use crate::coach::planner::need::learning::{Curve, rate};
use crate::coach::planner::need::remedies::Remedies;
use crate::coach::planner::need::road::{Least, Road};
use crate::coach::planner::need::work::{Aim, Measurement, NeededHours, Promise, WorkNeeded};
use crate::coach::planner::past::{DomainPast, Past, WeekOfWork};
use crate::exam::blueprint::Exam;
use crate::facts::attempt::Outcome;
use crate::facts::availability::{SlotPlace, WeeklySlot};

/// What is needed: of each domain, in all, and of which kind.
#[derive(Clone, Debug)]
pub(crate) struct Need<'a> {
    /// The domains, in the exam's order.
    pub(crate) domains: Table<DomainIndex, DomainNeed<'a>>,
    /// What the causes ask of the plan.
    pub(crate) remedies: Remedies,
    /// The pass line.
    pub(crate) line: PassLine,
    /// How much work it takes in all.
    pub(crate) work: WorkNeeded,
}

/// What is known of one domain, and what time is worth there.
#[derive(Clone, Debug)]
pub(crate) struct DomainNeed<'a> {
    /// Its key.
    pub(crate) id: &'a DomainId,
    /// Its name in the exam.
    pub(crate) name: &'a str,
    /// What the allocation has to know of it.
    pub(crate) claim: Claim,
    /// What the estimate says about it.
    pub(crate) class: DomainClass,
    /// The 80 % interval of the estimate.
    pub(crate) interval: (f64, f64),
    /// The standard deviation of the estimate.
    pub(crate) sd: f64,
    /// Whether remedies act here.
    pub(crate) remedied: Remedied,
}

/// Whether remedies act in a domain: they do in those that are weak, and where none is in those with
/// the most to gain, so that a remedy that is in force is somewhere in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Remedied {
    /// They act here.
    Here,
    /// They act in others.
    Elsewhere,
}

impl DomainNeed<'_> {
    /// Whether the estimate calls it weak.
    pub(crate) fn is_weak(&self) -> bool {
        self.class == DomainClass::Weak
    }

    /// Whether remedies act here.
    pub(crate) fn is_remedied(&self) -> bool {
        self.remedied == Remedied::Here
    }
}

impl<'a> Need<'a> {
    /// Weighs estimates, causes and what was done so far. A domain without a usable estimate counts
    /// as unknown; who has passed needs no remedy.
    pub(crate) fn of(
        (exam, line): (&'a Exam, PassLine),
        estimates: &[DomainEstimate],
        causes: &[CauseFinding],
        past: &Past<'_>,
    ) -> Self {
        let passed = past.attempt.is_some_and(|attempt| attempt.outcome == Outcome::Pass);
        let remedies = if passed { Remedies::default() } else { Remedies::of(causes) };
        let by_domain: BTreeMap<&DomainId, &DomainEstimate> =
            estimates.iter().rev().map(|estimate| (&estimate.domain, estimate)).collect();
        let each = exam.domains.iter().zip(exam.shares()).zip(past.domains.rows());
        let domains = each.map(|((domain, share), past)| {
            need(&domain.id, &domain.name, share, by_domain.get(&domain.id).copied(), past)
        });
        let none = NeededHours { hours: 0, low: 0, high: 0, promise: Promise::Reached };
        let work = WorkNeeded { even: none, buffer: none, measure: None };
        let mut need = Self { domains: domains.collect(), remedies, line, work };
        need.aim_remedies();
        if need.asks_for(Remedy::Weights) {
            need.raise_by_weight();
        }
        need.work = need.work(exam, past);
        need
    }

    /// The same with no other remedies than these.
    pub(crate) fn with_only(self, remedies: &[Remedy], exam: &Exam, past: &Past<'_>) -> Self {
        let others: Vec<Remedy> =
            self.remedies.iter().filter(|remedy| !remedies.contains(remedy)).collect();
        others.into_iter().fold(self, |need, remedy| need.without(remedy, exam, past))
    }

    /// The same without a remedy.
    pub(crate) fn without(&self, remedy: Remedy, exam: &Exam, past: &Past<'_>) -> Self {
        let mut need = self.clone();
        need.remedies.drop(remedy);
        if remedy == Remedy::Weights {
            for at in self.domains.indices() {
                if let Some(domain) = need.domains.get_mut(at) {
                    domain.claim.remedy_floor = 0.0;
                }
            }
        }
        if matches!(remedy, Remedy::Weights | Remedy::Hours) {
            need.work = need.work(exam, past);
        }
        need
    }

    /// Whether a remedy is in force.
    pub(crate) fn asks_for(&self, remedy: Remedy) -> bool {
        self.remedies.asks_for(remedy)
    }

    /// The place of a domain by its key.
    pub(crate) fn find(&self, key: &str) -> Option<DomainIndex> {
        self.domains.find(|domain| domain.id.as_str() == key)
    }

    /// The claims of the domains, in their order.
    pub(crate) fn claims(&self) -> Vec<Claim> {
        self.domains.rows().iter().map(|domain| domain.claim).collect()
    }

    /// Gives `units` to the domains.
    pub(crate) fn allocate(&self, units: u32) -> Allocation {
        allocate(&self.claims(), units)
    }

    /// The units that an aim takes in all.
    pub(crate) const fn units(&self, aim: Aim) -> u32 {
        self.work.hours(aim).minutes().get() / UNIT_MINUTES
    }

    /// The heavy domain that was left aside and opens the plan, and how long it still comes first;
    /// `None` unless a remedy asks for it.
    pub(crate) fn opener(&self, past: &Past<'_>) -> Option<(DomainIndex, Minutes)> {
        let weak = |at: &DomainIndex| self.domains.get(*at).is_some_and(DomainNeed::is_weak);
        let heaviest = self.heavy().into_iter().find(weak)?;
        let weeks = past.domains.get(heaviest).into_iter().flat_map(|of| of.weeks.values());
        let done: f64 = weeks.map(|week| week.minutes).sum();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let left = OPENING.saturating_sub(Minutes::new(done as u32));
        (self.asks_for(Remedy::Opens) && left > Minutes::ZERO).then_some((heaviest, left))
    }

    /// The largest domains that together make up half of the exam, largest first.
    fn heavy(&self) -> Vec<DomainIndex> {
        let share =
            |at: DomainIndex| self.domains.get(at).map_or(0.0, |domain| domain.claim.curve.share);
        let mut order: Vec<DomainIndex> = self.domains.indices().collect();
        order.sort_by(|a, b| share(*b).total_cmp(&share(*a)).then(a.cmp(b)));
        let mut together = 0.0;
        order.retain(|at| {
            let wanted = together < HEAVY_TOGETHER;
            together += share(*at);
            wanted
        });
        order
    }

    /// Says where remedies act: in a third of the domains, those with the most to gain, where none
    /// is weak.
    fn aim_remedies(&mut self) {
        let is_weak = |at: &DomainIndex| self.domains.get(*at).is_some_and(DomainNeed::is_weak);
        let mut aims: Vec<DomainIndex> = self.domains.indices().filter(is_weak).collect();
        if aims.is_empty() {
            let headroom = |at: DomainIndex| {
                self.domains.get(at).map_or(0.0, |domain| domain.claim.curve.headroom())
            };
            aims = self.domains.indices().collect();
            aims.sort_by(|a, b| headroom(*b).total_cmp(&headroom(*a)).then(a.cmp(b)));
            aims.truncate(aims.len().div_ceil(REMEDIED_OF));
        }
        for at in aims {
            if let Some(domain) = self.domains.get_mut(at) {
                domain.remedied = Remedied::Here;
            }
        }
    }

    fn raise_by_weight(&mut self) {
        let heavy = self.heavy();
        for at in self.domains.indices() {
            let part = if heavy.contains(&at) { HEAVY_FLOOR_OF_WEIGHT } else { FLOOR_OF_WEIGHT };
            if let Some(domain) = self.domains.get_mut(at) {
                domain.claim.remedy_floor = part * domain.claim.curve.share;
            }
        }
    }

    /// How much it takes: by the curve, and where the hours fell short last time, more.
    fn work(&self, exam: &Exam, past: &Past<'_>) -> WorkNeeded {
        let short_by = self.asks_for(Remedy::Hours).then(|| {
            let missing = past.recommended.map_or(0.0, |hours| hours * 60.0 - past.spent);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "saturates"
            )]
            Minutes::new(missing as u32)
        });
        let variance = |of: &DomainNeed<'_>| {
            let sd = of.claim.curve.share * of.sd;
            sd * sd
        };
        let road = Road {
            claims: self.claims(),
            sd: self.domains.rows().iter().map(variance).sum::<f64>().sqrt(),
            line: self.line.share,
            least: Least { hours: if past.has_failed() { NEED_STEP_HOURS } else { 0 }, short_by },
        };
        let (even, buffer) = (road.hours(Aim::Even), road.hours(Aim::Buffer));
        WorkNeeded { even, buffer, measure: self.measurement(exam, past) }
    }

    /// What to measure first after a fail that the estimates do not explain: no domain is weak, and
    /// nothing was measured since.
    fn measurement(&self, exam: &Exam, past: &Past<'_>) -> Option<Measurement> {
        let explained = self.domains.rows().iter().any(DomainNeed::is_weak);
        if !past.has_failed() || explained || !past.mock_exams.is_empty() {
            return None;
        }
        let asked = |at: DomainIndex| -> f64 {
            let weeks = past.domains.get(at).into_iter().flat_map(|of| of.weeks.values());
            weeks.map(|week| week.items).sum()
        };
        let open = self.domains.iter().filter(|(at, _)| asked(*at) < MEASURED_ITEMS);
        let mut open: Vec<&DomainNeed<'_>> = open.map(|(_, domain)| domain).collect();
        if open.is_empty() {
            return None;
        }
        let minutes = exam.minutes.unwrap_or(EXAM_MINUTES_UNKNOWN) + SIM_MARGIN;
        let holds =
            |slot: &WeeklySlot| slot.slot.place == SlotPlace::Long && slot.slot.minutes >= minutes;
        if past.time.weekly.is_some_and(|weekly| weekly.slots.iter().any(holds)) {
            return Some(Measurement::MockExam);
        }
        let headroom = |of: &DomainNeed<'_>| of.claim.curve.headroom();
        open.sort_by(|a, b| headroom(b).total_cmp(&headroom(a)));
        Some(Measurement::Diagnostics { domains: open.iter().map(|of| of.id.clone()).collect() })
    }
}

fn need<'a>(
    id: &'a DomainId,
    name: &'a str,
    share: f64,
    estimate: Option<&DomainEstimate>,
    past: &DomainPast,
) -> DomainNeed<'a> {
    let usable = estimate.filter(|estimate| estimate.mean.is_finite());
    let mean = usable.map_or(MEAN_PRIOR, |estimate| thousandths(estimate.mean));
    let share = estimate
        .map(|estimate| estimate.share)
        .filter(|share| *share > 0.0 && share.is_finite())
        .unwrap_or(share);
    let class = usable.map_or(DomainClass::Unknown, |estimate| estimate.class);
    let weeks: Vec<WeekOfWork> = past.weeks.values().copied().collect();
    let standing = if class == DomainClass::Weak { FloorKind::Weak } else { FloorKind::Other };
    let curve = Curve { share, mean, rate: rate(&weeks) };
    let interval = usable.map_or((0.0, 1.0), |e| (thousandths(e.low), thousandths(e.high)));
    let claim = Claim { curve, standing, remedy_floor: 0.0 };
    let sd = usable.map_or(SD_PRIOR, |estimate| thousandths(estimate.sd));
    DomainNeed { id, name, claim, class, interval, sd, remedied: Remedied::Elsewhere }
}

/// Estimates come from logarithms and exponentials, whose last bits differ between platforms.
fn thousandths(value: f64) -> f64 {
    if value.is_finite() { (value.clamp(0.0, 1.0) * 1_000.0).round() / 1_000.0 } else { MEAN_PRIOR }
}
