//! What to do on which day until the exam: a pure function of facts, exam, estimates, causes,
//! eligibility and now.
//!
//! ```text
//! horizon ─► phases ─► simulations ─┐
//! areas ───► allocation ────────────┼─► placement (next_block, choice, explain) ─► Plan
//! calendar ► stability (anchor) ────┘                                  options, warnings
//! ```
//!
//! What is deliberately absent: debt. What was not done leaves no trace but in the estimates; no
//! day is ever fuller than the candidate said it may be, and nothing is called late.

mod days;
mod layout;
mod need;
mod past;
pub mod plan;
mod telling;
pub mod topics;

use crate::base::time::Now;
use crate::coach::causes::CauseFinding;
use crate::coach::estimate::DomainEstimate;
use crate::coach::history::History;
use crate::coach::planner::days::calendar::Calendar;
use crate::coach::model::planner::ANCHOR_DAYS;
use crate::coach::planner::telling::drafting::Drafting;
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::Block;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::need::remedies::Remedies;
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::topics::Topic;
use crate::exam::blueprint::Exam;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::attempt::Outcome;
use crate::facts::availability::SlotPlace;
use crate::facts::planning::AnchoredBlock;
use crate::facts::planning::PlanAnchor;
use chrono::Days;
use chrono::NaiveDate;
use chrono::Timelike;

/// Everything that a plan depends on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// The facts that count.
    pub history: &'a History<'a>,
    /// The exam to be retaken.
    pub exam: &'a Exam,
    /// One estimate for each domain, in any order; a missing one counts as unknown.
    pub estimates: &'a [DomainEstimate],
    /// The causes, in any order; those confirmed or likely shape the plan.
    pub causes: &'a [CauseFinding],
    /// When the vendor lets the candidate sit again.
    pub eligibility: &'a Eligibility,
    /// Topics to come back to, in any order ([`Topic::noted`] reads those of the report).
    pub topics: &'a [Topic],
    /// The moment the plan is for.
    pub now: Now,
}

/// Plans the time until the exam. Never fails: where there is nothing to plan, the plan is empty and
/// its warnings say why and what to enter.
pub fn plan(situation: &Situation<'_>) -> Plan {
    let Situation { history, exam, now, .. } = *situation;
    let today = now.stamp().study_day();
    let past = Past::of(history, exam, today);
    let calendar = Calendar::of(history, now.zone);
    let shown = ShownPlan::of(history, exam, today);
    let passed = past.attempt.is_some_and(|attempt| attempt.outcome == Outcome::Pass);
    let remedies = if passed { Remedies::default() } else { Remedies::of(situation.causes) };
    let areas = crate::coach::planner::need::areas(exam, situation.estimates, &past, &remedies);
    let mut draft = Drafting { situation, today, past, calendar, shown, remedies, areas };
    draft.past.simulations.retain(|sat| sat.at.utc_ms <= now.utc_ms);
    draft.plan()
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

impl Plan {
    /// The next block on the way to somewhere that is not over: what to do on the train.
    pub fn next_commute(&self, now: Now) -> Option<(NaiveDate, &Block)> {
        let minute = minute_of(now, self.today);
        let each = self.days.iter().flat_map(|day| day.blocks.iter().map(|b| (day.date, b)));
        each.filter(|(_, block)| {
            matches!(block.place, SlotPlace::Commute | SlotPlace::CommuteAudio)
        })
        .find(|(date, block)| {
            let end = u32::from(block.start_minute) + block.minutes.get();
            *date > self.today || end > minute
        })
    }
}

/// Minutes since midnight of the study day `today`; after midnight it goes on counting.
fn minute_of(now: Now, today: NaiveDate) -> u32 {
    let local = now.zone.local(now.utc_ms);
    let days = u32::try_from((local.date() - today).num_days()).unwrap_or(0);
    days * 1_440 + local.hour() * 60 + local.minute()
}
