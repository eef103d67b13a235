//! Every vendor's report as it is printed, slips of the hand, and what a merge can bring.

use rebound_core::coach::estimate::{DomainClass, estimates};
use rebound_core::coach::history::History;
use rebound_core::coach::record::ExamRecord;
use rebound_core::coach::record::reports::VersionMatch;
use rebound_core::coach::report::{check, check_levels};
use rebound_core::exam::catalogue::record::EvidenceKind;
use rebound_core::facts::attempt::{Attempt, SittingConditions};
use rebound_core::facts::score_report::Evidence;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json;
use rebound_core::wording::not_allowed::NotAllowed;

use crate::candidate::{ago, score};
use crate::look::catalogue;
use crate::printed::PRINTED;
use crate::world::World;

fn attempt(exam: &str, report: &str) -> Attempt {
    let json = format!(
        r#"{{"exam": "{exam}", "sat_on": "2026-02-28", "zone": "Europe/Berlin", "outcome": "fail",
            "report": {report}}}"#
    );
    serde_json::from_str(&json).unwrap()
}

#[test]
fn every_vendor_s_report_is_accepted_as_printed_and_used() {
    let catalogue = catalogue();
    let mut seen = std::collections::BTreeSet::new();
    for (vendor, code, report) in PRINTED {
        let attempt = attempt(code, report);
        let exam = catalogue.exam(&attempt.exam).unwrap();
        let form = catalogue.report_form(vendor).unwrap();
        assert_eq!(exam.report_form.as_deref(), Some(vendor));
        assert!(!form.caveat.is_empty() && !form.type_in.is_empty());
        assert_eq!(check(&attempt, exam, ago(0)), Ok(()), "{vendor}");
        assert_eq!(check_levels(&attempt, form), Ok(()), "{vendor}");
        seen.insert(vendor);

        let readings = attempt.report.clone().unwrap().domains;
        let mut world = World::new(&[100.0]);
        world.record(2, FactBody::Attempt(attempt));
        let history = History::of(&world.facts, world.now);
        let record = ExamRecord::of(&history, exam, world.now);
        let reports = &record.reports;
        assert_eq!(
            (&reports.anomalies[..], &reports.unmatched[..]),
            (&[][..], &[][..]),
            "{vendor}"
        );
        let estimates = estimates(&record);
        for reading in readings {
            let estimate = estimates.iter().find(|e| e.domain == reading.domain).unwrap();
            assert_ne!(estimate.class, DomainClass::Unknown, "{vendor} {}", reading.domain);
        }
    }
    assert_eq!(seen.len(), catalogue.report_forms().count());
}

#[test]
fn every_vendor_s_report_is_kept_as_it_was_typed_in() {
    let mut world = World::new(&[100.0]);
    for (_, code, report) in PRINTED {
        world.record(2, FactBody::Attempt(attempt(code, report)));
    }
    let stored = |fact: &Fact| Fact::from_bytes(fact.id.clone(), &fact.to_bytes()).unwrap();
    let stored: Vec<Fact> = world.facts.iter().map(stored).collect();
    let back = json::read("export", &json::write(&stored)).unwrap();
    for (fact, (vendor, _, report)) in back.iter().zip(PRINTED) {
        let kept = serde_json::to_value(fact).unwrap()["body"]["attempt"]["report"].take();
        assert_eq!(numbers(kept), numbers(serde_json::from_str(report).unwrap()), "{vendor}");
    }
    assert_eq!(back.len(), PRINTED.len());
}

/// The same with every number as a float: 684 and 684.0 are one score.
fn numbers(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(number) => number.as_f64().into(),
        Value::Array(each) => each.into_iter().map(numbers).collect(),
        Value::Object(each) => each.into_iter().map(|(key, one)| (key, numbers(one))).collect(),
        other @ (Value::Null | Value::Bool(_) | Value::String(_)) => other,
    }
}

#[test]
fn every_kind_of_evidence_that_a_form_names_has_been_tried() {
    for form in catalogue().report_forms() {
        let reports = PRINTED.iter().filter(|(vendor, ..)| *vendor == form.key);
        let text: String = reports.map(|(_, _, report)| *report).collect();
        for kind in &form.evidence {
            let key = match kind {
                EvidenceKind::Band => "band",
                EvidenceKind::Bar => "bar",
                EvidenceKind::MissedObjectives => "missed_objectives",
                EvidenceKind::Percent => "percent",
                EvidenceKind::Rank => "rank",
                EvidenceKind::Scaled => "scaled",
                EvidenceKind::SelfRating => "self_rating",
            };
            assert!(text.contains(key), "{} has no {key}", form.key);
        }
    }
}

