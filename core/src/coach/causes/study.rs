//! P1 to P4: what the preparation itself may have lacked.

use std::collections::BTreeMap;

use chrono::Days;

use crate::base::ids::DomainId;
use crate::coach::causes::case::{Case, SignalSource};
use crate::coach::causes::objectives::Coverage;
use crate::coach::causes::scene::Scene;
use crate::coach::causes::{Cause, Remedy, Signal};
use crate::coach::estimate::{DomainClass, DomainEstimate};
use crate::coach::model::causes as model;
use crate::coach::rule::Rule;
use crate::exam::blueprint::{HandsOn, WeightsKind};
use crate::facts::study::ResourceFamily;
use crate::wording::causes;
use crate::wording::value::{Hours, Share};

/// P1: too little time.
pub(super) fn too_little_time(scene: &Scene<'_>) -> Case {
    let mut case = Case::new(Cause::TooLittleTime, 3);
    case.points = scene.points();
    case.remedies.push(Remedy::Hours);
    case.add(enough_hours(scene), None);
    case.add(crammed(scene), Some(Remedy::LastWeek));
    if scene.planned.is_some_and(|planned| planned.ratio() < model::ADHERENCE_LOW) {
        case.remedies.push(Remedy::SmallerBlocks);
    }
    case
}

fn enough_hours(scene: &Scene<'_>) -> Option<Signal> {
    let studied = scene.preparation.minutes;
    let recommended = scene.preparation.import.recommended_hours.filter(|hours| *hours > 0.0);
    let (done, wanted, said) = match (recommended, scene.planned) {
        (Some(hours_wanted), _) if studied > 0.0 => {
            let wanted = hours_wanted * 60.0;
            let said = causes::hours_studied(Hours::of_minutes(studied), Hours::of_minutes(wanted));
            (studied, wanted, said)
        }
        (None, Some(planned)) if planned.done > 0.0 => {
            let (minutes, done) = (planned.minutes, planned.done);
            let said = causes::hours_planned(Hours::of_minutes(minutes), Hours::of_minutes(done));
            (planned.done, planned.minutes, said)
        }
        (Some(_) | None, _) => return None,
    };
    let llr = match done / wanted {
        ratio if ratio < 0.6 => 1.5,
        ratio if ratio < 0.8 => 0.8,
        ratio if ratio <= 1.2 => -0.5,
        _ => -1.5,
    };
    let values = [("minutes", done), ("minutes_wanted", wanted), ("ratio", done / wanted)];
    Some(scene.time().signal(Rule::Hours, llr * scene.preparation.trust(), &values, said))
}

fn crammed(scene: &Scene<'_>) -> Option<Signal> {
    let preparation = scene.preparation;
    let short = preparation.span() < model::CRAMMING_SPAN_MIN;
    let imported = match (preparation.import.minutes > 0.0, preparation.import.last_week) {
        (true, None) => return None,
        (true, Some(minutes)) => minutes.min(preparation.import.minutes),
        (false, _) => 0.0,
    };
    if short || preparation.minutes < model::MINUTES_MIN {
        return None;
    }
    let back = Days::new(model::LAST_DAYS - 1);
    let first = preparation.sat_on.checked_sub_days(back).unwrap_or(preparation.sat_on);
    let last = preparation.minutes_within(first, preparation.sat_on) + imported;
    let share = (last / preparation.minutes).min(1.0);
    let llr = if share > model::CRAMMING { 0.7 } else { 0.0 };
    let said = causes::last_week(Share::new(share));
    let values = [("share_last_week", share)];
    Some(scene.time().signal(Rule::LastWeek, llr * preparation.trust(), &values, said))
}

/// P2: heavy domains not covered.
pub(super) fn heavy_domains_uncovered(scene: &Scene<'_>) -> Case {
    let weighted = match scene.exam.weights {
        WeightsKind::Exact | WeightsKind::Range | WeightsKind::Approximate => true,
        WeightsKind::None | WeightsKind::Unknown => false,
    };
    let coverage = Coverage::of(scene.exam, scene.preparation);
    let available = 1 + if weighted { 2 } else { 0 } + u8::from(coverage.is_known());
    let mut case = Case::new(Cause::HeavyDomainsUncovered, available);
    case.remedies.push(Remedy::Weights);
    if weighted {
        let heavy = heavy(scene);
        let missing = heavy.iter().filter(|domain| domain.is_left_aside());
        case.points = missing.filter_map(|d| d.estimate).map(|e| e.expected_points).sum();
        case.add(uncovered(scene, &heavy), None);
        case.add(weak_and_left_aside(scene, &heavy), Some(Remedy::Opens));
    }
    case.add(coverage.signal(scene), Some(Remedy::Coverage));
    case
}

