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

pub(crate) mod code;
mod days;
mod in_force;
mod kind;
mod layout;
pub(crate) mod minutes;
mod need;
mod past;
pub mod plan;
mod telling;
pub mod topics;

use std::collections::BTreeMap;

use chrono::Days;

use crate::base::calendar::Week;
use crate::base::time::{Now, Stamp, UtcMillis};
use crate::coach::causes::{CauseFinding, Remedy};
use crate::coach::estimate::DomainEstimate;
use crate::coach::line::pass_line;
use crate::coach::model::planner::{ANCHOR_DAYS, COURSE_WEEKS};
use crate::coach::planner::days::Timeline;
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::in_force::in_force;
use crate::coach::planner::need::Need;
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::topics::Topic;
use crate::coach::record::ExamRecord;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::planning::{AnchoredBlock, PlanAnchor};

pub use crate::coach::planner::days::shown::Course;
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
    /// The plan of this preparation to the exam day, as it was when it was last shown ([`shown_at`]
    /// says when, [`course`] derives it): behind what an anchor holds its blocks stay where they are
    /// still worth it. `None` where this plan is the first.
    pub course: Option<&'a Course>,
    /// The remedies that change something, as [`remedies`] finds them; `None` has them tried.
    pub remedies: Option<&'a [Remedy]>,
}

/// Plans the time until the exam. Never fails: where there is nothing to plan, the plan is empty and
/// its warnings say why and what to enter.
pub fn plan(situation: &PlanInputs<'_>) -> Plan {
    let PlanInputs { record, eligibility, .. } = *situation;
    let ExamRecord { exam, now, .. } = *record;
    let (past, need) = weighed(situation);
    let shown = ShownPlan::of(&past, situation.course);
    let timeline = Timeline::of(&past, &need, shown, (exam, eligibility, now));
    let plan = telling::without_days(&past, &need, &timeline, (exam, eligibility));
    let Some(preparation) = &timeline.preparation else { return plan };
    let ahead = (&timeline, preparation);
    let allocation = need.allocate(preparation.units(timeline.mock_exam));
    let shares = (&need, &allocation);
    let laid = layout::lay_out(&past, shares, ahead, (exam, situation.topics), usize::MAX);
    telling::with_days(plan, (&past, exam, eligibility), shares, ahead, laid)
}

/// The moments at which the plan of this preparation was what it is now or what a candidate saw: when
/// it began, when it was first shown in each week since, and when it was last shown, oldest first; the
/// last [`COURSE_WEEKS`] of them. None where it begins now.
///
/// The first of a week and not each: a moment that stood here yesterday stands here today, and so
/// the plan that was derived from it is the same again.
pub fn shown_at(record: &ExamRecord<'_>) -> Vec<Now> {
    let Some(begun) = past::begun(record) else { return Vec::new() };
    let of_exam = record.history.plan_anchors.iter();
    let of_exam = of_exam.filter(|fact| fact.value.exam == record.exam.code);
    let mut since = of_exam.map(|fact| fact.at.utc_ms).filter(|at| *at > begun.utc_ms);
    let week =
        |at: UtcMillis| Week::monday_of(Stamp { utc_ms: at, ..record.now.stamp() }.study_day());
    let mut weeks = BTreeMap::new();
    for at in since.clone() {
        weeks.entry(week(at)).or_insert(at);
    }
    let mut moments: Vec<UtcMillis> =
        std::iter::once(begun.utc_ms).chain(weeks.into_values()).collect();
    let last = since.next_back().filter(|last| moments.last() != Some(last));
    moments.extend(last);
    let old = moments.len().saturating_sub(COURSE_WEEKS);
    moments.drain(..old);
    moments.into_iter().map(|utc_ms| Now { utc_ms, ..record.now }).collect()
}

/// Whether what was shown at a moment before stands as a record is: nothing was recorded since, and the
/// next days of then are not over.
pub fn stands(record: &ExamRecord<'_>, shown: Now) -> bool {
    past::stands(record, shown.utc_ms)
}

/// The remedies that change something: [`PlanInputs::remedies`] of a plan and its course.
pub fn remedies(inputs: &PlanInputs<'_>) -> Vec<Remedy> {
    weighed(inputs).1.remedies.iter().collect()
}

/// What was done, and what is needed with the remedies that change something.
fn weighed<'a>(inputs: &PlanInputs<'a>) -> (Past<'a>, Need<'a>) {
    let record = inputs.record;
    let mut past = Past::of(record);
    let line = pass_line(record);
    let need = Need::of((record.exam, line), inputs.estimates, inputs.causes, &past);
    let need = match inputs.remedies {
        Some(remedies) => need.with_only(remedies, record.exam, &past),
        None => in_force((inputs, &mut past), need),
    };
    (past, need)
}

/// The plan to the exam day without a word of why: what [`plan()`] would lay out. It is not recorded.
pub fn course(inputs: &PlanInputs<'_>) -> Course {
    let PlanInputs { record, eligibility, .. } = *inputs;
    let ExamRecord { exam, now, .. } = *record;
    let (past, need) = weighed(inputs);
    let shown = ShownPlan::of(&past, inputs.course);
    let timeline = Timeline::of(&past, &need, shown, (exam, eligibility, now));
    let mut blocks = Vec::new();
    if let Some(preparation) = &timeline.preparation {
        let allocation = need.allocate(preparation.units(timeline.mock_exam));
        let (shares, ahead) = ((&need, &allocation), (&timeline, preparation));
        for day in layout::lay_out(&past, shares, ahead, (exam, inputs.topics), usize::MAX) {
            blocks.extend(day.blocks.iter().map(|block| AnchoredBlock {
                day: day.date,
                start_minute: u16::try_from(block.start.0).unwrap_or(u16::MAX),
                minutes: block.minutes,
                code: telling::code(block, &need).to_string(),
            }));
        }
    }
    let (from, exam_on) = (past.today, timeline.goal.date());
    let plan = PlanAnchor { exam: exam.code.clone(), from, blocks, exam_on };
    Course { plan, level: timeline.preparation.as_ref().map(|preparation| preparation.level) }
}

/// The anchor of a plan: what to record once it was shown, at most once a week.
pub fn anchor(plan: &Plan) -> PlanAnchor {
    let last = plan.today.checked_add_days(Days::new(ANCHOR_DAYS)).unwrap_or(plan.today);
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
