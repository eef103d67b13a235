//! What to use for a block: the kind of work and the resource, so that no source dominates.

mod hands;

use std::collections::BTreeSet;

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::index::{DomainIndex, Index, ResourceIndex, Table};
use crate::coach::model::planner::{BLOCK, FAMILIES_MIN, LAB, LAB_MIN, OLD_MAIN_SHARE_MAX};
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::kind::{BlockKind, Setting};
use crate::coach::planner::layout::laid::Because;
use crate::coach::planner::need::remedies::lab_share;
use crate::coach::planner::need::{DomainNeed, Need};
use crate::coach::planner::past::Past;
use crate::exam::blueprint::HandsOn;
use crate::facts::availability::SlotPlace;
use crate::facts::study::{Offline, Resource, ResourceFamily};

/// Kinds of resource that the plan may name without knowing a particular one.
const NAMELESS: [ResourceFamily; 3] =
    [ResourceFamily::Text, ResourceFamily::Bank, ResourceFamily::Lab];

/// A share of a domain's time below this is said of nothing: it would round to 0 %.
const SHARE_TOLD: f64 = 0.01;

/// What a block could use: a resource the candidate has, or just a kind of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Material {
    /// The place in [`Past::resources`], or after them in [`NAMELESS`]; `None` is one's own memory.
    pub(crate) resource: Option<ResourceIndex>,
    /// What is done with it.
    pub(crate) kind: BlockKind,
}

/// The time spent with each resource in each domain, past and planned.
#[derive(Clone, Debug)]
pub(crate) struct ResourceUse<'a> {
    past: &'a Past<'a>,
    need: &'a Need<'a>,
    hands_on: HandsOn,
    with: Table<DomainIndex, Table<ResourceIndex, f64>>,
}

/// Where and when a block would lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context {
    pub(crate) phase: PhaseKind,
    pub(crate) place: SlotPlace,
    /// The free stretch.
    pub(crate) free: Minutes,
}

impl<'a> ResourceUse<'a> {
    /// The use until now.
    pub(crate) fn of(past: &'a Past<'a>, need: &'a Need<'a>, hands_on: HandsOn) -> Self {
        let with = past.domains.rows().iter().map(|domain| {
            let mut with = domain.with.rows().to_vec();
            with.resize(past.resources.rows().len() + NAMELESS.len(), 0.0);
            Table::from(with)
        });
        Self { past, need, hands_on, with: with.collect() }
    }

    /// Notes planned time.
    pub(crate) fn add(&mut self, domain: DomainIndex, resource: ResourceIndex, minutes: Minutes) {
        if let Some(sum) = self.with.get_mut(domain).and_then(|with| with.get_mut(resource)) {
            *sum += f64::from(minutes.get());
        }
    }

