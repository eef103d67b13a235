//! What must hold for every analysis of causes, whatever was recorded.

use proptest::prelude::*;
use rebound_core::coach::causes::{Cause, CauseClass, SignalOrigin, headline};
use rebound_core::coach::rule::Rule;
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::SittingConditions;
use rebound_core::facts::practice::Conditions;
use rebound_core::facts::reflection::{Questionnaire, Reply};
use rebound_core::facts::score_report::Evidence;
use rebound_core::facts::study::{Activity, Precision, ResourceFamily};

use crate::candidate::score;
use crate::cases::cases;
use crate::log;
use crate::log::{BOOK, LAB, VIDEOS, changes, conditions, failed, llr, misread, remembered, say};
use crate::world::World;

prop_compose! {
    /// A failed attempt with anything recorded around it.
    fn any_world()(
        studies in prop::collection::vec((0..80_u64, 0..7_u8, 0..4_usize, 0..400_u32), 0..12),
        sets in prop::collection::vec((0..40_u64, 1..7_u8, 0..80_u16, 0..80_u16, 0..3_usize), 0..6),
        mocks in prop::collection::vec((0..40_u64, 0..90_u16, 0..9_u16, prop::option::of(0..20_u16)), 0..3),
        changes in (0..15_u16, 0..15_u16),
        diagnosed in (0..20_usize, 0..20_u16),
        replies in prop::collection::vec((0..18_u8, 0..7_u8), 0..20),
        distress in prop::option::of(0..15_u8),
        earlier in prop::option::of(3..60_u64),
        imported in prop::option::of((0..200_u32, any::<bool>())),
        report in prop::option::of(0..100_u8),
    ) -> World {
        let (mut world, attempt) = failed();
        for (ago, domain, activity, minutes) in studies {
            let activity = [VIDEOS, BOOK, LAB, (Activity::Peer, "group")][activity];
            world.study(ago, &domain.to_string(), activity, minutes);
        }
        for (ago, domain, correct, of, under) in sets {
            let under = [Conditions::Simulated, Conditions::Timed, Conditions::Relaxed][under];
            world.set(ago, (&domain.to_string(), "bank-a"), (correct, of), under);
        }
        for (ago, correct, unanswered, rushed) in mocks {
            let mut mock = world.simulation(&[("1", correct / 2, 40), ("3", correct / 2, 50)]);
            (mock.unanswered, mock.rushed) = (unanswered, rushed);
            world.record(ago, FactBody::MockExamResult(mock));
        }
        log::changes(&mut world, changes.0, changes.1);
        misread(&mut world, diagnosed.0, diagnosed.1);
        let replies = replies.into_iter().map(|(statement, agreement)| Reply { statement, agreement });
        let replies = replies.collect();
        world.record(1, FactBody::Questionnaire(Questionnaire { attempt: attempt.clone(), replies }));
        conditions(&mut world, SittingConditions { distress, ..SittingConditions::default() });
        if let Some(ago) = earlier {
            world.fail(ago);
        }
        if let Some((hours, rough)) = imported {
            let precision = if rough { Precision::Rough } else { Precision::Recorded };
            let hours = [(ResourceFamily::Text, Some("2"), hours)];
            remembered(&mut world, &attempt, precision, &hours);
        }
        if let Some(percent) = report {
            let evidence = Evidence::Percent(score(f64::from(percent)));
            world.report(2, Some(500.0), &[("3", evidence)]);
        }
        world
    }
}

