//! The cases that the rules of the causes were made for, with the numbers on either side of a line.

use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::{
    Cause, CauseClass, CauseFinding, EvidenceConfidence, Remedy, headline, invitation,
};
use rebound_core::exam::blueprint::{HandsOn, WeightsKind};
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::{Outcome, SittingConditions, Symptom};
use rebound_core::facts::planning::{AnchoredBlock, PlanAnchor};
use rebound_core::facts::practice::{AnswerResult, Conditions, Demand, Diagnosis, ErrorKind, Stem};
use rebound_core::facts::score_report::Evidence;
use rebound_core::facts::study::{Precision, ResourceFamily};

use crate::candidate::{ago, score};
use crate::log::{
    BOOK, LAB, VIDEOS, answers, changes, check, conditions, failed, gap, llr, misread, remembered,
    say,
};
use crate::world::World;

#[test]
fn without_a_result_or_without_records_nothing_is_claimed() {
    let world = World::new(&[60.0, 40.0]);
    let unknown = |findings: &[CauseFinding]| {
        assert_eq!(findings.len(), 8);
        assert!(findings.iter().all(|finding| finding.class == CauseClass::Unknown));
        assert!(invitation(findings).unwrap().text().contains("Sixteen"));
        assert_eq!(headline(findings).len(), 0);
    };
    unknown(&world.findings());
    unknown(&failed().0.findings());
}

#[test]
fn too_few_hours_call_for_more_of_them() {
    let hours = |hours| {
        let (mut world, attempt) = failed();
        remembered(
            &mut world,
            &attempt,
            Precision::Recorded,
            &[(ResourceFamily::Text, None, hours)],
        );
        world
    };
    let finding = check(&hours(59), Cause::TooLittleTime, "P1.hours", Some(1.5));
    assert_eq!((finding.class, &finding.remedies[..]), (CauseClass::Likely, &[Remedy::Hours][..]));
    assert_eq!(
        finding.evidence[0].said,
        "You studied 59 hours of the 100 hours that this exam was thought to take."
    );
    check(&hours(60), Cause::TooLittleTime, "P1.hours", Some(0.8));
    check(&hours(80), Cause::TooLittleTime, "P1.hours", Some(-0.5));
    check(&hours(120), Cause::TooLittleTime, "P1.hours", Some(-0.5));
    check(&hours(121), Cause::TooLittleTime, "P1.hours", Some(-1.5));
}

#[test]
fn rough_memory_counts_half_and_never_confirms() {
    let (mut world, attempt) = failed();
    remembered(&mut world, &attempt, Precision::Rough, &[(ResourceFamily::Text, None, 30)]);
    say(&mut world, &attempt, Cause::TooLittleTime);
    say(&mut world, &attempt, Cause::SingleResource);
    check(&world, Cause::TooLittleTime, "P1.hours", Some(0.75));
    check(&world, Cause::SingleResource, "P3.families", Some(0.7));
    for finding in world.findings() {
        assert_ne!(finding.class, CauseClass::Confirmed);
    }
}

#[test]
fn a_plan_that_was_hardly_followed_asks_for_smaller_blocks() {
    let (mut world, _) = failed();
    let blocks = (3..17_u64).map(|before| AnchoredBlock {
        day: ago(before),
        start_minute: 1_080,
        minutes: Minutes::new(60),
        code: "study:D1".to_owned(),
    });
    let anchor = PlanAnchor {
        exam: world.exam.code.clone(),
        from: ago(16),
        blocks: blocks.collect(),
        exam_on: None,
    };
    world.record(16, FactBody::PlanAnchor(anchor));
    world.study(10, "1", BOOK, 240);
    let finding = check(&world, Cause::TooLittleTime, "P1.hours", Some(1.5));
    assert_eq!(finding.remedies, [Remedy::Hours, Remedy::SmallerBlocks]);
}

#[test]
fn most_hours_in_the_last_week_are_cramming_unless_there_was_no_more_time() {
    let (mut world, _) = failed();
    world.study(40, "1", BOOK, 120);
    world.study(5, "1", BOOK, 130);
    check(&world, Cause::TooLittleTime, "P1.last_week", Some(0.7));
    let mut short = world.clone();
    short.fail(12);
    check(&short, Cause::TooLittleTime, "P1.last_week", None);
    world.study(30, "1", BOOK, 600);
    check(&world, Cause::TooLittleTime, "P1.last_week", Some(0.0));
}

