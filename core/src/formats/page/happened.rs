//! What happened, in one humane line: the change since the last time first, if there is one.

use crate::base::units::Score;
use crate::coach::record::reports::Sitting;
use crate::facts::attempt::Outcome;
use crate::formats::page::{PagePart, Sources};
use crate::wording::{Said, advice};

pub(super) fn parts(sources: &Sources<'_>) -> Vec<PagePart> {
    // What may have been entered twice is asked about before anything is said of it.
    let question = sources.briefing.coaching.eligibility.question.as_ref();
    let question = question.map(|question| question.text.clone());
    question.into_iter().chain(lines(sources)).map(|said| PagePart::Sentence { said }).collect()
}

fn lines(sources: &Sources<'_>) -> Vec<Said> {
    let sittings = &sources.record.reports.sittings;
    let Some(last) = sittings.last() else { return vec![advice::not_sat_yet()] };
    let day = last.attempt.value.sat_on;
    match last.attempt.value.outcome {
        Outcome::Pass => vec![advice::well_done(day)],
        Outcome::Pending => vec![advice::result_pending(day)],
        Outcome::RemovedByProctor => vec![advice::ended_early(day)],
        Outcome::Fail => {
            let earlier = sittings.iter().rev().find(|one| one.attempt.value.sat_on < day);
            failed(last, earlier)
        }
        // Neither took place, so neither is among the sittings.
        Outcome::NoShow | Outcome::Void => vec![advice::not_sat_yet()],
    }
}

fn failed(last: &Sitting<'_>, earlier: Option<&Sitting<'_>>) -> Vec<Said> {
    let mark = last.pass_mark;
    let compared = earlier.and_then(|earlier| {
        Some(since(last.overall?, earlier.attempt.value.sat_on, earlier.overall?))
    });
    let result = match (compared, last.overall.zip(mark)) {
        (Some(compared), _) => compared.then(mark.map(advice::mark_needed)),
        (None, Some((score, mark))) => advice::score_and_mark(score, mark),
        (None, None) => advice::not_this_time(),
    };
    vec![result, advice::one_result()]
}

/// What has changed from the score of an earlier day to this one.
fn since(score: Score, day: chrono::NaiveDate, before: Score) -> Said {
    // Printed scores have two decimals at most.
    let hundredths = ((score.get() - before.get()) * 100.0).round();
    match Score::try_from(hundredths / 100.0) {
        _ if hundredths < 0.0 => advice::less_than_last(score, day, before),
        Ok(_) if hundredths == 0.0 => advice::as_last(score, day),
        Ok(_) if hundredths == 100.0 => advice::one_more_than_last(day, before, score),
        Ok(points) => advice::more_than_last(points, day, before, score),
        Err(_) => advice::as_last(score, day),
    }
}
