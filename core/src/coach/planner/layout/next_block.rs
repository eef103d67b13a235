//! The next block of a slot: the one that was shown there, or the one that is needed most.
//!
//! Nothing is placed here: every function looks at what has been placed and answers.

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::estimate::DomainClass;
use crate::coach::index::DomainIndex;
use crate::coach::model::planner::{
    BLOCK, BLOCK_MIN, DEEP_WEAK_FIRST, DIAGNOSTIC, KEEP_GAIN, KEEP_GAIN_NEAR, LAB, NEAR_DAYS,
    RITUAL, STAMINA, TOPIC_REVIEW,
};
use crate::coach::planner::days::calendar::FreeSlot;
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::days::shown::ShownBlock;
use crate::coach::planner::kind::{BlockKind, Role};
use crate::coach::planner::layout::laid::Because;
use crate::coach::planner::layout::material::{Context, Material};
use crate::coach::planner::layout::placed::{Diagnostic, DraftBlock, Placed};
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::need::DomainNeed;
use crate::facts::availability::SlotPlace;

/// The next block at a minute of a slot, of which `free` minutes end where the next block was shown.
///
/// What a fresh look at the whole rest of the slot would choose comes first where it is what was
/// shown: a plan that nothing speaks against comes out as it was, with the same reasons. Else the
/// shown block stays if it still can and should be done here, and else only its own time is free.
pub(crate) fn next<'a>(
    placed: &Placed<'a>,
    slot: FreeSlot,
    at: DayMinute,
    free: Minutes,
) -> Option<DraftBlock<'a>> {
    let look = Look { placed, slot, coming: coming(placed, at) };
    let shown = placed.inputs.timeline.shown.at(placed.day.date, at);
    match shown.and_then(|shown| look.draft_of(shown)) {
        None if free < BLOCK_MIN => None,
        None => look.fresh(free),
        Some(shown) => {
            let fresh = look.fresh(at.until(slot.end()));
            match fresh.filter(|fresh| fresh.is_same_work(&shown)) {
                Some(fresh) => Some(fresh),
                None if look.stays(&shown, at) => Some(shown),
                None if free < BLOCK_MIN => None,
                None => look.fresh(free),
            }
        }
    }
}

/// The reasons for giving a domain time now: what an hour is worth, and when it was last worked on, as
/// long as that is on record: what is only planned may not come about.
pub(crate) fn worth<'a>(placed: &Placed<'a>, domain: DomainIndex) -> Vec<Because<'a>> {
    let Some(worth) = placed.worths.get(domain).copied() else { return Vec::new() };
    let better = placed.worths.rows().iter().filter(|other| **other > worth).count();
    let day = placed.day.date;
    let touched = placed.touched.value(domain).filter(|touched| *touched < day);
    let on_record = touched.map(|on| Because::LastWorkedOn { on, days: (day - on).num_days() });
    std::iter::once(Because::Gain { worth, better }).chain(on_record).collect()
}

/// The reasons why a domain's block is of its kind and with its resource.
pub(crate) fn reasons<'a>(
    placed: &Placed<'a>,
    at: DomainIndex,
    draft: &DraftBlock<'_>,
    place: SlotPlace,
) -> Vec<Because<'a>> {
    let is_content = draft.kind.traits().role == Role::Content;
    let Some(domain) = placed.inputs.need.domains.get(at).filter(|_| is_content) else {
        return Vec::new();
    };
    let mut reasons = asked_for(placed, at, domain, draft.kind);
    let material = Material { resource: draft.resource, kind: draft.kind };
    let here = (placed.day.phase, place);
    reasons.extend(placed.resources.reasons(at, domain, material, here));
    reasons
}

