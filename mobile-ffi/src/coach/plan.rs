//! What to do on which day until the exam.

use rebound_core::base::ids::{DomainId, ExamCode, ResourceId};
use rebound_core::base::units::Minutes;
use rebound_core::coach::planner::plan as core;
use rebound_core::coach::planner::plan::{
    BlockKind, Bound, Budget, DomainAllocation, ExamDay, FirstTask, Phase, PhaseKind, WayOut,
};
use rebound_core::facts::availability::SlotPlace;

use crate::time::CivilDay;

/// A dated plan for one exam.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Plan {
    /// The exam.
    pub exam: ExamCode,
    /// The first day that was planned.
    pub today: CivilDay,
    /// The day that everything counts back from.
    pub exam_day: ExamDay,
    /// First date on which the vendor is sure to let the candidate sit; `None` if no source says.
    pub book_from: Option<CivilDay>,
    /// The phases that are not over, in order.
    pub phases: Vec<Phase>,
    /// How the time is shared out.
    pub budget: Budget,
    /// One line for each domain, in the exam's order.
    pub allocation: Vec<DomainAllocation>,
    /// Remedies that shaped the plan, each with what it did.
    pub remedies: Vec<Reason>,
    /// The days with at least one block, in order.
    pub days: Vec<PlanDay>,
    /// What could be done about a need that exceeds the time; else empty.
    pub options: Vec<WayOut>,
    /// What the candidate should know, in words.
    pub warnings: Vec<String>,
    /// Kinds of resource to add when all that is owned is of one kind.
    pub family_hint: Option<String>,
    /// What changed against the plan that was last shown; `None` if nothing did.
    pub changed: Option<String>,
    /// A small way back in after planned days without study.
    pub first_task: Option<FirstTask>,
}

/// One day.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct PlanDay {
    /// The date.
    pub date: CivilDay,
    /// The phase it belongs to.
    pub phase: PhaseKind,
    /// The blocks, by start; they do not overlap.
    pub blocks: Vec<Block>,
}

/// A planned stretch of time.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Block {
    /// Local start, minutes after midnight.
    pub start_minute: u16,
    /// Length.
    pub minutes: Minutes,
    /// The part of it for going through answers.
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
    pub topic: Option<String>,
    /// How many questions fit, in a set.
    pub questions: Option<u16>,
    /// What the anchor remembers the block by.
    pub code: String,
    /// Why it is here, most important first.
    pub reasons: Vec<Reason>,
}

/// Why something is in the plan.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct Reason {
    /// The rule's key, such as `allocation.gain` or `P4.labs`.
    pub rule: String,
    /// The numbers it used, by name.
    pub values: Vec<ReasonValue>,
    /// One sentence for the candidate.
    pub says: String,
}

/// One number that a reason or a piece of evidence used.
#[derive(Clone, Debug, PartialEq, uniffi::Record)]
pub struct ReasonValue {
    /// What it is.
    pub name: String,
    /// The number.
    pub value: f64,
}

impl From<core::Plan> for Plan {
    fn from(plan: core::Plan) -> Self {
        Self {
            exam: plan.exam,
            today: plan.today,
            exam_day: plan.exam_day,
            book_from: plan.book_from,
            phases: plan.phases,
            budget: plan.budget,
            allocation: plan.allocation,
            remedies: plan.remedies.into_iter().map(Reason::from).collect(),
            days: plan.days.into_iter().map(PlanDay::from).collect(),
            options: plan.options,
            warnings: plan.warnings,
            family_hint: plan.family_hint,
            changed: plan.changed,
            first_task: plan.first_task,
        }
    }
}

impl From<core::PlanDay> for PlanDay {
    fn from(day: core::PlanDay) -> Self {
        let blocks = day.blocks.into_iter().map(Block::from).collect();
        Self { date: day.date, phase: day.phase, blocks }
    }
}

impl From<core::Block> for Block {
    fn from(block: core::Block) -> Self {
        Self {
            start_minute: block.start_minute,
            minutes: block.minutes,
            review_minutes: block.review_minutes,
            place: block.place,
            kind: block.kind,
            domain: block.domain,
            resource: block.resource,
            topic: block.topic,
            questions: block.questions,
            code: block.code,
            reasons: block.reasons.into_iter().map(Reason::from).collect(),
        }
    }
}

