//! What was entered wrong is told where the person looks, and does no harm in silence.

use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::derivation::subject::Subject;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json::read;
use serde_json::{Value, json};

use crate::look;

const WEIGHT_ZERO: &str = include_str!("../cases/coach-domain-of-weight-zero.json");
const REFUSED: &str = include_str!("../cases/coach-own-exam-refused-without-the-reason.json");
const TOTAL: &str = include_str!("../cases/mock-with-a-total-only.json");

fn derive(text: &str, at: &str) -> Derivation {
    look::derive(&read("facts.json", text).unwrap(), at)
}

fn file(bodies: &[Value]) -> String {
    let facts: Vec<Value> = bodies
        .iter()
        .enumerate()
        .map(|(at, body)| json!({"id": format!("f{at}"), "at": "2026-03-02T18:00:00Z", "body": body}))
        .collect();
    json!({"format": "rebound-facts", "version": 1, "facts": facts}).to_string()
}

fn failed(exam: &str, report: Value) -> Value {
    json!({"attempt": {"exam": exam, "sat_on": "2026-03-01", "zone": "America/New_York",
        "outcome": "fail", "report": report}})
}

/// What is told first, as one text.
fn warned(derivation: &Derivation) -> Vec<String> {
    derivation.warnings.iter().map(|said| said.text()).collect()
}

#[test]
fn coach_domain_of_weight_zero_json_is_refused_by_its_field_and_value() {
    let derivation = derive(WEIGHT_ZERO, "2026-05-12T09:00:00+02:00[Europe/Paris]");
    assert!(derivation.coaching.is_none());
    assert_eq!(
        warned(&derivation),
        [
            "Your exam TEST-4 was not taken: in `domains[3].weight`, 0: allowed is more than 0, up to \
         100 percent"
        ]
    );
}

#[test]
fn coach_own_exam_refused_without_the_reason_json_says_the_reason_and_asks_for_nothing_done() {
    let derivation = derive(REFUSED, "2026-06-01T19:00:00+02:00[Europe/Paris]");
    let reason = "in `domains`, weights that sum to 120: allowed is a sum of 90 to 110";
    assert_eq!(warned(&derivation), [format!("Your exam TEST-6 was not taken: {reason}")]);
    let Subject::Unknown { said, .. } = &derivation.exam else { panic!("{:?}", derivation.exam) };
    assert_eq!(said.text(), warned(&derivation)[0]);
    let odd: Vec<String> = derivation.anomalies.iter().map(|odd| odd.said.text()).collect();
    assert_eq!(odd, [format!("describes an exam that was not taken: {reason}")]);
}

#[test]
fn a_correction_that_is_not_taken_is_told_beside_the_plan_that_goes_on_without_it() {
    let own = json!({"vendor": "CompTIA", "code": "SY0-701", "title": "Security+",
        "domains": [{"id": "1", "name": "A", "weight": 60}]});
    let choice = json!({"exam_choice": {"exam": "SY0-701", "blueprint": own.to_string()}});
    let derivation = derive(&file(&[choice]), "2026-03-03T12:00:00Z");
    assert!(derivation.coaching.is_some());
    let told = warned(&derivation);
    let reason = "Your correction of SY0-701 was not taken, and what held before holds: in \
                  `domains`, weights that sum to 60: allowed is a sum of 90 to 110";
    assert!(told.iter().any(|said| said == reason), "{told:?}");
}

#[test]
fn an_attempt_at_an_exam_that_nothing_knows_is_told_with_the_nearest_code() {
    let derivation = derive(&file(&[failed("AZ104", json!({}))]), "2026-03-03T12:00:00Z");
    assert!(warned(&derivation)[0].starts_with(
        "AZ104 is not in the catalogue. Did you mean AZ-104? Then correct what you entered."
    ));
    let odd = derivation.anomalies[0].said.text();
    assert!(odd.ends_with("neither the catalogue nor you describe: did you mean AZ-104?"), "{odd}");

    // The exam is chosen by its right code: the page is about that one, and tells of the other.
    let chosen = json!({"exam_choice": {"exam": "AZ-104"}});
    let derivation = derive(&file(&[chosen, failed("AZ104", json!({}))]), "2026-03-03T12:00:00Z");
    assert!(derivation.coaching.is_some());
    let told = warned(&derivation);
    assert!(told.iter().any(|said| said.contains("Did you mean AZ-104?")), "{told:?}");
}

#[test]
fn a_share_for_a_percentage_is_asked_about_and_counts_for_nothing() {
    let report = |evidence: Value| json!({"domains": [{"domain": "1", "evidence": evidence}, {"domain": "2", "evidence": {"percent": 62}}]});
    let estimate = |evidence| {
        let text = file(&[failed("TA-004", report(evidence))]);
        let derivation = derive(&text, "2026-03-03T12:00:00Z");
        let odd: Vec<String> = derivation.anomalies.iter().map(|odd| odd.said.text()).collect();
        (derivation.coaching.unwrap().estimates[0].clone(), odd)
    };
    for evidence in [json!({"percent": 0.62}), json!({"bar": {"low": 0.4, "high": 0.62}})] {
        let (asked, odd) = estimate(evidence);
        assert_eq!(odd, ["domain 1 is left out: 0.62 percent (did you mean 62?)"]);
        assert!(asked.basis.is_empty(), "{:?}", asked.basis);
    }
    let (_, odd) = estimate(json!({"percent": 0}));
    assert_eq!(odd, Vec::<String>::new(), "none right can be printed");
}

#[test]
fn mock_with_a_total_only_json_asks_for_the_total_and_takes_it() {
    let refused = read("facts.json", TOTAL).unwrap_err().to_string();
    assert_eq!(
        refused,
        "facts.json: `facts[2].body.simulation.domains` is empty: allowed is a result for at least \
         one domain, or else the `total` alone"
    );
    for (domains, total, taken) in [
        ("\"domains\": [], ", "{\"correct\": 38, \"of\": 57}", true),
        ("", "{\"correct\": 38, \"of\": 57}", true),
        ("", "{\"correct\": 58, \"of\": 57}", false),
        ("", "{\"correct\": 0, \"of\": 0}", false),
        (
            "\"domains\": [{\"domain\": \"1\", \"correct\": 3, \"of\": 4}], ",
            "{\"correct\": 38, \"of\": 57}",
            false,
        ),
    ] {
        let text = TOTAL.replace("\"domains\": [], ", &format!("{domains}\"total\": {total}, "));
        let read = read("facts.json", &text);
        assert_eq!(read.is_ok(), taken, "{total}: {read:?}");
        let Ok(facts) = read else { continue };
        let FactBody::MockExamResult(mock) = &facts[2].body else { panic!("{:?}", facts[2]) };
        assert_eq!(mock.whole(), (38, 57));
        let stored = Fact::from_bytes(facts[2].id.clone(), &facts[2].to_bytes());
        assert_eq!(stored.as_ref(), Ok(&facts[2]));
    }
}

#[test]
fn a_practice_set_over_all_domains_is_taken_and_comes_back() {
    let set = |more: Value| {
        let mut set = json!({"exam": "TA-004", "bank": "b", "correct": 14, "of": 20, "minutes": 22,
            "conditions": "timed"});
        set.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        read("facts.json", &file(&[json!({"practice_set": set})])).unwrap()
    };
    for facts in [set(json!({})), set(json!({"domain": "3"}))] {
        let stored = Fact::from_bytes(facts[0].id.clone(), &facts[0].to_bytes());
        assert_eq!(stored.as_ref(), Ok(&facts[0]));
    }
    assert_eq!(set(json!({}))[0].body.key(), "practice_set");
}
