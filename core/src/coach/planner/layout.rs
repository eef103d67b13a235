//! What is laid out on which day: the allotted time, spread over the free slots.

pub(crate) mod agenda;
pub(crate) mod fill;
pub(crate) mod laid;
pub(crate) mod material;
pub(crate) mod mock_exam;
pub(crate) mod next_block;
pub(crate) mod placed;

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::estimate::DomainClass;
use crate::coach::index::{DomainIndex, Table};
use crate::coach::model::planner::{BLOCK, BLOCK_SMALL, CRAMMING_GAP, MEASURED_ITEMS};
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::days::{StudyDays, Timeline};
use crate::coach::planner::layout::agenda::Agenda;
use crate::coach::planner::layout::fill::Fill;
use crate::coach::planner::layout::laid::LaidDay;
use crate::coach::planner::layout::material::ResourceUse;
use crate::coach::planner::layout::placed::{
    DayInProgress, Diagnostic, FirstBlock, Inputs, Placed, Studied,
};
use crate::coach::planner::need::allocation::Allocation;
use crate::coach::planner::need::learning::Curve;
use crate::coach::planner::need::work::Measurement;
use crate::coach::planner::need::{DomainNeed, Need};
use crate::coach::planner::past::Past;
use crate::coach::planner::topics::Topic;
use crate::exam::blueprint::Exam;

/// Lays the time of each domain out over the first `days`; days without a block are left out.
pub(crate) fn lay_out<'a>(
    past: &'a Past<'a>,
    (need, allocation): (&'a Need<'a>, &'a Allocation),
    (timeline, preparation): (&'a Timeline<'a>, &'a StudyDays),
    (exam, topics): (&'a Exam, &'a [Topic]),
    days: usize,
) -> Vec<LaidDay<'a>> {
    let smaller = need.asks_for(Remedy::SmallerBlocks);
    let inputs = Inputs {
        need,
        allocation,
        timeline,
        preparation,
        opener: need.opener(past),
        block: if smaller { BLOCK_SMALL } else { BLOCK },
        pace: minutes_per_question(exam),
    };
    let rest = if need.asks_for(Remedy::LastWeek) { CRAMMING_GAP } else { 1 };
    let mut agenda = Agenda::of(topics, exam, rest);
    if need.asks_for(Remedy::Coverage) {
        agenda.cover(exam, &past.objectives);
    }
    let domains = need.domains.rows();
    let placed = Placed {
        inputs,
        resources: ResourceUse::of(past, need, exam.hands_on),
        agenda,
        used: domains.iter().map(|_| Minutes::ZERO).collect(),
        worths: domains.iter().map(|domain| domain.claim.curve.marginal(0.0)).collect(),
        labs: domains.iter().map(|_| Minutes::ZERO).collect(),
        sets: domains.iter().map(|_| 0).collect(),
        touched: past.domains.rows().iter().map(|domain| domain.touched).collect(),
        diagnosed: diagnosed(past, need),
        diagnostics: Vec::new(),
        studied: if past.studied.is_empty() { Studied::Nothing } else { Studied::Something },
        first_block: FirstBlock::ToCome,
        review: preparation.review,
        day: DayInProgress {
            date: timeline.today,
            phase: PhaseKind::Taper,
            days_left: 0,
            order: Vec::new(),
            ritual: None,
            reviews: Minutes::ZERO,
            diagnostic: Diagnostic::Open,
        },
    };
    Fill::days(placed, days)
}

/// Domains that need no diagnostic: their class is known, enough was answered of late, or the answer
/// would change nothing.
fn diagnosed(past: &Past<'_>, need: &Need<'_>) -> Table<DomainIndex, bool> {
    let each = need.domains.rows().iter().zip(past.domains.rows());
    let done = each.map(|(domain, of)| {
        let recent = of.weeks.iter().rev().take(1);
        let items: f64 = recent
            .filter(|(monday, _)| (past.today - **monday).num_days() < 14)
            .map(|(_, week)| week.items)
            .sum();
        let known = match domain.class {
            DomainClass::Weak | DomainClass::Strong => true,
            DomainClass::Uncertain | DomainClass::Unknown => false,
        };
        let measures = match &need.work.measure {
            Some(Measurement::Diagnostics { domains }) => domains.contains(domain.id),
            Some(Measurement::MockExam) | None => false,
        };
        // What is to be measured is, whatever the estimates say.
        if measures {
            return items >= 12.0 || of.fresh >= MEASURED_ITEMS;
        }
        known
            || items >= 12.0
            || of.fresh >= MEASURED_ITEMS
            || !changes_the_plan(domain, need.domains.rows())
    });
    done.collect()
}

/// Whether an answer would: at one end of what a domain may be, its next hour is worth more than one
/// elsewhere, at the other end less.
fn changes_the_plan(domain: &DomainNeed<'_>, all: &[DomainNeed<'_>]) -> bool {
    let curve = domain.claim.curve;
    let at = |mean: f64| Curve { mean, ..curve }.marginal(0.0);
    let (low, high) = domain.interval;
    let between = at(high)..at(low);
    let others = all.iter().filter(|other| other.id != domain.id);
    others.map(|other| other.claim.curve.marginal(0.0)).any(|worth| between.contains(&worth))
}

/// The time for one question at the exam's own pace, in minutes.
fn minutes_per_question(exam: &Exam) -> f64 {
    let items = exam.items.expected().filter(|items| *items > 0).map(f64::from);
    let pace = exam.minutes.zip(items).map(|(minutes, items)| f64::from(minutes.get()) / items);
    pace.unwrap_or(1.4).clamp(0.8, 4.0)
}
