//! Remedies: each that is announced does something.

use rebound_core::coach::causes::{CauseClass, CauseFinding};
use rebound_core::coach::planner::plan::Plan;
use rebound_core::coach::planner::topics::Topic;
use rebound_core::coach::planner::{PlanInputs, plan as plan_of};
use rebound_core::coach::record::ExamRecord;

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
    let history = view.history();
    let record = ExamRecord::of(&history, view.exam, view.now());
    let topics = Topic::noted(&record);
    for finding in &coaching.causes {
        let rules: Vec<&str> = finding.remedies.iter().map(|remedy| remedy.rule()).collect();
        let told =
            coaching.plan.remedies.iter().any(|reason| rules.contains(&reason.rule.as_str()));
        if !told {
            continue;
        }
        let off = |each: &CauseFinding| match each.cause == finding.cause {
            true => CauseFinding {
                class: CauseClass::NotSupported,
                remedies: Vec::new(),
                probability: 0.1,
                ..each.clone()
            },
            false => each.clone(),
        };
        let causes: Vec<CauseFinding> = coaching.causes.iter().map(off).collect();
        let without = plan_of(&PlanInputs {
            record: &record,
            estimates: &coaching.estimates,
            causes: &causes,
            eligibility: &coaching.eligibility,
            topics: &topics,
        });
        let same = days(&without) == days(&coaching.plan)
            && without.budget == coaching.plan.budget
            && without.exam_day == coaching.plan.exam_day;
        ensure(!same, || {
            format!("{:?}: the plan is block by block the one without it", finding.cause)
        })?;
    }
    Ok(())
}
