//! When the candidate may sit the exam again: the retake policy applied to what was recorded.

use crate::coach::history::Recorded;
use crate::coach::record::ExamRecord;
use crate::coach::retirement::OfferEnd;
use crate::exam::catalogue::Catalogue;
use crate::exam::policy::eligibility::Eligibility;
use crate::exam::policy::evaluate;
use crate::exam::policy::situation::{
    Circumstances, Override, PastAttempt, SittingOutcome, Situation,
};
use crate::facts::attempt::{Attempt, Outcome};

/// When the candidate may sit the exam of a record again. The rules count attempts at exams of its
/// family, too.
///
/// The day of the attempt is day 0: 14 days after the first of March are over on the fifteenth, or on the
/// sixteenth where no source says whether the last of them has to be over; both dates are told. A result
/// that is still to come waits already, and a sitting that was voided never does.
///
/// ```
/// use rebound_core::base::time::Now;
/// use rebound_core::coach::eligibility::eligibility;
/// use rebound_core::coach::history::History;
/// use rebound_core::coach::record::ExamRecord;
/// use rebound_core::exam::catalogue::Catalogue;
/// use rebound_core::exam::policy::eligibility::Verdict;
/// use rebound_core::facts::Fact;
///
/// let catalogue = Catalogue::embedded()?;
/// let exam = catalogue.exam(&"SAA-C03".parse()?).ok_or("not in the catalogue")?;
/// let now = Now::at("2026-03-02T20:00:00+01:00[Europe/Berlin]".parse()?);
/// let opens_after = |outcome: &str| -> Result<[String; 2], Box<dyn std::error::Error>> {
///     let sat: Fact = serde_json::from_value(serde_json::json!({
///         "id": "sat", "at": "2026-03-01T18:00:00+01:00[Europe/Berlin]",
///         "body": {"attempt": {"exam": "SAA-C03", "sat_on": "2026-03-01",
///             "zone": "Europe/Berlin", "outcome": outcome}},
///     }))?;
///     let history = History::of([&sat], now);
///     match eligibility(&ExamRecord::of(&history, exam, now), &catalogue).verdict {
///         Verdict::Open(window) => Ok([window.earliest.to_string(), window.safe.to_string()]),
///         other => Err(format!("{other:?}").into()),
///     }
/// };
/// assert_eq!(opens_after("fail")?, ["2026-03-15", "2026-03-16"]);
/// assert_eq!(opens_after("pending")?, ["2026-03-15", "2026-03-16"]);
/// assert_eq!(opens_after("void")?, ["2026-03-02", "2026-03-02"]);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// A retake date that the last report prints wins over the rules, and one that the candidate entered
/// wins over both; all of them stay in the answer. What no fact tells (the day of a purchase, the
/// employer) is listed among the unknowns where it matters; use [`eligibility_given`] to supply it.
pub fn eligibility(record: &ExamRecord<'_>, catalogue: &Catalogue) -> Eligibility {
    eligibility_given(record, catalogue, Circumstances::default())
}

/// As [`eligibility`], with what else is known. The candidate's own dates and the retirement of the
/// exam are added to it.
pub fn eligibility_given(
    record: &ExamRecord<'_>,
    catalogue: &Catalogue,
    mut known: Circumstances,
) -> Eligibility {
    let ExamRecord { history, exam, now, .. } = *record;
    known.overrides.extend(
        history.retake_overrides.iter().filter(|fact| fact.value.exam == exam.code).map(|fact| {
            Override {
                date: fact.value.date,
                entered_on: fact.at.study_day(),
                note: fact.value.note.clone(),
            }
        }),
    );
    known.deadlines.extend(OfferEnd::of(record, catalogue).map(OfferEnd::deadline));
    let attempts: Vec<PastAttempt> =
        history.attempts.iter().map(|fact| past_attempt(fact, catalogue)).collect();
    let situation = Situation {
        exam: &exam.code,
        family: catalogue.family(&exam.code),
        attempts: &attempts,
        known: &known,
        now,
    };
    let policy = exam.policy.as_ref().and_then(|id| catalogue.policy(id));
    evaluate::eligibility(policy, &situation)
}

fn past_attempt(fact: &Recorded<'_, Attempt>, catalogue: &Catalogue) -> PastAttempt {
    let attempt = fact.value;
    PastAttempt {
        id: fact.id.clone(),
        exam: attempt.exam.clone(),
        family: catalogue.family(&attempt.exam).to_owned(),
        sat_on: attempt.sat_on,
        zone: attempt.zone,
        ended_minute: attempt.ended_minute,
        outcome: sitting_outcome(attempt.outcome),
        printed_retake_on: attempt.report.as_ref().and_then(|report| report.retake_on),
    }
}