/// What is wrong, in one line.
fn said(checked: Result<(), NotAllowed>) -> String {
    let NotAllowed { field, found, allowed } = checked.unwrap_err();
    format!("{field}: {found}; allowed: {allowed}")
}

/// Changes a Security+ report and asks what is wrong with it.
#[track_caller]
fn slip(change: impl Fn(&mut serde_json::Value), expected: &str) {
    let mut json = serde_json::to_value(attempt("SY0-701", PRINTED[0].2)).unwrap();
    change(&mut json);
    let attempt: Attempt = serde_json::from_value(json).unwrap();
    let exam = catalogue().exam(&attempt.exam).unwrap();
    assert_eq!(said(check(&attempt, exam, ago(0))), expected);
}

#[test]
fn a_slip_of_the_hand_is_named_with_its_field_and_what_is_allowed() {
    slip(
        |json| json["report"]["overall"] = 760.into(),
        "report.overall: not passed with 760, but 750 passes: please check the numbers; allowed: a \
         score below 750, or a sitting that was passed",
    );
    slip(
        |json| json["outcome"] = "pass".into(),
        "report.overall: passed with 684, but 750 passes: please check the numbers; allowed: a score \
         of 750 or more, or a sitting that was not passed",
    );
    slip(
        |json| json["outcome"] = "no_show".into(),
        "report.overall: a sitting that did not count has no score; allowed: no score, or another \
         outcome",
    );
    slip(
        |json| json["report"]["overall"] = 68.into(),
        "report.overall: 68 is not on the scale of this exam; allowed: 100 to 900",
    );
    slip(
        |json| json["report"]["pass_mark"] = 7_500.into(),
        "report.pass_mark: 7500 is not on the scale of this exam; allowed: 100 to 900",
    );
    slip(
        |json| json["sat_on"] = "2026-03-03".into(),
        "sat_on: 2026-03-03 has not come yet; allowed: a date up to 2026-03-02",
    );
    slip(
        |json| json["ended_minute"] = 1_440.into(),
        "ended_minute: 1440; allowed: 0 to 1439, minutes after midnight",
    );
    slip(
        |json| json["report"]["retake_on"] = "2026-02-27".into(),
        "report.retake_on: 2026-02-27 lies before the sitting; allowed: a date from 2026-02-28 on",
    );
    slip(
        |json| json["conditions"] = serde_json::json!({"unanswered": 91, "items": 90}),
        "conditions.unanswered: 91 left open of 90 questions; allowed: 0 to 90",
    );
    slip(
        |json| json["conditions"] = serde_json::json!({"distress": 11}),
        "conditions.distress: 11; allowed: 0 (calm) to 10",
    );
    slip(
        |json| json["report"]["domains"][2]["domain"] = "1".into(),
        "report.domains[2].domain: domain 1 stands twice; allowed: each domain once",
    );
}

