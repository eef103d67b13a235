//! Everything that was recorded, a page at a time: newest first, by day, with what each fact counts for.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::base::ids::{DomainId, ExamCode, FactId};
use crate::base::time::Now;
use crate::coach::causes::{Cause, Signal};
use crate::coach::derivation::Briefing;
use crate::coach::history::{Anomaly, FUTURE_TOLERANCE_MS, History};
use crate::facts::kind::{Home, PartnerSees};
use crate::facts::{Fact, FactBody, FactKind};
use crate::wording::Said;

/// The most rows of a page.
pub const ROWS_MAX: u32 = 200;

/// For so many days after it was taken back a fact is in the log and can be brought back from there.
pub const UNDO_DAYS: u64 = 30;

/// Which part of the log is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct LogQuery {
    /// The kinds of facts; empty for all.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub kinds: Vec<FactKind>,
    /// The domain that they name; `None` for all.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub domain: Option<DomainId>,
    /// `LogPage.next` of the page before; `None` for the newest.
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub after: Option<FactId>,
    /// The most rows, 1 to 200; what lies outside is taken for the nearest.
    #[cfg_attr(feature = "uniffi", uniffi(default = 50))]
    pub rows: u32,
}

/// One page of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogPage {
    /// The study days, newest first. The last day of a page may go on with the next one.
    pub days: Vec<LogDay>,
    /// What to ask for to go on; `None` at the end.
    pub next: Option<FactId>,
}

/// One study day of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogDay {
    /// The date, in the zone in which each fact was recorded.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// What was recorded on it, newest first.
    pub rows: Vec<LogRow>,
}

/// One fact of the log. What was corrected is not in it, and removals are not: they are told at what they
/// took back.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LogRow {
    /// The fact, with the device that recorded it.
    pub fact: Fact,
    /// Its kind.
    pub kind: FactKind,
    /// Whether it counts.
    pub standing: FactStanding,
    /// What is odd about it; mostly nothing.
    pub odd: Vec<Said>,
}

/// Whether a fact counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum FactStanding {
    /// It counts.
    Counts,
    /// It lies in the future and waits for its time.
    Waits,
    /// It was taken back, and can be brought back.
    Removed {
        /// The last day on which the log has it.
        #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
        until: NaiveDate,
    },
    /// It does not count for another reason, which is told as odd.
    LeftOut,
}

/// One fact, with what it corrected and what it counts for.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FactSheet {
    /// The fact as the log has it.
    pub row: LogRow,
    /// What it corrected, and what that corrected, newest first.
    pub earlier: Vec<Fact>,
    /// What it counts for; `None` where no exam is known that it could count for.
    pub counts_for: Option<FactUse>,
}

/// What a fact counts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FactUse {
    /// The exam.
    pub exam: ExamCode,
    /// The domains whose estimates rest on it.
    pub domains: Vec<DomainId>,
    /// The causes whose evidence rests on it.
    pub causes: Vec<Cause>,
    /// The retake rules that count from it, by key.
    pub retake_rules: Vec<String>,
    /// Whether study partners see that there was a session.
    pub is_shared: bool,
}

/// A device's facts at a moment, as a log shows them.
#[derive(Debug)]
pub struct Log<'a> {
    facts: BTreeMap<&'a FactId, &'a Fact>,
    counting: BTreeSet<&'a FactId>,
    corrected: BTreeSet<&'a FactId>,
    removals: Removals<'a>,
    odd: BTreeMap<String, Vec<Said>>,
    now: Now,
}

impl<'a> Log<'a> {
    /// The log of `facts`, of which `history` says what counts and `anomalies` what is odd.
    pub fn of(
        facts: impl IntoIterator<Item = &'a Fact>,
        history: &History<'a>,
        anomalies: Vec<Anomaly>,
        now: Now,
    ) -> Self {
        let facts: BTreeMap<&FactId, &Fact> =
            facts.into_iter().map(|fact| (&fact.id, fact)).collect();
        let corrected = facts.values().filter_map(|fact| fact.supersedes.as_ref());
        let removals = Removals::of(facts.values().copied());
        let mut odd: BTreeMap<String, Vec<Said>> = BTreeMap::new();
        for Anomaly { subject, said } in anomalies {
            odd.entry(subject).or_default().push(said);
        }
        Self {
            corrected: corrected.collect(),
            counting: history.counting.iter().map(|fact| &fact.id).collect(),
            removals,
            facts,
            odd,
            now,
        }
    }

    /// One page. Linear in the number of facts.
    pub fn page(&self, query: &LogQuery) -> LogPage {
        let place = |fact: &Fact| (fact.at.utc_ms, fact.id.clone());
        let after = query.after.as_ref().and_then(|id| self.facts.get(id)).map(|fact| place(fact));
        let is_asked = |fact: &&Fact| {
            let kind = fact.body.fact_kind();
            (query.kinds.is_empty() || query.kinds.contains(&kind))
                && query.domain.as_ref().is_none_or(|domain| fact.body.names(domain))
                && after.as_ref().is_none_or(|after| place(fact) < *after)
        };
        let mut found: Vec<(&Fact, FactStanding)> = Vec::new();
        for fact in self.facts.values().copied().filter(is_asked) {
            found.extend(self.standing(fact).map(|standing| (fact, standing)));
        }
        found.sort_by(|(a, _), (b, _)| (b.at.utc_ms, &b.id).cmp(&(a.at.utc_ms, &a.id)));
        let most = query.rows.clamp(1, ROWS_MAX) as usize;
        let last = if found.len() > most { found.get(most - 1) } else { None };
        let next = last.map(|(fact, _)| fact.id.clone());
        let mut days: Vec<LogDay> = Vec::new();
        for (fact, standing) in found.into_iter().take(most) {
            let (date, row) = (fact.at.study_day(), self.row(fact, standing));
            match days.last_mut().filter(|day| day.date == date) {
                Some(day) => day.rows.push(row),
                None => days.push(LogDay { date, rows: vec![row] }),
            }
        }
        LogPage { days, next }
    }

