//! Fills the days: the one page that places blocks and accounts for them.
//!
//! One walk through the free slots in order of time. At each free minute the first of these that
//! applies is placed: a mock exam that has its slot, the review of one, the block that was shown
//! here before, a ritual, due topics, a diagnostic, and else the domain that is furthest behind.

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::index::DomainIndex;
use crate::coach::model::planner::{
    BLOCK_MIN, DAY_MINUTES_MAX, PAUSE, PAUSE_AFTER, REVIEW_SHARE_MAX, RITUAL, SIM_MARGIN,
    TAPER_REVIEW_MAX, TOPIC_REVIEW,
};
use crate::coach::planner::days::calendar::{Day, FreeSlot};
use crate::coach::planner::days::phases::{PhaseKind, phase_of};
use crate::coach::planner::days::{ReviewLeft, StudyDays};
use crate::coach::planner::kind::{BlockKind, Role, SetKind, Topics};
use crate::coach::planner::layout::laid::{Because, BlockTopic, LaidBlock, LaidDay};
use crate::coach::planner::layout::placed::{
    DayInProgress, Diagnostic, DraftBlock, FirstBlock, Placed,
};
use crate::coach::planner::layout::{mock_exam, next_block};
use crate::coach::planner::minutes::{ClockMinute, DayMinute};
use crate::facts::availability::SlotPlace;

/// The filling of the days, under way.
#[derive(Debug)]
pub(crate) struct Fill<'a> {
    /// What has been placed so far.
    placed: Placed<'a>,
    /// The blocks of the day that is being filled.
    blocks: Vec<LaidBlock<'a>>,
    /// The work since the last pause of that day.
    stretch: Stretch,
}

/// Work without a pause.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    minutes: Minutes,
    end: DayMinute,
}

impl Stretch {
    /// Before any work.
    const NONE: Self = Self { minutes: Minutes::ZERO, end: DayMinute::START };

    /// The work that may follow at a minute until a pause is due.
    fn left(self, at: DayMinute) -> Minutes {
        let rested = self.end.after(PAUSE) <= at || self.minutes == Minutes::ZERO;
        if rested { PAUSE_AFTER } else { PAUSE_AFTER.saturating_sub(self.minutes) }
    }

    fn note(&mut self, start: DayMinute, minutes: Minutes) {
        if self.left(start) == PAUSE_AFTER {
            self.minutes = Minutes::ZERO;
        }
        self.minutes += minutes;
        self.end = start.after(minutes);
    }
}

