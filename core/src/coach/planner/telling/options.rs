//! What can be done when the need exceeds the time.

use chrono::{Days, NaiveDate};

use crate::base::units::Minutes;
use crate::coach::model::planner::{OVERLOAD, PROVISIONAL_DAYS_MAX, UNIT_MINUTES};
use crate::coach::planner::days::Timeline;
use crate::coach::planner::days::horizon::first_day_after;
use crate::coach::planner::need::Need;
use crate::coach::planner::need::allocation::allocate;
use crate::coach::planner::plan::WayOut;
use crate::coach::planner::telling::words::domain_label;
use crate::wording::plan;

/// A need that may exceed the time.
#[derive(Debug)]
pub(crate) struct Shortage<'a> {
    /// What is needed.
    pub(crate) need: &'a Need<'a>,
    /// The time until the exam.
    pub(crate) timeline: &'a Timeline<'a>,
    /// The exam day.
    pub(crate) exam_on: NaiveDate,
    /// The last date that is allowed.
    pub(crate) until: Option<NaiveDate>,
    /// The units of domain time that there are.
    pub(crate) available: u32,
    /// What mock exams and the like take.
    pub(crate) reserved: Minutes,
}

/// Three ways out, as far as they exist; none unless the need exceeds the time by more than 10 %.
pub(crate) fn options(shortage: &Shortage<'_>) -> Vec<WayOut> {
    if f64::from(shortage.need.units) <= f64::from(shortage.available) * OVERLOAD {
        return Vec::new();
    }
    let ways = [Some(more_time(shortage)), later_date(shortage), narrower(shortage)];
    ways.into_iter().flatten().collect()
}

fn more_time(shortage: &Shortage<'_>) -> WayOut {
    let missing =
        (shortage.need.units - shortage.available.min(shortage.need.units)) * UNIT_MINUTES;
    let days =
        u32::try_from((shortage.exam_on - shortage.timeline.today).num_days().max(1)).unwrap_or(1);
    // Whole quarters of an hour are easier to find in a week.
    let minutes_a_week = (missing.saturating_mul(7).div_ceil(days)).div_ceil(15) * 15;
    let hours = f64::from(minutes_a_week) / 60.0;
    let said = plan::more_hours(hours);
    WayOut::MoreTime { minutes_a_week, said }
}

fn later_date(shortage: &Shortage<'_>) -> Option<WayOut> {
    let last = shortage.timeline.today.checked_add_days(Days::new(PROVISIONAL_DAYS_MAX * 2))?;
    let days = shortage.timeline.calendar.days(shortage.timeline.today, last, Minutes::ZERO);
    let minutes = shortage.need.minutes() + shortage.reserved;
    let date = first_day_after(&days, minutes)?
        .max(shortage.timeline.book_from.unwrap_or(shortage.timeline.today));
    let allowed = shortage.until.is_none_or(|until| date <= until);
    if date <= shortage.exam_on || !allowed {
        return None;
    }
    let said = plan::later_date(date);
    Some(WayOut::LaterDate { date, said })
}

/// Leaves out the domains with the least to gain, as long as what is left still needs more time.
fn narrower(shortage: &Shortage<'_>) -> Option<WayOut> {
    let all = shortage.need.claims();
    let full = allocate(&all, shortage.need.units).gain(&all);
    let mut order: Vec<usize> = (0..all.len()).collect();
    let headroom = |at: usize| all.get(at).map_or(0.0, |claim| claim.curve.headroom());
    order.sort_by(|a, b| headroom(*a).total_cmp(&headroom(*b)).then(a.cmp(b)));
    let mut best: Option<(f64, usize)> = None;
    for out in 1..all.len() {
        let kept: Vec<_> = order.iter().skip(out).filter_map(|at| all.get(*at)).copied().collect();
        let gain = allocate(&kept, shortage.available).gain(&kept);
        if best.is_none_or(|(most, _)| gain > most) {
            best = Some((gain, out));
        }
    }
    let (gain, out) = best?;
    let left_out = order.iter().take(out).filter_map(|at| shortage.need.domains.rows().get(*at));
    let (ids, names): (Vec<_>, Vec<_>) =
        left_out.map(|of| (of.id.clone(), domain_label(of.id, of.name))).unzip();
    let cost_points = (((full - gain) * 100.0).max(0.0) * 10.0).round() / 10.0;
    let said = plan::narrower(names, cost_points);
    Some(WayOut::NarrowerScope { leave_out: ids, cost_points, said })
}
