//! What is needed: what an hour is worth in each domain, what would be enough, and what the causes
//! ask for.

pub(crate) mod allocation;
pub(crate) mod learning;
pub(crate) mod remedies;

use std::collections::BTreeMap;

use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::coach::causes::{CauseFinding, Remedy};
use crate::coach::estimate::{Cut, DomainClass, DomainEstimate};
use crate::coach::index::{DomainIndex, Table};
use crate::coach::model::planner::{
    FLOOR_OF_WEIGHT, HEAVY_FLOOR_OF_WEIGHT, HEAVY_TOGETHER, MEAN_PRIOR, NEED_BUFFER,
    NEED_HOURS_MAX, NEED_HOURS_SHORT, OPENING, UNIT_MINUTES,
};
use crate::coach::planner::need::allocation::{Allocation, Claim, FloorKind, allocate};
use crate::coach::planner::need::learning::{Curve, rate};
use crate::coach::planner::need::remedies::Remedies;
use crate::coach::planner::past::{DomainPast, Past, WeekOfWork};
use crate::exam::blueprint::Exam;
use crate::facts::attempt::Outcome;

/// What is needed: of each domain, in all, and of which kind.
#[derive(Clone, Debug)]
pub(crate) struct Need<'a> {
    /// The domains, in the exam's order.
    pub(crate) domains: Table<DomainIndex, DomainNeed<'a>>,
    /// What the causes ask of the plan.
    pub(crate) remedies: Remedies,
    /// What it takes to end a little above the pass line, in units of [`UNIT_MINUTES`].
    pub(crate) units: u32,
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
}

impl DomainNeed<'_> {
    /// Whether the estimate calls it weak.
    pub(crate) fn is_weak(&self) -> bool {
        self.class == DomainClass::Weak
    }
}

impl<'a> Need<'a> {
    /// Weighs estimates, causes and what was done so far. A domain without a usable estimate counts
    /// as unknown; who has passed needs no remedy.
    pub(crate) fn of(
        exam: &'a Exam,
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
        let mut need = Self { domains: domains.collect(), remedies, units: 0 };
        if need.asks_for(Remedy::Weights) {
            need.raise_by_weight();
        }
        need.units = need.units_in_all(exam, past);
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

    /// The time that the domains take in all.
    pub(crate) fn minutes(&self) -> Minutes {
        Minutes::new(self.units * UNIT_MINUTES)
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

    fn raise_by_weight(&mut self) {
        let heavy = self.heavy();
        for at in self.domains.indices() {
            let part = if heavy.contains(&at) { HEAVY_FLOOR_OF_WEIGHT } else { FLOOR_OF_WEIGHT };
            if let Some(domain) = self.domains.get_mut(at) {
                domain.claim.remedy_floor = part * domain.claim.curve.share;
            }
        }
    }

    /// What it takes: by the curve, and where the hours fell short last time, a margin on it and at
    /// least what is missing to the hours that were recommended.
    fn units_in_all(&self, exam: &Exam, past: &Past<'_>) -> u32 {
        let by_curve = self.units_by_curve(exam);
        if !self.asks_for(Remedy::Hours) {
            return by_curve;
        }
        let missing = past.recommended.map_or(0.0, |hours| hours * 60.0 - past.spent);
        let least = (f64::from(by_curve) * NEED_HOURS_SHORT).max(missing / f64::from(UNIT_MINUTES));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let least = least.ceil() as u32;
        least.min(NEED_HOURS_MAX * 60 / UNIT_MINUTES).max(by_curve)
    }

    /// The fewest units after which the prediction lies a little above the pass line.
    fn units_by_curve(&self, exam: &Exam) -> u32 {
        let line = Cut::of(exam, None).for_estimates();
        let claims = self.claims();
        let today: f64 = claims.iter().map(|claim| claim.curve.share * claim.curve.mean).sum();
        let missing = line + NEED_BUFFER - today;
        let enough = |units: u32| allocate(&claims, units).gain(&claims) >= missing;
        let most = NEED_HOURS_MAX * 60 / UNIT_MINUTES;
        let (mut low, mut high) = (0, 1);
        // Most need far less than the most: the long allocations are tried only where it takes them.
        while high < most && !enough(high) {
            (low, high) = (high + 1, (2 * high).min(most));
        }
        while low < high {
            let middle = u32::midpoint(low, high);
            if enough(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
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
    DomainNeed { id, name, claim, class, interval }
}

/// Estimates come from logarithms and exponentials, whose last bits differ between platforms.
fn thousandths(value: f64) -> f64 {
    if value.is_finite() { (value.clamp(0.0, 1.0) * 1_000.0).round() / 1_000.0 } else { MEAN_PRIOR }
}
