//! What must hold for every estimate, and the values that the model was checked by.

use proptest::prelude::*;
use rebound_core::coach::estimate::{DomainClass, DomainEstimate};
use rebound_core::coach::line::{LineSource, PassLine};
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::Outcome;
use rebound_core::facts::practice::{AnswerResult, Conditions};
use rebound_core::facts::score_report::Evidence;

use crate::candidate;
use crate::candidate::score;
use crate::cases::cases;
use crate::world::World;

#[track_caller]
fn check(estimate: &DomainEstimate, mean: f64, sd: f64) {
    let off = (estimate.mean - mean).abs().max((estimate.sd - sd).abs());
    assert!(off < 0.001, "{:.4} ± {:.4}, expected {mean} ± {sd}", estimate.mean, estimate.sd);
}

fn band(level: u8, of: u8) -> Evidence {
    Evidence::Band { level, of }
}

/// Fifteen questions, cut 0.70, and a score on the line, so that the prior mean is 0.70. The result is
/// not known yet: only the level speaks.
fn at_the_line(evidence: &Evidence) -> World {
    let mut world = World::one_domain(15, 0.70);
    world.exam.scale = candidate::exam(&[100.0]).scale;
    world.exam.pass_mark = Some(score(750.0));
    world.report(0, Some(749.99), &[("1", evidence.clone())]);
    let FactBody::Attempt(attempt) = &mut world.facts[0].body else { panic!() };
    attempt.outcome = Outcome::Pending;
    world
}

#[test]
fn one_level_moves_the_mean_by_at_most_eleven_points() {
    check(&at_the_line(&band(1, 3)).first(), 0.593, 0.112);
    check(&at_the_line(&band(2, 3)).first(), 0.703, 0.089);
    check(&at_the_line(&band(3, 3)).first(), 0.775, 0.078);
}

#[test]
fn two_weeks_of_mock_exams_outweigh_the_prior_of_a_failed_security_plus() {
    let mut world = World::new(&[100.0]);
    world.report(2, Some(684.0), &[]);
    world.set(9, ("1", "bank"), (23, 40), Conditions::Simulated);
    world.set(2, ("1", "bank"), (43, 60), Conditions::Simulated);
    let estimate = world.first();
    assert!((estimate.mean - 0.665).abs() < 0.002, "{}", estimate.mean);
    assert!((estimate.sd - 0.065).abs() < 0.002, "{}", estimate.sd);
    assert!((estimate.p_below - 0.90).abs() < 0.02, "{}", estimate.p_below);
    assert_eq!(estimate.class, DomainClass::Weak);
}

#[test]
fn the_line_of_a_scale_is_assumed_and_held_down_and_that_of_percent_or_points_is_not() {
    let of = |exam: &_, printed: Option<f64>| {
        let line = PassLine::of(exam, printed.map(score));
        ((line.share * 1_000.0).round(), line.source)
    };
    let mut exam = candidate::exam(&[100.0]);
    assert_eq!(of(&exam, None), (750.0, LineSource::Assumed));
    assert_eq!(of(&exam, Some(690.0)), (738.0, LineSource::Assumed));
    assert_eq!(of(&exam, Some(400.0)), (620.0, LineSource::Unknown));
    exam.scale.as_mut().unwrap().kind = rebound_core::exam::blueprint::ScaleKind::Points;
    (exam.scale.as_mut().unwrap().max, exam.pass_mark) = (score(300.0), Some(score(210.0)));
    assert_eq!(of(&exam, None), (700.0, LineSource::Published));
    assert_eq!(of(&exam, Some(240.0)), (800.0, LineSource::Printed));
    exam.pass_share = Some(rebound_core::exam::blueprint::PassShare { share: 0.90 });
    assert_eq!(of(&exam, Some(240.0)), (900.0, LineSource::Stated));
    (exam.scale, exam.pass_mark, exam.pass_share) = (None, None, None);
    assert_eq!(of(&exam, Some(700.0)), (700.0, LineSource::Assumed));
}

