//! A plan that was shown some days ago, and what the candidate did of it.

use chrono::{Days, NaiveDate};
use rebound_core::base::time::Now;
use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::planner::anchor;
use rebound_core::coach::planner::plan::{Block, BlockKind, Plan};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::{Fact, FactBody};
use serde_json::{Value, json};

use crate::candidates::diary::Diary;
use crate::candidates::work::Work;
use crate::clock::stamp;
use crate::dice::Dice;

/// A plan that was shown, and what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    /// The plan.
    pub(crate) plan: Plan,
    /// The facts of that moment.
    pub(crate) known: Vec<Fact>,
    /// The moment.
    pub(crate) at: Now,
    /// How much of it was done.
    pub(crate) done: Done,
}

/// How much of a plan was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Done {
    /// Nothing: a lost week.
    Nothing,
    /// Some of it.
    Some,
    /// All of it, as planned.
    All,
}

impl Shown {
    /// Shows a plan to one candidate in three, some days ago but after `after`, and lets some of it be
    /// done. What was done otherwise since then is taken out: it would be done twice.
    pub(crate) fn perhaps(
        diary: &mut Diary,
        seed: u64,
        (catalogue, work): (&Catalogue, &Work<'_>),
        (after, now): (NaiveDate, Now),
    ) -> Option<Self> {
        let mut dice = Dice::of(seed, "shown");
        let today = now.stamp().study_day();
        let ago = (today - after).num_days() - 1;
        if ago < 1 || !dice.percent(40) {
            return None;
        }
        let day = today - Days::new(dice.between(1, ago.min(13)).unsigned_abs());
        let at = stamp(diary.zone, day, dice.between(6 * 60, 11 * 60));
        let then = Now::at(at);
        diary.facts.retain(|fact| fact.at.utc_ms < at.utc_ms || !is_work(&fact.body));
        let known = diary.facts.iter().filter(|fact| fact.at.utc_ms <= at.utc_ms);
        let known: Vec<Fact> = known.cloned().collect();
        let plan = Derivation::of(&known, catalogue, then).coaching?.plan;
        let anchor = serde_json::to_value(anchor(&plan)).unwrap();
        diary.record_at(at, json!({ "plan_anchor": anchor }));
        let done = dice.weighed(&[(40, Done::Nothing), (35, Done::Some), (25, Done::All)]);
        for planned in plan.days.iter().take_while(|planned| planned.date < today) {
            for block in &planned.blocks {
                let does = match done {
                    Done::Nothing => false,
                    Done::Some => dice.percent(55),
                    Done::All => true,
                };
                let over = i64::from(block.start_minute) + i64::from(block.minutes.get());
                if let Some(body) = body(block, work, &mut dice).filter(|_| does) {
                    diary.record(planned.date, over, body);
                }
            }
        }
        Some(Self { plan, known, at: then, done })
    }
}

const fn is_work(body: &FactBody) -> bool {
    matches!(
        body,
        FactBody::StudySession(_) | FactBody::PracticeSet(_) | FactBody::MockExamResult(_)
    )
}

/// What is written down when a block was done as planned; `None` for what leaves no trace.
fn body(block: &Block, work: &Work<'_>, dice: &mut Dice) -> Option<Value> {
    let exam = work.exam;
    let domain = block.domain.as_ref().and_then(|domain| exam.position(domain));
    let activity = match block.kind {
        BlockKind::Study => "reading",
        BlockKind::Lab => "lab",
        BlockKind::Review | BlockKind::MockExamReview | BlockKind::LightReview => "review",
        BlockKind::Recall => "peer",
        BlockKind::Diagnostic
        | BlockKind::TargetedSet
        | BlockKind::ScenarioSet
        | BlockKind::TimedSet => {
            let of = block.questions.unwrap_or(12).max(1);
            return domain.map(|domain| work.set_of(dice, domain, of));
        }
        BlockKind::MockExam => return Some(work.mock_exam(dice)),
        BlockKind::PacingDrill
        | BlockKind::ReadingDrill
        | BlockKind::ChangeDrill
        | BlockKind::Technique
        | BlockKind::Checklist => return None,
    };
    let mut session = json!({
        "exam": exam.code, "minutes": block.minutes.get().max(1), "activity": activity,
    });
    if let Some(domain) = domain {
        session["domain"] = json!(exam.domains[domain].id);
    }
    if let Some(resource) = &block.resource {
        session["resource"] = json!(resource);
    }
    Some(json!({ "study_session": session }))
}
