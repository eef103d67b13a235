//! What explains a weak domain: the candidate's own words, held beside what was counted.
//!
//! Bad luck is a fair answer once. Said of a second domain, or again after a second attempt, it is
//! met with the numbers and one small question. Nothing is refused, and nobody is told off.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::ids::{DomainId, FactId, QuestionId, ResourceId};
use crate::coach::estimate::{DomainClass, DomainEstimate, p_below_by_practice};
use crate::coach::index::{DomainIndex, Table};
use crate::coach::record::ExamRecord;
use crate::coach::record::work::WorkSource;
use crate::facts::attempt::Outcome;
use crate::facts::reflection::{DomainNote, Explanation};
use crate::facts::score_report::Evidence;
use crate::wording::value::Share;
use crate::wording::{Said, domains};

/// One weak domain, what the candidate says about it, and what comes next.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Reflection {
    /// The domain.
    pub domain: DomainId,
    /// What explains it, in the candidate's words; `None` as long as nothing was said.
    pub explanation: Option<Explanation>,
    /// How many topics were named to come back to.
    pub topics: u64,
    /// Misses that have nothing to do with each other: listed objectives, wrong answers to
    /// different questions.
    pub misses: u32,
    /// The probability of being below the cut by practice alone; `None` without practice.
    pub p_below_by_practice: Option<f64>,
    /// What comes next.
    pub step: Step,
    /// That in a sentence or two for the candidate.
    pub said: Said,
}

/// What comes next for a weak domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ReflectionStep"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ReflectionStep"))]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Ask what explains it.
    Explain,
    /// Luck was said once too often: show the numbers and ask for one topic.
    LookAgain,
    /// Ask for a topic to come back to.
    NameTopic,
    /// Luck, accepted: once.
    Accepted,
    /// Nothing; the topics are part of the plan.
    Done,
}

/// The weak domains of the last attempt that was not passed, in the exam's order. Empty after a
/// pass. Never fails.
pub fn reflections(record: &ExamRecord<'_>, estimates: &[DomainEstimate]) -> Vec<Reflection> {
    let last = record.sittings.last_decided().map(|fact| fact.value);
    let Some(last) = last.filter(|attempt| attempt.outcome != Outcome::Pass) else {
        return Vec::new();
    };
    let attempts: BTreeSet<&FactId> = record.sittings.on(last.sat_on).map(|fact| fact.id).collect();
    let notes = Notes::of(record, &attempts);
    let by_domain: BTreeMap<&DomainId, &DomainEstimate> =
        estimates.iter().map(|estimate| (&estimate.domain, estimate)).collect();
    let misses = misses(record, &attempts).into_rows();
    let by_practice = p_below_by_practice(record);
    let each = record.exam.domains.iter().zip(misses).zip(by_practice);
    let reflections = each.filter_map(|((domain, misses), p_below_by_practice)| {
        let estimate = by_domain.get(&domain.id).filter(|e| e.class == DomainClass::Weak)?;
        let note = notes.latest.get(&domain.id).copied();
        let step = notes.step(note);
        let counted = (misses, p_below_by_practice);
        Some(Reflection {
            domain: domain.id.clone(),
            explanation: note.map(|(_, note)| note.explanation),
            topics: note.map_or(0, |(_, note)| note.topics.len().try_into().unwrap_or(u64::MAX)),
            misses,
            p_below_by_practice,
            step,
            said: said(step, &domain.name, estimate, counted),
        })
    });
    reflections.collect()
}

/// What the candidate said.
struct Notes<'a> {
    /// The last note about each domain of the last attempt, with its fact.
    latest: BTreeMap<&'a DomainId, (&'a FactId, &'a DomainNote)>,
    /// The one note whose luck is accepted.
    lucky: Option<&'a FactId>,
}

