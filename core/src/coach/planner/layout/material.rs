//! What to use for a block: the kind of work and the resource, so that no source dominates.

use std::collections::BTreeSet;

use crate::coach::causes::Remedy;
use crate::coach::planner::need::DomainNeed;
use crate::coach::model::planner::BLOCK;
use crate::coach::model::planner::FAMILIES_MIN;
use crate::coach::model::planner::LAB_MIN;
use crate::coach::model::planner::OLD_MAIN_SHARE_MAX;
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Reason;
use crate::coach::planner::need::remedies::Remedies;
use crate::coach::planner::need::remedies::lab_share;
use crate::exam::blueprint::HandsOn;
use crate::facts::availability::SlotPlace;
use crate::facts::study::Offline;
use crate::facts::study::Resource;
use crate::facts::study::ResourceFamily;

/// Kinds of resource that the plan may name without knowing a particular one.
const NAMELESS: [ResourceFamily; 3] =
    [ResourceFamily::Text, ResourceFamily::Bank, ResourceFamily::Lab];

/// What a block could use: a resource the candidate has, or just a kind of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Material {
    /// The place in [`Past::resources`], or after them in [`NAMELESS`]; `None` is one's own memory.
    pub(crate) at: Option<usize>,
    /// What is done with it.
    pub(crate) kind: BlockKind,
}

/// The time spent with each resource in each domain, past and planned.
#[derive(Clone, Debug)]
pub(crate) struct ResourceUse<'a> {
    past: &'a Past<'a>,
    remedies: &'a Remedies,
    hands_on: HandsOn,
    with: Vec<Vec<f64>>,
}

/// Where and when a block would lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) phase: PhaseKind,
    pub(crate) place: SlotPlace,
    /// The free stretch in minutes.
    pub(crate) room: u32,
}

impl<'a> ResourceUse<'a> {
    pub(crate) fn of(past: &'a Past<'a>, remedies: &'a Remedies, hands_on: HandsOn) -> Self {
        let with = past.domains.iter().map(|domain| {
            let mut with = domain.with.clone();
            with.resize(past.resources.len() + NAMELESS.len(), 0.0);
            with
        });
        Self { past, remedies, hands_on, with: with.collect() }
    }

    /// Notes planned time.
    pub(crate) fn add(&mut self, area: usize, at: usize, minutes: u32) {
        if let Some(sum) = self.with.get_mut(area).and_then(|with| with.get_mut(at)) {
            *sum += f64::from(minutes);
        }
    }

