//! Every report of an exam, as far as it can be read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::base::ids::{DomainId, FactId};
use crate::base::units::Score;
use crate::coach::history::{Anomaly, Recorded};
use crate::coach::index::DomainIndex;
use crate::coach::record::domains::Domains;
use crate::coach::record::sittings::Sittings;
use crate::coach::report::{check_conditions, contradiction, evidence, off_scale, pass_mark};
use crate::exam::blueprint::Exam;
use crate::facts::attempt::Attempt;
use crate::facts::score_report::{DomainReading, Evidence, ScoreReport};
use crate::wording::value::Value;
use crate::wording::{Said, odd};

/// Every sitting of an exam and what its report says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reports<'a> {
    /// The sittings that took place, in their order.
    pub sittings: Vec<Sitting<'a>>,
    /// Results of domains that the exam does not know: the candidate says which one is meant, by a
    /// correction of the attempt. Nothing is guessed.
    pub unmatched: Vec<Unmatched>,
    /// What makes no sense and was left out, sorted.
    pub anomalies: Vec<Anomaly>,
}

/// One sitting.
#[derive(Clone, Debug, PartialEq)]
pub struct Sitting<'a> {
    /// The attempt as it was recorded.
    pub attempt: Recorded<'a, Attempt>,
    /// The overall score, if it is on the scale and does not contradict the outcome.
    pub overall: Option<Score>,
    /// The pass mark printed on the report, else the published one; one off the scale is left out.
    pub pass_mark: Option<Score>,
    /// What can be used about each domain, by its place in the exam; at most one for each.
    pub readings: Vec<(DomainIndex, &'a Evidence)>,
    /// Whether the report is about this version of the exam.
    pub version: VersionMatch,
    /// How many sittings are recorded on that day. One that two devices recorded looks like two:
    /// each counts in part, so that their evidence is not counted twice.
    pub on_that_day: u32,
}

/// Whether a report is about the exam's own version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VersionMatch {
    /// It is, or does not say.
    Same,
    /// It names another version: its evidence counts half.
    Other,
}

/// A result of a domain that the exam does not know.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unmatched {
    /// The attempt.
    pub attempt: FactId,
    /// The domain as it was entered.
    pub domain: DomainId,
    /// The other outline that it is of, as the report names it; `None` where the report is about the
    /// exam itself.
    pub outline: Option<String>,
}

impl Reports<'_> {
    /// The pass mark of the last report that prints one.
    pub fn printed_pass_mark(&self) -> Option<Score> {
        let printed = |sitting: &Sitting<'_>| {
            let report = sitting.attempt.value.report.as_ref()?;
            report.pass_mark.filter(|mark| sitting.pass_mark == Some(*mark))
        };
        self.sittings.iter().rev().find_map(printed)
    }
}

/// Reads every report of the `sittings` of `exam`. Never fails: what cannot be used is named and left
/// out, and what it stands beside still counts.
pub fn read<'a>(sittings: &Sittings<'a>, domains: &Domains<'_>, exam: &Exam) -> Reports<'a> {
    let mut reports = Reports::default();
    for fact in sittings.to_come() {
        reports.odd(fact.id, odd::sat_later(fact.value.sat_on));
    }
    for fact in sittings.uncounted() {
        let report = fact.value.report.as_ref();
        if report.is_some_and(|report| report.overall.is_some() || !report.domains.is_empty()) {
            reports.odd(fact.id, odd::report_without_sitting());
        }
    }
    for fact in sittings.taken() {
        let sitting = reports.sitting(*fact, exam, domains);
        reports.sittings.push(sitting);
    }
    reports.count_days();
    reports.unmatched.sort();
    reports.anomalies.sort();
    reports
}

