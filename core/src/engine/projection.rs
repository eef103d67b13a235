//! What a study partner may see of the facts: how much was studied, never how it went.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::base::calendar::Week;
use crate::facts::Fact;
use crate::facts::kind::PartnerSees;
use crate::replica::document::progress::ProgressWeek;

/// Sessions and study days of each ISO week: of the kinds that say so. Days are study days in the facts' own zones.
pub(super) fn weeks<'a>(facts: impl Iterator<Item = &'a Fact>) -> BTreeMap<String, ProgressWeek> {
    let mut sessions: BTreeMap<Week, (u64, BTreeSet<NaiveDate>)> = BTreeMap::new();
    let sessions_only = |fact: &&Fact| fact.body.kind().partner_sees() == PartnerSees::Session;
    for fact in facts.filter(sessions_only) {
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