    /// The key of a resource, if it is one the candidate has.
    pub(crate) fn resource(&self, at: Option<usize>) -> Option<&'a Resource> {
        self.past.resources.get(at?).copied()
    }

    /// The place of a resource by its key.
    pub(crate) fn find(&self, key: &str) -> Option<usize> {
        self.past.resources.iter().position(|owned| owned.resource.as_str() == key)
    }

    /// The place of a nameless resource for a kind of work.
    pub(crate) fn nameless(&self, kind: BlockKind) -> Option<usize> {
        let family = match kind {
            BlockKind::Study => ResourceFamily::Text,
            BlockKind::Diagnostic
            | BlockKind::TargetedSet
            | BlockKind::ScenarioSet
            | BlockKind::TimedSet => ResourceFamily::Bank,
            BlockKind::Lab => ResourceFamily::Lab,
            BlockKind::Review
            | BlockKind::Recall
            | BlockKind::PacingDrill
            | BlockKind::ReadingDrill
            | BlockKind::ChangeDrill
            | BlockKind::Technique
            | BlockKind::Simulation
            | BlockKind::SimulationReview
            | BlockKind::LightReview
            | BlockKind::Checklist => return None,
        };
        let at = NAMELESS.iter().position(|known| *known == family)?;
        Some(self.past.resources.len() + at)
    }

    /// Chooses what to use in a domain.
    ///
    /// Hands-on work first where a remedy asks for it; else whatever has had the least of its share.
    pub(crate) fn choose(&self, area: usize, of: &DomainNeed<'_>, spot: Context, labs: (u32, u32)) -> Material {
        let owned = self.candidates(area, of, spot);
        if let Some(means) = self.lab_due(&owned, of, spot, labs) {
            return means;
        }
        let total: f64 = self.with.get(area).map_or(0.0, |with| with.iter().sum());
        let block = f64::from(BLOCK.min(spot.room));
        let too_much = |at: usize| {
            Some(at) == self.past.old_main
                && self.minutes(area, at) + block > OLD_MAIN_SHARE_MAX * (total + block)
        };
        let worn = self.worn_bank(&owned, spot);
        let fresh: Vec<(usize, ResourceFamily)> =
            owned.iter().copied().filter(|(at, _)| !too_much(*at) && Some(*at) != worn).collect();
        let from = if fresh.is_empty() { &owned } else { &fresh };
        let claim = |(at, family): (usize, ResourceFamily)| {
            let siblings = from.iter().filter(|(_, other)| *other == family).count();
            #[expect(clippy::cast_precision_loss, reason = "a handful of resources")]
            let weight = self.weight(spot.phase, family) / siblings.max(1) as f64;
            (self.minutes(area, at) + block / 2.0) / weight
        };
        let best = from.iter().min_by(|a, b| claim(**a).total_cmp(&claim(**b)).then(a.0.cmp(&b.0)));
        match best.copied() {
            Some((at, family)) => Material { at: Some(at), kind: self.kind(spot, family) },
            None => Material { at: None, kind: BlockKind::Recall },
        }
    }

    /// Why a block uses what it uses: a function of the block and of what was placed before it, so
    /// that a block that stays keeps its reasons.
    pub(crate) fn reasons(
        &self,
        area: usize,
        of: &DomainNeed<'_>,
        means: Material,
        (phase, place): (PhaseKind, SlotPlace),
    ) -> Vec<Reason> {
        if means.kind == BlockKind::Lab && of.is_weak() && self.remedies.asks_for(Remedy::Labs) {
            let says = "hands-on work, which was missing last time".to_owned();
            return vec![Reason::new(Remedy::Labs.rule(), Vec::new(), says)];
        }
        let Some(at) = means.at else { return Vec::new() };
        let mut reasons = self.variety(area, of, at, Context { phase, place, room: u32::MAX });
        let is_bank =
            self.resource(Some(at)).is_some_and(|owned| owned.family == ResourceFamily::Bank);
        if is_bank
            && is_before_mock_exams(phase)
            && self.past.main_bank.is_some_and(|worn| worn != at)
        {
            let says = "new questions before the first mock exam";
            reasons.extend(self.remedies.reason(Remedy::SecondBank, says));
        }
        reasons
    }

    fn minutes(&self, area: usize, at: usize) -> f64 {
        self.with.get(area).and_then(|with| with.get(at)).copied().unwrap_or(0.0)
    }

    /// The bank whose questions are known from last time, as long as a second one has to come in
    /// and can be used here.
    fn worn_bank(&self, owned: &[(usize, ResourceFamily)], spot: Context) -> Option<usize> {
        let worn = self.past.main_bank?;
        let second =
            |(at, family): &(usize, ResourceFamily)| *family == ResourceFamily::Bank && *at != worn;
        let wanted = self.remedies.asks_for(Remedy::SecondBank) && is_before_mock_exams(spot.phase);
        (wanted && owned.iter().any(second)).then_some(worn)
    }

    /// A bank for a mock exam: the one that was shown, unless it is the old main resource and there
    /// is another; else the least used. None where a remedy asks for new questions and the only bank has none.
    pub(crate) fn bank(&self, shown: Option<usize>) -> Option<usize> {
        let used = |at: usize| self.with.iter().filter_map(|with| with.get(at)).sum::<f64>();
        let second = self.remedies.asks_for(Remedy::SecondBank);
        let old =
            |at: usize| Some(at) == self.past.old_main || second && Some(at) == self.past.main_bank;
        if let Some(at) = shown.filter(|at| !old(*at) && self.past.banks().any(|bank| bank == *at))
        {
            return Some(at);
        }
        let banks = self.past.banks();
        let mut banks = banks.filter(|at| !second || self.past.banks().count() > 1 || !old(*at));
        let first = banks.next()?;
        Some(banks.fold(first, |best, at| {
            let order = old(at).cmp(&old(best)).then(used(at).total_cmp(&used(best)));
            if order.is_lt() { at } else { best }
        }))
    }

    /// Whether a kind of work with a resource suits a place.
    pub(crate) fn suits(&self, means: Material, place: SlotPlace) -> bool {
        let owned = self.resource(means.at);
        let family = owned.map(|owned| owned.family);
        let offline = owned.is_none_or(|owned| owned.offline == Offline::Works);
        match place {
            SlotPlace::Desk | SlotPlace::Long => true,
            SlotPlace::Commute => {
                offline
                    && !matches!(means.kind, BlockKind::Lab | BlockKind::Simulation)
                    && family != Some(ResourceFamily::Peer)
            }
            SlotPlace::CommuteAudio => match means.kind {
                BlockKind::Recall => true,
                BlockKind::Study => offline && family == Some(ResourceFamily::Video),
                BlockKind::Diagnostic
                | BlockKind::Lab
                | BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
                | BlockKind::Review
                | BlockKind::PacingDrill
                | BlockKind::ReadingDrill
                | BlockKind::ChangeDrill
                | BlockKind::Technique
                | BlockKind::Simulation
                | BlockKind::SimulationReview
                | BlockKind::LightReview
                | BlockKind::Checklist => false,
            },
        }
    }

    fn candidates(&self, area: usize, of: &DomainNeed<'_>, spot: Context) -> Vec<(usize, ResourceFamily)> {
        let covers = |owned: &Resource| owned.domains.is_empty() || owned.domains.contains(of.id);
        let mut found: Vec<(usize, ResourceFamily)> = self
            .past
            .resources
            .iter()
            .enumerate()
            .filter(|(_, owned)| covers(owned))
            .map(|(at, owned)| (at, owned.family))
            .collect();
        let first = self.past.resources.len();
        if found.is_empty() {
            found.extend([(first, ResourceFamily::Text), (first + 1, ResourceFamily::Bank)]);
        }
        if self.remedies.asks_for(Remedy::Families) && of.is_weak() {
            let mut sides: BTreeSet<ResourceFamily> = found.iter().map(|(_, of)| *of).collect();
            for (offset, family) in NAMELESS.into_iter().enumerate() {
                if sides.len() < FAMILIES_MIN && sides.insert(family) {
                    found.push((first + offset, family));
                }
            }
        }
        let has_lab = found.iter().any(|(_, family)| *family == ResourceFamily::Lab);
        if !has_lab && self.remedies.asks_for(Remedy::Labs) {
            found.push((first + 2, ResourceFamily::Lab));
        }
        debug_assert!(area < self.with.len());
        found.retain(|(at, family)| {
            let means = Material { at: Some(*at), kind: self.kind(spot, *family) };
            self.suits(means, spot.place)
                && (*family != ResourceFamily::Lab || spot.room >= LAB_MIN)
        });
        found
    }

    fn lab_due(
        &self,
        owned: &[(usize, ResourceFamily)],
        of: &DomainNeed<'_>,
        spot: Context,
        (labs, used): (u32, u32),
    ) -> Option<Material> {
        let wanted = self.remedies.asks_for(Remedy::Labs) && of.is_weak();
        let share = lab_share(self.hands_on);
        let behind = f64::from(labs) < share * f64::from(used + spot.room.min(LAB_MIN));
        if !wanted || !behind {
            return None;
        }
        let lab = owned.iter().find(|(_, family)| *family == ResourceFamily::Lab)?;
        Some(Material { at: Some(lab.0), kind: BlockKind::Lab })
    }

    /// How much of the time a kind of resource should have, in each phase.
    fn weight(&self, phase: PhaseKind, family: ResourceFamily) -> f64 {
        let varied = self.remedies.asks_for(Remedy::Families);
        let (deep, targeted, simulation) = match family {
            ResourceFamily::Bank if varied => (1.0, 1.2, 1.6),
            ResourceFamily::Peer if varied => (0.6, 0.5, 0.3),
            ResourceFamily::Text => (1.0, 0.5, 0.4),
            ResourceFamily::Video => (1.0, 0.5, 0.3),
            ResourceFamily::Lab => (1.0, 0.8, 0.5),
            ResourceFamily::Bank => (0.8, 1.6, 2.0),
            ResourceFamily::Peer => (0.3, 0.3, 0.2),
        };
        match phase {
            PhaseKind::DeepWork => deep,
            PhaseKind::TargetedPractice => targeted,
            PhaseKind::Simulation | PhaseKind::Taper => simulation,
        }
    }

    fn kind(&self, spot: Context, family: ResourceFamily) -> BlockKind {
        let at_desk = matches!(spot.place, SlotPlace::Desk | SlotPlace::Long);
        let timed = match spot.phase {
            PhaseKind::Simulation => true,
            PhaseKind::TargetedPractice => {
                [Remedy::Pacing, Remedy::Stamina].iter().any(|one| self.remedies.asks_for(*one))
            }
            PhaseKind::DeepWork | PhaseKind::Taper => false,
        };
        match family {
            ResourceFamily::Text | ResourceFamily::Video | ResourceFamily::Peer => BlockKind::Study,
            ResourceFamily::Lab => BlockKind::Lab,
            ResourceFamily::Bank if timed && at_desk => BlockKind::TimedSet,
            ResourceFamily::Bank => BlockKind::TargetedSet,
        }
    }

    /// That another resource has had the most of this domain's time, of those that could be used.
    fn variety(&self, area: usize, of: &DomainNeed<'_>, at: usize, spot: Context) -> Vec<Reason> {
        let total: f64 = self.with.get(area).map_or(0.0, |with| with.iter().sum());
        let able = self.candidates(area, of, spot).into_iter().map(|(other, _)| other);
        let by_minutes =
            |a: &usize, b: &usize| self.minutes(area, *a).total_cmp(&self.minutes(area, *b));
        let Some(most) = able.max_by(by_minutes).filter(|most| *most != at && total > 0.0) else {
            return Vec::new();
        };
        let Some(owned) = self.past.resources.get(most) else { return Vec::new() };
        let share = self.minutes(area, most) / total;
        let families = self.remedies.asks_for(Remedy::Families);
        let rule = if families { Remedy::Families.rule() } else { "resources.variety" };
        let percent = share * 100.0;
        let own = self.resource(Some(at)).map_or("another kind of source", |owned| &owned.name);
        let says = format!("{own} because {} is {percent:.0} % of this domain", owned.name);
        vec![Reason::new(rule, vec![("share", (share * 1_000.0).round() / 1_000.0)], says)]
    }
}

const fn is_before_mock_exams(phase: PhaseKind) -> bool {
    matches!(phase, PhaseKind::DeepWork | PhaseKind::TargetedPractice)
}
