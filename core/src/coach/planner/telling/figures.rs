//! How the time is shared out, in numbers.

use std::collections::BTreeMap;

use crate::base::units::Minutes;
use crate::coach::model::planner::UNIT_MINUTES;
use crate::coach::planner::days::{StudyDays, Timeline};
use crate::coach::planner::need::Need;
use crate::coach::planner::need::allocation::{Allocation, equal_gain, hours};
use crate::coach::planner::plan::{Budget, DomainAllocation, PlanDay};

/// Points of the whole exam, with two decimals, of a fraction of it.
fn points(gain: f64) -> f64 {
    (gain * 10_000.0).round() / 100.0
}

/// What there is, what is taken before domains get any, what is left for them, and what it brings.
pub(crate) fn budget(
    need: &Need<'_>,
    allocation: &Allocation,
    (timeline, preparation): (&Timeline<'_>, &StudyDays),
) -> Budget {
    let capacity = preparation.offered;
    let units = preparation.units(timeline.mock_exam);
    let claims = need.claims();
    Budget {
        capacity,
        load: preparation.load(),
        reserved: preparation.reserved(timeline.mock_exam).min(preparation.load()),
        allotted: Minutes::new(units * UNIT_MINUTES),
        aim: timeline.aim,
        aimed_at: need.work.hours(timeline.aim).minutes(),
        needed: need.work.buffer.minutes(),
        expected_gain: points(allocation.gain(&claims)),
        equal_hours_gain: points(equal_gain(&claims, units)),
    }
}

/// What each domain gets of `allotted` and what that should bring, in the exam's order.
pub(crate) fn by_domain(
    need: &Need<'_>,
    allocation: &Allocation,
    allotted: Minutes,
    days: &[PlanDay],
) -> Vec<DomainAllocation> {
    let mut placed: BTreeMap<&str, Minutes> = BTreeMap::new();
    for block in days.iter().flat_map(|day| &day.blocks) {
        if let Some(domain) = &block.domain {
            *placed.entry(domain.as_str()).or_default() += block.minutes;
        }
    }
    let units = allotted.get() / UNIT_MINUTES;
    #[expect(clippy::cast_precision_loss, reason = "an exam has a handful of domains")]
    let equal = hours(units) / need.domains.rows().len().max(1) as f64;
    let each = need.domains.iter().map(|(at, domain)| {
        let minutes = allocation.minutes(at);
        let curve = domain.claim.curve;
        DomainAllocation {
            domain: domain.id.clone(),
            minutes,
            placed: placed.get(domain.id.as_str()).copied().unwrap_or_default(),
            expected_gain: points(curve.gain(minutes.hours())),
            equal_hours_gain: points(curve.gain(equal)),
            rate: (curve.rate * 10_000.0).round() / 10_000.0,
            bound: allocation.bound(at, domain.claim),
        }
    });
    each.collect()
}
