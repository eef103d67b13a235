//! When the candidate may sit the exam again: the retake policy applied to what was recorded.

use crate::base::time::Now;
use crate::coach::history::History;
use crate::coach::history::Recorded;
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::record::ExamRecord;
use crate::exam::policy::eligibility::Eligibility;
use crate::exam::policy::evaluate;
use crate::exam::policy::situation::Circumstances;
use crate::exam::policy::situation::Deadline;
use crate::exam::policy::situation::Override;
use crate::exam::policy::situation::PastAttempt;
use crate::exam::policy::situation::SittingOutcome;
use crate::exam::policy::situation::Situation;
use crate::facts::attempt::Attempt;
use crate::facts::attempt::Outcome;

/// When the candidate may sit `exam` again.
///
/// A retake date that the last report prints wins over the rules, and one that the candidate entered
/// wins over both; all of them stay in the answer. What no fact tells (the day of a purchase, the
/// employer) is listed among the unknowns where it matters; use [`eligibility_given`] to supply it.
pub fn eligibility(
    history: &History<'_>,
    exam: &Exam,
    catalogue: &Catalogue,
    now: Now,
) -> Eligibility {
    eligibility_given(history, exam, catalogue, Circumstances::default(), now)
}

/// As [`eligibility`], with what else is known. The candidate's own dates and the retirement of the
/// exam are added to it.
pub fn eligibility_given(
    history: &History<'_>,
    exam: &Exam,
    catalogue: &Catalogue,
    mut known: Circumstances,
    now: Now,
) -> Eligibility {
    known.overrides.extend(
        history.retake_overrides.iter().filter(|fact| fact.value.exam == exam.code).map(|fact| {
            Override {
                date: fact.value.date,
                entered_on: fact.at.local_date(),
                note: fact.value.note.clone(),
            }
        }),
    );
    known.deadlines.extend(catalogue.record(&exam.code).and_then(retirement));
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

fn retirement(record: &ExamRecord) -> Option<Deadline> {
    let code = &record.exam.code;
    let what = match &record.successor {
        Some(successor) => format!("{code} (whose place {successor} has taken)"),
        None => code.to_string(),
    };
    Some(Deadline { what, last_day: record.retired_on?.max })
}
