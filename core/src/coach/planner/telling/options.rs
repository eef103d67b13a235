//! What can be done when the need exceeds the time: only what helps, and what a person can do.

use chrono::{Days, NaiveDate};

use crate::base::units::Minutes;
use crate::coach::index::{DomainIndex, Index};
use crate::coach::model::planner::{
    FORGETTING_A_DAY, FORGETTING_MAX, MORE_TIME_PART, MORE_TIME_STEP, NARROWER_SHARE_MAX, OVERLOAD,
    PROVISIONAL_DAYS_MAX, UNIT_MINUTES, WAY_POINTS_MIN, WEEK_MINUTES_MAX,
};
use crate::coach::planner::days::horizon::first_day_after;
use crate::coach::planner::days::{Timeline, week};
use crate::coach::planner::need::Need;
use crate::coach::planner::need::allocation::{Claim, allocate};
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

/// The ways out; none unless the need exceeds the time by more than 10 %.
///
/// Each is held against the plan as it stands and left out where it brings less than a point. Where
/// the date cannot be made good by more time, what helps most until then is named as well.
pub(crate) fn options(shortage: &Shortage<'_>) -> Vec<WayOut> {
    if f64::from(shortage.needed()) <= f64::from(shortage.available) * OVERLOAD {
        return Vec::new();
    }
    let more_time = shortage.more_time();
    let rest = if more_time.is_some() { None } else { shortage.go_and_see() };
    let ways = [more_time, shortage.later_date(), shortage.narrower(), rest];
    ways.into_iter().flatten().collect()
}

