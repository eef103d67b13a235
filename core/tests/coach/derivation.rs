//! Everything that is derived, on one candidate's records and on records that make no sense.

use proptest::prelude::*;
use rebound_core::base::time::Stamp;
use rebound_core::coach::derivation::subject::{Subject, in_question};
use rebound_core::coach::derivation::{Briefing, Derivation};
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::ExamDay;
use rebound_core::coach::record::ExamRecord;
use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::facts::Fact;
use rebound_core::formats::json::read;
use rebound_core::formats::markdown;
use serde_json::json;

use crate::clock::now;
use crate::look::{catalogue, derive, fact, page};

const FACTS: &str = include_str!("../../../tests/fixtures/derive-security-plus.json");
const JSON: &str = include_str!("../../../tests/fixtures/derive-security-plus.expected.json");
const PAGE: &str = include_str!("../../../tests/fixtures/derive-security-plus.expected.md");
const REPORT: &str = include_str!("../../../tests/fixtures/derive-security-plus.report.md");
const NOW: &str = "2026-03-08T21:00:00-05:00[America/Chicago]";

/// How to renew what is expected, after looking at what changed.
const RENEW: &str = "renew it with `cargo run -p rebound-core --example derive -- \
    tests/fixtures/derive-security-plus.json --now '2026-03-08T21:00:00-05:00[America/Chicago]' > \
    tests/fixtures/derive-security-plus.expected.json`, with --markdown for .md, and with --report for .report.md";

fn shipped() -> Vec<Fact> {
    read("derive-security-plus.json", FACTS).unwrap()
}

fn text(derivation: &Derivation) -> String {
    serde_json::to_string_pretty(derivation).unwrap() + "\n"
}

/// The first line that differs, for a message that can be read.
#[track_caller]
fn same(actual: &str, expected: &str) {
    let mut lines = actual.lines().zip(expected.lines()).zip(1..);
    if let Some(((ours, theirs), line)) = lines.find(|((ours, theirs), _)| ours != theirs) {
        panic!("line {line} is {ours:?}, expected {theirs:?}; {RENEW}");
    }
    assert_eq!(actual.len(), expected.len(), "{RENEW}");
}

fn attempt(id: &str, sat_on: &str, outcome: &str) -> Fact {
    let body = json!({"attempt": {"exam": "SY0-701", "sat_on": sat_on, "zone": "America/Chicago",
        "outcome": outcome, "report": {"overall": 684, "domains": [
            {"domain": "4", "evidence": {"missed_objectives": {"objectives": ["4.1"], "of": 9}}}]}}});
    fact(id, "2026-02-27T19:44:00-06:00[America/Chicago]", body)
}

fn with(more: impl IntoIterator<Item = Fact>) -> Vec<Fact> {
    shipped().into_iter().chain(more).collect()
}

#[test]
fn everything_derived_is_as_expected() {
    same(&text(&derive(&shipped(), NOW)), JSON);
}

fn report(facts: &[Fact]) -> String {
    let (now, catalogue) = (now(NOW), catalogue());
    let history = History::of(facts, now);
    let exam = in_question(&history, catalogue, now).unwrap();
    let record = ExamRecord::of(&history, &exam, now);
    let briefing = Briefing::of(&record, catalogue);
    markdown::annotated_report(&record, &briefing, catalogue).unwrap()
}

#[test]
fn the_page_is_as_expected() {
    same(&page(&shipped(), NOW), PAGE);
}

#[test]
fn the_annotated_report_is_as_expected() {
    same(&report(&shipped()), REPORT);
}

#[test]
fn a_weak_domain_is_asked_about_and_luck_said_twice_meets_the_numbers() {
    let mut facts = shipped();
    facts.retain(|fact| !fact.id.as_str().starts_with("note-"));
    let asked = report(&facts);
    assert!(asked.contains("- “Security Operations” looks weak: about "), "{asked}");
    for domain in ["2", "4"] {
        let luck = json!({"attempt": "attempt-1", "domain": domain, "explanation": "luck"});
        let at = "2026-02-28T10:16:00-06:00";
        facts.push(fact(&format!("luck-{domain}"), at, json!({"domain_note": luck})));
    }
    let met = report(&facts);
    assert!(met.contains("- Bad luck it is, for “Threats, "), "{met}");
    assert!(met.contains("In “Security Operations” 18 separate questions or objectives"), "{met}");
    let reflections = derive(&facts, NOW).coaching.unwrap().reflections;
    assert_eq!(reflections.iter().map(|one| one.misses).collect::<Vec<_>>(), [18, 18, 5]);
}

#[test]
fn words_of_the_candidate_cannot_break_the_report() {
    let note = json!({"domain_note": {"attempt": "attempt-1", "domain": "4", "explanation": "luck",
        "topics": ["| <script>\n# **boo** [x](http://y)"]}});
    let facts = with([fact("zz", "2026-03-08T10:00:00-05:00", note)]);
    for text in [page(&facts, NOW), report(&facts)] {
        assert!(text.contains(r"\| \<script\> \# \*\*boo\*\* \[x\](http://y)"), "{text}");
    }
}

