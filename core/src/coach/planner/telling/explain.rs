//! Why a block is where it is, in words and numbers.

use chrono::NaiveDate;

use crate::coach::planner::need::DomainNeed;
use crate::coach::planner::need::label;
use crate::coach::planner::plan::Block;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::Reason;
use crate::exam::blueprint::Exam;
use crate::facts::availability::SlotPlace;

impl Block {
    /// The block in one sentence with its numbers, as the candidate reads it:
    /// `D4 Security operations, 30 min, commute: weight 28 %, estimate 62 % (52–77), …`.
    pub fn sentence(&self, exam: &Exam) -> String {
        let domain = self.domain.as_ref().and_then(|id| exam.domains.iter().find(|d| d.id == *id));
        let of = domain.map_or_else(|| self.kind.label().to_owned(), |d| label(&d.id, &d.name));
        let reasons: Vec<&str> = self.reasons.iter().map(|reason| reason.says.as_str()).collect();
        format!("{of}, {} min, {}: {}", self.minutes.get(), place(self.place), reasons.join("; "))
    }
}

const fn place(place: SlotPlace) -> &'static str {
    match place {
        SlotPlace::Commute => "commute",
        SlotPlace::CommuteAudio => "commute, hands bound",
        SlotPlace::Desk => "desk",
        SlotPlace::Long => "long slot",
    }
}

/// The reasons for giving a domain time now: what an hour is worth, and when it was last touched.
pub(crate) fn domain(
    areas: &[DomainNeed<'_>],
    at: usize,
    worths: &[f64],
    touched: Option<NaiveDate>,
    day: NaiveDate,
) -> Vec<Reason> {
    let (Some(area), Some(worth)) = (areas.get(at), worths.get(at)) else { return Vec::new() };
    let (own, curve) = (worth * 100.0, area.claim.curve);
    let better = worths.iter().filter(|other| *other > worth).count();
    let (low, high) = area.interval;
    let place = match better {
        0 => format!("best of {}", areas.len()),
        _ => format!("number {} of {}", better + 1, areas.len()),
    };
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    let says = format!("{}, {own:+.2} expected points/h, {place}", area.words);
    let values = vec![
        ("weight", percent(curve.share)),
        ("estimate", percent(curve.mean)),
        ("low", percent(low)),
        ("high", percent(high)),
        ("points_per_hour", (own * 1_000.0).round() / 1_000.0),
        ("rank", f64::from(u32::try_from(better + 1).unwrap_or(u32::MAX))),
    ];
    let mut reasons = vec![Reason::new("allocation.gain", values, says)];
    if let Some(touched) = touched.filter(|touched| *touched < day) {
        reasons.push(last_touched((day - touched).num_days()));
    }
    reasons
}

fn last_touched(days: i64) -> Reason {
    let says = match days {
        1 => "last touched yesterday".to_owned(),
        _ => format!("last touched {days} days ago"),
    };
    let days = f64::from(i32::try_from(days).unwrap_or(i32::MAX));
    Reason::new("spacing", vec![("days", days)], says)
}

/// The one reason of a block that is not about a domain's gain.
pub(crate) fn of_kind(kind: BlockKind) -> Reason {
    let (rule, says) = match kind {
        BlockKind::Diagnostic => {
            ("diagnostic", "too little is known about this domain: twelve questions tell more")
        }
        BlockKind::Review => ("spacing.due", "these topics are due to be seen again"),
        BlockKind::Recall => ("place", "nothing to hold or to load: say aloud what you remember"),
        BlockKind::PacingDrill => {
            ("E1.pacing", "where to be at a quarter, half and three quarters of the time")
        }
        BlockKind::ReadingDrill => {
            ("E3.reading", "say what is asked, and mark NOT, BEST and FIRST, before answering")
        }
        BlockKind::ChangeDrill => ("E4.changes", "change an answer only with a stated reason"),
        BlockKind::Technique => ("E2.technique", "a calm exam day is practised beforehand"),
        BlockKind::Simulation => {
            ("phases.simulation", "a whole exam under exam rules, rested, at least 48 hours apart")
        }
        BlockKind::SimulationReview => {
            ("simulation.review", "going through a mock exam takes as long as sitting it")
        }
        BlockKind::LightReview => {
            ("phases.taper", "the last two days are for familiar things and sleep")
        }
        BlockKind::Checklist => ("phases.taper", "papers, way and time are settled the day before"),
        BlockKind::Study => ("place", "fits this slot"),
        BlockKind::Lab => ("place", "long enough at a desk for a lab"),
        BlockKind::TargetedSet => ("set.review", "half for answering, half for going through it"),
        BlockKind::ScenarioSet => {
            ("set.review", "situations to apply it to: half for answering, half for the reasons")
        }
        BlockKind::TimedSet => ("set.review", "half against the clock, half for going through it"),
    };
    Reason::new(rule, Vec::new(), says.to_owned())
}
