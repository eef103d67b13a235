//! What is known about the domains, what follows for the need, and which ways out are offered.

use chrono::NaiveDate;
use rebound_core::base::ids::DomainId;
use rebound_core::coach::causes::{CauseClass, EvidenceConfidence};
use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::estimate::DomainClass;
use rebound_core::coach::planner::plan::{BlockKind, WayOut};
use rebound_core::coach::rule::Rule;
use rebound_core::facts::attempt::Outcome;
use rebound_core::facts::score_report::Evidence;
use rebound_core::facts::{Fact, FactBody};

use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant { name: "an estimate is a number between its ends", of: "7", holds: sound },
    Invariant { name: "a worse report never raises an estimate", of: "7", holds: worse },
    Invariant { name: "a worse report never lowers the need", of: "P21", holds: worse_need },
    Invariant {
        name: "a list of missed objectives never raises an estimate",
        of: "7",
        holds: list,
    },
    Invariant { name: "nobody who failed needs no hours", of: "2, coach 3", holds: need },
    Invariant {
        name: "a way out is one that a person can take",
        of: "4, P22, coach 7",
        holds: ways_out,
    },
    Invariant { name: "an opinion alone is a weak sign", of: "5, coach 10", holds: opinion },
    Invariant {
        name: "what is established comes before what is likely",
        of: "5, coach 10",
        holds: headline,
    },
    Invariant {
        name: "diagnostics go where they change something",
        of: "10, coach 13",
        holds: diagnostics,
    },
    Invariant { name: "the first task is in what is weak", of: "10, coach 14", holds: first_task },
];

/// A tenth of a point.
const NEARLY: f64 = 0.001;
/// Half a point, for a whole without a list: where a fail sets it, less evidence may leave it less sure,
/// and so nearer to practice since then.
const MOVED: f64 = 0.005;

fn sound(view: &View<'_>) -> Result<(), String> {
    let Some(coaching) = view.coaching() else { return Ok(()) };
    let shares: f64 = coaching.estimates.iter().map(|estimate| estimate.share).sum();
    ensure((shares - 1.0).abs() < 1e-9, || format!("shares sum to {shares}"))?;
    for estimate in &coaching.estimates {
        let (low, mean, high) = (estimate.low, estimate.mean, estimate.high);
        let sound = 0.0 < low && low <= mean && mean <= high && high < 1.0 && estimate.sd > 0.0;
        ensure(sound, || format!("{}: {low} {mean} {high}", estimate.domain))?;
    }
    Ok(())
}

/// The facts with the last report worse in one domain, and which domain that is.
fn worsened(view: &View<'_>) -> Option<(Vec<Fact>, usize)> {
    let mut facts = view.life.facts.clone();
    let history = view.history();
    let sittings =
        rebound_core::coach::record::sittings::Sittings::of(&history, &view.exam.code, view.now());
    let last = sittings.last_decided()?.id.clone();
    let fact = facts.iter_mut().find(|fact| fact.id == last)?;
    let FactBody::Attempt(attempt) = &mut fact.body else { return None };
    let readings = &mut attempt.report.as_mut()?.domains;
    let at = view.life.seed as usize % readings.len().max(1);
    let reading = readings.get_mut(at)?;
    let lower = |score: f64, by: f64, least: f64| (score - by).max(least).try_into().unwrap();
    match &mut reading.evidence {
        Evidence::Percent(percent) => *percent = lower(percent.get(), 15.0, 0.0),
        Evidence::Bar { low, high } if low.get() > 0.0 => {
            *low = lower(low.get(), 25.0, 0.0);
            *high = lower(high.get(), 25.0, 0.0);
        }
        Evidence::Band { level, .. } if *level > 1 => *level -= 1,
        Evidence::Scaled(score) => {
            let scale = view.exam.scale?;
            *score = lower(score.get(), 60.0, scale.min.get());
        }
        Evidence::MissedObjectives { objectives, of } if objectives.len() < usize::from(*of) => {
            let name = |number| format!("{}.{number}", reading.domain).parse().unwrap();
            let next = (1..=*of).map(name).find(|id| !objectives.contains(id))?;
            objectives.push(next);
        }
        Evidence::Count { correct, .. } if *correct > 0 => *correct -= 1,
        Evidence::SelfRating(rating) if *rating > 1 => *rating -= 1,
        Evidence::Bar { .. }
        | Evidence::Band { .. }
        | Evidence::MissedObjectives { .. }
        | Evidence::Count { .. }
        | Evidence::SelfRating(_)
        | Evidence::Rank { .. } => return None,
    }
    let at = view.exam.position(&reading.domain)?;
    Some((facts, at))
}

