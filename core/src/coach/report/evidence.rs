//! What can stand beside a domain.

use std::collections::BTreeSet;

use crate::base::ids::ObjectiveId;
use crate::coach::report::off_scale;
use crate::exam::blueprint::Exam;
use crate::facts::score_report::Evidence;

/// Levels that a vendor may have.
const LEVELS: std::ops::RangeInclusive<u8> = 2..=4;

/// Why this cannot have been printed, and what could have been; `None` if it could.
pub(super) fn fault(evidence: &Evidence, exam: &Exam) -> Option<(String, String)> {
    let odd = |reason: String, allowed: &str| Some((reason, allowed.to_owned()));
    match evidence {
        Evidence::Percent(percent) if percent.get() > 100.0 => {
            odd(format!("{percent} percent"), "0 to 100 percent")
        }
        Evidence::Bar { low, high } if low > high || high.get() > 100.0 => odd(
            format!("a bar from {low} to {high}"),
            "0 to 100 percent of its length, the shorter end first",
        ),
        Evidence::Band { of, .. } if !LEVELS.contains(of) => {
            odd(format!("{of} levels"), "2 to 4 levels, as many as the vendor has")
        }
        Evidence::Band { level, of } if !(1..=*of).contains(level) => {
            Some((format!("level {level} of {of}"), format!("1 to {of}, 1 is the lowest")))
        }
        Evidence::Scaled(score) => off_scale(*score, exam),
        Evidence::Rank { position, of } if *of < 2 || !(1..=*of).contains(position) => odd(
            format!("place {position} of {of}"),
            "1 (weakest) to the number of domains, 2 or more",
        ),
        Evidence::MissedObjectives { objectives, of } => missed(objectives, *of),
        Evidence::Count { correct, of } if *of == 0 || correct > of => odd(
            format!("{correct} of {of} questions"),
            "at least one question, not more right than asked",
        ),
        Evidence::SelfRating(rating) if !(1..=5).contains(rating) => {
            odd(format!("your rating {rating}"), "1 (weak) to 5 (strong)")
        }
        Evidence::Percent(_)
        | Evidence::Bar { .. }
        | Evidence::Band { .. }
        | Evidence::Rank { .. }
        | Evidence::Count { .. }
        | Evidence::SelfRating(_) => None,
    }
}

fn missed(objectives: &[ObjectiveId], of: u16) -> Option<(String, String)> {
    let different: BTreeSet<_> = objectives.iter().collect();
    if different.len() < objectives.len() {
        return Some(("an objective stands twice".to_owned(), "each objective once".to_owned()));
    }
    if of == 0 || objectives.len() > usize::from(of) {
        let reason = format!("{} objectives of {of}", objectives.len());
        return Some((reason, "not more than the domain has, and it has at least one".to_owned()));
    }
    None
}
