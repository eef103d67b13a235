//! What has to be said, and what may only be said where it is known.

use chrono::Days;
use rebound_core::coach::planner::plan::BlockKind;
use rebound_core::facts::FactBody;
use rebound_core::facts::attempt::Outcome;
use rebound_core::facts::availability::SlotPlace;

use crate::candidates::{Done, Habit};
use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant { name: "what two scores differ by is said", of: "5, coach 21", holds: difference },
    Invariant {
        name: "two sittings of one day are asked about first",
        of: "9, coach 19",
        holds: twice,
    },
    Invariant {
        name: "six recorded weeks are not called too little",
        of: "5",
        holds: enough_recorded,
    },
    Invariant {
        name: "nothing is said of hours that nobody told by domain",
        of: "12, coach 11",
        holds: by_domain,
    },
    Invariant {
        name: "a share is said only of what was recorded",
        of: "12, coach 11",
        holds: shares,
    },
    Invariant {
        name: "after a lost week it is said what fell out",
        of: "6, coach 9",
        holds: fell_out,
    },
    Invariant {
        name: "a desk slot that is long enough is asked about",
        of: "1, coach 2",
        holds: desk,
    },
    Invariant {
        name: "who only has trains has a light review before the exam",
        of: "10",
        holds: trains,
    },
    Invariant {
        name: "an exam code that nothing knows is told with the nearest",
        of: "7, coach 20",
        holds: unknown_code,
    },
    Invariant {
        name: "topics noted for a fail stay after a missed appointment",
        of: "7",
        holds: topics,
    },
];

fn said(view: &View<'_>, what: &str) -> bool {
    let page = view.page();
    page.contains(what) || view.texts().iter().any(|text| text.contains(what))
}

/// Of the last two sittings that have a score, on the page of the last one.
fn difference(view: &View<'_>) -> Result<(), String> {
    let sat = view.sat();
    let score = |at: usize| {
        let attempt = sat.len().checked_sub(at).and_then(|at| sat.get(at))?;
        if attempt.outcome != Outcome::Fail {
            return None;
        }
        attempt.report.as_ref()?.overall.map(|score| score.get())
    };
    let (Some(now), Some(then)) = (score(1), score(2)) else { return Ok(()) };
    if now <= then {
        return Ok(());
    }
    let points = now - then;
    let words = [format!("{points} points more"), "One point more".to_owned()];
    let page = view.page();
    ensure(words.iter().any(|words| page.contains(words)), || format!("{then} then, {now} now"))
}

fn twice(view: &View<'_>) -> Result<(), String> {
    let sat = view.sat();
    let double = sat.windows(2).find(|pair| pair[0].sat_on == pair[1].sat_on);
    // A pass that was entered twice changes nothing.
    let Some(pair) = double.filter(|pair| pair[1].outcome != Outcome::Pass) else { return Ok(()) };
    let day = pair[0].sat_on.format("%-d %B %Y").to_string();
    let asked =
        |text: &str| text.contains(&day) && (text.contains("wo ") || text.contains("twice"));
    let page = view.page();
    ensure(page.lines().any(asked), || format!("two sittings on {day}, and the page does not ask"))
}

fn enough_recorded(view: &View<'_>) -> Result<(), String> {
    let Some(last) = view.sat().last().cloned() else { return Ok(()) };
    let history = view.history();
    let from = last.sat_on - Days::new(42);
    let weeks: std::collections::BTreeSet<_> = history
        .study_sessions
        .iter()
        .filter(|fact| fact.value.exam == view.exam.code)
        .map(|fact| fact.at.study_day())
        .filter(|day| (from..last.sat_on).contains(day))
        .map(|day| (last.sat_on - day).num_days() / 7)
        .collect();
    let little = view.page().contains("Too little is recorded");
    ensure(!little || weeks.len() < 6, || "too little, of six weeks of study".to_owned())
}

/// Whether any study of the exam was recorded with its domain.
fn knows_domains(view: &View<'_>) -> bool {
    let history = view.history();
    let sessions = history
        .study_sessions
        .iter()
        .any(|fact| fact.value.domain.is_some() && fact.value.exam == view.exam.code);
    let priors = history
        .prior_preparations
        .iter()
        .flat_map(|fact| &fact.value.shares)
        .any(|share| share.domain.is_some());
    let sets = history.practice_sets.iter().any(|fact| fact.value.exam == view.exam.code);
    sessions || priors || sets || !history.mock_exam_results.is_empty()
}

fn by_domain(view: &View<'_>) -> Result<(), String> {
    ensure(knows_domains(view) || !said(view, "none of the hours that named a domain"), || {
        "none of the hours, of nobody knows how many".to_owned()
    })
}

