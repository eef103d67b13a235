//! Which words go with classes, printed results and retake dates.

use chrono::NaiveDate;

use crate::coach::causes::CauseClass;
use crate::coach::estimate::{DomainClass, DomainEstimate};
use crate::facts::attempt::Outcome;
use crate::facts::reflection::Explanation;
use crate::facts::score_report::Evidence;
use crate::wording::{Said, advice, joint, page};

/// `27 February 2026`.
pub fn date(day: NaiveDate) -> Said {
    joint::on_day(day)
}

/// How sure a cause is, as an adjective.
pub fn cause_class(class: CauseClass) -> Said {
    match class {
        CauseClass::Confirmed => page::well_supported(),
        CauseClass::Likely => page::likely(),
        CauseClass::Possible => page::possible(),
        CauseClass::NotSupported => page::not_supported(),
        CauseClass::Unknown => page::cause_unknown(),
    }
}

/// What an estimate means.
pub fn domain_class(class: DomainClass) -> Said {
    match class {
        DomainClass::Weak => page::below_line(),
        DomainClass::Uncertain => page::not_yet_told(),
        DomainClass::Strong => page::above_line(),
        DomainClass::Unknown => page::nothing_known(),
    }
}

/// `between 62 and 77, most likely 70`: the 80 % interval and the mean, of 100 questions.
///
/// Rounded to thousandths first, as a plan does with what it weighs: 55.49 % would be 55 here and 56
/// there, and a domain has one number at one moment.
pub fn standing(estimate: &DomainEstimate) -> Said {
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    advice::standing(percent(estimate.low), percent(estimate.high), percent(estimate.mean))
}

/// What came of a sitting.
pub fn outcome(outcome: Outcome) -> Said {
    match outcome {
        Outcome::Pass => page::passed(),
        Outcome::Fail => page::not_passed(),
        Outcome::NoShow => page::not_sat(),
        Outcome::Void => page::void(),
        Outcome::RemovedByProctor => page::ended(),
        Outcome::Pending => page::no_result_yet(),
    }
}

/// What the candidate says explains a result.
pub fn explanation(explanation: Explanation) -> Said {
    match explanation {
        Explanation::Knowledge => page::not_known_enough(),
        Explanation::Application => page::not_yet_applied(),
        Explanation::Execution => page::sitting_went(),
        Explanation::Luck => page::luck(),
    }
}

/// What a report prints about a domain. `levels` are the names of the vendor's levels, lowest first.
pub fn evidence(evidence: &Evidence, levels: &[String]) -> Said {
    match evidence {
        Evidence::Percent(percent) => page::percent(*percent),
        Evidence::Bar { low, high } => page::bar(*low, *high),
        Evidence::Band { level, of } => {
            let named = (levels.len() == usize::from(*of))
                .then(|| levels.get(usize::from(*level).checked_sub(1)?))
                .flatten();
            named.map_or_else(|| page::level(*level, *of), |name| Said::quoted(name))
        }
        Evidence::Scaled(score) => joint::plain(score),
        Evidence::Rank { position, of } => page::place(*position, *of),
        Evidence::MissedObjectives { objectives, of } if objectives.is_empty() => {
            page::none_listed(*of)
        }
        Evidence::MissedObjectives { objectives, of } => {
            let listed: Vec<&str> = objectives.iter().map(|objective| objective.as_str()).collect();
            page::listed(listed.len(), *of, listed)
        }
        Evidence::Count { correct, of } => page::right(*correct, *of),
        Evidence::SelfRating(rating) => page::own_impression(*rating),
    }
}