impl<'a> Fill<'a> {
    /// Fills the first `days`; those without a block are left out.
    pub(crate) fn days(placed: Placed<'a>, days: usize) -> Vec<LaidDay<'a>> {
        let mut fill = Self { placed, blocks: Vec::new(), stretch: Stretch::NONE };
        let mut laid = Vec::new();
        let StudyDays { days: usual, to_fill, .. } = fill.placed.inputs.preparation;
        for (day, usual) in to_fill.iter().zip(usual).take(days) {
            fill.begin(day, usual);
            let phase = fill.placed.day.phase;
            if phase == PhaseKind::Taper {
                fill.taper(day);
            } else {
                day.slots.iter().for_each(|slot| fill.slot(*slot));
            }
            let blocks = std::mem::take(&mut fill.blocks);
            if !blocks.is_empty() {
                laid.push(LaidDay { date: day.date, phase, blocks });
            }
        }
        laid
    }

    /// Begins a day; `usual` is what it would be if it had not been shown.
    fn begin(&mut self, day: &Day, usual: &Day) {
        let preparation = self.placed.inputs.preparation;
        self.stretch = Stretch::NONE;
        self.placed.day = DayInProgress {
            date: day.date,
            phase: phase_of(&preparation.phases, day.date),
            days_left: (preparation.exam_on - day.date).num_days(),
            order: Vec::new(),
            ritual: preparation.rituals.get(&day.date).copied(),
            reviews: day.minutes().max(usual.minutes()).part(REVIEW_SHARE_MAX),
            diagnostic: Diagnostic::Open,
        };
    }

    /// The last two days: a technique or the checklist, a little light review, nothing else.
    fn taper(&mut self, day: &Day) {
        let first = match self.placed.day.days_left {
            1 => Some(BlockKind::Checklist),
            2 => Some(BlockKind::Technique),
            _ => None,
        };
        let at_desk = |slot: &&FreeSlot| matches!(slot.place, SlotPlace::Desk | SlotPlace::Long);
        let mut wanted = vec![(BlockKind::LightReview, TAPER_REVIEW_MAX)];
        // What was shown for today and is over does not come again.
        let timeline = self.placed.inputs.timeline;
        let begins = day.slots.first().map_or(DayMinute::MAX, |slot| slot.start);
        let is_open = |kind: &BlockKind| {
            day.date != timeline.today || timeline.shown.still_comes(day.date, *kind, begins)
        };
        let first = first.filter(is_open);
        wanted.extend(first.map(|kind| (kind, RITUAL)));
        for slot in day.slots.iter().filter(at_desk) {
            let mut at = slot.start;
            while let Some((kind, minutes)) = wanted.pop() {
                let fitting = minutes.min(at.until(slot.end()));
                if fitting < BLOCK_MIN {
                    wanted.push((kind, minutes));
                    break;
                }
                let calm = self.placed.inputs.need.asks_for(Remedy::Technique);
                let script = (kind == BlockKind::Checklist && calm).then_some(Because::Script);
                let reasons = script.into_iter().collect();
                self.put(*slot, at, DraftBlock { reasons, ..DraftBlock::of(kind, fitting) });
                at = at.after(fitting);
                let rest = minutes.saturating_sub(fitting);
                if rest >= BLOCK_MIN {
                    wanted.push((kind, rest));
                }
            }
        }
        // Who only has a train looks at something familiar there; the checklist is read anywhere.
        let train = day.slots.iter().find(|slot| slot.place == SlotPlace::Commute);
        if let Some(slot) = train.filter(|_| !day.slots.iter().any(|slot| at_desk(&slot))) {
            let light = DraftBlock::of(BlockKind::LightReview, RITUAL.min(slot.minutes));
            self.put(*slot, slot.start, light);
        }
    }

    fn slot(&mut self, slot: FreeSlot) {
        let date = self.placed.day.date;
        let inputs = self.placed.inputs;
        let mut mock_exams = inputs.preparation.mock_exams.iter();
        let mut at = slot.start;
        if mock_exams.any(|chosen| (chosen.date, chosen.start) == (date, slot.start)) {
            at = self.mock_exam(slot);
        }
        while at.after(BLOCK_MIN) <= slot.end() {
            let shown = &inputs.timeline.shown;
            // What came before a pause may be over, and the pause is one all the same.
            if let Some(end) = shown.pause_at(date, at) {
                at = end;
                continue;
            }
            let left = self.stretch.left(at);
            if left < BLOCK_MIN {
                at = self.stretch.end.after(PAUSE);
                continue;
            }
            let left = left.min(self.left_of_day());
            if left < BLOCK_MIN {
                break;
            }
            let until_pause = at.after(left).min(slot.end());
            let limit = shown.next_start(date, at).unwrap_or(DayMinute::MAX);
            let free = at.until(limit.min(until_pause));
            let slot = FreeSlot { minutes: slot.start.until(until_pause), ..slot };
            let draft = mock_exam::review(&self.placed, slot, at)
                .or_else(|| next_block::next(&self.placed, slot, at, free));
            at = at.after(match draft {
                Some(draft) => {
                    let minutes = draft.minutes;
                    self.tick_off(&draft);
                    self.put(slot, at, draft);
                    minutes
                }
                None => free.max(Minutes::new(1)),
            });
        }
    }

    /// The study time that the day may still hold; getting calm is none.
    fn left_of_day(&self) -> Minutes {
        let study = self.blocks.iter().filter(|block| block.kind != BlockKind::Technique);
        DAY_MINUTES_MAX.saturating_sub(study.map(|block| block.minutes).sum())
    }

    /// Places a mock exam at the start of a slot; says where the slot is free again.
    fn mock_exam(&mut self, slot: FreeSlot) -> DayMinute {
        let inputs = self.placed.inputs;
        if inputs.need.asks_for(Remedy::Technique) {
            self.put(slot, slot.start, DraftBlock::of(BlockKind::Technique, SIM_MARGIN));
            let ritual = self.placed.day.ritual;
            self.placed.day.ritual = ritual.filter(|kind| *kind != BlockKind::Technique);
        }
        let draft = mock_exam::of_slot(&self.placed, slot);
        let minutes = draft.minutes;
        let start = slot.start.after(SIM_MARGIN);
        self.put(slot, start, draft);
        let began = ClockMinute::at(inputs.timeline.now.zone, self.placed.day.date, start);
        let chosen = inputs.preparation.mock_exams.iter();
        let until = chosen.filter(|chosen| chosen.date == self.placed.day.date);
        let until = until.map(|chosen| chosen.review_until).max();
        self.placed.review =
            ReviewLeft { minutes, until: until.unwrap_or_else(|| began.after(minutes)) };
        start.after(minutes)
    }

    /// Takes what a block uses up off what the day still has to place.
    fn tick_off(&mut self, draft: &DraftBlock<'_>) {
        let Placed { day, diagnosed, diagnostics, review, .. } = &mut self.placed;
        match draft.kind.traits().role {
            Role::Follows => review.minutes = review.minutes.saturating_sub(draft.minutes),
            // One a day: where the exam date moved by a day, the one that was shown is enough.
            Role::Ritual if draft.domain.is_none() => day.ritual = None,
            Role::DueTopics => day.reviews = day.reviews.saturating_sub(draft.minutes),
            Role::Diagnostic => {
                day.diagnostic = Diagnostic::Planned;
                diagnostics.push(day.date);
                if let Some(done) = draft.domain.and_then(|domain| diagnosed.get_mut(domain)) {
                    *done = true;
                }
            }
            Role::Content | Role::Ritual | Role::MockExam => {}
        }
    }

    /// Writes a block down.
    fn put(&mut self, slot: FreeSlot, start: DayMinute, draft: DraftBlock<'a>) {
        let mut reasons = Vec::new();
        let mut subject = None;
        if let Some(domain) = draft.domain {
            reasons = next_block::worth(&self.placed, domain);
            let chosen = next_block::reasons(&self.placed, domain, &draft, slot.place);
            subject = self.subject(domain, &draft);
            if matches!(subject, Some(BlockTopic::Objective(_) | BlockTopic::Objectives)) {
                reasons.push(Because::OnePass);
            }
            reasons.extend(chosen);
            self.account(domain, &draft);
        }
        reasons.extend(draft.reasons);
        self.stretch.note(start, draft.minutes);
        self.blocks.push(LaidBlock {
            start,
            minutes: draft.minutes,
            place: slot.place,
            kind: draft.kind,
            domain: draft.domain,
            resource: self.placed.resources.owned(draft.resource).map(|owned| &owned.resource),
            subject,
            questions: self.questions(draft.kind, slot.place, draft.minutes),
            reasons,
        });
    }

    /// As many questions as half of the time answers, in a set.
    fn questions(&self, kind: BlockKind, place: SlotPlace, minutes: Minutes) -> Option<u16> {
        let most = match (kind.traits().questions, place) {
            (SetKind::None, _) => return None,
            (SetKind::Diagnostic, _) => return Some(12),
            (SetKind::Practice, SlotPlace::Commute | SlotPlace::CommuteAudio) => 12.0,
            (SetKind::Practice, SlotPlace::Desk | SlotPlace::Long) => 60.0,
        };
        let answering = f64::from(minutes.get() / 2);
        let questions = (answering / self.placed.inputs.pace).round().clamp(5.0, most);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped")]
        let questions = questions as u16;
        Some(questions)
    }

    fn subject(&mut self, domain: DomainIndex, draft: &DraftBlock<'_>) -> Option<BlockTopic<'a>> {
        let Placed { day, agenda, inputs, .. } = &mut self.placed;
        match draft.kind.traits().topics {
            Topics::None => None,
            Topics::Opens => agenda.open_next(domain, day.date, day.days_left),
            Topics::BringsUp => {
                agenda.open_topic(domain, day.date, day.days_left);
                None
            }
            Topics::ByHeart if has_desk(inputs.preparation) => None,
            Topics::ByHeart => agenda.open_topic(domain, day.date, day.days_left),
            Topics::Due => {
                let most = draft.minutes.get() / TOPIC_REVIEW.get();
                let names = agenda.take_due(domain, day.date, (day.days_left, most));
                (!names.is_empty()).then_some(BlockTopic::Topics(names))
            }
        }
    }

    fn account(&mut self, domain: DomainIndex, draft: &DraftBlock<'_>) {
        let placed = &mut self.placed;
        if let (Some(used), Some(worth), Some(of)) = (
            placed.used.get_mut(domain),
            placed.worths.get_mut(domain),
            placed.inputs.need.domains.get(domain),
        ) {
            *used += draft.minutes;
            *worth = of.claim.curve.marginal(used.hours());
        }
        if draft.kind.traits().role != Role::DueTopics {
            placed.first_block = FirstBlock::Placed;
        }
        if draft.kind == BlockKind::Lab
            && let Some(labs) = placed.labs.get_mut(domain)
        {
            *labs += draft.minutes;
        }
        if draft.kind.is_practice()
            && let Some(sets) = placed.sets.get_mut(domain)
        {
            *sets += 1;
        }
        if let Some(touched) = placed.touched.get_mut(domain) {
            *touched = None;
        }
        if let Some(resource) = draft.resource {
            placed.resources.add(domain, resource, draft.minutes);
        }
        placed.day.order.push(domain);
    }
}

/// Whether any day has a place where something can be opened and written.
fn has_desk(preparation: &StudyDays) -> bool {
    let mut slots = preparation.days.iter().flat_map(|day| &day.slots);
    slots.any(|slot| matches!(slot.place, SlotPlace::Desk | SlotPlace::Long))
}
