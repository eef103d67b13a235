//! Lays the allotted time out over the days.
//!
//! One walk through the rooms in order of time. At each free minute the first of these that applies
//! is placed: a mock exam that has its seat, the review of one, the block that was shown here
//! before, a ritual, due topics, a diagnostic, and else the domain that is furthest behind.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::time::Zone;
use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::planner::need::allocation::Allocation;
use crate::coach::planner::need::DomainNeed;
use crate::coach::planner::days::calendar::Day;
use crate::coach::planner::days::calendar::FreeSlot;
use crate::coach::planner::layout::material::ResourceUse;
use crate::coach::model::planner::BLOCK_MIN;
use crate::coach::model::planner::REVIEW_SHARE_MAX;
use crate::coach::model::planner::RITUAL;
use crate::coach::model::planner::TAPER_REVIEW_MAX;
use crate::coach::planner::telling::explain;
use crate::coach::planner::days::phases::phase_of;
use crate::coach::planner::plan::Block;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::Phase;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::PlanDay;
use crate::coach::planner::plan::Reason;
use crate::coach::planner::need::remedies::Remedies;
use crate::coach::planner::days::mock_exams::MockExamSlot;
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::topics::Agenda;
use crate::coach::planner::topics::Opened;
use crate::coach::planner::topics::TopicOrigin;
use crate::facts::availability::SlotPlace;

/// What the walk goes by.
#[derive(Debug)]
pub(crate) struct Inputs<'a> {
    pub(crate) areas: &'a [DomainNeed<'a>],
    pub(crate) allocation: &'a Allocation,
    pub(crate) phases: &'a [Phase],
    pub(crate) days: &'a [Day],
    pub(crate) seats: &'a [MockExamSlot],
    /// Length of a mock exam in minutes.
    pub(crate) sim_minutes: u32,
    pub(crate) rituals: &'a BTreeMap<NaiveDate, BlockKind>,
    pub(crate) shown: &'a ShownPlan<'a>,
    pub(crate) exam_on: NaiveDate,
    pub(crate) today: NaiveDate,
    pub(crate) zone: Zone,
    pub(crate) remedies: &'a Remedies,
    /// The domain that opens deep work, if a remedy names one, and for how many minutes.
    pub(crate) opener: Option<(usize, u32)>,
    /// Length of a usual block.
    pub(crate) block: u32,
    /// Minutes for one question.
    pub(crate) pace: f64,
}

/// Where the walk is, and what it has placed.
#[derive(Debug)]
pub(crate) struct Fill<'a> {
    pub(crate) ground: &'a Inputs<'a>,
    pub(crate) shelf: ResourceUse<'a>,
    pub(crate) agenda: Agenda<'a>,
    /// Minutes placed for each domain.
    pub(crate) used: Vec<u32>,
    /// What the next hour of each domain is worth after them, as a fraction of the exam.
    pub(crate) worths: Vec<f64>,
    /// Those of them that are labs.
    pub(crate) labs: Vec<u32>,
    /// Sets of questions placed for each domain, diagnostics aside.
    pub(crate) sets: Vec<u32>,
    pub(crate) touched: Vec<Option<NaiveDate>>,
    /// Whether a domain has had, or needs no, diagnostic.
    pub(crate) diagnosed: Vec<bool>,
    /// Minutes of a mock exam's review that are still to be placed, and until when.
    pub(crate) review: (u32, i64),
    pub(crate) today: DayInProgress,
}

/// The day under way.
#[derive(Debug)]
pub(crate) struct DayInProgress {
    pub(crate) date: NaiveDate,
    pub(crate) phase: PhaseKind,
    pub(crate) days_left: i64,
    /// The domains of the day's blocks, in order.
    pub(crate) order: Vec<usize>,
    /// The domain that was shown next, after the block in question.
    pub(crate) coming: Option<usize>,
    pub(crate) ritual: Option<BlockKind>,
    /// Minutes left for due topics.
    pub(crate) reviews: u32,
    pub(crate) has_diagnostic: Diagnostic,
    pub(crate) blocks: Vec<Block>,
}

/// Whether the day holds a diagnostic; one is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Diagnostic {
    /// Not yet.
    Open,
    /// One is planned.
    Planned,
}

/// What will become a block.
#[derive(Clone, Debug)]
pub(crate) struct DraftBlock {
    pub(crate) kind: BlockKind,
    pub(crate) minutes: u32,
    pub(crate) area: Option<usize>,
    /// The resource's place on the shelf.
    pub(crate) at: Option<usize>,
    pub(crate) reasons: Vec<Reason>,
}