impl Shortage<'_> {
    /// What the aim takes, in units.
    const fn needed(&self) -> u32 {
        self.need.units(self.timeline.aim)
    }

    fn days(&self) -> u32 {
        u32::try_from((self.exam_on - self.timeline.today).num_days().max(1)).unwrap_or(1)
    }

    /// What `units` bring beyond the plan as it stands, in points with one decimal; `None` below a
    /// point.
    fn points(&self, gain: f64) -> Option<f64> {
        let claims = self.need.claims();
        let stands = allocate(&claims, self.available).gain(&claims);
        let points = ((gain - stands) * 1_000.0).round() / 10.0;
        (points >= WAY_POINTS_MIN).then_some(points)
    }

    fn gain(&self, units: u32) -> f64 {
        let claims = self.need.claims();
        allocate(&claims, units).gain(&claims)
    }

    /// As much more each week as is missing, or as a week can hold: half of today's week more, and no
    /// more than [`WEEK_MINUTES_MAX`] in all.
    fn more_time(&self) -> Option<WayOut> {
        let missing = self.needed().saturating_sub(self.available) * UNIT_MINUTES;
        let wanted = missing.saturating_mul(7).div_ceil(self.days());
        let week = self.week();
        let room = WEEK_MINUTES_MAX.saturating_sub(self.usual_week());
        let most = week.part(MORE_TIME_PART).min(room).get();
        // Whole quarters of an hour are easier to find in a week.
        let step = MORE_TIME_STEP.get();
        let minutes_a_week = (wanted.div_ceil(step) * step).min(most / step * step);
        let more = minutes_a_week.saturating_mul(self.days()) / 7 / UNIT_MINUTES;
        let points = self.points(self.gain(self.available.saturating_add(more)))?;
        let hours = f64::from(minutes_a_week) / 60.0;
        let said = plan::more_hours(hours, whole(points));
        Some(WayOut::MoreTime { minutes_a_week, points, said })
    }

    /// The time of a usual week, pauses included.
    fn usual_week(&self) -> Minutes {
        let Some(weekly) = self.timeline.calendar.weekly() else { return Minutes::ZERO };
        let offered: Minutes = weekly.slots.iter().map(|slot| slot.slot.minutes).sum();
        weekly.weekly_cap.map_or(offered, |cap| offered.min(cap))
    }

    /// The study time of a usual week, or of the coming seven days where they hold less.
    fn week(&self) -> Minutes {
        let Timeline { today, calendar, .. } = self.timeline;
        let seventh = today.checked_add_days(Days::new(6)).unwrap_or(*today);
        let coming = calendar.days(*today, seventh);
        self.usual_week().min(coming.iter().map(|day| day.minutes()).sum())
    }

    /// The first date that leaves room for the need.
    fn later_date(&self) -> Option<WayOut> {
        let today = self.timeline.today;
        let last = today.checked_add_days(Days::new(PROVISIONAL_DAYS_MAX * 2))?;
        let offered = self.timeline.calendar.days(today, last);
        let days = week::livable(&offered, self.timeline.mock_exam);
        let minutes = self.need.work.hours(self.timeline.aim).minutes() + self.reserved;
        let date = first_day_after(&days, minutes)?.max(self.timeline.book_from.unwrap_or(today));
        let allowed = self.until.is_none_or(|until| date <= until);
        if date <= self.exam_on || !allowed {
            return None;
        }
        let points = self.points(self.gain(self.needed()))?;
        let said = plan::later_date(date, whole(points));
        Some(WayOut::LaterDate { date, points, said })
    }

    /// Leaves out domains that are not weak, those with the least to gain first, up to a small part
    /// of the exam. What is not touched until the exam is forgotten a little.
    fn narrower(&self) -> Option<WayOut> {
        let rows = self.need.domains.rows();
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let claim = |at: &usize| rows.get(*at).map(|domain| domain.claim);
        let headroom = |at: &usize| claim(at).map_or(0.0, |claim| claim.curve.headroom());
        order.retain(|at| rows.get(*at).is_some_and(|domain| !domain.is_weak()));
        order.sort_by(|a, b| headroom(a).total_cmp(&headroom(b)).then(a.cmp(b)));
        let mut left_out: Vec<usize> = Vec::new();
        let (mut share, mut best) = (0.0, None);
        for at in order {
            share += claim(&at).map_or(0.0, |claim| claim.curve.share);
            if share > NARROWER_SHARE_MAX || left_out.len() + 1 >= rows.len() {
                break;
            }
            left_out.push(at);
            let is_kept = |at: &usize| !left_out.contains(at);
            let kept: Vec<Claim> =
                (0..rows.len()).filter(is_kept).filter_map(|at| claim(&at)).collect();
            let gain = allocate(&kept, self.available).gain(&kept) - self.forgotten(share);
            if best.as_ref().is_none_or(|(most, _)| gain > *most) {
                best = Some((gain, left_out.clone()));
            }
        }
        let (gain, left_out) = best?;
        let points = self.points(gain)?;
        let left_out = left_out.iter().filter_map(|at| rows.get(*at));
        let (leave_out, names): (Vec<_>, Vec<_>) =
            left_out.map(|of| (of.id.clone(), domain_label(of.id, of.name))).unzip();
        let said = plan::narrower(names, whole(points));
        Some(WayOut::NarrowerScope { leave_out, points, said })
    }

    /// What is lost until the exam where `share` of it is not touched, as a share of the exam.
    fn forgotten(&self, share: f64) -> f64 {
        share * (f64::from(self.days()) * FORGETTING_A_DAY).min(FORGETTING_MAX)
    }

    /// Where most is to gain in the time there is.
    fn go_and_see(&self) -> Option<WayOut> {
        let units = allocate(&self.need.claims(), self.available).units;
        let gain = |at: DomainIndex| {
            let claim = self.need.domains.get(at).map(|domain| domain.claim);
            let units = units.get(at.place()).copied().unwrap_or(0);
            // Where there is no time at all, what an hour would bring.
            claim.map_or(0.0, |claim| claim.curve.gain(f64::from(units.max(1))))
        };
        let most = self
            .need
            .domains
            .indices()
            .max_by(|a, b| gain(*a).total_cmp(&gain(*b)).then(b.cmp(a)))?;
        let domain = self.need.domains.get(most)?;
        let said = plan::go_and_see(domain_label(domain.id, domain.name));
        Some(WayOut::GoAndSee { domain: domain.id.clone(), said })
    }
}

/// Points as they are said.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "at most 100")]
fn whole(points: f64) -> u32 {
    points.round() as u32
}
