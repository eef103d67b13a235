//! P17: what each remedy does to the plan of a candidate who needs it, and nothing else does.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use rebound_core::base::ids::FactId;
use rebound_core::base::time::Stamp;
use rebound_core::base::units::Minutes;
use rebound_core::coach::causes::{CauseClass, CauseFinding, Remedy};
use rebound_core::coach::figure::Figure;
use rebound_core::coach::planner::plan::{Block, BlockKind, Bound, PhaseKind, Plan, PlanDay};
use rebound_core::coach::rule::Rule;
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::{Attempt, Outcome};
use rebound_core::facts::availability::SlotPlace;
use rebound_core::facts::planning::ExamDate;
use rebound_core::facts::practice::{Conditions, PracticeSet};
use rebound_core::facts::study::{Activity, Precision, PriorPreparation, StudySession};

use crate::situation::{CAUSES, Situation, finding, usual};

/// Failed three weeks ago after forty hours, most of them with one bank and a little reading.
pub(crate) fn failed() -> Situation {
    let mut world = usual(Some(60));
    for (at, domain) in world.exam.domains.iter_mut().enumerate() {
        let number = |of| format!("{}.{of}", at + 1).parse().unwrap();
        domain.objectives = (1..=4).map(number).collect();
    }
    let stamp = |days: i64| Stamp {
        utc_ms: world.now.utc_ms.plus(-days * 86_400_000),
        ..world.now.stamp()
    };
    let sat_on = stamp(21).local_date();
    let (exam, zone) = (world.exam.code.clone(), world.now.zone);
    let attempt = Attempt::new(exam.clone(), sat_on, zone, Outcome::Fail);
    let mut facts = vec![(stamp(21), FactBody::Attempt(attempt))];
    for day in 22..62 {
        let domain = (day % 3 + 1).to_string().parse().unwrap();
        let body = if day % 5 == 0 {
            FactBody::StudySession(StudySession {
                domain: Some(domain),
                objectives: vec![format!("{}.1", day % 3 + 1).parse().unwrap()],
                resource: Some("book".parse().unwrap()),
                ..StudySession::new(exam.clone(), Minutes::new(60), Activity::Reading)
            })
        } else {
            let (bank, minutes) = ("bank-a".parse().unwrap(), Minutes::new(40));
            FactBody::PracticeSet(PracticeSet {
                domain: Some(domain),
                review_minutes: Minutes::new(20),
                ..PracticeSet::new(exam.clone(), bank, 20, 30, minutes, Conditions::Relaxed)
            })
        };
        facts.push((stamp(day), body));
    }
    let ids: Vec<FactId> = facts.into_iter().map(|(at, body)| world.record_at(at, body)).collect();
    let attempt = ids[0].clone();
    world.record(FactBody::PriorPreparation(PriorPreparation {
        attempt,
        shares: Vec::new(),
        recommended_hours: Some(100),
        last_week: None,
        precision: Precision::Rough,
    }));
    world
}

/// With the date open: more hours move it.
fn undated() -> Situation {
    let mut world = failed();
    let exam = world.exam.code.clone();
    world.record(FactBody::ExamDate(ExamDate { exam, date: None }));
    world
}

/// Where the heavy domain is the weakest as well, it comes first anyway.
fn acted_on(remedy: Remedy) -> Situation {
    let mut world = if remedy == Remedy::Hours { undated() } else { failed() };
    if remedy == Remedy::Opens {
        world.estimates[1].mean = 0.5;
    }
    world
}

pub(crate) fn asking(mut world: Situation, remedies: &[Remedy]) -> Situation {
    let cause = CAUSES[0];
    world.causes = vec![CauseFinding { remedies: remedies.to_vec(), ..finding(cause) }];
    world
}

pub(crate) fn with(remedies: &[Remedy]) -> Plan {
    asking(failed(), remedies).plan()
}

fn keep_resources(world: &mut Situation, keep: impl Fn(&str) -> bool) {
    world.facts.retain(|fact| {
        let FactBody::Resource(owned) = &fact.body else { return true };
        keep(owned.resource.as_str())
    });
}

