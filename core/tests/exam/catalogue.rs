//! The catalogue that ships: every file is read, and what it says is what vendors print.

use std::collections::BTreeSet;
use std::path::Path;

use rebound_core::exam::blueprint::{Exam, Navigation, Origin, Status, WeightsKind};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::record::EvidenceKind;
use rebound_core::exam::policy::rule::Wait;
use rebound_core::exam::provenance::Confidence;

fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

fn exam(code: &str) -> Exam {
    catalogue().exam(&code.parse().unwrap()).unwrap().clone()
}

fn data_files() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("exams"), root.join("policies")] {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                files.push((name, std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn every_data_file_is_valid_and_carried_by_the_build() {
    let files = data_files();
    let read = Catalogue::parse(files.iter().map(|(name, text)| (&**name, &**text)));
    assert_eq!(read.unwrap(), catalogue());
}

#[test]
fn nothing_that_was_collected_is_lost() {
    let catalogue = catalogue();
    let counts = [
        catalogue.exams().count(),
        catalogue.policies().count(),
        catalogue.report_forms().count(),
        catalogue.delivery_providers().count(),
    ];
    let collected = [111, 30, 13, 1];
    assert!(counts.iter().zip(collected).all(|(found, known)| *found >= known), "{counts:?}");
}

#[test]
fn every_exam_has_a_policy_a_report_form_and_sources() {
    for record in catalogue().records() {
        let exam = &record.exam;
        assert!(exam.policy.is_some() && exam.report_form.is_some(), "{}", exam.code);
        assert!(!exam.provenance.sources.is_empty(), "{}", exam.code);
        assert_eq!(exam.origin, Origin::Catalogue);
        assert!((exam.shares().iter().sum::<f64>() - 1.0).abs() < 1e-9, "{}", exam.code);
    }
}

#[test]
fn a_retired_exam_names_its_last_day_and_its_successor_if_there_is_one() {
    for record in catalogue().records() {
        let gone = record.exam.status != Status::Current;
        assert_eq!(record.retired_on.is_some(), gone, "{}", record.exam.code);
        // The vendor named none for this one.
        let successor = gone && record.exam.code.as_str() != "MS-102";
        assert_eq!(record.successor.is_some(), successor, "{}", record.exam.code);
    }
}

#[test]
fn printed_ranges_stay_ranges() {
    let azure = exam("AZ-104");
    assert_eq!(azure.weights, WeightsKind::Range);
    let weights: Vec<(f64, f64)> =
        azure.domains.iter().filter_map(|one| one.weight).map(|one| (one.min, one.max)).collect();
    assert_eq!(
        weights,
        [(20.0, 25.0), (15.0, 20.0), (20.0, 25.0), (15.0, 20.0), (10.0, 15.0)],
        "their middles make 92.5, which is allowed"
    );
}

#[test]
fn unknown_stays_unknown() {
    let terraform = exam("TA-004");
    assert_eq!(terraform.weights, WeightsKind::None);
    assert!(terraform.domains.iter().all(|domain| domain.weight.is_none()));
    assert_eq!(terraform.pass_mark, None);
    assert_eq!(exam("200-301").pass_mark, None);
    assert_eq!(exam("PMP").scale, None);
    assert_eq!(exam("EX200").items.expected(), None);
    for code in ["MLA-C02", "SF-APP-BUILDER", "EX294", "JN0-352"] {
        assert_eq!(exam(code).minutes, None, "{code}");
    }
    assert_eq!(exam("COF-C03").items.expected(), None);
    assert_eq!(exam("VA-003").navigation, Navigation::Unknown);
    for id in ["splunk.all", "redhat.individual"] {
        let catalogue = catalogue();
        let policy = catalogue.policy(&id.parse().unwrap()).unwrap();
        assert!(policy.waits.iter().all(|rule| rule.wait == Wait::Unknown), "{id}");
    }
    assert!(catalogue().exams().all(|exam| exam.pass_share.is_none()));
}

#[test]
fn a_number_that_is_named_everywhere_and_published_nowhere_is_no_pass_mark() {
    let catalogue = catalogue();
    let record = catalogue.record(&"200-301".parse().unwrap()).unwrap();
    assert_eq!(record.pass_mark_cited.as_deref(), Some("about 825"));
    assert_eq!(record.exam.pass_mark, None);
}

#[test]
fn security_plus_is_as_its_vendor_prints_it() {
    let exam = exam("SY0-701");
    assert_eq!(exam.vendor, "CompTIA");
    let scale = exam.scale.unwrap();
    assert_eq!((scale.min.get(), scale.max.get()), (100.0, 900.0));
    assert_eq!(exam.pass_mark.unwrap().get(), 750.0);
    assert_eq!((exam.items.min, exam.items.max), (None, Some(90)));
    assert_eq!(exam.navigation, Navigation::Free);
    let domains: Vec<(&str, &str, f64)> = exam
        .domains
        .iter()
        .map(|one| (one.id.as_str(), one.name.as_str(), one.weight.unwrap().middle()))
        .collect();
    assert_eq!(
        domains,
        [
            ("1", "General Security Concepts", 12.0),
            ("2", "Threats, Vulnerabilities, and Mitigations", 22.0),
            ("3", "Security Architecture", 18.0),
            ("4", "Security Operations", 28.0),
            ("5", "Security Program Management and Oversight", 20.0),
        ]
    );
}

#[test]
fn domains_are_numbered_as_printed() {
    for exam in catalogue().exams() {
        let ids: Vec<&str> = exam.domains.iter().map(|domain| domain.id.as_str()).collect();
        let expected: Vec<String> = (1..=ids.len()).map(|number| number.to_string()).collect();
        assert_eq!(ids, expected, "{}", exam.code);
    }
}

#[test]
fn an_exception_names_a_field_that_its_exam_has() {
    for record in catalogue().records() {
        let json = serde_json::to_value(record).unwrap();
        for exception in &record.exceptions {
            let pointer = exception.field.replace("].", "/").replace(['[', '.'], "/");
            let pointer = pointer.replace(']', "");
            let found = json
                .pointer(&format!("/exam/{pointer}"))
                .or_else(|| json.pointer(&format!("/{pointer}")));
            assert!(found.is_some_and(|value| !value.is_null()), "{}: {pointer}", record.exam.code);
        }
    }
}

#[test]
fn report_forms_tell_what_they_cannot_say() {
    let catalogue = catalogue();
    let form = |key| catalogue.report_form(key).unwrap();
    assert_eq!(form("comptia").evidence, [EvidenceKind::MissedObjectives]);
    assert_eq!(form("pmi").levels.len(), 4);
    assert_eq!(form("isc2").evidence, [EvidenceKind::Band, EvidenceKind::Rank]);
    assert!(catalogue.report_forms().all(|form| !form.caveat.is_empty()));
    assert_eq!(catalogue.report_form("unheard-of"), None);
}

#[test]
fn every_rule_with_a_source_names_a_page_of_its_policy() {
    let mut ids = BTreeSet::new();
    for policy in catalogue().policies() {
        for rule in &policy.waits {
            assert!(!rule.basis.sources.is_empty(), "{}", policy.id);
            ids.extend(rule.basis.sources.iter().map(|id| format!("{}/{id}", policy.id)));
            assert!(
                rule.basis.sources.iter().all(|id| policy.provenance.source(id).is_some()),
                "{}",
                policy.id
            );
        }
    }
    assert!(ids.len() > 30);
}

#[test]
fn a_file_brings_the_catalogue_up_to_date_and_says_so() {
    let before = catalogue();
    let text =
        include_str!("../../data/exams/comptia.json").replace("\"score\": 750", "\"score\": 760");
    let after = before.updated_with(&text, "update-2027-01.json").unwrap();
    let code = "SY0-701".parse().unwrap();
    assert_eq!(after.exam(&code).unwrap().pass_mark.unwrap().get(), 760.0);
    assert_eq!(after.record(&code).unwrap().file, "update-2027-01.json");
    assert_eq!(after.exams().count(), before.exams().count());
    assert_eq!(before.exam(&code).unwrap().pass_mark.unwrap().get(), 750.0);
}

#[test]
fn an_exam_of_one_s_own_needs_a_vendor_a_code_a_title_and_domains() {
    let text = r#"{ "vendor": "Own", "code": "OWN-1", "title": "My exam",
        "domains": [{ "id": "1", "name": "Theory" }, { "id": "2", "name": "Practice" }] }"#;
    let exam = Exam::from_candidate_json(text, &catalogue()).unwrap();
    assert_eq!(exam.origin, Origin::Candidate);
    assert_eq!(exam.weights, WeightsKind::None);
    assert_eq!(exam.shares(), [0.5, 0.5]);
    assert_eq!(exam.provenance.confidence, Confidence::Low);
    assert_eq!(exam.policy, None);
}

#[test]
fn an_exam_with_a_known_code_is_a_correction() {
    let text = r#"{ "vendor": "CompTIA", "code": "SY0-701", "title": "Security+",
        "scale": { "kind": "scaled", "min": 100, "max": 900 }, "pass_mark": { "score": 750 },
        "domains": [{ "id": "1", "name": "A", "weight": 60 }, { "id": "2", "name": "B", "weight": 40 }],
        "policy": "comptia.all" }"#;
    let exam = Exam::from_candidate_json(text, &catalogue()).unwrap();
    assert_eq!(exam.origin, Origin::Correction);
    assert_eq!(exam.weights, WeightsKind::Exact);
    assert_eq!(exam.provenance.as_of, "as entered by the candidate");
}
