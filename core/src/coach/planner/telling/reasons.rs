//! Why a block is where it is and what a remedy does, in words and numbers.

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::figure::Figure;
use crate::coach::planner::index::DomainIndex;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::layout::laid::Because;
use crate::coach::planner::need::Need;
use crate::coach::planner::plan::Block;
use crate::coach::planner::plan::Reason;
use crate::coach::planner::telling::words::domain_label;
use crate::coach::planner::telling::words::kind_label;
use crate::exam::blueprint::Exam;
use crate::facts::availability::SlotPlace;

/// The block in one sentence with its numbers, as the candidate reads it:
/// `D4 Security operations, 30 min, commute: weight 28 %, estimate 62 % (52–77), …`.
pub fn sentence(block: &Block, exam: &Exam) -> String {
    let domain = block.domain.as_ref().and_then(|id| exam.domains.iter().find(|d| d.id == *id));
    let of =
        domain.map_or_else(|| kind_label(block.kind).to_owned(), |d| domain_label(&d.id, &d.name));
    let reasons: Vec<&str> = block.reasons.iter().map(|reason| reason.says.as_str()).collect();
    format!("{of}, {} min, {}: {}", block.minutes.get(), place(block.place), reasons.join("; "))
}

const fn place(place: SlotPlace) -> &'static str {
    match place {
        SlotPlace::Commute => "commute",
        SlotPlace::CommuteAudio => "commute, hands bound",
        SlotPlace::Desk => "desk",
        SlotPlace::Long => "long slot",
    }
}

fn reason(rule: &str, values: Vec<(&'static str, f64)>, says: String) -> Reason {
    let values = values.into_iter().map(|(name, value)| Figure::new(name, value)).collect();
    Reason { rule: rule.to_owned(), values, says }
}

/// One reason for a block of a domain, or of none.
pub(crate) fn told(because: Because<'_>, domain: Option<DomainIndex>, need: &Need<'_>) -> Reason {
    let (remedy, says) = match because {
        Because::Gain { worth, better } => return gain(worth, better, domain, need),
        Because::LastTouched(days) => return last_touched(days),
        Because::OtherSource { own, most, share } => return other_source(own, most, share, need),
        Because::OnePass => (Remedy::Coverage, "part of the one pass over what was never touched"),
        Because::Opens => {
            (Remedy::Opens, "carries much of the exam and was left out last time: it comes first")
        }
        Because::Weighs => (Remedy::Weights, "gets time by its weight in the exam"),
        Because::Paced => {
            (Remedy::Pacing, "look at the clock at a quarter, half and three quarters")
        }
        Because::Long => {
            (Remedy::Stamina, "long enough that the last quarter has to be paced as well")
        }
        Because::Applied => (Remedy::Scenarios, "knowing it was not the trouble"),
        Because::MissedLabs => (Remedy::Labs, "hands-on work, which was missing last time"),
        Because::NewQuestions => (Remedy::SecondBank, "new questions before the first mock exam"),
        Because::Script => (
            Remedy::Technique,
            "with a script for the day: what to do from waking up to the first question",
        ),
        Because::UnseenQuestions => (
            Remedy::SecondBank,
            "with questions you have not seen: a second bank, if the first is known",
        ),
        Because::EarlyMockExam => {
            (Remedy::ExtraSimulation, "early, to get used to it: undisturbed, and no result counts")
        }
        Because::OneMoreMockExam => (
            Remedy::ExtraSimulation,
            "one more than usual, undisturbed: what has been lived through frightens less",
        ),
    };
    reason(remedy.rule(), Vec::new(), says.to_owned())
}

/// What an hour in a domain is worth, and what is known about it.
fn gain(worth: f64, better: usize, domain: Option<DomainIndex>, need: &Need<'_>) -> Reason {
    let Some(of) = domain.and_then(|domain| need.domains.get(domain)) else {
        return reason("allocation.gain", Vec::new(), String::new());
    };
    let (own, curve, (low, high)) = (worth * 100.0, of.claim.curve, of.interval);
    let place = match better {
        0 => format!("best of {}", need.domains.rows().len()),
        _ => format!("number {} of {}", better + 1, need.domains.rows().len()),
    };
    let says = format!(
        "weight {:.0} %, estimate {:.0} % ({:.0}–{:.0}), {own:+.2} expected points/h, {place}",
        curve.share * 100.0,
        curve.mean * 100.0,
        low * 100.0,
        high * 100.0,
    );
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    let values = vec![
        ("weight", percent(curve.share)),
        ("estimate", percent(curve.mean)),
        ("low", percent(low)),
        ("high", percent(high)),
        ("points_per_hour", (own * 1_000.0).round() / 1_000.0),
        ("rank", f64::from(u32::try_from(better + 1).unwrap_or(u32::MAX))),
    ];
    reason("allocation.gain", values, says)
}

fn other_source(own: Option<&str>, most: &str, share: f64, need: &Need<'_>) -> Reason {
    let families = need.asks_for(Remedy::Families);
    let rule = if families { Remedy::Families.rule() } else { "resources.variety" };
    let (own, percent) = (own.unwrap_or("another kind of source"), share * 100.0);
    let says = format!("{own} because {most} is {percent:.0} % of this domain");
    reason(rule, vec![("share", (share * 1_000.0).round() / 1_000.0)], says)
}

fn last_touched(days: i64) -> Reason {
    let says = match days {
        1 => "last touched yesterday".to_owned(),
        _ => format!("last touched {days} days ago"),
    };
    let days = f64::from(i32::try_from(days).unwrap_or(i32::MAX));
    reason("spacing", vec![("days", days)], says)
}

/// The one reason that every block of a kind has.
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
    reason(rule, Vec::new(), says.to_owned())
}

