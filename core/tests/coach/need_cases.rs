//! Cases from the field about the line, the need, the ways out and what counts as evidence. The inputs
//! lie in `core/tests/cases`.

use rebound_core::coach::derivation::subject::Subject;
use rebound_core::coach::derivation::{Coaching, Derivation};
use rebound_core::coach::estimate::DomainClass;
use rebound_core::coach::line::{LineSource, PassLine};
use rebound_core::coach::planner::plan::{Aim, Measurement, Promise, WayOut};
use rebound_core::coach::report::check;
use rebound_core::facts::attempt::Attempt;
use rebound_core::facts::{Fact, FactBody};

use crate::look::{case, catalogue, derive};

fn coach(facts: &[Fact], at: &str) -> Coaching {
    derive(facts, at).coaching.unwrap()
}

fn line(derivation: &Derivation) -> PassLine {
    let Subject::Known(exam) = &derivation.exam else { panic!("{:?}", derivation.exam) };
    exam.line
}

fn whole(coaching: &Coaching) -> f64 {
    coaching.estimates.iter().map(|estimate| estimate.share * estimate.mean).sum()
}

fn attempt<'a>(facts: &'a mut [Fact], id: &str) -> &'a mut Attempt {
    let fact = facts.iter_mut().find(|fact| fact.id.as_str() == id).unwrap();
    let FactBody::Attempt(attempt) = &mut fact.body else { panic!("{id} is no attempt") };
    attempt
}

#[test]
fn cisa_needs_nothing_has_a_line_that_nobody_knows_and_some_work() {
    let facts = case!("cisa-needs-nothing");
    let derivation = derive(&facts, "2026-11-20T10:00:00-06:00[America/Chicago]");
    let line = line(&derivation);
    assert_eq!((line.share, line.give_or_take, line.source), (0.62, 0.07, LineSource::Unknown));
    let said = line.said().text();
    assert!(said.contains("Nobody can say") && !said.contains("give or take"), "{said}");
    let work = derivation.coaching.unwrap().plan.work;
    assert!(work.even.hours >= 5 && work.buffer.hours > work.even.hours, "{work:?}");
}

#[test]
fn all_objectives_listed_raise_no_estimate() {
    let mut facts = case!("all-objectives-listed");
    let at = "2026-11-20T10:00:00-06:00[America/Chicago]";
    let with = coach(&facts, at);
    attempt(&mut facts, "a1").report.as_mut().unwrap().domains.clear();
    let without = coach(&facts, at);
    for (with, without) in with.estimates.iter().zip(&without.estimates) {
        assert!(with.mean <= without.mean, "{} {}", with.mean, without.mean);
    }
}

#[track_caller]
fn check_slip(facts: &mut [Fact], objective: &str) {
    let derivation = derive(facts, "2026-11-20T10:00:00Z");
    let told = derivation.anomalies.iter().find(|odd| odd.subject == "a1").unwrap();
    assert!(told.said.text().contains(objective), "{}", told.said);
    assert!(derivation.coaching.unwrap().estimates[0].basis.is_empty());
    let attempt = attempt(facts, "a1");
    let exam = catalogue().exam(&attempt.exam).unwrap();
    let refused = check(attempt, exam, "2026-11-20".parse().unwrap()).unwrap_err();
    assert_eq!(refused.field, "report.domains[0].evidence");
    assert!(refused.found.text().contains(objective), "{}", refused.found);
}

#[test]
fn objective_of_another_domain_is_named_as_a_slip_and_counts_for_nothing() {
    check_slip(&mut case!("objective-of-another-domain"), "4.1");
}

#[test]
fn objective_that_is_not_there_is_named_as_a_slip_and_counts_for_nothing() {
    check_slip(&mut case!("objective-that-is-not-there"), "1.9");
}

#[test]
fn report_of_another_outline_is_asked_about_area_by_area_and_none_is_matched_by_its_number() {
    let facts = case!("report-of-another-outline");
    let derivation = derive(&facts, "2026-11-20T10:00:00Z");
    for area in 1..=9 {
        let asked = format!("area {area} of TA-003");
        let of_area = |said: &str| said.contains(&asked);
        assert_eq!(derivation.anomalies.iter().filter(|odd| of_area(&odd.said.text())).count(), 1);
    }
    assert!(derivation.coaching.unwrap().estimates.iter().all(|known| known.basis.is_empty()));
}

#[test]
fn coach_nearly_passed_and_every_band_high_is_below_the_line_and_measures_first() {
    let facts = case!("coach-nearly-passed-and-every-band-high");
    let derivation = derive(&facts, "2026-01-13T19:00:00-06:00[America/Chicago]");
    let line = line(&derivation);
    let coaching = derivation.coaching.unwrap();
    // The day after, as good as all of the result still counts.
    assert!(whole(&coaching) <= line.share - 0.005, "{}", whole(&coaching));
    assert!(coaching.estimates.iter().all(|known| known.class != DomainClass::Strong));
    let work = &coaching.plan.work;
    assert!(work.even.hours >= 5 && work.even.low <= work.even.hours, "{work:?}");
    assert!(work.even.high > work.even.hours, "{work:?}");
    assert_eq!(work.measure, Some(Measurement::MockExam));
}