#[test]
fn a_moment_without_a_zone_s_name_does_as_well() {
    let named = derive(&shipped(), "2026-03-02T20:00:00-05:00[America/New_York]");
    let bare = derive(&shipped(), "2026-03-02T20:00:00-05:00");
    assert_eq!(named.coaching.unwrap().estimates, bare.coaching.unwrap().estimates);
}

#[test]
fn without_facts_or_an_exam_it_says_what_is_missing() {
    let nothing = derive(&[], NOW);
    assert!(matches!(nothing.exam, Subject::None { .. }));
    assert_eq!((nothing.coaching, nothing.anomalies), (None, vec![]));
    assert!(nothing.warnings[0].text().starts_with("No exam was chosen"));

    let unknown = json!({"exam_choice": {"exam": "XY-1"}});
    let unknown = derive(&[fact("a", NOW, unknown)], NOW);
    assert!(matches!(unknown.exam, Subject::Unknown { .. }));
    assert!(unknown.warnings[0].text().starts_with("XY-1 is not in the catalogue."));
}

#[test]
fn an_exam_of_one_s_own_is_used_and_a_broken_one_told() {
    let own = |text: &str| {
        let body = json!({"exam_choice": {"exam": "LOCAL-1", "blueprint": text}});
        derive(&[fact("a", NOW, body)], NOW)
    };
    let blueprint = json!({"vendor": "Own", "code": "LOCAL-1", "title": "Mine",
        "domains": [{"id": "1", "name": "All of it"}]});
    let derivation = own(&blueprint.to_string());
    let Subject::Known(labels) = derivation.exam else { panic!("{:?}", derivation.exam) };
    assert!(labels.said.iter().any(|said| *said == "You entered this exam yourself."));
    let broken = own("{}");
    assert!(matches!(broken.exam, Subject::Unknown { .. }));
    assert_eq!(broken.anomalies[0].subject, "a");
    let other = own(&blueprint.to_string().replace("LOCAL-1", "LOCAL-2"));
    assert_eq!(other.anomalies[0].said, "chooses LOCAL-1 and describes LOCAL-2");
}

#[test]
fn a_report_of_the_outline_before_is_kept_and_said_not_to_count() {
    let sat = json!({"attempt": {"exam": "220-1101", "sat_on": "2026-02-27", "zone": "America/Chicago",
        "outcome": "fail", "report": {"overall": 640}}});
    let choice = json!({"exam_choice": {"exam": "220-1201"}});
    let derivation = derive(&[fact("a", NOW, sat), fact("b", NOW, choice)], NOW);
    let told = derivation.warnings.iter().find(|said| said.text().starts_with("You sat 220-1101"));
    assert!(
        told.unwrap().text().contains("rests on what you do for 220-1201"),
        "{:?}",
        derivation.warnings
    );
    let Verdict::Open(window) = derivation.coaching.unwrap().eligibility.verdict else { panic!() };
    assert!(window.safe <= "2026-03-08".parse().unwrap(), "a new code starts with a new count");
}

#[test]
fn an_exam_yesterday_today_tomorrow_and_never_has_a_plan_or_a_reason() {
    for (date, days) in [("2026-03-07", 0), ("2026-03-08", 0), ("2026-03-09", 1)] {
        let body = json!({"exam_date": {"exam": "SY0-701", "date": date}});
        let at = "2026-03-08T19:00:00-05:00";
        let plan = derive(&with([fact("zz", at, body)]), NOW).coaching.unwrap().plan;
        assert!(plan.days.len() <= days, "{date}: {:?}", plan.days);
        assert!(!plan.warnings.is_empty(), "{date}");
    }
    let taken_back = json!({"exam_date": {"exam": "SY0-701"}});
    let facts = with([fact("zz", "2026-03-08T19:00:00-05:00", taken_back)]);
    let plan = derive(&facts, NOW).coaching.unwrap().plan;
    assert!(matches!(plan.exam_day, ExamDay::Provisional { .. }));
}

#[test]
fn without_a_free_day_the_plan_is_empty_and_says_why() {
    let nothing = json!({"availability": {"slots": []}});
    let facts = with([fact("zz", "2026-03-08T20:59:00-05:00", nothing)]);
    let plan = derive(&facts, NOW).coaching.unwrap().plan;
    assert!(plan.days.is_empty());
    assert!(!plan.warnings.is_empty());
}

#[test]
fn sittings_that_cannot_be_are_told_and_nothing_else_is_lost() {
    let odd = [
        attempt("same-day", "2026-02-27", "fail"),
        attempt("to-come", "2027-02-27", "fail"),
        attempt("first", "2026-01-10", "fail"),
        attempt("leap", "2024-02-29", "fail"),
    ];
    let derivation = derive(&with(odd), NOW);
    let told: Vec<&str> = derivation.anomalies.iter().map(|odd| odd.subject.as_str()).collect();
    for subject in ["attempt-1", "to-come", "odd-domain", "too-early", "lost"] {
        assert!(told.contains(&subject), "{subject}: {told:?}");
    }
    // Sittings of one day are asked about once, with all of their records.
    let clash = derivation.anomalies.iter().filter(|odd| odd.said.to_string().contains("same-day"));
    assert_eq!(clash.map(|odd| &*odd.subject).collect::<Vec<_>>(), ["attempt-1"]);
    let Verdict::Open(window) = derivation.coaching.unwrap().eligibility.verdict else { panic!() };
    assert!(window.safe > "2026-02-27".parse().unwrap());
}

