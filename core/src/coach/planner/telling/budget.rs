//! How the time is shared out, in numbers.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::planner::need::allocation;
use crate::coach::planner::need::allocation::Allocation;
use crate::coach::planner::need;
use crate::coach::planner::need::DomainNeed;
use crate::coach::planner::days::calendar::Day;
use crate::coach::model::planner::NEED_HOURS_MAX;
use crate::coach::model::planner::NEED_HOURS_SHORT;
use crate::coach::model::planner::RITUAL;
use crate::coach::model::planner::SIM_MARGIN;
use crate::coach::model::planner::UNIT_MINUTES;
use crate::coach::planner::telling::drafting::Drafting;
use crate::coach::planner::days::phases::phase_of;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::Bound;
use crate::coach::planner::plan::DomainAllocation;
use crate::coach::planner::plan::Phase;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::days::mock_exams::MockExamSlot;

impl Drafting<'_> {
    /// What it takes: by the curve, and where the hours fell short last time, a margin on it and at
    /// least what is missing to the hours that were recommended.
    pub(crate) fn needed_units(&self) -> u32 {
        let by_curve = need::needed_units(self.situation.exam, &self.areas);
        if !self.remedies.asks_for(Remedy::Hours) {
            return by_curve;
        }
        let missing = self.past.recommended.map_or(0.0, |hours| hours * 60.0 - self.past.spent);
        let least = (f64::from(by_curve) * NEED_HOURS_SHORT).max(missing / f64::from(UNIT_MINUTES));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let least = least.ceil() as u32;
        least.min(NEED_HOURS_MAX * 60 / UNIT_MINUTES).max(by_curve)
    }

    /// What there is, what is taken before domains get any, and what is left for them.
    pub(crate) fn budget(
        &self,
        plan: &mut Plan,
        phases: &[Phase],
        days: &[Day],
        seats: &[MockExamSlot],
        rituals: &BTreeMap<NaiveDate, BlockKind>,
    ) {
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let capacity: u32 = days.iter().map(Day::minutes).sum();
        let taper = days.iter().filter(|day| phase_of(phases, day.date) == PhaseKind::Taper);
        let taper: u32 = taper.map(Day::minutes).sum();
        let simulations = count(seats.len()) * (SIM_MARGIN + 2 * self.sim_minutes());
        let reserved = taper + simulations + count(rituals.len()) * RITUAL + self.review_left().0;
        let units = capacity.saturating_sub(reserved) / UNIT_MINUTES;
        plan.budget.capacity = Minutes::new(capacity);
        plan.budget.reserved = Minutes::new(reserved.min(capacity));
        plan.budget.allotted = Minutes::new(units * UNIT_MINUTES);
    }

    /// What each domain gets and what that should bring.
    pub(crate) fn fill_in(&self, plan: &mut Plan, allocation: &Allocation) {
        let claims = need::claims(&self.areas);
        let points = |gain: f64| (gain * 10_000.0).round() / 100.0;
        let units: u32 = plan.budget.allotted.get() / UNIT_MINUTES;
        plan.budget.expected_gain = points(allocation.gain(&claims));
        plan.budget.equal_hours_gain = points(allocation::equal_gain(&claims, units));
        let mut placed: BTreeMap<&str, u32> = BTreeMap::new();
        for block in plan.days.iter().flat_map(|day| &day.blocks) {
            if let Some(domain) = &block.domain {
                *placed.entry(domain.as_str()).or_default() += block.minutes.get();
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "an exam has a handful of domains")]
        let equal = allocation::hours(units) / self.areas.len().max(1) as f64;
        let each = self.areas.iter().enumerate().map(|(at, area)| {
            let minutes = allocation.minutes(at);
            let curve = area.claim.curve;
            DomainAllocation {
                domain: area.id.clone(),
                minutes: Minutes::new(minutes),
                placed: Minutes::new(placed.get(area.id.as_str()).copied().unwrap_or(0)),
                expected_gain: points(curve.gain(f64::from(minutes) / 60.0)),
                equal_hours_gain: points(curve.gain(equal)),
                rate: (curve.rate * 10_000.0).round() / 10_000.0,
                bound: bound(area, allocation, at),
            }
        });
        plan.allocation = each.collect();
    }
}

fn bound(area: &DomainNeed<'_>, allocation: &Allocation, at: usize) -> Bound {
    let units = allocation.units.get(at).copied().unwrap_or(0);
    let floor = allocation.floors.get(at).copied().unwrap_or(0);
    if units >= allocation.cap {
        Bound::Cap
    } else if units > floor {
        Bound::Gain
    } else if area.claim.is_raised() {
        Bound::Remedy
    } else {
        Bound::Floor
    }
}
