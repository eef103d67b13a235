//! What the days are filled by, and what has been placed so far: read by every decision, changed by
//! [`crate::coach::planner::layout::fill`] alone.

use chrono::NaiveDate;

use crate::base::units::Minutes;
use crate::coach::estimate::DomainClass;
use crate::coach::index::{DomainIndex, ResourceIndex, Table};
use crate::coach::model::planner::DIAGNOSTICS_A_WEEK;
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::days::{ReviewLeft, StudyDays, Timeline};
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::layout::agenda::Agenda;
use crate::coach::planner::layout::laid::Because;
use crate::coach::planner::layout::material::ResourceUse;
use crate::coach::planner::need::allocation::Allocation;
use crate::coach::planner::need::{DomainNeed, Need};

/// What the days are filled by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inputs<'a> {
    /// What is needed.
    pub(crate) need: &'a Need<'a>,
    /// What each domain gets.
    pub(crate) allocation: &'a Allocation,
    /// The time until the exam.
    pub(crate) timeline: &'a Timeline<'a>,
    /// The days of it.
    pub(crate) preparation: &'a StudyDays,
    /// The domain that opens deep work, if a remedy names one, and for how long.
    pub(crate) opener: Option<(DomainIndex, Minutes)>,
    /// The length of a usual block.
    pub(crate) block: Minutes,
    /// The time for one question, in minutes.
    pub(crate) pace: f64,
}

/// What has been placed so far.
#[derive(Debug)]
pub(crate) struct Placed<'a> {
    /// What the days are filled by.
    pub(crate) inputs: Inputs<'a>,
    /// The time with each resource.
    pub(crate) resources: ResourceUse<'a>,
    /// The topics to come back to.
    pub(crate) agenda: Agenda<'a>,
    /// The time placed for each domain.
    pub(crate) used: Table<DomainIndex, Minutes>,
    /// What the next hour of each domain is worth after it, as a fraction of the exam.
    pub(crate) worths: Table<DomainIndex, f64>,
    /// The part of it that is labs.
    pub(crate) labs: Table<DomainIndex, Minutes>,
    /// Sets of questions placed for each domain, diagnostics aside.
    pub(crate) sets: Table<DomainIndex, u32>,
    /// The last day on which each domain was worked on; none once it has a block in the plan.
    pub(crate) touched: Table<DomainIndex, Option<NaiveDate>>,
    /// Whether a domain has had, or needs no, diagnostic.
    pub(crate) diagnosed: Table<DomainIndex, bool>,
    /// The days of the diagnostics, in order.
    pub(crate) diagnostics: Vec<NaiveDate>,
    /// Whether anything was studied before.
    pub(crate) studied: Studied,
    /// Whether the first block of a domain is placed.
    pub(crate) first_block: FirstBlock,
    /// What is still to be placed of a mock exam's review.
    pub(crate) review: ReviewLeft,
    /// The day that is being filled.
    pub(crate) day: DayInProgress,
}

/// The day that is being filled.
#[derive(Debug)]
pub(crate) struct DayInProgress {
    /// The date.
    pub(crate) date: NaiveDate,
    /// Its phase.
    pub(crate) phase: PhaseKind,
    /// The days until the exam; the exam day counts.
    pub(crate) days_left: i64,
    /// The domains of the day's blocks, in order.
    pub(crate) order: Vec<DomainIndex>,
    /// The drill or technique that is still to be placed.
    pub(crate) ritual: Option<BlockKind>,
    /// What is left for due topics.
    pub(crate) reviews: Minutes,
    /// Whether it holds a diagnostic.
    pub(crate) diagnostic: Diagnostic,
}

/// Whether the day holds a diagnostic; one is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Diagnostic {
    /// Not yet.
    Open,
    /// One is planned.
    Planned,
}

/// Whether the first block of a plan is placed: the first block of a domain, topics that are due aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FirstBlock {
    /// Not yet.
    ToCome,
    /// It is.
    Placed,
}

/// Whether anything was studied in this preparation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Studied {
    /// Not yet.
    Nothing,
    /// Something was.
    Something,
}

/// What will become a block.
#[derive(Clone, Debug)]
pub(crate) struct DraftBlock<'a> {
    /// What it is.
    pub(crate) kind: BlockKind,
    /// Its length.
    pub(crate) minutes: Minutes,
    /// Its domain, if it has one.
    pub(crate) domain: Option<DomainIndex>,
    /// The resource's place, if it uses one.
    pub(crate) resource: Option<ResourceIndex>,
    /// Reasons beside those of its domain.
    pub(crate) reasons: Vec<Because<'a>>,
}

impl DraftBlock<'_> {
    /// A block about the whole exam.
    pub(crate) fn of(kind: BlockKind, minutes: Minutes) -> Self {
        Self { kind, minutes, domain: None, resource: None, reasons: Vec::new() }
    }

    /// Whether both ask for the same work, for as long.
    pub(crate) fn is_same_work(&self, other: &Self) -> bool {
        let work = |draft: &Self| (draft.kind, draft.minutes, draft.domain, draft.resource);
        work(self) == work(other)
    }
}

impl Placed<'_> {
    /// The days from today to the day that is being filled.
    pub(crate) fn days_ahead(&self) -> i64 {
        (self.day.date - self.inputs.timeline.today).num_days()
    }

    /// Interleaving: the second block of a day is of another domain than the first, and no domain
    /// comes three times running.
    pub(crate) fn allows(&self, domain: DomainIndex) -> bool {
        if self.inputs.need.domains.rows().len() < 2 {
            return true;
        }
        match self.day.order.as_slice() {
            [] => true,
            [only] => *only != domain,
            [.., before, last] => *before != domain || *last != domain,
        }
    }

    /// Whether something was studied, or is placed before this minute.
    pub(crate) fn has_begun(&self) -> bool {
        self.studied == Studied::Something
            || self.used.rows().iter().any(|used| *used > Minutes::ZERO)
    }

    /// Whether a domain is out of turn: the first task of a plan is never in a strong domain where another
    /// one is weak.
    pub(crate) fn is_out_of_turn(&self, domain: DomainIndex) -> bool {
        let domains = &self.inputs.need.domains;
        let is_first = self.first_block == FirstBlock::ToCome;
        let is_strong = domains.get(domain).is_some_and(|of| of.class == DomainClass::Strong);
        is_first && is_strong && domains.rows().iter().any(DomainNeed::is_weak)
    }

    /// Whether the last seven days hold less than the diagnostics of a week.
    pub(crate) fn has_room_for_diagnostic(&self) -> bool {
        let recent = |on: &&NaiveDate| (self.day.date - **on).num_days() < 7;
        self.diagnostics.iter().filter(recent).count() < DIAGNOSTICS_A_WEEK
    }

    /// Whether a domain still is the one that opens the plan.
    pub(crate) fn is_opening(&self, domain: DomainIndex) -> bool {
        let open = self.inputs.opener.filter(|_| self.day.phase == PhaseKind::DeepWork);
        let used = self.used.value(domain);
        open.is_some_and(|(opener, minutes)| opener == domain && used < minutes)
    }
}