    /// One fact; `None` if it is not here, or no row of the log.
    pub fn sheet(&self, id: &FactId, counts_for: Option<FactUse>) -> Option<FactSheet> {
        let fact = self.facts.get(id)?;
        let row = self.row(fact, self.standing(fact)?);
        let (mut earlier, mut seen) = (Vec::new(), BTreeSet::from([id]));
        let mut corrects = fact.supersedes.as_ref();
        // A merge can hold a circle.
        while let Some(fact) =
            corrects.filter(|id| seen.insert(id)).and_then(|id| self.facts.get(id))
        {
            earlier.push((*fact).clone());
            corrects = fact.supersedes.as_ref();
        }
        Some(FactSheet { row, earlier, counts_for })
    }

    fn row(&self, fact: &Fact, standing: FactStanding) -> LogRow {
        let odd = self.odd.get(fact.id.as_str()).cloned().unwrap_or_default();
        LogRow { fact: fact.clone(), kind: fact.body.fact_kind(), standing, odd }
    }

    /// Whether a fact counts; `None` if it is no row.
    fn standing(&self, fact: &Fact) -> Option<FactStanding> {
        if fact.body.fact_kind() == FactKind::Removal {
            return None;
        }
        if self.counting.contains(&fact.id) {
            return Some(FactStanding::Counts);
        }
        if self.corrected.contains(&fact.id) {
            return None;
        }
        let removed_on = self.removals.in_force(&fact.id).map(|removal| removal.at.study_day());
        if let Some(day) = removed_on.max() {
            let until = day.checked_add_days(Days::new(UNDO_DAYS)).unwrap_or(day);
            let is_shown = self.now.study_day() <= until;
            return is_shown.then_some(FactStanding::Removed { until });
        }
        let waits = fact.at.utc_ms > self.now.utc_ms.plus(FUTURE_TOLERANCE_MS);
        Some(if waits { FactStanding::Waits } else { FactStanding::LeftOut })
    }
}

/// Which removals there are, by what they take back.
#[derive(Debug)]
pub struct Removals<'a>(BTreeMap<&'a FactId, Vec<&'a Fact>>);

/// A merge can hold removals that take each other back in a circle; nobody goes back and forth so often.
const BACK_AND_FORTH_MAX: u32 = 100;

impl<'a> Removals<'a> {
    /// Those of some facts.
    pub fn of(facts: impl IntoIterator<Item = &'a Fact>) -> Self {
        let mut by_target: BTreeMap<&FactId, Vec<&Fact>> = BTreeMap::new();
        for fact in facts {
            if let FactBody::Removal(removal) = &fact.body {
                by_target.entry(&removal.target).or_default().push(fact);
            }
        }
        Self(by_target)
    }

    /// The removals of a fact that were not taken back themselves.
    pub fn in_force(&self, id: &FactId) -> impl Iterator<Item = &'a Fact> {
        let of_it = self.0.get(id).into_iter().flatten().copied();
        of_it.filter(|removal| self.stands(removal, BACK_AND_FORTH_MAX))
    }

    fn stands(&self, removal: &Fact, deep: u32) -> bool {
        let mut of_it = self.0.get(&removal.id).into_iter().flatten();
        deep == 0 || !of_it.any(|other| self.stands(other, deep - 1))
    }
}

impl FactUse {
    /// What the fact `id` with this body counts for in a briefing.
    pub fn of(id: &FactId, body: &FactBody, briefing: &Briefing) -> Self {
        let coaching = &briefing.coaching;
        let estimates = coaching.estimates.iter().filter(|of| of.basis.contains(id));
        let rests = |signal: &Signal| signal.basis.contains(id);
        let causes = coaching.causes.iter().filter(|of| of.evidence.iter().any(rests));
        let bindings = coaching.eligibility.bindings.iter();
        let rules = bindings.filter(|rule| rule.attempt.as_ref() == Some(id));
        Self {
            exam: briefing.exam.code.clone(),
            domains: estimates.map(|of| of.domain.clone()).collect(),
            causes: causes.map(|of| of.cause).collect(),
            retake_rules: rules.map(|rule| rule.rule.clone()).collect(),
            is_shared: body.kind().partner_sees() == PartnerSees::Session,
        }
    }
}

/// The exam that a fact is about: its own, or that of the sitting that it is about; `None` for what holds
/// for every exam.
pub fn exam_of<'a>(body: &'a FactBody, history: &History<'a>) -> Option<&'a ExamCode> {
    if let Home::Log(exam) | Home::Campaign(exam) = body.kind().home() {
        return Some(exam);
    }
    let about = body.kind().refers_to()?.id;
    let sat = history.attempts.iter().find(|fact| fact.id == about);
    sat.map(|fact| -> &'a ExamCode { &fact.value.exam })
}
