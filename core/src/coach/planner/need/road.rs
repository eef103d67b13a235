//! How many hours bring the whole to where it should end.

use crate::base::units::Minutes;
use crate::coach::model::causes::Z_80;
use crate::coach::model::planner::{
    CEILING, NEED_HOURS_MAX, NEED_HOURS_SHORT, NEED_STEP_HOURS, PROMISE_OFF, UNIT_MINUTES,
};
use crate::coach::planner::need::allocation::{Claim, allocate};
use crate::coach::planner::need::work::{Aim, NeededHours, Promise};

/// Units of [`UNIT_MINUTES`] that any need takes at most.
const UNITS_MAX: u32 = NEED_HOURS_MAX * UNITS_AN_HOUR;
const UNITS_AN_HOUR: u32 = 60 / UNIT_MINUTES;

/// The way from today's estimates to somewhere above the line.
#[derive(Clone, Debug)]
pub(crate) struct Road {
    /// The domains, in the exam's order.
    pub(crate) claims: Vec<Claim>,
    /// The standard deviation of the whole, as a share of right answers.
    pub(crate) sd: f64,
    /// The share that is enough.
    pub(crate) line: f64,
    /// What the last result asks for, whatever the curve says.
    pub(crate) least: Least,
}

/// What is asked for beside the curve.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Least {
    /// The fewest hours: a fail is never answered with none.
    pub(crate) hours: u32,
    /// Where the hours fell short last time, what is missing to those that were recommended.
    pub(crate) short_by: Option<Minutes>,
}

impl Road {
    /// The hours until the whole lies as far above the line as `aim` says.
    ///
    /// Nobody is asked for more than [`NEED_HOURS_MAX`]: where these end below it, that is said.
    pub(crate) fn hours(&self, aim: Aim) -> NeededHours {
        let wanted = self.line + aim.margin();
        let hours = self.rounded_up(units(&self.claims, wanted));
        let whole = whole(&self.claims, hours * UNITS_AN_HOUR);
        let promise = if whole >= wanted - PROMISE_OFF {
            Promise::Reached
        } else {
            Promise::EndsAt { whole: (whole * 1_000.0).round() / 1_000.0 }
        };
        let off = Z_80 * self.sd;
        let low = self.rounded_up(units(&self.moved(off), wanted));
        let high = self.rounded_up(units(&self.moved(-off), wanted));
        NeededHours { hours, low: low.min(hours), high: high.max(hours), promise }
    }

    /// The claims if every estimate were `by` off.
    fn moved(&self, by: f64) -> Vec<Claim> {
        let mut claims = self.claims.clone();
        for claim in &mut claims {
            claim.curve.mean = (claim.curve.mean + by).clamp(0.0, CEILING);
        }
        claims
    }

    /// Whole steps of hours, with what the last result asks for.
    fn rounded_up(&self, units: u32) -> u32 {
        let mut hours = f64::from(units) / f64::from(UNITS_AN_HOUR);
        if let Some(short_by) = self.least.short_by {
            hours = (hours * NEED_HOURS_SHORT).max(short_by.hours());
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let hours = (hours.ceil() as u32).max(self.least.hours).min(NEED_HOURS_MAX);
        hours.div_ceil(NEED_STEP_HOURS) * NEED_STEP_HOURS
    }
}

/// The expected share of right answers on the whole after `units`.
fn whole(claims: &[Claim], units: u32) -> f64 {
    let today: f64 = claims.iter().map(|claim| claim.curve.share * claim.curve.mean).sum();
    today + allocate(claims, units).gain(claims)
}

/// The fewest units after which the whole lies at `wanted`; [`UNITS_MAX`] if it never does.
fn units(claims: &[Claim], wanted: f64) -> u32 {
    let enough = |units: u32| whole(claims, units) >= wanted;
    if enough(0) {
        return 0;
    }
    let (mut low, mut high) = (0, 1);
    // Most need far less than the most: the long allocations are tried only where it takes them.
    while high < UNITS_MAX && !enough(high) {
        (low, high) = (high + 1, (2 * high).min(UNITS_MAX));
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
