//! Several records of one day: one sitting that was entered twice, or as many as there are?
//!
//! It is asked where the answer moves the verdict. Nothing is guessed: until it is answered every
//! record counts. Records that say when each of them ended have answered it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::exam::policy::eligibility::{SittingQuestion, Verdict};
use crate::exam::policy::situation::{PastAttempt, SittingOutcome, Situation};
use crate::exam::policy::{Policy, terms, waits};
use crate::wording::retake;

/// The question about the latest day on which `taken` hold several records that may be one sitting, if
/// the verdict hangs on it. `ask` is the verdict on other attempts.
pub(super) fn question(
    policy: Option<&Policy>,
    situation: &Situation<'_>,
    taken: &[&PastAttempt],
    (verdict, ask): (&Verdict, &dyn Fn(&[PastAttempt]) -> Verdict),
) -> Option<SittingQuestion> {
    let days = crowded(taken, situation).into_iter().rev();
    let mut asked = days.filter_map(|(day, records)| {
        let kept = records.iter().rfind(|one| one.outcome != SittingOutcome::Pending);
        let kept = kept.or(records.first())?;
        let extra: BTreeSet<_> =
            records.iter().map(|one| &one.id).filter(|id| **id != kept.id).collect();
        let fewer = situation.attempts.iter().filter(|one| !extra.contains(&one.id));
        let if_one = ask(&fewer.cloned().collect::<Vec<_>>());
        let moves = if_one.clause(situation.now) != verdict.clause(situation.now);
        moves.then_some((day, records, if_one))
    });
    let (day, records, if_one) = asked.next()?;
    let count = records.len();
    let recorded = match count {
        2 => retake::two_records(day),
        _ => retake::several_records(count, day),
    };
    let between = policy.and_then(|policy| {
        let wait = waits::between(policy, taken, situation.known, records.first()?)?;
        Some(retake::asks_between(recorded.clone(), &policy.vendor, terms::wait(wait, None)))
    });
    let (one, each) = (if_one.clause(situation.now), verdict.clause(situation.now));
    Some(SittingQuestion {
        day,
        records: records.into_iter().map(|one| one.id.clone()).collect(),
        if_one,
        if_each: verdict.clone(),
        text: retake::was_it_one(between.unwrap_or(recorded), one, each),
    })
}

/// The days with several records of this exam, unless each of them says when it ended and no two
/// agree.
fn crowded<'a>(
    taken: &[&'a PastAttempt],
    situation: &Situation<'_>,
) -> BTreeMap<NaiveDate, Vec<&'a PastAttempt>> {
    let mut days: BTreeMap<NaiveDate, Vec<&PastAttempt>> = BTreeMap::new();
    for attempt in taken.iter().filter(|one| one.exam == *situation.exam) {
        days.entry(attempt.sat_on).or_default().push(attempt);
    }
    days.retain(|_, records| {
        let ends: BTreeSet<u16> = records.iter().filter_map(|one| one.ending().minute).collect();
        records.len() > 1 && ends.len() < records.len()
    });
    days
}
