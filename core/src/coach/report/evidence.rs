//! What can stand beside a domain.

use std::collections::BTreeSet;

use crate::base::ids::{DomainId, ObjectiveId};
use crate::base::units::Score;
use crate::coach::report::off_scale;
use crate::exam::blueprint::{Domain, Exam};
use crate::facts::score_report::{DomainReading, Evidence};
use crate::wording::{Said, entry, joint};

/// Levels that a vendor may have.
const LEVELS: std::ops::RangeInclusive<u8> = 2..=4;

/// Why this cannot have been printed, and what could have been; `None` if it could.
pub(in crate::coach) fn fault(reading: &DomainReading, exam: &Exam) -> Option<(Said, Said)> {
    match &reading.evidence {
        // A share of 0.62 where 62 percent are meant: no vendor prints so few.
        Evidence::Percent(share) | Evidence::Bar { high: share, .. } if is_share(*share) => Some((
            entry::percent_or_share(*share, (share.get() * 100.0).round()),
            joint::percentage(),
        )),
        Evidence::Percent(percent) if percent.get() > 100.0 => {
            Some((entry::percent_of(*percent), joint::percentage()))
        }
        Evidence::Bar { low, high } if low > high || high.get() > 100.0 => {
            Some((entry::bar_from(*low, *high), entry::bar_allowed()))
        }
        Evidence::Band { of, .. } if !LEVELS.contains(of) => {
            Some((entry::levels(*of), entry::levels_allowed()))
        }
        Evidence::Band { level, of } if !(1..=*of).contains(level) => {
            Some((entry::level_of(*level, *of), entry::level_allowed(*of)))
        }
        Evidence::Scaled(score) => off_scale(*score, exam),
        Evidence::Rank { position, of } if *of < 2 || !(1..=*of).contains(position) => {
            Some((entry::place_of(*position, *of), entry::place_allowed()))
        }
        Evidence::MissedObjectives { objectives, of } => {
            missed(objectives, *of).or_else(|| stray(&reading.domain, objectives, *of, exam))
        }
        Evidence::Count { correct, of } if *of == 0 || correct > of => {
            Some((entry::right_of(*correct, *of), entry::right_allowed()))
        }
        Evidence::SelfRating(rating) if !(1..=5).contains(rating) => {
            Some((entry::your_rating(*rating), entry::rating_allowed()))
        }
        Evidence::Percent(_)
        | Evidence::Bar { .. }
        | Evidence::Band { .. }
        | Evidence::Rank { .. }
        | Evidence::Count { .. }
        | Evidence::SelfRating(_) => None,
    }
}

fn is_share(percent: Score) -> bool {
    percent > Score::points(0) && percent <= Score::points(1)
}

fn missed(objectives: &[ObjectiveId], of: u16) -> Option<(Said, Said)> {
    let different: BTreeSet<_> = objectives.iter().collect();
    if different.len() < objectives.len() {
        return Some((entry::objective_twice(), entry::objective_once()));
    }
    if of == 0 || objectives.len() > usize::from(of) {
        return Some((entry::objectives_of(objectives.len(), of), entry::objectives_allowed()));
    }
    None
}

/// The first objective that cannot be one of the domain: its number begins with that of another
/// domain of the exam, is higher than the domain has objectives, or the outline does not have it.
fn stray(
    domain: &DomainId,
    objectives: &[ObjectiveId],
    of: u16,
    exam: &Exam,
) -> Option<(Said, Said)> {
    let known = exam.domains.iter().find(|known| known.id == *domain)?;
    let of_other = |id: &&ObjectiveId| {
        let before = id.as_str().split_once('.').map(|(before, _)| before);
        let names = |other: &&Domain| before == Some(other.id.as_str());
        before != Some(domain.as_str()) && exam.domains.iter().any(|other| names(&other))
    };
    if let Some(id) = objectives.iter().find(of_other) {
        return Some((entry::objective_of_other(id.as_str()), entry::objectives_of_domain(domain)));
    }
    let is_absent = |id: &&ObjectiveId| {
        let number = id.as_str().split_once('.').and_then(|(_, after)| after.parse::<u32>().ok());
        let beyond = number.is_some_and(|number| number > u32::from(of));
        if known.objectives.is_empty() { beyond } else { !known.objectives.contains(id) }
    };
    let id = objectives.iter().find(is_absent)?;
    Some((entry::objective_not_there(id.as_str(), of), entry::objectives_of_domain(domain)))
}
