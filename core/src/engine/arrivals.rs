//! Facts that come in from a file: in which order they are taken up, and which of them clash.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::ids::FactId;
use crate::coach::history::Anomaly;
use crate::engine::fact_index::FactIndex;
use crate::facts::Fact;
use crate::wording::odd;

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Imported {
    /// Facts that were not here before.
    pub new: u64,
    /// Facts that were here already, or stood twice in the file, with the same content.
    pub known: u64,
    /// Facts whose id was taken by one of other content. One of the two counts, and every device
    /// decides alike which.
    pub clashes: Vec<Anomaly>,
}

/// The facts in an order in which each comes after the one it is about, whatever order they came in.
/// Facts that are about each other in a circle come last. Linear but for a logarithm.
pub(super) fn in_order(facts: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    let facts: Vec<Fact> = facts.into_iter().collect();
    let mut to_come: BTreeSet<FactId> = facts.iter().map(|fact| fact.id.clone()).collect();
    let mut waiting: BTreeMap<FactId, Vec<Fact>> = BTreeMap::new();
    let mut ordered = Vec::with_capacity(facts.len());
    for fact in facts {
        let other = fact.body.kind().refers_to().filter(|other| to_come.contains(other.id));
        if let Some(id) = other.map(|other| other.id.clone()) {
            waiting.entry(id).or_default().push(fact);
            continue;
        }
        let mut ready = vec![fact];
        while let Some(fact) = ready.pop() {
            to_come.remove(&fact.id);
            ready.extend(waiting.remove(&fact.id).unwrap_or_default());
            ordered.push(fact);
        }
    }
    ordered.extend(waiting.into_values().flatten());
    ordered
}

/// What an import of `facts` into `index` will change.
pub(super) fn foresee(facts: &[Fact], index: &FactIndex) -> Imported {
    let mut imported = Imported { new: 0, known: 0, clashes: Vec::new() };
    let mut in_file: BTreeMap<&FactId, &Fact> = BTreeMap::new();
    for fact in facts {
        match in_file.get(&fact.id).copied().or_else(|| index.get(&fact.id)) {
            None => imported.new += 1,
            Some(other) if other == fact => imported.known += 1,
            Some(_) => imported.clashes.push(Anomaly::new(&fact.id, odd::taken())),
        }
        in_file.insert(&fact.id, fact);
    }
    imported.clashes.sort();
    imported
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::Stamp;
    use crate::facts::planning::ExamChoice;
    use crate::facts::{FactBody, Removal};

    fn fact(id: &str, target: Option<&str>) -> Fact {
        let at: Stamp = "2026-03-01T18:05:00Z".parse().unwrap();
        let exam = "SY0-701".parse().unwrap();
        let body = match target {
            Some(target) => FactBody::Removal(Removal { target: target.parse().unwrap() }),
            None => FactBody::ExamChoice(ExamChoice { exam, blueprint: None }),
        };
        Fact { id: id.parse().unwrap(), at, device: None, supersedes: None, body }
    }

    fn ids(facts: &[Fact]) -> Vec<&str> {
        facts.iter().map(|fact| fact.id.as_str()).collect()
    }

    #[test]
    fn a_fact_comes_after_the_one_it_is_about() {
        let facts = [fact("c", Some("b")), fact("b", Some("a")), fact("a", None)];
        assert_eq!(ids(&in_order(facts)), ["a", "b", "c"]);
    }

    #[test]
    fn a_circle_and_a_missing_fact_are_not_lost() {
        let facts = [fact("a", Some("b")), fact("b", Some("a")), fact("c", Some("x"))];
        assert_eq!(ids(&in_order(facts)), ["c", "b", "a"]);
    }
}