#[test]
fn no_line_is_drawn_through_a_scale_of_200_to_800() {
    let mut exam = candidate::exam(&[100.0]);
    let scale = exam.scale.as_mut().unwrap();
    (scale.min, scale.max) = (score(200.0), score(800.0));
    for mark in [None, Some(450.0), Some(700.0)] {
        exam.pass_mark = mark.map(score);
        let line = PassLine::of(&exam, None);
        assert_eq!((line.share, line.give_or_take), (0.62, 0.07));
        assert_eq!(line.source, LineSource::Unknown);
        assert!(!line.said().text().contains("assumed"), "{}", line.said());
    }
}

#[test]
fn without_facts_a_domain_is_unknown_and_not_weak() {
    for mut world in [World::new(&[60.0, 40.0]), World::one_domain(15, 0.9)] {
        world.report(3, world.exam.scale.map(|_| 300.0), &[]);
        for estimate in world.estimates() {
            assert_eq!(estimate.class, DomainClass::Unknown);
            assert_eq!(estimate.basis, []);
        }
    }
}

#[test]
fn an_exam_without_scale_weights_and_items_still_has_estimates() {
    let mut world = World::new(&[50.0, 50.0]);
    world.exam.scale = None;
    world.exam.pass_mark = None;
    world.exam.items = Default::default();
    world.exam.weights = rebound_core::exam::blueprint::WeightsKind::None;
    world.exam.domains.iter_mut().for_each(|domain| domain.weight = None);
    world.report(1, Some(140.0), &[("1", Evidence::SelfRating(1)), ("2", Evidence::SelfRating(5))]);
    let estimates = world.estimates();
    assert!(estimates[0].mean < estimates[1].mean);
    assert_eq!(estimates.iter().map(|e| e.class).collect::<Vec<_>>(), [DomainClass::Uncertain; 2]);
}

#[test]
fn weights_that_do_not_sum_are_shared_out_and_none_means_equal_shares() {
    for (weights, shares) in [([90.0, 60.0], [0.6, 0.4]), ([0.0, 0.0], [0.5, 0.5])] {
        let estimates = World::new(&weights).estimates();
        assert!(estimates.iter().zip(shares).all(|(e, share)| (e.share - share).abs() < 1e-12));
    }
}

#[test]
fn every_class_has_a_sentence_for_the_candidate() {
    let mut world = World::one_domain(90, 0.75);
    assert!(
        world.first().said("Routing").text().starts_with("Nothing is known about “Routing” yet")
    );
    world.report(0, None, &[("1", Evidence::Percent(score(40.0)))]);
    let said = world.first().said("Routing").text();
    assert!(said.starts_with("“Routing” is weak today: about 4"), "{said}");
}

#[test]
fn a_question_that_was_seen_last_week_counts_a_quarter() {
    let mut twice = World::one_domain(15, 0.70);
    twice.answer(6, "q1", AnswerResult::Correct);
    let once = twice.first();
    twice.answer(0, "q1", AnswerResult::Correct);
    let mut fresh = twice.clone();
    fresh.facts.pop();
    fresh.answer(0, "q2", AnswerResult::Correct);
    let gain = |world: &World| world.first().mean - once.mean;
    assert!(gain(&twice) > 0.0 && gain(&twice) < gain(&fresh) * 0.35);
}

#[test]
fn a_mock_exam_whose_rules_were_broken_moves_half_as_much() {
    let moved = |rules| {
        let mut world = World::one_domain(15, 0.70);
        let nothing = world.first().mean;
        let mut simulation = world.simulation(&[("1", 10, 10)]);
        simulation.rules = rules;
        world.record(0, FactBody::MockExamResult(simulation));
        world.first().mean - nothing
    };
    use rebound_core::facts::mock_exam::Rules;
    let (kept, broken) = (moved(Rules::Kept), moved(Rules::Broken));
    assert!(broken > 0.4 * kept && broken < 0.7 * kept, "{kept} {broken}");
}

#[test]
fn a_report_that_two_devices_recorded_counts_once() {
    let mut once = World::new(&[100.0]);
    once.report(3, Some(684.0), &[("1", Evidence::Percent(score(50.0)))]);
    let mut twice = once.clone();
    twice.report(3, Some(684.0), &[("1", Evidence::Percent(score(50.0)))]);
    assert!((once.first().mean - twice.first().mean).abs() < 1e-9);
}

