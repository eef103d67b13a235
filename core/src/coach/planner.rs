//! What to do on which day until the exam: a pure function of facts, exam, estimates, causes,
//! eligibility and now.
//!
//! Four rooms, each of which reads those before it:
//!
//! ```text
//! past ─► need ─► days ─► layout ─► telling ─► Plan
//! ```
//!
//! `need` says what an hour is worth in each domain and what would be enough, `days` which time
//! there is and what it is for, `layout` what is done when; only `telling` has words.
//!
//! What is deliberately absent: debt. What was not done leaves no trace but in the estimates; no
//! day is ever fuller than the candidate said it may be, and nothing is called late.

mod code;
mod days;
mod kind;
mod layout;
mod minutes;
mod need;
mod past;
pub mod plan;
mod telling;
pub mod topics;

use chrono::{Days, NaiveDate};

use crate::base::time::Now;
use crate::base::units::Minutes;
use crate::coach::causes::{CauseFinding, Remedy};
use crate::coach::estimate::DomainEstimate;
use crate::coach::line::pass_line;
use crate::coach::model::planner::ANCHOR_DAYS;
use crate::coach::planner::days::Timeline;
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::need::Need;
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::topics::Topic;
use crate::coach::record::ExamRecord;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::planning::{AnchoredBlock, PlanAnchor};

pub use crate::coach::planner::telling::reasons::sentence;
pub use crate::coach::planner::telling::words::kind_label;

/// Everything that a plan depends on.
#[derive(Clone, Copy, Debug)]
pub struct PlanInputs<'a> {
    /// What was recorded for the exam to be retaken, at the moment that the plan is for.
    pub record: &'a ExamRecord<'a>,
    /// One estimate for each domain, in any order; a missing one counts as unknown.
    pub estimates: &'a [DomainEstimate],
    /// The causes, in any order; those confirmed or likely shape the plan.
    pub causes: &'a [CauseFinding],
    /// When the vendor lets the candidate sit again.
    pub eligibility: &'a Eligibility,
    /// Topics to come back to, in any order ([`Topic::noted`] reads those of the report).
    pub topics: &'a [Topic],
    /// The plan with which this preparation began, to the exam day ([`begun`] says when, [`whole`]
    /// makes it out of a plan): behind what was shown its blocks stay where they are still worth it.
    /// `None` where this plan is the first.
    pub beginning: Option<&'a PlanAnchor>,
}

/// Plans the time until the exam. Never fails: where there is nothing to plan, the plan is empty and
/// its warnings say why and what to enter.
pub fn plan(situation: &PlanInputs<'_>) -> Plan {
    let PlanInputs { record, eligibility, .. } = *situation;
    let ExamRecord { exam, now, .. } = *record;
    let mut past = Past::of(record);
    let line = pass_line(record);
    let need = Need::of((exam, line), situation.estimates, situation.causes, &past);
    let anchors = std::mem::take(&mut past.anchors);
    let need = in_force((situation, &past), need);
    past.anchors = anchors;
    let shown = ShownPlan::of(&past, situation.beginning);
    let timeline = Timeline::of(&past, &need, shown, (exam, eligibility, now));
    let plan = telling::without_days(&past, &need, &timeline, (exam, eligibility));
    let Some(preparation) = &timeline.preparation else { return plan };
    let ahead = (&timeline, preparation);
    let allocation = need.allocate(preparation.units(timeline.mock_exam));
    let shares = (&need, &allocation);
    let laid = layout::lay_out(&past, shares, ahead, (exam, situation.topics));
    telling::with_days(plan, (&past, exam, eligibility), shares, ahead, laid)
}

/// The moment in which this preparation began, as far as it was recorded: the plan of then keeps the
/// weeks behind those that were shown where they are. `None` where it begins now.
pub fn begun(record: &ExamRecord<'_>) -> Option<Now> {
    past::begun(record).map(|begun| Now { utc_ms: begun.utc_ms, ..record.now })
}