/// A network exam: 40 hours, of which the routing domain, a quarter of the exam, got one.
#[test]
fn a_heavy_weak_domain_that_was_left_aside_opens_the_plan() {
    let (mut world, _) = failed();
    world.facts.clear();
    let percent = |percent: f64| Evidence::Percent(score(percent));
    world.report(
        2,
        Some(700.0),
        &[("1", percent(85.0)), ("2", percent(60.0)), ("3", percent(20.0))],
    );
    for (domain, hours) in [("1", 14), ("2", 2), ("3", 1), ("4", 8), ("5", 8), ("6", 7)] {
        world.study(20, domain, VIDEOS, hours * 60);
    }
    let finding = world.finding(Cause::HeavyDomainsUncovered);
    assert_eq!(llr(&finding, "P2.weights"), Some(1.2));
    assert_eq!(llr(&finding, "P2.weak_heavy"), Some(0.8));
    assert_eq!(finding.class, CauseClass::Confirmed);
    assert_eq!(finding.remedies, [Remedy::Weights, Remedy::Opens]);
    let findings = world.findings();
    assert!(headline(&findings).len() <= 3 && headline(&findings).contains(&&finding));
}

#[test]
fn an_exam_without_weights_says_nothing_about_heavy_domains() {
    let (mut world, _) = failed();
    world.exam.weights = WeightsKind::None;
    world.exam.domains.iter_mut().for_each(|domain| domain.weight = None);
    world.study(20, "1", VIDEOS, 2_400);
    assert_eq!(world.finding(Cause::HeavyDomainsUncovered).class, CauseClass::Unknown);
}

#[test]
fn one_kind_of_resource_is_seen_and_three_are_not() {
    let (mut world, _) = failed();
    world.study(20, "1", VIDEOS, 600);
    let finding = check(&world, Cause::SingleResource, "P3.families", Some(1.4));
    assert_eq!(finding.remedies, [Remedy::Families]);
    assert_eq!(finding.evidence[0].said, "100 % of your study time went to videos.");
    world.study(21, "1", BOOK, 600);
    check(&world, Cause::SingleResource, "P3.families", Some(0.8));
    world.study(22, "1", LAB, 600);
    world.set(22, ("1", "bank-a"), (200, 300), Conditions::Timed);
    check(&world, Cause::SingleResource, "P3.families", Some(-0.8));
    check(&world, Cause::SingleResource, "P3.one_bank", Some(0.4));
    world.set(22, ("1", "bank-b"), (7, 10), Conditions::Timed);
    check(&world, Cause::SingleResource, "P3.one_bank", Some(0.0));
}

#[test]
fn no_labs_matter_where_the_exam_has_some_and_little_where_it_has_none() {
    let (mut world, _) = failed();
    world.study(20, "1", VIDEOS, 600);
    check(&world, Cause::NoHandsOn, "P4.labs", Some(1.3));
    let mut questions_only = world.clone();
    questions_only.exam.hands_on = HandsOn::None;
    check(&questions_only, Cause::NoHandsOn, "P4.labs", Some(1.3 * 0.3));
    world.study(20, "1", LAB, 200);
    check(&world, Cause::NoHandsOn, "P4.labs", Some(-0.8));
    answers(&mut world, 80, |at, answer| {
        let (demand, step) = if at < 40 { (Demand::Recall, 4) } else { (Demand::Scenario, 2) };
        answer.demand = Some(demand);
        let right = at % step != 0;
        answer.result = if right { AnswerResult::Correct } else { AnswerResult::Wrong };
    });
    check(&world, Cause::NoHandsOn, "P4.scenarios", Some(0.7));
}

#[test]
fn open_questions_speak_for_time_and_time_to_spare_against_it() {
    let (mut world, _) = failed();
    let with = |unanswered, minutes_left| SittingConditions {
        unanswered: Some(unanswered),
        items: Some(90),
        minutes_left,
        ..SittingConditions::default()
    };
    conditions(&mut world, with(5, None));
    let finding = check(&world, Cause::ExamTime, "E1.unanswered", Some(1.5));
    assert_eq!((finding.class, &finding.remedies[..]), (CauseClass::Likely, &[Remedy::Pacing][..]));
    assert_eq!(finding.evidence[0].said, "5 of 90 questions were left open in the exam.");
    conditions(&mut world, with(4, None));
    check(&world, Cause::ExamTime, "E1.unanswered", Some(0.7));
    conditions(&mut world, with(0, Some(9)));
    check(&world, Cause::ExamTime, "E1.unanswered", Some(-1.2));
    conditions(&mut world, with(0, Some(8)));
    check(&world, Cause::ExamTime, "E1.unanswered", Some(0.0));
}

