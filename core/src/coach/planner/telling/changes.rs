//! What changed against the plan that was last shown, and the way back in after a pause.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::coach::estimate::DomainClass;
use crate::coach::model::planner::{FIRST_TASK, PAUSED_DAYS};
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::kind::Role;
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::need::{DomainNeed, Need};
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::{FirstTask, PlanDay};
use crate::coach::planner::telling::words::domain_label;
use crate::wording::{Said, plan};

/// What changed against the plan that was shown, from today on; `None` if nothing did.
pub(crate) fn changed(
    shown: &ShownPlan<'_>,
    days: &[PlanDay],
    need: &Need<'_>,
    today: NaiveDate,
) -> Option<Said> {
    let last = *shown.days.last()?;
    let mut minutes: BTreeMap<Option<&str>, i64> = BTreeMap::new();
    let before = shown.blocks.iter().filter(|((day, _), _)| *day >= today);
    for (_, block) in before {
        *minutes.entry(block.code.domain).or_default() -= i64::from(block.minutes.get().min(1_440));
    }
    let mut same = true;
    for day in days.iter().filter(|day| day.date <= last) {
        for block in &day.blocks {
            let start = DayMinute(u32::from(block.start_minute));
            let domain = block.domain.as_ref().map(DomainId::as_str);
            let was = shown.at(day.date, start).map(|was| was.code);
            let kept = was.is_some_and(|was| was.kind == block.kind && was.domain == domain);
            let follows = matches!(block.kind.traits().role, Role::MockExam | Role::Follows);
            same &= kept || follows;
            if domain.is_some() {
                *minutes.entry(domain).or_default() += i64::from(block.minutes.get());
            }
        }
    }
    let each = need.domains.rows().iter().filter_map(|domain| {
        let difference = *minutes.get(&Some(domain.id.as_str()))?;
        let amount = Minutes::new(u32::try_from(difference.abs()).ok()?);
        let said = if difference > 0 { plan::more_for } else { plan::less_for };
        (difference != 0).then(|| said(amount, domain_label(domain.id, domain.name)))
    });
    let differences: Vec<Said> = each.collect();
    match (same, differences.is_empty()) {
        (true, true) => None,
        (false, true) => Some(plan::other_order()),
        (_, false) => Some(plan::adjusted(last, differences)),
    }
}

/// A ten-minute way back in when the last two or more planned days went by without study.
pub(crate) fn first_task(
    shown: &ShownPlan<'_>,
    past: &Past<'_>,
    need: &Need<'_>,
    today: NaiveDate,
) -> Option<FirstTask> {
    let planned = shown.days.range(..today).rev();
    let quiet = planned.take_while(|day| !past.studied.contains(day)).count();
    let since_study = past.studied.range(..=today).next_back();
    if quiet < PAUSED_DAYS || since_study == Some(&today) {
        return None;
    }
    let known = |domain: &&DomainNeed<'_>| domain.class != DomainClass::Unknown;
    let weakest = need.domains.rows().iter().filter(known).min_by(|a, b| {
        let (weak_a, weak_b) = (!a.is_weak(), !b.is_weak());
        weak_a.cmp(&weak_b).then(a.claim.curve.mean.total_cmp(&b.claim.curve.mean))
    });
    let domain = weakest.or_else(|| need.domains.rows().first())?;
    let said = plan::small_start(domain_label(domain.id, domain.name));
    Some(FirstTask { domain: domain.id.clone(), minutes: FIRST_TASK, said })
}