/// What the candidate would do otherwise: blocks and hours, without a word of why.
pub(crate) fn laid_out(plan: &Plan) -> String {
    let mut days = plan.days.clone();
    days.iter_mut().flat_map(|day| &mut day.blocks).for_each(|block| block.reasons.clear());
    let hours: Vec<Minutes> = plan.allocation.iter().map(|domain| domain.minutes).collect();
    serde_json::to_string(&(days, hours)).unwrap()
}

pub(crate) fn blocks(plan: &Plan) -> impl Iterator<Item = (NaiveDate, PhaseKind, &Block)> {
    plan.days.iter().flat_map(|day| day.blocks.iter().map(|block| (day.date, day.phase, block)))
}

fn names(plan: &Plan, remedy: Remedy) -> bool {
    plan.remedies.iter().any(|reason| reason.rule == remedy.rule())
}

fn minutes<'a>(of: impl Iterator<Item = &'a Block>) -> u32 {
    of.map(|block| block.minutes.get()).sum()
}

fn is_weak(block: &Block) -> bool {
    block.domain.as_ref().is_some_and(|domain| ["2", "4"].contains(&domain.as_str()))
}

#[test]
fn every_remedy_alone_changes_what_is_done() {
    for remedy in Remedy::ALL {
        let world = acted_on(remedy);
        let (without, with) = (world.plan(), asking(world, &[remedy]).plan());
        assert!(names(&with, remedy) && !names(&without, remedy), "{remedy:?}");
        assert_ne!(laid_out(&with), laid_out(&without), "{remedy:?}");
    }
}

#[test]
fn every_remedy_still_counts_among_all_the_others() {
    let all = asking(undated(), &Remedy::ALL).plan();
    for remedy in Remedy::ALL {
        let others: Vec<Remedy> = Remedy::ALL.into_iter().filter(|one| *one != remedy).collect();
        let without = asking(undated(), &others).plan();
        assert_ne!(laid_out(&all), laid_out(&without), "{remedy:?}");
    }
}

#[test]
fn every_cause_changes_what_is_done_and_one_that_is_only_possible_does_not() {
    for cause in CAUSES {
        let mut world = undated();
        let without = world.plan();
        world.causes = vec![finding(cause)];
        let with = world.plan();
        assert_ne!(laid_out(&with), laid_out(&without), "{cause:?}");
        let asked: Vec<Rule> = world.causes[0].remedies.iter().map(|one| one.rule()).collect();
        assert!(!with.remedies.is_empty(), "{cause:?}");
        assert!(with.remedies.iter().all(|one| asked.contains(&one.rule)), "{cause:?}");
        world.causes[0].class = CauseClass::Possible;
        assert_eq!(world.plan(), without, "{cause:?}");
    }
}

#[test]
fn what_a_remedy_did_to_a_block_is_told_there() {
    use Remedy::{
        Changes, Coverage, ExtraMockExam, Families, Labs, Opens, Pacing, Reading, Scenarios,
        SecondBank, Stamina, Technique, Weights,
    };
    for remedy in [
        Weights,
        Opens,
        Coverage,
        Families,
        SecondBank,
        Labs,
        Scenarios,
        Pacing,
        Stamina,
        Technique,
        ExtraMockExam,
        Reading,
        Changes,
    ] {
        let plan = asking(acted_on(remedy), &[remedy]).plan();
        let told = |block: &Block| block.reasons.iter().any(|reason| reason.rule == remedy.rule());
        assert!(blocks(&plan).any(|(.., block)| told(block)), "{remedy:?}");
    }
}

#[test]
fn the_rule_of_a_remedy_is_its_stored_name() {
    for remedy in Remedy::ALL {
        assert_eq!(serde_json::to_value(remedy).unwrap(), remedy.rule().key());
    }
    let rules: BTreeSet<&str> = Remedy::ALL.map(|remedy| remedy.rule().key()).into_iter().collect();
    assert_eq!(rules.len(), Remedy::ALL.len());
}

#[test]
fn more_hours_move_a_date_that_is_open_and_show_in_numbers() {
    let (without, with) = (undated().plan(), asking(undated(), &[Remedy::Hours]).plan());
    assert!(with.exam_day.date() > without.exam_day.date());
    // 100 hours were recommended, 40 were done.
    assert!(with.budget.needed >= Minutes::new(60 * 60), "{}", with.budget.needed);
    let hours = f64::from(with.budget.needed.get()) / 60.0;
    assert_eq!(with.remedies[0].values[0], Figure::new("hours", hours));
}