#[test]
fn a_report_about_another_version_moves_less() {
    let estimate = |version: Option<&str>| {
        let mut world = World::new(&[100.0]);
        world.report(3, None, &[("1", Evidence::Percent(score(30.0)))]);
        let FactBody::Attempt(attempt) = &mut world.facts[0].body else { panic!() };
        attempt.report.as_mut().unwrap().version = version.map(str::to_owned);
        world.first().mean
    };
    assert!(estimate(None) < estimate(Some("EXAM-0")));
    assert_eq!(estimate(None), estimate(Some("EXAM-1")));
}

/// Forms in which a better result is a larger number.
pub(crate) fn evidence(form: u8, result: u16) -> Evidence {
    match form {
        0 => band(u8::try_from(result % 2).unwrap() + 1, 2),
        1 => band(u8::try_from(result % 3).unwrap() + 1, 3),
        2 => band(u8::try_from(result % 4).unwrap() + 1, 4),
        3 => Evidence::Percent(score(f64::from(result % 101))),
        4 => {
            let low = f64::from(result % 81);
            Evidence::Bar { low: score(low), high: score(low + 20.0) }
        }
        5 => Evidence::Scaled(score(100.0 + f64::from(result % 801))),
        6 => Evidence::Rank { position: u8::try_from(result % 8).unwrap() + 1, of: 8 },
        7 => {
            let missed = 6 - result % 7;
            let objectives = (0..missed).map(|at| format!("1.{at}").parse().unwrap()).collect();
            Evidence::MissedObjectives { objectives, of: 6 }
        }
        8 => Evidence::Count { correct: result % 21, of: 20 },
        _ => Evidence::SelfRating(u8::try_from(result % 5).unwrap() + 1),
    }
}

/// A tenth of a point. After a fail whose report says the contrary the whole lies where the result
/// puts it, and a domain that is better by less than that may only become surer of it.
pub(crate) const NEARLY: f64 = 0.001;

fn conditions() -> impl Strategy<Value = Conditions> {
    prop_oneof![Just(Conditions::Simulated), Just(Conditions::Timed), Just(Conditions::Relaxed)]
}

