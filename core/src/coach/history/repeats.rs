//! An attempt that was recorded twice by a slip of the finger is one.
//!
//! One device, one exam, one day, one outcome, one report, and minutes between the two records: that
//! is a second tap on a button that was slow to answer. Anything less alike may be a second sitting:
//! it counts, and is asked about where sittings are read.

use std::collections::BTreeSet;

use crate::base::ids::FactId;
use crate::coach::history::Anomaly;
use crate::facts::attempt::Attempt;
use crate::facts::{Fact, FactBody};
use crate::wording::odd as words;
use crate::wording::value::Value;

/// Two records of one attempt lie at most this far apart.
const APART_MS: i64 = 10 * 60_000;

/// Leaves one record of each attempt among `facts`, which are sorted by time, and tells about it
/// once for each attempt.
///
/// The first record stays, unless notes or replies speak of a later one only.
pub(super) fn fold<'a>(facts: &mut Vec<&'a Fact>, odd: &mut Vec<Anomaly>) {
    let groups = groups(facts);
    if groups.is_empty() {
        return;
    }
    let about = facts.iter().filter_map(|fact| fact.body.kind().refers_to());
    let spoken_of: BTreeSet<&FactId> = about.map(|other| other.id).collect();
    let mut repeated: BTreeSet<&FactId> = BTreeSet::new();
    for ids in groups {
        let stays = ids.iter().find(|id| spoken_of.contains(**id)).or_else(|| ids.first());
        let Some(stays) = stays.copied() else { continue };
        let others: Vec<&'a FactId> = ids.into_iter().filter(|id| *id != stays).collect();
        let others_by_id = others.iter().map(|id| Value::from(*id)).collect();
        let said = words::recorded_again(others_by_id);
        odd.push(Anomaly::new(stays, said));
        repeated.extend(others);
    }
    facts.retain(|fact| !repeated.contains(&fact.id));
}

/// The records of each attempt that has several, in order of time.
fn groups<'a>(facts: &[&'a Fact]) -> Vec<Vec<&'a FactId>> {
    let attempts: Vec<(&'a Fact, &'a Attempt)> =
        facts.iter().filter_map(|fact| Some((*fact, attempt(fact)?))).collect();
    let mut groups: Vec<Vec<&'a FactId>> = Vec::new();
    for (at, (fact, attempt)) in attempts.iter().enumerate() {
        let before = attempts.iter().take(at).rev();
        let near = before
            .take_while(|(one, _)| fact.at.utc_ms.0.saturating_sub(one.at.utc_ms.0) <= APART_MS);
        let mut alike =
            near.filter(|(one, first)| one.device == fact.device && is_repeated(first, attempt));
        let Some((first, _)) = alike.next().filter(|_| fact.device.is_some()) else { continue };
        match groups.iter_mut().find(|ids| ids.contains(&&first.id)) {
            Some(ids) => ids.push(&fact.id),
            None => groups.push(vec![&first.id, &fact.id]),
        }
    }
    groups
}

fn is_repeated(one: &Attempt, other: &Attempt) -> bool {
    let same = |attempt: &Attempt| (attempt.sat_on, attempt.ended_minute, attempt.outcome);
    same(one) == same(other) && one.exam == other.exam && one.report == other.report
}

const fn attempt(fact: &Fact) -> Option<&Attempt> {
    if let FactBody::Attempt(attempt) = &fact.body { Some(attempt) } else { None }
}