fn whole(derivation: &Derivation) -> f64 {
    let estimates = derivation.coaching.iter().flat_map(|coaching| &coaching.estimates);
    estimates.map(|estimate| estimate.share * estimate.mean).sum()
}

/// Hours of one step in which the need is told, or a seventh of it: where the result holds the whole,
/// domains that are less alike are quicker to mend.
fn less_alike(hours: u32) -> u32 {
    (hours / 7).max(5)
}

/// What was answered after the last result, taken out.
fn as_of_the_result(view: &View<'_>, facts: &[Fact]) -> Vec<Fact> {
    let last = view.sat().last().map_or(NaiveDate::MIN, |attempt| attempt.sat_on);
    let is_since = |fact: &&Fact| {
        let answers = matches!(
            fact.body,
            FactBody::PracticeSet(_) | FactBody::MockExamResult(_) | FactBody::Answer(_)
        );
        !(answers && fact.at.study_day() > last)
    };
    facts.iter().filter(is_since).cloned().collect()
}

/// The worse domain is no better for it, and as of the day of the result neither is the whole.
///
/// What was answered since is another matter. A fail says where the whole lay: where one domain was
/// worse, the others were better, and who has practised the worse one since has more of both. Then the
/// whole may be higher by what the report took off that domain, and by no more.
fn worse(view: &View<'_>) -> Result<(), String> {
    let Some((facts, at)) = worsened(view) else { return Ok(()) };
    let of = |facts: &[Fact]| Derivation::of(facts, view.catalogue, view.now());
    let other = of(&facts);
    let (Some(before), Some(after)) = (view.coaching(), other.coaching.as_ref()) else {
        return Err("no answer to a worse report".to_owned());
    };
    let (good, bad) = (before.estimates[at].mean, after.estimates[at].mean);
    ensure(bad <= good + NEARLY, || format!("domain {}: {good} rises to {bad}", at + 1))?;
    let then = [&view.life.facts, &facts].map(|facts| of(&as_of_the_result(view, facts)));
    let [good, bad] = [&then[0], &then[1]].map(whole);
    ensure(bad <= good + NEARLY, || format!("the whole that day: {good} rises to {bad}"))?;
    let domain = |derivation: &Derivation| {
        let of = derivation.coaching.as_ref().map(|coaching| &coaching.estimates[at]);
        of.map_or(0.0, |of| of.share * of.mean)
    };
    let taken = domain(&then[0]) - domain(&then[1]);
    let (good, bad) = (whole(&view.derivation), whole(&other));
    ensure(bad <= good + taken + NEARLY, || {
        format!("the whole: {good} rises to {bad}, by more than {taken}")
    })
}

fn worse_need(view: &View<'_>) -> Result<(), String> {
    let Some((facts, _)) = worsened(view) else { return Ok(()) };
    let other = Derivation::of(&facts, view.catalogue, view.now());
    let needed = |derivation: &Derivation| {
        let plan = derivation.coaching.as_ref().map(|coaching| &coaching.plan);
        plan.map_or((0, 0), |plan| (plan.work.even.hours, plan.work.buffer.hours))
    };
    let (good, bad) = (needed(&view.derivation), needed(&other));
    let falls = |good: u32, bad: u32| bad + less_alike(good) < good;
    let falls = falls(good.0, bad.0) || falls(good.1, bad.1);
    ensure(!falls, || format!("the need falls from {good:?} to {bad:?} hours"))
}