#[test]
fn the_last_week_is_lighter_for_somebody_who_crammed() {
    let exam_on = failed().today() + Days::new(60);
    let is_near = |date: NaiveDate| (exam_on - date).num_days() <= 7;
    let last_week = |plan: &Plan| -> u32 {
        let near = blocks(plan).filter(|(date, ..)| is_near(*date));
        minutes(near.map(|(.., block)| block).filter(|block| block.domain.is_some()))
    };
    let (without, with) = (with(&[]), with(&[Remedy::LastWeek]));
    assert!(last_week(&with) < last_week(&without));
    // Days with a mock exam are as long as it takes.
    let usual = |day: &&PlanDay| day.blocks.iter().all(|block| block.domain.is_some());
    let longest = |near: bool| {
        let days = with.days.iter().filter(usual).filter(|day| is_near(day.date) == near);
        days.map(|day| day.minutes().get()).max().unwrap()
    };
    assert!(longest(true) * 100 <= longest(false) * 75, "{} {}", longest(true), longest(false));
}

#[test]
fn blocks_are_smaller_for_somebody_whose_longer_ones_did_not_happen() {
    let longest = |plan: &Plan| {
        let study = blocks(plan).filter(|(.., block)| block.kind == BlockKind::Study);
        study.map(|(.., block)| block.minutes.get()).max()
    };
    assert!(longest(&with(&[Remedy::SmallerBlocks])) < Some(30));
    assert!(longest(&with(&[])) >= Some(30));
}

#[test]
fn heavy_domains_get_three_quarters_of_their_weight_even_where_they_are_strong() {
    let mut world = failed();
    world.estimates[3].mean = 0.9;
    world.estimates[3].class = rebound_core::coach::estimate::DomainClass::Strong;
    let plan = asking(world, &[Remedy::Weights]).plan();
    let (heavy, all) = (plan.allocation[3].minutes.get(), plan.budget.allotted.get());
    assert!(f64::from(heavy) >= 0.75 * 0.28 * f64::from(all) - 30.0, "{heavy} of {all}");
    assert_eq!(plan.allocation[3].bound, Bound::Remedy);
}

#[test]
fn the_heavy_domain_comes_first_until_it_had_two_hours() {
    let plan = asking(acted_on(Remedy::Opens), &[Remedy::Opens]).plan();
    let rule = Remedy::Opens.rule();
    let opening: Vec<&Block> = blocks(&plan)
        .map(|(.., block)| block)
        .filter(|block| block.reasons.iter().any(|reason| reason.rule == rule))
        .collect();
    assert!(opening.iter().all(|block| block.domain.as_ref().unwrap().as_str() == "4"));
    let minutes: u32 = opening.iter().map(|block| block.minutes.get()).sum();
    assert!((90..180).contains(&minutes), "{minutes}");
    let first = blocks(&plan).find(|(.., block)| is_weak(block)).unwrap();
    assert_eq!(first.2.domain.as_ref().unwrap().as_str(), "4");
}

#[test]
fn the_pass_touches_every_open_objective_once() {
    let plan = with(&[Remedy::Coverage]);
    let topics: Vec<String> =
        blocks(&plan).filter_map(|(.., b)| Some(b.topic.as_ref()?.text())).collect();
    let different: BTreeSet<&String> = topics.iter().collect();
    // Twenty objectives; one in each of the first three domains was read.
    assert_eq!((topics.len(), different.len()), (17, 17), "{topics:?}");
}

#[test]
fn a_weak_domain_is_seen_from_three_sides_even_with_one_bank_in_the_house() {
    let only_bank = |remedies: &[Remedy]| {
        let mut world = failed();
        keep_resources(&mut world, |key| key == "bank-a");
        asking(world, remedies).plan()
    };
    let kinds = |plan: &Plan| -> BTreeSet<BlockKind> {
        let early = blocks(plan).filter(|(_, phase, block)| {
            is_weak(block) && matches!(phase, PhaseKind::DeepWork | PhaseKind::TargetedPractice)
        });
        early.map(|(.., block)| block.kind).collect()
    };
    let (without, with) = (only_bank(&[]), only_bank(&[Remedy::Families]));
    assert_eq!(kinds(&without), BTreeSet::from([BlockKind::TargetedSet]));
    for kind in [BlockKind::Study, BlockKind::Lab, BlockKind::TargetedSet] {
        assert!(kinds(&with).contains(&kind), "{kind:?}");
    }
    assert!(with.family_hint.is_some());
}

