//! Which fact of a family counts: one that was recorded, its corrections and its removals.
//!
//! ```text
//! a ◄─ b ◄─ c        a correction of a correction: c counts
//! a ◄─ b             made apart: the later one counts (of one moment the greater id), and the
//!   ◄─ c             clash is told once, with what was set aside
//! a ◄─ removal       a correction and a removal made apart: the correction counts, so that
//!   ◄─ b             nothing that was entered is lost without a word
//! a ◄─ removal ◄─ r  a removal that is taken back: a counts
//! ```
//!
//! A correction counts before what it corrects, whatever their moments say: whoever made it saw what
//! it corrects. Taking one side of a clash back ends it. Every device decides alike, whatever the
//! order in which facts came in, and at most one fact of a family counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::FactId;
use crate::coach::history::Anomaly;
use crate::facts::{Fact, FactBody};
use crate::wording::odd;
use crate::wording::value::Value;

/// What the families of some facts come to.
#[derive(Debug, Default)]
pub(super) struct Families<'a> {
    /// Facts that do not count, because another one of their family does or because they were taken
    /// back.
    pub(super) retired: BTreeSet<&'a FactId>,
    /// What is odd about families, in no order.
    pub(super) odd: Vec<Anomaly>,
}

/// One fact that refers to another one, or is referred to.
#[derive(Debug)]
struct Member<'a> {
    fact: &'a Fact,
    /// The place of the fact that it corrects or takes back.
    parent: Option<usize>,
    /// Corrections and removals of it that are still to be decided.
    open: usize,
    /// What those that are decided came to: the facts that count in their place.
    stand: Vec<&'a Fact>,
    /// Whether one of them takes it back.
    removed: bool,
    /// Whether one of them was a correction that has been taken back itself.
    corrected_and_gone: bool,
}

/// What a fact together with everything that corrects it comes to.
enum Upshot<'a> {
    /// This fact counts.
    Counts(&'a Fact),
    /// None does: it was taken back.
    Gone,
    /// It was a removal, which was itself taken back.
    Undone,
}

/// What a fact corrects or takes back.
fn target(fact: &Fact) -> Option<&FactId> {
    if let FactBody::Removal(removal) = &fact.body {
        return Some(&removal.target);
    }
    fact.supersedes.as_ref()
}

impl<'a> Families<'a> {
    /// Sorts out `facts`, which are sorted by id and have each id once. Corrections and removals
    /// whose time has not come wait.
    pub(super) fn of(facts: &[&'a Fact], has_come: impl Fn(&Fact) -> bool) -> Self {
        let mut families = Self::default();
        let mut members = families.members(facts, has_come);
        let mut ready: Vec<usize> =
            members.iter().filter(|(_, member)| member.open == 0).map(|(at, _)| *at).collect();
        let mut undecided: BTreeSet<usize> = members.keys().copied().collect();
        loop {
            while let Some(at) = ready.pop() {
                undecided.remove(&at);
                ready.extend(families.decide(at, &mut members));
            }
            // What is left goes in circles. Each is cut where it is oldest.
            let next = undecided.first().and_then(|at| families.cut(*at, &mut members));
            let Some(next) = next else { return families };
            ready.push(next);
        }
    }

    fn members(
        &mut self,
        facts: &[&'a Fact],
        has_come: impl Fn(&Fact) -> bool,
    ) -> BTreeMap<usize, Member<'a>> {
        let mut members: BTreeMap<usize, Member<'a>> = BTreeMap::new();
        let new = |fact| Member {
            fact,
            parent: None,
            open: 0,
            stand: Vec::new(),
            removed: false,
            corrected_and_gone: false,
        };
        for (at, fact) in facts.iter().copied().enumerate() {
            let Some(id) = target(fact).filter(|_| has_come(fact)) else { continue };
            if *id == fact.id {
                self.odd.push(Anomaly::new(id, odd::corrects_itself()));
                continue;
            }
            let Ok(parent) = facts.binary_search_by(|other| other.id.cmp(id)) else {
                self.odd.push(Anomaly::new(&fact.id, odd::corrects_missing(id)));
                continue;
            };
            members.entry(at).or_insert_with(|| new(fact)).parent = Some(parent);
            if let Some(original) = facts.get(parent) {
                members.entry(parent).or_insert_with(|| new(original)).open += 1;
            }
        }
        members
    }

    /// Decides one fact whose corrections and removals are all decided; returns the one that it
    /// corrects if that can be decided next.
    fn decide(&mut self, at: usize, members: &mut BTreeMap<usize, Member<'a>>) -> Option<usize> {
        let member = members.get_mut(&at)?;
        let is_removal = matches!(member.fact.body, FactBody::Removal(_));
        let stand = std::mem::take(&mut member.stand);
        let upshot = match stand.iter().copied().max_by_key(|fact| (fact.at.utc_ms, &fact.id)) {
            Some(winner) => {
                self.tell(member, winner, stand);
                Upshot::Counts(winner)
            }
            None if is_removal && member.removed => Upshot::Undone,
            None if is_removal || member.removed || member.corrected_and_gone => Upshot::Gone,
            None => Upshot::Counts(member.fact),
        };
        if !matches!(upshot, Upshot::Counts(winner) if winner.id == member.fact.id) {
            self.retired.insert(&member.fact.id);
        }
        let parent = member.parent?;
        let above = members.get_mut(&parent)?;
        match upshot {
            Upshot::Counts(fact) => above.stand.push(fact),
            Upshot::Gone if is_removal => above.removed = true,
            Upshot::Gone => above.corrected_and_gone = true,
            Upshot::Undone => {}
        }
        above.open = above.open.saturating_sub(1);
        (above.open == 0).then_some(parent)
    }

    /// Tells that corrections of one fact were made apart; those but the `winner` are retired.
    fn tell(&mut self, of: &Member<'a>, winner: &'a Fact, mut stand: Vec<&'a Fact>) {
        stand.retain(|fact| fact.id != winner.id);
        stand.sort_by(|a, b| a.id.cmp(&b.id));
        self.retired.extend(stand.iter().map(|fact| &fact.id));
        let original = &of.fact.id;
        if of.removed && !matches!(of.fact.body, FactBody::Removal(_)) {
            self.odd.push(Anomaly::new(&winner.id, odd::corrects_removed(original)));
        }
        if !stand.is_empty() {
            let aside = stand.iter().map(|fact| Value::from(&fact.id)).collect();
            self.odd.push(Anomaly::new(&winner.id, odd::corrects_beside(original, aside)));
        }
    }

    /// Opens the circle that `at` leads to: its oldest fact is the one that the others correct.
    /// Returns what can be decided next.
    fn cut(&mut self, at: usize, members: &mut BTreeMap<usize, Member<'a>>) -> Option<usize> {
        let mut seen = BTreeSet::new();
        let mut on_circle = at;
        while seen.insert(on_circle) {
            on_circle = members.get(&on_circle)?.parent?;
        }
        let mut circle = BTreeSet::new();
        while circle.insert(on_circle) {
            on_circle = members.get(&on_circle)?.parent?;
        }
        let age = |at: &usize| members.get(at).map(|member| (member.fact.at.utc_ms, *at));
        let oldest = circle.into_iter().min_by_key(age)?;
        let first = members.get_mut(&oldest)?;
        self.odd.push(Anomaly::new(&first.fact.id, odd::circle()));
        let parent = first.parent.take()?;
        let above = members.get_mut(&parent)?;
        above.open = above.open.saturating_sub(1);
        (above.open == 0).then_some(parent)
    }
}
