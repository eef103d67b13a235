//! What a plan is made of, as the candidate sees it.

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::{DomainId, ExamCode, ResourceId};
use crate::base::time::Now;
use crate::base::units::Minutes;
use crate::coach::figure::Figure;
use crate::coach::planner::days::phases;
use crate::coach::planner::kind;
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::need::{allocation, work};
use crate::coach::rule::Rule;
use crate::facts::availability::SlotPlace;
use crate::wording::Said;

pub use allocation::Bound;
pub use kind::BlockKind;
pub use phases::{Phase, PhaseKind};
pub use work::{Aim, Measurement, NeededHours, Promise, WorkNeeded};

/// A dated plan for one exam, derived from facts and never stored.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Plan {
    /// The exam.
    pub exam: ExamCode,
    /// The first day that was planned: the study day of `now`.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub today: NaiveDate,
    /// The day that everything counts back from.
    pub exam_day: ExamDay,
    /// First date on which the vendor is sure to let the candidate sit; `None` if no source says.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay | null"))]
    pub book_from: Option<NaiveDate>,
    /// The phases that are not over, in order. The exam day belongs to none.
    pub phases: Vec<Phase>,
    /// How much work it takes, whatever time there is.
    pub work: WorkNeeded,
    /// How the time is shared out.
    pub budget: Budget,
    /// One line for each domain, in the exam's order.
    pub allocation: Vec<DomainAllocation>,
    /// Remedies that shaped the plan, by rule, each with what it did.
    pub remedies: Vec<Reason>,
    /// The days with at least one block, in order.
    pub days: Vec<PlanDay>,
    /// What could be done about a need that exceeds the time by more than 10 %; else empty.
    pub options: Vec<WayOut>,
    /// What the candidate should know, in words.
    pub warnings: Vec<Said>,
    /// Kinds of resource to add when all that is owned is of one kind.
    pub family_hint: Option<Said>,
    /// What changed against the plan that was last shown; `None` if nothing did.
    pub changed: Option<Said>,
    /// What there is to do on the day before the exam; `None` until two days before it.
    pub eve: Option<Eve>,
    /// A small way back in after at least two planned days without study. It replaces the start of
    /// today's first block and adds no time.
    pub first_task: Option<FirstTask>,
}

impl Plan {
    /// The next block that is not over, with its day.
    pub fn next_block(&self, now: Now) -> Option<(NaiveDate, &Block)> {
        self.to_come(now).next()
    }

    /// The next block on the way to somewhere that is not over: what to do on the train.
    pub fn next_commute(&self, now: Now) -> Option<(NaiveDate, &Block)> {
        self.to_come(now)
            .find(|(_, block)| matches!(block.place, SlotPlace::Commute | SlotPlace::CommuteAudio))
    }

    /// The blocks that are not over, in order, each with its day.
    fn to_come(&self, now: Now) -> impl Iterator<Item = (NaiveDate, &Block)> {
        let each = self.days.iter().flat_map(|day| day.blocks.iter().map(|b| (day.date, b)));
        each.filter(move |(date, block)| {
            let start = DayMinute(u32::from(block.start_minute));
            start.after(block.minutes) > DayMinute::now(now, *date)
        })
    }
}

/// The day that a plan counts back from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ExamDay {
    /// Booked by the candidate.
    Fixed {
        /// The date of the sitting.
        #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
        date: NaiveDate,
    },
    /// Chosen by the planner until one is booked.
    Provisional {
        /// The date it plans towards.
        #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
        date: NaiveDate,
        /// How it was found.
        reason: Said,
    },
    /// There is no day to plan towards.
    None {
        /// Why, and what would help.
        reason: Said,
    },
}

impl ExamDay {
    /// The date, booked or provisional.
    pub const fn date(&self) -> Option<NaiveDate> {
        match self {
            Self::Fixed { date } | Self::Provisional { date, .. } => Some(*date),
            Self::None { .. } => None,
        }
    }
}

