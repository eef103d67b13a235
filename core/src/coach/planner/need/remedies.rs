//! What the causes ask of the plan.

use std::collections::BTreeSet;

use crate::base::units::Minutes;
use crate::coach::causes::CauseClass;
use crate::coach::causes::CauseFinding;
use crate::coach::causes::Remedy;
use crate::coach::model::planner::LAB_SHARE_MAX;
use crate::coach::model::planner::LAB_SHARE_MIN;
use crate::coach::model::planner::LAB_SHARE_SOME;
use crate::coach::planner::plan::Reason;
use crate::exam::blueprint::HandsOn;

/// The remedies in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Remedies(BTreeSet<Remedy>);

impl Remedies {
    /// The remedies of the causes that are confirmed or likely.
    pub(crate) fn of(findings: &[CauseFinding]) -> Self {
        let counts = |finding: &&CauseFinding| {
            matches!(finding.class, CauseClass::Confirmed | CauseClass::Likely)
        };
        Self(
            findings.iter().filter(counts).flat_map(|finding| &finding.remedies).copied().collect(),
        )
    }

    /// Whether a remedy is in force.
    pub(crate) fn asks_for(&self, remedy: Remedy) -> bool {
        self.0.contains(&remedy)
    }

    /// A reason that names the remedy, if it is in force.
    pub(crate) fn reason(&self, remedy: Remedy, says: &str) -> Option<Reason> {
        self.asks_for(remedy).then(|| Reason::new(remedy.rule(), Vec::new(), says.to_owned()))
    }

    /// What each remedy in force does to the plan; `needed` is the time it takes in all, `days` the
    /// time until the exam, if there is one.
    pub(crate) fn effects(&self, needed: Minutes, days: Option<i64>) -> Vec<Reason> {
        let of = |remedy: &Remedy| match days.filter(|_| *remedy == Remedy::Hours) {
            Some(days) => hours(needed, days),
            None => Reason::new(remedy.rule(), Vec::new(), effect(*remedy).to_owned()),
        };
        self.0.iter().map(of).collect()
    }
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
    Reason::new(Remedy::Hours.rule(), vec![("hours", in_all), ("hours_a_week", a_week)], says)
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

/// The hands-on share of the hours in weak domains.
pub(crate) const fn lab_share(hands_on: HandsOn) -> f64 {
    match hands_on {
        HandsOn::None => LAB_SHARE_MIN,
        HandsOn::Some => LAB_SHARE_SOME,
        HandsOn::All => LAB_SHARE_MAX,
    }
}