impl<'a> Reports<'a> {
    fn sitting(
        &mut self,
        attempt: Recorded<'a, Attempt>,
        exam: &Exam,
        domains: &Domains<'_>,
    ) -> Sitting<'a> {
        let report = attempt.value.report.as_ref();
        let told = attempt.value.conditions.as_ref().map_or(Ok(()), check_conditions);
        if let Err(fault) = told {
            self.odd(attempt.id, odd::field(&fault.field, fault.found));
        }
        let mut sitting = Sitting {
            attempt,
            overall: None,
            pass_mark: exam.pass_mark,
            readings: Vec::new(),
            version: VersionMatch::Same,
            on_that_day: 1,
        };
        if let Some(report) = report {
            sitting.overall = self.overall(attempt, report, exam);
            sitting.pass_mark =
                pass_mark(report, exam).filter(|mark| off_scale(*mark, exam).is_none());
            let other = report.version.as_deref().filter(|version| *version != exam.code.as_str());
            if other.is_some() {
                sitting.version = VersionMatch::Other;
            }
            // Areas of another outline may have the numbers of this one and other contents.
            let foreign = |reading: &DomainReading| domains.index(&reading.domain).is_none();
            let other = other.filter(|_| report.domains.iter().any(foreign));
            sitting.readings = self.readings(attempt.id, report, other, (exam, domains));
        }
        sitting
    }

    fn overall(
        &mut self,
        attempt: Recorded<'a, Attempt>,
        report: &ScoreReport,
        exam: &Exam,
    ) -> Option<Score> {
        if let Some((reason, _)) = report.pass_mark.and_then(|mark| off_scale(mark, exam)) {
            self.odd(attempt.id, odd::no_pass_mark(reason));
        }
        let score = report.overall?;
        let fault = off_scale(score, exam).or_else(|| contradiction(attempt.value, exam));
        let Some((reason, _)) = fault else { return Some(score) };
        self.odd(attempt.id, odd::no_score(reason));
        None
    }

    fn readings(
        &mut self,
        id: &FactId,
        report: &'a ScoreReport,
        outline: Option<&str>,
        (exam, domains): (&Exam, &Domains<'_>),
    ) -> Vec<(DomainIndex, &'a Evidence)> {
        let (mut readings, mut seen) = (Vec::new(), BTreeSet::new());
        for reading in &report.domains {
            if !seen.insert(&reading.domain) {
                self.odd(id, odd::domain_twice(&reading.domain));
            } else if let Some((reason, _)) = evidence::fault(reading, exam) {
                self.odd(id, odd::domain_left_out(&reading.domain, reason));
            } else if let Some(at) = domains.index(&reading.domain).filter(|_| outline.is_none()) {
                readings.push((at, &reading.evidence));
            } else {
                let (domain, outline) = (reading.domain.clone(), outline.map(str::to_owned));
                self.unmatched.push(Unmatched { attempt: id.clone(), domain, outline });
            }
        }
        readings
    }

    /// Counts the sittings of each day, and asks about several once, with the days on which they were
    /// recorded.
    fn count_days(&mut self) {
        let mut days: BTreeMap<NaiveDate, Vec<Recorded<'a, Attempt>>> = BTreeMap::new();
        for sitting in &self.sittings {
            days.entry(sitting.attempt.value.sat_on).or_default().push(sitting.attempt);
        }
        for sitting in &mut self.sittings {
            let of_day = days.get(&sitting.attempt.value.sat_on).map_or(1, Vec::len);
            sitting.on_that_day = u32::try_from(of_day).unwrap_or(u32::MAX);
        }
        for (day, facts) in days {
            let (Some(last), 2..) = (facts.last(), facts.len()) else { continue };
            let each = facts.iter().map(|fact| odd::sitting_record(fact.id, fact.at.local_date()));
            let records = each.map(Value::from).collect();
            self.odd(last.id, odd::several_on_day(facts.len(), day, records));
        }
    }

    fn odd(&mut self, id: &FactId, said: Said) {
        self.anomalies.push(Anomaly::new(id, said));
    }
}
