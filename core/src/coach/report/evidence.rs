//! What can stand beside a domain.

use std::collections::BTreeSet;

use crate::base::ids::ObjectiveId;
use crate::coach::report::off_scale;
use crate::exam::blueprint::Exam;
use crate::facts::score_report::Evidence;
use crate::wording::{Said, entry, joint};

/// Levels that a vendor may have.
const LEVELS: std::ops::RangeInclusive<u8> = 2..=4;

/// Why this cannot have been printed, and what could have been; `None` if it could.
pub(in crate::coach) fn fault(evidence: &Evidence, exam: &Exam) -> Option<(Said, Said)> {
    match evidence {
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
        Evidence::MissedObjectives { objectives, of } => missed(objectives, *of),
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
