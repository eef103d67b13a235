//! What a study partner may see of the facts: how much was studied, never how it went.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::base::calendar::Week;
use crate::facts::{Fact, FactBody};
use crate::replica::document::progress::ProgressWeek;

/// Sessions and study days of each ISO week. Study sessions, practice sets and simulations count as
/// sessions; days are study days in the facts' own zones.
pub(super) fn weeks<'a>(facts: impl Iterator<Item = &'a Fact>) -> BTreeMap<String, ProgressWeek> {
    let mut sessions: BTreeMap<Week, (u64, BTreeSet<NaiveDate>)> = BTreeMap::new();
    for fact in facts.filter(|fact| is_session(&fact.body)) {
        let day = fact.at.study_day();
        let (count, days) = sessions.entry(Week::of(day)).or_default();
        *count += 1;
        days.insert(day);
    }
    let shown = sessions.into_iter().map(|(week, (sessions, days))| {
        let study_days = u64::try_from(days.len()).unwrap_or(7);
        (week.to_string(), ProgressWeek { sessions, study_days })
    });
    shown.collect()
}

const fn is_session(body: &FactBody) -> bool {
    match body {
        FactBody::StudySession(_) | FactBody::PracticeSet(_) | FactBody::Simulation(_) => true,
        FactBody::Attempt(_)
        | FactBody::Answer(_)
        | FactBody::ReviewTime(_)
        | FactBody::Diagnosis(_)
        | FactBody::Questionnaire(_)
        | FactBody::DomainNote(_)
        | FactBody::Resource(_)
        | FactBody::PriorPreparation(_)
        | FactBody::Availability(_)
        | FactBody::DayException(_)
        | FactBody::ExamChoice(_)
        | FactBody::ExamDate(_)
        | FactBody::RetakeOverride(_)
        | FactBody::PlanAnchor(_)
        | FactBody::Commitment(_)
        | FactBody::Removal(_) => false,
    }
}
