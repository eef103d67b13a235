//! What is uncertain, and what would help to enter: questions to the candidate, slips, and gaps.

use std::collections::BTreeMap;

use chrono::Days;

use crate::base::ids::DomainId;
use crate::coach::estimate::{DomainClass, DomainEstimate};
use crate::coach::history::Anomaly;
use crate::coach::record::work::WorkSource;
use crate::coach::reflection::Step;
use crate::coach::{anomalies, causes};
use crate::formats::page::{PagePart, Sources};
use crate::wording::key::Key;
use crate::wording::plan::PlanKey;
use crate::wording::value::Value;
use crate::wording::{Said, advice};

/// At most this many domains are asked about at a time.
const DOMAINS_ASKED: usize = 2;
/// After this many answers of the last days twelve more would tell nothing new.
const ANSWERS_ENOUGH: u32 = 40;
/// What a plan asks about a lab.
const LAB_FOR_WHICH: Key = Key::Plan(PlanKey::LabForWhich);
/// How far back an answer is fresh, in days.
const FRESH_DAYS: u64 = 14;

pub(super) fn parts(sources: &Sources<'_>) -> Vec<PagePart> {
    let mut points = odd(sources);
    if !sources.is_passed() {
        let coaching = &sources.briefing.coaching;
        points.extend(causes::invitation(&coaching.causes));
        let asks = |step: Step| match step {
            Step::Explain | Step::LookAgain | Step::NameTopic => true,
            Step::Accepted | Step::Done => false,
        };
        let questions = coaching.reflections.iter().filter(|one| asks(one.step));
        points.extend(questions.map(|one| one.said.clone()));
        points.extend(twelve_questions(sources).filter(|_| !sources.is_resting()));
        let labs = sources.plan().warnings.iter().filter(|said| said.key() == LAB_FOR_WHICH);
        points.extend(labs.cloned());
        points.extend(sources.plan().family_hint.clone());
        points.push(advice::log_helps());
    }
    points.into_iter().map(|said| PagePart::Point { said }).collect()
}

/// What is odd about what was recorded, as far as it can be told without a record's key.
fn odd(sources: &Sources<'_>) -> Vec<Said> {
    let record = sources.record;
    let all = anomalies::all(record.history, Some(record), sources.catalogue, record.now);
    let told = all.into_iter().filter(|odd| !names_records(&odd.said));
    told.filter_map(|odd| on_its_day(sources, odd)).collect()
}

/// The anomaly as a sentence about the day on which the record was made; `None` if it is not among
/// those that count.
fn on_its_day(sources: &Sources<'_>, odd: Anomaly) -> Option<Said> {
    let mut counting = sources.record.history.counting.iter();
    let fact = counting.find(|fact| fact.id.as_str() == odd.subject)?;
    Some(advice::odd_record(fact.at.local_date(), odd.said))
}

fn names_records(said: &Said) -> bool {
    said.values().any(|(_, value)| names_a_record(value))
}

fn names_a_record(value: &Value) -> bool {
    match value {
        Value::Fact(_) => true,
        Value::Said(said) => names_records(said),
        Value::List(each) => each.iter().any(names_a_record),
        Value::Date(_)
        | Value::Moment(_)
        | Value::Clock(_)
        | Value::Weekday(_)
        | Value::Count(_)
        | Value::Number(_)
        | Value::Share(_)
        | Value::Minutes(_)
        | Value::Hours(_)
        | Value::Points(_)
        | Value::Exam(_)
        | Value::Domain(_)
        | Value::Text(_) => false,
    }
}

/// The domains about which twelve questions would tell the most.
fn twelve_questions(sources: &Sources<'_>) -> Option<Said> {
    let answers = fresh_answers(sources);
    let is_open = |estimate: &&DomainEstimate| {
        let few = answers.get(&estimate.domain).is_none_or(|count| *count < ANSWERS_ENOUGH);
        few && match estimate.class {
            DomainClass::Unknown | DomainClass::Uncertain => true,
            DomainClass::Weak | DomainClass::Strong => false,
        }
    };
    let estimates = &sources.briefing.coaching.estimates;
    let mut open: Vec<&DomainEstimate> = estimates.iter().filter(is_open).collect();
    open.sort_by(|a, b| b.expected_points.total_cmp(&a.expected_points));
    let names = open.iter().take(DOMAINS_ASKED);
    let names: Vec<Said> =
        names.map(|estimate| advice::quoted(sources.name(&estimate.domain))).collect();
    match names.as_slice() {
        [] => None,
        [only] => Some(advice::twelve_questions_on(only.clone())),
        _ => Some(advice::twelve_questions(names)),
    }
}

/// The answers of the last days, by domain.
fn fresh_answers<'a>(sources: &Sources<'a>) -> BTreeMap<&'a DomainId, u32> {
    let mut answers: BTreeMap<&DomainId, u32> = BTreeMap::new();
    let first = sources.today().checked_sub_days(Days::new(FRESH_DAYS));
    for work in &sources.record.work {
        if first.is_some_and(|first| work.day < first) {
            continue;
        }
        if let WorkSource::Mock(mock) = work.source {
            for part in &mock.domains {
                *answers.entry(&part.domain).or_default() += u32::from(part.of);
            }
        } else if let Some(domain) = work.named {
            *answers.entry(domain).or_default() += u32::from(work.of);
        }
    }
    answers
}
