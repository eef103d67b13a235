//! What a catalogue file may not say, and what the candidate is told instead.

use rebound_core::exam::blueprint::Exam;
use rebound_core::exam::catalogue::Catalogue;
use serde_json::{Value, json};

fn exam() -> Value {
    json!({
        "vendor": "Own", "code": "OWN-1", "title": "Exam", "status": "current",
        "scale": { "kind": "scaled", "min": 100, "max": 900 }, "pass_mark": { "score": 700 },
        "items": { "min": 40, "max": 60, "scored": 50 }, "minutes": 90,
        "navigation": { "mode": "free" }, "hands_on": "none", "weights": "exact",
        "domains": [
            { "id": "1", "name": "A", "weight": 40 },
            { "id": "2", "name": "B", "weight": { "min": 55, "max": 65 } },
        ],
        "report_form": "comptia", "policy": "comptia.all",
        "confidence": "low", "as_of": "2026", "checked_on": "2026-11-24",
        "sources": [{ "id": "a", "title": "A page", "kind": "vendor" }],
    })
}

fn policy() -> Value {
    json!({
        "id": "own.all", "vendor": "Own", "applies_to": "all", "scope": "exam_code",
        "ordinal": { "counts": "failed", "over": "lifetime", "basis": { "confidence": "low" } },
        "waits": [{
            "after_fail": { "from": 1 },
            "wait": { "calendar_days": { "days": 14, "opens_on_day": { "min": 14, "max": 15 } } },
            "basis": { "confidence": "low", "sources": ["a"] },
        }],
        "caps": [{
            "max": 4, "counts": "all", "window": { "sliding": { "months": 12 } },
            "then": "wait_window", "basis": { "confidence": "low", "sources": ["a"] },
        }],
        "after_pass": "unknown", "deadlines": "place_of_sitting", "enforced": "unknown",
        "confidence": "low", "as_of": "2026", "checked_on": "2026-11-24",
        "sources": [{ "id": "a", "title": "A page", "kind": "vendor" }],
    })
}

/// Puts `value` at `pointer`; null takes the field away.
fn changed(mut base: Value, pointer: &str, value: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = base.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Object(fields), Value::Null) => {
            fields.remove(key);
        }
        (Value::Object(fields), value) => {
            fields.insert(key.to_owned(), value);
        }
        (parent, value) => parent[key.parse::<usize>().unwrap()] = value,
    }
    base
}

fn refusal(list: &str, entry: &Value) -> String {
    let file = json!({ "format": "rebound-catalogue/1", list: [entry] });
    let catalogue = Catalogue::embedded().unwrap();
    catalogue.updated_with(&file.to_string(), "f.json").unwrap_err().to_string()
}

#[track_caller]
fn check_exam(pointer: &str, value: Value, expected: &str) {
    assert_eq!(refusal("exams", &changed(exam(), pointer, value)), expected);
}

#[track_caller]
fn check_policy(pointer: &str, value: Value, expected: &str) {
    assert_eq!(refusal("policies", &changed(policy(), pointer, value)), expected);
}

#[test]
fn the_entries_that_the_cases_change_are_valid() {
    let file = json!({
        "format": "rebound-catalogue/1", "exams": [exam()], "policies": [policy()],
    });
    let catalogue = Catalogue::embedded().unwrap().updated_with(&file.to_string(), "f.json");
    assert!(catalogue.unwrap().exam(&"OWN-1".parse().unwrap()).is_some());
}

#[test]
fn a_pass_mark_lies_inside_its_scale() {
    check_exam(
        "/pass_mark/score",
        json!(950),
        "f.json: exams[0].pass_mark.score is 950: allowed is 100 to 900, the scale",
    );
    check_exam("/scale", json!(null), {
        "f.json: exams[0].pass_mark.score is 700: allowed is none without a scale"
    });
    check_exam("/scale/max", json!(100), {
        "f.json: exams[0].scale is 100 to 100: allowed is a top above the bottom"
    });
}

#[test]
fn weights_sum_to_about_one_hundred() {
    check_exam(
        "/domains/0/weight",
        json!(29),
        "f.json: exams[0].domains is weights that sum to 89: allowed is a sum of 90 to 110",
    );
    check_exam(
        "/domains/0/weight",
        json!(51),
        "f.json: exams[0].domains is weights that sum to 111: allowed is a sum of 90 to 110",
    );
}

#[test]
fn a_weight_is_a_percentage() {
    check_exam("/domains/0/weight", json!(-1), {
        "f.json: exams[0].domains[0].weight is -1: allowed is more than 0, up to 100 percent"
    });
    check_exam("/domains/1/weight/max", json!(50), {
        "f.json: exams[0].domains[1].weight is 55 to 50: allowed is an end that is not before the start"
    });
    check_exam("/domains/0/weight", json!("many"), {
        "f.json: exams[0].domains[0].weight: \"many\": allowed is a percentage, or a range with \
         `min` and `max` (line 1, column 128)"
    });
}

#[test]
fn domains_are_there_and_differ() {
    check_exam("/domains", json!([]), "f.json: exams[0].domains is 0 long: allowed is 1 to 100");
    check_exam("/domains/1/id", json!("1"), {
        "f.json: exams[0].domains is \"1\" twice: allowed is each key once"
    });
    check_exam("/domains/1/weight", json!(null), {
        "f.json: exams[0].domains is 1 weights: allowed is 2 of 2, by the value of `weights`"
    });
}