/// A domain that is among the heaviest, with the part of the study time it got.
#[derive(Clone, Copy, Debug)]
struct Heavy<'a> {
    name: &'a str,
    weight: f64,
    share: f64,
    estimate: Option<&'a DomainEstimate>,
}

impl Heavy<'_> {
    /// What its share of the time lacks of its weight.
    fn missing(&self) -> f64 {
        self.weight - self.share
    }

    fn is_left_aside(&self) -> bool {
        self.missing() > model::LEFT_ASIDE * self.weight
    }
}

/// The largest domains that together make up half of the exam, largest first; empty while too little
/// was recorded to speak of shares.
fn heavy<'a>(scene: &Scene<'a>) -> Vec<Heavy<'a>> {
    let total: f64 = scene.preparation.domains.rows().iter().sum();
    // What names no domain was spent somewhere: where that is most of it, shares say nothing.
    if total < model::MINUTES_MIN || total < model::NAMED_MIN * scene.preparation.minutes {
        return Vec::new();
    }
    let by_domain: BTreeMap<&DomainId, &DomainEstimate> =
        scene.estimates.iter().map(|estimate| (&estimate.domain, estimate)).collect();
    let each =
        scene.exam.domains.iter().zip(scene.exam.shares()).zip(scene.preparation.domains.rows());
    let mut domains: Vec<Heavy<'_>> = each
        .map(|((domain, weight), minutes)| Heavy {
            name: &domain.name,
            weight,
            share: minutes / total,
            estimate: by_domain.get(&domain.id).copied(),
        })
        .collect();
    domains.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut together = 0.0;
    domains.retain(|domain| {
        let wanted = together < model::HEAVY_TOGETHER;
        together += domain.weight;
        wanted
    });
    domains
}

/// Whether some of the study time names no domain.
fn is_part_unnamed(scene: &Scene<'_>) -> bool {
    let named: f64 = scene.preparation.domains.rows().iter().sum();
    named.round() < scene.preparation.minutes.round()
}

fn uncovered(scene: &Scene<'_>, heavy: &[Heavy<'_>]) -> Option<Signal> {
    let together: f64 = heavy.iter().map(|domain| domain.weight).sum();
    if together <= 0.0 {
        return None;
    }
    let missing: f64 = heavy.iter().map(|domain| domain.missing().max(0.0)).sum();
    let got: f64 = heavy.iter().map(|domain| domain.share).sum();
    let uncovered = missing / together;
    let llr = match uncovered {
        u if u > 0.35 => 1.2,
        u if u >= 0.20 => 0.8,
        u if u >= 0.10 => 0.0,
        _ => -1.0,
    };
    let told = is_part_unnamed(scene);
    // Where one got too much the sum hides what another one lacks: then that one is named.
    let least = heavy.iter().max_by(|a, b| a.missing().total_cmp(&b.missing()));
    let hidden = uncovered >= 0.20 && got - (together - missing) > 0.01;
    let (weight, got, said) = match least.filter(|_| hidden) {
        Some(domain) => {
            let words =
                if told { causes::heavy_left_aside_of_told } else { causes::heavy_left_aside };
            let (weight, got) = (domain.weight, domain.share);
            (weight, got, words(domain.name, Share::new(weight), Share::new(got)))
        }
        None => {
            let words = if told { causes::heavy_share_of_told } else { causes::heavy_share };
            (together, got, words(Share::new(together), Share::new(got)))
        }
    };
    let values = [("uncovered", uncovered), ("weight", weight), ("share", got)];
    Some(scene.time().signal(Rule::Weights, llr * scene.preparation.trust(), &values, said))
}

fn weak_and_left_aside(scene: &Scene<'_>, heavy: &[Heavy<'_>]) -> Option<Signal> {
    let known = |domain: &&Heavy<'_>| {
        domain.estimate.is_some_and(|estimate| estimate.class != DomainClass::Unknown)
    };
    heavy.iter().find(known)?;
    let weak = |domain: &&Heavy<'_>| {
        domain.is_left_aside()
            && domain.estimate.is_some_and(|estimate| estimate.class == DomainClass::Weak)
    };
    let (llr, said) = match heavy.iter().find(weak) {
        Some(domain) => {
            let words = if is_part_unnamed(scene) {
                causes::heavy_and_weak_of_told
            } else {
                causes::heavy_and_weak
            };
            (0.8, words(domain.name, Share::new(domain.weight), Share::new(domain.share)))
        }
        None => (0.0, causes::no_heavy_and_weak()),
    };
    let weak_count = heavy.iter().filter(weak).count();
    let mut values = vec![("domains", f64::from(u8::try_from(weak_count).unwrap_or(u8::MAX)))];
    values.extend(
        heavy
            .iter()
            .find(weak)
            .into_iter()
            .flat_map(|domain| [("weight", domain.weight), ("share", domain.share)]),
    );
    Some(scene.time().signal(Rule::WeakHeavy, llr * scene.preparation.trust(), &values, said))
}