#[test]
fn what_no_report_prints_beside_a_domain_is_named() {
    let faults = [
        (r#"{"percent": 100.5}"#, "100.5 percent; allowed: 0 to 100 percent"),
        (
            r#"{"bar": {"low": 60, "high": 50}}"#,
            "a bar from 60 to 50; allowed: 0 to 100 percent of its length, the shorter end first",
        ),
        (
            r#"{"bar": {"low": 60, "high": 101}}"#,
            "a bar from 60 to 101; allowed: 0 to 100 percent of its length, the shorter end first",
        ),
        (r#"{"band": {"level": 0, "of": 3}}"#, "level 0 of 3; allowed: 1 to 3, 1 is the lowest"),
        (r#"{"band": {"level": 4, "of": 3}}"#, "level 4 of 3; allowed: 1 to 3, 1 is the lowest"),
        (
            r#"{"band": {"level": 1, "of": 5}}"#,
            "5 levels; allowed: 2 to 4 levels, as many as the vendor has",
        ),
        (r#"{"scaled": 99}"#, "99 is not on the scale of this exam; allowed: 100 to 900"),
        (
            r#"{"rank": {"position": 9, "of": 8}}"#,
            "place 9 of 8; allowed: 1 (weakest) to the number of domains, 2 or more",
        ),
        (
            r#"{"missed_objectives": {"objectives": ["1.1", "1.2"], "of": 1}}"#,
            "2 objectives of 1; allowed: not more than the domain has, and it has at least one",
        ),
        (
            r#"{"missed_objectives": {"objectives": ["1.1", "1.1"], "of": 5}}"#,
            "an objective stands twice; allowed: each objective once",
        ),
        (
            r#"{"count": {"correct": 8, "of": 7}}"#,
            "8 of 7 questions; allowed: at least one question, not more right than asked",
        ),
        (
            r#"{"count": {"correct": 0, "of": 0}}"#,
            "0 of 0 questions; allowed: at least one question, not more right than asked",
        ),
        (r#"{"self_rating": 0}"#, "your rating 0; allowed: 1 (weak) to 5 (strong)"),
        (r#"{"self_rating": 6}"#, "your rating 6; allowed: 1 (weak) to 5 (strong)"),
    ];
    for (evidence, expected) in faults {
        let evidence: serde_json::Value = serde_json::from_str(evidence).unwrap();
        slip(
            |json| json["report"]["domains"][1]["evidence"] = evidence.clone(),
            &format!("report.domains[1].evidence: {expected}"),
        );
    }
}

#[test]
fn levels_are_those_of_the_vendor() {
    let attempt = attempt(
        "PMP",
        r#"{"domains": [
        {"domain": "1", "evidence": {"band": {"level": 2, "of": 3}}}]}"#,
    );
    assert_eq!(
        said(check_levels(&attempt, catalogue().report_form("pmi").unwrap())),
        "report.domains[0].evidence.band.of: 3 levels, but this vendor has 4; allowed: needs \
         improvement, below target, target, above target"
    );
}

fn half(percent: f64) -> Evidence {
    Evidence::Percent(score(percent))
}

#[test]
fn a_merge_of_anything_is_read_and_every_oddity_is_named() {
    let mut world = World::new(&[60.0, 40.0]);
    world.report(40, Some(800.0), &[("1", half(50.0)), ("2", half(50.0))]);
    world.report(30, Some(80.0), &[("1", half(50.0)), ("1", half(90.0)), ("9", half(10.0))]);
    world.report(20, None, &[("2", Evidence::SelfRating(7))]);
    let mut future = world.attempt(0, rebound_core::facts::attempt::Outcome::Fail);
    future.sat_on = "2026-03-09".parse().unwrap();
    world.record(1, FactBody::Attempt(future));
    world.fail(10);
    world.fail(10);
    let FactBody::Attempt(attempt) = &mut world.facts[0].body else { panic!() };
    attempt.conditions = Some(SittingConditions { distress: Some(99), ..Default::default() });
    let FactBody::Attempt(attempt) = &mut world.facts[2].body else { panic!() };
    attempt.report.as_mut().unwrap().pass_mark = Some(score(9_000.0));

    let history = History::of(&world.facts, world.now);
    let reports = ExamRecord::of(&history, &world.exam, world.now).reports;
    let said: Vec<String> =
        reports.anomalies.iter().map(|a| format!("{} {}", a.subject, a.said)).collect();
    assert_eq!(
        said,
        [
            "t000000 conditions.distress: 99",
            "t000000 its score is left out: not passed with 800, but 750 passes: please check the numbers",
            "t000001 domain 1 stands twice; the first one counts",
            "t000001 its score is left out: 80 is not on the scale of this exam",
            "t000002 domain 2 is left out: your rating 7",
            "t000002 its pass mark is left out: 9000 is not on the scale of this exam",
            "t000003 was sat on 9 March 2026, which has not come yet; it waits",
            "t000005 is one of 2 sittings recorded for 20 February 2026: t000004 (20 February 2026), t000005 \
             (20 February 2026). Each counts in part; if it was one, remove the others",
        ]
    );
    let unmatched = &reports.unmatched;
    assert_eq!((unmatched.len(), unmatched[0].domain.as_str()), (1, "9"));
    assert_eq!(reports.sittings.len(), 5);
    assert!(
        reports.sittings.iter().all(|s| s.version == VersionMatch::Same && s.overall.is_none())
    );
    assert!(world.estimates().iter().all(|e| e.mean.is_finite()));
    assert_eq!(world.findings().len(), 8);
}