/// The remedies that speak for a block of this kind in this domain.
fn asked_for<'a>(
    placed: &Placed<'_>,
    at: DomainIndex,
    domain: &DomainNeed<'_>,
    kind: BlockKind,
) -> Vec<Because<'a>> {
    let timed = kind == BlockKind::TimedSet;
    let wanted = [
        (placed.is_opening(at), Remedy::Opens, Because::Opens),
        (domain.claim.is_raised(), Remedy::Weights, Because::Weighs),
        (timed, Remedy::Pacing, Because::Paced),
        (timed, Remedy::Stamina, Because::Long),
        (kind == BlockKind::ScenarioSet, Remedy::Scenarios, Because::Applied),
    ];
    let asks_for = |remedy: Remedy| placed.inputs.need.asks_for(remedy);
    let asked = wanted.into_iter().filter(|(applies, remedy, _)| *applies && asks_for(*remedy));
    asked.map(|(.., because)| because).collect()
}

/// The next domain that was shown today after a minute.
fn coming(placed: &Placed<'_>, minute: DayMinute) -> Option<DomainIndex> {
    let later = placed.inputs.timeline.shown.later(placed.day.date, minute);
    let mut domains = later.filter_map(|block| block.code.domain);
    placed.inputs.need.find(domains.next()?)
}

/// One look at a slot.
struct Look<'a, 'p> {
    placed: &'p Placed<'a>,
    slot: FreeSlot,
    /// The domain that was shown next, after the block in question.
    coming: Option<DomainIndex>,
}

