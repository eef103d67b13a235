//! Corrections and removals of one record, made on one device and on several: what counts, and that
//! every device says the same.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use rebound_core::base::time::{Now, Stamp, UtcMillis, Zone};
use rebound_core::coach::history::History;
use rebound_core::facts::planning::ExamChoice;
use rebound_core::facts::{Fact, FactBody, Removal};
use rebound_core::screens::log::Log;

use crate::cases::cases;

const START_MS: i64 = 1_772_406_300_000;

fn stamp(minute: i64) -> Stamp {
    Stamp { utc_ms: UtcMillis(START_MS + minute * 60_000), zone: Zone::UTC }
}

/// A choice of an exam that corrects `of`, or without one a first record.
fn choice(id: &str, minute: i64, of: Option<&str>) -> Fact {
    let body =
        FactBody::ExamChoice(ExamChoice { exam: "SY0-701".parse().unwrap(), blueprint: None });
    let supersedes = of.map(|of| of.parse().unwrap());
    Fact { id: id.parse().unwrap(), at: stamp(minute), device: None, supersedes, body }
}

fn removal(id: &str, minute: i64, of: &str) -> Fact {
    let body = FactBody::Removal(Removal { target: of.parse().unwrap() });
    Fact { body, ..choice(id, minute, None) }
}

fn history(facts: &[Fact]) -> History<'_> {
    History::of(facts, Now::at(stamp(1_000)))
}

/// What counts, and about which facts something is told.
#[track_caller]
fn check(facts: &[Fact], counts: &[&str], told: &[&str]) {
    let history = history(facts);
    let ids: Vec<&str> = history.exam_choices.iter().map(|fact| fact.id.as_str()).collect();
    assert_eq!(ids, counts);
    let subjects: Vec<&str> = history.anomalies.iter().map(|odd| odd.subject.as_str()).collect();
    assert_eq!(subjects, told, "{:?}", history.anomalies);
}

#[test]
fn of_two_corrections_the_later_counts_and_of_one_moment_the_greater_id() {
    let a = choice("a", 0, None);
    check(&[a.clone(), choice("b", 2, Some("a")), choice("c", 1, Some("a"))], &["b"], &["b"]);
    check(&[a, choice("b", 2, Some("a")), choice("c", 2, Some("a"))], &["c"], &["c"]);
}

#[test]
fn a_correction_of_a_correction_counts_whatever_the_clocks_said() {
    let chain = [choice("a", 9, None), choice("b", 5, Some("a")), choice("c", 1, Some("b"))];
    check(&chain, &["c"], &[]);
}

#[test]
fn a_fork_of_chains_has_one_end_that_counts_and_one_note() {
    let fork = [
        choice("a", 0, None),
        choice("b", 1, Some("a")),
        choice("c", 2, Some("b")),
        choice("d", 3, Some("a")),
        choice("e", 4, Some("d")),
        choice("f", 5, Some("b")),
    ];
    let history = history(&fork);
    assert_eq!(history.exam_choices.len(), 1);
    assert_eq!(history.exam_choices[0].id.as_str(), "f");
    let expected = [
        ("f", "corrects a, and so does e, which was set aside. Remove the one that is not right"),
        ("f", "corrects b, and so does c, which was set aside. Remove the one that is not right"),
    ];
    let told: Vec<String> =
        history.anomalies.iter().map(|odd| format!("{} {}", odd.subject, odd.said)).collect();
    assert_eq!(told, expected.map(|(id, said)| format!("{id} {said}")));
}

#[test]
fn a_correction_stays_beside_a_removal_that_was_made_apart() {
    let a = choice("a", 0, None);
    let apart = [a.clone(), choice("b", 1, Some("a")), removal("r", 9, "a")];
    check(&apart, &["b"], &["b"]);
    let both = [a, choice("b", 1, Some("a")), removal("r", 9, "a"), removal("s", 10, "b")];
    check(&both, &[], &[]);
}

#[test]
fn taking_back_one_side_of_a_clash_ends_it() {
    let clash = [choice("a", 0, None), choice("b", 1, Some("a")), choice("c", 2, Some("a"))];
    let with = |fact: Fact| clash.iter().cloned().chain([fact]).collect::<Vec<Fact>>();
    check(&with(removal("r", 3, "b")), &["c"], &[]);
    check(&with(removal("r", 3, "c")), &["b"], &[]);
}

