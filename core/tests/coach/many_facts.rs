//! A million facts: nothing stops, nothing is lost, and nothing grows with their square.

use rebound_core::facts::FactBody;
use rebound_core::facts::practice::AnswerResult;
use rebound_core::formats::json::read;
use serde_json::json;

use crate::look::{derive, fact};

const FACTS: &str = include_str!("../../../tests/fixtures/derive-security-plus.json");
const NOW: &str = "2026-03-08T21:00:00-05:00[America/Chicago]";
const COUNT: u32 = 1_000_000;

#[test]
fn a_million_answers_are_derived_from_and_every_one_counts() {
    let answer = json!({"answer": {"exam": "SY0-701", "domain": "1", "bank": "b", "question": "q",
        "result": "correct", "conditions": "timed"}});
    let answer = fact("a0", NOW, answer);
    let mut facts = read("derive-security-plus.json", FACTS).unwrap();
    let shipped = facts.len();
    facts.extend((0..COUNT).map(|number| {
        let mut fact = answer.clone();
        fact.id = format!("m{number}").parse().unwrap();
        // One every seven seconds, over the eighty days before.
        fact.at.utc_ms = answer.at.utc_ms.plus(-7_000 * i64::from(number));
        if let FactBody::Answer(answer) = &mut fact.body {
            answer.domain = (number % 7 + 1).to_string().parse().unwrap();
            if number % 3 == 0 {
                answer.result = AnswerResult::Wrong;
            }
        }
        fact
    }));
    let derivation = derive(&facts, NOW);
    let answered = derivation.summary.unwrap().total.answered;
    assert!(answered >= u64::from(COUNT) && answered < u64::from(COUNT) + 200, "{answered}");
    // Two of the seven domains are none of this exam's: told once each, not 285,000 times.
    assert!(derivation.anomalies.len() < shipped, "{}", derivation.anomalies.len());
    let coaching = derivation.coaching.unwrap();
    assert!(coaching.estimates.iter().all(|one| one.mean > 0.0 && one.mean < 1.0));
    assert!(!coaching.plan.days.is_empty());
}