#[test]
fn mock_exams_confirm_that_time_was_short() {
    let (mut world, _) = failed();
    let mut mock = world.simulation(&[("1", 60, 90)]);
    (mock.unanswered, mock.rushed) = (6, Some(7));
    world.record(10, FactBody::MockExamResult(mock));
    let finding = check(&world, Cause::ExamTime, "E1.rush", Some(0.8));
    assert_eq!(finding.class, CauseClass::Confirmed);
    assert_eq!(finding.remedies, [Remedy::Pacing, Remedy::Stamina]);
}

#[test]
fn a_gap_to_mock_exams_is_a_signal_only_when_it_is_clear() {
    let (mut world, _) = failed();
    gap(&mut world, (248, 300), (63, 90));
    let finding = check(&world, Cause::Anxiety, "E2.gap", Some(1.0));
    let said = finding.evidence[0].said.text();
    assert!(said.contains("13 points") && said.contains("6 to 19"), "{said}");
    let (mut world, _) = failed();
    gap(&mut world, (33, 40), (7, 10));
    check(&world, Cause::Anxiety, "E2.gap", Some(0.0));
}

#[test]
fn practice_against_the_clock_tells_time_from_nerves() {
    let (mut world, attempt) = failed();
    gap(&mut world, (270, 300), (60, 90));
    say(&mut world, &attempt, Cause::ExamTime);
    say(&mut world, &attempt, Cause::Anxiety);
    for cause in [Cause::ExamTime, Cause::Anxiety] {
        let finding = world.finding(cause);
        assert!(finding.probability > 0.75);
    }
    let mut nerves = world.clone();
    nerves.set(12, ("1", "bank-a"), (268, 300), Conditions::Timed);
    assert_eq!(llr(&nerves.finding(Cause::ExamTime), "E1.gap"), Some(0.0));
    assert_eq!(nerves.finding(Cause::Anxiety).class, CauseClass::Confirmed);
    let mut time = world.clone();
    time.set(12, ("1", "bank-a"), (200, 300), Conditions::Timed);
    assert_eq!(llr(&time.finding(Cause::Anxiety), "E2.gap"), Some(0.0));
    assert_eq!(time.finding(Cause::ExamTime).class, CauseClass::Confirmed);
}

#[test]
fn where_time_and_nerves_rest_on_the_gap_alone_neither_is_confirmed() {
    let (mut world, attempt) = failed();
    gap(&mut world, (270, 300), (60, 90));
    for cause in [Cause::ExamTime, Cause::Anxiety] {
        say(&mut world, &attempt, cause);
    }
    for cause in [Cause::ExamTime, Cause::Anxiety] {
        assert_eq!(world.finding(cause).class, CauseClass::Likely, "{cause:?}");
    }
}

#[test]
fn strain_and_signs_of_nerves_make_them_likely_and_do_not_confirm() {
    let (mut world, attempt) = failed();
    let symptoms = vec![Symptom::Heart, Symptom::Blank, Symptom::Concentration];
    let with = |distress| SittingConditions {
        distress: Some(distress),
        symptoms: symptoms.clone(),
        ..SittingConditions::default()
    };
    conditions(&mut world, with(8));
    say(&mut world, &attempt, Cause::Anxiety);
    let finding = check(&world, Cause::Anxiety, "E2.distress", Some(1.0));
    assert_eq!(llr(&finding, "E2.symptoms"), Some(0.6));
    assert_eq!(finding.class, CauseClass::Likely);
    assert_eq!(finding.remedies, [Remedy::Technique, Remedy::ExtraMockExam]);
    conditions(&mut world, with(3));
    check(&world, Cause::Anxiety, "E2.distress", Some(-0.8));
    conditions(&mut world, with(200));
    check(&world, Cause::Anxiety, "E2.distress", None);
}

#[test]
fn misread_questions_count_from_fifteen_diagnosed_errors_on() {
    for (count, of, expected) in [
        (14, 14, None),
        (3, 15, Some(1.2)),
        (2, 15, Some(0.5)),
        (1, 15, Some(0.0)),
        (0, 15, Some(-0.8)),
    ] {
        let (mut world, _) = failed();
        misread(&mut world, count, of);
        check(&world, Cause::Misreading, "E3.misread", expected);
    }
}

