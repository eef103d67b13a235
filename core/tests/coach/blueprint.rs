//! Which outline of an exam holds: the device and the derivation of everything give one answer.

use rebound_core::base::ids::{DeviceId, ExamCode};
use rebound_core::coach::derivation::subject::Subject;
use rebound_core::coach::derivation::{Briefing, Derivation};
use rebound_core::device::Device;
use rebound_core::engine::{CoachError, Identity};
use rebound_core::exam::blueprint::Origin;
use rebound_core::facts::Fact;
use rebound_core::formats::json::read;
use rebound_core::replica::key::AccountKey;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::clock::now;
use crate::look::{catalogue, derive, fact};

const FACTS: &str = include_str!("../../../tests/fixtures/derive-security-plus.json");

const NOW: &str = "2026-03-08T21:00:00-05:00[America/Chicago]";

/// A choice of an exam, the number `order` of those that were made.
fn choice(order: u32, exam: &str, blueprint: Option<&str>) -> Fact {
    let body = json!({"exam_choice": {"exam": exam, "blueprint": blueprint}});
    let at = format!("2026-03-08T20:{order:02}:00-05:00");
    fact(&format!("choice-{order}"), &at, body)
}

/// The outline of an exam with one domain of this name.
fn outline(code: &str, domain: &str) -> String {
    let domains: Value = json!([{"id": "1", "name": domain}]);
    json!({"vendor": "Own", "code": code, "title": "Mine", "domains": domains}).to_string()
}

/// What both roads make of the shipped records and these choices.
struct Answer {
    derivation: Derivation,
    /// Why the device has no plan.
    refusal: Option<CoachError>,
}

impl Answer {
    /// Checks that the device says what the derivation does, or nothing where that has nothing to say.
    #[track_caller]
    fn of(exam: &str, choices: impl IntoIterator<Item = Fact>) -> Self {
        let mut facts = read("derive-security-plus.json", FACTS).unwrap();
        facts.extend(choices);
        let derivation = derive(&facts, NOW);

        let folder = TempDir::new().unwrap();
        let device = DeviceId::from_bytes([1; 8]);
        let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
        let mut device = Device::open(&folder.path().join("1.db"), identity, [1; 32]).unwrap();
        device.import(facts).unwrap();
        let exam: ExamCode = exam.parse().unwrap();
        let coach = device.coach(catalogue(), now(NOW)).unwrap();
        let planned = coach.plan(&exam);
        let eligibility = coach.eligibility(&exam);
        let briefing = coach.briefing(&exam);
        assert_eq!(coach.anomalies(), derivation.anomalies);
        let refusal = match (&derivation.coaching, planned) {
            (Some(coaching), Ok(plan)) => {
                let Briefing { exam, coaching: briefed, warnings } = briefing.unwrap();
                assert_eq!((Subject::Known(exam), &briefed), (derivation.exam.clone(), coaching));
                assert_eq!([&*plan.warnings, &*warnings].concat(), derivation.warnings);
                assert_eq!(plan, coaching.plan);
                assert_eq!(eligibility.unwrap(), coaching.eligibility);
                None
            }
            (None, Err(refusal)) => Some(refusal),
            (derived, planned) => panic!("{derived:?} is not {planned:?}"),
        };
        Self { derivation, refusal }
    }

    fn domains(&self) -> (Origin, Vec<&str>) {
        let Subject::Known(labels) = &self.derivation.exam else { panic!("not known") };
        (labels.origin, labels.domains.iter().map(String::as_str).collect())
    }

    fn odd(&self) -> Vec<(&str, String)> {
        let odd = self.derivation.anomalies.iter();
        let odd = odd.map(|odd| (odd.subject.as_str(), odd.said.text()));
        odd.filter(|(subject, _)| subject.starts_with("choice-")).collect()
    }
}

#[test]
fn an_outline_of_one_s_own_is_the_exam() {
    let answer = Answer::of("LOCAL-1", [choice(1, "LOCAL-1", Some(&outline("LOCAL-1", "All")))]);
    assert_eq!(answer.domains(), (Origin::Candidate, vec!["All"]));
    assert_eq!(answer.odd(), []);
}

#[test]
fn a_correction_of_the_catalogue_holds_until_another_one_or_its_removal() {
    let correction = choice(1, "SY0-701", Some(&outline("SY0-701", "Corrected")));
    let chosen_again = choice(2, "SY0-701", None);
    let answer = Answer::of("SY0-701", [correction.clone(), chosen_again]);
    assert_eq!(answer.domains(), (Origin::Correction, vec!["Corrected"]));

    let another = choice(3, "SY0-701", Some(&outline("SY0-701", "Again")));
    let answer = Answer::of("SY0-701", [correction.clone(), another]);
    assert_eq!(answer.domains(), (Origin::Correction, vec!["Again"]));

    let mut removal = choice(4, "SY0-701", None);
    removal.body = serde_json::from_value(json!({"removal": {"target": "choice-1"}})).unwrap();
    let answer = Answer::of("SY0-701", [correction, removal]);
    assert_eq!(answer.domains().0, Origin::Catalogue);
}

#[test]
fn an_outline_of_another_exam_is_told_and_describes_neither() {
    let foreign = choice(1, "LOCAL-1", Some(&outline("LOCAL-2", "All")));
    let said = "chooses LOCAL-1 and describes LOCAL-2";
    let answer = Answer::of("LOCAL-1", [foreign]);
    assert_eq!(answer.odd(), [("choice-1", said.to_owned())]);
    assert!(matches!(answer.derivation.exam, Subject::Unknown { .. }));
    assert!(matches!(answer.refusal, Some(CoachError::Blueprint(odd)) if odd.said == said));

    let foreign = choice(1, "SY0-701", Some(&outline("SY0-601", "All")));
    let answer = Answer::of("SY0-701", [foreign]);
    assert_eq!(answer.domains().0, Origin::Catalogue);
    assert_eq!(answer.odd(), [("choice-1", "chooses SY0-701 and describes SY0-601".to_owned())]);
}

#[test]
fn an_outline_that_cannot_be_read_does_not_cost_the_one_before() {
    let sound = choice(1, "LOCAL-1", Some(&outline("LOCAL-1", "All")));
    let answer = Answer::of("LOCAL-1", [sound, choice(2, "LOCAL-1", Some("{}"))]);
    assert_eq!(answer.domains(), (Origin::Candidate, vec!["All"]));
    let odd = answer.odd();
    assert_eq!((odd.len(), odd[0].0), (1, "choice-2"));
}

#[test]
fn an_exam_that_nobody_describes_has_no_plan_on_either_road() {
    let answer = Answer::of("XY-1", [choice(1, "XY-1", None)]);
    assert!(matches!(answer.derivation.exam, Subject::Unknown { .. }));
    assert!(
        matches!(answer.refusal, Some(CoachError::UnknownExam { code, .. }) if code.as_str() == "XY-1")
    );
}
