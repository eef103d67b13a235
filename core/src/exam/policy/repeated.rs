//! Several records of one day: one sitting that was entered twice, or as many as there are?
//!
//! It is asked where the answer moves the verdict. Nothing is guessed: until it is answered every
//! record counts. Records that say when each of them ended have answered it. Records of two days in a
//! row are asked about as well where the vendor's rule leaves no room for a second sitting: whoever
//! enters a sitting on the next morning easily takes the wrong date.

use std::collections::BTreeSet;

use crate::exam::policy::calendar::Reading;
use crate::exam::policy::eligibility::{SittingQuestion, Verdict};
use crate::exam::policy::rule::Wait;
use crate::exam::policy::situation::{PastAttempt, SittingOutcome, Situation};
use crate::exam::policy::{Policy, terms, waits};
use crate::wording::{Said, retake};

/// The verdict on other attempts.
type Ask<'a> = dyn Fn(&[PastAttempt]) -> Verdict + 'a;

/// The question about the latest records among `taken` that may be one sitting, if the verdict hangs
/// on it.
pub(super) fn question(
    policy: Option<&Policy>,
    situation: &Situation<'_>,
    taken: &[&PastAttempt],
    (verdict, ask): (&Verdict, &Ask<'_>),
) -> Option<SittingQuestion> {
    let wait = |attempt: &PastAttempt| {
        policy.and_then(|policy| waits::between(policy, taken, situation.known, attempt))
    };
    let groups = doubtful(taken, situation, wait).into_iter().rev();
    let mut asked = groups.filter_map(|records| {
        let if_one = ask(&with_one(&records, situation)?);
        let moves = if_one.clause(situation.now) != verdict.clause(situation.now);
        moves.then_some((records, if_one))
    });
    let (records, if_one) = asked.next()?;
    let first = records.first()?;
    let recorded = recorded(&records)?;
    let recorded = match (policy, wait(first)) {
        (Some(policy), Some((wait, _))) => {
            retake::asks_between(recorded, &policy.vendor, terms::wait(wait, None))
        }
        (Some(_) | None, None) | (None, Some(_)) => recorded,
    };
    let (one, each) = (if_one.clause(situation.now), verdict.clause(situation.now));
    Some(SittingQuestion {
        day: first.sat_on,
        records: records.iter().map(|one| one.id.clone()).collect(),
        if_one,
        if_each: verdict.clone(),
        text: retake::was_it_one(recorded, one, each),
    })
}

/// The attempts with one of `records`: the last with a result, if one has.
fn with_one(records: &[&PastAttempt], situation: &Situation<'_>) -> Option<Vec<PastAttempt>> {
    let kept = records.iter().rfind(|one| one.outcome != SittingOutcome::Pending);
    let kept = kept.or_else(|| records.first())?;
    let extra: BTreeSet<_> =
        records.iter().map(|one| &one.id).filter(|id| **id != kept.id).collect();
    let fewer = situation.attempts.iter().filter(|one| !extra.contains(&one.id));
    Some(fewer.cloned().collect())
}

/// How many sittings are recorded for which days, as the start of a sentence.
fn recorded(records: &[&PastAttempt]) -> Option<Said> {
    let (first, last) = (records.first()?.sat_on, records.last()?.sat_on);
    Some(match records.len() {
        2 if first == last => retake::two_records(first),
        2 => retake::next_day_records(first, last),
        count if first == last => retake::several_records(count, first),
        count => retake::records_between(count, first, last),
    })
}

/// The records of this exam that may be one sitting, in order of time: several of one day, or of two
/// days in a row where `wait` says that the second cannot be. Records of which each says when it ended,
/// and no two alike, are not among them.
fn doubtful<'a, 'b>(
    taken: &[&'a PastAttempt],
    situation: &Situation<'_>,
    wait: impl Fn(&PastAttempt) -> Option<(&'b Wait, Reading)>,
) -> Vec<Vec<&'a PastAttempt>> {
    let own: Vec<&PastAttempt> =
        taken.iter().copied().filter(|one| one.exam == *situation.exam).collect();
    let may_be_one = |one: &&PastAttempt, next: &&PastAttempt| {
        let too_soon = || wait(one).is_some_and(|(_, reading)| next.sat_on < reading.earliest);
        one.sat_on == next.sat_on || one.sat_on.succ_opt() == Some(next.sat_on) && too_soon()
    };
    let groups = own.chunk_by(may_be_one).filter(|records| {
        let ends = records.iter().filter_map(|one| Some((one.sat_on, one.ending().minute?)));
        records.len() > 1 && ends.collect::<BTreeSet<_>>().len() < records.len()
    });
    groups.map(<[&PastAttempt]>::to_vec).collect()
}