#[test]
fn a_later_diagnosis_of_the_same_answer_wins() {
    let (mut world, _) = failed();
    misread(&mut world, 15, 15);
    let again: Vec<FactBody> = world
        .facts
        .iter()
        .map(|fact| fact.body.clone())
        .filter(|body| matches!(body, FactBody::Diagnosis(_)))
        .collect();
    for body in again {
        let FactBody::Diagnosis(diagnosis) = body else { continue };
        let primary = ErrorKind::Term;
        world.record(0, FactBody::Diagnosis(Diagnosis { primary, ..diagnosis }));
    }
    check(&world, Cause::Misreading, "E3.misread", Some(-0.8));
}

#[test]
fn negative_stems_that_go_worse_speak_for_misreading() {
    let (mut world, _) = failed();
    answers(&mut world, 60, |at, answer| {
        let (stem, step) = if at < 40 { (Stem::Plain, 4) } else { (Stem::Negative, 2) };
        answer.stem = Some(stem);
        let right = at % step != 0;
        answer.result = if right { AnswerResult::Correct } else { AnswerResult::Wrong };
    });
    check(&world, Cause::Misreading, "E3.negative", Some(0.6));
}

#[test]
fn changes_that_help_are_praised_and_those_that_harm_are_drilled() {
    let of = |harmful, helpful| {
        let (mut world, _) = failed();
        changes(&mut world, harmful, helpful);
        world
    };
    let helping = check(&of(3, 9), Cause::SecondGuessing, "E4.changes", Some(-2.0));
    assert_eq!(helping.class, CauseClass::NotSupported);
    assert!(helping.evidence[0].said.text().contains("Your changes help you"));
    let harming = check(&of(9, 3), Cause::SecondGuessing, "E4.changes", Some(2.0));
    assert_eq!(
        (harming.class, &harming.remedies[..]),
        (CauseClass::Likely, &[Remedy::Changes][..])
    );
    check(&of(5, 6), Cause::SecondGuessing, "E4.changes", Some(0.0));
    check(&of(9, 0), Cause::SecondGuessing, "E4.changes", None);
}

#[test]
fn what_was_done_before_an_earlier_attempt_or_after_the_last_one_does_not_count() {
    let (mut world, _) = failed();
    world.study(60, "1", VIDEOS, 600);
    world.fail(50);
    world.study(1, "1", VIDEOS, 600);
    world.study(30, "2", BOOK, 20);
    assert_eq!(world.finding(Cause::SingleResource).class, CauseClass::Unknown);
    world.study(30, "2", BOOK, 200);
    let finding = world.finding(Cause::SingleResource);
    assert!(finding.evidence[0].said.text().contains("books"), "{:?}", finding.evidence);
}

#[test]
fn a_sitting_that_was_passed_is_analysed_without_remedies() {
    let (mut world, _) = failed();
    world.study(20, "1", VIDEOS, 600);
    let passed = world.attempt(1, Outcome::Pass);
    world.record(1, FactBody::Attempt(passed));
    world.study(1, "1", VIDEOS, 600);
    let findings = world.findings();
    assert!(findings.iter().any(|finding| finding.class == CauseClass::Likely));
    assert!(findings.iter().all(|finding| finding.remedies.is_empty()));
}

#[test]
fn a_result_that_is_not_known_yet_leaves_the_last_known_one_in_view() {
    let (mut world, _) = failed();
    world.study(20, "1", VIDEOS, 600);
    let before = world.findings();
    let pending = world.attempt(0, Outcome::Pending);
    world.record(0, FactBody::Attempt(pending));
    assert_eq!(world.findings(), before);
}

#[test]
fn more_kinds_of_evidence_make_it_more_certain() {
    let (mut world, attempt) = failed();
    world.study(40, "1", VIDEOS, 600);
    say(&mut world, &attempt, Cause::SingleResource);
    let confidence = |world: &World| world.finding(Cause::SingleResource).confidence;
    assert_eq!(confidence(&world), EvidenceConfidence::High);
    world.facts.pop();
    assert_eq!(confidence(&world), EvidenceConfidence::Medium);
    assert_eq!(world.finding(Cause::Misreading).confidence, EvidenceConfidence::Low);
}
