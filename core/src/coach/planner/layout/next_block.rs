//! The next block of a walk: the one that was shown here, or the one that is needed most.

use crate::coach::causes::Remedy;
use crate::coach::estimate::DomainClass;
use crate::coach::planner::need::DomainNeed;
use crate::coach::planner::days::calendar::FreeSlot;
use crate::coach::planner::layout::material::Material;
use crate::coach::planner::layout::material::Context;
use crate::coach::model::planner::BLOCK;
use crate::coach::model::planner::BLOCK_MIN;
use crate::coach::model::planner::DEEP_WEAK_FIRST;
use crate::coach::model::planner::DIAGNOSTIC;
use crate::coach::model::planner::FROZEN_DAYS;
use crate::coach::model::planner::KEEP_GAIN;
use crate::coach::model::planner::KEEP_GAIN_NEAR;
use crate::coach::model::planner::LAB;
use crate::coach::model::planner::NEAR_DAYS;
use crate::coach::model::planner::RITUAL;
use crate::coach::model::planner::STAMINA;
use crate::coach::model::planner::TOPIC_REVIEW;
use crate::coach::planner::layout::fill::Diagnostic;
use crate::coach::planner::layout::fill::DraftBlock;
use crate::coach::planner::layout::fill::Fill;
use crate::coach::planner::layout::fill::is_practice;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Reason;
use crate::coach::planner::days::shown::ShownBlock;
use crate::facts::availability::SlotPlace;