prop_compose! {
    /// A domain with any report and any practice, a quarter of its exam: a fail is evidence about the
    /// whole, and would be about nothing else if there were one domain only.
    fn any_world()(
        items in 3..120_u16,
        cut in 0.4..0.9_f64,
        overall in prop::option::of(100.0..749.0_f64),
        forms in prop::collection::vec((0..10_u8, 0..900_u16, 0..120_u64), 0..3),
        sets in prop::collection::vec((0..60_u64, 0..3_u8, 0..80_u16, 1..80_u16, conditions()), 0..6),
        answers in prop::collection::vec((0..40_u64, 0..12_u8, any::<bool>()), 0..25),
    ) -> World {
        let mut world = World::one_domain(items * 4, cut);
        let scaled = candidate::exam(&[25.0, 75.0]);
        world.exam.domains = scaled.domains;
        (world.exam.scale, world.exam.pass_mark) = (scaled.scale, scaled.pass_mark);
        for (form, result, ago) in forms {
            world.report(ago, overall.map(f64::round), &[("1", evidence(form, result))]);
        }
        for (ago, bank, correct, of, conditions) in sets {
            world.set(ago, ("1", &format!("bank-{bank}")), (correct.min(of), of), conditions);
        }
        for (ago, question, right) in answers {
            let result = if right { AnswerResult::Correct } else { AnswerResult::Wrong };
            world.answer(ago, &format!("q{question}"), result);
        }
        world
    }
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn every_estimate_is_a_distribution(world in any_world()) {
        let estimate = world.first();
        let inside = |x: f64| x > 0.0 && x < 1.0;
        prop_assert!(inside(estimate.mean) && inside(estimate.low) && inside(estimate.high));
        prop_assert!(estimate.low <= estimate.mean && estimate.mean <= estimate.high + 0.05);
        prop_assert!(estimate.sd > 0.0 && estimate.sd < 0.5 && estimate.expected_points >= 0.0);
        prop_assert!((0.0..=1.0).contains(&estimate.p_below));
        let basis = &estimate.basis;
        prop_assert!(basis.windows(2).all(|pair| pair[0] < pair[1]));
        prop_assert_eq!(basis.is_empty(), estimate.class == DomainClass::Unknown);
    }

    #[test]
    fn a_better_printed_result_never_lowers_the_mean(
        world in any_world(), form in 0..10_u8, low in 0..900_u16, high in 0..900_u16, ago in 0..90_u64,
    ) {
        let with = |result| {
            let mut world = world.clone();
            world.report(ago, None, &[("1", evidence(form, result))]);
            world.first().mean
        };
        // The form's own order: its results repeat.
        let steps = [2, 3, 4, 101, 81, 801, 8, 7, 21, 5][usize::from(form)];
        let (low, high) = (low % steps, high % steps);
        let (low, high) = (low.min(high), low.max(high));
        prop_assert!(with(low) <= with(high) + NEARLY, "{} {}", with(low), with(high));
    }

    #[test]
    fn one_more_right_answer_never_lowers_the_mean(
        world in any_world(), correct in 0..50_u16, wrong in 0..50_u16, ago in 0..60_u64,
        conditions in conditions(),
    ) {
        let with = |correct: u16, of: u16| {
            let mut world = world.clone();
            world.set(ago, ("1", "bank-0"), (correct, of), conditions);
            world.first().mean
        };
        let better = with(correct + 1, correct + 1 + wrong) + NEARLY;
        prop_assert!(with(correct, correct + wrong) <= better);
        prop_assert!(with(correct, correct + wrong + 1) <= better);
    }

    #[test]
    fn a_new_question_answered_right_never_lowers_the_mean(world in any_world(), ago in 0..60_u64) {
        let before = world.first().mean;
        let mut world = world;
        world.answer(ago, "never-seen", AnswerResult::Correct);
        prop_assert!(before <= world.first().mean + NEARLY);
    }

    #[test]
    fn one_answer_moves_the_mean_by_at_most_five_points_and_turns_nothing_upside_down(
        world in any_world(), ago in 0..60_u64, right in any::<bool>(),
    ) {
        let before = world.first();
        let mut world = world;
        let result = if right { AnswerResult::Correct } else { AnswerResult::Wrong };
        world.answer(ago, "never-seen", result);
        let after = world.first();
        prop_assert!((before.mean - after.mean).abs() <= 0.05, "{} {}", before.mean, after.mean);
        let pair = [before.class, after.class];
        prop_assert!(!(pair.contains(&DomainClass::Weak) && pair.contains(&DomainClass::Strong)));
    }

    #[test]
    fn more_practice_at_the_same_rate_does_not_make_it_less_sure(
        right in 0..10_u16, sets in 1..6_u64, conditions in conditions(), cut in 0.4..0.9_f64,
    ) {
        let sd = |sets: u64| {
            let mut world = World::one_domain(20, cut);
            for at in 0..sets {
                world.set(0, ("1", &format!("bank-{at}")), (right, 10), conditions);
            }
            world.first().sd
        };
        prop_assert!(sd(sets + 1) <= sd(sets) + 0.015, "{} {}", sd(sets), sd(sets + 1));
    }

    #[test]
    fn the_order_of_facts_does_not_matter(
        world in any_world(), turn in any::<prop::sample::Index>(),
    ) {
        let mut shuffled = world.clone();
        if !world.facts.is_empty() {
            shuffled.facts.rotate_left(turn.index(world.facts.len()));
            shuffled.facts.extend(world.facts.iter().take(2).cloned());
        }
        let json = |world: &World| serde_json::to_string(&world.estimates()).unwrap();
        prop_assert_eq!(json(&world), json(&shuffled));
    }

    #[test]
    fn old_evidence_fades_until_only_the_prior_is_left(mut world in any_world()) {
        let mut nothing = world.clone();
        for fact in &mut nothing.facts {
            // The score of the last sitting is all that a prior keeps.
            if let FactBody::Attempt(attempt) = &mut fact.body {
                attempt.report.as_mut().unwrap().domains.clear();
            }
        }
        nothing.facts.retain(|fact| matches!(fact.body, FactBody::Attempt(_)));
        world.now.utc_ms = world.now.utc_ms.plus(2_000 * 86_400_000);
        nothing.now = world.now;
        let (old, prior) = (world.first(), nothing.first());
        prop_assert!((old.mean - prior.mean).abs() < 1e-6 && (old.sd - prior.sd).abs() < 1e-6);
        prop_assert_eq!(old.class, DomainClass::Unknown);
    }
}
