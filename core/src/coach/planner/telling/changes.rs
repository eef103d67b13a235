//! What changed against the plan that was last shown, and the way back in after a pause.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::coach::estimate::DomainClass;
use crate::coach::model::planner::{FIRST_TASK, PAUSED_DAYS};
use crate::coach::planner::code::BlockCode;
use crate::coach::planner::days::mock_exams::MockExamSlot;
use crate::coach::planner::days::shown::{ShownBlock, ShownPlan};
use crate::coach::planner::kind::{BlockKind, Role};
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::need::{DomainNeed, Need};
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::{DomainAllocation, FirstTask, PlanDay};
use crate::coach::planner::telling::words::domain_label;
use crate::wording::{Said, joint, plan};

/// What changed against the plan that was shown, from today on; `None` if nothing did.
pub(crate) fn changed(
    shown: &ShownPlan<'_>,
    days: &[PlanDay],
    need: &Need<'_>,
    today: NaiveDate,
) -> Option<Said> {
    let last = *shown.days.last()?;
    let mut minutes: BTreeMap<Option<&str>, i64> = BTreeMap::new();
    let before = shown.blocks.iter().filter(|((day, _), _)| (today..=last).contains(day));
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

/// How many blocks after the days that were shown are other ones than those that were there when they
/// were shown; `None` if none are.
pub(crate) fn changed_later(shown: &ShownPlan<'_>, days: &[PlanDay]) -> Option<Said> {
    let last = *shown.days.last()?;
    let later = days.iter().filter(|day| day.date > last);
    let now: BTreeMap<(NaiveDate, DayMinute), (BlockKind, Option<&str>)> = later
        .flat_map(|day| {
            day.blocks.iter().map(|block| {
                let start = DayMinute(u32::from(block.start_minute));
                let domain = block.domain.as_ref().map(DomainId::as_str);
                ((day.date, start), (block.kind, domain))
            })
        })
        .collect();
    let then = shown.blocks.iter().filter(|((day, _), _)| *day > last);
    let other = |(at, was): &(&(NaiveDate, DayMinute), &ShownBlock<'_>)| {
        now.get(*at) != Some(&(was.code.kind, was.code.domain))
    };
    let (moved, of) = (then.clone().filter(other).count(), then.count());
    (moved > 0).then(|| plan::later_blocks(last, moved, of))
}

/// What was planned since the plan was last shown and not done: in all, for each domain, and what
/// the days ahead hold for each; `None` where nothing fell out.
pub(crate) fn fell_out(
    shown: &ShownPlan<'_>,
    past: &Past<'_>,
    need: &Need<'_>,
    (now, today): (&[DomainAllocation], NaiveDate),
) -> Option<Said> {
    let anchor = shown.anchor?;
    let blocks = anchor.blocks.iter().filter(|block| (anchor.from..today).contains(&block.day));
    let mut planned: BTreeMap<Option<&str>, Minutes> = BTreeMap::new();
    for block in blocks {
        let domain = BlockCode::parse(&block.code).and_then(|code| code.domain);
        *planned.entry(domain).or_default() += block.minutes;
    }
    let in_all: Minutes = planned.values().copied().sum();
    let total = in_all.saturating_sub(whole(past.since_shown.values()));
    if total == Minutes::ZERO {
        return None;
    }
    let each = need.domains.iter().filter_map(|(at, domain)| {
        let planned = planned.get(&Some(domain.id.as_str())).copied()?;
        let missing = planned.saturating_sub(whole(past.since_shown.get(&Some(at)).into_iter()));
        let said = || plan::time_in(missing, domain_label(domain.id, domain.name));
        (missing > Minutes::ZERO).then(said)
    });
    let across = planned.get(&None).map(|minutes| plan::time_elsewhere(*minutes));
    let parts: Vec<Said> = each.chain(across).collect();
    let left = now.iter().zip(need.domains.rows()).filter(|(now, _)| now.placed > Minutes::ZERO);
    let left = left.map(|(now, of)| plan::time_in(now.placed, domain_label(of.id, of.name)));
    let left: Vec<Said> = left.collect();
    // On the last days nothing is left for a domain: then nothing is said of it.
    let is_left = !left.is_empty();
    Some(if is_left {
        plan::fell_out(total, parts, left)
    } else {
        plan::all_fell_out(total, parts)
    })
}

/// That the mock exams are where they were, if they are.
pub(crate) fn mock_exams_stay(shown: &ShownPlan<'_>, chosen: &[MockExamSlot]) -> Option<Said> {
    let stays = |slot: &&MockExamSlot| shown.has_mock_exam(slot.date, slot.start);
    if chosen.is_empty() || !chosen.iter().all(|slot| stays(&slot)) {
        return None;
    }
    let days: Vec<Said> = chosen.iter().map(|slot| joint::on_day(slot.date)).collect();
    let said = if days.len() == 1 { plan::mock_exam_stays } else { plan::mock_exams_stay };
    Some(said(days))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn whole<'a>(minutes: impl Iterator<Item = &'a f64>) -> Minutes {
    Minutes::new(minutes.sum::<f64>().round() as u32)
}

/// A ten-minute way back in when the last two or more planned days went by without study.
pub(crate) fn first_task(
    shown: &ShownPlan<'_>,
    past: &Past<'_>,
    need: &Need<'_>,
    today: NaiveDate,
) -> Option<FirstTask> {
    let planned = shown.days.range(..today).rev();
    let quiet = planned.take_while(|day| !past.studied.contains_key(day)).count();
    if quiet < PAUSED_DAYS || past.studied.contains_key(&today) {
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