fn shares(view: &View<'_>) -> Result<(), String> {
    for (day, block) in view.blocks() {
        for reason in &block.reasons {
            let share = reason.values.iter().find(|figure| figure.name == "share");
            let empty = share.is_some_and(|share| share.value <= 0.0);
            ensure(!empty, || format!("{}: {}", day.date, reason.said))?;
        }
    }
    Ok(())
}

fn fell_out(view: &View<'_>) -> Result<(), String> {
    let (Some(shown), Some(plan)) = (&view.life.shown, view.plan()) else { return Ok(()) };
    let missed = shown.plan.days.iter().filter(|day| day.date < view.today()).count();
    if shown.done != Done::Nothing || missed < 3 || plan.days.is_empty() {
        return Ok(());
    }
    let changed = plan.changed.as_ref().map(ToString::to_string).unwrap_or_default();
    ensure(changed.contains("fell out"), || format!("{missed} days: {changed:?}"))
}

fn desk(view: &View<'_>) -> Result<(), String> {
    let (Some(plan), Some(exam_on)) = (view.plan(), view.exam_on()) else { return Ok(()) };
    let ahead = (exam_on - view.today()).num_days();
    // Days are laid out for a year at a time: what lies beyond is asked about when its time has come.
    let is_laid_out = (14..366).contains(&ahead);
    if !is_laid_out || view.life.habit != Habit::DeskOnly || plan.days.is_empty() {
        return Ok(());
    }
    let clock = view.clock();
    let mut window = (3..=ahead.min(14)).map(|before| exam_on - Days::new(before.unsigned_abs()));
    let holds =
        window.any(|day| !clock.holding(day, view.mock_exam_minutes(), SlotPlace::Desk).is_empty());
    let planned = view.blocks().filter(|(_, block)| block.kind == BlockKind::MockExam).count();
    let mocks = planned + view.mock_exams_since(exam_on - Days::new(28));
    // A limit that no mock exam fits into comes first: no slot helps before it is higher.
    let asked = said(view, "undisturbed?") || said(view, "fits into your limit");
    ensure(mocks > 1 || !holds || asked, || "a long slot at a desk, and nobody asks".to_owned())
}

fn trains(view: &View<'_>) -> Result<(), String> {
    let Some(exam_on) = view.exam_on() else { return Ok(()) };
    let ahead = (exam_on - view.today()).num_days();
    if view.life.habit != Habit::TrainsOnly || !(3..40).contains(&ahead) {
        return Ok(());
    }
    let clock = view.clock();
    // The day of a sitting and the one after it are for rest.
    let rested = view.sat().last().map(|attempt| attempt.sat_on + Days::new(1));
    let days = (1..=2).map(|before| exam_on - Days::new(before));
    let mut days = days.filter(|day| rested.is_none_or(|rested| *day > rested));
    let rides = days.any(|day| clock.slots(day).iter().any(|slot| slot.minutes.get() >= 15));
    let light = view.blocks().any(|(_, block)| block.kind == BlockKind::LightReview);
    ensure(light || !rides || clock.cap.is_some(), || format!("no light review before {exam_on}"))
}

fn unknown_code(view: &View<'_>) -> Result<(), String> {
    for fact in &view.life.facts {
        let FactBody::Attempt(attempt) = &fact.body else { continue };
        if view.catalogue.exam(&attempt.exam).is_some() {
            continue;
        }
        let code = attempt.exam.as_str();
        let told = view.derivation.anomalies.iter().any(|odd| {
            let text = odd.said.to_string();
            text.contains(code) && text.contains(view.exam.code.as_str())
        });
        ensure(told, || format!("nothing of {code}"))?;
    }
    Ok(())
}

/// What was noted beside a pass is no work to come back to, also where another sitting was booked since.
fn topics(view: &View<'_>) -> Result<(), String> {
    if view.last_outcome() == Some(Outcome::Pass) {
        return Ok(());
    }
    let history = view.history();
    let uncounted =
        rebound_core::coach::record::sittings::Sittings::of(&history, &view.exam.code, view.now());
    let Some(last) = uncounted.last().filter(|_| !uncounted.uncounted().is_empty()) else {
        return Ok(());
    };
    let noted: Vec<&String> = history
        .domain_notes
        .iter()
        .filter(|fact| fact.value.attempt == *last.id)
        .flat_map(|fact| &fact.value.topics)
        .collect();
    let Some(plan) = view.plan().filter(|plan| !noted.is_empty() && plan.days.len() > 20) else {
        return Ok(());
    };
    let looked_at = plan.days.iter().flat_map(|day| &day.blocks).any(|block| block.topic.is_some());
    ensure(looked_at, || format!("{noted:?} of the fail are nowhere"))
}
