//! Score reports: checked as they are typed in, and read as they come out of a merge.
//!
//! [`check`] refuses what no vendor could have printed and names the field. [`reading::read`] never
//! fails: a merge can hold anything, so it skips what makes no sense and says so. Neither converts
//! anything; what a report means for the candidate is the estimate's business.

mod evidence;
pub mod reading;

use std::collections::BTreeSet;

use crate::base::not_allowed::NotAllowed;
use crate::base::units::Score;
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::record::ReportForm;
use crate::facts::attempt::Attempt;
use crate::facts::attempt::Outcome;
use crate::facts::attempt::SittingConditions;
use crate::facts::score_report::Evidence;
use crate::facts::score_report::ScoreReport;
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
        let reason = format!("{} has not come yet", attempt.sat_on);
        return Err(NotAllowed::new("sat_on", reason, format!("a date up to {today}")));
    }
    if let Some(minute) = attempt.ended_minute.filter(|minute| *minute > 1_439) {
        return Err(NotAllowed::new("ended_minute", minute, "0 to 1439, minutes after midnight"));
    }
    if let Some(conditions) = &attempt.conditions {
        check_conditions(conditions)?;
    }
    let Some(report) = &attempt.report else { return Ok(()) };
    check_overall(attempt, report, exam)?;
    if let Some(day) = report.retake_on.filter(|day| *day < attempt.sat_on) {
        let reason = format!("{day} lies before the sitting");
        let allowed = format!("a date from {} on", attempt.sat_on);
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
            let reason = format!("{of} levels, but this vendor has {}", form.levels.len());
            return Err(NotAllowed::new(field, reason, form.levels.join(", ")));
        }
    }
    Ok(())
}

fn check_conditions(conditions: &SittingConditions) -> Result<(), NotAllowed> {
    if let (Some(open), Some(items)) = (conditions.unanswered, conditions.items)
        && open > items
    {
        let reason = format!("{open} left open of {items} questions");
        let allowed = format!("0 to {items}");
        return Err(NotAllowed::new("conditions.unanswered", reason, allowed));
    }
    if let Some(distress) = conditions.distress.filter(|distress| *distress > 10) {
        return Err(NotAllowed::new("conditions.distress", distress, "0 (calm) to 10"));
    }
    if let Some(minutes) = conditions.minutes_left.filter(|minutes| *minutes > MINUTES_MAX) {
        let allowed = format!("0 to {MINUTES_MAX} minutes");
        return Err(NotAllowed::new("conditions.minutes_left", minutes, allowed));
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
fn off_scale(score: Score, exam: &Exam) -> Option<(String, String)> {
    let scale = exam.scale?;
    let inside = scale.min <= score && score <= scale.max;
    (!inside).then(|| {
        let reason = format!("{score} is not on the scale of this exam");
        (reason, format!("{} to {}", scale.min, scale.max))
    })
}

/// The pass mark that a report is read with: the printed one, else the published one.
fn pass_mark(report: &ScoreReport, exam: &Exam) -> Option<Score> {
    report.pass_mark.or(exam.pass_mark)
}

/// Why score and outcome of an attempt contradict each other, and which scores would not.
fn contradiction(attempt: &Attempt, exam: &Exam) -> Option<(String, String)> {
    let report = attempt.report.as_ref()?;
    let (score, pass) = (report.overall?, pass_mark(report, exam)?);
    match attempt.outcome {
        Outcome::Fail if score >= pass => Some((
            format!("not passed with {score}, but {pass} passes: please check the numbers"),
            format!("a score below {pass}, or a sitting that was passed"),
        )),
        Outcome::Pass if score < pass => Some((
            format!("passed with {score}, but {pass} passes: please check the numbers"),
            format!("a score of {pass} or more, or a sitting that was not passed"),
        )),
        Outcome::NoShow | Outcome::Void => Some((
            "a sitting that did not count has no score".to_owned(),
            "no score, or another outcome".to_owned(),
        )),
        Outcome::Pass | Outcome::Fail | Outcome::RemovedByProctor | Outcome::Pending => None,
    }
}

fn check_domains(report: &ScoreReport, exam: &Exam) -> Result<(), NotAllowed> {
    let (mut seen, mut places) = (BTreeSet::new(), BTreeSet::new());
    for (at, reading) in report.domains.iter().enumerate() {
        let field = format!("report.domains[{at}]");
        if !seen.insert(&reading.domain) {
            let reason = format!("domain {} stands twice", reading.domain);
            return Err(NotAllowed::new(format!("{field}.domain"), reason, "each domain once"));
        }
        if let Some((reason, allowed)) = evidence::fault(&reading.evidence, exam) {
            return Err(NotAllowed::new(format!("{field}.evidence"), reason, allowed));
        }
        if let Evidence::Rank { position, .. } = reading.evidence
            && !places.insert(position)
        {
            let reason = format!("two domains in place {position}");
            return Err(NotAllowed::new(format!("{field}.evidence"), reason, "each place once"));
        }
    }
    Ok(())
}