impl DraftBlock {
    pub(crate) fn of(kind: BlockKind, minutes: u32) -> Self {
        Self { kind, minutes, area: None, at: None, reasons: Vec::new() }
    }

    /// Whether both ask for the same work, for as long.
    pub(crate) fn is_same_work(&self, other: &Self) -> bool {
        let work = |draft: &Self| (draft.kind, draft.minutes, draft.area, draft.at);
        work(self) == work(other)
    }
}

impl Fill<'_> {
    /// Lays out all days; days without a block are left out.
    pub(crate) fn run(mut self) -> Vec<PlanDay> {
        let mut days = Vec::new();
        for day in self.ground.days {
            self.begin(day);
            if self.today.phase == PhaseKind::Taper {
                self.taper(day);
            } else {
                day.rooms.iter().for_each(|room| self.fill(*room));
            }
            let blocks = std::mem::take(&mut self.today.blocks);
            if !blocks.is_empty() {
                days.push(PlanDay { date: day.date, phase: self.today.phase, blocks });
            }
        }
        days
    }

    fn begin(&mut self, day: &Day) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day")]
        let reviews = (f64::from(day.minutes()) * REVIEW_SHARE_MAX) as u32;
        self.today = DayInProgress {
            date: day.date,
            phase: phase_of(self.ground.phases, day.date),
            days_left: (self.ground.exam_on - day.date).num_days(),
            order: Vec::new(),
            coming: None,
            ritual: self.ground.rituals.get(&day.date).copied(),
            reviews,
            has_diagnostic: Diagnostic::Open,
            blocks: Vec::new(),
        };
    }

    /// The last two days: a technique or the checklist, a little light review, nothing else.
    fn taper(&mut self, day: &Day) {
        let first = match self.today.days_left {
            1 => Some(BlockKind::Checklist),
            2 => Some(BlockKind::Technique),
            _ => None,
        };
        let mut wanted = vec![(BlockKind::LightReview, TAPER_REVIEW_MAX)];
        wanted.extend(first.map(|kind| (kind, RITUAL)));
        for room in day.rooms.iter().filter(|room| room.place != SlotPlace::CommuteAudio) {
            let mut at = room.start;
            while let Some((kind, minutes)) = wanted.pop() {
                let fitting = minutes.min(room.end() - at);
                if fitting < BLOCK_MIN {
                    wanted.push((kind, minutes));
                    break;
                }
                let script = (kind == BlockKind::Checklist).then(|| self.script()).flatten();
                let reasons = script.into_iter().collect();
                self.put(*room, at, DraftBlock { reasons, ..DraftBlock::of(kind, fitting) });
                at += fitting;
                if minutes - fitting >= BLOCK_MIN {
                    wanted.push((kind, minutes - fitting));
                }
            }
        }
    }

    fn script(&self) -> Option<Reason> {
        let says = "with a script for the day: what to do from waking up to the first question";
        self.ground.remedies.reason(Remedy::Technique, says)
    }

    fn fill(&mut self, room: FreeSlot) {
        let mut at = room.start;
        let date = self.today.date;
        if self.ground.seats.iter().any(|seat| (seat.date, seat.start) == (date, room.start)) {
            at = self.sit(room);
        }
        while at + BLOCK_MIN <= room.end() {
            let limit = self.ground.shown.next_start(date, at).unwrap_or(u32::MAX);
            let free = limit.min(room.end()) - at;
            let draft = self.review_of_simulation(room, at).or_else(|| self.next(room, at, free));
            at += match draft {
                Some(draft) => {
                    let minutes = draft.minutes;
                    self.put(room, at, draft);
                    minutes
                }
                None => free.max(1),
            };
        }
    }

    /// Writes a block down.
    pub(crate) fn put(&mut self, room: FreeSlot, start: u32, draft: DraftBlock) {
        let date = self.today.date;
        let mut reasons = Vec::new();
        let mut topic = None;
        if let Some(area) = draft.area {
            let touched = self.touched.get(area).copied().flatten();
            reasons = explain::domain(self.ground.areas, area, &self.worths, touched, date);
            let chosen = self.reasons(area, &draft, room.place);
            let opened = self.topic(area, &draft);
            if opened.as_ref().is_some_and(|opened| opened.origin == TopicOrigin::Coverage) {
                let says = "part of the one pass over what was never touched".to_owned();
                reasons.push(Reason::new(Remedy::Coverage.rule(), Vec::new(), says));
            }
            topic = opened.map(|opened| opened.name);
            reasons.extend(chosen);
            self.account(area, &draft);
        }
        reasons.extend(draft.reasons);
        reasons.push(explain::of_kind(draft.kind));
        let domain = draft.area.and_then(|area| self.ground.areas.get(area)).map(|area| area.id);
        let resource = self.shelf.resource(draft.at).map(|owned| owned.resource.clone());
        let code = format!(
            "{}:{}:{}",
            draft.kind.key(),
            domain.map_or("-", |domain| domain.as_str()),
            resource.as_ref().map_or("-", |resource| resource.as_str())
        );
        let is_set = matches!(
            draft.kind,
            BlockKind::Diagnostic
                | BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
        );
        let answering = draft.minutes / 2;
        self.today.blocks.push(Block {
            start_minute: u16::try_from(start).unwrap_or(u16::MAX),
            minutes: Minutes::new(draft.minutes),
            review_minutes: Minutes::new(if is_set { draft.minutes - answering } else { 0 }),
            place: room.place,
            kind: draft.kind,
            domain: domain.cloned(),
            resource,
            topic,
            questions: is_set.then(|| self.questions(draft.kind, room.place, answering)),
            code,
            reasons,
        });
    }

    fn questions(&self, kind: BlockKind, place: SlotPlace, answering: u32) -> u16 {
        if kind == BlockKind::Diagnostic {
            return 12;
        }
        let most = match place {
            SlotPlace::Commute | SlotPlace::CommuteAudio => 12.0,
            SlotPlace::Desk | SlotPlace::Long => 60.0,
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let questions = (f64::from(answering) / self.ground.pace).round().clamp(5.0, most) as u16;
        questions
    }

    fn topic(&mut self, area: usize, draft: &DraftBlock) -> Option<Opened> {
        let (date, left) = (self.today.date, self.today.days_left);
        match draft.kind {
            BlockKind::Review => {
                let most = draft.minutes / crate::coach::model::planner::TOPIC_REVIEW;
                let names = self.agenda.take_due(area, date, (left, most));
                let (name, origin) = (names.join(" · "), TopicOrigin::Noted);
                (!names.is_empty()).then_some(Opened { name, origin })
            }
            BlockKind::Study | BlockKind::Lab | BlockKind::TargetedSet | BlockKind::ScenarioSet => {
                self.agenda.open_next(area, date, left)
            }
            BlockKind::Diagnostic
            | BlockKind::TimedSet
            | BlockKind::Recall
            | BlockKind::PacingDrill
            | BlockKind::ReadingDrill
            | BlockKind::ChangeDrill
            | BlockKind::Technique
            | BlockKind::Simulation
            | BlockKind::SimulationReview
            | BlockKind::LightReview
            | BlockKind::Checklist => None,
        }
    }

    fn account(&mut self, area: usize, draft: &DraftBlock) {
        if let (Some(used), Some(worth), Some(of)) =
            (self.used.get_mut(area), self.worths.get_mut(area), self.ground.areas.get(area))
        {
            *used += draft.minutes;
            *worth = of.claim.curve.marginal(f64::from(*used) / 60.0);
        }
        if draft.kind == BlockKind::Lab
            && let Some(labs) = self.labs.get_mut(area)
        {
            *labs += draft.minutes;
        }
        if is_practice(draft.kind)
            && let Some(sets) = self.sets.get_mut(area)
        {
            *sets += 1;
        }
        if let Some(touched) = self.touched.get_mut(area) {
            *touched = Some(self.today.date);
        }
        if let Some(at) = draft.at {
            self.shelf.add(area, at, draft.minutes);
        }
        self.today.order.push(area);
    }
}

/// Whether a block is a set of questions of one domain.
pub(crate) const fn is_practice(kind: BlockKind) -> bool {
    match kind {
        BlockKind::TargetedSet | BlockKind::ScenarioSet | BlockKind::TimedSet => true,
        BlockKind::Diagnostic
        | BlockKind::Study
        | BlockKind::Lab
        | BlockKind::Review
        | BlockKind::Recall
        | BlockKind::PacingDrill
        | BlockKind::ReadingDrill
        | BlockKind::ChangeDrill
        | BlockKind::Technique
        | BlockKind::Simulation
        | BlockKind::SimulationReview
        | BlockKind::LightReview
        | BlockKind::Checklist => false,
    }
}