/// How the time is shared out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Budget {
    /// What the plan leaves room for.
    pub aim: Aim,
    /// All the study time until the exam that was offered, pauses aside.
    pub capacity: Minutes,
    /// What the plan uses of it, as far as blocks fit; the rest is free.
    pub load: Minutes,
    /// What mock exams, their review, drills and the taper take of the load.
    pub reserved: Minutes,
    /// What is given to domains: load less reserved, in whole half-hours.
    pub allotted: Minutes,
    /// What that takes.
    pub aimed_at: Minutes,
    /// What it takes to end 10 points above the pass line, whether there is room for it or not.
    pub needed: Minutes,
    /// Points of the whole exam (0 to 100) that the allotted hours are expected to bring.
    pub expected_gain: f64,
    /// Points that the same hours would bring, shared out equally.
    pub equal_hours_gain: f64,
}

/// What one domain gets.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct DomainAllocation {
    /// The domain.
    pub domain: DomainId,
    /// What it was given.
    pub minutes: Minutes,
    /// What the days hold for it; blocks do not always divide evenly.
    pub placed: Minutes,
    /// Points of the whole exam that the given time is expected to bring.
    pub expected_gain: f64,
    /// Points that an equal share of the time would bring here.
    pub equal_hours_gain: f64,
    /// The learning rate per hour that was used.
    pub rate: f64,
    /// What decided the number.
    pub bound: Bound,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PlanDay {
    /// The date.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// The phase it belongs to.
    pub phase: PhaseKind,
    /// The blocks, by start; they do not overlap.
    pub blocks: Vec<Block>,
}

impl PlanDay {
    /// The planned time.
    pub fn minutes(&self) -> Minutes {
        self.blocks.iter().map(|block| block.minutes).sum()
    }
}

/// A planned stretch of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Block {
    /// Local start, minutes after midnight.
    pub start_minute: u16,
    /// Length.
    pub minutes: Minutes,
    /// The part of it for going through answers: at least as long as the answering.
    pub review_minutes: Minutes,
    /// Where the candidate is.
    pub place: SlotPlace,
    /// What to do.
    pub kind: BlockKind,
    /// The domain, unless the block is about the whole exam.
    pub domain: Option<DomainId>,
    /// What to use; `None` leaves the choice to the candidate.
    pub resource: Option<ResourceId>,
    /// The topic to look at, in the candidate's words.
    pub topic: Option<Said>,
    /// How many questions fit, in a set.
    pub questions: Option<u16>,
    /// What the anchor remembers the block by: `kind:domain:resource`, with `-` for none.
    pub code: String,
    /// Why it is here, most important first.
    pub reasons: Vec<Reason>,
}

/// Why something is in the plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Reason {
    /// The rule that asked for it.
    pub rule: Rule,
    /// The numbers it used, by name.
    pub values: Vec<Figure>,
    /// One sentence for the candidate.
    pub said: Said,
}

/// One thing the candidate can do when the need exceeds the time. What it brings is counted against
/// the plan as it stands, in points of the whole exam, and never less than one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WayOut {
    /// Study more each week.
    MoreTime {
        /// Additional minutes a week: at most half of today's week, and 25 hours with it.
        minutes_a_week: u32,
        /// Points that this brings.
        points: f64,
        /// The same in words.
        said: Said,
    },
    /// Sit later.
    LaterDate {
        /// The first date by which the time suffices.
        #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
        date: NaiveDate,
        /// Points that this brings.
        points: f64,
        /// The same in words.
        said: Said,
    },
    /// Leave something out.
    NarrowerScope {
        /// The domains that get no time: none of them weak, together at most 15 % of the exam.
        leave_out: Vec<DomainId>,
        /// Points that this brings, less what is forgotten of them.
        points: f64,
        /// The same in words.
        said: Said,
    },
    /// Go and see, or move it: more time does not make this date good.
    GoAndSee {
        /// Where the time that there is helps most.
        domain: DomainId,
        /// The same in words.
        said: Said,
    },
}

/// The day before the exam. It takes no slot: it is there whether or not there is time to study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Eve {
    /// The day.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// What to see to, in order; a thing to read.
    pub checklist: Vec<Said>,
    /// How long a light review may be, for who wants one.
    pub light_review: Minutes,
}

/// A small way back in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct FirstTask {
    /// The domain where ten minutes help most.
    pub domain: DomainId,
    /// Ten minutes.
    pub minutes: Minutes,
    /// What to do.
    pub said: Said,
}
