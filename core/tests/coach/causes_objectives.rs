//! Objectives: the candidate's own outline lists them, or a report prints those that were missed.

use rebound_core::base::ids::FactId;
use rebound_core::coach::causes::{Cause, CauseClass, CauseFinding, Remedy, Signal};
use rebound_core::coach::derivation::Coaching;
use rebound_core::coach::figure::Figure;
use rebound_core::coach::rule::Rule;
use rebound_core::exam::blueprint::Exam;
use rebound_core::facts::FactBody;
use rebound_core::facts::score_report::Evidence;
use serde_json::json;

use crate::candidate;
use crate::log::{BOOK, VIDEOS, say};
use crate::look::catalogue;
use crate::world::World;

/// An outline that the candidate entered: two domains of five objectives each.
fn outline() -> Exam {
    let domain = |id: &str, weight: u32| {
        let objectives: Vec<String> = (1..=5).map(|number| format!("{id}.{number}")).collect();
        json!({"id": id, "name": format!("Domain {id}"), "weight": weight, "objectives": objectives})
    };
    let entry = json!({"vendor": "Own", "code": "EXAM-1", "title": "Mine", "weights": "exact",
        "domains": [domain("1", 60), domain("2", 40)]});
    Exam::from_candidate_json(&entry.to_string(), catalogue()).unwrap()
}

/// What a report lists as missed in one domain, as CompTIA's do.
fn missed(objectives: &[&str], of: u16) -> Evidence {
    let objectives = objectives.iter().map(|objective| objective.parse().unwrap()).collect();
    Evidence::MissedObjectives { objectives, of }
}

/// Failed two days ago, with this report.
fn failed(exam: Exam, report: &[(&str, Evidence)]) -> (World, FactId) {
    let mut world = World::new(&[100.0]);
    world.exam = exam;
    let attempt = world.report(2, None, report);
    (world, attempt)
}

/// Half an hour on each of these objectives, ten days ago.
fn touch(world: &mut World, domain: &str, objectives: &[&str]) {
    for objective in objectives {
        world.study(10, domain, BOOK, 30);
        if let Some(FactBody::StudySession(session)) = world.facts.last_mut().map(|f| &mut f.body) {
            session.objectives.push(objective.parse().unwrap());
        }
    }
}

fn finding(world: &World) -> CauseFinding {
    world.finding(Cause::HeavyDomainsUncovered)
}

fn signal(world: &World) -> Option<Signal> {
    finding(world).evidence.into_iter().find(|signal| signal.rule == Rule::Objectives)
}

#[test]
fn an_outline_of_one_s_own_tells_which_objectives_were_never_touched() {
    let (mut world, _) = failed(outline(), &[]);
    assert_eq!(signal(&world), None, "nothing was noted, which says nothing");
    touch(&mut world, "1", &["1.1", "1.2", "1.3", "1.4", "1.5", "9.9"]);
    touch(&mut world, "2", &["2.1", "2.1"]);
    let found = signal(&world).unwrap();
    assert_eq!((found.llr, found.said.text().as_str()), (0.7, "You touched 6 of 10 objectives."));
    touch(&mut world, "2", &["2.2"]);
    let found = signal(&world).unwrap();
    assert_eq!((found.llr, found.said.text().as_str()), (0.0, "You touched 7 of 10 objectives."));
}

#[test]
fn a_printed_list_of_missed_objectives_stands_in_for_an_outline_without_any() {
    let exam = catalogue().exam(&"SY0-701".parse().unwrap()).unwrap().clone();
    let all: usize = exam.domains.iter().map(|domain| domain.objectives.len()).sum();
    assert_eq!(all, 0, "no source lists them: unknown stays unknown");
    let report = [("2", missed(&["2.3", "2.4"], 5)), ("4", missed(&["4.1", "4.4", "4.9"], 9))];
    let (mut world, _) = failed(exam, &report);
    touch(&mut world, "2", &["2.1", "2.2", "2.3"]);
    touch(&mut world, "4", &["4.4"]);
    // The report says nothing about this domain.
    touch(&mut world, "5", &["5.1", "5.2", "5.3", "5.4", "5.5", "5.6"]);
    let found = signal(&world).unwrap();
    assert_eq!(
        found.said,
        "You touched 4 of 14 objectives. Not among them: 3 of the 5 that the report lists."
    );
    assert_eq!(found.llr, 0.7);
}

#[test]
fn more_objectives_than_the_report_counts_are_not_more_than_all() {
    let (mut world, _) = failed(candidate::exam(&[100.0]), &[("1", missed(&["1.1"], 2))]);
    touch(&mut world, "1", &["1.1", "1.2", "1.3"]);
    let found = signal(&world).unwrap();
    assert_eq!(found.values[0], Figure::new("touched", 2.0));
    assert_eq!(found.llr, 0.0);
}

#[test]
fn an_outline_goes_before_the_report_and_the_report_still_tells_what_was_missed() {
    let (mut world, _) = failed(outline(), &[("1", missed(&["1.4", "1.5"], 3))]);
    touch(&mut world, "1", &["1.1", "1.2", "1.5"]);
    assert_eq!(
        signal(&world).unwrap().said,
        "You touched 3 of 10 objectives. Not among them: 1 of the 2 that the report lists."
    );
}

#[test]
fn a_pass_over_the_untouched_objectives_comes_into_the_plan() {
    let (mut world, attempt) = failed(outline(), &[("1", missed(&["1.4", "1.5"], 5))]);
    touch(&mut world, "1", &["1.1"]);
    world.study(12, "2", VIDEOS, 600);
    say(&mut world, &attempt, Cause::HeavyDomainsUncovered);
    let found = finding(&world);
    assert!(matches!(found.class, CauseClass::Confirmed | CauseClass::Likely), "{found:?}");
    assert!(found.remedies.contains(&Remedy::Coverage));
    let slots = json!([{"weekday": "mon", "slot": {"start_minute": 1_080, "minutes": 120, "place": "desk"}},
        {"weekday": "sat", "slot": {"start_minute": 540, "minutes": 240, "place": "long"}}]);
    let availability = serde_json::from_value(json!({"availability": {"slots": slots}})).unwrap();
    world.record(1, availability);
    let plan = world.look(|record| Coaching::of(record, catalogue()).plan);
    let blocks = plan.days.iter().flat_map(|day| &day.blocks);
    let topics: Vec<String> =
        blocks.filter_map(|block| Some(block.topic.as_ref()?.text())).collect();
    for objective in ["objective 1.2", "objective 1.4", "objective 1.5", "objective 2.1"] {
        assert!(topics.contains(&objective.to_owned()), "{objective}: {topics:?}");
    }
    assert!(!topics.contains(&"objective 1.1".to_owned()), "{topics:?}");
}