#[test]
fn the_bank_of_last_time_rests_until_the_mock_exams() {
    let plan = with(&[Remedy::SecondBank]);
    let used = |phases: &[PhaseKind]| -> BTreeMap<&str, u32> {
        let mut used = BTreeMap::new();
        for (_, phase, block) in blocks(&plan) {
            if let Some(key) = block.resource.as_ref().filter(|_| phases.contains(&phase))
                && block.place == SlotPlace::Desk
            {
                *used.entry(key.as_str()).or_default() += block.minutes.get();
            }
        }
        used
    };
    let early = used(&[PhaseKind::DeepWork, PhaseKind::TargetedPractice]);
    assert!(!early.contains_key("bank-a") && early["bank-b"] > 0, "{early:?}");
    let mut mock_exams = blocks(&plan).filter(|(.., block)| block.kind == BlockKind::MockExam);
    assert!(mock_exams.all(|(.., block)| block.resource.as_ref().unwrap().as_str() == "bank-b"));
}

#[test]
fn one_bank_alone_gives_no_questions_for_mock_exams() {
    let mut world = failed();
    keep_resources(&mut world, |key| key != "bank-b");
    let plan = asking(world, &[Remedy::SecondBank]).plan();
    let mut mock_exams = blocks(&plan).filter(|(.., block)| block.kind == BlockKind::MockExam);
    assert!(mock_exams.all(|(.., block)| block.resource.is_none()));
    assert!(plan.warnings.iter().any(|said| said.text().contains("second question bank")));
}

#[test]
fn a_quarter_of_the_time_in_weak_domains_is_hands_on() {
    let plan = with(&[Remedy::Labs]);
    let weak = || blocks(&plan).map(|(.., block)| block).filter(|block| is_weak(block));
    let labs = minutes(weak().filter(|block| block.kind == BlockKind::Lab));
    assert!(labs * 4 >= minutes(weak()) - 60, "{labs} of {}", minutes(weak()));
}

#[test]
fn every_other_set_of_a_weak_domain_is_of_scenarios() {
    let plan = with(&[Remedy::Scenarios]);
    let count = |kind| blocks(&plan).filter(|(.., b)| is_weak(b) && b.kind == kind).count();
    let (scenarios, others) =
        (count(BlockKind::ScenarioSet), count(BlockKind::TargetedSet) + count(BlockKind::TimedSet));
    assert!(scenarios > 0 && scenarios.abs_diff(others) <= 2, "{scenarios} {others}");
    let elsewhere = blocks(&plan).filter(|(.., b)| b.kind == BlockKind::ScenarioSet);
    assert!(elsewhere.into_iter().all(|(.., block)| is_weak(block)));
}

#[test]
fn sets_run_against_the_clock_before_the_mock_exams_and_last_an_hour_for_stamina() {
    let timed = |plan: &Plan| -> Vec<u32> {
        let early = blocks(plan).filter(|(_, phase, block)| {
            *phase == PhaseKind::TargetedPractice && block.kind == BlockKind::TimedSet
        });
        early.map(|(.., block)| block.minutes.get()).collect()
    };
    assert!(timed(&with(&[])).is_empty());
    assert!(!timed(&with(&[Remedy::Pacing])).is_empty());
    assert!(timed(&with(&[Remedy::Stamina])).iter().any(|minutes| *minutes >= 60));
}

#[test]
fn drills_come_every_third_day_and_take_no_content() {
    for (remedy, kind) in
        [(Remedy::Reading, BlockKind::ReadingDrill), (Remedy::Changes, BlockKind::ChangeDrill)]
    {
        let plan = with(&[remedy]);
        let drills: Vec<&Block> =
            blocks(&plan).map(|(.., b)| b).filter(|block| block.kind == kind).collect();
        assert!(drills.len() >= 15, "{}", drills.len());
        assert!(drills.iter().all(|block| block.domain.is_none() && block.minutes.get() < 30));
    }
}
