//! What was laid out, and why, as values: telling puts them into words.

use chrono::NaiveDate;

use crate::base::ids::{ObjectiveId, ResourceId};
use crate::base::units::Minutes;
use crate::coach::index::DomainIndex;
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::minutes::DayMinute;
use crate::facts::availability::SlotPlace;

/// One day with at least one block.
#[derive(Clone, Debug)]
pub(crate) struct LaidDay<'a> {
    /// The date.
    pub(crate) date: NaiveDate,
    /// The phase it belongs to.
    pub(crate) phase: PhaseKind,
    /// The blocks, by start; they do not overlap.
    pub(crate) blocks: Vec<LaidBlock<'a>>,
}

impl LaidDay<'_> {
    /// What is done on the day, block by block, whatever the reasons.
    pub(crate) fn works(&self) -> impl Iterator<Item = BlockWork<'_>> {
        self.blocks.iter().map(|block| BlockWork {
            at: (self.date, block.start),
            minutes: block.minutes,
            kind: block.kind,
            domain: block.domain,
            resource: block.resource,
            subject: block.subject.as_ref(),
            questions: block.questions,
        })
    }
}

/// What a block is to the one who does it.
#[derive(Debug, PartialEq)]
pub(crate) struct BlockWork<'a> {
    at: (NaiveDate, DayMinute),
    minutes: Minutes,
    kind: BlockKind,
    domain: Option<DomainIndex>,
    resource: Option<&'a ResourceId>,
    subject: Option<&'a BlockTopic<'a>>,
    questions: Option<u16>,
}

/// One block in its place.
#[derive(Clone, Debug)]
pub(crate) struct LaidBlock<'a> {
    /// When it begins.
    pub(crate) start: DayMinute,
    /// Its length.
    pub(crate) minutes: Minutes,
    /// Where the candidate is.
    pub(crate) place: SlotPlace,
    /// What it is.
    pub(crate) kind: BlockKind,
    /// Its domain; `None` for a block about the whole exam.
    pub(crate) domain: Option<DomainIndex>,
    /// What to use; `None` leaves the choice to the candidate.
    pub(crate) resource: Option<&'a ResourceId>,
    /// What it looks at inside of its domain, if that is known.
    pub(crate) subject: Option<BlockTopic<'a>>,
    /// How many questions fit, in a set.
    pub(crate) questions: Option<u16>,
    /// Why it is here, most important first; that of its kind is not among them.
    pub(crate) reasons: Vec<Because<'a>>,
}

/// What a block looks at inside of its domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BlockTopic<'a> {
    /// Topics in the candidate's words.
    Topics(Vec<&'a str>),
    /// An objective that nobody ever touched.
    Objective(&'a ObjectiveId),
    /// The vendor's whole list, where the catalogue does not know it.
    Objectives,
}

/// Why a block is where it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Because<'a> {
    /// What an hour in its domain is worth, as a fraction of the exam, and how many domains are
    /// worth more.
    Gain {
        /// The fraction of the exam for an hour.
        worth: f64,
        /// How many domains are worth more.
        better: usize,
    },
    /// When its domain was last worked on, by what is on record.
    LastWorkedOn {
        /// The day.
        on: NaiveDate,
        /// The days from then to the block.
        days: i64,
    },
    /// It belongs to the one pass over what was never touched.
    OnePass,
    /// Its domain was left aside last time and opens the plan.
    Opens,
    /// Its domain gets time by its weight.
    Weighs,
    /// The clock is to be watched.
    Paced,
    /// The last quarter is to be paced as well.
    Long,
    /// What is known is to be applied.
    Applied,
    /// Hands-on work was missing last time.
    MissedLabs,
    /// Another resource had the most of this domain's time.
    OtherSource {
        /// The resource of the block, if it is one the candidate has.
        own: Option<&'a str>,
        /// The one that had the most.
        most: &'a str,
        /// Its share of the domain's time, 0 to 1.
        share: f64,
    },
    /// The questions are new, before the first mock exam.
    NewQuestions,
    /// The checklist comes with a script for the day.
    Script,
    /// The mock exam is to hold questions that were not seen.
    UnseenQuestions,
    /// A mock exam comes early, to get used to it.
    EarlyMockExam,
    /// One mock exam more than usual.
    OneMoreMockExam,
}