const fn sitting_outcome(outcome: Outcome) -> SittingOutcome {
    match outcome {
        Outcome::Pass => SittingOutcome::Pass,
        Outcome::Fail | Outcome::RemovedByProctor => SittingOutcome::Fail,
        Outcome::Pending => SittingOutcome::Pending,
        Outcome::NoShow | Outcome::Void => SittingOutcome::Uncounted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{Now, UtcMillis, Zone};
    use crate::coach::history::History;
    use crate::exam::policy::eligibility::Verdict;
    use crate::facts::planning::RetakeOverride;
    use crate::facts::score_report::ScoreReport;
    use crate::facts::{Fact, FactBody};

    const BERLIN: &str = "Europe/Berlin";

    fn fact(id: &str, at: &str, body: FactBody) -> Fact {
        let (id, at) = (id.parse().unwrap(), at.parse().unwrap());
        Fact { id, at, device: None, supersedes: None, body }
    }

    fn attempt(id: &str, exam: &str, sat_on: &str, outcome: Outcome) -> Fact {
        let attempt = Attempt {
            exam: exam.parse().unwrap(),
            sat_on: sat_on.parse().unwrap(),
            zone: Zone::new(BERLIN).unwrap(),
            ended_minute: Some(18 * 60),
            outcome,
            report: None,
            conditions: None,
            language: None,
        };
        fact(id, &format!("{sat_on}T20:00:00+01:00"), FactBody::Attempt(attempt))
    }

    fn own_date(id: &str, exam: &str, day: &str) -> Fact {
        let (exam, date) = (exam.parse().unwrap(), day.parse().unwrap());
        let body = FactBody::RetakeOverride(RetakeOverride { exam, date, note: None });
        fact(id, "2026-05-01T20:00:00+02:00", body)
    }

    fn printing(mut fact: Fact, day: &str) -> Fact {
        if let FactBody::Attempt(attempt) = &mut fact.body {
            let retake_on = Some(day.parse().unwrap());
            attempt.report = Some(ScoreReport { retake_on, ..ScoreReport::default() });
        }
        fact
    }

    fn ask(exam: &str, facts: &[Fact]) -> Eligibility {
        let noon = "2026-06-01T12:00:00+02:00".parse::<crate::base::time::Stamp>().unwrap();
        let now = Now { utc_ms: noon.utc_ms, zone: Zone::new(BERLIN).unwrap(), boot_ms: 0 };
        let catalogue = Catalogue::embedded().unwrap();
        let exam = catalogue.exam(&exam.parse().unwrap()).unwrap();
        let history = History::of(facts, now);
        eligibility(&ExamRecord::of(&history, exam, now), &catalogue)
    }

    #[track_caller]
    fn check(exam: &str, facts: &[Fact], earliest: &str, safe: &str, rule: &str) {
        let answer = ask(exam, facts);
        let Verdict::Open(window) = &answer.verdict else { panic!("{answer:#?}") };
        assert_eq!(
            (window.earliest.to_string(), window.safe.to_string()),
            (earliest.into(), safe.into())
        );
        assert_eq!(answer.bindings[0].rule, rule);
    }

    #[test]
    fn a_day_of_twenty_three_hours_still_takes_twenty_four() {
        let facts = [attempt("a", "AZ-104", "2026-03-28", Outcome::Fail)];
        check("AZ-104", &facts, "2026-03-29", "2026-03-29", "microsoft.cert/wait/1");
        let Verdict::Open(window) = ask("AZ-104", &facts).verdict else { panic!() };
        let local = Zone::new(BERLIN).unwrap().local(window.safe_from.unwrap_or(UtcMillis(0)));
        assert_eq!(local.to_string(), "2026-03-29 19:00:00");
    }

    #[test]
    fn the_date_on_the_report_decides() {
        let facts = [printing(attempt("a", "200-301", "2026-03-01", Outcome::Fail), "2026-03-09")];
        check("200-301", &facts, "2026-03-09", "2026-03-09", "printed");
    }

    #[test]
    fn the_candidate_s_own_date_decides_for_its_exam() {
        let fail = attempt("a", "200-301", "2026-04-30", Outcome::Fail);
        let rule = "cisco.associate_professional_specialist/wait/1";
        let facts = [fail.clone(), own_date("b", "200-301", "2026-05-20")];
        check("200-301", &facts, "2026-05-20", "2026-05-20", "override");
        let facts = [fail, own_date("b", "350-401", "2026-05-20")];
        check("200-301", &facts, "2026-05-05", "2026-05-06", rule);
    }

    #[test]
    fn a_removal_by_the_proctor_counts_and_a_missed_appointment_does_not() {
        let first = attempt("a", "SY0-701", "2026-03-01", Outcome::Fail);
        let second = |outcome| attempt("b", "SY0-701", "2026-04-01", outcome);
        let with = |outcome| [first.clone(), second(outcome)];
        let wait = "comptia.all/wait/2";
        check("SY0-701", &with(Outcome::RemovedByProctor), "2026-04-15", "2026-04-16", wait);
        check("SY0-701", &with(Outcome::Pending), "2026-04-15", "2026-04-16", wait);
        for outcome in [Outcome::NoShow, Outcome::Void] {
            check("SY0-701", &with(outcome), "2026-03-01", "2026-03-01", "comptia.all/wait/1");
        }
    }

    #[test]
    fn attempts_at_other_exams_do_not_count() {
        let facts = [
            attempt("a", "N10-009", "2026-03-01", Outcome::Fail),
            attempt("b", "SY0-701", "2026-04-01", Outcome::Fail),
        ];
        check("SY0-701", &facts, "2026-04-01", "2026-04-01", "comptia.all/wait/1");
    }

    #[test]
    fn both_outlines_of_one_certification_count_together() {
        let facts = [
            attempt("a", "PMP-2021", "2026-01-10", Outcome::Fail),
            attempt("b", "PMP-2021", "2026-02-10", Outcome::Fail),
            attempt("c", "PMP", "2026-05-10", Outcome::Fail),
        ];
        check("PMP", &facts, "2026-05-10", "2027-05-10", "pmi.all/cap/1");
    }

    #[test]
    fn a_retired_exam_cannot_be_sat_again_and_its_successor_is_named() {
        let facts = [attempt("a", "220-1101", "2025-12-10", Outcome::Fail)];
        let Verdict::Empty { why } = ask("220-1101", &facts).verdict else { panic!() };
        assert_eq!(
            why,
            "220-1101 (whose place 220-1201 takes) ended on 20 December 2025, so this way is closed."
        );
        let Verdict::Open(window) = ask("220-1201", &facts).verdict else { panic!() };
        assert_eq!(window.safe.to_string(), "2026-06-01");
    }
}