/// The need with those remedies alone that change something: without one of the others the candidate
/// would do the same, so that it is not announced. They are tried one after the other, so that of two
/// that do the same one stays.
///
/// `past` is without what was shown before, which has no say: there a remedy of yesterday would look
/// like a habit of today.
fn in_force<'a>((inputs, past): (&PlanInputs<'_>, &Past<'_>), mut need: Need<'a>) -> Need<'a> {
    let asked: Vec<Remedy> = need.remedies.iter().collect();
    if asked.is_empty() {
        return need;
    }
    let exam = inputs.record.exam;
    let now = Done::of((inputs, past), &need, usize::MAX);
    for remedy in asked {
        let without = need.without(remedy, exam, past);
        let same = |days: usize| now.begins_as(&Done::of((inputs, past), &without, days));
        // Most of them show in the first weeks; only where nothing does is the rest looked at.
        if same(LOOK_DAYS) && same(usize::MAX) {
            need = without;
        }
    }
    need
}

/// The days that are looked at first for what a remedy does.
const LOOK_DAYS: usize = 14;

/// What of a plan the candidate would do, without a word of why.
#[derive(Debug)]
struct Done {
    exam_on: Option<NaiveDate>,
    needed: Minutes,
    /// The last day that was laid out.
    last: Option<NaiveDate>,
    blocks: Vec<layout::laid::Doing>,
}

impl Done {
    /// The first `days` of a plan.
    fn of((inputs, past): (&PlanInputs<'_>, &Past<'_>), need: &Need<'_>, days: usize) -> Self {
        let PlanInputs { record, eligibility, .. } = *inputs;
        let ExamRecord { exam, now, .. } = *record;
        let shown = ShownPlan::of(past, None);
        let mut timeline = Timeline::of(past, need, shown, (exam, eligibility, now));
        let mut preparation = timeline.preparation.take();
        let units = preparation.as_ref().map(|of| of.units(timeline.mock_exam));
        if let Some(preparation) = &mut preparation {
            preparation.to_fill.truncate(days);
        }
        let last = preparation.as_ref().and_then(|of| of.to_fill.last()).map(|day| day.date);
        let blocks =
            preparation.as_ref().zip(units).map_or_else(Vec::new, |(preparation, units)| {
                let allocation = need.allocate(units);
                let (shares, ahead) = ((need, &allocation), (&timeline, preparation));
                let laid = layout::lay_out(past, shares, ahead, (exam, inputs.topics));
                laid.iter().flat_map(layout::laid::LaidDay::doings).collect()
            });
        let needed = need.work.hours(timeline.aim).minutes();
        Self { exam_on: timeline.goal.date(), needed, last, blocks }
    }

    /// Whether this plan is the other one, as far as that one goes.
    fn begins_as(&self, other: &Self) -> bool {
        let inside = |block: &&layout::laid::Doing| Some(block.day()) <= other.last;
        (self.exam_on, self.needed) == (other.exam_on, other.needed)
            && self.blocks.iter().filter(inside).eq(&other.blocks)
    }
}

/// The anchor of a plan: what to record once it was shown, at most once a week.
pub fn anchor(plan: &Plan) -> PlanAnchor {
    let last = plan.today.checked_add_days(Days::new(ANCHOR_DAYS)).unwrap_or(plan.today);
    until(plan, last)
}

/// A plan with all its blocks, in the form of an anchor. It is not recorded.
pub fn whole(plan: &Plan) -> PlanAnchor {
    until(plan, NaiveDate::MAX)
}

fn until(plan: &Plan, last: NaiveDate) -> PlanAnchor {
    let days = plan.days.iter().take_while(|day| day.date < last);
    let blocks = days.flat_map(|day| {
        day.blocks.iter().map(|block| AnchoredBlock {
            day: day.date,
            start_minute: block.start_minute,
            minutes: block.minutes,
            code: block.code.clone(),
        })
    });
    PlanAnchor {
        exam: plan.exam.clone(),
        from: plan.today,
        blocks: blocks.collect(),
        exam_on: plan.exam_day.date(),
    }
}