/// Taking a list of missed objectives away never lowers an estimate.
fn list(view: &View<'_>) -> Result<(), String> {
    let mut facts = view.life.facts.clone();
    let mut lists = 0;
    for fact in &mut facts {
        let FactBody::Attempt(attempt) = &mut fact.body else { continue };
        let Some(report) = attempt.report.as_mut().filter(|_| attempt.exam == view.exam.code)
        else {
            continue;
        };
        let before = report.domains.len();
        let is_list = |evidence: &Evidence| matches!(evidence, Evidence::MissedObjectives { objectives, .. } if !objectives.is_empty());
        if attempt.outcome == Outcome::Fail {
            report.domains.retain(|reading| !is_list(&reading.evidence));
        }
        lists += before - report.domains.len();
    }
    if lists == 0 {
        return Ok(());
    }
    let other = Derivation::of(&facts, view.catalogue, view.now());
    ensure(other.coaching.is_some(), || "no answer without the list".to_owned())?;
    let (with, without) = (whole(&view.derivation), whole(&other));
    ensure(with <= without + MOVED, || {
        format!("the whole: {without} without the list, {with} with it")
    })
}

fn need(view: &View<'_>) -> Result<(), String> {
    let failed = matches!(view.last_outcome(), Some(Outcome::Fail | Outcome::RemovedByProctor));
    let Some(plan) = view.plan().filter(|_| failed) else { return Ok(()) };
    ensure(plan.budget.needed.get() > 0, || "0 hours after a fail".to_owned())
}

fn ways_out(view: &View<'_>) -> Result<(), String> {
    let Some(coaching) = view.coaching() else { return Ok(()) };
    let clock = view.clock();
    // A usual week, or the one that comes where that holds less.
    let coming: u32 = view.today().iter_days().take(7).map(|day| clock.minutes(day)).sum();
    let week = coming.min(clock.usual_week());
    for way in &coaching.plan.options {
        match way {
            WayOut::MoreTime { minutes_a_week, .. } => {
                let most = week.max(clock.cap.unwrap_or(0)) / 2 + 30;
                ensure(*minutes_a_week <= most, || {
                    format!("{minutes_a_week} more minutes a week of {week}")
                })?;
                let in_all = week.min(clock.cap.unwrap_or(u32::MAX)) + minutes_a_week;
                ensure(in_all <= 25 * 60 + 30, || format!("{in_all} minutes a week"))?;
            }
            WayOut::LaterDate { date, .. } => {
                let now = view.exam_on();
                ensure(now.is_none_or(|now| *date > now), || {
                    format!("{date} is not later than {now:?}")
                })?;
                let from = coaching.plan.book_from;
                ensure(from.is_none_or(|from| *date >= from), || {
                    format!("{date} lies before {from:?}")
                })?;
            }
            WayOut::GoAndSee { .. } => {}
            WayOut::NarrowerScope { leave_out, .. } => {
                let left: Vec<_> = coaching
                    .estimates
                    .iter()
                    .filter(|estimate| leave_out.contains(&estimate.domain))
                    .collect();
                let share: f64 = left.iter().map(|estimate| estimate.share).sum();
                ensure(share <= 0.15 + 1e-9, || format!("{leave_out:?} are {share} of the exam"))?;
                let weak = left.iter().find(|estimate| estimate.class == DomainClass::Weak);
                ensure(weak.is_none(), || format!("leaves out weak {}", weak.unwrap().domain))?;
            }
        }
    }
    Ok(())
}