/// What each remedy in force does to the plan; `days` is the time until the exam, if there is one.
pub(crate) fn effects(need: &Need<'_>, days: Option<i64>) -> Vec<Reason> {
    let of = |remedy: Remedy| match days.filter(|_| remedy == Remedy::Hours) {
        Some(days) => hours(need.minutes(), days),
        None => reason(remedy.rule(), Vec::new(), effect(remedy).to_owned()),
    };
    need.remedies.iter().map(of).collect()
}

/// The hours in all and in a week, in numbers.
fn hours(needed: Minutes, days: i64) -> Reason {
    let in_all = f64::from(needed.get()) / 60.0;
    let weeks = f64::from(i32::try_from(days.max(1)).unwrap_or(i32::MAX)) / 7.0;
    let a_week = (in_all / weeks.max(1.0) * 10.0).round() / 10.0;
    let says = format!(
        "More time this round: about {in_all:.0} hours in all, at least {a_week:.1} a week until \
         the exam."
    );
    reason(Remedy::Hours.rule(), vec![("hours", in_all), ("hours_a_week", a_week)], says)
}

const fn effect(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Hours => "More time this round: the plan tells how many hours it takes.",
        Remedy::LastWeek => {
            "The work comes earlier: the last week is lighter, and topics rest two days at least."
        }
        Remedy::SmallerBlocks => "Blocks of twenty minutes: a short one is easier to begin.",
        Remedy::Weights => "Every domain gets time by its weight in the exam.",
        Remedy::Opens => "The heavy domain that was left aside last time opens the plan.",
        Remedy::Coverage => "One pass over the objectives that were never touched.",
        Remedy::Families => {
            "Every weak domain is seen from three sides, and the old main resource takes at most \
             40 %."
        }
        Remedy::SecondBank => {
            "A second question bank comes in before the first mock exam: its questions are new."
        }
        Remedy::Labs => "Part of the time in every weak domain is hands-on work.",
        Remedy::Scenarios => {
            "Every other set in a weak domain asks to apply what is known to a situation."
        }
        Remedy::Pacing => "Sets run against the clock, and short drills train the checkpoints.",
        Remedy::Stamina => "Timed sets last an hour where there is room: the last quarter counts.",
        Remedy::Technique => {
            "A short calming exercise every third day and before each mock exam, and a script for \
             the exam day."
        }
        Remedy::ExtraSimulation => "One more mock exam, early and undisturbed.",
        Remedy::Reading => "A short drill every third day: restate the question, then answer it.",
        Remedy::Changes => {
            "A short drill every third day: change an answer only with a stated reason."
        }
    }
}
