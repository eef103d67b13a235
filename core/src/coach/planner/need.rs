//! The domains of the exam as the planner sees them, and what would be enough.

pub(crate) mod allocation;
pub(crate) mod learning;
pub(crate) mod remedies;

use std::collections::BTreeMap;

use crate::base::ids::DomainId;
use crate::coach::causes::Remedy;
use crate::coach::estimate::Cut;
use crate::coach::estimate::DomainClass;
use crate::coach::estimate::DomainEstimate;
use crate::coach::planner::need::allocation::Claim;
use crate::coach::planner::need::allocation::FloorKind;
use crate::coach::planner::need::allocation::allocate;
use crate::coach::model::planner::FLOOR_OF_WEIGHT;
use crate::coach::model::planner::HEAVY_FLOOR_OF_WEIGHT;
use crate::coach::model::planner::HEAVY_TOGETHER;
use crate::coach::model::planner::MEAN_PRIOR;
use crate::coach::model::planner::NEED_BUFFER;
use crate::coach::model::planner::NEED_HOURS_MAX;
use crate::coach::model::planner::UNIT_MINUTES;
use crate::coach::planner::need::learning::Curve;
use crate::coach::planner::need::learning::WeekOfWork;
use crate::coach::planner::need::learning::rate;
use crate::coach::planner::past::DomainPast;
use crate::coach::planner::past::Past;
use crate::coach::planner::need::remedies::Remedies;
use crate::exam::blueprint::Exam;

/// One domain of the exam.
#[derive(Clone, Debug)]
pub(crate) struct DomainNeed<'a> {
    pub(crate) id: &'a DomainId,
    pub(crate) name: &'a str,
    pub(crate) claim: Claim,
    pub(crate) class: DomainClass,
    /// The 80 % interval of the estimate.
    pub(crate) interval: (f64, f64),
    /// Weight and estimate in words, for every block of it.
    pub(crate) words: String,
}

impl DomainNeed<'_> {
    pub(crate) fn is_weak(&self) -> bool {
        self.class == DomainClass::Weak
    }

    /// What the candidate calls the domain.
    pub(crate) fn label(&self) -> String {
        label(self.id, self.name)
    }
}

/// `D4 Security operations`; a key that is not a number speaks for itself.
pub(crate) fn label(id: &DomainId, name: &str) -> String {
    let number = if id.as_str().starts_with(char::is_numeric) { "D" } else { "" };
    format!("{number}{id} {name}").trim_end().to_owned()
}

/// The domains in the exam's order. A domain without a usable estimate counts as unknown.
pub(crate) fn areas<'a>(
    exam: &'a Exam,
    estimates: &[DomainEstimate],
    past: &Past<'_>,
    remedies: &Remedies,
) -> Vec<DomainNeed<'a>> {
    let by_domain: BTreeMap<&DomainId, &DomainEstimate> =
        estimates.iter().rev().map(|estimate| (&estimate.domain, estimate)).collect();
    let shares = exam.shares();
    let each = exam.domains.iter().zip(shares).zip(&past.domains);
    let mut areas: Vec<DomainNeed<'a>> = each
        .map(|((domain, share), past)| {
            area(&domain.id, &domain.name, share, by_domain.get(&domain.id).copied(), past)
        })
        .collect();
    if remedies.asks_for(Remedy::Weights) {
        raise_by_weight(&mut areas);
    }
    areas
}

fn area<'a>(
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
    DomainNeed { id, name, claim, class, interval, words: words(curve, interval) }
}

/// A domain's weight and what is known about it.
fn words(curve: Curve, (low, high): (f64, f64)) -> String {
    format!(
        "weight {:.0} %, estimate {:.0} % ({:.0}–{:.0})",
        curve.share * 100.0,
        curve.mean * 100.0,
        low * 100.0,
        high * 100.0,
    )
}

/// Estimates come from logarithms and exponentials, whose last bits differ between platforms.
fn thousandths(value: f64) -> f64 {
    if value.is_finite() { (value.clamp(0.0, 1.0) * 1_000.0).round() / 1_000.0 } else { MEAN_PRIOR }
}

/// The places of the largest domains that together make up half of the exam, largest first.
pub(crate) fn heavy(areas: &[DomainNeed<'_>]) -> Vec<usize> {
    let share = |at: usize| areas.get(at).map_or(0.0, |area| area.claim.curve.share);
    let mut order: Vec<usize> = (0..areas.len()).collect();
    order.sort_by(|a, b| share(*b).total_cmp(&share(*a)).then(a.cmp(b)));
    let mut together = 0.0;
    order.retain(|at| {
        let wanted = together < HEAVY_TOGETHER;
        together += share(*at);
        wanted
    });
    order
}

fn raise_by_weight(areas: &mut [DomainNeed<'_>]) {
    let heavy = heavy(areas);
    for (at, area) in areas.iter_mut().enumerate() {
        let part = if heavy.contains(&at) { HEAVY_FLOOR_OF_WEIGHT } else { FLOOR_OF_WEIGHT };
        area.claim.remedy_floor = part * area.claim.curve.share;
    }
}

/// The claims of the areas.
pub(crate) fn claims(areas: &[DomainNeed<'_>]) -> Vec<Claim> {
    areas.iter().map(|area| area.claim).collect()
}

/// The expected share of correct answers today.
pub(crate) fn standing_today(areas: &[DomainNeed<'_>]) -> f64 {
    areas.iter().map(|area| area.claim.curve.share * area.claim.curve.mean).sum()
}

/// The fewest units after which the prediction lies a little above the pass line.
pub(crate) fn needed_units(exam: &Exam, areas: &[DomainNeed<'_>]) -> u32 {
    let line = Cut::of(exam, None).for_estimates();
    let missing = line + NEED_BUFFER - standing_today(areas);
    let claims = claims(areas);
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
