//! Dates that win over every rule: the one on the report, and the one the candidate knows.

use crate::exam::policy::calendar::Reading;
use crate::exam::policy::draft::{Asks, Draft, Found};
use crate::exam::policy::situation::{PastAttempt, Situation};
use crate::wording::retake;

/// Applies the printed date of the last attempt and the candidate's own date. The latter wins; both
/// are kept, and so is what the rules say.
pub(super) fn apply(draft: &mut Draft, taken: &[&PastAttempt], situation: &Situation<'_>) {
    let printed = taken.last().and_then(|last| printed(draft, last));
    let own = own(draft, taken, situation);
    match (own, printed) {
        (Some(own), Some(printed)) => {
            draft.found.push(printed);
            draft.fixed = Some(own);
        }
        (Some(fixed), None) | (None, Some(fixed)) => draft.fixed = Some(fixed),
        (None, None) => return,
    }
    note_difference(draft);
}

fn printed(draft: &mut Draft, last: &PastAttempt) -> Option<Found> {
    let date = last.printed_retake_on?;
    if date < last.sat_on {
        draft.notes.push(retake::printed_too_early(date, last.sat_on));
        return None;
    }
    Some(Found {
        rule: "printed".to_owned(),
        reading: Reading::on(date),
        attempt: Some(last.id.clone()),
        asks: Asks::Nothing(retake::printed_decides(last.sat_on, date)),
    })
}

fn own(draft: &mut Draft, taken: &[&PastAttempt], situation: &Situation<'_>) -> Option<Found> {
    let latest = situation.known.overrides.iter().max_by_key(|one| (one.entered_on, one.date))?;
    let last = taken.last();
    if last.is_some_and(|last| latest.entered_on < last.sat_on || latest.date < last.sat_on) {
        draft.notes.push(retake::own_is_old(latest.date));
        return None;
    }
    let note = latest.note.as_deref().filter(|note| !note.trim().is_empty());
    let told = retake::own_decides(latest.date).then(note.map(retake::you_noted));
    Some(Found {
        rule: "override".to_owned(),
        reading: Reading::on(latest.date),
        attempt: last.map(|last| last.id.clone()),
        asks: Asks::Nothing(told),
    })
}

/// Tells of a rule that would have asked for a later date.
fn note_difference(draft: &mut Draft) {
    let Some(fixed) = &draft.fixed else { return };
    let later = draft.found.iter().map(|one| one.reading.safe);
    let later = later.filter(|safe| *safe > fixed.reading.safe);
    if let Some(safe) = later.max() {
        draft.notes.push(retake::rules_say_later(safe));
    }
    if let Some(shut) = &draft.blocked {
        draft.notes.push(retake::rules_say_closed(shut.until.clone()));
    }
}