#[test]
fn coach_printed_mark_overlooked_counts_as_the_line_of_page_classes_and_need() {
    let mut facts = case!("coach-printed-mark-overlooked");
    let at = "2026-04-11T09:00:00-05:00[America/Chicago]";
    let printed = derive(&facts, at);
    assert!((line(&printed).share - 0.75).abs() < 1e-9);
    attempt(&mut facts, "a1").report.as_mut().unwrap().pass_mark = None;
    let without = derive(&facts, at);
    assert!((line(&without).share - 0.70).abs() < 1e-9);
    let (printed, without) = (printed.coaching.unwrap(), without.coaching.unwrap());
    assert!(printed.plan.work.buffer.hours > without.plan.work.buffer.hours);
    for (printed, without) in printed.estimates.iter().zip(&without.estimates) {
        assert!(printed.p_below >= without.p_below);
    }
}

#[test]
fn coach_hours_that_end_below_the_pass_line_end_above_the_line_that_is_told() {
    let facts = case!("coach-hours-that-end-below-the-pass-line");
    let derivation = derive(&facts, "2026-06-17T09:00:00+05:30[Asia/Kolkata]");
    let line = line(&derivation);
    assert!(line.said().text().contains("75 %"), "{}", line.said());
    let plan = derivation.coaching.unwrap().plan;
    for (hours, margin) in [(plan.work.even, 3), (plan.work.buffer, 10)] {
        assert_eq!(hours.hours % 5, 0);
        assert!(hours.low < hours.hours && hours.hours < hours.high, "{hours:?}");
        assert!(hours.promise == Promise::Reached, "{margin} points: {hours:?}");
    }
    let aimed = match plan.budget.aim {
        Aim::Even => plan.work.even.hours,
        Aim::Buffer => plan.work.buffer.hours,
    };
    let day = serde_json::to_string(&plan.exam_day).unwrap();
    assert!(day.contains(&format!("roughly {aimed} hours")), "{day}");
}

#[test]
fn coach_stated_mark_of_86_is_the_line_and_asks_for_work() {
    let facts = case!("coach-stated-mark-of-86");
    let derivation = derive(&facts, "2026-04-20T20:00:00+02:00[Europe/Paris]");
    assert_eq!((line(&derivation).share, line(&derivation).source), (0.86, LineSource::Stated));
    let coaching = derivation.coaching.unwrap();
    assert!(coaching.estimates.iter().all(|known| known.class != DomainClass::Strong));
    assert!(coaching.plan.work.even.hours > 0);
    // Ten points above 86 % lie beyond what anybody can count on.
    assert!(matches!(coaching.plan.work.buffer.promise, Promise::EndsAt { whole } if whole < 0.95));
}

#[test]
fn coach_exam_the_day_after_tomorrow_offers_a_later_date_or_to_go_and_see() {
    let facts = case!("coach-exam-the-day-after-tomorrow");
    let plan = coach(&facts, "2026-06-16T07:00:00-05:00[America/Chicago]").plan;
    let [WayOut::LaterDate { date, points, .. }, WayOut::GoAndSee { said, .. }] = &plan.options[..]
    else {
        panic!("{:?}", plan.options)
    };
    assert!(*date > "2026-06-18".parse().unwrap() && *points >= 1.0);
    assert!(said.text().contains("go and see, or move it"), "{said}");
}

#[test]
fn coach_narrower_scope_leaves_out_weak_domains_no_more() {
    let facts = case!("coach-narrower-scope-leaves-out-weak-domains");
    let plan = coach(&facts, "2026-06-13T07:00:00-05:00[America/Chicago]").plan;
    assert!(plan.options.iter().any(|way| matches!(way, WayOut::LaterDate { .. })));
    for way in &plan.options {
        match way {
            // A week of 210 minutes, and half as much again.
            WayOut::MoreTime { minutes_a_week, points, .. } => {
                assert!(*minutes_a_week <= 105 && *points >= 1.0, "{way:?}");
            }
            WayOut::NarrowerScope { .. } => panic!("{way:?}"),
            WayOut::LaterDate { .. } | WayOut::GoAndSee { .. } => {}
        }
    }
}

#[test]
fn coach_two_recorded_fails_both_count_and_the_first_less() {
    let mut facts = case!("coach-two-recorded-fails");
    let at = "2026-03-22T09:00:00-05:00[America/Chicago]";
    let both = coach(&facts, at);
    assert!(both.estimates.iter().all(|known| known.class != DomainClass::Unknown));
    assert!(both.estimates.iter().all(|known| known.basis[0].as_str() == "a1"));
    let off = |facts: &[Fact]| -> f64 {
        let mean = |known: &rebound_core::coach::estimate::DomainEstimate| known.mean;
        let now = coach(facts, at);
        let pairs = now.estimates.iter().zip(&both.estimates);
        pairs.map(|(now, both)| (mean(now) - mean(both)).abs()).sum()
    };
    let first = std::mem::take(&mut attempt(&mut facts, "a1").report.as_mut().unwrap().domains);
    let without = off(&facts);
    assert!(without > 0.005, "{without}");
    // The same lists on the second report would be fresh.
    attempt(&mut facts, "a2").report.as_mut().unwrap().domains = first;
    assert!(off(&facts) > 0.0);
}
