//! Score reports: checked as they are typed in, and read as they come out of a merge.
//!
//! [`check`] refuses what no vendor could have printed and names the field. [`crate::coach::record::reports::read`] never
//! fails: a merge can hold anything, so it skips what makes no sense and says so. Neither converts
//! anything; what a report means for the candidate is the estimate's business.

pub(super) mod evidence;

use std::collections::BTreeSet;

use crate::base::units::Score;
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::record::ReportForm;
use crate::facts::attempt::{Attempt, Outcome, SittingConditions};
use crate::facts::score_report::{Evidence, ScoreReport};
use crate::wording::not_allowed::NotAllowed;
use crate::wording::{Said, entry, joint};
use chrono::NaiveDate;

/// The longest sitting that is believed: two days, as in the catalogue.
const MINUTES_MAX: u16 = 2_880;

/// Checks an attempt as the candidate typed it in on `today`, the date where they are.
///
/// A domain that the exam does not know is allowed: reports of another version have them, and the
/// candidate says later which domain is meant. So is a domain that is missing.
///
/// # Errors
///
/// [`NotAllowed`] is the first field that cannot be right.
pub fn check(attempt: &Attempt, exam: &Exam, today: NaiveDate) -> Result<(), NotAllowed> {
    if attempt.sat_on > today {
        let found = entry::not_yet(attempt.sat_on);
        return Err(NotAllowed::new("sat_on", found, entry::up_to(today)));
    }
    if let Some(minute) = attempt.ended_minute.filter(|minute| *minute > 1_439) {
        return Err(NotAllowed::new("ended_minute", joint::plain(minute), entry::minutes_of_day()));
    }
    if let Some(conditions) = &attempt.conditions {
        check_conditions(conditions)?;
    }
    let Some(report) = &attempt.report else { return Ok(()) };
    check_overall(attempt, report, exam)?;
    if let Some(day) = report.retake_on.filter(|day| *day < attempt.sat_on) {
        let reason = entry::before_sitting(day);
        let allowed = entry::from_on(attempt.sat_on);
        return Err(NotAllowed::new("report.retake_on", reason, allowed));
    }
    check_domains(report, exam)
}

/// Checks that levels are those of the vendor's form: four at PMI, two at AWS.
///
/// # Errors
///
/// [`NotAllowed`] names the domain and the levels of the form.
pub fn check_levels(attempt: &Attempt, form: &ReportForm) -> Result<(), NotAllowed> {
    let readings = attempt.report.iter().flat_map(|report| &report.domains).enumerate();
    for (at, reading) in readings {
        let Evidence::Band { of, .. } = reading.evidence else { continue };
        if !form.levels.is_empty() && usize::from(of) != form.levels.len() {
            let field = format!("report.domains[{at}].evidence.band.of");
            let reason = entry::levels_other(of, form.levels.len());
            return Err(NotAllowed::new(field, reason, entry::level_names(form.levels.clone())));
        }
    }
    Ok(())
}

pub(super) fn check_conditions(conditions: &SittingConditions) -> Result<(), NotAllowed> {
    if let (Some(open), Some(items)) = (conditions.unanswered, conditions.items)
        && open > items
    {
        let reason = entry::open_of_items(open, items);
        let allowed = joint::range(0, items);
        return Err(NotAllowed::new("conditions.unanswered", reason, allowed));
    }
    if let Some(distress) = conditions.distress.filter(|distress| *distress > 10) {
        return Err(NotAllowed::new(
            "conditions.distress",
            joint::plain(distress),
            entry::calm_to_ten(),
        ));
    }
    if let Some(minutes) = conditions.minutes_left.filter(|minutes| *minutes > MINUTES_MAX) {
        let allowed = entry::minutes_up_to(MINUTES_MAX);
        return Err(NotAllowed::new("conditions.minutes_left", joint::plain(minutes), allowed));
    }
    Ok(())
}

fn check_overall(attempt: &Attempt, report: &ScoreReport, exam: &Exam) -> Result<(), NotAllowed> {
    for (field, score) in
        [("report.overall", report.overall), ("report.pass_mark", report.pass_mark)]
    {
        if let Some((reason, allowed)) = score.and_then(|score| off_scale(score, exam)) {
            return Err(NotAllowed::new(field, reason, allowed));
        }
    }
    let Some((reason, allowed)) = contradiction(attempt, exam) else { return Ok(()) };
    Err(NotAllowed::new("report.overall", reason, allowed))
}

/// Why a score cannot be one of this exam, and what could be. An exam without a scale has no say.
pub(super) fn off_scale(score: Score, exam: &Exam) -> Option<(Said, Said)> {
    let scale = exam.scale?;
    let inside = scale.min <= score && score <= scale.max;
    (!inside).then(|| (entry::off_scale(score), joint::range(scale.min, scale.max)))
}

/// The pass mark that a report is read with: the printed one, else the published one.
pub(super) fn pass_mark(report: &ScoreReport, exam: &Exam) -> Option<Score> {
    report.pass_mark.or(exam.pass_mark)
}

/// Why score and outcome of an attempt contradict each other, and which scores would not.
pub(super) fn contradiction(attempt: &Attempt, exam: &Exam) -> Option<(Said, Said)> {
    let report = attempt.report.as_ref()?;
    let (score, pass) = (report.overall?, pass_mark(report, exam)?);
    match attempt.outcome {
        Outcome::Fail if score >= pass => {
            Some((entry::failed_above(score, pass), entry::score_below(pass)))
        }
        Outcome::Pass if score < pass => {
            Some((entry::passed_below(score, pass), entry::score_from(pass)))
        }
        Outcome::NoShow | Outcome::Void => Some((entry::score_without_count(), entry::no_score())),
        Outcome::Pass | Outcome::Fail | Outcome::RemovedByProctor | Outcome::Pending => None,
    }
}

fn check_domains(report: &ScoreReport, exam: &Exam) -> Result<(), NotAllowed> {
    let (mut seen, mut places) = (BTreeSet::new(), BTreeSet::new());
    for (at, reading) in report.domains.iter().enumerate() {
        let field = format!("report.domains[{at}]");
        if !seen.insert(&reading.domain) {
            let reason = entry::domain_twice(reading.domain.as_str());
            let field = format!("{field}.domain");
            return Err(NotAllowed::new(field, reason, entry::domain_once()));
        }
        if let Some((reason, allowed)) = evidence::fault(reading, exam) {
            return Err(NotAllowed::new(format!("{field}.evidence"), reason, allowed));
        }
        if let Evidence::Rank { position, .. } = reading.evidence
            && !places.insert(position)
        {
            let (reason, allowed) = (entry::place_twice(position), entry::place_once());
            return Err(NotAllowed::new(format!("{field}.evidence"), reason, allowed));
        }
    }
    Ok(())
}