impl<'a> Notes<'a> {
    fn of(record: &ExamRecord<'a>, attempts: &BTreeSet<&FactId>) -> Self {
        let sat: BTreeSet<&FactId> = record.sittings.taken().iter().map(|fact| fact.id).collect();
        // A later note about the same domain of the same attempt replaces the earlier one.
        let mut current: BTreeMap<(&FactId, &DomainId), (usize, &FactId, &DomainNote)> =
            BTreeMap::new();
        for (at, fact) in record.history.domain_notes.iter().enumerate() {
            if sat.contains(&fact.value.attempt) {
                let key = (&fact.value.attempt, &fact.value.domain);
                current.insert(key, (at, fact.id, fact.value));
            }
        }
        let luck = current.values().filter(|(_, _, note)| note.explanation == Explanation::Luck);
        let lucky = luck.min_by_key(|(at, ..)| *at).map(|(_, id, _)| *id);
        let mut in_order: Vec<_> = current.into_values().collect();
        in_order.sort_by_key(|(at, ..)| *at);
        let ours = in_order.into_iter().filter(|(_, _, note)| attempts.contains(&note.attempt));
        Self { latest: ours.map(|(_, id, note)| (&note.domain, (id, note))).collect(), lucky }
    }

    fn step(&self, note: Option<(&FactId, &DomainNote)>) -> Step {
        let Some((id, note)) = note else { return Step::Explain };
        if !note.topics.is_empty() {
            return Step::Done;
        }
        match note.explanation {
            Explanation::Luck if self.lucky == Some(id) => Step::Accepted,
            Explanation::Luck => Step::LookAgain,
            Explanation::Knowledge | Explanation::Application => Step::NameTopic,
            Explanation::Execution => Step::Done,
        }
    }
}

/// Misses by domain, in the exam's order: in the last report, and in all practice. A question that
/// was missed twice is one.
fn misses(record: &ExamRecord<'_>, attempts: &BTreeSet<&FactId>) -> Table<DomainIndex, u32> {
    let mut misses = record.domains.each(0_u32);
    let mut add = |at: Option<DomainIndex>, more: usize| {
        if let Some(count) = at.and_then(|at| misses.get_mut(at)) {
            *count = count.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        }
    };
    // Of one sitting that two devices recorded, one report counts.
    let last = record.reports.sittings.iter().rev().find(|s| attempts.contains(s.attempt.id));
    for (at, evidence) in last.iter().flat_map(|sitting| &sitting.readings) {
        if let Evidence::MissedObjectives { objectives, .. } = evidence {
            add(Some(*at), objectives.len());
        } else if let Evidence::Count { correct, of } = evidence {
            add(Some(*at), usize::from(of.saturating_sub(*correct)));
        }
    }
    let mut missed: BTreeSet<(&QuestionId, &ResourceId)> = BTreeSet::new();
    for work in &record.work {
        match work.source {
            WorkSource::Answer(answer, _) => {
                if work.right == 0 && missed.insert((&answer.question, &answer.bank)) {
                    add(work.domain, 1);
                }
            }
            WorkSource::Set(_) => add(work.domain, usize::from(work.of - work.right)),
            WorkSource::Mock(mock) => {
                for part in &mock.domains {
                    let wrong = usize::from(part.of.saturating_sub(part.correct));
                    add(record.domains.index(&part.domain), wrong);
                }
            }
            WorkSource::Session(_) | WorkSource::Review(_) => {}
        }
    }
    misses
}

fn said(
    step: Step,
    name: &str,
    estimate: &DomainEstimate,
    (misses, by_practice): (u32, Option<f64>),
) -> Said {
    match step {
        Step::Explain => {
            let [mean, low, high] = [estimate.mean, estimate.low, estimate.high].map(Share::new);
            domains::explain(name, mean, low, high)
        }
        Step::LookAgain => {
            let seen = match (misses, by_practice) {
                (misses, Some(p)) => domains::missed_and_below(misses, Share::new(p)),
                (0, None) => domains::same_way(),
                (misses, None) => domains::missed(misses),
            };
            domains::look_again(name, seen)
        }
        Step::NameTopic => domains::name_topic(name),
        Step::Accepted => domains::bad_luck(name),
        Step::Done => domains::kept(name),
    }
}