impl Fill<'_> {
    /// The next block at a minute of a room, of which `free` minutes end where the next block was
    /// shown.
    ///
    /// What a fresh look at the whole rest of the room would choose comes first where it is what was
    /// shown: a plan that nothing speaks against comes out as it was, with the same reasons. Else the
    /// shown block stays if it still can and should be done here, and else only its own time is free.
    pub(crate) fn next(&mut self, room: FreeSlot, at: u32, free: u32) -> Option<DraftBlock> {
        let shown = self.ground.shown.at(self.today.date, at);
        self.today.coming = self.coming(at);
        let draft = match shown.and_then(|shown| self.draft_of(shown)) {
            None if free < BLOCK_MIN => None,
            None => self.fresh(room, free),
            Some(shown) => {
                let fresh = self.fresh(room, room.end() - at);
                match fresh.filter(|fresh| fresh.is_same_work(&shown)) {
                    Some(fresh) => Some(fresh),
                    None if self.stays(&shown, room, at) => Some(shown),
                    None if free < BLOCK_MIN => None,
                    None => self.fresh(room, free),
                }
            }
        };
        draft.inspect(|draft| self.tick_off(draft))
    }

    /// Whether a block that was shown here still can and should be done here.
    fn stays(&self, shown: &DraftBlock, room: FreeSlot, at: u32) -> bool {
        let means = Material { at: shown.at, kind: shown.kind };
        shown.minutes >= BLOCK_MIN
            && at + shown.minutes <= room.end()
            && self.shelf.suits(means, room.place)
            && self.is_wanted(shown)
    }

    fn draft_of(&self, shown: ShownBlock<'_>) -> Option<DraftBlock> {
        let area = match shown.domain {
            "-" => None,
            id => Some(self.area_of(id)?),
        };
        let at = match shown.resource {
            "-" => self.shelf.nameless(shown.kind),
            key => Some(self.shelf.find(key)?),
        };
        Some(DraftBlock { area, at, ..DraftBlock::of(shown.kind, shown.minutes) })
    }

    /// Whether a shown block still has its purpose; in the next days its place is enough.
    fn is_wanted(&self, draft: &DraftBlock) -> bool {
        let ahead = self.days_ahead();
        let frozen = ahead < FROZEN_DAYS;
        match (draft.kind, draft.area) {
            (
                BlockKind::Simulation
                | BlockKind::SimulationReview
                | BlockKind::LightReview
                | BlockKind::Checklist,
                _,
            ) => false,
            (
                BlockKind::PacingDrill
                | BlockKind::ReadingDrill
                | BlockKind::ChangeDrill
                | BlockKind::Technique,
                _,
            ) => frozen || self.today.ritual == Some(draft.kind),
            (_, None) => false,
            (BlockKind::Review, Some(area)) => {
                let due = self.agenda.count_due(area, self.today.date, 1) > 0;
                self.allows(area) && (frozen || due) && draft.minutes <= self.today.reviews
            }
            (BlockKind::Diagnostic, Some(area)) => {
                let open = self.diagnosed.get(area) == Some(&false);
                self.allows(area)
                    && self.today.has_diagnostic == Diagnostic::Open
                    && (ahead < NEAR_DAYS || open)
            }
            (
                BlockKind::Study
                | BlockKind::Lab
                | BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
                | BlockKind::Recall,
                Some(area),
            ) => self.allows(area) && (frozen || self.is_worth_keeping(area, draft.minutes)),
        }
    }

    fn days_ahead(&self) -> i64 {
        (self.today.date - self.ground.today).num_days()
    }

    /// A domain that still has time to get is part of the best allocation; beyond that its next hour
    /// has to be nearly as good as that of the domain that would come instead.
    fn is_worth_keeping(&self, area: usize, minutes: u32) -> bool {
        let used = self.used.get(area).copied().unwrap_or(0);
        let within = self.ground.allocation.minutes(area) + minutes / 2 >= used + minutes;
        if within || self.is_opening(area) {
            return true;
        }
        let worth = |at: usize| self.worths.get(at).copied().unwrap_or(0.0);
        let keep = if self.days_ahead() < NEAR_DAYS { KEEP_GAIN_NEAR } else { KEEP_GAIN };
        self.next_area().is_none_or(|other| worth(area) >= keep * worth(other))
    }

    /// A block for `free` minutes that nobody has claimed.
    fn fresh(&self, room: FreeSlot, free: u32) -> Option<DraftBlock> {
        let ritual = self.ritual(room, free);
        let due = || ritual.or_else(|| self.due_topics(room, free));
        let draft = due().or_else(|| self.diagnostic(room, free));
        draft.or_else(|| self.domain_block(room, free))
    }

    fn tick_off(&mut self, draft: &DraftBlock) {
        // One a day: where the exam date moved by a day, the one that was shown is enough.
        if draft.area.is_none() {
            self.today.ritual = None;
        }
        if draft.kind == BlockKind::Review {
            self.today.reviews = self.today.reviews.saturating_sub(draft.minutes);
        }
        if draft.kind == BlockKind::Diagnostic {
            self.today.has_diagnostic = Diagnostic::Planned;
            if let Some(done) = draft.area.and_then(|area| self.diagnosed.get_mut(area)) {
                *done = true;
            }
        }
    }

    fn ritual(&self, room: FreeSlot, free: u32) -> Option<DraftBlock> {
        let kind = self.today.ritual?;
        let fits = self.shelf.suits(Material { at: None, kind }, room.place) && free >= RITUAL;
        // A rest that is too short for anything else is added rather than lost.
        let minutes = if free < RITUAL + BLOCK_MIN { free } else { RITUAL };
        fits.then(|| DraftBlock::of(kind, minutes))
    }

    fn due_topics(&self, room: FreeSlot, free: u32) -> Option<DraftBlock> {
        let budget = self.today.reviews.min(free).min(BLOCK);
        if room.place == SlotPlace::CommuteAudio || budget < BLOCK_MIN {
            return None;
        }
        let date = self.today.date;
        let area = self.agenda.due_area(date, |area| self.allows(area))?;
        let due = self.agenda.count_due(area, date, budget / TOPIC_REVIEW);
        let minutes = (due * TOPIC_REVIEW).clamp(BLOCK_MIN, budget);
        let whole = free - minutes < BLOCK_MIN && free <= self.today.reviews;
        let minutes = if whole { free } else { minutes };
        Some(DraftBlock { area: Some(area), ..DraftBlock::of(BlockKind::Review, minutes) })
    }

    fn diagnostic(&self, room: FreeSlot, free: u32) -> Option<DraftBlock> {
        let fits = free >= DIAGNOSTIC && self.today.has_diagnostic == Diagnostic::Open;
        if !fits || room.place == SlotPlace::CommuteAudio {
            return None;
        }
        let headroom =
            |at: usize| self.ground.areas.get(at).map_or(0.0, |area| area.claim.curve.headroom());
        let open = self.diagnosed.iter().enumerate().filter(|(_, done)| !**done);
        let open = open.map(|(at, _)| at).filter(|at| self.allows(*at));
        let area = open.max_by(|a, b| headroom(*a).total_cmp(&headroom(*b)).then(b.cmp(a)))?;
        let minutes = if free < DIAGNOSTIC + BLOCK_MIN { free } else { DIAGNOSTIC };
        let at = self.shelf.nameless(BlockKind::Diagnostic);
        Some(DraftBlock { area: Some(area), at, ..DraftBlock::of(BlockKind::Diagnostic, minutes) })
    }

    fn domain_block(&self, room: FreeSlot, free: u32) -> Option<DraftBlock> {
        let at = self.next_area()?;
        let means = self.means(at, room, free);
        let at_desk = matches!(room.place, SlotPlace::Desk | SlotPlace::Long);
        let usual = if means.kind == BlockKind::Lab {
            LAB
        } else if self.is_long(means.kind) && at_desk {
            STAMINA
        } else {
            self.ground.block
        };
        // What is left over must hold another block, or it joins this one.
        let minutes = if free < usual + usual / 2 { free } else { usual };
        Some(DraftBlock { area: Some(at), at: means.at, ..DraftBlock::of(means.kind, minutes) })
    }

    /// What to use for a domain in a stretch of a room.
    fn means(&self, at: usize, room: FreeSlot, free: u32) -> Material {
        let recall = Material { at: None, kind: BlockKind::Recall };
        let Some(area) = self.ground.areas.get(at) else { return recall };
        let spot = Context { phase: self.today.phase, place: room.place, room: free };
        let placed = |of: &[u32]| of.get(at).copied().unwrap_or(0);
        let labs = (placed(&self.labs), placed(&self.used));
        let means = self.shelf.choose(at, area, spot, labs);
        if is_practice(means.kind) && self.is_turn_of_scenarios(at, area) {
            return Material { kind: BlockKind::ScenarioSet, ..means };
        }
        means
    }

    /// Why a domain's block is of its kind and with its resource.
    pub(crate) fn reasons(&self, at: usize, draft: &DraftBlock, place: SlotPlace) -> Vec<Reason> {
        let is_content = is_practice(draft.kind)
            || matches!(draft.kind, BlockKind::Study | BlockKind::Lab | BlockKind::Recall);
        let Some(area) = self.ground.areas.get(at).filter(|_| is_content) else {
            return Vec::new();
        };
        let mut reasons = self.asked_for(at, area, draft.kind);
        let means = Material { at: draft.at, kind: draft.kind };
        reasons.extend(self.shelf.reasons(at, area, means, (self.today.phase, place)));
        reasons
    }

    /// The remedies that speak for a block of this kind in this domain.
    fn asked_for(&self, at: usize, area: &DomainNeed<'_>, kind: BlockKind) -> Vec<Reason> {
        let opens = "carries much of the exam and was left out last time: it comes first";
        let weighs = "gets time by its weight in the exam";
        let timed = kind == BlockKind::TimedSet;
        let wanted = [
            (self.is_opening(at), Remedy::Opens, opens),
            (area.claim.is_raised(), Remedy::Weights, weighs),
            (timed, Remedy::Pacing, "look at the clock at a quarter, half and three quarters"),
            (timed, Remedy::Stamina, "long enough that the last quarter has to be paced as well"),
            (kind == BlockKind::ScenarioSet, Remedy::Scenarios, "knowing it was not the trouble"),
        ];
        let asked = wanted.into_iter().filter(|(applies, ..)| *applies);
        asked.filter_map(|(_, remedy, says)| self.ground.remedies.reason(remedy, says)).collect()
    }

    /// Every other set of a weak domain, beginning with the first.
    fn is_turn_of_scenarios(&self, at: usize, area: &DomainNeed<'_>) -> bool {
        self.ground.remedies.asks_for(Remedy::Scenarios)
            && area.is_weak()
            && self.sets.get(at).is_some_and(|sets| sets.is_multiple_of(2))
    }

    fn is_long(&self, kind: BlockKind) -> bool {
        kind == BlockKind::TimedSet && self.ground.remedies.asks_for(Remedy::Stamina)
    }

    fn is_opening(&self, area: usize) -> bool {
        let open = self.ground.opener.filter(|_| self.today.phase == PhaseKind::DeepWork);
        let used = self.used.get(area).copied().unwrap_or(0);
        open.is_some_and(|(opener, minutes)| opener == area && used < minutes)
    }

    /// The domain that is furthest behind its allocation, among those that interleaving allows.
    fn next_area(&self) -> Option<usize> {
        let claim = |at: usize| {
            let minutes = self.ground.allocation.minutes(at);
            let used = f64::from(self.used.get(at).copied().unwrap_or(0));
            let weak =
                self.ground.areas.get(at).is_some_and(|area| area.class == DomainClass::Weak);
            let first = weak && self.today.phase == PhaseKind::DeepWork;
            let part = if minutes == 0 {
                f64::from(u32::MAX) + used
            } else {
                (used + f64::from(self.ground.block) / 2.0) / f64::from(minutes)
            };
            match (self.is_opening(at), first) {
                (true, _) => -1.0,
                (false, true) => part * DEEP_WEAK_FIRST,
                (false, false) => part,
            }
        };
        let open = (0..self.ground.areas.len()).filter(|at| self.allows(*at));
        // What was shown next should still have its place.
        open.min_by(|a, b| {
            let spares = self.spares_the_next(*b).cmp(&self.spares_the_next(*a));
            spares.then(claim(*a).total_cmp(&claim(*b))).then(a.cmp(b))
        })
    }

    /// Whether interleaving still allows the domain that was shown next after a block of `area`.
    fn spares_the_next(&self, area: usize) -> bool {
        self.today.coming != Some(area)
            || self.today.order.last().is_some_and(|last| *last != area)
            || self.ground.areas.len() < 2
    }

    /// The next domain that was shown today after a minute.
    fn coming(&self, minute: u32) -> Option<usize> {
        let later = self.ground.shown.later(self.today.date, minute);
        let mut domains = later.map(|block| block.domain).filter(|domain| *domain != "-");
        self.area_of(domains.next()?)
    }

    fn area_of(&self, domain: &str) -> Option<usize> {
        self.ground.areas.iter().position(|area| area.id.as_str() == domain)
    }

    /// Interleaving: the second block of a day is of another domain than the first, and no domain
    /// comes three times running.
    pub(crate) fn allows(&self, area: usize) -> bool {
        if self.ground.areas.len() < 2 {
            return true;
        }
        match self.today.order.as_slice() {
            [] => true,
            [only] => *only != area,
            [.., before, last] => *before != area || *last != area,
        }
    }
}