#[test]
fn a_slip_on_the_report_of_an_exam_that_is_not_the_chosen_one_is_told_as_well() {
    let sat = json!({"attempt": {"exam": "N10-009", "sat_on": "2026-01-10", "zone": "UTC",
        "outcome": "fail", "report": {"overall": 760}}});
    let derivation = derive(&with([fact("other", "2026-01-10T20:00:00Z", sat)]), NOW);
    let told = derivation.anomalies.iter().find(|odd| odd.subject == "other").unwrap();
    assert!(told.said.text().contains("not passed with 760, but 720 passes"), "{}", told.said);
}

#[test]
fn contradictions_of_a_merge_are_told_and_survived() {
    let absurd = [
        json!({"practice_set": {"exam": "SY0-701", "domain": "4", "bank": "b", "correct": 900, "of": 3,
            "minutes": 4_000_000_000_u32, "conditions": "timed"}}),
        json!({"practice_set": {"exam": "SY0-701", "domain": "4", "bank": "b", "correct": 0, "of": 0,
            "minutes": 0, "conditions": "simulated", "seen_before": 7}}),
        json!({"study_session": {"exam": "SY0-701", "minutes": u32::MAX, "activity": "lab"}}),
        json!({"simulation": {"exam": "SY0-701", "bank": "b", "domains": [], "unanswered": 65_535,
            "minutes": 0, "minutes_allowed": 0, "rules": "kept"}}),
        json!({"availability": {"slots": [{"weekday": "mon", "slot": {"start_minute": 60_000,
            "minutes": 4_000_000_000_u32, "place": "desk"}}], "weekly_cap": 0}}),
        json!({"exam_date": {"exam": "SY0-701", "date": "9999-12-31"}}),
        json!({"day_exception": {"date": "-0001-01-01"}}),
        json!({"retake_override": {"exam": "SY0-701", "date": "9999-12-31"}}),
        json!({"plan_anchor": {"exam": "SY0-701", "from": "2026-03-08", "blocks": [{"day":
            "9999-12-31", "start_minute": 65_535, "minutes": 4_000_000_000_u32, "code": "::::"}]}}),
        json!({"prior_preparation": {"attempt": "attempt-1", "shares": [{"family": "lab", "minutes":
            u32::MAX}], "recommended_hours": 0, "precision": "rough"}}),
        json!({"questionnaire": {"attempt": "attempt-1", "replies": [{"statement": 200, "agreement":
            200}]}}),
        json!({"review_time": {"exam": "SY0-701", "review_ms": u32::MAX}}),
    ];
    let count = absurd.len();
    let facts = absurd
        .into_iter()
        .enumerate()
        .map(|(at, body)| fact(&format!("absurd-{at}"), "2026-03-08T20:00:00-05:00", body));
    let derivation = derive(&with(facts), NOW);
    for at in 0..count {
        let told = derivation.anomalies.iter().any(|odd| odd.subject == format!("absurd-{at}"));
        assert!(told, "absurd-{at}: {:#?}", derivation.anomalies);
    }
}

#[test]
fn nights_of_daylight_saving_and_the_ends_of_the_calendar_are_survived() {
    for at in [
        "2026-03-08T01:59:59-06:00[America/Chicago]",
        "2026-03-29T03:00:00+02:00[Europe/Berlin]",
        "2026-10-25T02:30:00+01:00[Europe/Berlin]",
        "2028-02-29T23:59:59+13:45[Pacific/Chatham]",
        "1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ] {
        let derivation = derive(&shipped(), at);
        assert!(matches!(derivation.exam, Subject::Known(_) | Subject::None { .. }), "{at}");
    }
}

#[test]
fn a_hundred_thousand_answers_are_derived_from_in_one_pass_each() {
    let body = |at: u32| {
        json!({"answer": {"exam": "SY0-701", "domain": (at % 5 + 1).to_string(), "bank": "bank-a",
            "question": format!("x{at}"), "result": "correct", "conditions": "timed"}})
    };
    let start: Stamp = "2026-02-01T08:00:00-06:00[America/Chicago]".parse().unwrap();
    let answers = (0..100_000_u32).map(|at| {
        let mut fact = fact(&format!("many-{at}"), NOW, body(at));
        fact.at.utc_ms = start.utc_ms.plus(i64::from(at) * 30_000);
        fact
    });
    let derivation = derive(&with(answers), NOW);
    assert!(derivation.summary.unwrap().total.answered > 90_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_of_facts_does_not_change_a_byte(order in Just(shipped()).prop_shuffle()) {
        prop_assert_eq!(text(&derive(&order, NOW)), text(&derive(&shipped(), NOW)));
    }
}