#[test]
fn counts_and_times_make_sense() {
    check_exam("/items/max", json!(30), {
        "f.json: exams[0].items is 40 to 30: allowed is an end that is not before the start"
    });
    check_exam("/items/scored", json!(70), {
        "f.json: exams[0].items.scored is 70 to 60: allowed is an end that is not before the start"
    });
    check_exam("/minutes", json!(0), "f.json: exams[0].minutes is 0: allowed is 1 to 2880");
    check_exam("/price_usd", json!(-5), {
        "f.json: exams[0].price_usd is -5: allowed is 0 to 100000 dollars"
    });
    check_exam("/pass_share", json!(1.0), {
        "f.json: exams[0].pass_share is 1: allowed is more than 0 and less than 1"
    });
}

#[test]
fn what_an_exam_refers_to_is_there() {
    check_exam("/policy", json!("own.unheard-of"), {
        "f.json: exams[OWN-1].policy is \"own.unheard-of\": allowed is the key of a retake policy \
         that the catalogue has"
    });
    check_exam("/report_form", json!("unheard-of"), {
        "f.json: exams[OWN-1].report_form is \"unheard-of\": allowed is the key of a report form \
         that the catalogue has"
    });
    check_exam("/successor", json!("OWN-2"), {
        "f.json: exams[OWN-1].successor is \"OWN-2\": allowed is the key of an exam that the \
         catalogue has"
    });
}

#[test]
fn every_entry_of_the_catalogue_says_where_it_is_from() {
    check_exam("/checked_on", json!(null), {
        "f.json: exams[0].checked_on is missing: allowed is a value: every entry has one"
    });
    check_exam("/sources", json!([]), {
        "f.json: exams[0].sources is empty: allowed is at least one source"
    });
}

#[test]
fn a_misspelt_key_is_an_error_and_not_an_absent_rule() {
    let problem = refusal("exams", &changed(exam(), "/minuts", json!(90)));
    assert!(
        problem.starts_with(
            "f.json: exams[0].minuts: a field that is not known here: allowed is one of"
        ) && problem.contains("; did you mean `minutes`?"),
        "{problem}"
    );
    let problem =
        refusal("policies", &changed(policy(), "/waits/0/wait/calendar_days/dys", json!(1)));
    assert!(problem.contains("calendar_days.dys: a field that is not known here"), "{problem}");
    let problem = refusal("policies", &changed(policy(), "/caps/0/then", json!("wait_widow")));
    assert!(problem.contains("did you mean `\"wait_window\"`?"), "{problem}");
}

#[test]
fn waits_are_in_order_and_do_not_overlap() {
    let rule = policy()["waits"][0].clone();
    let mut second = rule.clone();
    second["after_fail"] = json!({ "from": 2 });
    check_policy("/waits", json!([rule, second]), {
        "f.json: policies[0].waits[1].after_fail.from is 2: allowed is ranges that begin at 1 or later, \
         in order and without overlap"
    });
    check_policy("/waits/0/after_fail/from", json!(0), {
        "f.json: policies[0].waits[0].after_fail.from is 0: allowed is ranges that begin at 1 or later, \
         in order and without overlap"
    });
    check_policy("/waits/0/wait/calendar_days/opens_on_day/max", json!(13), {
        "f.json: policies[0].waits[0].wait.opens_on_day is 14 to 13: allowed is an end that is not before \
         the start"
    });
}

#[test]
fn a_limit_allows_at_least_one_attempt() {
    check_policy("/caps/0/max", json!(0), {
        "f.json: policies[0].caps[0].max is 0: allowed is 1 or more"
    });
}

#[test]
fn a_rule_names_sources_of_its_own_entry() {
    check_policy("/caps/0/basis/sources/0", json!("b"), {
        "f.json: policies[0].caps[0].basis.sources is \"b\": allowed is the key of one of the \
         sources of its own entry"
    });
}

#[test]
fn an_entry_stands_in_one_file_once() {
    let catalogue = |exams: Value| {
        let file = json!({ "format": "rebound-catalogue/1", "exams": exams }).to_string();
        Catalogue::parse([("a.json", file.as_str()), ("b.json", file.as_str())])
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        catalogue(json!([exam()])),
        "b.json: the exam \"OWN-1\" is there twice: allowed is once"
    );
    assert_eq!(
        catalogue(json!([exam(), exam()])),
        "a.json: exams[1] is \"OWN-1\" again: allowed is each key once"
    );
}

#[test]
fn a_file_is_of_the_one_format_and_whole() {
    let catalogue = Catalogue::embedded().unwrap();
    let refusal = |text| catalogue.updated_with(text, "f.json").unwrap_err().to_string();
    assert_eq!(
        refusal(r#"{ "format": "rebound-catalogue/2" }"#),
        "f.json: format is \"rebound-catalogue/2\": allowed is rebound-catalogue/1"
    );
    assert!(
        refusal(r#"{ "format": "rebound-catalogue/1" "#)
            .contains("the end of the text before its last bracket")
    );
    assert!(
        refusal(r#"{ "format": "rebound-catalogue/1" } x"#)
            .starts_with("f.json: the text: more text after the end")
    );
    assert!(refusal(r#"{ "format": NaN }"#).starts_with("f.json: format: `NaN`: allowed is"));
}

#[test]
fn an_exam_of_one_s_own_is_checked_like_any_other() {
    let catalogue = Catalogue::embedded().unwrap();
    let text = changed(exam(), "/domains/0/weight", json!(5)).to_string();
    assert_eq!(
        Exam::from_candidate_json(&text, &catalogue).unwrap_err().to_string(),
        "your exam: domains is weights that sum to 65: allowed is a sum of 90 to 110"
    );
    let text = changed(exam(), "/policy", json!("own.all")).to_string();
    assert_eq!(
        Exam::from_candidate_json(&text, &catalogue).unwrap_err().to_string(),
        "your exam: policy is \"own.all\": allowed is the key of a retake policy that the \
         catalogue has; did you mean `aws.all`?"
    );
}