impl From<core::Reason> for Reason {
    fn from(reason: core::Reason) -> Self {
        let core::Reason { rule, values, says } = reason;
        let value = |(name, value): (&str, f64)| ReasonValue { name: name.to_owned(), value };
        Self { rule, values: values.into_iter().map(value).collect(), says }
    }
}

/// The day that a plan counts back from.
#[uniffi::remote(Enum)]
pub enum ExamDay {
    /// Booked by the candidate.
    Fixed {
        /// The date of the sitting.
        date: CivilDay,
    },
    /// Chosen by the planner until one is booked.
    Provisional {
        /// The date it plans towards.
        date: CivilDay,
        /// How it was found.
        because: String,
    },
    /// There is no day to plan towards.
    None {
        /// Why, and what would help.
        because: String,
    },
}

/// A stretch of the preparation.
#[uniffi::remote(Record)]
pub struct Phase {
    /// What it is for.
    pub kind: PhaseKind,
    /// First day.
    pub from: CivilDay,
    /// Last day, included.
    pub to: CivilDay,
}

/// What a phase is for.
#[uniffi::remote(Enum)]
pub enum PhaseKind {
    /// Understanding the weak domains: study and labs.
    DeepWork,
    /// Questions where they are needed, and going through them.
    TargetedPractice,
    /// Mock exams.
    Simulation,
    /// Light review and rest.
    Taper,
}

/// How the time is shared out.
#[uniffi::remote(Record)]
pub struct Budget {
    /// All the time until the exam.
    pub capacity: Minutes,
    /// What mock exams, their review, drills and the taper take of it.
    pub reserved: Minutes,
    /// What is given to domains: capacity less reserved, in whole half-hours.
    pub allotted: Minutes,
    /// What it would take to end a little above the pass line.
    pub needed: Minutes,
    /// Points of the whole exam (0 to 100) that the allotted hours are expected to bring.
    pub expected_gain: f64,
    /// Points that the same hours would bring, shared out equally.
    pub equal_hours_gain: f64,
}

/// What one domain gets.
#[uniffi::remote(Record)]
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

/// What decided a domain's time.
#[uniffi::remote(Enum)]
pub enum Bound {
    /// The gain alone.
    Gain,
    /// The least that every domain gets.
    Floor,
    /// The most that one domain gets.
    Cap,
    /// A remedy's least share.
    Remedy,
}

/// What a block is.
#[uniffi::remote(Enum)]
pub enum BlockKind {
    /// Twelve questions to see where a domain stands.
    Diagnostic,
    /// Reading, watching, listening or learning with others.
    Study,
    /// Hands-on work.
    Lab,
    /// Questions of one domain, then going through them.
    TargetedSet,
    /// Questions that ask to apply what is known to a situation.
    ScenarioSet,
    /// Questions of one domain, against the clock.
    TimedSet,
    /// Topics that are due.
    Review,
    /// Saying or writing from memory what is known.
    Recall,
    /// Watching the clock at a quarter, half and three quarters of a set.
    PacingDrill,
    /// Restating each question before answering it.
    ReadingDrill,
    /// Changing an answer only with a stated reason.
    ChangeDrill,
    /// Breathing, relaxation, reframing.
    Technique,
    /// A mock exam.
    Simulation,
    /// Going through a mock exam.
    SimulationReview,
    /// Familiar things, without pressure.
    LightReview,
    /// What to have ready for the day.
    Checklist,
}

/// One thing the candidate can do when the need exceeds the time.
#[uniffi::remote(Enum)]
pub enum WayOut {
    /// Study more each week.
    MoreTime {
        /// Additional minutes a week.
        minutes_a_week: u32,
        /// The same in words.
        says: String,
    },
    /// Sit later.
    LaterDate {
        /// The first date by which the time suffices.
        date: CivilDay,
        /// The same in words.
        says: String,
    },
    /// Leave something out.
    NarrowerScope {
        /// The domains that get no time.
        leave_out: Vec<DomainId>,
        /// Points of the whole exam that are missing compared with the full need.
        cost_points: f64,
        /// The same in words.
        says: String,
    },
}

/// A small way back in.
#[uniffi::remote(Record)]
pub struct FirstTask {
    /// The domain where ten minutes help most.
    pub domain: DomainId,
    /// Ten minutes.
    pub minutes: Minutes,
    /// What to do.
    pub says: String,
}
