//! When: the study day, the exam day, and the day from which the exam may be sat again.

use chrono::Days;
use rebound_core::coach::planner::plan::{BlockKind, ExamDay};
use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::facts::attempt::Outcome;

use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant {
        name: "no date is proposed before the vendor allows it",
        of: "P13, coach 17",
        holds: allowed,
    },
    Invariant {
        name: "where nothing is planned a sentence says why",
        of: "P14, P15",
        holds: answered,
    },
    Invariant {
        name: "no questions on the evening of a fail nor the day after",
        of: "10, coach 22",
        holds: evening,
    },
    Invariant { name: "the eve has a checklist, slot or not", of: "10, coach 23", holds: eve },
    Invariant {
        name: "after a pass nothing of waiting is told, and well done is said",
        of: "9, coach 21",
        holds: passed,
    },
    Invariant {
        name: "a day that is over is not told as one to come",
        of: "9, coach 18",
        holds: not_over,
    },
];

fn allowed(view: &View<'_>) -> Result<(), String> {
    let Some(coaching) = view.coaching() else { return Ok(()) };
    let plan = &coaching.plan;
    if let ExamDay::Provisional { date, .. } = &plan.exam_day {
        ensure(*date > view.today(), || format!("{date} is not ahead"))?;
        ensure(plan.book_from.is_none_or(|from| *date >= from), || {
            format!("{date} lies before {:?}", plan.book_from)
        })?;
    }
    if let Verdict::Open(window) = &coaching.eligibility.verdict {
        ensure(window.earliest <= window.safe, || format!("{window:?}"))?;
        ensure(plan.book_from.is_some_and(|from| from >= window.safe), || {
            format!("{:?} {window:?}", plan.book_from)
        })?;
    }
    Ok(())
}

fn answered(view: &View<'_>) -> Result<(), String> {
    let said = view.derivation.warnings.len();
    let Some(plan) = view.plan() else {
        return ensure(said > 0, || "no plan and no word".to_owned());
    };
    let mute = plan.days.is_empty() && said == 0 && !matches!(plan.exam_day, ExamDay::None { .. });
    ensure(!mute, || format!("no day is planned for {:?}, and no word", plan.exam_day))
}

fn evening(view: &View<'_>) -> Result<(), String> {
    let sat = view.sat();
    let Some(last) = sat.last().filter(|last| last.outcome == Outcome::Fail) else { return Ok(()) };
    for (day, block) in view.blocks().filter(|(day, _)| day.date <= last.sat_on + Days::new(1)) {
        let asks = block.questions.is_some()
            || matches!(
                block.kind,
                BlockKind::MockExam | BlockKind::Diagnostic | BlockKind::TimedSet
            );
        ensure(!asks, || format!("{} after {}: {}", day.date, last.sat_on, block.code))?;
    }
    Ok(())
}

fn eve(view: &View<'_>) -> Result<(), String> {
    let Some(exam_on) = view.exam_on() else { return Ok(()) };
    if view.today() + Days::new(1) != exam_on || view.last_outcome() == Some(Outcome::Pass) {
        return Ok(());
    }
    let block = view.blocks().any(|(_, block)| block.kind == BlockKind::Checklist);
    let said = view.texts().iter().any(|text| text.to_lowercase().contains("checklist"));
    let typed = view.plan().is_some_and(|plan| plan.eve.is_some());
    ensure(block || said || typed, || format!("nothing of a checklist on the eve of {exam_on}"))
}

fn passed(view: &View<'_>) -> Result<(), String> {
    if view.last_outcome() != Some(Outcome::Pass) {
        return Ok(());
    }
    let booked_again =
        matches!(view.plan().map(|plan| &plan.exam_day), Some(ExamDay::Fixed { .. }));
    let waits = view
        .derivation
        .warnings
        .iter()
        .map(ToString::to_string)
        .find(|text| text.contains("has to wait"));
    ensure(waits.is_none(), || waits.clone().unwrap_or_default())?;
    let page = view.page().to_lowercase();
    let praised = page.contains("well done")
        || view.texts().iter().any(|text| text.to_lowercase().contains("well done"));
    ensure(praised || booked_again, || "well done is not said".to_owned())
}

/// On the page a date after "from" lies ahead.
fn not_over(view: &View<'_>) -> Result<(), String> {
    let page = view.page();
    let Some(Verdict::Open(window)) = view.coaching().map(|coaching| &coaching.eligibility.verdict)
    else {
        return Ok(());
    };
    let today = view.today();
    if window.safe >= today {
        return Ok(());
    }
    let line = format!("From {}", window.safe.format("%-d %B %Y"));
    ensure(!page.contains(&line), || format!("{line} is over"))
}