fn opinion(view: &View<'_>) -> Result<(), String> {
    let findings = view.coaching().map_or(&[][..], |coaching| &coaching.causes);
    for finding in findings.iter().filter(|finding| !finding.evidence.is_empty()) {
        // What is remembered of hours is a count, if a rough one; the statements are opinions.
        let alone =
            finding.evidence.iter().all(|signal| matches!(signal.rule, Rule::Statements(_)));
        let weak = finding.confidence == EvidenceConfidence::Low
            && matches!(finding.class, CauseClass::Possible | CauseClass::NotSupported);
        ensure(!alone || weak, || {
            format!("{:?}: {:?} {:?}", finding.cause, finding.class, finding.confidence)
        })?;
    }
    Ok(())
}

fn headline(view: &View<'_>) -> Result<(), String> {
    let Some(coaching) = view.coaching() else { return Ok(()) };
    let class = |cause| {
        coaching.causes.iter().find(|finding| finding.cause == cause).map(|finding| finding.class)
    };
    let front: Vec<_> = coaching.headline.iter().map(|cause| class(*cause)).collect();
    ensure(front.len() <= 3, || format!("{} in front", front.len()))?;
    let confirmed = |class: &Option<CauseClass>| *class == Some(CauseClass::Confirmed);
    let first = front.iter().take_while(|class| confirmed(class)).count();
    let later = front.iter().skip(first).any(confirmed);
    ensure(!later, || format!("{front:?}"))?;
    let known = coaching.causes.iter().filter(|finding| confirmed(&Some(finding.class))).count();
    ensure(first >= known.min(3), || format!("{known} are confirmed, {first} stand first"))
}

fn diagnostics(view: &View<'_>) -> Result<(), String> {
    let mut weeks = std::collections::BTreeMap::<_, usize>::new();
    for (day, block) in view.blocks().filter(|(_, block)| block.kind == BlockKind::Diagnostic) {
        let week = (day.date - view.today()).num_days() / 7;
        *weeks.entry(week).or_default() += 1;
        let fresh = fresh_answers(view, block.domain.as_ref(), day.date);
        // What was shown of the next days stays where it was, however much was answered since.
        let settled = (day.date - view.today()).num_days() < 3 && view.has_shown(day.date, block);
        ensure(fresh < 40 || settled, || {
            format!("{}: {} after {fresh} fresh answers", day.date, block.code)
        })?;
    }
    let many = weeks.iter().find(|(_, count)| **count > 2);
    ensure(many.is_none(), || format!("{many:?} in week"))
}

/// Answers in a domain within the two weeks before a day, repeated questions aside.
fn fresh_answers(view: &View<'_>, domain: Option<&DomainId>, day: NaiveDate) -> u32 {
    let history = view.history();
    let sets = history.practice_sets.iter().filter(|fact| {
        let old = (day - fact.at.study_day()).num_days() > 14;
        !old && fact.value.exam == view.exam.code && fact.value.domain.as_ref() == domain
    });
    sets.map(|fact| u32::from(fact.value.of - fact.value.seen_before)).sum()
}

/// Never a test, nor work, in the strongest domain first where another one is weak.
fn first_task(view: &View<'_>) -> Result<(), String> {
    let Some(coaching) = view.coaching() else { return Ok(()) };
    let weak = coaching.estimates.iter().any(|estimate| estimate.class == DomainClass::Weak);
    // Topics that are due come first on any day.
    let about =
        view.blocks().find(|(_, block)| block.domain.is_some() && block.kind != BlockKind::Review);
    let Some((day, block)) = about.filter(|_| weak && view.life.shown.is_none()) else {
        return Ok(());
    };
    let of =
        coaching.estimates.iter().find(|estimate| Some(&estimate.domain) == block.domain.as_ref());
    let strong = of.is_some_and(|of| of.class == DomainClass::Strong);
    ensure(!strong, || format!("{}: {} is strong, others are weak", day.date, block.code))
}