#[test]
fn a_removal_that_is_taken_back_removes_nothing() {
    let back = [choice("a", 0, None), removal("r", 1, "a"), removal("s", 2, "r")];
    check(&back, &["a"], &[]);
    let again = [&back[..], &[removal("t", 3, "s")]].concat();
    check(&again, &[], &[]);
}

#[test]
fn a_circle_of_corrections_has_one_fact_that_counts_and_is_told() {
    let circle = [choice("a", 2, Some("c")), choice("b", 1, Some("a")), choice("c", 3, Some("b"))];
    check(&circle, &["a"], &["b"]);
    check(&[removal("r", 1, "s"), removal("s", 2, "r")], &[], &["r"]);
}

/// What a fact corrects, and what that corrects, as its sheet lists it; `None` for what is no row.
fn earlier(facts: &[Fact], id: &str) -> Option<Vec<String>> {
    let (history, now) = (history(facts), Now::at(stamp(1_000)));
    let log = Log::of(facts, &history, Vec::new(), now);
    let sheet = log.sheet(&id.parse().unwrap(), None)?;
    Some(sheet.earlier.iter().map(|fact| fact.id.to_string()).collect())
}

#[test]
fn a_sheet_lists_what_was_corrected_and_goes_round_no_circle() {
    let chain = [choice("a", 0, None), choice("b", 1, Some("a")), choice("c", 2, Some("b"))];
    assert_eq!(earlier(&chain, "c").unwrap(), ["b", "a"]);
    let circle = [choice("a", 2, Some("c")), choice("b", 1, Some("a")), choice("c", 3, Some("b"))];
    assert_eq!(earlier(&circle, "a").unwrap(), ["c", "b"]);
    assert_eq!(earlier(&[choice("a", 0, Some("a"))], "a"), Some(Vec::new()));
}

/// Up to twelve facts that correct and remove each other as they like.
fn tangle() -> impl Strategy<Value = Vec<Fact>> {
    let fact = (0..6_i64, 0..4_u8, 0..14_usize);
    prop::collection::vec(fact, 1..12).prop_map(|facts| {
        let each = facts.into_iter().enumerate();
        each.map(|(number, (minute, kind, of))| {
            let (id, of) = (format!("f{number:02}"), format!("f{of:02}"));
            match kind {
                0 => removal(&id, minute, &of),
                1 => choice(&id, minute, None),
                _ => choice(&id, minute, Some(&of)),
            }
        })
        .collect()
    })
}

/// The families of facts: those that are linked, in whichever direction.
fn families(facts: &[Fact]) -> Vec<BTreeSet<&str>> {
    let mut family: BTreeMap<&str, usize> =
        facts.iter().zip(0..).map(|(fact, number)| (fact.id.as_str(), number)).collect();
    for fact in facts {
        let target = match &fact.body {
            FactBody::Removal(removal) => Some(&removal.target),
            _ => fact.supersedes.as_ref(),
        };
        let Some(other) = target.and_then(|target| family.get(target.as_str())).copied() else {
            continue;
        };
        let own = family[fact.id.as_str()];
        family.values_mut().filter(|number| **number == own).for_each(|number| *number = other);
    }
    let mut sets: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (id, number) in family {
        sets.entry(number).or_default().insert(id);
    }
    sets.into_values().collect()
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn at_most_one_of_a_family_counts_and_without_a_removal_exactly_one(facts in tangle()) {
        let history = history(&facts);
        let counting: BTreeSet<&str> =
            history.exam_choices.iter().map(|fact| fact.id.as_str()).collect();
        let families = families(&facts);
        prop_assert!(counting.len() <= families.len());
        for family in families {
            let counts = counting.intersection(&family).count();
            let removed = facts
                .iter()
                .any(|fact| family.contains(fact.id.as_str())
                    && matches!(fact.body, FactBody::Removal(_)));
            prop_assert!(counts <= 1 && (removed || counts == 1), "{family:?} {counting:?}");
        }
    }

    #[test]
    fn any_order_of_facts_gives_the_same_history(
        (facts, shuffled) in tangle().prop_flat_map(|facts| (Just(facts.clone()), Just(facts).prop_shuffle())),
    ) {
        prop_assert_eq!(history(&facts), history(&shuffled));
    }
}