/// P3: one resource only.
pub(super) fn single_resource(scene: &Scene<'_>) -> Case {
    let mut case = Case::new(Cause::SingleResource, 3);
    case.points = scene.points();
    case.remedies.push(Remedy::Families);
    case.add(families(scene), None);
    case.add(one_bank(scene), Some(Remedy::SecondBank));
    case
}

fn families(scene: &Scene<'_>) -> Option<Signal> {
    let families = &scene.preparation.families;
    let total: f64 = families.values().sum();
    if total < model::MINUTES_MIN {
        return None;
    }
    let (mut top, mut concentration) = ((ResourceFamily::Text, 0.0), 0.0);
    for (family, minutes) in families {
        let share = minutes / total;
        concentration += share * share;
        if share > top.1 {
            top = (*family, share);
        }
    }
    let llr = if top.1 >= 0.65 || concentration >= 0.60 {
        1.4
    } else if concentration >= 0.45 {
        0.8
    } else if concentration >= 0.35 {
        0.0
    } else {
        -0.8
    };
    let kind = match top.0 {
        ResourceFamily::Text => causes::texts(),
        ResourceFamily::Video => causes::videos(),
        ResourceFamily::Lab => causes::hands_on(),
        ResourceFamily::Bank => causes::question_banks(),
        ResourceFamily::Peer => causes::with_others(),
    };
    let said = causes::main_kind(Share::new(top.1), kind);
    let values = [("top_share", top.1), ("concentration", concentration)];
    Some(scene.time().signal(Rule::Families, llr * scene.preparation.trust(), &values, said))
}

fn one_bank(scene: &Scene<'_>) -> Option<Signal> {
    let questions = scene.questions;
    if questions.items < model::BANK_ITEMS_MIN {
        return None;
    }
    let banks = questions.banks.len();
    let first = *questions.banks.first()?;
    let (llr, said) = match scene.names.get(first) {
        _ if banks > 1 => (0.0, causes::several_banks(banks)),
        Some(name) => (0.4, causes::one_bank(name)),
        None => (0.4, causes::one_nameless_bank()),
    };
    let values = [
        ("banks", f64::from(u32::try_from(banks).unwrap_or(u32::MAX))),
        ("questions", questions.items),
    ];
    Some(SignalSource::log(&questions.basis.banks).signal(Rule::OneBank, llr, &values, said))
}

/// P4: no hands-on work.
pub(super) fn no_hands_on(scene: &Scene<'_>) -> Case {
    let mut case = Case::new(Cause::NoHandsOn, 3);
    case.points = scene.points() * need(scene.exam.hands_on);
    case.remedies.push(Remedy::Labs);
    case.add(labs(scene), None);
    case.add(scenarios(scene), Some(Remedy::Scenarios));
    case
}

/// The hands-on share that a preparation should have.
const fn need(hands_on: HandsOn) -> f64 {
    match hands_on {
        HandsOn::None => model::LAB_NEED.0,
        HandsOn::Some => model::LAB_NEED.1,
        HandsOn::All => model::LAB_NEED.2,
    }
}

fn labs(scene: &Scene<'_>) -> Option<Signal> {
    let families = &scene.preparation.families;
    let total: f64 = families.values().sum();
    if total < model::MINUTES_MIN {
        return None;
    }
    let need = need(scene.exam.hands_on);
    let share = families.get(&ResourceFamily::Lab).copied().unwrap_or(0.0) / total;
    let llr = match share {
        share if share < need / 3.0 => 1.3,
        share if share < need => 0.6,
        _ => -0.8,
    };
    let worth = match scene.exam.hands_on {
        HandsOn::None => model::NO_LABS_IN_EXAM,
        HandsOn::Some | HandsOn::All => 1.0,
    };
    let said = causes::hands_on_share(Share::new(share), Share::new(need));
    let values = [("share", share), ("need", need)];
    Some(scene.time().signal(Rule::Labs, llr * worth * scene.preparation.trust(), &values, said))
}

fn scenarios(scene: &Scene<'_>) -> Option<Signal> {
    let (recall, scenario) = (scene.questions.recall, scene.questions.scenario);
    if recall.of.min(scenario.of) < model::CONTRAST_ITEMS_MIN {
        return None;
    }
    let worse = recall.share() - scenario.share();
    let llr = if worse >= model::CONTRAST { 0.7 } else { 0.0 };
    let (know, apply) = (Share::new(recall.share()), Share::new(scenario.share()));
    let said = causes::know_and_apply(know, apply);
    let values = [
        ("recall", recall.share()),
        ("recall_questions", recall.of),
        ("scenario", scenario.share()),
        ("scenario_questions", scenario.of),
    ];
    let source = SignalSource::log(&scene.questions.basis.demands);
    Some(source.signal(Rule::Scenarios, llr, &values, said))
}
