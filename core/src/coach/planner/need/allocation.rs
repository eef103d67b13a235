//! How many hours each domain gets: the largest expected gain, within floors and caps.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use serde::Serialize;

use crate::base::units::Minutes;
use crate::coach::index::{DomainIndex, Index};
use crate::coach::model::planner::{
    CAP, CAP_FEW_DOMAINS, FLOOR_OTHER, FLOOR_WEAK, FLOORS_TOGETHER, UNIT_MINUTES,
};
use crate::coach::planner::need::learning::Curve;

/// What the allocation has to know of one domain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Claim {
    /// What hours are worth.
    pub(crate) curve: Curve,
    /// Whether the estimate calls the domain weak.
    pub(crate) standing: FloorKind,
    /// A remedy's least share of all hours, 0 to 1.
    pub(crate) remedy_floor: f64,
}

/// Whether a domain is weak, as far as floors are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FloorKind {
    /// Weak: the higher floor.
    Weak,
    /// Anything else.
    Other,
}

impl Claim {
    /// Whether a remedy asks for more than the domain would be promised anyway.
    pub(crate) fn is_raised(self) -> bool {
        self.remedy_floor > self.standing.floor()
    }

    fn floor(self) -> f64 {
        self.standing.floor().max(self.remedy_floor)
    }
}

impl FloorKind {
    const fn floor(self) -> f64 {
        match self {
            Self::Weak => FLOOR_WEAK,
            Self::Other => FLOOR_OTHER,
        }
    }
}

/// What decided a domain's time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// The gain alone.
    Gain,
    /// The least that every domain gets.
    Floor,
    /// The most that one domain gets.
    Cap,
    /// A remedy's least share.
    Remedy,
}

/// Units of [`UNIT_MINUTES`] for each domain, in the order of the claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Allocation {
    /// The units of each domain.
    pub(crate) units: Vec<u32>,
    /// The least that each domain was promised, in units.
    pub(crate) floors: Vec<u32>,
    /// The most that a domain could get, in units.
    pub(crate) cap: u32,
}

impl Allocation {
    /// The time of a domain.
    pub(crate) fn minutes(&self, domain: DomainIndex) -> Minutes {
        Minutes::new(self.units.get(domain.place()).copied().unwrap_or(0) * UNIT_MINUTES)
    }

    /// What decided the time of a domain.
    pub(crate) fn bound(&self, domain: DomainIndex, claim: Claim) -> Bound {
        let units = self.units.get(domain.place()).copied().unwrap_or(0);
        let floor = self.floors.get(domain.place()).copied().unwrap_or(0);
        if units >= self.cap {
            Bound::Cap
        } else if units > floor {
            Bound::Gain
        } else if claim.is_raised() {
            Bound::Remedy
        } else {
            Bound::Floor
        }
    }

    /// What the hours bring together, as a fraction of the exam.
    pub(crate) fn gain(&self, claims: &[Claim]) -> f64 {
        let each = claims.iter().zip(&self.units);
        each.map(|(claim, units)| claim.curve.gain(hours(*units))).sum()
    }
}

/// The time of `units`, in hours.
pub(crate) fn hours(units: u32) -> f64 {
    f64::from(units * UNIT_MINUTES) / 60.0
}

/// What equal hours for every domain would bring, as a fraction of the exam.
pub(crate) fn equal_gain(claims: &[Claim], units: u32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "an exam has a handful of domains")]
    let each = hours(units) / claims.len().max(1) as f64;
    claims.iter().map(|claim| claim.curve.gain(each)).sum()
}

/// Gives `units` to the domains.
///
/// First every domain gets its floor, the least served one first; then each unit goes where it
/// brings most, which is optimal because every curve is concave and the gains add up. Of equals the
/// one with less wins, then the earlier one. All units are given, except where every domain is at its cap.
pub(crate) fn allocate(claims: &[Claim], units: u32) -> Allocation {
    let cap = cap(claims.len(), units);
    let floors = floors(claims, units, cap);
    let mut allocation = Allocation { units: vec![0; claims.len()], floors, cap };
    let mut left = units;
    let promised: u32 = allocation.floors.iter().sum();
    if promised <= units {
        // There is enough for every floor: their order decides nothing.
        allocation.units.clone_from(&allocation.floors);
        left -= promised;
    }
    while left > 0 && serve_floor(&mut allocation, claims) {
        left -= 1;
    }
    grow(&mut allocation, claims, left);
    allocation
}

fn cap(domains: usize, units: u32) -> u32 {
    #[expect(clippy::cast_precision_loss, reason = "an exam has a handful of domains")]
    let few = (CAP_FEW_DOMAINS / domains.max(1) as f64).min(1.0);
    whole((f64::from(units) * CAP.max(few) + 1e-9).floor()).max(1)
}

fn floors(claims: &[Claim], units: u32, cap: u32) -> Vec<u32> {
    let together: f64 = claims.iter().map(|claim| claim.floor()).sum();
    let scale = (FLOORS_TOGETHER / together.max(f64::MIN_POSITIVE)).min(1.0);
    let floor = |claim: &Claim| whole((claim.floor() * scale * f64::from(units) - 1e-9).ceil());
    claims.iter().map(|claim| floor(claim).min(cap)).collect()
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the type")]
fn whole(value: f64) -> u32 {
    value.clamp(0.0, f64::from(u32::MAX)) as u32
}

/// One unit for the domain that is furthest below its floor, by the part of it that is served.
fn serve_floor(allocation: &mut Allocation, claims: &[Claim]) -> bool {
    let served = |index: &usize| {
        let units = allocation.units.get(*index).copied().unwrap_or(0);
        let floor = allocation.floors.get(*index).copied().unwrap_or(0);
        f64::from(units) / f64::from(floor.max(1))
    };
    let headroom = |index: &usize| claims.get(*index).map_or(0.0, |claim| claim.curve.headroom());
    let neediest = (0..claims.len())
        .filter(|index| allocation.units.get(*index) < allocation.floors.get(*index))
        .min_by(|a, b| {
            served(a).total_cmp(&served(b)).then(headroom(b).total_cmp(&headroom(a))).then(a.cmp(b))
        });
    let Some(units) = neediest.and_then(|index| allocation.units.get_mut(index)) else {
        return false;
    };
    *units += 1;
    true
}

/// What the next unit brings in one domain. The greatest offer is taken first.
#[derive(Debug, PartialEq)]
struct NextUnit {
    marginal: f64,
    units: u32,
    index: usize,
}

impl Eq for NextUnit {}

impl Ord for NextUnit {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_gain = self.marginal.total_cmp(&other.marginal);
        by_gain.then(other.units.cmp(&self.units)).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for NextUnit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Each of `left` units for the domain where it brings most.
fn grow(allocation: &mut Allocation, claims: &[Claim], mut left: u32) {
    let each = claims.iter().zip(&allocation.units).enumerate();
    let open = each.filter(|(_, (_, units))| **units < allocation.cap);
    let mut offers: BinaryHeap<NextUnit> = open
        .map(|(index, (claim, units))| NextUnit {
            marginal: claim.curve.marginal(hours(*units)),
            units: *units,
            index,
        })
        .collect();
    while left > 0
        && let Some(mut best) = offers.peek_mut()
    {
        left -= 1;
        best.units += 1;
        if let Some(units) = allocation.units.get_mut(best.index) {
            *units = best.units;
        }
        match claims.get(best.index) {
            Some(claim) if best.units < allocation.cap => {
                best.marginal = claim.curve.marginal(hours(best.units));
            }
            Some(_) | None => _ = PeekMut::pop(best),
        }
    }
}

#[cfg(test)]
mod tests;
