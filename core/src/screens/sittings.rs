//! All sittings of an exam: when, what was printed, and what each was about.

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::base::ids::FactId;
use crate::coach::causes::{findings, headline};
use crate::coach::estimate::estimates;
use crate::coach::history::Recorded;
use crate::coach::record::ExamRecord;
use crate::facts::attempt::{Attempt, Outcome};
use crate::formats::page::report::score;
use crate::wording::Said;

/// One sitting as a list shows it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ListedSitting {
    /// The fact that tells of it.
    pub attempt: FactId,
    /// The date.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub sat_on: NaiveDate,
    /// What came of it.
    pub outcome: Outcome,
    /// Whether it counts.
    pub standing: SittingStanding,
    /// The score as it was printed, and the mark; `None` where no score was entered.
    pub score: Option<Said>,
    /// The causes that stood in front before the next sitting, most likely first; at most three, none after a
    /// pass or where too little is on record.
    pub causes: Vec<Said>,
}

/// Whether a sitting counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SittingStanding {
    /// Its day has not come.
    ToCome,
    /// It took place.
    Taken,
    /// A missed appointment, or one that was void: no vendor counts them.
    NotCounted,
}

/// All sittings of the exam, the newest first.
pub fn sittings(record: &ExamRecord<'_>) -> Vec<ListedSitting> {
    let of = &record.sittings;
    let taken = of.taken().iter().enumerate().map(|(index, attempt)| {
        let next = of.taken().get(index + 1).map(|next| next.value.sat_on);
        let causes = causes(record, attempt.value, next);
        listed(record, attempt, SittingStanding::Taken, causes)
    });
    let other = |standing| {
        move |attempt: &Recorded<'_, Attempt>| listed(record, attempt, standing, Vec::new())
    };
    let to_come = of.to_come().iter().map(other(SittingStanding::ToCome));
    let uncounted = of.uncounted().iter().map(other(SittingStanding::NotCounted));
    let mut all: Vec<ListedSitting> = taken.chain(to_come).chain(uncounted).collect();
    // Two on one day stay in the order in which they ended.
    all.reverse();
    all.sort_by_key(|sitting| std::cmp::Reverse(sitting.sat_on));
    all
}

fn listed(
    record: &ExamRecord<'_>,
    attempt: &Recorded<'_, Attempt>,
    standing: SittingStanding,
    causes: Vec<Said>,
) -> ListedSitting {
    let has_score = attempt.value.report.as_ref().is_some_and(|report| report.overall.is_some());
    ListedSitting {
        attempt: attempt.id.clone(),
        sat_on: attempt.value.sat_on,
        outcome: attempt.value.outcome,
        standing,
        score: has_score.then(|| score(attempt.value, record.exam)).flatten(),
        causes,
    }
}

/// What stood in front as the causes of a sitting, on the day before the next one or now.
fn causes(record: &ExamRecord<'_>, attempt: &Attempt, next: Option<NaiveDate>) -> Vec<Said> {
    let told = |record: &ExamRecord<'_>| {
        let findings = findings(record, &estimates(record));
        headline(&findings).into_iter().map(|finding| finding.cause.name()).collect()
    };
    match (attempt.outcome, next.and_then(|next| next.checked_sub_days(Days::new(1)))) {
        (Outcome::Fail | Outcome::RemovedByProctor, None) => told(record),
        (Outcome::Fail | Outcome::RemovedByProctor, Some(day)) if day >= attempt.sat_on => {
            record.as_of(day, told)
        }
        (
            Outcome::Fail
            | Outcome::RemovedByProctor
            | Outcome::Pass
            | Outcome::Pending
            | Outcome::NoShow
            | Outcome::Void,
            _,
        ) => Vec::new(),
    }
}