    /// The resource at a place, if it is one the candidate has.
    pub(crate) fn owned(&self, at: Option<ResourceIndex>) -> Option<&'a Resource> {
        self.past.resources.get(at?).copied()
    }

    /// The place of a resource by its key.
    pub(crate) fn find(&self, key: &str) -> Option<ResourceIndex> {
        self.past.resources.find(|owned| owned.resource.as_str() == key)
    }

    /// The place of a nameless resource for a kind of work.
    pub(crate) fn nameless(&self, kind: BlockKind) -> Option<ResourceIndex> {
        let family = kind.traits().family?;
        let at = NAMELESS.iter().position(|known| *known == family)?;
        Some(self.nameless_at(at))
    }

    fn nameless_at(&self, place: usize) -> ResourceIndex {
        ResourceIndex::at(self.past.resources.rows().len() + place)
    }

    /// Chooses what to use in a domain.
    ///
    /// Hands-on work first where a remedy asks for it; else whatever has had the least of its share.
    pub(crate) fn choose(
        &self,
        domain: DomainIndex,
        of: &DomainNeed<'_>,
        context: Context,
        labs: (Minutes, Minutes),
    ) -> Material {
        let owned = self.candidates(of, context);
        if let Some(material) = self.lab_due(&owned, of, context, labs) {
            return material;
        }
        let total = self.total(domain);
        let block = f64::from(BLOCK.min(context.free).get());
        let too_much = |at: ResourceIndex| {
            Some(at) == self.past.old_main
                && self.minutes(domain, at) + block > OLD_MAIN_SHARE_MAX * (total + block)
        };
        let worn = self.worn_bank(&owned, context);
        let fresh: Vec<(ResourceIndex, ResourceFamily)> =
            owned.iter().copied().filter(|(at, _)| !too_much(*at) && Some(*at) != worn).collect();
        let from = if fresh.is_empty() { &owned } else { &fresh };
        let claim = |(at, family): (ResourceIndex, ResourceFamily)| {
            let siblings = from.iter().filter(|(_, other)| *other == family).count();
            #[expect(clippy::cast_precision_loss, reason = "a handful of resources")]
            let weight = self.weight(context.phase, family) / siblings.max(1) as f64;
            (self.minutes(domain, at) + block / 2.0) / weight
        };
        let best = from.iter().min_by(|a, b| claim(**a).total_cmp(&claim(**b)).then(a.0.cmp(&b.0)));
        match best.copied() {
            Some((at, family)) => Material { resource: Some(at), kind: self.kind(context, family) },
            None => Material { resource: None, kind: BlockKind::Recall },
        }
    }

    /// Why a block uses what it uses: a function of the block and of what was placed before it, so
    /// that a block that stays keeps its reasons.
    pub(crate) fn reasons(
        &self,
        domain: DomainIndex,
        of: &DomainNeed<'_>,
        material: Material,
        (phase, place): (PhaseKind, SlotPlace),
    ) -> Vec<Because<'a>> {
        if material.kind == BlockKind::Lab && of.is_remedied() && self.need.asks_for(Remedy::Labs) {
            return vec![Because::MissedLabs];
        }
        let Some(at) = material.resource else { return Vec::new() };
        let anywhere = Context { phase, place, free: Minutes::new(u32::MAX) };
        let mut reasons: Vec<Because<'_>> =
            self.variety(domain, of, at, anywhere).into_iter().collect();
        let is_bank =
            self.owned(Some(at)).is_some_and(|owned| owned.family == ResourceFamily::Bank);
        if is_bank
            && is_before_mock_exams(phase)
            && self.past.main_bank.is_some_and(|worn| worn != at)
            && self.need.asks_for(Remedy::SecondBank)
        {
            reasons.push(Because::NewQuestions);
        }
        reasons
    }

    fn minutes(&self, domain: DomainIndex, at: ResourceIndex) -> f64 {
        self.with.get(domain).map_or(0.0, |with| with.value(at))
    }

    fn total(&self, domain: DomainIndex) -> f64 {
        self.with.get(domain).map_or(0.0, |with| with.rows().iter().sum())
    }

    /// The bank whose questions are known from last time, as long as a second one has to come in
    /// and can be used here.
    fn worn_bank(
        &self,
        owned: &[(ResourceIndex, ResourceFamily)],
        context: Context,
    ) -> Option<ResourceIndex> {
        let worn = self.past.main_bank?;
        let second = |(at, family): &(ResourceIndex, ResourceFamily)| {
            *family == ResourceFamily::Bank && *at != worn
        };
        let wanted = self.need.asks_for(Remedy::SecondBank) && is_before_mock_exams(context.phase);
        (wanted && owned.iter().any(second)).then_some(worn)
    }

    /// A bank for a mock exam: the one that was shown, unless it is the old main resource and there
    /// is another; else the least used. None where a remedy asks for new questions and the only bank has none.
    pub(crate) fn bank(&self, shown: Option<ResourceIndex>) -> Option<ResourceIndex> {
        let used = |at: ResourceIndex| {
            self.with.rows().iter().filter_map(|with| with.get(at)).sum::<f64>()
        };
        let second = self.need.asks_for(Remedy::SecondBank);
        let old = |at: ResourceIndex| {
            Some(at) == self.past.old_main || second && Some(at) == self.past.main_bank
        };
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

    /// A bank for finding out about a domain: the least used of those that work at a place. At a desk
    /// a candidate without one chooses.
    pub(crate) fn questions(&self, domain: DomainIndex, place: SlotPlace) -> Option<ResourceIndex> {
        let of = self.need.domains.get(domain)?;
        let covers = |at: &ResourceIndex| self.owned(Some(*at)).is_some_and(|it| covers(it, of));
        let banks: Vec<ResourceIndex> = self.past.banks().filter(covers).collect();
        let kind = BlockKind::Diagnostic;
        let at_desk = matches!(place, SlotPlace::Desk | SlotPlace::Long);
        if banks.is_empty() {
            return self.nameless(kind).filter(|_| at_desk);
        }
        let here = |at: &ResourceIndex| self.suits(Material { resource: Some(*at), kind }, place);
        let used = |at: &ResourceIndex| self.minutes(domain, *at);
        banks.into_iter().filter(here).min_by(|a, b| used(a).total_cmp(&used(b)).then(a.cmp(b)))
    }

    /// Whether a lab has something to do in a domain: one that names its domains in those, any other
    /// where something is done by hand, as far as the exam and the name of the domain tell.
    pub(crate) fn takes_lab(&self, domain: DomainIndex, lab: Option<ResourceIndex>) -> bool {
        self.need.domains.get(domain).is_some_and(|of| self.has_hands(of, self.owned(lab)))
    }

    fn has_hands(&self, of: &DomainNeed<'_>, lab: Option<&Resource>) -> bool {
        let is_named = lab.is_some_and(|lab| !lab.domains.is_empty());
        match self.hands_on {
            HandsOn::None => false,
            HandsOn::Some if is_named => true,
            HandsOn::Some => !hands::is_on_paper(of.name),
            HandsOn::All => true,
        }
    }

    /// Whether a kind of work with a resource suits a place.
    pub(crate) fn suits(&self, material: Material, place: SlotPlace) -> bool {
        let owned = self.owned(material.resource);
        let family = owned.map(|owned| owned.family);
        let offline = match (owned, material.kind.traits().family) {
            (Some(owned), _) => owned.offline == Offline::Works,
            // What is not named is one of those that the candidate has, if there are any.
            (None, Some(ResourceFamily::Bank)) => self.works_offline(ResourceFamily::Bank),
            (None, _) => true,
        };
        match (place, material.kind.traits().setting) {
            (SlotPlace::Desk | SlotPlace::Long, _)
            | (SlotPlace::CommuteAudio, Setting::Nothing) => true,
            (SlotPlace::Commute | SlotPlace::CommuteAudio, Setting::Desk)
            | (SlotPlace::CommuteAudio, Setting::Eyes) => false,
            (SlotPlace::Commute, Setting::Eyes | Setting::EyesOrEars | Setting::Nothing) => {
                offline && family != Some(ResourceFamily::Peer)
            }
            (SlotPlace::CommuteAudio, Setting::EyesOrEars) => {
                offline && family == Some(ResourceFamily::Video)
            }
        }
    }

    /// Whether one of a family works without a network; so does what the candidate did not enter.
    fn works_offline(&self, family: ResourceFamily) -> bool {
        let mut all = self.past.resources.rows().iter().filter(|it| it.family == family).peekable();
        all.peek().is_none() || all.any(|it| it.offline == Offline::Works)
    }

    fn candidates(
        &self,
        of: &DomainNeed<'_>,
        context: Context,
    ) -> Vec<(ResourceIndex, ResourceFamily)> {
        let mut found: Vec<(ResourceIndex, ResourceFamily)> = self
            .past
            .resources
            .iter()
            .filter(|(_, owned)| covers(owned, of))
            .map(|(at, owned)| (at, owned.family))
            .collect();
        if found.is_empty() {
            let nameless = NAMELESS.into_iter().enumerate().take(2);
            found.extend(nameless.map(|(place, family)| (self.nameless_at(place), family)));
        }
        if self.need.asks_for(Remedy::Families) && of.is_remedied() {
            let mut sides: BTreeSet<ResourceFamily> = found.iter().map(|(_, of)| *of).collect();
            for (place, family) in NAMELESS.into_iter().enumerate() {
                if sides.len() < FAMILIES_MIN && sides.insert(family) {
                    found.push((self.nameless_at(place), family));
                }
            }
        }
        let has_lab = found.iter().any(|(_, family)| *family == ResourceFamily::Lab);
        if !has_lab && self.need.asks_for(Remedy::Labs) {
            found.extend(self.nameless(BlockKind::Lab).map(|at| (at, ResourceFamily::Lab)));
        }
        found.retain(|(at, family)| {
            let material = Material { resource: Some(*at), kind: self.kind(context, *family) };
            self.suits(material, context.place)
                && (*family != ResourceFamily::Lab || self.has_hands(of, self.owned(Some(*at))))
                && (*family != ResourceFamily::Lab || context.free >= LAB_MIN)
        });
        found
    }

    fn lab_due(
        &self,
        owned: &[(ResourceIndex, ResourceFamily)],
        of: &DomainNeed<'_>,
        context: Context,
        (labs, used): (Minutes, Minutes),
    ) -> Option<Material> {
        let wanted = self.need.asks_for(Remedy::Labs) && of.is_remedied();
        let share = lab_share(self.hands_on);
        let behind =
            f64::from(labs.get()) < share * f64::from((used + context.free.min(LAB)).get());
        if !wanted || !behind {
            return None;
        }
        let lab = owned.iter().find(|(_, family)| *family == ResourceFamily::Lab)?;
        Some(Material { resource: Some(lab.0), kind: BlockKind::Lab })
    }

    /// How much of the time a kind of resource should have, in each phase.
    fn weight(&self, phase: PhaseKind, family: ResourceFamily) -> f64 {
        let varied = self.need.asks_for(Remedy::Families);
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
            PhaseKind::MockExams | PhaseKind::Taper => simulation,
        }
    }

    fn kind(&self, context: Context, family: ResourceFamily) -> BlockKind {
        let at_desk = matches!(context.place, SlotPlace::Desk | SlotPlace::Long);
        let timed = match context.phase {
            PhaseKind::MockExams => true,
            PhaseKind::TargetedPractice => {
                [Remedy::Pacing, Remedy::Stamina].iter().any(|one| self.need.asks_for(*one))
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
    fn variety(
        &self,
        domain: DomainIndex,
        of: &DomainNeed<'_>,
        at: ResourceIndex,
        context: Context,
    ) -> Option<Because<'a>> {
        let total = self.total(domain);
        let able = self.candidates(of, context).into_iter().map(|(other, _)| other);
        let by_minutes = |a: &ResourceIndex, b: &ResourceIndex| {
            self.minutes(domain, *a).total_cmp(&self.minutes(domain, *b))
        };
        let most = able.max_by(by_minutes).filter(|most| *most != at && total > 0.0)?;
        let owned = self.owned(Some(most))?;
        let (share, own_share) =
            (self.minutes(domain, most) / total, self.minutes(domain, at) / total);
        // A share speaks for the choice only if it is one, and the larger of the two.
        if share < SHARE_TOLD || own_share >= share {
            return None;
        }
        let own = self.owned(Some(at)).map(|owned| owned.name.as_str());
        Some(Because::OtherSource { own, most: &owned.name, share })
    }
}

fn covers(owned: &Resource, of: &DomainNeed<'_>) -> bool {
    owned.domains.is_empty() || owned.domains.contains(of.id)
}

const fn is_before_mock_exams(phase: PhaseKind) -> bool {
    matches!(phase, PhaseKind::DeepWork | PhaseKind::TargetedPractice)
}
