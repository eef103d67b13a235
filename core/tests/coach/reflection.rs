//! What the candidate says about a weak domain, held beside what was counted, and odd records.

use rebound_core::base::ids::FactId;
use rebound_core::coach::anomalies::{dangling, of_exam};
use rebound_core::coach::history::History;
use rebound_core::coach::reflection::{Reflection, Step, reflections};
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::Outcome;
use rebound_core::facts::practice::{AnswerResult, Conditions};
use rebound_core::facts::reflection::{DomainNote, Explanation};
use rebound_core::facts::score_report::Evidence;
use rebound_core::facts::study::Activity;

use crate::candidate::score;
use crate::world::World;

fn half(percent: f64) -> Evidence {
    Evidence::Percent(score(percent))
}

#[test]
fn odd_practice_is_named_and_changes_nothing_beyond_reason() {
    let mut world = World::new(&[60.0, 40.0]);
    world.fail(2);
    world.set(3, ("1", "bank"), (12, 10), Conditions::Timed);
    world.set(3, ("9", "bank"), (0, 0), Conditions::Timed);
    world.study(3, "7", (Activity::Reading, "book"), 0);
    let mut mock = world.simulation(&[("1", 50, 40)]);
    mock.unanswered = 90;
    world.record(3, FactBody::MockExamResult(mock));
    world.record(1, note("t999999", "1", Explanation::Luck, &[]));
    let history = History::of(&world.facts, world.now);
    let told = world.look(of_exam).into_iter();
    let told = told.chain(dangling(&history)).chain(history.anomalies.clone());
    let mut subjects: Vec<String> = told.map(|odd| odd.subject).collect();
    subjects.sort();
    let (bad_set, nowhere, session, bad_mock, stray) =
        ("t000001", "t000002", "t000003", "t000004", "t000005");
    assert_eq!(subjects, [bad_set, nowhere, nowhere, session, session, bad_mock, stray]);
    assert!(world.first().mean < 1.0);
    assert_eq!(world.findings().len(), 8);
}

fn note(attempt: &str, domain: &str, explanation: Explanation, topics: &[&str]) -> FactBody {
    FactBody::DomainNote(DomainNote {
        attempt: attempt.parse().unwrap(),
        domain: domain.parse().unwrap(),
        explanation,
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect(),
    })
}

/// A fail with two weak domains, and practice that says the same of the second.
fn two_weak_domains() -> (World, FactId) {
    let mut world = World::new(&[40.0, 40.0, 20.0]);
    let percent = [("1", half(30.0)), ("2", half(35.0)), ("3", half(95.0))];
    let attempt = world.report(2, Some(600.0), &percent);
    world.set(5, ("2", "bank"), (10, 22), Conditions::Timed);
    let mut answer = world.plain_answer("q1", AnswerResult::Wrong);
    answer.domain = "2".parse().unwrap();
    for _ in 0..2 {
        world.record(5, FactBody::Answer(answer.clone()));
    }
    (world, attempt)
}

fn reflect(world: &World) -> Vec<Reflection> {
    world.look(|record| reflections(record, &world.estimates()))
}

fn steps(world: &World) -> Vec<Step> {
    reflect(world).iter().map(|reflection| reflection.step).collect()
}

#[test]
fn luck_is_accepted_for_one_domain_and_then_meets_the_numbers() {
    let (mut world, attempt) = two_weak_domains();
    assert_eq!(steps(&world), [Step::Explain, Step::Explain]);
    world.record(1, note(attempt.as_str(), "1", Explanation::Luck, &[]));
    assert_eq!(steps(&world), [Step::Accepted, Step::Explain]);
    world.record(1, note(attempt.as_str(), "2", Explanation::Luck, &[]));
    assert_eq!(steps(&world), [Step::Accepted, Step::LookAgain]);
    let second = &reflect(&world)[1];
    assert_eq!(second.misses, 13);
    assert!(second.p_below_by_practice.unwrap() > 0.8);
    assert!(second.said.text().contains("13 separate questions"), "{}", second.said);
    assert!(second.said.text().contains("One is enough"));
    world.record(0, note(attempt.as_str(), "2", Explanation::Luck, &["VLAN trunks"]));
    assert_eq!(steps(&world), [Step::Accepted, Step::Done]);
}

#[test]
fn luck_is_not_accepted_again_after_a_second_attempt() {
    let (mut world, attempt) = two_weak_domains();
    world.record(2, note(attempt.as_str(), "1", Explanation::Luck, &[]));
    let again = world.report(0, Some(610.0), &[("1", half(30.0))]);
    world.record(0, note(again.as_str(), "1", Explanation::Luck, &[]));
    assert_eq!(reflect(&world)[0].step, Step::LookAgain);
}

#[test]
fn a_gap_in_knowledge_asks_for_its_topic_and_a_bad_day_asks_for_nothing() {
    let (mut world, attempt) = two_weak_domains();
    world.record(1, note(attempt.as_str(), "1", Explanation::Knowledge, &[]));
    world.record(1, note(attempt.as_str(), "2", Explanation::Execution, &[]));
    assert_eq!(steps(&world), [Step::NameTopic, Step::Done]);
}

#[test]
fn after_a_pass_nobody_has_to_explain_anything() {
    let (mut world, _) = two_weak_domains();
    let passed = world.attempt(0, Outcome::Pass);
    world.record(0, FactBody::Attempt(passed));
    assert_eq!(reflect(&world), []);
}
