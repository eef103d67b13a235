//! Cases from the field that the catalogue decides: what a vendor asks for, and since when. The
//! inputs lie in `tests/cases`.

use rebound_core::coach::derivation::subject::{Labels, Subject};
use rebound_core::coach::derivation::{Coaching, Derivation};
use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::formats::json::read;
use rebound_core::wording::Said;

use crate::look;

const CISM: &str = include_str!("../cases/cism-new-outline.json");
const GIAC: &str = include_str!("../cases/giac-last-day-to-buy.json");
const PALO_ALTO: &str = include_str!("../cases/paloalto-wait.json");

fn derive(text: &str, at: &str) -> Derivation {
    look::derive(&read("case.json", text).unwrap(), at)
}

fn labels(derivation: &Derivation) -> &Labels {
    let Subject::Known(labels) = &derivation.exam else { panic!("{:?}", derivation.exam) };
    labels
}

fn coaching(derivation: &Derivation) -> &Coaching {
    derivation.coaching.as_ref().unwrap()
}

fn texts<'a>(said: impl IntoIterator<Item = &'a Said>) -> Vec<String> {
    said.into_iter().map(|one| one.text()).collect()
}

const CHANGED: &str =
    "The outline of CISM changed on 3 November 2026. A retake follows the new one.";

#[test]
fn cism_new_outline_json_tells_of_the_change_and_marks_the_weights_as_old() {
    let derivation = derive(CISM, "2026-11-24T09:00:00-06:00[America/Chicago]");
    let told = texts(&derivation.warnings);
    assert!(told.iter().any(|text| text == CHANGED), "{told:?}");
    let marked = texts(&labels(&derivation).said);
    let old = "The domains and weights are those of before 3 November 2026: no source for the new \
               ones was found.";
    assert!(marked.iter().any(|text| text.starts_with(old)), "{marked:?}");
}

#[test]
fn cism_new_outline_json_seen_before_the_change_tells_that_it_is_coming_and_marks_nothing() {
    let derivation = derive(CISM, "2026-11-02T09:00:00-06:00[America/Chicago]");
    let told = texts(&derivation.warnings);
    let coming = "The outline of CISM changes on 3 November 2026: an attempt on that day or later \
                  follows the new one.";
    assert!(told.iter().any(|text| text == coming), "{told:?}");
    let marked = texts(&labels(&derivation).said);
    assert!(marked.iter().all(|text| !text.contains("3 November")), "{marked:?}");
}

#[test]
fn a_sitting_before_a_change_that_the_catalogue_has_followed_is_told_as_one_of_before() {
    let cc = CISM.replace("CISM", "CC").replace("\"overall\": 430", "\"overall\": 600");
    let before = derive(
        &cc.replace("2026-10-20", "2026-08-20"),
        "2026-11-24T09:00:00-06:00[America/Chicago]",
    );
    let told = texts(&before.warnings);
    let sat = "You sat CC on 20 August 2026, before its outline changed on 1 September 2026.";
    assert!(told.iter().any(|text| text.starts_with(sat)), "{told:?}");
    let since = derive(&cc, "2026-11-24T09:00:00-06:00[America/Chicago]");
    let told = texts(&since.warnings);
    assert!(told.iter().all(|text| !text.contains("outline")), "{told:?}");
}

#[test]
fn giac_last_day_to_buy_json_tells_the_day_and_that_half_of_the_extension_is_wait() {
    let derivation = derive(GIAC, "2026-11-20T10:00:00Z");
    let notes = texts(&coaching(&derivation).eligibility.notes);
    let told = notes.iter().find(|note| note.contains("retake has to be bought")).unwrap();
    for part in [
        "A retake has to be bought by 1 December 2026, 30 days after the attempt of 1 November 2026",
        "bought later it is a new attempt",
        "the date here is safe under both",
        "moves the deadline by 60 days; 30 of them are the wait, so 30 are left to sit in",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}

#[test]
fn giac_last_day_to_buy_json_seen_after_that_day_says_that_it_was() {
    let notes = |at| texts(&coaching(&derive(GIAC, at)).eligibility.notes).join("\n");
    assert!(notes("2026-12-01T10:00:00Z").contains("A retake has to be bought by 1 December 2026"));
    assert!(notes("2026-12-02T10:00:00Z").contains("A retake had to be bought by 1 December 2026"));
}

#[test]
fn paloalto_wait_json_gives_the_days_of_a_weak_source_and_calls_it_weak() {
    let derivation = derive(PALO_ALTO, "2026-11-20T10:00:00Z");
    let eligibility = &coaching(&derivation).eligibility;
    let Verdict::Open(window) = &eligibility.verdict else { panic!("{eligibility:?}") };
    assert_eq!(window.earliest, "2026-11-16".parse().unwrap(), "15 days");
    assert_eq!(window.safe, "2026-11-17".parse().unwrap());
    let told = texts(eligibility.unknowns.iter().chain(&eligibility.notes));
    assert!(told.iter().any(|text| text.contains("rests on weak sources")), "{told:?}");
    assert!(told.iter().all(|text| !text.contains("No source states")), "{told:?}");
}

#[test]
fn a_cisco_report_without_a_total_is_complete() {
    let report = r#"{"format": "rebound-facts", "version": 1, "facts": [
        {"id": "choice", "at": "2026-01-01T09:00:00Z", "body": {"exam_choice": {"exam": "200-301"}}},
        {"id": "a1", "at": "2026-11-20T23:00:00Z", "body": {"attempt": {"exam": "200-301",
            "sat_on": "2026-11-20", "zone": "America/Chicago", "outcome": "fail", "report": {
            "retake_on": "2026-11-26", "domains": [
                {"domain": "1", "evidence": {"percent": 45}},
                {"domain": "2", "evidence": {"percent": 55}},
                {"domain": "3", "evidence": {"percent": 36}},
                {"domain": "4", "evidence": {"percent": 50}},
                {"domain": "5", "evidence": {"percent": 27}},
                {"domain": "6", "evidence": {"percent": 40}}]}}}}]}"#;
    let derivation = derive(report, "2026-11-21T10:00:00-06:00[America/Chicago]");
    assert_eq!(derivation.anomalies, []);
    let estimates = &coaching(&derivation).estimates;
    assert!(estimates.iter().all(|one| one.basis.iter().any(|id| id.as_str() == "a1")));
    let form = look::catalogue().report_form("cisco").unwrap();
    assert!(form.overall.starts_with("Pass or fail."), "{}", form.overall);
    assert!(form.caveat.starts_with("A report without a total is complete."), "{}", form.caveat);
}
