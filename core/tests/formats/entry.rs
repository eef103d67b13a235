//! What somebody is about to record, held against its exam.

use rebound_core::base::ids::DeviceId;
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::FactBody;
use rebound_core::replica::key::AccountKey;
use rebound_core::wording::not_allowed::NotAllowed;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::clock::now;

/// A Monday, shortly before midnight in New York.
const NOW: &str = "2026-03-02T23:30:00-05:00[America/New_York]";

fn body(json: Value) -> FactBody {
    serde_json::from_value(json).unwrap()
}

fn failed(exam: &str, report: Value) -> FactBody {
    body(json!({"attempt": {"exam": exam, "sat_on": "2026-03-01", "zone": "America/New_York",
        "outcome": "fail", "report": report}}))
}

fn outline(of: &str, describes: &str) -> FactBody {
    let text = json!({"vendor": "Own", "code": describes, "title": "Mine",
        "scale": {"kind": "points", "min": 0, "max": 40}, "pass_mark": {"score": 30},
        "domains": [{"id": "1", "name": "All of it"}]});
    body(json!({"exam_choice": {"exam": of, "blueprint": text.to_string()}}))
}

/// Records `before`, and then asks about `about`.
fn ask(before: impl IntoIterator<Item = FactBody>, about: &FactBody) -> Result<(), NotAllowed> {
    let folder = TempDir::new().unwrap();
    let device = DeviceId::from_bytes([1; 8]);
    let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
    let mut device = Device::open(&folder.path().join("1.db"), identity, [1; 32]).unwrap();
    for fact in before {
        device.record(fact, now(NOW)).unwrap();
    }
    let catalogue = Catalogue::embedded().unwrap();
    let answer = device.coach(&catalogue, now(NOW)).unwrap().check(about);
    // A slip is told, and recording it is still the candidate's own business.
    device.record(about.clone(), now(NOW)).unwrap();
    answer
}

#[track_caller]
fn names(about: &FactBody, field: &str, reason: &str) {
    match ask([], about) {
        Err(NotAllowed { field: named, found, allowed }) => {
            assert_eq!(named, format!("body.attempt.{field}"));
            assert!(found.text().contains(reason) && !allowed.text().is_empty(), "{found}");
        }
        Ok(()) => panic!("{field} is taken"),
    }
}

#[test]
fn a_report_is_held_against_the_exam_and_its_vendor_s_form() {
    assert_eq!(ask([], &failed("SY0-701", json!({"overall": 684, "pass_mark": 750}))), Ok(()));
    names(&failed("SY0-701", json!({"overall": 760})), "report.overall", "but 750 passes");
    names(&failed("SY0-701", json!({"overall": 90})), "report.overall", "not on the scale");
    names(&failed("SY0-701", json!({"pass_mark": 950})), "report.pass_mark", "not on the scale");
    let level = json!({"domains": [{"domain": "1", "evidence": {"band": {"level": 1, "of": 3}}}]});
    names(&failed("SAA-C03", level), "report.domains[0].evidence.band.of", "this vendor has 2");
}

#[test]
fn a_printed_pass_mark_is_believed_more_than_the_catalogue_s() {
    let report = json!({"overall": 760, "pass_mark": 770});
    assert_eq!(ask([], &failed("SY0-701", report)), Ok(()));
}

#[test]
fn today_is_the_day_where_the_sitting_was() {
    let sat = |on: &str, zone: &str| {
        body(json!({"attempt": {"exam": "SY0-701", "sat_on": on, "zone": zone, "outcome": "fail"}}))
    };
    assert_eq!(ask([], &sat("2026-03-03", "Asia/Tokyo")), Ok(()));
    names(&sat("2026-03-03", "America/New_York"), "sat_on", "has not come yet");
    names(&sat("2026-03-04", "Asia/Tokyo"), "sat_on", "has not come yet");
}

#[test]
fn an_outline_of_one_s_own_is_what_a_report_is_held_against() {
    let report = failed("LOCAL-1", json!({"overall": 35}));
    let nobody = ask([], &report).unwrap_err();
    assert_eq!(
        (nobody.field.as_str(), nobody.found.text()),
        ("body.attempt.exam", "LOCAL-1, which neither the catalogue nor you describe".to_owned())
    );
    let slip = ask([outline("LOCAL-1", "LOCAL-1")], &report).unwrap_err();
    assert_eq!(slip.field, "body.attempt.report.overall");
    assert!(slip.found.text().starts_with("not passed with 35, but 30 passes"));
}

#[test]
fn an_exam_that_nothing_knows_is_asked_about_whatever_the_fact_says_of_it() {
    let session = json!({"study_session": {"exam": "AZ104", "minutes": 30, "activity": "lab"}});
    let choice = json!({"exam_choice": {"exam": "AZ104"}});
    for (about, kind) in [
        (failed("AZ104", json!({})), "attempt"),
        (body(session), "study_session"),
        (body(choice), "exam_choice"),
    ] {
        let slip = ask([], &about).unwrap_err();
        assert_eq!(slip.field, format!("body.{kind}.exam"));
        assert!(slip.allowed.text().ends_with("did you mean AZ-104?"), "{}", slip.allowed);
    }
}

#[test]
fn a_share_for_a_percentage_is_asked_about() {
    let share = json!({"domains": [{"domain": "1", "evidence": {"percent": 0.62}}]});
    names(&failed("TA-004", share), "report.domains[0].evidence", "did you mean 62?");
}

#[test]
fn an_outline_is_tried_before_it_is_recorded() {
    assert_eq!(ask([], &outline("LOCAL-1", "LOCAL-1")), Ok(()));
    let foreign = ask([], &outline("LOCAL-1", "LOCAL-2")).unwrap_err();
    assert_eq!(foreign.field, "body.exam_choice.blueprint");
    assert_eq!(foreign.found, "chooses LOCAL-1 and describes LOCAL-2");
    let broken = body(json!({"exam_choice": {"exam": "LOCAL-1", "blueprint": "{}"}}));
    assert!(ask([], &broken).unwrap_err().found.text().contains("vendor"));
}
