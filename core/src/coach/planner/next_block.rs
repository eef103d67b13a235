//! The next block of a walk: the one that was shown here, or the one that is needed most.

use crate::coach::causes::Remedy;
use crate::coach::estimate::DomainClass;
use crate::coach::planner::areas::Area;
use crate::coach::planner::calendar::Room;
use crate::coach::planner::choice::Means;
use crate::coach::planner::choice::Spot;
use crate::coach::planner::constants::BLOCK;
use crate::coach::planner::constants::BLOCK_MIN;
use crate::coach::planner::constants::DEEP_WEAK_FIRST;
use crate::coach::planner::constants::DIAGNOSTIC;
use crate::coach::planner::constants::DIAGNOSTIC_STAYS_DAYS;
use crate::coach::planner::constants::FROZEN_DAYS;
use crate::coach::planner::constants::KEEP_GAIN;
use crate::coach::planner::constants::LAB;
use crate::coach::planner::constants::RITUAL;
use crate::coach::planner::constants::STAMINA;
use crate::coach::planner::constants::TOPIC_REVIEW;
use crate::coach::planner::placement::Diagnostic;
use crate::coach::planner::placement::Draft;
use crate::coach::planner::placement::Walk;
use crate::coach::planner::placement::is_practice;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Reason;
use crate::coach::planner::stability::ShownBlock;
use crate::facts::availability::SlotPlace;

impl Walk<'_> {
    /// The block that was shown here, if it still can and should be done here.
    pub(super) fn keep(&mut self, room: Room, at: u32) -> Option<Draft> {
        let shown = self.ground.shown.at(self.today.date, at)?;
        if at + shown.minutes > room.end() || shown.minutes < BLOCK_MIN {
            return None;
        }
        let draft = self.draft_of(shown)?;
        let means = Means { at: draft.at, kind: draft.kind };
        if !self.shelf.suits(means, room.place) || !self.is_wanted(&draft) {
            return None;
        }
        self.tick_off(&draft);
        Some(self.explained(draft, room, at))
    }

    /// A kept block has the reasons that a fresh choice of the same resource would have.
    fn explained(&self, draft: Draft, room: Room, at: u32) -> Draft {
        let is_content = matches!(
            draft.kind,
            BlockKind::Study
                | BlockKind::Lab
                | BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
                | BlockKind::Recall
        );
        let Some(area) = draft.area.filter(|_| is_content) else { return draft };
        let (means, reasons) = self.means(area, room, room.end() - at);
        let same = draft.at.is_none() || means.at == draft.at;
        let reasons = if same && means.kind == draft.kind { reasons } else { Vec::new() };
        Draft { reasons, ..draft }
    }

    fn draft_of(&self, shown: ShownBlock<'_>) -> Option<Draft> {
        let area = match shown.domain {
            "-" => None,
            id => Some(self.ground.areas.iter().position(|area| area.id.as_str() == id)?),
        };
        let at = match shown.resource {
            "-" => None,
            key => Some(self.shelf.find(key)?),
        };
        Some(Draft { area, at, ..Draft::of(shown.kind, shown.minutes) })
    }

    /// Whether a shown block still has its purpose; in the next days its place is enough.
    fn is_wanted(&self, draft: &Draft) -> bool {
        let ahead = (self.today.date - self.ground.today).num_days();
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
            ) => self.today.ritual == Some(draft.kind),
            (_, None) => false,
            (BlockKind::Review, Some(area)) => {
                let due = self.agenda.count_due(area, self.today.date, 1) > 0;
                self.allows(area) && (frozen || due) && draft.minutes <= self.today.reviews
            }
            (BlockKind::Diagnostic, Some(area)) => {
                let open = self.diagnosed.get(area) == Some(&false);
                self.allows(area)
                    && self.today.has_diagnostic == Diagnostic::Open
                    && (ahead < DIAGNOSTIC_STAYS_DAYS || open)
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

    /// A domain that still has time to get is part of the best allocation; beyond that its next hour
    /// has to be nearly as good as the best one.
    fn is_worth_keeping(&self, area: usize, minutes: u32) -> bool {
        let used = self.used.get(area).copied().unwrap_or(0);
        let within = self.ground.allocation.minutes(area) + minutes / 2 >= used + minutes;
        if within || self.is_opening(area) {
            return true;
        }
        let best = self.worths.iter().copied().fold(0.0, f64::max);
        self.worths.get(area).is_some_and(|worth| *worth >= KEEP_GAIN * best)
    }

    /// A block for `free` minutes that nobody has claimed.
    pub(super) fn fresh(&mut self, room: Room, free: u32) -> Option<Draft> {
        let ritual = self.ritual(room, free);
        let due = || ritual.or_else(|| self.due_topics(room, free));
        let draft = due().or_else(|| self.diagnostic(room, free));
        let draft = draft.or_else(|| self.domain_block(room, free))?;
        self.tick_off(&draft);
        Some(draft)
    }

    fn tick_off(&mut self, draft: &Draft) {
        if self.today.ritual == Some(draft.kind) {
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

    fn ritual(&self, room: Room, free: u32) -> Option<Draft> {
        let kind = self.today.ritual?;
        let fits = self.shelf.suits(Means { at: None, kind }, room.place) && free >= RITUAL;
        // A rest that is too short for anything else is added rather than lost.
        let minutes = if free < RITUAL + BLOCK_MIN { free } else { RITUAL };
        fits.then(|| Draft::of(kind, minutes))
    }

    fn due_topics(&self, room: Room, free: u32) -> Option<Draft> {
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
        Some(Draft { area: Some(area), ..Draft::of(BlockKind::Review, minutes) })
    }

    fn diagnostic(&self, room: Room, free: u32) -> Option<Draft> {
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
        Some(Draft { area: Some(area), ..Draft::of(BlockKind::Diagnostic, minutes) })
    }

    fn domain_block(&self, room: Room, free: u32) -> Option<Draft> {
        let at = self.next_area()?;
        let (means, reasons) = self.means(at, room, free);
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
        Some(Draft { area: Some(at), at: means.at, reasons, ..Draft::of(means.kind, minutes) })
    }

    /// What to use for a domain in a stretch of a room, and why.
    fn means(&self, at: usize, room: Room, free: u32) -> (Means, Vec<Reason>) {
        let recall = Means { at: None, kind: BlockKind::Recall };
        let Some(area) = self.ground.areas.get(at) else { return (recall, Vec::new()) };
        let spot = Spot { phase: self.today.phase, place: room.place, room: free };
        let placed = |of: &[u32]| of.get(at).copied().unwrap_or(0);
        let labs = (placed(&self.labs), placed(&self.used));
        let (mut means, chosen) = self.shelf.choose(at, area, spot, labs);
        if is_practice(means.kind) && self.is_turn_of_scenarios(at, area) {
            means.kind = BlockKind::ScenarioSet;
        }
        let mut reasons = self.asked_for(at, area, means.kind);
        reasons.extend(chosen);
        (means, reasons)
    }

    /// The remedies that speak for a block of this kind in this domain.
    fn asked_for(&self, at: usize, area: &Area<'_>, kind: BlockKind) -> Vec<Reason> {
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
    fn is_turn_of_scenarios(&self, at: usize, area: &Area<'_>) -> bool {
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
        open.min_by(|a, b| claim(*a).total_cmp(&claim(*b)).then(a.cmp(b)))
    }

    /// Interleaving: the second block of a day is of another domain than the first, and no domain
    /// comes three times running.
    pub(super) fn allows(&self, area: usize) -> bool {
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
