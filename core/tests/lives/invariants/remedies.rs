//! Remedies: each that is announced does something.

use rebound_core::coach::causes::{CauseClass, CauseFinding};
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::Plan;
use rebound_core::coach::planner::topics::Topic;
use rebound_core::coach::planner::{PlanInputs, plan as plan_of};
use rebound_core::coach::record::ExamRecord;
use rebound_core::coach::rule::Rule;
use rebound_core::facts::FactBody;

use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[Invariant {
    name: "a remedy that is announced changes the plan",
    of: "5, P17, coach 8",
    holds: acts,
}];

/// What a plan has days do, without a word of why.
fn days(plan: &Plan) -> Vec<(chrono::NaiveDate, u16, u32, &str)> {
    let each = plan.days.iter().flat_map(|day| day.blocks.iter().map(move |block| (day, block)));
    each.map(|(day, block)| {
        (day.date, block.start_minute, block.minutes.get(), block.code.as_str())
    })
    .collect()
}

fn acts(view: &View<'_>) -> Result<(), String> {
    let Some(coaching) = view.coaching() else { return Ok(()) };
    if coaching.plan.remedies.is_empty() || coaching.plan.days.len() < 7 {
        return Ok(());
    }
    let mut facts = view.life.facts.clone();
    facts.retain(|fact| !matches!(fact.body, FactBody::PlanAnchor(_)));
    let history = History::of(&facts, view.now());
    let record = ExamRecord::of(&history, view.exam, view.now());
    let topics = Topic::noted(&record);
    // By what is worked out alone: a plan that was shown keeps what a cause has put there.
    let planned = |causes: &[CauseFinding]| {
        plan_of(&PlanInputs {
            record: &record,
            estimates: &coaching.estimates,
            causes,
            eligibility: &coaching.eligibility,
            topics: &topics,
            course: None,
            remedies: None,
        })
    };
    let with = planned(&coaching.causes);
    for finding in &coaching.causes {
        let rules: Vec<Rule> = finding.remedies.iter().map(|remedy| remedy.rule()).collect();
        if !with.remedies.iter().any(|reason| rules.contains(&reason.rule)) {
            continue;
        }
        let off = |each: &CauseFinding| {
            if each.cause != finding.cause {
                return each.clone();
            }
            let class = CauseClass::NotSupported;
            CauseFinding { class, remedies: Vec::new(), probability: 0.1, ..each.clone() }
        };
        let without = planned(&coaching.causes.iter().map(off).collect::<Vec<_>>());
        let same = days(&without) == days(&with)
            && without.budget == with.budget
            && without.work.even.hours == with.work.even.hours
            && without.exam_day == with.exam_day
            // Of two remedies that do the same one is in force: without it the other one is.
            && without.remedies.iter().all(|reason| with.remedies.contains(reason));
        ensure(!same, || {
            format!("{:?}: the plan is block by block the one without it", finding.cause)
        })?;
    }
    Ok(())
}