impl<'a> Look<'a, '_> {
    /// Whether a block that was shown here still can and should be done here.
    fn stays(&self, shown: &DraftBlock<'_>, at: DayMinute) -> bool {
        let material = Material { resource: shown.resource, kind: shown.kind };
        shown.minutes >= BLOCK_MIN
            && at.after(shown.minutes) <= self.slot.end()
            && self.placed.resources.suits(material, self.slot.place)
            && self.is_wanted(shown)
    }

    fn draft_of(&self, shown: ShownBlock<'_>) -> Option<DraftBlock<'a>> {
        let (code, minutes) = (shown.code, shown.minutes);
        let domain = match code.domain {
            None => None,
            Some(key) => Some(self.placed.inputs.need.find(key)?),
        };
        let resource = match code.resource {
            None => self.placed.resources.nameless(code.kind),
            Some(key) => Some(self.placed.resources.find(key)?),
        };
        Some(DraftBlock { domain, resource, ..DraftBlock::of(code.kind, minutes) })
    }

    /// Whether a shown block still has its purpose; in the next days its place is enough.
    fn is_wanted(&self, draft: &DraftBlock<'_>) -> bool {
        let Placed { day, agenda, diagnosed, .. } = self.placed;
        let timeline = self.placed.inputs.timeline;
        let shown = &timeline.shown;
        let frozen = shown.is_settled(day.date, timeline.today);
        let role = draft.kind.traits().role;
        let domain = match (role, draft.domain) {
            (Role::MockExam | Role::Follows, _) => return false,
            (Role::Ritual, _) => return frozen || day.ritual == Some(draft.kind),
            (Role::Content | Role::Diagnostic | Role::DueTopics, None) => return false,
            (Role::Content | Role::Diagnostic | Role::DueTopics, Some(domain)) => domain,
        };
        if draft.kind == BlockKind::Lab && !self.placed.resources.takes_lab(domain, draft.resource)
        {
            return false;
        }
        let wanted = match role {
            Role::DueTopics => {
                let due = agenda.count_due(domain, day.date, 1) > 0;
                shown.stands() || (frozen || due) && draft.minutes <= day.reviews
            }
            Role::Diagnostic => {
                let open = diagnosed.get(domain) == Some(&false);
                day.diagnostic == Diagnostic::Open
                    && (frozen || open)
                    && self.placed.has_room_for_diagnostic()
            }
            Role::Content | Role::Ritual | Role::MockExam | Role::Follows => {
                frozen
                    || !self.placed.is_out_of_turn(domain)
                        && self.is_worth_keeping(domain, draft.minutes)
            }
        };
        wanted && self.placed.allows(domain)
    }

    /// A domain that still has time to get is part of the best allocation; beyond that its next hour
    /// has to be nearly as good as that of the domain that would come instead.
    fn is_worth_keeping(&self, domain: DomainIndex, minutes: Minutes) -> bool {
        let placed = self.placed;
        let half = Minutes::new(minutes.get() / 2);
        let allotted = placed.inputs.allocation.minutes(domain);
        let within = allotted + half >= placed.used.value(domain) + minutes;
        if within || placed.is_opening(domain) {
            return true;
        }
        let worth = |at: DomainIndex| placed.worths.value(at);
        let keep = if placed.days_ahead() < NEAR_DAYS { KEEP_GAIN_NEAR } else { KEEP_GAIN };
        self.next_domain().is_none_or(|other| worth(domain) >= keep * worth(other))
    }

    /// A block for `free` minutes that nobody has claimed.
    fn fresh(&self, free: Minutes) -> Option<DraftBlock<'a>> {
        let due = self.ritual(free).or_else(|| self.due_topics(free));
        let draft = due.or_else(|| self.diagnostic(free));
        draft.or_else(|| self.domain_block(free))
    }

    fn ritual(&self, free: Minutes) -> Option<DraftBlock<'a>> {
        let kind = self.placed.day.ritual?;
        let material = Material { resource: None, kind };
        let fits = self.placed.resources.suits(material, self.slot.place) && free >= RITUAL;
        // A rest that is too short for anything else is added rather than lost.
        let minutes = if free < RITUAL + BLOCK_MIN { free } else { RITUAL };
        fits.then(|| DraftBlock::of(kind, minutes))
    }

    fn due_topics(&self, free: Minutes) -> Option<DraftBlock<'a>> {
        let Placed { day, agenda, .. } = self.placed;
        let budget = day.reviews.min(free).min(BLOCK);
        if self.slot.place == SlotPlace::CommuteAudio || budget < BLOCK_MIN {
            return None;
        }
        let domain = agenda.due_domain(day.date, |domain| self.placed.allows(domain))?;
        let due = agenda.count_due(domain, day.date, budget.get() / TOPIC_REVIEW.get());
        let minutes = TOPIC_REVIEW.times(due).clamp(BLOCK_MIN, budget);
        let whole = free.saturating_sub(minutes) < BLOCK_MIN && free <= day.reviews;
        let minutes = if whole { free } else { minutes };
        Some(DraftBlock { domain: Some(domain), ..DraftBlock::of(BlockKind::Review, minutes) })
    }

    /// Never the first task of a preparation: that one is where most is to gain.
    fn diagnostic(&self, free: Minutes) -> Option<DraftBlock<'a>> {
        let placed = self.placed;
        let fits = free >= DIAGNOSTIC && placed.day.diagnostic == Diagnostic::Open;
        if !fits || !placed.has_begun() || !placed.has_room_for_diagnostic() {
            return None;
        }
        let domains = &placed.inputs.need.domains;
        let headroom =
            |at: DomainIndex| domains.get(at).map_or(0.0, |domain| domain.claim.curve.headroom());
        let open = placed.diagnosed.iter().filter(|(_, done)| !**done);
        let open = open.map(|(at, _)| at).filter(|at| placed.allows(*at));
        let domain = open.max_by(|a, b| headroom(*a).total_cmp(&headroom(*b)).then(b.cmp(a)))?;
        let resource = placed.resources.questions(domain, self.slot.place)?;
        let minutes = if free < DIAGNOSTIC + BLOCK_MIN { free } else { DIAGNOSTIC };
        let draft = DraftBlock::of(BlockKind::Diagnostic, minutes);
        Some(DraftBlock { domain: Some(domain), resource: Some(resource), ..draft })
    }

    fn domain_block(&self, free: Minutes) -> Option<DraftBlock<'a>> {
        let domain = self.next_domain()?;
        let material = self.material(domain, free);
        let at_desk = matches!(self.slot.place, SlotPlace::Desk | SlotPlace::Long);
        let usual = if material.kind == BlockKind::Lab {
            LAB
        } else if self.is_long(material.kind) && at_desk {
            STAMINA
        } else {
            self.placed.inputs.block
        };
        // What is left over must hold another block, or it joins this one.
        let minutes = if free < usual + Minutes::new(usual.get() / 2) { free } else { usual };
        let draft = DraftBlock::of(material.kind, minutes);
        Some(DraftBlock { domain: Some(domain), resource: material.resource, ..draft })
    }

    /// What to use for a domain in a stretch of the slot.
    fn material(&self, at: DomainIndex, free: Minutes) -> Material {
        let placed = self.placed;
        let recall = Material { resource: None, kind: BlockKind::Recall };
        let Some(domain) = placed.inputs.need.domains.get(at) else { return recall };
        let context = Context { phase: placed.day.phase, place: self.slot.place, free };
        let labs = (placed.labs.value(at), placed.used.value(at));
        let material = placed.resources.choose(at, domain, context, labs);
        if material.kind.is_practice() && self.is_turn_of_scenarios(at, domain) {
            return Material { kind: BlockKind::ScenarioSet, ..material };
        }
        material
    }

    /// Every other set of a weak domain, beginning with the first.
    fn is_turn_of_scenarios(&self, at: DomainIndex, domain: &DomainNeed<'_>) -> bool {
        self.placed.inputs.need.asks_for(Remedy::Scenarios)
            && domain.is_remedied()
            && self.placed.sets.get(at).is_some_and(|sets| sets.is_multiple_of(2))
    }

    fn is_long(&self, kind: BlockKind) -> bool {
        kind == BlockKind::TimedSet && self.placed.inputs.need.asks_for(Remedy::Stamina)
    }

    /// The domain that is furthest behind its allocation, among those that interleaving allows.
    fn next_domain(&self) -> Option<DomainIndex> {
        let Placed { inputs, used, day, .. } = self.placed;
        let claim = |at: DomainIndex| {
            let minutes = inputs.allocation.minutes(at).get();
            let used = f64::from(used.value(at).get());
            let domain = inputs.need.domains.get(at);
            let weak = domain.is_some_and(|domain| domain.class == DomainClass::Weak);
            let first = weak && day.phase == PhaseKind::DeepWork;
            let part = if minutes == 0 {
                f64::from(u32::MAX) + used
            } else {
                (used + f64::from(inputs.block.get()) / 2.0) / f64::from(minutes)
            };
            match (self.placed.is_opening(at), first) {
                (true, _) => -1.0,
                (false, true) => part * DEEP_WEAK_FIRST,
                (false, false) => part,
            }
        };
        let open = inputs.need.domains.indices().filter(|at| self.placed.allows(*at));
        // What was shown next should still have its place.
        open.min_by(|a, b| {
            let spares = self.spares_the_next(*b).cmp(&self.spares_the_next(*a));
            let worth = |at: DomainIndex| self.placed.worths.value(at);
            let dearer = worth(*b).total_cmp(&worth(*a));
            let turn = |at: DomainIndex| self.placed.is_out_of_turn(at);
            turn(*a)
                .cmp(&turn(*b))
                .then(spares)
                .then(claim(*a).total_cmp(&claim(*b)))
                .then(dearer)
                .then(a.cmp(b))
        })
    }

    /// Whether interleaving still allows the domain that was shown next after a block of `domain`.
    fn spares_the_next(&self, domain: DomainIndex) -> bool {
        self.coming != Some(domain)
            || self.placed.day.order.last().is_some_and(|last| *last != domain)
            || self.placed.inputs.need.domains.rows().len() < 2
    }
}