/// What only the log can tell: everything but sittings and the candidate's own words.
fn without_logs(world: &World) -> World {
    let mut world = world.clone();
    world.facts.retain(|fact| match &fact.body {
        FactBody::Attempt(_) | FactBody::Questionnaire(_) | FactBody::DomainNote(_) => true,
        FactBody::PriorPreparation(import) => import.precision == Precision::Rough,
        FactBody::StudySession(_)
        | FactBody::Answer(_)
        | FactBody::ReviewTime(_)
        | FactBody::PracticeSet(_)
        | FactBody::MockExamResult(_)
        | FactBody::Diagnosis(_)
        | FactBody::Resource(_)
        | FactBody::Availability(_)
        | FactBody::DayException(_)
        | FactBody::ExamChoice(_)
        | FactBody::ExamDate(_)
        | FactBody::RetakeOverride(_)
        | FactBody::PlanAnchor(_)
        | FactBody::Commitment(_)
        | FactBody::Removal(_) => false,
    });
    world
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn every_analysis_keeps_the_rules(world in any_world()) {
        let findings = world.findings();
        let mut causes: Vec<Cause> = findings.iter().map(|finding| finding.cause).collect();
        causes.sort();
        prop_assert_eq!(causes, Cause::ALL);
        prop_assert!(headline(&findings).len() <= 3);
        for finding in &findings {
            prop_assert!(finding.probability > 0.0 && finding.probability < 1.0);
            let strength = |at: usize| finding.evidence[at].llr.abs();
            prop_assert!((1..finding.evidence.len()).all(|at| strength(at) <= strength(at - 1)));
            for signal in &finding.evidence {
                let counted = matches!(signal.rule, Rule::Unanswered | Rule::Changes);
                let most = match signal.origin {
                    SignalOrigin::SelfReport if matches!(signal.rule, Rule::Statements(_)) => 1.0,
                    SignalOrigin::SelfReport | SignalOrigin::Log => if counted { 2.0 } else { 1.5 },
                };
                prop_assert!(signal.llr.abs() <= most && !signal.said.text().is_empty());
                prop_assert!(signal.values.iter().all(|figure| figure.value.is_finite()));
                prop_assert!(!signal.basis.is_empty(), "{}", signal.rule);
                prop_assert!(signal.basis.windows(2).all(|pair| pair[0] < pair[1]));
            }
            let holds = matches!(finding.class, CauseClass::Confirmed | CauseClass::Likely);
            prop_assert_eq!(holds, !finding.remedies.is_empty());
            prop_assert_eq!(finding.class == CauseClass::Unknown, finding.evidence.is_empty());
            let logged = finding.evidence.iter().any(|s| s.origin == SignalOrigin::Log);
            prop_assert!(logged || finding.class != CauseClass::Confirmed);
        }
    }

    #[test]
    fn the_order_of_facts_does_not_matter(
        world in any_world(), turn in any::<prop::sample::Index>(),
    ) {
        let mut shuffled = world.clone();
        shuffled.facts.rotate_left(turn.index(world.facts.len()));
        shuffled.facts.extend(world.facts.iter().take(2).cloned());
        let json = |world: &World| serde_json::to_string(&world.findings()).unwrap();
        prop_assert_eq!(json(&world), json(&shuffled));
    }

    #[test]
    fn without_logs_nothing_is_confirmed(world in any_world()) {
        for finding in without_logs(&world).findings() {
            prop_assert_ne!(finding.class, CauseClass::Confirmed);
        }
    }

    #[test]
    fn one_more_harmful_change_never_lowers_second_guessing(world in any_world()) {
        let before = world.finding(Cause::SecondGuessing).probability;
        let mut world = world;
        changes(&mut world, 1, 0);
        prop_assert!(before <= world.finding(Cause::SecondGuessing).probability + 1e-9);
    }

    #[test]
    fn one_more_misread_question_never_lowers_misreading(world in any_world()) {
        let before = world.finding(Cause::Misreading).probability;
        let mut world = world;
        misread(&mut world, 1, 1);
        prop_assert!(before <= world.finding(Cause::Misreading).probability + 1e-9);
    }

    #[test]
    fn more_open_questions_and_more_strain_never_lower_what_they_speak_for(
        world in any_world(), low in 0..90_u16, high in 0..90_u16, calm in 0..11_u8, tense in 0..11_u8,
    ) {
        let with = |unanswered, distress| {
            let mut world = world.clone();
            conditions(&mut world, SittingConditions {
                unanswered: Some(unanswered),
                items: Some(90),
                distress: Some(distress),
                ..SittingConditions::default()
            });
            let p = |cause| world.finding(cause).probability;
            (p(Cause::ExamTime), p(Cause::Anxiety))
        };
        let less = with(low.min(high), calm.min(tense));
        let more = with(low.max(high), calm.max(tense));
        prop_assert!(less.0 <= more.0 + 1e-9 && less.1 <= more.1 + 1e-9);
    }

    #[test]
    fn words_that_support_a_cause_never_lower_it(
        world in any_world(), cause in prop::sample::select(Cause::ALL.to_vec()),
    ) {
        let (mut silent, attempt) = (world.clone(), world.facts[0].id.clone());
        silent.facts.retain(|fact| !matches!(fact.body, FactBody::Questionnaire(_)));
        let mut spoken = silent.clone();
        say(&mut spoken, &attempt, cause);
        let (before, after) = (silent.finding(cause), spoken.finding(cause));
        prop_assert!(before.probability <= after.probability);
        prop_assert!(before.evidence.len() < after.evidence.len());
    }

    #[test]
    fn more_hands_on_work_never_raises_the_lack_of_it(world in any_world(), minutes in 1..900_u32) {
        let mut more = world.clone();
        more.study(2, "1", LAB, minutes);
        let (before, after) = (world.finding(Cause::NoHandsOn), more.finding(Cause::NoHandsOn));
        if let (Some(before), Some(after)) = (llr(&before, "P4.labs"), llr(&after, "P4.labs")) {
            // Rough memory weighs less as more is recorded, whichever way it points.
            let remembered = world.facts.iter().any(|f| matches!(f.body, FactBody::PriorPreparation(_)));
            prop_assert!(remembered || after <= before + 1e-9, "{before} {after}");
        }
    }
}
